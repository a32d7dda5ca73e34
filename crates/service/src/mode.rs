//! Persons whose settlement mode is changed to paying first and claiming later (篇7 第三十五条): proposed with its
//! reason, decided by a second user, lifted; the counter asks before it books.

use access::{Actor, Permission, Verdict};
use base::{Date, PersonNo, ProposalNo, Refused};
use serde::{Deserialize, Serialize};
use settlement::claim::Signed;
use settlement::claim::paper::{ModeNo, PayFirst};
use store::StoreError;
use store::claim::paper::person_of;
use store::counter::pay_first::{self as rows, ModeRow};

use crate::claim::signed;
use crate::{Desk, ServiceError, proposals};

const KIND: (&str, &str) = ("mode.pay_first", "改变结算方式事项");

#[derive(Serialize, Deserialize)]
struct Body {
    person: i64,
    from: i64,
    reason: String,
    by: String,
    at: i64,
    on: i64,
}

/// Proposes that a person of the actor's region pays first from a day on.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; `claim.reason`; `mode.stands` where such a change holds on the
/// day already; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    (person, from): (PersonNo, Date),
    reason: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ClaimPropose)?;
    let reason = reason.trim();
    if reason.is_empty() {
        let zh = "改变结算方式须写明理由，请补填。";
        return Err(Refused::new("claim.reason", zh)
            .under("篇7 第三十五条")
            .into());
    }
    let made = signed(desk, actor);
    let body = Body {
        person: person.get(),
        from: from.number(),
        reason: reason.to_owned(),
        by: made.by.to_string(),
        at: made.office.number(),
        on: made.on.number(),
    };
    let body = serde_json::to_string(&body).map_err(|_| unreadable())?;
    desk.write(actor, "mode.propose", Some(reason), |tx| {
        let (_, region) = person_of(tx, scope, person)?.ok_or(ServiceError::NotFound("参保人"))?;
        refuse_second(&rows::of_people(tx, scope, &[person])?, from)?;
        let needs = Permission::ClaimDecide;
        proposals::propose(tx, actor, KIND.0, needs, region, person.get(), &body)
    })
}

fn refuse_second(known: &[ModeRow], from: Date) -> Result<(), Refused> {
    match known.iter().find(|row| row.change.holds(from)) {
        None => Ok(()),
        Some(row) => {
            let zh = format!(
                "该参保人已自 {} 起先付后报（变更 {}），不必重复办理。",
                row.change.from, row.change.no
            );
            Err(Refused::new("mode.stands", zh))
        }
    }
}

/// Decides a proposed change; its number where it is approved.
///
/// # Errors
/// As [`proposals::decide`]; what [`PayFirst::check`] refuses; `mode.stands`; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<ModeNo>, ServiceError> {
    let scope = actor.may(Permission::ClaimDecide)?;
    let checked = signed(desk, actor);
    desk.write(actor, "mode.decide", Some(reason), |tx| {
        let approved = proposals::approved(desk, tx, actor, KIND, no, verdict, reason)?;
        let Some(proposal) = approved else {
            return Ok(None);
        };
        let body: Body = serde_json::from_str(&proposal.body).map_err(|_| unreadable())?;
        let person = PersonNo::new(body.person).ok_or_else(unreadable)?;
        let place = person_of(tx, scope, person)?;
        let (bucket, region) = place.ok_or(ServiceError::NotFound("参保人"))?;
        let change = PayFirst {
            no: tx.next("pay_first", ModeNo::new)?,
            person,
            from: Date::from_number(body.from).ok_or_else(unreadable)?,
            reason: body.reason.clone(),
            made: made(&body).ok_or_else(unreadable)?,
            checked: checked.clone(),
            lifted: None,
        };
        change.check()?;
        refuse_second(&rows::of_people(tx, scope, &[person])?, change.from)?;
        let row = ModeRow {
            bucket,
            region,
            change,
        };
        rows::add(tx, scope, &row, proposal.no)?;
        Ok(Some(row.change.no))
    })
}

fn made(body: &Body) -> Option<Signed> {
    Some(Signed {
        by: access::UserName::new(&body.by).ok()?,
        office: base::RegionCode::from_number(body.at)?,
        on: Date::from_number(body.on)?,
    })
}

/// Lifts a change: from today the counter settles again.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; `claim.reason`; `mode.lifted`; storage.
pub fn lift(desk: &Desk<'_>, actor: &Actor, no: ModeNo, reason: &str) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ClaimDecide)?;
    let reason = reason.trim();
    if reason.is_empty() {
        let zh = "解除结算方式变更须写明理由，请补填。";
        return Err(Refused::new("claim.reason", zh)
            .under("篇7 第三十五条")
            .into());
    }
    let by = signed(desk, actor);
    desk.write(actor, "mode.lift", Some(reason), |tx| {
        let mut row = rows::find(tx, scope, no)?.ok_or(ServiceError::NotFound("结算方式变更"))?;
        row.change.lift(by.clone())?;
        Ok(rows::lift(tx, scope, &row, (&by, reason))?)
    })
}

/// The changes of a person of the actor's region, lifted ones too.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn of_person(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
) -> Result<Vec<PayFirst>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let found = desk.read(|session| rows::of_people(session, scope, &[person]))?;
    Ok(found.into_iter().map(|row| row.change).collect())
}

fn unreadable() -> ServiceError {
    StoreError::Corrupt("a proposed change of the settlement mode".to_owned()).into()
}
