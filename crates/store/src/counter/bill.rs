//! Bills that were settled at a counter or in another system.

use std::collections::BTreeSet;

use access::Scope;
use base::{Date, Fen, RegionCode};
use settlement::RecordNo;
use settlement::claim::SettlementId;
use settlement::claim::paper::{BillKey, Holder};

use crate::claim::value::broken;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// Who has settled a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// A counter, by its record.
    Counter(RecordNo),
    /// Another system, with the number of its claim.
    Elsewhere(String),
}

/// A bill with who settled it, in one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// What it is known by.
    pub key: BillKey,
    /// Who issued it, as printed.
    pub issuer: String,
    /// Its number, as printed.
    pub number: String,
    /// Its date.
    pub on: Date,
    /// Its amount, above 0.
    pub amount: Fen,
    /// The layer: `basic` or the code of a later one.
    pub layer: String,
    /// The region that may see it.
    pub region: RegionCode,
    /// Who settled it.
    pub at: Where,
}

/// Keeps bills; one that was settled in the same layer before is refused by the database.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope, [`StoreError::Conflict`] for a bill that is
/// taken.
pub fn add(tx: &mut Tx<'_>, scope: Scope, bills: &[BillRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(bills.len());
    for it in bills {
        crate::within(scope, it.region)?;
        let (settlement, elsewhere) = match &it.at {
            Where::Counter(record) => (Some(record.get()), None),
            Where::Elsewhere(name) => (None, Some(name.as_str())),
        };
        let row: [Value; 14] = params![
            pool,
            it.key.text(),
            it.layer.as_str(),
            it.key.number(),
            it.key.place(),
            it.issuer.as_str(),
            it.number.as_str(),
            it.on,
            it.amount,
            it.region,
            settlement,
            elsewhere,
            now,
            OPEN_TX
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bill_key",
        "layer",
        "bill_number",
        "bill_place",
        "issuer",
        "number",
        "bill_on",
        "amount",
        "region",
        "settlement",
        "elsewhere",
        "tx_from",
        "tx_to",
    ];
    tx.insert("bill_taken", &columns, &rows)
}

/// Ends what some settlements took: they were taken back.
///
/// # Errors
/// As above.
pub fn give_back(tx: &mut Tx<'_>, records: &[RecordNo]) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE bill_taken SET tx_to = $3 WHERE pool = $1 AND settlement IN {ints $2} \
         AND tx_to = 9223372036854775807",
        &params![pool, super::ints(records, RecordNo::get), now],
    )?;
    Ok(())
}

/// The bills that were taken with one of these numbers, or with one of these issuers, dates and amounts, each with its
/// layer. A bill is taken once in the whole pooling area, so they are not parted by regions.
///
/// # Errors
/// As above.
pub fn taken(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &BTreeSet<String>,
    places: &BTreeSet<String>,
) -> Result<Vec<(BillKey, String, Holder)>, StoreError> {
    if numbers.is_empty() && places.is_empty() {
        return Ok(Vec::new());
    }
    let list = |texts: &BTreeSet<String>| texts.iter().cloned().collect::<Vec<String>>();
    let rows = session.rows(
        "SELECT issuer, number, bill_on, amount, layer, settlement, elsewhere FROM bill_taken WHERE pool = $1 \
         AND (bill_number IN {texts $2} OR bill_place IN {texts $3}) AND tx_to = 9223372036854775807 \
         ORDER BY tx_from, bill_key",
        &params![scope.pool(), list(numbers), list(places)],
    )?;
    rows.iter().map(one).collect()
}

fn one(row: &Row) -> Result<(BillKey, String, Holder), StoreError> {
    let key = BillKey::new(row.text(0)?, row.text(1)?, row.date(2)?, row.fen(3)?);
    let holder = match row.maybe_int(5)? {
        Some(no) => {
            let id = SettlementId::new(&no.to_string());
            Holder::Settlement(id.map_err(|_| broken("a bill"))?)
        }
        None => Holder::OtherSystem(row.text(6)?.to_owned()),
    };
    let key = key.map_err(|_| broken("a bill"))?;
    Ok((key, row.text(4)?.to_owned(), holder))
}
