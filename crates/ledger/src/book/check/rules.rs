//! What the rules read.

use base::{Date, EntryNo, Refused};

use crate::book::{Balances, BankRegister, Closed, OutOfRange};
use crate::chart::{Charts, Mode};
use crate::entry::Entry;
use crate::event::{Event, Events};

/// What the rules read that changes seldom: the data, and how this pooling area has it on the day.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The charts.
    pub charts: &'a Charts,
    /// The templates.
    pub events: &'a Events,
    /// The fund mode on the day.
    pub mode: &'a Mode,
    /// From which day premiums for later years are kept as received in advance: the pooling area is
    /// filed with and agreed by the two ministries. `None`: recognised in the year of payment.
    pub ahead_from: Option<Date>,
    /// The bank accounts.
    pub banks: &'a BankRegister,
}

/// What the rules read of the books as they stand.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The balances of every set of books that the document touches, over all days.
    pub balances: &'a Balances,
    /// The same over all tiers of the pooling area, where all money is gathered in the city: then the
    /// benefits of a county that ran short are paid on, and its own finance owes what is lacking. `None`
    /// where every tier pays out of its own accounts.
    pub gathered: Option<&'a Balances>,
    /// What is closed.
    pub closed: &'a Closed,
    /// The entries that were posted under the same document id.
    pub same_document: &'a [Entry],
    /// The entries that the document undoes.
    pub undone: &'a [Entry],
    /// Those of them that have been undone before.
    pub already_undone: &'a [EntryNo],
}

/// A sum that cannot be formed is refused like a wrong amount.
pub(super) fn range(_: OutOfRange) -> Refused {
    Refused::new("ledger.range", "金额合计超出范围，请核对金额。")
}

/// Whether a document is written by a program from balances (closing, takeover).
pub(super) fn is_computed(event: &Event) -> bool {
    event.computed.is_some()
}
