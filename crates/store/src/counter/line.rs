//! Fee lines.

use access::Scope;
use base::{Count, Date, Fen, UnitPrice};
use directory::catalogue::Approval;
use settlement::VisitNo;
use settlement::visit::CivilTime;

use super::ints;
use crate::{Row, Session, StoreError, Tx, Value, params};

/// A fee line as it was uploaded; what the catalogue says of it is looked up anew by whoever prices it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// The visit.
    pub visit: VisitNo,
    /// The bucket of the person.
    pub bucket: i64,
    /// Number within the visit.
    pub number: u64,
    /// The line that it corrects.
    pub corrects: Option<u64>,
    /// Charge batch, empty of a stay.
    pub batch: String,
    /// When the cost arose.
    pub occurred: CivilTime,
    /// National code.
    pub code: String,
    /// Code of the institution's own list.
    pub own_code: String,
    /// How many.
    pub count: Count,
    /// Price of one.
    pub price: UnitPrice,
    /// Amount.
    pub amount: Fen,
    /// Disease that it names.
    pub disease: Option<String>,
    /// What the hospital says of a restricted item.
    pub approval: Approval,
    /// Who ordered it, by the national code of personnel or the institution's own.
    pub physician: Option<String>,
    /// Law date of the price that was told.
    pub quote_day: Date,
    /// Full own pay, over the limit, first self-pay and in scope, as told at upload; they add up to the amount.
    pub quoted: [Fen; 4],
    /// It was undone before it was settled.
    pub undone: bool,
}

/// The lines of visits, by visit and number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_visits(
    session: &mut Session<'_>,
    scope: Scope,
    visits: &[VisitNo],
) -> Result<Vec<LineRow>, StoreError> {
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.visit, l.bucket, l.line, l.corrects, l.batch, l.occurred, l.code, l.own_code, l.units, l.price, \
         l.amount, l.disease, l.approval, l.quote_day, l.full_own_pay, l.over_limit, l.first_self_pay, l.in_scope, \
         CASE WHEN u.line IS NULL THEN 0 ELSE 1 END, l.physician \
         FROM visit v JOIN fee_line l ON l.pool = v.pool AND l.bucket = v.bucket AND l.visit = v.visit \
         LEFT JOIN fee_undone u ON u.pool = l.pool AND u.bucket = l.bucket AND u.visit = l.visit AND u.line = l.line \
         WHERE v.visit IN {ints $2} AND v.pool = $1 AND v.region BETWEEN $3 AND $4 ORDER BY l.visit, l.line",
        &params![scope.pool(), ints(visits, VisitNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// Keeps lines.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where a number stands already.
pub fn add(tx: &mut Tx<'_>, lines: &[LineRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(lines.len());
    for it in lines {
        let [own, over, first, scope] = it.quoted;
        let row: [Value; 21] = params![
            pool,
            it.bucket,
            it.visit,
            number(it.number)?,
            it.corrects.map(number).transpose()?,
            &it.batch,
            it.occurred.number(),
            &it.code,
            &it.own_code,
            it.count.parts(),
            it.price.micro(),
            it.amount,
            it.disease.as_deref(),
            it.approval.code(),
            it.physician.as_deref(),
            it.quote_day,
            own,
            over,
            first,
            scope,
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "visit",
        "line",
        "corrects",
        "batch",
        "occurred",
        "code",
        "own_code",
        "units",
        "price",
        "amount",
        "disease",
        "approval",
        "physician",
        "quote_day",
        "full_own_pay",
        "over_limit",
        "first_self_pay",
        "in_scope",
        "tx_from",
    ];
    tx.insert("fee_line", &columns, &rows)
}

/// Undoes lines: bucket, visit, number.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where one is undone already.
pub fn undo(tx: &mut Tx<'_>, lines: &[(i64, VisitNo, u64)]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(lines.len());
    for (bucket, visit, line) in lines {
        let row: [Value; 5] = params![pool, *bucket, *visit, number(*line)?, now];
        rows.push(row.to_vec());
    }
    let columns = ["pool", "bucket", "visit", "line", "tx_from"];
    tx.insert("fee_undone", &columns, &rows)
}

/// Numbers of lines have at most 15 digits, so that they fit.
fn number(line: u64) -> Result<i64, StoreError> {
    i64::try_from(line).map_err(|_| StoreError::Engine("number of a fee line".to_owned()))
}

pub(super) fn read(row: &Row) -> Result<LineRow, StoreError> {
    let line = |number: i64| u64::try_from(number).ok();
    let corrects = row.maybe_int(3)?;
    Ok(LineRow {
        visit: row.no(0, VisitNo::new)?,
        bucket: row.int(1)?,
        number: row.no(2, line)?,
        corrects: corrects.and_then(line),
        batch: row.text(4)?.to_owned(),
        occurred: row.no(5, CivilTime::from_number)?,
        code: row.text(6)?.to_owned(),
        own_code: row.text(7)?.to_owned(),
        count: row.no(8, Count::from_parts)?,
        price: row.no(9, UnitPrice::from_micro)?,
        amount: row.fen(10)?,
        disease: row.maybe_text(11)?.map(str::to_owned),
        approval: row.code(12, Approval::parse)?,
        quote_day: row.date(13)?,
        quoted: [row.fen(14)?, row.fen(15)?, row.fen(16)?, row.fen(17)?],
        undone: row.flag(18)?,
        physician: row.maybe_text(19)?.map(str::to_owned),
    })
}
