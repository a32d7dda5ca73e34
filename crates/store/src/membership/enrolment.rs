//! Enrolments: rows in and out.

use access::{Scope, UserName};
use base::{BatchNo, EnrolmentNo, PersonNo};
use enrolment::Scheme;
use std::collections::BTreeMap;

use enrolment::membership::{
    Channel, EndReason, Enrolment, Funding, Ground, Span, Standing, State, Transition,
};

use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// An enrolment with the bucket of its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The bucket.
    pub bucket: i64,
    /// The enrolment as it stands.
    pub is: Enrolment,
}

const COLUMNS: [&str; 26] = [
    "pool",
    "bucket",
    "enrolment",
    "person",
    "region",
    "scheme",
    "benefit_year",
    "valid_from",
    "valid_to",
    "state",
    "runs",
    "standing",
    "channel",
    "collective",
    "batch",
    "basis",
    "place_reason",
    "funding",
    "applied_on",
    "missed_years",
    "wait_until",
    "follows",
    "contested_with",
    "end_reason",
    "tx_from",
    "tx_to",
];

/// The columns that [`read`] reads, before a tail.
macro_rules! enrolments {
    ($tail:literal) => {
        concat!(
            "SELECT bucket, enrolment, person, region, scheme, benefit_year, valid_from, valid_to, state, runs, \
             standing, channel, collective, batch, basis, place_reason, funding, applied_on, missed_years, \
             wait_until, follows, contested_with, end_reason FROM enrolment ",
            $tail
        )
    };
}
pub(crate) use enrolments;

/// An enrolment of a row of [`enrolments!`].
pub(crate) fn read(row: &Row) -> Result<Kept, StoreError> {
    let impossible = |_| StoreError::Corrupt("an enrolment that ends before it begins".to_owned());
    let until = row.maybe_date(7)?.unwrap_or(base::Date::MAX);
    let end = row.maybe_text(22)?.map(str::to_owned);
    Ok(Kept {
        bucket: row.int(0)?,
        is: Enrolment {
            no: row.no(1, EnrolmentNo::new)?,
            person: row.no(2, PersonNo::new)?,
            region: row.region(3)?,
            scheme: row.code(4, Scheme::parse)?,
            year: row.no(5, |year| i32::try_from(year).ok())?,
            span: Span::new(row.date(6)?, until).map_err(impossible)?,
            state: row.code(8, State::parse)?,
            runs: row.flag(9)?,
            standing: row.code(10, Standing::parse)?,
            channel: row.code(11, Channel::parse)?,
            collective: row.maybe_int(12)?,
            batch: row.maybe_int(13)?.and_then(BatchNo::new),
            ground: row.code(14, Ground::parse)?,
            place_reason: row.maybe_text(15)?.map(Into::into),
            funding: row.code(16, Funding::parse)?,
            applied_on: row.date(17)?,
            missed_years: row.no(18, |years| u32::try_from(years).ok())?,
            wait_until: row.maybe_date(19)?,
            follows: row.maybe_int(20)?.and_then(EnrolmentNo::new),
            contested_with: row.maybe_int(21)?.and_then(EnrolmentNo::new),
            end: match end {
                None => None,
                Some(_) => Some(row.code(22, EndReason::parse)?),
            },
        },
    })
}

fn values(tx: &Tx<'_>, kept: &Kept) -> Vec<Value> {
    let one = &kept.is;
    let until = (!one.span.is_open()).then_some(one.span.until());
    params![
        tx.pool(),
        kept.bucket,
        one.no,
        one.person,
        one.region,
        one.scheme.code(),
        i64::from(one.year),
        one.span.from(),
        crate::open_date(until),
        one.state.code(),
        one.runs,
        one.standing.code(),
        one.channel.code(),
        one.collective,
        one.batch,
        one.ground.code(),
        one.place_reason.as_deref(),
        one.funding.code(),
        one.applied_on,
        i64::from(one.missed_years),
        one.wait_until,
        one.follows,
        one.contested_with,
        one.end.map(EndReason::code),
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

/// Adds enrolments, each of a region of the scope.
///
/// # Errors
/// [`StoreError`], here and below. [`StoreError::Guard`] where one would run beside another of the person.
pub fn add(tx: &mut Tx<'_>, scope: Scope, new: &[Kept]) -> Result<(), StoreError> {
    if let Some(foreign) = new.iter().find(|one| !scope.covers(one.is.region)) {
        let region = foreign.is.region.short();
        return Err(StoreError::Guard(format!(
            "region {region} is outside the scope"
        )));
    }
    let rows: Vec<_> = new.iter().map(|one| values(tx, one)).collect();
    tx.insert("enrolment", &COLUMNS, &rows)
}

/// Puts a new version in the place of the one that stands.
///
/// # Errors
/// [`StoreError::Conflict`] where the version that was read no longer stands or lies outside the scope.
pub fn replace(tx: &mut Tx<'_>, scope: Scope, new: &Kept) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let close = params![tx.pool(), new.bucket, new.is.no, tx.no(), first, last];
    tx.run_one(
        "UPDATE enrolment SET tx_to = $4 WHERE pool = $1 AND bucket = $2 AND enrolment = $3 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $5 AND $6",
        &close,
    )?;
    let row = values(tx, new);
    tx.insert("enrolment", &COLUMNS, &[row])
}

/// An enrolment by its number.
///
/// # Errors
/// As [`add`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: EnrolmentNo,
) -> Result<Option<Kept>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        enrolments!(
            "WHERE pool = $1 AND enrolment = $2 AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4"
        ),
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// Enrolments by their numbers; those outside the scope are left out.
///
/// # Errors
/// As [`add`].
pub fn many(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[EnrolmentNo],
) -> Result<Vec<Kept>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<i64> = numbers.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        enrolments!(
            "WHERE pool = $1 AND enrolment IN {ints $2} AND tx_to = 9223372036854775807 \
             AND region BETWEEN $3 AND $4 ORDER BY enrolment"
        ),
        &params![scope.pool(), list, first, last],
    )?;
    rows.iter().map(read).collect()
}

/// The enrolments of a person, by first day.
///
/// # Errors
/// As [`add`].
pub fn of_person(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Vec<Kept>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        enrolments!(
            "WHERE pool = $1 AND person = $2 AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 \
             ORDER BY valid_from, enrolment"
        ),
        &params![scope.pool(), person, first, last],
    )?;
    rows.iter().map(read).collect()
}

/// The enrolments of the people named, by person and first day; one question however many.
///
/// # Errors
/// As [`add`].
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Vec<Kept>>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<i64> = people.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        enrolments!(
            "WHERE pool = $1 AND person IN {ints $2} AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 \
             ORDER BY person, valid_from, enrolment"
        ),
        &params![scope.pool(), list, first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<Kept>> = BTreeMap::new();
    for row in &rows {
        let kept = read(row)?;
        found.entry(kept.is.person).or_default().push(kept);
    }
    Ok(found)
}

/// The running enrolment of a person on a day, whatever the region: for the check of one enrolment only.
///
/// # Errors
/// As [`add`].
pub fn running_on(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
    day: base::Date,
) -> Result<Option<Kept>, StoreError> {
    let row = session.row(
        enrolments!(
            "WHERE pool = $1 AND person = $2 AND tx_to = 9223372036854775807 AND runs = 1 \
             AND valid_from <= $3 AND valid_to >= $3"
        ),
        &params![scope.pool(), person, day],
    )?;
    row.as_ref().map(read).transpose()
}

/// The state in which an enrolment ran last, however it stands now; `None` for one that never ran.
///
/// # Errors
/// As [`add`].
pub fn ran_as(
    session: &mut Session<'_>,
    scope: Scope,
    no: EnrolmentNo,
) -> Result<Option<State>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT e.state FROM enrolment e WHERE e.pool = $1 \
         AND e.bucket = (SELECT now.bucket FROM enrolment now WHERE now.pool = $1 \
         AND now.enrolment = $2 AND now.tx_to = 9223372036854775807) AND e.enrolment = $2 AND e.runs = 1 \
         AND e.region BETWEEN $3 AND $4 ORDER BY e.tx_from DESC LIMIT 1",
        &params![scope.pool(), no, first, last],
    )?;
    row.map(|row| row.code(0, State::parse)).transpose()
}

/// The trail of an enrolment: each state with who, when and why.
///
/// # Errors
/// As [`add`].
pub fn trail(
    session: &mut Session<'_>,
    scope: Scope,
    no: EnrolmentNo,
) -> Result<Vec<Transition>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT e.state, e.end_reason, t.user_name, t.wall, COALESCE(t.reason, t.command) \
         FROM enrolment e JOIN tx t ON t.pool = e.pool AND t.tx = e.tx_from \
         WHERE e.pool = $1 AND e.bucket = (SELECT now.bucket FROM enrolment now WHERE now.pool = $1 \
         AND now.enrolment = $2 AND now.tx_to = 9223372036854775807) AND e.enrolment = $2 AND e.region BETWEEN $3 AND $4 \
         ORDER BY e.tx_from",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| {
            let end = match row.maybe_text(1)? {
                None => None,
                Some(_) => Some(row.code(1, EndReason::parse)?),
            };
            let user = row.code(2, |name| UserName::new(name).ok())?;
            let (wall, reason) = (row.int(3)?, row.text(4)?);
            Transition::new(row.code(0, State::parse)?, end, user, wall, reason)
                .map_err(|_| StoreError::Corrupt("a transition without a reason".to_owned()))
        })
        .collect()
}
