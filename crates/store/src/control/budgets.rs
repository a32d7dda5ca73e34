//! Lines of budgets, and promises on them.

use access::Scope;
use base::{Fen, RegionCode};
use ledger::control::budget::{BudgetLine, Direction, LineCode};
use ledger::control::{CaseNo, CommitmentNo};
use ledger::entry::{Fund, FundYear};

use super::cases::CaseHead;
use crate::{Session, StoreError, Tx, params};

/// Writes the lines of a version; `basis` is JSON of what an amount rests on, one for each line.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn put_lines(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    case: CaseNo,
    lines: &[(BudgetLine, String)],
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(line, basis): &(BudgetLine, String)| {
        params![
            pool,
            case.get(),
            line.code.as_str(),
            line.direction.code(),
            line.amount,
            basis,
            now
        ]
        .to_vec()
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    let columns = [
        "pool",
        "fund_case",
        "code",
        "direction",
        "amount",
        "basis",
        "tx_from",
    ];
    tx.insert("budget_line", &columns, &rows)
}

/// The lines of a version, by code; the basis as JSON beside each. None outside the scope.
///
/// # Errors
/// [`StoreError`].
pub fn lines(
    session: &mut Session<'_>,
    scope: Scope,
    case: &CaseHead,
) -> Result<Vec<(BudgetLine, String)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.code, l.direction, l.amount, l.basis FROM budget_line l \
         JOIN fund_case c ON c.pool = l.pool AND c.fund_case = l.fund_case \
         WHERE l.pool = $1 AND l.fund_case = $2 AND c.region BETWEEN $3 AND $4 ORDER BY l.code",
        &params![scope.pool(), case.no.get(), first, last],
    )?;
    let line = |row: &crate::Row| {
        let line = BudgetLine {
            code: row.code(0, |text| LineCode::new(text).ok())?,
            direction: row.code(1, Direction::parse)?,
            amount: row.fen(2)?,
            basis: Vec::new(),
        };
        Ok((line, row.text(3)?.to_owned()))
    };
    rows.iter().map(line).collect()
}

/// Records a promise (positive), or its end (negative).
///
/// # Errors
/// [`StoreError`].
#[expect(clippy::too_many_arguments, reason = "the columns of the row")]
pub fn commit(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    fund: Fund,
    year: FundYear,
    code: &LineCode,
    amount: Fen,
    document: &str,
) -> Result<CommitmentNo, StoreError> {
    crate::within(scope, region)?;
    let no = tx.next("budget_commitment", CommitmentNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO budget_commitment (pool, commitment, region, fund, fund_year, code, amount, document, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            no.get(),
            region,
            fund.code(),
            i64::from(year.get()),
            code.as_str(),
            amount,
            document,
            now
        ],
    )?;
    Ok(no)
}

/// What is promised and not yet paid in a region and year, by line.
///
/// # Errors
/// [`StoreError`].
pub fn commitments(
    session: &mut Session<'_>,
    scope: Scope,
    region: RegionCode,
    fund: Fund,
    year: FundYear,
) -> Result<Vec<(LineCode, Fen)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT code, CAST(SUM(amount) AS BIGINT) FROM budget_commitment WHERE pool = $1 AND fund_year = $2 \
         AND fund = $3 AND region = $4 AND region BETWEEN $5 AND $6 GROUP BY code ORDER BY code",
        &params![
            scope.pool(),
            i64::from(year.get()),
            fund.code(),
            region,
            first,
            last
        ],
    )?;
    let line = |row: &crate::Row| {
        let code = row.code(0, |text| LineCode::new(text).ok())?;
        Ok((code, row.fen(1)?))
    };
    rows.iter().map(line).collect()
}

/// What is promised on a line for one document and not yet paid; not negative in sound books.
///
/// # Errors
/// Storage.
pub fn promised_for(
    session: &mut Session<'_>,
    scope: Scope,
    (region, fund, year): (RegionCode, Fund, FundYear),
    code: &LineCode,
    document: &str,
) -> Result<Fen, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM budget_commitment WHERE pool = $1 \
         AND fund_year = $2 AND fund = $3 AND region = $4 AND region BETWEEN $5 AND $6 AND code = $7 AND document = $8",
        &params![
            scope.pool(),
            i64::from(year.get()),
            fund.code(),
            region,
            first,
            last,
            code.as_str(),
            document
        ],
    )?;
    row.map_or(Ok(Fen::ZERO), |row| row.fen(0))
}
