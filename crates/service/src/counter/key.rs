//! What a message is known by, what it needs, which numbers are its own.

use base::{Date, PersonNo};
use settlement::{RecordNo, VisitNo};

use super::Shown;

/// What a message is known by, beside its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageKey {
    /// The institution that sent it.
    pub institution: String,
    /// The transaction.
    pub infno: String,
    /// The sender's id.
    pub msgid: String,
}

/// A message: carried out once under its key and digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it is known by.
    pub message: MessageKey,
    /// Digest of the question, in hexadecimal; never empty.
    pub digest: String,
    /// Whether the sender's dialect never uses an id for two messages. Where it does, another digest under the
    /// same id is another message.
    pub unique: bool,
    /// The person (`psn_no`) that it is about, where it is about one.
    pub person: Option<String>,
}

/// What must be read before a message can be carried out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Persons, each for a day of care, beside those of the visits and records for the day on which these began.
    pub people: Vec<(PersonNo, Date)>,
    /// Visits.
    pub visits: Vec<VisitNo>,
    /// Records whose visits are needed.
    pub records: Vec<RecordNo>,
    /// All records and visits of the persons are needed, not only those of the visits: a reversal may replay them.
    pub whole_history: bool,
    /// Institutions whose own lists of codes are needed, beside those of the visits and the sender.
    pub institutions: Vec<String>,
    /// Numbers of invoices that it is billed on.
    pub invoices: Vec<String>,
    /// What was shown for it, to be checked.
    pub shown: Vec<Shown>,
    /// Messages that this one speaks of (2601).
    pub messages: Vec<MessageKey>,
    /// Settlements whose lists are needed (4101, 4102).
    pub lists: Vec<RecordNo>,
    /// How many further numbers it may use, for records that it adjusts.
    pub spare: u32,
}

/// Numbers reserved for one message; what it does not use is used by nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids {
    /// For a visit that it opens.
    pub visit: VisitNo,
    /// For a record that it makes.
    pub record: RecordNo,
    /// How many numbers behind that of the record are its own.
    pub spare: u32,
}
