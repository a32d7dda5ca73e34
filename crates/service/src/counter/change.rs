//! What a message writes.

use base::{Fen, PersonNo};
use enrolment::account::EntryKind;
use settlement::{FilingNo, RecordNo, VisitNo};
use store::counter::accumulator::EntryRow;
use store::counter::bill::BillRow;
use store::counter::filing::{FilingRow, StepRow};
use store::counter::insured::ShareRow;
use store::counter::line::LineRow;
use store::counter::message::MessageRow;
use store::counter::payable::PayableRow;
use store::counter::record::RecordRow;
use store::counter::visit::VisitRow;
use store::list::{NewVersion, StepRow as ListStep};

/// One thing that is written. What is known of a visit after a batch is written once, however often it changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A visit was opened.
    Opened(Box<VisitRow>),
    /// A visit stands otherwise than before.
    Visit(Box<VisitRow>),
    /// Fee lines came in.
    Lines(Vec<LineRow>),
    /// Fee lines of a visit were undone.
    Undone {
        /// The bucket of the person.
        bucket: i64,
        /// The visit.
        visit: VisitNo,
        /// Numbers of the lines.
        lines: Vec<u64>,
    },
    /// A settlement, reversal or adjustment.
    Record(Box<RecordRow>),
    /// An earlier record came out otherwise in a replay.
    Replayed(Box<RecordRow>),
    /// Accumulators moved.
    Entries(Vec<EntryRow>),
    /// Funds owe an institution, or get back.
    Payables(Vec<PayableRow>),
    /// Insurers owe for a record, or get back.
    Insured(Vec<ShareRow>),
    /// A bill was settled.
    Billed(Box<BillRow>),
    /// The bill of a settlement was taken back.
    Unbilled(RecordNo),
    /// An account paid, or was paid back.
    Account(AccountMove),
    /// Something was filed for a person.
    Filed(Box<FilingRow>),
    /// A filing took a step.
    Stepped(StepRow),
    /// A record rests on filings.
    Rests {
        /// The bucket of the person.
        bucket: i64,
        /// The record.
        record: RecordNo,
        /// The filings.
        filings: Vec<FilingNo>,
    },
    /// A message that never came is undone: it will be refused.
    Tombstone(Box<MessageRow>),
    /// A settlement list came in, or a new version of one.
    List(Box<NewVersion>),
    /// A version of a settlement list took a step.
    ListStep(Box<ListStep>),
}

/// Money of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMove {
    /// Whose account.
    pub person: PersonNo,
    /// Payment or refund.
    pub kind: EntryKind,
    /// What it comes to, above 0: 当年计入资金.
    pub current: Fen,
    /// The same of 历年结余资金.
    pub past: Fen,
    /// The record, in words for the statement of the account.
    pub because: String,
}
