//! A message and what it asks for.

use base::{Date, PersonNo, Refused};
use settlement::{RecordNo, VisitNo};

use super::{Change, World};

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
    /// Messages that this one speaks of (2601).
    pub messages: Vec<MessageKey>,
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

/// What a message did.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The answer as it is kept and given again to a retry.
    pub answer: String,
    /// What is written.
    pub changes: Vec<Change>,
}

/// One message, ready to be carried out.
pub trait Work: Send {
    /// What must be read first.
    fn needs(&self) -> Needs;

    /// Carries it out on the world; nothing but its answer and its changes comes of it.
    ///
    /// # Errors
    /// Why it is not carried out; nothing is written then.
    fn carry_out(&self, world: &World, ids: Ids) -> Result<Done, Refused>;
}

/// What became of a message.
pub type Outcome = Result<Answered, Turned>;

/// An answer that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub answer: String,
    /// The message had been carried out before; this is its first answer.
    pub again: bool,
}

/// Why a message has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turned {
    /// It may not be carried out; nothing was written.
    Refused(Refused),
    /// Too many wait; nothing was written.
    Busy,
    /// The counter is closing; nothing was written.
    Closed,
    /// Storage failed; whether it was written is not known, and a retry will tell. The sentence is for users.
    Failed(String),
}

impl Turned {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Turned::Refused(refused) => refused.zh(),
            Turned::Busy => "平台繁忙，这笔交易没有办理，请稍后用同一报文ID重发。".to_owned(),
            Turned::Closed => "平台正在停机，这笔交易没有办理，请稍后用同一报文ID重发。".to_owned(),
            Turned::Failed(zh) => format!("{zh}这笔交易是否办理尚不确定，请用同一报文ID重发。"),
        }
    }
}
