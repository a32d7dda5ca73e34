//! Items with their movements, read together.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen};
use ledger::control::{CaseNo, ItemNo};
use store::control::{self as rows, ItemHead, ItemQuery, MovementRow, NewMovement};
use store::{AsOf, Session, Tx};

use crate::ServiceError;

/// An item with its movements, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The item.
    pub head: ItemHead,
    /// What moved it.
    pub moves: Vec<MovementRow>,
}

/// The items of a ledger with their movements, as known.
pub(super) fn items(
    session: &mut Session<'_>,
    scope: Scope,
    query: ItemQuery<'_>,
    as_of: AsOf,
) -> Result<Vec<ItemRow>, ServiceError> {
    let mut heads = rows::list_items(session, scope, query)?;
    heads.retain(|head| head.tx.get() <= as_of.known());
    let numbers: Vec<ItemNo> = heads.iter().map(|head| head.no).collect();
    let mut moves: BTreeMap<ItemNo, Vec<MovementRow>> = BTreeMap::new();
    for one in rows::movements(session, scope, &numbers, as_of)? {
        moves.entry(one.item).or_default().push(one);
    }
    let row = |head: ItemHead| {
        let moves = moves.remove(&head.no).unwrap_or_default();
        ItemRow { head, moves }
    };
    Ok(heads.into_iter().map(row).collect())
}

/// One item with its movements; not found outside the scope.
pub(super) fn item(
    session: &mut Session<'_>,
    scope: Scope,
    no: ItemNo,
    as_of: AsOf,
) -> Result<ItemRow, ServiceError> {
    let head = rows::find_item(session, scope, no)?;
    let head = head.ok_or(ServiceError::NotFound("该项目"))?;
    let moves = rows::movements(session, scope, &[no], as_of)?;
    Ok(ItemRow { head, moves })
}

/// Writes a movement of an item.
pub(super) fn put(
    tx: &mut Tx<'_>,
    scope: Scope,
    head: &ItemHead,
    (kind, amount, on): (&str, Fen, Date),
    document: &str,
    case: Option<CaseNo>,
) -> Result<(), ServiceError> {
    let movement = NewMovement {
        item: head.no,
        kind,
        amount,
        on,
        document,
        case,
    };
    Ok(rows::new_movement(tx, scope, head, &movement)?)
}
