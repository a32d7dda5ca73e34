//! The register of what is owed to the fund: a receivable is an item, its changes are the item's movements.

use access::Scope;
use base::{Date, Fen, RegionCode};
use ledger::control::ItemNo;
use ledger::control::receivable::{Change, ChangeKind, Receivable, ReceivableKind};
use ledger::entry::{Fund, FundYear};
use store::control::{self as rows, ItemHead, ItemQuery, NewItem};
use store::{AsOf, Session, StoreError, Tx};

use super::item::{ItemRow, items};
use crate::ServiceError;

/// The register among the items.
pub(super) const LEDGER: &str = "receivable";

/// A receivable with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableRow {
    /// The item.
    pub no: ItemNo,
    /// Of which fund.
    pub fund: Fund,
    /// The receivable.
    pub receivable: Receivable,
}

/// The receivables of a fund (of every fund where none is named) as known; cleared ones too.
pub(super) fn all(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Option<Fund>,
    as_of: AsOf,
) -> Result<Vec<ReceivableRow>, ServiceError> {
    let query = ItemQuery {
        ledger: LEDGER,
        fund,
        ..ItemQuery::default()
    };
    let mut found = items(session, scope, query, as_of)?;
    // Raised later: on that day, or at that step of knowledge, there was nothing.
    found.retain(|row| !row.moves.is_empty());
    found.iter().map(receivable).collect()
}

/// An item of the register as a receivable.
pub(super) fn receivable(row: &ItemRow) -> Result<ReceivableRow, ServiceError> {
    let odd = || StoreError::Corrupt(format!("receivable {}", row.head.no));
    if row.head.ledger != LEDGER {
        return Err(ServiceError::NotFound("应收款"));
    }
    let mut changes = Vec::with_capacity(row.moves.len());
    for one in &row.moves {
        let kind = ChangeKind::parse(&one.kind).ok_or_else(odd)?;
        changes.push(change(kind, one.amount, one.on, &one.document));
    }
    Ok(ReceivableRow {
        no: row.head.no,
        fund: row.head.fund,
        receivable: Receivable {
            debtor: row.head.region,
            kind: ReceivableKind::parse(&row.head.kind).ok_or_else(odd)?,
            changes,
        },
    })
}

/// A change of a receivable by a document.
pub(super) fn change(kind: ChangeKind, amount: Fen, on: Date, document: &str) -> Change {
    Change {
        kind,
        amount,
        on,
        document: document.to_owned(),
    }
}

/// Opens a receivable of a kind on a region.
pub(super) fn new(
    tx: &mut Tx<'_>,
    scope: Scope,
    (fund, year, region): (Fund, FundYear, RegionCode),
    kind: &str,
) -> Result<ItemHead, ServiceError> {
    let known = ReceivableKind::parse(kind);
    let known = known.ok_or_else(|| StoreError::Corrupt(format!("receivable {kind}")))?;
    let item = NewItem {
        ledger: LEDGER,
        kind: known.code(),
        region,
        fund,
        year,
        title: known.zh(),
        body: "{}",
    };
    let no = rows::new_item(tx, scope, &item)?;
    let head = rows::find_item(tx, scope, no)?;
    head.ok_or(ServiceError::NotFound("应收款"))
}
