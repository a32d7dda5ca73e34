//! What stands behind a figure or a span: entry, title, articles.

use base::Refused;
use benefit::determination::Refusal;
use benefit::plan::{Entry, Policy};
use benefit::render;
use std::sync::Arc;

/// The rule behind a figure or a span of days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    /// Stable name of the rule: the entry of a package, or a code of the register.
    pub rule: String,
    /// Chinese title.
    pub title: String,
    /// Documents and articles, as a reader sees them.
    pub articles: String,
}

impl Basis {
    /// A basis of data beside a package, such as a regime profile.
    #[must_use]
    pub fn new(rule: &str, title: &str, articles: &str) -> Arc<Basis> {
        Arc::new(Basis {
            rule: rule.to_owned(),
            title: title.to_owned(),
            articles: articles.to_owned(),
        })
    }

    /// The basis that an entry of a package gives.
    #[must_use]
    pub fn of(policy: &Policy, entry: &Entry) -> Arc<Basis> {
        let articles = render::citations(policy, &entry.cite);
        Basis::new(&entry.id, &entry.title, &articles)
    }
}

/// What a package does not answer, as a refusal for users.
#[must_use]
pub fn refused(policy: &Policy, refusal: &Refusal) -> Refused {
    let code = match refusal {
        Refusal::Unset(_) => "policy.unset",
        Refusal::FactMissing { .. } => "policy.fact_missing",
        Refusal::NoVersion(_) | Refusal::NoLawDate => "policy.no_version",
        _ => "policy.refused",
    };
    let sentence = render::refusal(policy, refusal);
    Refused::new(code, format!("{}：{sentence}。", policy.title))
}
