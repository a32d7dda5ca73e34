//! The working life of members, and deemed months by four eyes.

use access::{Actor, Permission, Scope, Verdict};
use base::{Date, PersonNo, ProposalNo, Refused};
use enrolment::ask::{Career, Membership, Retirement};
use enrolment::entitlement::{DeemedMonths, DeemedNo};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::entitlement::{self as rows, DeemedRow};
use store::premium::roll::{self, CareerRow};

use crate::premium::of_kind;
use crate::{Desk, ServiceError, proposals};

const DEEMED: &str = "entitlement.deemed";

/// What is registered of a working life; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retire {
    /// Day of the first employment.
    pub employed_on: Option<Date>,
    /// Day on which the statutory age was reached.
    pub retirement_age_on: Option<Date>,
    /// Works on after that age by the rules of the state.
    pub extended: Option<bool>,
    /// Day of the retirement procedure.
    pub retired_on: Option<Date>,
    /// First day of the pension.
    pub pension_from: Option<Date>,
    /// The pension is interrupted.
    pub pension_interrupted: Option<bool>,
    /// As what the person is insured.
    pub membership: Option<Membership>,
    /// Months paid before the register began.
    pub months_before: Option<i64>,
    /// Last day of the membership: death, transfer away.
    pub ended_on: Option<Date>,
}

/// Registers the working life of a person: employment, retirement, pension, end of the membership.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `career.months`,
/// `career.pension`; storage.
pub fn set_career(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    change: Retire,
) -> Result<Career, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "career.set", None, |tx| {
        set(tx, scope, person, change)
    })
}

/// People whose working life is registered in one commit.
const CHUNK: usize = 2_000;

/// As [`set_career`] for many people, in commits of some thousand: a list cut off is handed in again.
///
/// # Errors
/// As [`set_career`], at the first person who is refused.
pub fn set_careers(
    desk: &Desk<'_>,
    actor: &Actor,
    changes: &[(PersonNo, Retire)],
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    for chunk in changes.chunks(CHUNK) {
        desk.write::<_, ServiceError>(actor, "career.set", None, |tx| {
            for (person, change) in chunk {
                set(tx, scope, *person, *change)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn set(
    tx: &mut Tx<'_>,
    scope: Scope,
    person: PersonNo,
    change: Retire,
) -> Result<Career, ServiceError> {
    let found = roll::career(tx, scope, person)?;
    let found = found.ok_or(ServiceError::NotFound("参保人员"))?;
    let retirement = match (found.career.retirement, change.retired_on) {
        (Some(known), retired_on) => Some(Retirement {
            retired_on: retired_on.unwrap_or(known.retired_on),
            pension_from: change.pension_from.or(known.pension_from),
            ..known
        }),
        (None, Some(retired_on)) => Some(Retirement {
            no: tx.take("retirement", 1)?,
            retired_on,
            pension_from: change.pension_from,
        }),
        (None, None) if change.pension_from.is_some() => {
            let sentence = "登记首次领取养老金的日期以前，请先登记办理退休手续的日期。";
            return Err(Refused::new("career.pension", sentence).into());
        }
        (None, None) => None,
    };
    let before = change.months_before.unwrap_or(found.months_before);
    if before < 0 {
        let sentence = "建账以前的缴费月数不能为负，请核对。";
        return Err(Refused::new("career.months", sentence).into());
    }
    let old = found.career;
    let row = CareerRow {
        career: Career {
            employed_on: change.employed_on.or(old.employed_on),
            retirement_age_on: change.retirement_age_on.or(old.retirement_age_on),
            extended_service: change.extended.unwrap_or(old.extended_service),
            retirement,
            pension_interrupted: change
                .pension_interrupted
                .unwrap_or(old.pension_interrupted),
            membership: change.membership.unwrap_or(old.membership),
            ..old
        },
        months_before: before,
        ended_on: change.ended_on.or(found.ended_on),
        ..found
    };
    roll::set_career(tx, scope, &row)?;
    Ok(row.career)
}

#[derive(Serialize, Deserialize)]
struct Body {
    months: i64,
    source: String,
    rule: String,
}

/// Proposes deemed months for a person, with their source; the rule may be left open (另行规定).
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `entitlement.deemed`;
/// storage.
pub fn propose_deemed(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    months: i64,
    (source, rule): (&str, &str),
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(actor, DEEMED, Some(source), |tx| {
        let found = roll::career(tx, scope, person)?;
        let found = found.ok_or(ServiceError::NotFound("参保人员"))?;
        let first = DeemedNo::new(1).ok_or_else(unread)?;
        DeemedMonths::new(first, months, source, rule)?;
        let body = Body {
            months,
            source: source.to_owned(),
            rule: rule.to_owned(),
        };
        let body = serde_json::to_string(&body).map_err(|_| unread())?;
        let needs = Permission::ContributionDecide;
        proposals::propose(tx, actor, DEEMED, needs, found.region, person.get(), &body)
    })
}

/// Decides proposed deemed months.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `proposal.decided`,
/// `proposal.kind`; storage.
pub fn decide_deemed(
    desk: &Desk<'_>,
    actor: &Actor,
    proposal: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<DeemedMonths>, ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    desk.write(actor, "entitlement.decide_deemed", Some(reason), |tx| {
        let decided = proposals::decide(desk, tx, actor, proposal, verdict, reason)?;
        of_kind(&decided.kind, DEEMED)?;
        if verdict == Verdict::Rejected {
            return Ok(None);
        }
        let body: Body = serde_json::from_str(&decided.body).map_err(|_| unread())?;
        let person = PersonNo::new(decided.subject).ok_or_else(unread)?;
        let found = roll::career(tx, scope, person)?;
        let found = found.ok_or(ServiceError::NotFound("参保人员"))?;
        let no = tx.next("deemed", DeemedNo::new)?;
        let deemed = DeemedMonths::new(no, body.months, &body.source, &body.rule)?;
        let row = DeemedRow {
            bucket: found.bucket,
            person,
            region: found.region,
            deemed: deemed.clone(),
        };
        rows::add_deemed(tx, scope, &row, proposal)?;
        Ok(Some(deemed))
    })
}

fn unread() -> ServiceError {
    ServiceError::Input("待复核事项的内容不能读取，请重新拟定。".to_owned())
}
