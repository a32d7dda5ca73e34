//! `tongchou post`, `close`, `report`, `ledger`: the funds' books.

mod args;
mod closing;
mod drawn;
mod keeping;
mod lists;
mod parse;
mod posting;

use anyhow::Result;

use crate::exit::Outcome;

pub use args::{Close, Ledger, Post, Report};

/// `tongchou post`.
pub fn post(ask: &Post) -> Result<Outcome> {
    posting::post(ask)
}

/// `tongchou close`.
pub fn close(ask: &Close) -> Result<Outcome> {
    closing::close(ask)
}

/// `tongchou report`.
pub fn report(ask: &Report) -> Result<Outcome> {
    match ask {
        Report::Balance(ask) => drawn::balance(ask),
        Report::Income(ask) => drawn::income(ask),
        Report::Month(ask) => drawn::month(ask),
        Report::Memo(ask) => drawn::memo(ask),
    }
}

/// `tongchou ledger`.
pub fn ledger(ask: &Ledger) -> Result<Outcome> {
    match ask {
        Ledger::Waiting(ask) => lists::waiting(ask),
        Ledger::Approve(ask) => posting::decide(ask, access::Verdict::Approved),
        Ledger::Reject(ask) => posting::decide(ask, access::Verdict::Rejected),
        Ledger::Undo(ask) => posting::undo(ask),
        Ledger::Bank(ask) => keeping::bank(ask),
        Ledger::Ahead(ask) => keeping::ahead(ask),
        Ledger::Takeover(ask) => keeping::takeover(ask),
        Ledger::Upload(ask) => keeping::upload(ask),
        Ledger::Events => lists::events(),
        Ledger::Chart => lists::chart(),
        Ledger::Verify(ask) => lists::verify(ask),
    }
}
