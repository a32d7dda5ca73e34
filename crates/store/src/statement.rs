//! The counter's side of a reconciliation with an institution (3201, 3202).

use access::Scope;
use base::{Date, EpisodeId, Fen, PersonId};
use settlement::claim::SettlementId;
use settlement::statement::{OurRow, Totals};

use crate::{Row, Session, StoreError, params};

/// Which records are reconciled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The institution.
    pub institution: &'a str,
    /// First and last day of settlement.
    pub days: (Date, Date),
    /// Insurance (`insutype`); `None` for all.
    pub insurance: Option<&'a str>,
    /// Only refunds, only what is none, or both.
    pub refunds: Option<bool>,
}

/// Totals of records of one medical category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// Medical category (`med_type`) of the visits, as it was when they were settled.
    pub med_type: String,
    /// Their totals; `bill` and the rest in 分.
    pub totals: Totals,
}

/// The totals of an institution by medical category. A settlement counts as it was answered: what a replay changed later
/// counts as a record of its own, a reversal with its negative amounts.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn sums(
    session: &mut Session<'_>,
    scope: Scope,
    asked: Asked<'_>,
) -> Result<Vec<Sums>, StoreError> {
    let rows = session.rows(
        "SELECT COALESCE(v.med_type, ''), COUNT(*), CAST(SUM(f.bill) AS BIGINT), CAST(SUM(f.fund_pay) AS BIGINT), \
         CAST(SUM(f.account_pay) AS BIGINT), CAST(SUM(f.cash) AS BIGINT) \
         FROM settlement s JOIN settlement f ON f.pool = s.pool AND f.bucket = s.bucket \
         AND f.settlement = s.settlement AND f.tx_from = (SELECT MIN(m.tx_from) FROM settlement m \
         WHERE m.pool = s.pool AND m.bucket = s.bucket AND m.settlement = s.settlement) \
         JOIN visit_version v ON v.pool = s.pool AND v.bucket = s.bucket AND v.visit = s.visit \
         AND v.tx_from <= f.tx_from AND v.tx_to > f.tx_from \
         WHERE s.institution = $2 AND s.settled_on BETWEEN $3 AND $4 AND s.pool = $1 \
         AND s.tx_to = 9223372036854775807 AND s.region BETWEEN $5 AND $6 AND (s.insurance = $7 OR $7 = '') \
         AND ($8 = 0 OR ($8 = 1) = (s.nature = 'reversal')) GROUP BY v.med_type",
        &of(scope, asked),
    )?;
    rows.iter().map(sum).collect()
}

/// The same, record by record, in the order in which they were made: each with its medical category.
///
/// # Errors
/// [`StoreError`].
pub fn rows(
    session: &mut Session<'_>,
    scope: Scope,
    asked: Asked<'_>,
) -> Result<Vec<(String, OurRow)>, StoreError> {
    let rows = session.rows(
        "SELECT COALESCE(v.med_type, ''), f.settlement, f.nature, f.about, f.visit, f.person, f.msgid, f.bill, \
         f.fund_pay, f.account_pay, f.cash \
         FROM settlement s JOIN settlement f ON f.pool = s.pool AND f.bucket = s.bucket \
         AND f.settlement = s.settlement AND f.tx_from = (SELECT MIN(m.tx_from) FROM settlement m \
         WHERE m.pool = s.pool AND m.bucket = s.bucket AND m.settlement = s.settlement) \
         JOIN visit_version v ON v.pool = s.pool AND v.bucket = s.bucket AND v.visit = s.visit \
         AND v.tx_from <= f.tx_from AND v.tx_to > f.tx_from \
         WHERE s.institution = $2 AND s.settled_on BETWEEN $3 AND $4 AND s.pool = $1 \
         AND s.tx_to = 9223372036854775807 AND s.region BETWEEN $5 AND $6 AND (s.insurance = $7 OR $7 = '') \
         AND ($8 = 0 OR ($8 = 1) = (s.nature = 'reversal')) ORDER BY f.settlement",
        &of(scope, asked),
    )?;
    rows.iter().map(record).collect()
}

fn of(scope: Scope, asked: Asked<'_>) -> Vec<crate::Value> {
    let (first, last) = scope.span();
    let refunds = match asked.refunds {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    };
    params![
        scope.pool(),
        asked.institution,
        asked.days.0,
        asked.days.1,
        first,
        last,
        asked.insurance.unwrap_or_default(),
        refunds
    ]
    .to_vec()
}

fn sum(row: &Row) -> Result<Sums, StoreError> {
    Ok(Sums {
        med_type: row.text(0)?.to_owned(),
        totals: Totals {
            count: u64::try_from(row.int(1)?).unwrap_or_default(),
            bill: row.fen(2)?,
            fund: row.fen(3)?,
            account: row.fen(4)?,
            cash: row.fen(5)?,
        },
    })
}

fn record(row: &Row) -> Result<(String, OurRow), StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("the {what} of a record"));
    let id = |number: i64| SettlementId::new(&number.to_string()).map_err(|_| corrupt("number"));
    let about = row.maybe_int(3)?.map(id).transpose()?;
    let (reverses, adjusts) = match row.text(2)? {
        "reversal" => (about, None),
        "adjustment" => (None, about),
        _ => (None, None),
    };
    let amount = |column: usize| -> Result<Fen, StoreError> { row.fen(column) };
    let ours = OurRow {
        settlement: id(row.int(1)?)?,
        reverses,
        visit: EpisodeId::new(&row.int(4)?.to_string()).map_err(|_| corrupt("visit"))?,
        person: PersonId::new(&row.int(5)?.to_string()).map_err(|_| corrupt("person"))?,
        msgid: row.text(6)?.to_owned(),
        bill: amount(7)?,
        fund: amount(8)?,
        account: amount(9)?,
        cash: amount(10)?,
        adjusts,
    };
    Ok((row.text(0)?.to_owned(), ours))
}
