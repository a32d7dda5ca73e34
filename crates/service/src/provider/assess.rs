//! Assessments, the credit grade and what follows from it: prepayment, inspections, warning, deposit, exit.

use access::{Actor, Permission, Scope};
use base::{Date, Fen, ProposalNo, Ratio};
use directory::agreement::Measure;
use directory::agreement::assess::{
    Assessment, DepositSettled, Measured, assess, grade_change, propose_exit,
    settle_deposit as settle,
};
use directory::agreement::sanction::running;
use directory::provider::ProviderCode;
use serde::{Deserialize, Serialize};
use store::provider::Which;
use store::provider::assessment::{self as rows, AssessmentNo, StoredAssessment};
use store::{Session, Tx};

use super::body::{self, ASSESS, Deciding};
use super::directory::{Record, on_record};
use super::{rules, sanction};
use crate::{Desk, ServiceError, proposals};

#[derive(Serialize, Deserialize)]
struct Body {
    provider: String,
    on: i64,
    measured: Vec<(String, i64, String)>,
}

/// Proposes an assessment; confirmed by another it is kept, with what follows from it.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `assessment.no_scheme` where the
/// pooling area has adopted none, `assessment.…` as [`assess`]; storage.
pub fn propose_assessment(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
    on: Date,
    measured: &[Measured],
) -> Result<(ProposalNo, Assessment), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let of = |one: &Measured| {
        (
            one.indicator.to_string(),
            one.value,
            one.evidence.to_string(),
        )
    };
    let body = body::write(&Body {
        provider: code.as_str().to_owned(),
        on: on.number(),
        measured: measured.iter().map(of).collect(),
    })?;
    desk.write(actor, "provider.assess", None, |tx| {
        let held = on_record(tx, scope, code)?;
        let scheme = rules::scheme(tx, Scope::whole(held.pool), (code.is_pharmacy(), on))?;
        let assessed = assess(&scheme, code, on, measured)?;
        let needs = Permission::ProviderDecide;
        let no = proposals::propose(tx, actor, ASSESS, needs, held.region, 0, &body)?;
        Ok((no, assessed))
    })
}

pub(super) fn decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: Body = body::read(text)?;
    if !by.approved {
        return Ok("已退回，考核结果没有登记。".to_owned());
    }
    let code = body::code(&asked.provider)?;
    let on = body::date(asked.on)?;
    let measured = asked
        .measured
        .into_iter()
        .map(|(indicator, value, evidence)| Measured {
            indicator: indicator.into(),
            value,
            evidence: evidence.into(),
        });
    let measured: Vec<_> = measured.collect();
    let held = on_record(tx, by.scope, &code)?;
    let scheme = rules::scheme(tx, Scope::whole(held.pool), (code.is_pharmacy(), on))?;
    let assessed = assess(&scheme, &code, on, &measured)?;
    let before = rows::latest(tx, by.scope, &code, on)?;
    let before = before.map(|one| one.assessment.grade);
    // A grade that the scheme of today no longer has says nothing of what changes.
    let before = before.filter(|grade| scheme.grade_of(grade).is_some());
    let change = grade_change(&scheme, before.as_deref(), &assessed.grade)?;
    let mut told = assessed.explain(&scheme);
    told.extend(change.zh);
    let mut history: Vec<Assessment> = rows::all(tx, by.scope, Which::One(&code))?
        .into_iter()
        .map(|one| one.assessment)
        .collect();
    history.push(assessed.clone());
    let exit = propose_exit(&scheme, &code, &history);
    told.extend(exit.as_ref().map(|exit| exit.zh.to_string()));
    if change.warn && !warned(&held, on) {
        let reason = format!("考核评为 {}", assessed.grade);
        let article = scheme
            .grade_of(&assessed.grade)
            .map_or("", |grade| &grade.cite);
        let no = sanction::follow(tx, by, &held, (by.on, &reason, article))?;
        told.push(format!("第 {no} 号处理：警告"));
    }
    let stored = StoredAssessment {
        no: tx.next("provider_assessment", AssessmentNo::new)?,
        region: held.region,
        assessment: assessed,
        told,
        exit_proposed: exit.is_some(),
    };
    rows::add(tx, by.scope, &stored, by.proposal)?;
    Ok(stored.told.join("\n"))
}

fn warned(held: &Record, on: Date) -> bool {
    let code = &held.institution.code;
    running(&held.sanctions, code, Measure::Warning, on)
        .next()
        .is_some()
}

/// The assessments of a provider, or of all in the actor's region, by number; those that lead to a proposal to exit
/// say so.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn assessments(
    desk: &Desk<'_>,
    actor: &Actor,
    code: Option<&ProviderCode>,
) -> Result<Vec<StoredAssessment>, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    let which = code.map_or(Which::All, Which::One);
    Ok(desk.read(|session| rows::all(session, scope, which))?)
}

/// What the grade of a provider means for money and inspections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The grade.
    pub grade: String,
    /// The share of a month's mean outlay that is paid in advance.
    pub prepayment: Ratio,
    /// Inspections a year.
    pub inspections: u32,
    /// The day of the assessment it rests on.
    pub assessed: Date,
}

/// The terms of a provider on a day by its last assessment; `None` where it was never assessed.
///
/// # Errors
/// [`ServiceError::Refused`] `assessment.no_scheme`; storage.
pub fn terms(
    session: &mut Session<'_>,
    scope: Scope,
    code: &ProviderCode,
    on: Date,
) -> Result<Option<Terms>, ServiceError> {
    let Some(last) = rows::latest(session, scope, code, on)? else {
        return Ok(None);
    };
    let assessed = last.assessment;
    let whole = Scope::whole(scope.pool());
    let scheme = rules::scheme(session, whole, (code.is_pharmacy(), assessed.on))?;
    let grade = scheme.grade_of(&assessed.grade);
    Ok(grade.map(|grade| Terms {
        grade: grade.code.to_string(),
        prepayment: grade.prepayment,
        inspections: grade.inspections,
        assessed: assessed.on,
    }))
}

/// What becomes of the deposit retained from a provider, by its last assessment not after a day. It moves nothing:
/// the payment is the claims'.
///
/// # Errors
/// [`ServiceError::NotFound`] where the provider was never assessed; [`ServiceError::Refused`] `assessment.…`;
/// storage.
pub fn settle_deposit(
    session: &mut Session<'_>,
    scope: Scope,
    (code, on): (&ProviderCode, Date),
    retained: Fen,
) -> Result<DepositSettled, ServiceError> {
    let last = rows::latest(session, scope, code, on)?;
    let assessed = last.ok_or(ServiceError::NotFound("考核结果"))?.assessment;
    let whole = Scope::whole(scope.pool());
    let scheme = rules::scheme(session, whole, (code.is_pharmacy(), assessed.on))?;
    Ok(settle(&scheme, assessed.score, retained)?)
}
