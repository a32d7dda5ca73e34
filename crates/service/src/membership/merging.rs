//! Records that are one person: doubles among their running enrolments are contested until somebody decides,
//! and are none any more where the records come apart.

use std::collections::BTreeSet;

use access::Scope;
use base::{EnrolmentNo, Fen, PersonNo};
use enrolment::membership::{Held, State, giving_way};
use serde::Serialize;
use store::Tx;
use store::contribution::bill::{self as bills, StoredBill};
use store::membership::enrolment::{self as rows, Kept};
use store::membership::work;

use super::settling::reviewed;
use super::telling::tell;
use crate::{Desk, ServiceError};

/// The kind of the work item.
pub(super) const CONTESTED: &str = "contested";

/// A side of a contest as the work item tells it: its track, and the money that the person paid.
#[derive(Serialize)]
struct Side<'a> {
    enrolment: i64,
    person: i64,
    scheme: &'a str,
    region: i64,
    paid_fen: i64,
}

/// Contests what overlaps among the running enrolments of the records of one person: on the track that the person
/// is bound to, else the one that began first, runs; the others keep their money and bills and wait for a decision.
/// The records may lie in several counties, so all of the pooling area is looked at. Those that are contested now.
///
/// # Errors
/// Storage.
pub(crate) fn contest(
    tx: &mut Tx<'_>,
    records: &BTreeSet<PersonNo>,
) -> Result<Vec<EnrolmentNo>, ServiceError> {
    let whole = Scope::whole(tx.pool());
    let mut running = enrolments(tx, whole, records)?;
    running.retain(|kept| kept.is.runs);
    let held: Vec<Held> = running.iter().map(held).collect();
    let mut track = None;
    for person in records {
        track = track.or(work::track_of(tx, whole, *person)?.map(|choice| choice.track));
    }
    let pairs = giving_way(&held, track);
    let anchors: BTreeSet<EnrolmentNo> = pairs.iter().map(|(_, anchor)| *anchor).collect();
    for (no, anchor) in &pairs {
        for kept in running.iter_mut().filter(|kept| kept.is.no == *no) {
            kept.is.state = State::Contested;
            kept.is.runs = false;
            kept.is.contested_with = Some(*anchor);
            rows::replace(tx, whole, kept)?;
            tell(tx, kept.is.region, "enrolment_contested", *no)?;
        }
    }
    let persons: Vec<PersonNo> = records.iter().copied().collect();
    let bills = bills::of_persons(tx, whole, &persons)?;
    for anchor in anchors {
        let of_contest = |kept: &&Kept| {
            kept.is.no == anchor
                || (kept.is.contested_with == Some(anchor) && kept.is.state == State::Contested)
        };
        let sides: Vec<&Kept> = running.iter().filter(of_contest).collect();
        open_item(tx, anchor, &sides, &bills)?;
    }
    Ok(pairs.into_iter().map(|(no, _)| no).collect())
}

fn open_item(
    tx: &mut Tx<'_>,
    anchor: EnrolmentNo,
    sides: &[&Kept],
    bills: &[StoredBill],
) -> Result<(), ServiceError> {
    let Some(runs) = sides.iter().find(|kept| kept.is.no == anchor) else {
        return Ok(());
    };
    let paid = |no: EnrolmentNo| {
        let bill = bills.iter().find(|bill| bill.enrolment == no);
        bill.map_or(Fen::ZERO, |bill| bill.settled.paid)
    };
    let told: Vec<Side<'_>> = sides
        .iter()
        .map(|kept| Side {
            enrolment: kept.is.no.get(),
            person: kept.is.person.get(),
            scheme: kept.is.scheme.code(),
            region: kept.is.region.number(),
            paid_fen: paid(kept.is.no).get(),
        })
        .collect();
    let body = serde_json::to_string(&told).unwrap_or_default();
    let (region, person) = (runs.is.region, runs.is.person);
    work::open(tx, region, CONTESTED, person, Some(anchor.get()), &body)?;
    Ok(())
}

/// Takes back the contests between two parts of what was one person: what is contested with an enrolment of the
/// other part stands again as it stood before. What was decided meanwhile stays decided. Those that run again.
///
/// # Errors
/// `regime.none`, `flow.*`; storage.
pub(crate) fn part(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (stay, go): (&BTreeSet<PersonNo>, &BTreeSet<PersonNo>),
) -> Result<Vec<EnrolmentNo>, ServiceError> {
    let whole = Scope::whole(tx.pool());
    let both = [enrolments(tx, whole, stay)?, enrolments(tx, whole, go)?];
    let mut again = Vec::new();
    let mut anchors = BTreeSet::new();
    for (own, other) in [(&both[0], &both[1]), (&both[1], &both[0])] {
        let of_other: BTreeSet<EnrolmentNo> = other.iter().map(|kept| kept.is.no).collect();
        for kept in own.iter().filter(|kept| kept.is.state == State::Contested) {
            let anchor = kept.is.contested_with.filter(|no| of_other.contains(no));
            let Some(anchor) = anchor else {
                continue;
            };
            let Some(state) = former(desk, tx, kept)? else {
                continue;
            };
            let mut stands = kept.clone();
            stands.is.state = state;
            stands.is.runs = true;
            stands.is.contested_with = None;
            rows::replace(tx, whole, &stands)?;
            tell(tx, stands.is.region, "enrolment_uncontested", stands.is.no)?;
            anchors.insert(anchor);
            again.push(stands.is.no);
        }
    }
    for item in work::open_items(tx, whole, CONTESTED)? {
        let anchor = item.subject.and_then(EnrolmentNo::new);
        if anchor.is_some_and(|anchor| anchors.contains(&anchor)) {
            work::decide(tx, whole, &item, "unmerged")?;
        }
    }
    // Records that follow one another stay one person: their own doubles are contests still.
    contest(tx, stay)?;
    contest(tx, go)?;
    Ok(again)
}

/// The state that a contested enrolment goes back to, which its money may have moved on meanwhile; none for one
/// that was loaded as a double and never ran.
///
/// # Errors
/// `regime.none`, `flow.*`; storage.
pub(super) fn former(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    kept: &Kept,
) -> Result<Option<State>, ServiceError> {
    let whole = Scope::whole(tx.pool());
    let Some(state) = rows::ran_as(tx, whole, kept.is.no)? else {
        return Ok(None);
    };
    let bills = bills::of_persons(tx, whole, &[kept.is.person])?;
    let Some(bill) = bills.iter().find(|bill| bill.enrolment == kept.is.no) else {
        return Ok(Some(state));
    };
    let paid = bill.settled.paid >= bill.settled.due;
    Ok(Some(match (state, paid) {
        (State::Active, false) => reviewed(desk, tx, whole)?,
        (state, true) if state == reviewed(desk, tx, whole)? => State::Active,
        (state, _) => state,
    }))
}

fn held(kept: &Kept) -> Held {
    Held {
        no: kept.is.no,
        scheme: kept.is.scheme,
        region: kept.is.region,
        span: kept.is.span,
    }
}

/// The enrolments of some records of one person.
pub(super) fn enrolments(
    tx: &mut Tx<'_>,
    scope: Scope,
    records: &BTreeSet<PersonNo>,
) -> Result<Vec<Kept>, ServiceError> {
    let mut all = Vec::new();
    for person in records {
        all.extend(rows::of_person(tx, scope, *person)?);
    }
    Ok(all)
}
