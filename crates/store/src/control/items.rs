//! Receivables, memo items, the risk fund, working capital, deposits: items with movements, append-only.

use access::Scope;
use base::{Date, Fen, RegionCode, TxNo};
use ledger::control::{CaseNo, ItemNo};
use ledger::entry::{Fund, FundYear};

use super::cases::fund_year;
use crate::{AsOf, Row, Session, StoreError, Tx, params};

/// An item as it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem<'a> {
    /// `receivable`, `memo`, `risk`, `revolving` or `holding`.
    pub ledger: &'a str,
    /// The kind within the ledger.
    pub kind: &'a str,
    /// Whose.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// Of which fund year.
    pub year: FundYear,
    /// What users read.
    pub title: &'a str,
    /// The rest, as JSON.
    pub body: &'a str,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemHead {
    /// Its number.
    pub no: ItemNo,
    /// The ledger.
    pub ledger: String,
    /// The kind within it.
    pub kind: String,
    /// Whose.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// Of which fund year.
    pub year: FundYear,
    /// What users read.
    pub title: String,
    /// The rest, as JSON.
    pub body: String,
    /// When it became known.
    pub tx: TxNo,
}

/// Which items are asked for; what is `None` is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct ItemQuery<'a> {
    /// Of which ledger.
    pub ledger: &'a str,
    /// Of which kind.
    pub kind: Option<&'a str>,
    /// Of which fund.
    pub fund: Option<Fund>,
    /// Of which region alone.
    pub region: Option<RegionCode>,
}

/// A movement as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMovement<'a> {
    /// Of which item.
    pub item: ItemNo,
    /// What kind.
    pub kind: &'a str,
    /// How much; a clearing may be negative.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The document behind it.
    pub document: &'a str,
    /// The case behind it; `None` only for what the platform raises itself.
    pub case: Option<CaseNo>,
}

/// A movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementRow {
    /// Of which item.
    pub item: ItemNo,
    /// What kind.
    pub kind: String,
    /// How much.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The document behind it.
    pub document: String,
    /// When it became known.
    pub tx: TxNo,
}

/// Opens an item.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn new_item(tx: &mut Tx<'_>, scope: Scope, item: &NewItem<'_>) -> Result<ItemNo, StoreError> {
    crate::within(scope, item.region)?;
    let no = tx.next("fund_item", ItemNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO fund_item (pool, item, ledger, kind, region, fund, fund_year, title, body, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            no.get(),
            item.ledger,
            item.kind,
            item.region,
            item.fund.code(),
            i64::from(item.year.get()),
            item.title,
            item.body,
            now
        ],
    )?;
    Ok(no)
}

/// Writes a movement of an item that was found within the scope.
///
/// # Errors
/// [`StoreError::Guard`] where no second user took a step of its case in this transaction.
pub fn new_movement(
    tx: &mut Tx<'_>,
    scope: Scope,
    item: &ItemHead,
    movement: &NewMovement<'_>,
) -> Result<(), StoreError> {
    crate::within(scope, item.region)?;
    let no = tx.take("fund_movement", 1)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO fund_movement (pool, movement, item, kind, amount, moved_on, document, fund_case, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            no,
            movement.item.get(),
            movement.kind,
            movement.amount,
            movement.on,
            movement.document,
            movement.case.map(CaseNo::get),
            now
        ],
    )?;
    Ok(())
}

/// An item by its number; `None` outside the scope.
///
/// # Errors
/// [`StoreError`].
pub fn find_item(
    session: &mut Session<'_>,
    scope: Scope,
    no: ItemNo,
) -> Result<Option<ItemHead>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT item, ledger, kind, region, fund, fund_year, title, body, tx_from FROM fund_item \
         WHERE pool = $1 AND item = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.as_ref().map(head).transpose()
}

/// The items of a ledger, by number.
///
/// # Errors
/// [`StoreError`].
pub fn list_items(
    session: &mut Session<'_>,
    scope: Scope,
    query: ItemQuery<'_>,
) -> Result<Vec<ItemHead>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT item, ledger, kind, region, fund, fund_year, title, body, tx_from FROM fund_item \
         WHERE pool = $1 AND ledger = $2 AND region BETWEEN $3 AND $4 \
         AND (CAST($5 AS TEXT) IS NULL OR kind = $5) AND (CAST($6 AS TEXT) IS NULL OR fund = $6) \
         AND (CAST($7 AS BIGINT) IS NULL OR region = $7) ORDER BY item",
        &params![
            scope.pool(),
            query.ledger,
            first,
            last,
            query.kind,
            query.fund.map(Fund::code),
            query.region
        ],
    )?;
    rows.iter().map(head).collect()
}

/// The movements of items that were found within the scope, as known, by number of the item, oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn movements(
    session: &mut Session<'_>,
    scope: Scope,
    items: &[ItemNo],
    as_of: AsOf,
) -> Result<Vec<MovementRow>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = items.iter().map(|item| item.get()).collect();
    let rows = session.rows(
        "SELECT m.item, m.kind, m.amount, m.moved_on, m.document, m.tx_from FROM fund_movement m \
         JOIN fund_item i ON i.pool = m.pool AND i.item = m.item \
         WHERE m.pool = $1 AND i.region BETWEEN $2 AND $3 AND m.item IN {ints $4} \
         AND m.moved_on <= $5 AND m.tx_from <= $6 ORDER BY m.item, m.movement",
        &params![
            scope.pool(),
            first,
            last,
            numbers,
            as_of.valid(),
            as_of.known()
        ],
    )?;
    let movement = |row: &Row| {
        Ok(MovementRow {
            item: row.no(0, ItemNo::new)?,
            kind: row.text(1)?.to_owned(),
            amount: row.fen(2)?,
            on: row.date(3)?,
            document: row.text(4)?.to_owned(),
            tx: row.no(5, TxNo::new)?,
        })
    };
    rows.iter().map(movement).collect()
}

fn head(row: &Row) -> Result<ItemHead, StoreError> {
    Ok(ItemHead {
        no: row.no(0, ItemNo::new)?,
        ledger: row.text(1)?.to_owned(),
        kind: row.text(2)?.to_owned(),
        region: row.region(3)?,
        fund: row.code(4, Fund::parse)?,
        year: fund_year(row, 5)?,
        title: row.text(6)?.to_owned(),
        body: row.text(7)?.to_owned(),
        tx: row.no(8, TxNo::new)?,
    })
}
