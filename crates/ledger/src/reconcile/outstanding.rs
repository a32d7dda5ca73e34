//! Outstanding items (未达账项): what one side has booked and the other has not.

use base::{Date, Fen};

use super::item::Item;
use super::matching::Matching;

/// The four kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutstandingKind {
    /// 我方已收、银行未收.
    BookReceived,
    /// 我方已付、银行未付.
    BookPaid,
    /// 银行已收、我方未收.
    BankReceived,
    /// 银行已付、我方未付.
    BankPaid,
}

impl OutstandingKind {
    /// Every kind.
    pub const ALL: [OutstandingKind; 4] = [
        OutstandingKind::BookReceived,
        OutstandingKind::BookPaid,
        OutstandingKind::BankReceived,
        OutstandingKind::BankPaid,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            OutstandingKind::BookReceived => "book_received",
            OutstandingKind::BookPaid => "book_paid",
            OutstandingKind::BankReceived => "bank_received",
            OutstandingKind::BankPaid => "bank_paid",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<OutstandingKind> {
        OutstandingKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            OutstandingKind::BookReceived => "我方已收、对方未收",
            OutstandingKind::BookPaid => "我方已付、对方未付",
            OutstandingKind::BankReceived => "对方已收、我方未收",
            OutstandingKind::BankPaid => "对方已付、我方未付",
        }
    }
}

/// An outstanding item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outstanding {
    /// Which kind.
    pub kind: OutstandingKind,
    /// The line.
    pub item: Item,
}

impl Outstanding {
    /// The amount without its sign; `None` only for the smallest number there is.
    #[must_use]
    pub fn magnitude(&self) -> Option<Fen> {
        if self.item.amount < Fen::ZERO {
            self.item.amount.checked_neg()
        } else {
            Some(self.item.amount)
        }
    }

    /// Days since it was booked, on a day.
    #[must_use]
    pub fn age(&self, on: Date) -> i32 {
        let age = on.day_number().saturating_sub(self.item.on.day_number());
        age.max(0)
    }
}

/// The outstanding items of a matching, those of the books first.
#[must_use]
pub fn outstanding(matching: &Matching) -> Vec<Outstanding> {
    let of = |item: &Item, received, paid| Outstanding {
        kind: if item.amount < Fen::ZERO {
            paid
        } else {
            received
        },
        item: item.clone(),
    };
    let book = matching.book.iter();
    let book = book.map(|item| {
        of(
            item,
            OutstandingKind::BookReceived,
            OutstandingKind::BookPaid,
        )
    });
    let bank = matching.statement.iter();
    let bank = bank.map(|item| {
        of(
            item,
            OutstandingKind::BankReceived,
            OutstandingKind::BankPaid,
        )
    });
    book.chain(bank).collect()
}
