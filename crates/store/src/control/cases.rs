//! Cases that walk a chain of approval, and their steps.

use access::{Role, Scope, UserName};
use base::{Fen, RegionCode, TxNo};
use ledger::control::{CaseNo, Stage, Taken, Track};
use ledger::entry::{Fund, FundYear};

use crate::{Row, Session, StoreError, Tx, params};

/// A case as it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase<'a> {
    /// What kind of case: `budget`, `fund_request`, `receivable.collect`.
    pub kind: &'a str,
    /// The county that it is about, or the pooling area for the city's own.
    pub region: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// The fund year.
    pub year: FundYear,
    /// What it is about in a few words or as a code.
    pub subject: &'a str,
    /// The rest, as JSON or as the text of a data file.
    pub body: &'a str,
}

/// A case without its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHead {
    /// Its number.
    pub no: CaseNo,
    /// The chain it walks.
    pub chain: String,
    /// What kind of case.
    pub kind: String,
    /// The county that it is about, or the pooling area.
    pub region: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// The fund year.
    pub year: FundYear,
    /// What it is about.
    pub subject: String,
    /// The rest.
    pub body: String,
    /// When it became known.
    pub tx: TxNo,
}

/// Which cases are asked for; what is `None` is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct CaseQuery<'a> {
    /// Of which kind.
    pub kind: &'a str,
    /// Of which fund.
    pub fund: Option<Fund>,
    /// Of which fund year.
    pub year: Option<FundYear>,
    /// Of which region alone.
    pub region: Option<RegionCode>,
}

/// Opens a case with its first step.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] where the one who acts is not the user of the
/// transaction or holds no such role over the region.
pub fn open_case<S: Stage>(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &NewCase<'_>,
    first: &Taken<S>,
) -> Result<CaseNo, StoreError> {
    crate::within(scope, case.region)?;
    let no = tx.next("fund_case", CaseNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO fund_case (pool, fund_case, chain, kind, region, fund, fund_year, subject, body, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            no.get(),
            S::CHAIN,
            case.kind,
            case.region,
            case.fund.code(),
            i64::from(case.year.get()),
            case.subject,
            case.body,
            now
        ],
    )?;
    put_step(tx, no, 1, first)?;
    Ok(no)
}

/// Adds the next step of a case that has `before` steps.
///
/// # Errors
/// [`StoreError::Guard`] for what the database does not allow: a skipped step, the same user twice, an amount that
/// grows, a role that the user does not hold; [`StoreError::Conflict`] where somebody else was faster.
pub fn step_case<S: Stage>(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &CaseHead,
    before: usize,
    step: &Taken<S>,
) -> Result<(), StoreError> {
    crate::within(scope, case.region)?;
    let seq = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
    put_step(tx, case.no, seq, step)
}

fn put_step<S: Stage>(
    tx: &mut Tx<'_>,
    case: CaseNo,
    seq: i64,
    step: &Taken<S>,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO fund_step (pool, fund_case, seq, stage, user_name, role, region, step_on, due_on, amount, \
         document, note, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            pool,
            case.get(),
            seq,
            step.stage.map(Stage::code),
            &step.user,
            step.role.code(),
            step.region,
            step.on,
            step.due,
            step.amount,
            step.document.clone(),
            step.note.as_str(),
            now
        ],
    )?;
    Ok(())
}

/// A case by its number; `None` outside the scope.
///
/// # Errors
/// [`StoreError`].
pub fn find_case(
    session: &mut Session<'_>,
    scope: Scope,
    no: CaseNo,
) -> Result<Option<CaseHead>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT fund_case, chain, kind, region, fund, fund_year, subject, body, tx_from FROM fund_case \
         WHERE pool = $1 AND fund_case = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.as_ref().map(head).transpose()
}

/// The cases of a kind, by number.
///
/// # Errors
/// [`StoreError`].
pub fn list_cases(
    session: &mut Session<'_>,
    scope: Scope,
    query: CaseQuery<'_>,
) -> Result<Vec<CaseHead>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT fund_case, chain, kind, region, fund, fund_year, subject, body, tx_from FROM fund_case \
         WHERE pool = $1 AND kind = $2 AND region BETWEEN $3 AND $4 \
         AND (CAST($5 AS TEXT) IS NULL OR fund = $5) AND (CAST($6 AS BIGINT) IS NULL OR fund_year = $6) \
         AND (CAST($7 AS BIGINT) IS NULL OR region = $7) ORDER BY fund_case",
        &params![
            scope.pool(),
            query.kind,
            first,
            last,
            query.fund.map(Fund::code),
            query.year.map(|year| i64::from(year.get())),
            query.region
        ],
    )?;
    rows.iter().map(head).collect()
}

fn head(row: &Row) -> Result<CaseHead, StoreError> {
    Ok(CaseHead {
        no: row.no(0, CaseNo::new)?,
        chain: row.text(1)?.to_owned(),
        kind: row.text(2)?.to_owned(),
        region: row.region(3)?,
        fund: row.code(4, Fund::parse)?,
        year: fund_year(row, 5)?,
        subject: row.text(6)?.to_owned(),
        body: row.text(7)?.to_owned(),
        tx: row.no(8, TxNo::new)?,
    })
}

/// A fund year in a column.
pub(super) fn fund_year(row: &Row, column: usize) -> Result<FundYear, StoreError> {
    let year = i32::try_from(row.int(column)?).ok().and_then(FundYear::new);
    year.ok_or_else(|| StoreError::Corrupt(format!("fund year in column {column}")))
}

/// The steps of a case; none outside the scope.
///
/// # Errors
/// [`StoreError::Corrupt`] where they do not walk the chain.
pub fn track<S: Stage>(
    session: &mut Session<'_>,
    case: &CaseHead,
    scope: Scope,
) -> Result<Track<S>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.stage, s.user_name, s.role, s.region, s.step_on, s.due_on, s.amount, s.document, s.note \
         FROM fund_step s JOIN fund_case c ON c.pool = s.pool AND c.fund_case = s.fund_case \
         WHERE s.pool = $1 AND s.fund_case = $2 AND c.region BETWEEN $3 AND $4 ORDER BY s.seq",
        &params![scope.pool(), case.no.get(), first, last],
    )?;
    let steps: Vec<Taken<S>> = rows.iter().map(step).collect::<Result<_, _>>()?;
    let of_chain = case.chain == S::CHAIN;
    let track = Track::from_steps(steps).filter(|_| of_chain);
    track.ok_or_else(|| StoreError::Corrupt(format!("steps of fund case {}", case.no)))
}

fn step<S: Stage>(row: &Row) -> Result<Taken<S>, StoreError> {
    Ok(Taken {
        stage: match row.maybe_text(0)? {
            None => None,
            Some(_) => Some(row.code(0, S::parse)?),
        },
        user: row.code(1, |text| UserName::new(text).ok())?,
        role: row.code(2, Role::parse)?,
        region: row.region(3)?,
        on: row.date(4)?,
        due: row.maybe_date(5)?,
        amount: row.maybe_int(6)?.map(Fen::new),
        document: row.maybe_text(7)?.map(str::to_owned),
        note: row.text(8)?.to_owned(),
    })
}
