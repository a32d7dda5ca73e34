//! What 2001 answers: for each fund whether the person enjoys it on the day, until when, or why not.

use base::{Date, Fen};
use benefit::plan::{Policy, PotKind};
use enrolment::Scheme;
use settlement::answer::Projection;
use settlement::bill::Share;
use std::collections::BTreeSet;

use super::PersonFile;

/// The account fund of employees (`fund_pay_type`): it is the person's own and no entitlement bars it.
const ACCOUNT: &str = "310200";

/// A row of `trtinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treatment {
    /// `fund_pay_type`.
    pub fund: String,
    /// `trt_enjymnt_flag`.
    pub enjoys: bool,
    /// `begndate`: since when; the day asked about where the person does not.
    pub from: Date,
    /// `enddate`.
    pub until: Option<Date>,
    /// `trt_chk_rslt`: why not, with the article.
    pub why: Option<String>,
}

impl PersonFile {
    /// Each fund that the package of an insurance pays from for a kind of care, and whether the person enjoys it on
    /// the day of the file.
    #[must_use]
    pub fn treatments(
        &self,
        (insurance, care): (&str, &str),
        policies: &[&Policy],
        projection: &Projection,
    ) -> Vec<Treatment> {
        let insured = self.insured(insurance);
        let funds = funds((insurance, care), policies, projection);
        let row = |fund: String| match &insured {
            Ok(insured) => Treatment {
                fund,
                enjoys: true,
                from: insured.from,
                until: insured.until,
                why: None,
            },
            Err(refused) => Treatment {
                fund,
                enjoys: false,
                from: self.on,
                until: None,
                why: Some(refused.zh()),
            },
        };
        let mut rows: Vec<Treatment> = funds.into_iter().map(row).collect();
        let works = super::scheme_of(insurance) == Some(Scheme::Employee);
        let account = self.account().filter(|_| works && self.alive().is_ok());
        rows.extend(account.map(|account| Treatment {
            fund: ACCOUNT.to_owned(),
            enjoys: true,
            from: account.opened_on,
            until: None,
            why: None,
        }));
        rows
    }
}

/// The funds of packages, each once.
fn funds(
    (insurance, care): (&str, &str),
    policies: &[&Policy],
    projection: &Projection,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for policy in policies {
        for (pot, decl) in (0..).zip(&policy.pots) {
            let PotKind::Payer(kind, layer) = decl.kind else {
                continue;
            };
            let layer = policy.layers.get(usize::from(layer)).cloned();
            let share = Share {
                stage: 0,
                pot,
                name: decl.name.clone(),
                payer: Some(kind),
                layer: layer.unwrap_or_default(),
                amount: Fen::ZERO,
            };
            if let Ok((_, fund)) = projection.of(insurance, care, &share)
                && !fund.is_empty()
            {
                found.insert(fund.to_owned());
            }
        }
    }
    found
}
