//! Bodies of proposals: JSON of plain numbers and words, typed again on the way in; and what every decision is given.

use access::Scope;
use base::{Date, ProposalNo, RegionCode, Validity};
use directory::agreement::{Clause, ClauseKind, Service};
use directory::provider::ProviderCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::StoreError;

use crate::ServiceError;

/// The kinds of proposals of this area.
pub(super) const FIRST_REVIEW: &str = "provider.first_review";
pub(super) const CONFIRM: &str = "provider.confirm";
pub(super) const TEXT: &str = "provider.text";
pub(super) const SIGN: &str = "provider.sign";
pub(super) const SUPPLEMENT: &str = "provider.supplement";
pub(super) const END: &str = "provider.end";
pub(super) const RULES: &str = "provider.rules";
pub(super) const SANCTION: &str = "provider.sanction";
pub(super) const LIFT: &str = "provider.lift";
pub(super) const ASSESS: &str = "provider.assess";
pub(super) const CHANGE_REVIEW: &str = "provider.change_review";
pub(super) const CHANGE_CONFIRM: &str = "provider.change_confirm";
pub(super) const PUBLISH: &str = "provider.publish";

/// What is decided, and by whom.
pub(super) struct Deciding<'a> {
    /// The scope of who decides.
    pub scope: Scope,
    /// The proposal.
    pub proposal: ProposalNo,
    /// The region of the proposal.
    pub region: RegionCode,
    /// Whether it is approved.
    pub approved: bool,
    /// The day of the decision.
    pub on: Date,
    /// What who decides says.
    pub reason: &'a str,
}

impl Deciding<'_> {
    /// What who decides says, or what stands for it.
    pub(super) fn reason_or(&self, usual: &str) -> Box<str> {
        match self.reason.trim() {
            "" => usual.into(),
            said => said.into(),
        }
    }
}

/// A body as it is kept.
pub(super) fn write<T: Serialize>(body: &T) -> Result<String, ServiceError> {
    serde_json::to_string(body).map_err(|_| ServiceError::Input("事项内容无法保存。".to_owned()))
}

/// A body as it was kept.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, ServiceError> {
    serde_json::from_str(text).map_err(|_| odd().into())
}

pub(super) fn odd() -> StoreError {
    StoreError::Corrupt("body of a proposal about a provider".to_owned())
}

pub(super) fn date(number: i64) -> Result<Date, ServiceError> {
    Date::from_number(number).ok_or_else(|| odd().into())
}

pub(super) fn code(text: &str) -> Result<ProviderCode, ServiceError> {
    ProviderCode::parse(text).map_err(|_| odd().into())
}

/// A stretch of time of two numbers.
pub(super) fn span(from: Option<i64>, until: Option<i64>) -> Result<Validity, ServiceError> {
    let (from, until) = (from.map(date).transpose()?, until.map(date).transpose()?);
    Validity::new(from, until).map_err(|error| ServiceError::Input(error.zh()))
}

/// Clauses as pairs of field and text.
#[derive(Serialize, Deserialize)]
pub(super) struct Clauses(Vec<(String, String)>);

impl Clauses {
    pub(super) fn of(clauses: &[Clause]) -> Clauses {
        let pair = |one: &Clause| (one.kind.code().to_owned(), one.text.to_string());
        Clauses(clauses.iter().map(pair).collect())
    }

    pub(super) fn read(&self) -> Result<Vec<Clause>, ServiceError> {
        let clause = |(kind, text): &(String, String)| {
            let kind = ClauseKind::parse(kind).ok_or_else(odd)?;
            let text = text.as_str().into();
            Ok(Clause { kind, text })
        };
        self.0.iter().map(clause).collect()
    }
}

pub(super) fn words(services: &[Service]) -> Vec<String> {
    services.iter().map(|one| one.code().to_owned()).collect()
}

pub(super) fn services(words: &[String]) -> Result<Vec<Service>, ServiceError> {
    let found = words
        .iter()
        .map(|word| Service::parse(word).ok_or_else(odd));
    Ok(found.collect::<Result<_, _>>()?)
}
