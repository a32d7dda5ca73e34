//! Documents, drafts of entries, entries, and memo records.

use access::UserName;
use base::{Date, EntryNo, Fen, TxNo};

use super::dimensions::{Dimensions, FundYear};
use super::event_code::EventCode;
use super::evidence::Evidence;
use super::kinds::coded;
use super::leg::{Counterparty, Leg};

base::typed_id! {
    /// The id of a document: the entries that belong together carry the same one, over tiers and books.
    DocumentId
}

/// An entry that has no number yet: where it belongs and its legs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where it belongs.
    pub dims: Dimensions,
    /// Its legs, two or more, balanced.
    pub legs: Vec<Leg>,
    /// The entry that this one undoes in red letter, leg by leg.
    pub reverses: Option<EntryNo>,
}

coded! {
    /// What a memo record registers (cash basis: nothing of it is in the books).
    MemoKind {
        /// 应收: finance or a provider owes the fund.
        Receivable "receivable" "应收（备查）",
        /// 应付: the fund owes a provider.
        Payable "payable" "应付（备查）",
        /// 质量保证金 withheld and not booked.
        Deposit "deposit" "质量保证金（备查）",
        /// 罚款: goes to the treasury, never fund money.
        Fine "fine" "罚款（缴国库，不入基金）",
    }
}

/// A record of the memo register (备查簿): known, but not in the books on the cash basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// Where it belongs.
    pub dims: Dimensions,
    /// What it is.
    pub kind: MemoKind,
    /// Raised where positive, settled or corrected where negative, in 分; never zero.
    pub amount: Fen,
    /// Who owes or is owed.
    pub counterparty: Counterparty,
    /// The benefit year that it is for.
    pub benefit_year: Option<FundYear>,
}

/// What stands over the entries of a document that a program writes (closing, takeover, red letter).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The id.
    pub id: DocumentId,
    /// When the money moved, or the day of the close.
    pub value_date: Date,
    /// In which period it is booked.
    pub book_date: Date,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Who made it.
    pub maker: UserName,
    /// Who checked it; another one.
    pub checker: UserName,
}

/// What one event writes: balanced entries, one for each entity, county and book, and memo records,
/// under one id. All of it is posted, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The id.
    pub id: DocumentId,
    /// The event.
    pub event: EventCode,
    /// The variant of the event that was chosen, by its word.
    pub variant: Box<str>,
    /// When the money moved.
    pub value_date: Date,
    /// In which period it is booked.
    pub book_date: Date,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Who made it.
    pub maker: UserName,
    /// Who checked it; another one.
    pub checker: UserName,
    /// The entries.
    pub entries: Vec<Draft>,
    /// The memo records.
    pub memos: Vec<Memo>,
}

/// A posted entry. Never changed; a correction is another entry that names it in `reverses`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number within the pooling area.
    pub no: EntryNo,
    /// The step of knowledge in which it was posted.
    pub tx: TxNo,
    /// The document it belongs to.
    pub document: DocumentId,
    /// The event.
    pub event: EventCode,
    /// Where it belongs.
    pub dims: Dimensions,
    /// When the money moved.
    pub value_date: Date,
    /// In which period it is booked.
    pub book_date: Date,
    /// Its legs.
    pub legs: Vec<Leg>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Who made it.
    pub maker: UserName,
    /// Who checked it.
    pub checker: UserName,
    /// The entry that this one undoes.
    pub reverses: Option<EntryNo>,
}

impl Header {
    /// The document with these entries.
    #[must_use]
    pub fn over(self, event: EventCode, variant: &str, entries: Vec<Draft>) -> Document {
        Document {
            id: self.id,
            event,
            variant: variant.into(),
            value_date: self.value_date,
            book_date: self.book_date,
            evidence: self.evidence,
            maker: self.maker,
            checker: self.checker,
            entries,
            memos: Vec::new(),
        }
    }
}

impl Document {
    /// The document that undoes posted entries of one event in red letter, all of them together. `None`
    /// where there is none, or an amount has no negative.
    #[must_use]
    pub fn undoing(header: Header, posted: &[Entry]) -> Option<Document> {
        let event = posted.first()?.event;
        let year = FundYear::of(header.book_date);
        let drafts: Option<Vec<Draft>> = posted.iter().map(|entry| entry.red(year)).collect();
        Some(header.over(event, "red", drafts?))
    }

    /// The entries with their numbers, the first of which is `first`; one after the other. `None` where
    /// the numbers run out.
    #[must_use]
    pub fn numbered(&self, first: EntryNo, tx: TxNo) -> Option<Vec<Entry>> {
        let mut number = first.get();
        let mut entries = Vec::with_capacity(self.entries.len());
        for draft in &self.entries {
            entries.push(self.entry(draft, EntryNo::new(number)?, tx));
            number = number.checked_add(1)?;
        }
        Some(entries)
    }

    fn entry(&self, draft: &Draft, no: EntryNo, tx: TxNo) -> Entry {
        Entry {
            no,
            tx,
            document: self.id.clone(),
            event: self.event,
            dims: draft.dims,
            value_date: self.value_date,
            book_date: self.book_date,
            legs: draft.legs.clone(),
            evidence: self.evidence.clone(),
            maker: self.maker.clone(),
            checker: self.checker.clone(),
            reverses: draft.reverses,
        }
    }
}

impl Entry {
    /// The draft of the red-letter entry that undoes this one exactly, booked in a year of account (that
    /// of the correction, since a closed year takes nothing more); `None` where an amount has no negative.
    #[must_use]
    pub fn red(&self, fund_year: FundYear) -> Option<Draft> {
        let legs: Option<Vec<Leg>> = self.legs.iter().map(Leg::red).collect();
        Some(Draft {
            dims: Dimensions {
                fund_year,
                ..self.dims
            },
            legs: legs?,
            reverses: Some(self.no),
        })
    }
}
