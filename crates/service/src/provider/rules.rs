//! Rules of designation and schemes of assessment: written by the city, adopted by two people, read on a day.

use access::{Actor, Permission, Scope};
use base::{Date, ProposalNo, Refused};
use directory::agreement::{AssessmentScheme, DataError, DesignationRules};
use serde::{Deserialize, Serialize};
use store::provider::assessment;
use store::{Session, Tx};

use super::body::{self, Deciding, RULES};
use crate::{Desk, ServiceError, proposals};

/// What rules are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// Criteria, who may begin a visit, penalties, places of practice.
    Designation,
    /// The scheme of assessment of institutions.
    Assessment,
    /// The scheme of assessment of pharmacies.
    AssessmentPharmacy,
}

impl RuleKind {
    /// Every one of them.
    pub const ALL: [RuleKind; 3] = [
        RuleKind::Designation,
        RuleKind::Assessment,
        RuleKind::AssessmentPharmacy,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            RuleKind::Designation => "designation",
            RuleKind::Assessment => "assessment",
            RuleKind::AssessmentPharmacy => "assessment_pharmacy",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<RuleKind> {
        RuleKind::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            RuleKind::Designation => "定点规则",
            RuleKind::Assessment => "医疗机构考核方案",
            RuleKind::AssessmentPharmacy => "零售药店考核方案",
        }
    }

    fn check(self, text: &str) -> Result<(), ServiceError> {
        match self {
            RuleKind::Designation => read_designation(text).map(|_| ()),
            RuleKind::Assessment | RuleKind::AssessmentPharmacy => {
                let scheme = read_scheme(text)?;
                if scheme.pharmacies == (self == RuleKind::AssessmentPharmacy) {
                    return Ok(());
                }
                let zh = "方案的 pharmacies 与所选类别不一致，请核对是医疗机构还是零售药店的方案。";
                Err(Refused::new("assessment.scheme", zh).into())
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    kind: String,
    from: i64,
    text: String,
}

fn unreadable(error: &DataError) -> ServiceError {
    ServiceError::Input(error.zh())
}

pub(super) fn read_designation(text: &str) -> Result<DesignationRules, ServiceError> {
    DesignationRules::read(text.as_bytes()).map_err(|error| unreadable(&error))
}

fn read_scheme(text: &str) -> Result<AssessmentScheme, ServiceError> {
    AssessmentScheme::read(text.as_bytes()).map_err(|error| unreadable(&error))
}

/// The rules that are shipped: those of the sources, with what they leave open marked as an example.
pub(super) fn shipped() -> Result<DesignationRules, ServiceError> {
    DesignationRules::read(DesignationRules::EXAMPLE).map_err(|error| unreadable(&error))
}

/// Proposes rules for the pooling area from a day on. The city's policy officer writes them, another decides.
///
/// # Errors
/// [`ServiceError::Denied`], also for a county; [`ServiceError::Input`] where they cannot be read;
/// [`ServiceError::Refused`] `assessment.scheme`; storage.
pub fn propose_rules(
    desk: &Desk<'_>,
    actor: &Actor,
    kind: RuleKind,
    from: Date,
    text: &str,
) -> Result<ProposalNo, ServiceError> {
    let pool = actor.scope().pool();
    actor.may_in(Permission::StandardPropose, pool)?;
    kind.check(text)?;
    let body = body::write(&Body {
        kind: kind.code().to_owned(),
        from: from.number(),
        text: text.to_owned(),
    })?;
    desk.write(actor, "provider.rules", None, |tx| {
        let needs = Permission::StandardDecide;
        proposals::propose(tx, actor, RULES, needs, pool, 0, &body)
    })
}

pub(super) fn decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let body: Body = body::read(text)?;
    let kind = RuleKind::parse(&body.kind).ok_or_else(body::odd)?;
    if !by.approved {
        return Ok("已退回。".to_owned());
    }
    kind.check(&body.text)?;
    let from = body::date(body.from)?;
    assessment::adopt(tx, kind.code(), (from, &body.text), by.proposal)?;
    Ok(format!("{}自 {from} 起施行。", kind.zh()))
}

/// The rules of designation that hold on a day: the pool's, else those that are shipped.
pub(super) fn designation(
    session: &mut Session<'_>,
    scope: Scope,
    on: Date,
) -> Result<DesignationRules, ServiceError> {
    let kind = RuleKind::Designation.code();
    match assessment::rules(session, scope, kind, on)? {
        Some(text) => read_designation(&text),
        None => shipped(),
    }
}

/// The scheme of assessment that holds on a day. None is shipped: no source states its numbers.
pub(super) fn scheme(
    session: &mut Session<'_>,
    scope: Scope,
    (pharmacies, on): (bool, Date),
) -> Result<AssessmentScheme, ServiceError> {
    let kind = if pharmacies {
        RuleKind::AssessmentPharmacy
    } else {
        RuleKind::Assessment
    };
    let text = assessment::rules(session, scope, kind.code(), on)?;
    let text = text.ok_or_else(|| {
        Refused::new(
            "assessment.no_scheme",
            format!(
                "{on} 没有施行中的{}，请先用 tongchou provider rules 拟定并复核。",
                kind.zh()
            ),
        )
    })?;
    read_scheme(&text)
}
