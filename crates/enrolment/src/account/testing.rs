//! Builders for the tests of accounts.

use super::{AccountEntry, AccountEntryNo, EntryKind, Move};
use crate::premium::testing::{day, person};
use ::base::Fen;

pub fn entry(no: i64, on: &str, kind: EntryKind, current: i64, past: i64) -> AccountEntry {
    AccountEntry {
        no: AccountEntryNo::new(no).unwrap(),
        person: person(1),
        on: day(on),
        kind,
        month: None,
        moves: Move {
            current: Fen::new(current),
            past: Fen::new(past),
        },
        corrects: None,
        because: String::new(),
    }
}
