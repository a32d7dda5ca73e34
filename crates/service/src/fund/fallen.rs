//! A payment that left a county short is undone in red letter: what its finance was asked for falls away again.

use access::Scope;
use base::{Date, EntryNo, Fen, RegionCode, TxNo};
use ledger::control::receivable::{ChangeKind, ReceivableKind};
use ledger::entry::{Document, DocumentId, Fund};
use store::control::{ItemHead, ItemQuery};
use store::ledger as books;
use store::{AsOf, Session, Tx};

use super::item::{ItemRow, items, put};
use super::receivable::{LEDGER, receivable};
use super::sums::range;
use crate::ServiceError;

/// A part of a deficit that a document of the books raised and that may fall away.
struct Raised {
    head: ItemHead,
    document: String,
    amount: Fen,
}

/// Lets fall away what a tier's finance owes by a payment that red letter undoes, up to what came back: first what the
/// payment raised itself, then what later payments raised, which would have found that money. What finance has paid
/// already stays: it is in the fund.
pub(super) fn let_fall(
    tx: &mut Tx<'_>,
    scope: Scope,
    red: &Document,
    ((tier, fund), back): ((RegionCode, Fund), Fen),
) -> Result<(), ServiceError> {
    let undone = undone(tx, scope, red, (tier, fund))?;
    let mut left = back;
    for one in raised(tx, scope, (tier, fund), &undone)? {
        let amount = one.amount.min(left);
        if amount <= Fen::ZERO {
            break;
        }
        let what = (ChangeKind::Cancelled.code(), amount, red.book_date);
        put(tx, scope, &one.head, what, &one.document, None)?;
        left = left.checked_sub(amount).ok_or_else(range)?;
    }
    Ok(())
}

/// The documents that red letter undoes for a tier, and when they were posted.
fn undone(
    session: &mut Session<'_>,
    scope: Scope,
    red: &Document,
    (tier, fund): (RegionCode, Fund),
) -> Result<Vec<(DocumentId, TxNo)>, ServiceError> {
    let named: Vec<EntryNo> = red.entries.iter().filter_map(|one| one.reverses).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let (mut entries, _) = books::undone(session, scope, &named)?;
    entries
        .retain(|one| named.contains(&one.no) && (one.dims.county, one.dims.fund) == (tier, fund));
    Ok(entries
        .into_iter()
        .map(|one| (one.document, one.tx))
        .collect())
}

/// What the undone documents raised, then what later documents did, oldest first: each less what fell away before, and
/// together no more than is open on the receivable.
fn raised(
    session: &mut Session<'_>,
    scope: Scope,
    (tier, fund): (RegionCode, Fund),
    undone: &[(DocumentId, TxNo)],
) -> Result<Vec<Raised>, ServiceError> {
    let Some(since) = undone.iter().map(|(_, tx)| *tx).min() else {
        return Ok(Vec::new());
    };
    let query = ItemQuery {
        ledger: LEDGER,
        kind: Some(ReceivableKind::Deficit.code()),
        fund: Some(fund),
        region: Some(tier),
    };
    let own = |document: &str| undone.iter().any(|(id, _)| id.as_str() == document);
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for row in items(session, scope, query, AsOf::on(Date::MAX))? {
        let mut open = receivable(&row)?.receivable.open().ok_or_else(range)?;
        let mut found = standing(&row)?;
        found.retain(|(document, tx, _)| own(document) || *tx >= since);
        found.sort_by_key(|(document, _, _)| !own(document));
        for (document, _, amount) in found {
            // What was paid elsewhere has no document in the books, and no red letter gives its money back.
            let Ok(id) = DocumentId::new(&document) else {
                continue;
            };
            if books::entries_of(session, scope, &id)?.is_empty() {
                continue;
            }
            let amount = amount.min(open);
            open = open.checked_sub(amount).ok_or_else(range)?;
            let list = if own(&document) {
                &mut first
            } else {
                &mut later
            };
            let head = row.head.clone();
            list.push(Raised {
                head,
                document,
                amount,
            });
        }
    }
    first.append(&mut later);
    first.retain(|one| one.amount > Fen::ZERO);
    Ok(first)
}

/// What each document raised on a receivable less what fell away of it, and when it first did, oldest first.
fn standing(row: &ItemRow) -> Result<Vec<(String, TxNo, Fen)>, ServiceError> {
    let mut found: Vec<(String, TxNo, Fen)> = Vec::new();
    for one in &row.moves {
        let change = match ChangeKind::parse(&one.kind) {
            Some(ChangeKind::Raised) => Some(one.amount),
            Some(ChangeKind::Cancelled) => Fen::ZERO.checked_sub(one.amount),
            _ => continue,
        };
        let change = change.ok_or_else(range)?;
        match found
            .iter_mut()
            .find(|(document, _, _)| *document == one.document)
        {
            Some((_, _, sum)) => *sum = sum.checked_add(change).ok_or_else(range)?,
            None => found.push((one.document.clone(), one.tx, change)),
        }
    }
    Ok(found)
}
