//! An uncertain message undone (2601): what it did is taken back, and whether it came or not, it will not be
//! carried out any more.

use base::{PersonNo, Refused};
use settlement::RecordNo;
use store::counter::message::MessageRow;

use super::{ReverseAsk, Reversed, reverse};
use crate::counter::retry::{Meant, meant};
use crate::counter::{Change, Ids, MessageKey, World};

/// Which message is undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoAsk {
    /// The message (`omsgid`, `oinfno`).
    pub of: MessageKey,
    /// The person that it was about (`psn_no`).
    pub person: PersonNo,
    /// Whether the sender's dialect never uses an id for two messages.
    pub unique: bool,
    /// The message that asks.
    pub msgid: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Undone {
    /// It never came; it will be refused.
    NeverCame,
    /// It had been undone before.
    Already,
    /// Its settlement was taken back.
    TakenBack(Box<Reversed>),
}

/// Undoes a message.
///
/// # Errors
/// As [`meant`].
/// `undo.no_settlement`: it settled nothing, and has an undoing of its own. Those of [`reverse`].
pub fn undo(world: &World, ids: Ids, ask: &UndoAsk) -> Result<(Undone, Vec<Change>), Refused> {
    let known = world.messages(&ask.of);
    match meant(&known, &ask.person.to_string(), ask.unique)? {
        Meant::Already => Ok((Undone::Already, Vec::new())),
        Meant::Unknown => Ok((Undone::NeverCame, vec![tombstone(ids, ask, "")?])),
        Meant::Message(one) => taken_back(world, ids, ask, one),
    }
}

fn taken_back(
    world: &World,
    ids: Ids,
    ask: &UndoAsk,
    message: &MessageRow,
) -> Result<(Undone, Vec<Change>), Refused> {
    let record = message.record.ok_or_else(|| {
        Refused::new(
            "undo.no_settlement",
            "被冲正的交易没有产生结算，不用冲正；需要撤销的请用对应的撤销交易（如 2202、2205）。",
        )
    })?;
    let visit = world.visit_of(record, &ask.of.institution)?.row.no;
    let reversal = ReverseAsk {
        record,
        visit,
        person: ask.person,
        institution: ask.of.institution.clone(),
        msgid: ask.msgid.clone(),
    };
    // the last of the reserved numbers is the tombstone's
    let own = Ids {
        spare: ids.spare.saturating_sub(1),
        ..ids
    };
    let (reversed, mut changes) = reverse(world, own, &reversal)?;
    changes.push(tombstone(ids, ask, &message.digest)?);
    Ok((Undone::TakenBack(Box::new(reversed)), changes))
}

/// What stands for the message from now on; the digest is empty where it never came.
fn tombstone(ids: Ids, ask: &UndoAsk, digest: &str) -> Result<Change, Refused> {
    let last = ids.record.get().saturating_add(i64::from(ids.spare));
    let no = RecordNo::new(last).filter(|no| *no != ids.record);
    let no = no.ok_or_else(|| Refused::new("undo.number", "没有可用的编号，请稍后重发。"))?;
    Ok(Change::Tombstone(Box::new(MessageRow {
        no: no.get(),
        institution: ask.of.institution.clone(),
        infno: ask.of.infno.clone(),
        msgid: ask.of.msgid.clone(),
        digest: digest.to_owned(),
        tombstone: true,
        person: Some(ask.person.to_string()),
        record: None,
        answer: String::new(),
    })))
}
