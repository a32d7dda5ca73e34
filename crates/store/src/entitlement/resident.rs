//! The facts of residents, streamed by ranges of person numbers.

use access::Scope;
use base::{Date, EnrolmentNo, PaymentNo, PersonNo, RegionCode, Validity};
use enrolment::Scheme;
use enrolment::ask::Basis;
use enrolment::entitlement::{CertifiedCover, NewbornCover, ResidentFacts, Waiting, YearPayment};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Row, Session, StoreError, params};

/// Whether a payment on a day lies within the collection window of a benefit year (a label such as 2026).
pub type Window<'w> = &'w mut dyn FnMut(i64, Date) -> bool;

/// A resident with the facts that entitlement is derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentRow {
    /// Bucket of the person.
    pub bucket: i64,
    /// Who.
    pub person: PersonNo,
    /// In which scheme.
    pub scheme: Scheme,
    /// The region of the last enrolment.
    pub region: RegionCode,
    /// The facts.
    pub facts: ResidentFacts,
}

/// The number of the person that closes the next range of about `limit` enrolments behind `after`;
/// `None` where nobody is left.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn people(
    session: &mut Session<'_>,
    scope: Scope,
    after: i64,
    limit: i64,
) -> Result<Option<i64>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT MAX(n.person) FROM (SELECT person FROM enrolment WHERE pool = $1 AND person > $2 AND tx_to = 9223372036854775807 \
         AND +region BETWEEN $3 AND $4 ORDER BY person LIMIT $5) n",
        &params![scope.pool(), after, first, last, limit],
    )?;
    row.map_or(Ok(None), |row| row.maybe_int(0))
}

/// An enrolment and what was paid for it.
struct Enrolled {
    no: EnrolmentNo,
    year: i64,
    from: Date,
    until: Date,
    wait_until: Option<Date>,
    newborn: bool,
    own: Option<i64>,
    open: i64,
    completed: Option<(PaymentNo, Date)>,
}

/// The statement of the facts of residents: one row for each use of money, the oldest first; an enrolment
/// without money has one row.
macro_rules! facts {
    ($people:literal) => {
        concat!(
            "SELECT e.bucket, e.person, e.scheme, e.region, e.enrolment, e.benefit_year, e.valid_from, e.valid_to, e.wait_until, \
             CASE WHEN v.birth = e.valid_from THEN 1 ELSE 0 END, b.own, p.payment, p.received_on, u.amount FROM enrolment e \
             JOIN person_version v ON v.pool = e.pool AND v.bucket = e.bucket AND v.person = e.person AND v.tx_to = 9223372036854775807 \
             AND v.valid_from <= e.valid_to AND v.valid_to >= e.valid_to \
             LEFT JOIN bill b ON b.pool = e.pool AND b.bucket = e.bucket AND b.person = e.person AND b.enrolment = e.enrolment AND b.tx_to = 9223372036854775807 \
             LEFT JOIN payment_use u ON u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person' \
             LEFT JOIN payment p ON p.pool = u.pool AND p.payment = u.payment \
             WHERE e.tx_to = 9223372036854775807 AND e.state IN ('approved', 'confirmed', 'active') AND e.scheme <> 'employee' ",
            $people
        )
    };
}

/// The statement of the certificates of those in whose place the state pays.
macro_rules! certificates {
    ($people:literal) => {
        concat!(
            "SELECT DISTINCT c.person, c.tx_from, c.valid_from, c.valid_to FROM enrolment e \
             JOIN bill b ON b.pool = e.pool AND b.bucket = e.bucket AND b.person = e.person AND b.enrolment = e.enrolment AND b.tx_to = 9223372036854775807 AND b.own = 0 \
             JOIN category_span c ON c.pool = e.pool AND c.bucket = e.bucket AND c.person = e.person AND c.tx_to = 9223372036854775807 \
             WHERE e.tx_to = 9223372036854775807 ",
            $people
        )
    };
}

/// The residents of a range of person numbers (behind the first, up to the last), by person and scheme.
/// `waiting` is the rule behind waiting periods.
///
/// # Errors
/// [`StoreError`].
pub fn residents(
    session: &mut Session<'_>,
    scope: Scope,
    (after, until): (i64, i64),
    waiting: &Arc<Basis>,
    window: Window<'_>,
) -> Result<Vec<ResidentRow>, StoreError> {
    let (first, last) = scope.span();
    let range = params![scope.pool(), after, until, first, last];
    let rows = session.rows(
        facts!(
            "AND e.pool = $1 AND e.person > $2 AND e.person <= $3 AND e.region BETWEEN $4 AND $5 \
             ORDER BY e.person, e.scheme, e.enrolment, p.received_on, p.payment"
        ),
        &range,
    )?;
    let mut residents = gather(&rows, waiting, window)?;
    if residents.iter().any(|it| !it.facts.certified.is_empty()) {
        let rows = session.rows(
            certificates!(
                "AND e.pool = $1 AND e.person > $2 AND e.person <= $3 AND e.region BETWEEN $4 AND $5 \
                 ORDER BY c.person, c.tx_from, c.valid_from"
            ),
            &range,
        )?;
        certify(&rows, &mut residents)?;
    }
    Ok(residents)
}

/// As [`residents`], for the people named, wherever they are: one or two questions however many.
///
/// # Errors
/// [`StoreError`].
pub fn residents_of(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
    waiting: &Arc<Basis>,
    window: Window<'_>,
) -> Result<Vec<ResidentRow>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = people.iter().map(|person| person.get()).collect();
    let asked = params![scope.pool(), numbers, first, last];
    let rows = session.rows(
        facts!(
            "AND e.pool = $1 AND e.person IN {ints $2} AND e.region BETWEEN $3 AND $4 \
             ORDER BY e.person, e.scheme, e.enrolment, p.received_on, p.payment"
        ),
        &asked,
    )?;
    let mut residents = gather(&rows, waiting, window)?;
    if residents.iter().any(|it| !it.facts.certified.is_empty()) {
        let rows = session.rows(
            certificates!(
                "AND e.pool = $1 AND e.person IN {ints $2} AND e.region BETWEEN $3 AND $4 \
                 ORDER BY c.person, c.tx_from, c.valid_from"
            ),
            &asked,
        )?;
        certify(&rows, &mut residents)?;
    }
    Ok(residents)
}

/// The residents of rows of [`facts!`].
fn gather(
    rows: &[Row],
    waiting: &Arc<Basis>,
    window: Window<'_>,
) -> Result<Vec<ResidentRow>, StoreError> {
    let mut residents: Vec<ResidentRow> = Vec::new();
    let mut open: Option<Enrolled> = None;
    for row in rows {
        let no = row.no(4, EnrolmentNo::new)?;
        if open.as_ref().is_none_or(|enrolled| enrolled.no != no) {
            file(&mut residents, open.take(), waiting, window);
            start(&mut residents, row)?;
            open = Some(enrolled(row, no)?);
        }
        if let Some(enrolled) = &mut open {
            pay(enrolled, row)?;
        }
    }
    file(&mut residents, open, waiting, window);
    Ok(residents)
}

fn start(residents: &mut Vec<ResidentRow>, row: &Row) -> Result<(), StoreError> {
    let person = row.no(1, PersonNo::new)?;
    let scheme = row.code(2, Scheme::parse)?;
    let region = row.region(3)?;
    match residents.last_mut() {
        Some(last) if last.person == person && last.scheme == scheme => last.region = region,
        _ => residents.push(ResidentRow {
            bucket: row.int(0)?,
            person,
            scheme,
            region,
            facts: ResidentFacts::default(),
        }),
    }
    Ok(())
}

fn enrolled(row: &Row, no: EnrolmentNo) -> Result<Enrolled, StoreError> {
    let own = row.maybe_int(10)?;
    Ok(Enrolled {
        no,
        year: row.int(5)?,
        from: row.date(6)?,
        until: row.maybe_date(7)?.unwrap_or(Date::MAX),
        wait_until: row.maybe_date(8)?,
        newborn: row.flag(9)?,
        own,
        open: own.unwrap_or(0),
        completed: None,
    })
}

/// Lays a use of money on the person's own part.
fn pay(enrolled: &mut Enrolled, row: &Row) -> Result<(), StoreError> {
    let (Some(_), Some(amount)) = (row.maybe_int(11)?, row.maybe_int(13)?) else {
        return Ok(());
    };
    enrolled.open = enrolled.open.saturating_sub(amount);
    if enrolled.open > 0 {
        enrolled.completed = None;
    } else if enrolled.completed.is_none() {
        enrolled.completed = Some((row.no(11, PaymentNo::new)?, row.date(12)?));
    }
    Ok(())
}

/// Puts an enrolment among the facts of the resident who was started last.
fn file(
    residents: &mut [ResidentRow],
    enrolled: Option<Enrolled>,
    waiting: &Arc<Basis>,
    window: Window<'_>,
) {
    let (Some(resident), Some(enrolled)) = (residents.last_mut(), enrolled) else {
        return;
    };
    let facts = &mut resident.facts;
    if let Some((payment, on)) = enrolled.completed {
        facts.payments.push(YearPayment {
            payment,
            on,
            from: enrolled.from,
            until: enrolled.until,
            in_window: window(enrolled.year, on),
        });
    }
    let settled = enrolled.completed.is_some() || enrolled.own == Some(0);
    if enrolled.newborn && settled {
        facts.newborn.push(NewbornCover {
            enrolment: enrolled.no,
            birth: enrolled.from,
            until: enrolled.until,
        });
    }
    if enrolled.own == Some(0) {
        // Which certificates hold in those days is read behind the enrolments.
        facts.certified.push(CertifiedCover {
            certificate: 0,
            valid: Validity::OPEN,
            from: enrolled.from,
            until: enrolled.until,
        });
    }
    if let Some(until) = enrolled.wait_until.filter(|until| *until >= enrolled.from) {
        facts.waiting.push(Waiting {
            from: enrolled.from,
            until,
            basis: waiting.clone(),
        });
    }
}

/// Puts the certificates of rows of [`certificates!`] in the place of the open ones.
fn certify(rows: &[Row], residents: &mut [ResidentRow]) -> Result<(), StoreError> {
    let mut held: BTreeMap<PersonNo, Vec<(i64, Validity)>> = BTreeMap::new();
    for row in rows {
        let valid = Validity::new(row.maybe_date(2)?, row.maybe_date(3)?);
        let valid = valid.map_err(|_| StoreError::Corrupt("a category".to_owned()))?;
        let mine = held.entry(row.no(0, PersonNo::new)?).or_default();
        mine.push((row.int(1)?, valid));
    }
    for resident in residents {
        let years = std::mem::take(&mut resident.facts.certified);
        for (certificate, valid) in held.get(&resident.person).into_iter().flatten() {
            resident
                .facts
                .certified
                .extend(years.iter().map(|year| CertifiedCover {
                    certificate: *certificate,
                    valid: *valid,
                    ..*year
                }));
        }
    }
    Ok(())
}
