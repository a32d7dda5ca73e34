//! Sums over what the counter settled: fees by institution, items by institution and day; and who lies in today.

use access::Scope;
use base::{Date, Fen, PersonNo, RegionCode};
use settlement::VisitNo;
use settlement::visit::{CivilTime, VisitKind};

use crate::{Row, Session, StoreError, params};

/// What an institution settled of a kind of visit; settlements that were taken back are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeSum {
    /// The institution.
    pub institution: String,
    /// The kind of visit.
    pub kind: VisitKind,
    /// How many visits.
    pub visits: i64,
    /// Their bills.
    pub bill: Fen,
    /// What funds paid of them.
    pub funds: Fen,
}

/// Sums by institution and kind of visit, settled within two days, of institutions that lie in the scope, whoever
/// their patients are.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn fees(
    session: &mut Session<'_>,
    scope: Scope,
    (from, until): (Date, Date),
) -> Result<Vec<FeeSum>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.institution, v.kind, CAST(COUNT(DISTINCT s.visit) AS BIGINT), CAST(SUM(s.bill) AS BIGINT), \
         CAST(SUM(s.fund_pay) AS BIGINT) \
         FROM settlement s JOIN visit v ON v.pool = s.pool AND v.bucket = s.bucket AND v.visit = s.visit \
         JOIN provider i ON i.pool = s.pool AND i.provider = s.institution \
         WHERE s.pool = $1 AND i.region BETWEEN $2 AND $3 AND s.settled_on BETWEEN $4 AND $5 \
         AND s.nature = 'settlement' AND s.tx_to = 9223372036854775807 \
         AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.pool = s.pool AND r.about = s.settlement \
         AND r.nature = 'reversal' AND r.tx_to = 9223372036854775807) \
         GROUP BY s.institution, v.kind ORDER BY s.institution, v.kind",
        &params![scope.pool(), first, last, from, until],
    )?;
    let one = |row: &Row| {
        Ok(FeeSum {
            institution: row.text(0)?.to_owned(),
            kind: row.code(1, VisitKind::parse)?,
            visits: row.int(2)?,
            bill: row.fen(3)?,
            funds: row.fen(4)?,
        })
    };
    rows.iter().map(one).collect()
}

/// How long a settled stay was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayDays {
    /// The institution.
    pub institution: String,
    /// When it began.
    pub began: CivilTime,
    /// When it ended; `None` while the patient lies in.
    pub ended: Option<CivilTime>,
}

/// The stays behind [`fees`].
///
/// # Errors
/// [`StoreError`].
pub fn stays(
    session: &mut Session<'_>,
    scope: Scope,
    (from, until): (Date, Date),
) -> Result<Vec<StayDays>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT v.institution, n.began, n.ended \
         FROM visit v JOIN visit_version n ON n.pool = v.pool AND n.bucket = v.bucket AND n.visit = v.visit \
         AND n.tx_to = 9223372036854775807 JOIN provider i ON i.pool = v.pool AND i.provider = v.institution \
         WHERE v.pool = $1 AND v.kind = 'stay' AND i.region BETWEEN $2 AND $3 AND EXISTS ( \
         SELECT 1 FROM settlement s WHERE s.visit = v.visit AND s.pool = v.pool AND s.bucket = v.bucket \
         AND s.settled_on BETWEEN $4 AND $5 AND s.nature = 'settlement' AND s.tx_to = 9223372036854775807 \
         AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.pool = s.pool AND r.about = s.settlement \
         AND r.nature = 'reversal' AND r.tx_to = 9223372036854775807)) ORDER BY v.institution, v.visit",
        &params![scope.pool(), first, last, from, until],
    )?;
    let one = |row: &Row| {
        let ended = row.maybe_int(2)?;
        Ok(StayDays {
            institution: row.text(0)?.to_owned(),
            began: row.no(1, CivilTime::from_number)?,
            ended: ended.and_then(CivilTime::from_number),
        })
    };
    rows.iter().map(one).collect()
}

/// What an institution charged for an item on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemSum {
    /// The institution.
    pub institution: String,
    /// The national code.
    pub code: String,
    /// The day of service.
    pub on: Date,
    /// The sum of its lines, corrections with their sign.
    pub amount: Fen,
}

/// Sums of lines by institution, code and day of service, of visits of institutions in the scope; lines that were
/// undone, and visits without a settlement that stands, are left out.
///
/// # Errors
/// [`StoreError`].
pub fn items(
    session: &mut Session<'_>,
    scope: Scope,
    (from, until): (Date, Date),
) -> Result<Vec<ItemSum>, StoreError> {
    let (first, last) = scope.span();
    let days = (
        from.number().saturating_mul(1_000_000),
        until.number().saturating_mul(1_000_000) + 999_999,
    );
    let rows = session.rows(
        "SELECT v.institution, l.code, l.occurred / 1000000, CAST(SUM(l.amount) AS BIGINT) \
         FROM fee_line l JOIN visit v ON v.pool = l.pool AND v.bucket = l.bucket AND v.visit = l.visit \
         JOIN provider i ON i.pool = v.pool AND i.provider = v.institution \
         WHERE l.pool = $1 AND i.region BETWEEN $2 AND $3 AND l.occurred BETWEEN $4 AND $5 \
         AND NOT EXISTS (SELECT 1 FROM fee_undone u WHERE u.pool = l.pool AND u.bucket = l.bucket \
         AND u.visit = l.visit AND u.line = l.line) AND EXISTS (SELECT 1 FROM settlement s WHERE s.visit = v.visit \
         AND s.pool = v.pool AND s.bucket = v.bucket AND s.nature = 'settlement' AND s.tx_to = 9223372036854775807 \
         AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.pool = s.pool AND r.about = s.settlement \
         AND r.nature = 'reversal' AND r.tx_to = 9223372036854775807)) \
         GROUP BY v.institution, l.code, l.occurred / 1000000 ORDER BY v.institution, l.code, l.occurred / 1000000",
        &params![scope.pool(), first, last, days.0, days.1],
    )?;
    let one = |row: &Row| {
        Ok(ItemSum {
            institution: row.text(0)?.to_owned(),
            code: row.text(1)?.to_owned(),
            on: row.date(2)?,
            amount: row.fen(3)?,
        })
    };
    rows.iter().map(one).collect()
}

/// Somebody who lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inpatient {
    /// The stay.
    pub visit: VisitNo,
    /// Who.
    pub person: PersonNo,
    /// The county of the insurance.
    pub home: RegionCode,
    /// Where.
    pub institution: String,
    /// In which department, by the institution's own code.
    pub department: String,
    /// Since when.
    pub since: CivilTime,
    /// The hour at which it was registered here, in milliseconds since 1970-01-01 UTC.
    pub registered: i64,
}

/// The insured of a scope who lie in now, wherever that is, the latest first.
///
/// # Errors
/// [`StoreError`].
pub fn inpatients(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Inpatient>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT v.visit, v.person, v.region, v.institution, n.department, n.began, t.wall \
         FROM visit v JOIN visit_version n ON n.pool = v.pool AND n.bucket = v.bucket AND n.visit = v.visit \
         AND n.tx_to = 9223372036854775807 JOIN tx t ON t.pool = v.pool AND t.tx = v.tx_from \
         WHERE v.pool = $1 AND v.region BETWEEN $2 AND $3 AND v.kind = 'stay' AND n.state = 'open' \
         ORDER BY n.began DESC, v.visit DESC",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(Inpatient {
            visit: row.no(0, VisitNo::new)?,
            person: row.no(1, PersonNo::new)?,
            home: row.region(2)?,
            institution: row.text(3)?.to_owned(),
            department: row.text(4)?.to_owned(),
            since: row.no(5, CivilTime::from_number)?,
            registered: row.int(6)?,
        })
    };
    rows.iter().map(one).collect()
}
