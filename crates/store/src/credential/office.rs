//! Agreements with banks, and self-checks of cards.

use access::Scope;
use base::{Date, ProposalNo, RegionCode, Validity};

use crate::{Row, Session, StoreError, Tx, Value, open_date, params, within};

/// An agreement with a bank that makes and serves cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its number.
    pub no: i64,
    /// The region that made it.
    pub region: RegionCode,
    /// The bank.
    pub bank: String,
    /// How the bank was chosen: the plan and its result.
    pub selection: String,
    /// From when until when.
    pub holds: Validity,
    /// The archived agreement.
    pub form: String,
    /// The decision.
    pub proposal: ProposalNo,
}

/// Enters an agreement that was decided.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn agree(tx: &mut Tx<'_>, scope: Scope, one: &Agreement) -> Result<(), StoreError> {
    within(scope, one.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO bank_agreement (pool, agreement, region, bank, selection, valid_from, valid_to, form, proposal, \
         tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            one.no,
            one.region,
            one.bank.as_str(),
            one.selection.as_str(),
            one.holds.from().unwrap_or(Date::MIN),
            open_date(one.holds.until()),
            one.form.as_str(),
            one.proposal,
            now
        ],
    )?;
    Ok(())
}

/// The agreements of a region, by number.
///
/// # Errors
/// [`StoreError`].
pub fn agreements(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Agreement>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT agreement, region, bank, selection, valid_from, valid_to, form, proposal FROM bank_agreement \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY agreement",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(Agreement {
            no: row.int(0)?,
            region: row.region(1)?,
            bank: row.text(2)?.to_owned(),
            selection: row.text(3)?.to_owned(),
            holds: crate::people::span_of(row, 4)?,
            form: row.text(6)?.to_owned(),
            proposal: row.no(7, ProposalNo::new)?,
        })
    };
    rows.iter().map(one).collect()
}

/// An item of a self-check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// What was looked at.
    pub subject: String,
    /// Whether it is in order.
    pub passed: bool,
    /// What was found; said where it is not in order.
    pub finding: String,
    /// The archived evidence.
    pub form: String,
}

/// A self-check: its number, region and day.
pub type Inspection = (i64, RegionCode, Date);

/// Enters a self-check with its items.
///
/// # Errors
/// As [`agree`].
pub fn inspect(
    tx: &mut Tx<'_>,
    scope: Scope,
    (no, region, on): Inspection,
    items: &[Inspected],
) -> Result<(), StoreError> {
    within(scope, region)?;
    let rows = (1_i64..).zip(items).map(|(item, one)| {
        let row: [Value; 10] = params![
            tx.pool(),
            no,
            item,
            region,
            on,
            one.subject.as_str(),
            one.passed,
            one.finding.as_str(),
            one.form.as_str(),
            tx.no()
        ];
        row.to_vec()
    });
    let rows: Vec<Vec<Value>> = rows.collect();
    let columns = [
        "pool",
        "inspection",
        "item",
        "region",
        "inspected_on",
        "subject",
        "passed",
        "finding",
        "form",
        "tx_from",
    ];
    tx.insert("card_inspection", &columns, &rows)
}

/// The self-checks of a region: number, region, day and item, the earliest first.
///
/// # Errors
/// [`StoreError`].
pub fn inspections(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Vec<(Inspection, Inspected)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT inspection, region, inspected_on, subject, passed, finding, form FROM card_inspection \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 ORDER BY inspection, item",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        let item = Inspected {
            subject: row.text(3)?.to_owned(),
            passed: row.flag(4)?,
            finding: row.text(5)?.to_owned(),
            form: row.text(6)?.to_owned(),
        };
        Ok(((row.int(0)?, row.region(1)?, row.date(2)?), item))
    };
    rows.iter().map(one).collect()
}
