//! Sanctions: warning, fine, suspension of a provider, a department or a person there, cancellation; and lifting.

use access::{Actor, Permission, Scope};
use base::{Date, Fen, PersonnelCode, ProposalNo, Refused};
use directory::agreement::contract::EndReason;
use directory::agreement::sanction::{Basis, Violation};
use directory::agreement::{Measure, Sanction, SanctionNo, Target};
use directory::provider::ProviderCode;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::provider::{agreement, file, sanction};

use super::agree::{Leaving, left};
use super::body::{self, Deciding, LIFT, SANCTION};
use super::directory::{Record, on_record};
use super::rules;
use crate::{Desk, ServiceError, proposals};

/// A violation and what is to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What was found.
    pub violation: Violation,
    /// What it is to be.
    pub measure: Measure,
    /// First and last day; a warning and a cancellation have no last day.
    pub days: (Date, Option<Date>),
    /// The fine, nothing where it is none.
    pub fine: Fen,
}

#[derive(Serialize, Deserialize)]
struct Body {
    provider: String,
    target: String,
    target_code: Option<String>,
    found: i64,
    facts: String,
    broken: String,
    loss: i64,
    serious: bool,
    evidence: String,
    measure: String,
    from: i64,
    until: Option<i64>,
    fine: i64,
}

impl Body {
    fn of(charge: &Charge) -> Body {
        let violation = &charge.violation;
        Body {
            provider: violation.provider.as_str().to_owned(),
            target: violation.target.code().to_owned(),
            target_code: violation.target.value().map(str::to_owned),
            found: violation.found.number(),
            facts: violation.facts.to_string(),
            broken: violation.broken.to_string(),
            loss: violation.loss.get(),
            serious: violation.serious,
            evidence: violation.evidence.to_string(),
            measure: charge.measure.code().to_owned(),
            from: charge.days.0.number(),
            until: charge.days.1.map(Date::number),
            fine: charge.fine.get(),
        }
    }

    fn read(self) -> Result<Charge, ServiceError> {
        let target = Target::parse(&self.target, self.target_code.as_deref());
        Ok(Charge {
            violation: Violation {
                provider: body::code(&self.provider)?,
                target: target.ok_or_else(body::odd)?,
                found: body::date(self.found)?,
                facts: self.facts.into(),
                broken: self.broken.into(),
                loss: Fen::new(self.loss),
                serious: self.serious,
                evidence: self.evidence.into(),
            },
            measure: Measure::parse(&self.measure).ok_or_else(body::odd)?,
            days: (
                body::date(self.from)?,
                self.until.map(body::date).transpose()?,
            ),
            fine: Fen::new(self.fine),
        })
    }
}

/// Proposes a sanction: in the county of the provider, a cancellation by the city.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `sanction.…` as
/// [`Sanction::decide`], `department.unknown` or `staff.unknown` for a target that is not registered there; storage.
pub fn propose_sanction(
    desk: &Desk<'_>,
    actor: &Actor,
    charge: &Charge,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let body = body::write(&Body::of(charge))?;
    desk.write(actor, "provider.sanction", None, |tx| {
        let held = on_record(tx, scope, &charge.violation.provider)?;
        targeted(&held, &charge.violation.target)?;
        let tried = SanctionNo::new(i64::MAX).ok_or_else(body::odd)?;
        sanctioned(tx, &held, charge, (tried, desk.today()))?;
        let region = match charge.measure {
            Measure::Cancellation => tx.pool(),
            _ => held.region,
        };
        let needs = Permission::ProviderDecide;
        proposals::propose(tx, actor, SANCTION, needs, region, 0, &body)
    })
}

fn targeted(held: &Record, target: &Target) -> Result<(), Refused> {
    let code = &held.institution.code;
    match target {
        Target::Provider => Ok(()),
        Target::Department(asked) => match held.departments.iter().any(|one| one.code == *asked) {
            true => Ok(()),
            false => Err(Refused::new(
                "department.unknown",
                format!(
                    "{code} 没有登记科室 {}，请核对科室编码。",
                    base::show_value(asked)
                ),
            )),
        },
        Target::Person(asked) => match held.practices.iter().any(|one| one.staff == *asked) {
            true => Ok(()),
            false => Err(elsewhere(asked, code)),
        },
    }
}

fn elsewhere(person: &PersonnelCode, code: &ProviderCode) -> Refused {
    Refused::new(
        "staff.unknown",
        format!("医务人员 {person} 没有登记在 {code} 执业，请核对编码。"),
    )
}

fn sanctioned(
    tx: &mut Tx<'_>,
    held: &Record,
    charge: &Charge,
    (no, on): (SanctionNo, Date),
) -> Result<Sanction, ServiceError> {
    let (from, until) = charge.days;
    let holds = body::span(Some(from.number()), until.map(Date::number))?;
    let rules = rules::designation(tx, Scope::whole(held.pool), on)?;
    let (violation, measure) = (&charge.violation, charge.measure);
    let asked = (holds, charge.fine);
    Ok(Sanction::decide(
        no,
        violation,
        measure,
        asked,
        &rules.penalty,
    )?)
}

pub(super) fn decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let charge = body::read::<Body>(text)?.read()?;
    if !by.approved {
        return Ok("已退回，不予处理。".to_owned());
    }
    let held = on_record(tx, by.scope, &charge.violation.provider)?;
    let no = tx.next("provider_sanction", SanctionNo::new)?;
    let one = sanctioned(tx, &held, &charge, (no, by.on))?;
    let ground = sanction::Ground {
        loss: charge.violation.loss,
        evidence: &charge.violation.evidence,
    };
    sanction::add(tx, by.scope, held.region, &one, &ground, by.proposal)?;
    if one.measure == Measure::Cancellation {
        strike_off(tx, by, &held, &charge)?;
    }
    let until = one
        .last_day()
        .map_or("另行通知".to_owned(), |day| day.to_string());
    Ok(format!(
        "第 {no} 号处理：{} {}{}，{} 至 {until}。",
        one.provider,
        one.target.zh(),
        one.measure.zh(),
        charge.days.0
    ))
}

/// 取消定点: the agreement ends the day before and the file is closed with it.
fn strike_off(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    held: &Record,
    charge: &Charge,
) -> Result<(), ServiceError> {
    let wanted = Leaving {
        provider: held.institution.code.clone(),
        last_day: charge.days.0.add_days(-1).unwrap_or(charge.days.0),
        reason: EndReason::StruckOff,
        evidence: charge.violation.evidence.to_string(),
        not_renewed: false,
    };
    let (one, file) = left(held, &wanted, by.on)?;
    agreement::ended(tx, by.scope, held.region, &one, by.proposal)?;
    Ok(file::advanced(tx, by.scope, &file, Some(by.proposal))?)
}

/// Records a sanction that follows from an assessment and was decided with it.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    held: &Record,
    (from, reason, article): (Date, &str, &str),
) -> Result<SanctionNo, ServiceError> {
    let no = tx.next("provider_sanction", SanctionNo::new)?;
    let one = Sanction {
        no,
        provider: held.institution.code.clone(),
        target: Target::Provider,
        measure: Measure::Warning,
        holds: body::span(Some(from.number()), None)?,
        lifted: None,
        fine: Fen::ZERO,
        basis: Basis::Assessment,
        reason: reason.into(),
        article: article.into(),
    };
    let ground = sanction::Ground {
        loss: Fen::ZERO,
        evidence: "考核结果",
    };
    sanction::add(tx, by.scope, held.region, &one, &ground, by.proposal)?;
    Ok(no)
}

#[derive(Serialize, Deserialize)]
struct LiftBody {
    sanction: i64,
    from: i64,
    reason: String,
}

/// Proposes to lift a sanction from a day on; on or before its first day that takes it back as a whole.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `sanction.lifted`,
/// `sanction.reason` without a reason, `sanction.final` for a cancellation, which only a new application mends; storage.
pub fn propose_lift(
    desk: &Desk<'_>,
    actor: &Actor,
    no: SanctionNo,
    (from, reason): (Date, &str),
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    if reason.trim().is_empty() {
        return Err(Refused::new("sanction.reason", "解除处理须写明原因，请补填。").into());
    }
    let body = body::write(&LiftBody {
        sanction: no.get(),
        from: from.number(),
        reason: reason.trim().to_owned(),
    })?;
    desk.write(actor, "provider.lift", Some(reason), |tx| {
        let (mut one, region) = found(tx, scope, no)?;
        lift(&mut one, from)?;
        let (needs, subject) = (Permission::ProviderDecide, no.get());
        proposals::propose(tx, actor, LIFT, needs, region, subject, &body)
    })
}

fn lift(one: &mut Sanction, from: Date) -> Result<(), Refused> {
    if one.measure == Measure::Cancellation {
        return Err(Refused::new(
            "sanction.final",
            "取消定点不能解除；机构可重新申请，经初审、确认并签订新协议。",
        ));
    }
    one.lift(from)
}

fn found(
    tx: &mut Tx<'_>,
    scope: Scope,
    no: SanctionNo,
) -> Result<(Sanction, base::RegionCode), ServiceError> {
    sanction::find(tx, scope, no)?.ok_or(ServiceError::NotFound("处理决定"))
}

pub(super) fn lift_decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: LiftBody = body::read(text)?;
    if !by.approved {
        return Ok("已退回，处理继续执行。".to_owned());
    }
    let no = SanctionNo::new(asked.sanction).ok_or_else(body::odd)?;
    let (mut one, region) = found(tx, by.scope, no)?;
    let from = body::date(asked.from)?;
    lift(&mut one, from)?;
    sanction::lifted(
        tx,
        by.scope,
        region,
        &one,
        (from, &asked.reason),
        by.proposal,
    )?;
    Ok(format!("第 {no} 号处理自 {from} 起解除。"))
}
