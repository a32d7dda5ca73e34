//! A settlement of the institution that asks, and its lines.

use access::Actor;
use base::{Fen, PersonNo, Refused, RegionCode};
use directory::catalogue::Item;
use settlement::answer::Figures;
use settlement::{RecordNo, VisitNo};
use store::Session;
use store::counter::line::{self, LineRow};
use store::counter::record::{self, Nature, RecordRow};
use store::counter::visit::VisitRow;
use store::counter::{message, query};

use super::care::{of_days, own_visit};
use super::names::places;
use super::{Asker, Place};
use crate::catalogue::{AtCounter, at_counter};
use crate::counter::act::Money;
use crate::counter::person::PersonInfo;
use crate::{Desk, ServiceError};

/// Which settlement is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// The person (`psn_no`).
    pub person: PersonNo,
    /// The settlement (`setl_id`).
    pub record: RecordNo,
    /// The visit (`mdtrt_id`).
    pub visit: VisitNo,
}

/// A settlement, or a reversal, as it stands now.
#[derive(Debug, Clone)]
pub struct Found {
    /// The record.
    pub record: RecordRow,
    /// It was taken back, or takes one back.
    pub refunded: bool,
    /// The visit.
    pub visit: VisitRow,
    /// The person on the day on which the visit began.
    pub person: PersonInfo,
    /// The money, all later adjustments included.
    pub figures: Figures,
    /// What each kind of fund (`fund_pay_type`) pays.
    pub funds: Vec<(String, Fen)>,
    /// The institution.
    pub place: Place,
    /// When it was made, in milliseconds since 1970-01-01 UTC.
    pub made_at: i64,
    /// The first answer to the message that made it, as it was kept.
    pub answer: Option<String>,
}

/// A settlement of a person at the institution that asks (5203).
///
/// # Errors
/// [`ServiceError::Denied`]; `query.visit`, `query.settlement`; storage.
pub fn settlement(desk: &Desk<'_>, actor: &Actor, which: Which) -> Result<Found, ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let found = desk.read::<_, ServiceError>(|session| found(session, &asker, which))?;
    asker.sees("gateway.5203", [which.person])?;
    Ok(found)
}

fn found(
    session: &mut Session<'_>,
    asker: &Asker<'_>,
    which: Which,
) -> Result<Found, ServiceError> {
    let scope = asker.scope;
    let (visit, record, refunded) = own_record(session, asker, which)?;
    let opening = &visit.visit.opening;
    let day = (opening.person, opening.began.date());
    let person = of_days(session, asker, [day].into())?.remove(&day);
    let person =
        person.ok_or_else(|| crate::counter::person::unknown(&opening.person.to_string()))?;
    let code = opening.institution.clone();
    let place = places(session, scope, [code.clone()], record.on)?.remove(&code);
    let made_at = query::made_at(session, scope, std::slice::from_ref(&record))?;
    let messages = message::find(session, scope, std::slice::from_ref(&record.msgid))?;
    let first = messages
        .into_iter()
        .find(|it| it.record == Some(record.no) && it.institution == code && !it.tombstone);
    let money = Money::read(&record.figures)?;
    Ok(Found {
        refunded,
        visit,
        person,
        figures: money.figures,
        funds: money.funds,
        place: place.unwrap_or_default(),
        made_at: made_at.get(&record.no).copied().unwrap_or_default(),
        answer: first.map(|it| it.answer),
        record,
    })
}

/// The visit and record of a question, and whether the money went back.
fn own_record(
    session: &mut Session<'_>,
    asker: &Asker<'_>,
    which: Which,
) -> Result<(VisitRow, RecordRow, bool), ServiceError> {
    let visit = own_visit(session, asker, (which.visit, which.person))?;
    let records = record::of_visits(session, asker.scope, &[visit.no])?;
    let reverses = |it: &RecordRow| match it.nature {
        Nature::Reversal(of) => of == which.record || it.no == which.record,
        Nature::Settlement | Nature::Adjustment(_) => false,
    };
    let refunded = records.iter().any(reverses);
    let record = records.into_iter().find(|it| it.no == which.record);
    let record = record.ok_or_else(|| {
        Refused::new(
            "query.settlement",
            "这个就诊没有这笔结算，请核对 setl_id 和 mdtrt_id。",
        )
    })?;
    Ok((visit, record, refunded))
}

/// A fee line with what the catalogue of its day says.
#[derive(Debug, Clone)]
pub struct Line {
    /// The line; its parts are those that were told at upload.
    pub row: LineRow,
    /// The item; `None` where the catalogue has none in force under the code on that day.
    pub item: Option<Item>,
    /// The name in the institution's own list; empty where it has none.
    pub own_name: String,
}

/// The lines of a settlement of the institution that asks, in their order (5204). They are not bounded: a bill is
/// whole or of no use.
///
/// # Errors
/// [`ServiceError::Denied`]; `query.visit`, `query.settlement`; storage.
pub fn lines(
    desk: &Desk<'_>,
    actor: &Actor,
    which: Which,
) -> Result<(VisitRow, Vec<Line>), ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let found = desk.read::<_, ServiceError>(|session| {
        let (visit, record, _) = own_record(session, &asker, which)?;
        let rows = line::of_visits(session, asker.scope, &[visit.no])?;
        let pool: RegionCode = asker.scope.pool();
        let listing = at_counter(session, pool, asker.institution())?;
        let covered = rows
            .into_iter()
            .filter(|row| record.lines.contains(&row.number));
        let lines = covered.map(|row| listed(&listing, row)).collect();
        Ok((visit, lines))
    })?;
    asker.sees("gateway.5204", [which.person])?;
    Ok(found)
}

/// What the catalogue of the day says of a line.
pub(super) fn listed(listing: &AtCounter, row: LineRow) -> Line {
    let on = row.occurred.date();
    let own = listing.own().list().find(&row.own_code, on);
    let own_name = own.map_or_else(String::new, |it| it.own_name.to_string());
    let code = listing.identify(&row.own_code, &row.code, on);
    let code = code.map_or_else(|_| row.code.clone(), |it| it.code.as_str().to_owned());
    Line {
        item: listing.item(&code, on).cloned(),
        own_name,
        row,
    }
}
