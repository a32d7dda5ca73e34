//! Money that fits no bill, as work items.

use access::Scope;
use base::{BillNo, Date, Fen, PaymentNo, PersonNo, RegionCode};
use enrolment::contribution::payment::{Mismatch, SuspenseNo};
use enrolment::contribution::{Channel, Year};

use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// A work item to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Its number.
    pub no: SuspenseNo,
    /// The region that has to settle it.
    pub region: RegionCode,
    /// The money.
    pub payment: PaymentNo,
    /// Why it fits no bill.
    pub reason: Mismatch,
    /// The person, where found.
    pub person: Option<PersonNo>,
    /// The document number as given, for matching later; empty where none.
    pub document: String,
    /// The name as given.
    pub named: String,
}

/// A work item with its money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub item: NewItem,
    /// Money.
    pub amount: Fen,
    /// Received on.
    pub on: Date,
    /// Through which channel.
    pub channel: Channel,
    /// The receipt.
    pub reference: String,
    /// The year it is meant for.
    pub year: Year,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It counts for a bill.
    Matched(BillNo),
    /// It was paid back by this payment.
    Refunded(PaymentNo),
}

/// Opens work items, in bulk.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn open(tx: &mut Tx<'_>, items: &[NewItem]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |one: &NewItem| {
        params![
            pool,
            one.no.get(),
            one.region,
            one.payment,
            one.reason.code(),
            one.person,
            one.document.as_str(),
            one.named.as_str(),
            now,
            OPEN_TX
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = items.iter().map(row).collect();
    let columns = [
        "pool", "suspense", "region", "payment", "reason", "person", "document", "named",
        "tx_from", "tx_to",
    ];
    tx.insert("suspense", &columns, &rows)
}

/// Settles a work item.
///
/// # Errors
/// [`StoreError::Conflict`] where it was settled before.
pub fn settle(tx: &mut Tx<'_>, no: SuspenseNo, how: Settlement) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE suspense SET tx_to = $3 WHERE pool = $1 AND suspense = $2 AND tx_to = 9223372036854775807",
        &params![pool, no.get(), now],
    )?;
    let (outcome, bill, payment) = match how {
        Settlement::Matched(bill) => ("matched", Some(bill), None),
        Settlement::Refunded(payment) => ("refunded", None, Some(payment)),
    };
    tx.run(
        "INSERT INTO suspense_end (pool, suspense, outcome, bill, payment, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![pool, no.get(), outcome, bill, payment, now],
    )?;
    Ok(())
}

/// Open work items of a scope, by number.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Item>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.suspense, s.region, s.payment, s.reason, s.person, s.document, s.named, \
         p.amount, p.received_on, p.channel, p.reference, p.benefit_year \
         FROM suspense s JOIN payment p ON p.pool = s.pool AND p.payment = s.payment \
         WHERE s.pool = $1 AND s.region BETWEEN $2 AND $3 AND s.tx_to = 9223372036854775807 ORDER BY s.suspense",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(item).collect()
}

/// An open work item.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: SuspenseNo,
) -> Result<Option<Item>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT s.suspense, s.region, s.payment, s.reason, s.person, s.document, s.named, \
         p.amount, p.received_on, p.channel, p.reference, p.benefit_year \
         FROM suspense s JOIN payment p ON p.pool = s.pool AND p.payment = s.payment \
         WHERE s.pool = $1 AND s.suspense = $4 AND s.region BETWEEN $2 AND $3 AND s.tx_to = 9223372036854775807",
        &params![scope.pool(), first, last, no.get()],
    )?;
    row.as_ref().map(item).transpose()
}

fn item(row: &Row) -> Result<Item, StoreError> {
    Ok(Item {
        item: NewItem {
            no: row.no(0, SuspenseNo::new)?,
            region: row.region(1)?,
            payment: row.no(2, PaymentNo::new)?,
            reason: row.code(3, Mismatch::parse)?,
            person: row.maybe_int(4)?.and_then(PersonNo::new),
            document: row.text(5)?.to_owned(),
            named: row.text(6)?.to_owned(),
        },
        amount: row.fen(7)?,
        on: row.date(8)?,
        channel: row.code(9, Channel::parse)?,
        reference: row.text(10)?.to_owned(),
        year: row.no(11, Year::from_number)?,
    })
}
