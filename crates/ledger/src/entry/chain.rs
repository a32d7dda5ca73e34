//! The hash chain of a book: one chain for each (pooling area, book), one link for each entry.
//!
//! A link is SHA-256 over the link before and the canonical bytes of the entry. The bytes hold every
//! field, each with its length, so that no two entries have the same.

use base::{Date, EntryNo, RegionCode, TxNo};
use sha2::{Digest as _, Sha256};

use super::document::{DocumentId, Entry, Memo};
use super::evidence::Digest;
use super::kinds::Book;
use super::leg::Leg;

/// Names the form of the bytes; another form would be another word.
const FORM: &str = "tongchou-ledger-1";

/// The canonical bytes of an entry.
#[must_use]
pub fn canonical(entry: &Entry) -> Vec<u8> {
    let mut bytes = Bytes(Vec::with_capacity(256));
    bytes.text(FORM);
    bytes.number(entry.no.get());
    bytes.number(entry.tx.get());
    bytes.text(entry.document.as_str());
    bytes.number(i64::from(entry.event.get()));
    bytes.number(entry.dims.pool.number());
    bytes.number(entry.dims.county.number());
    bytes.text(entry.dims.fund.code());
    bytes.text(entry.dims.book.code());
    bytes.number(i64::from(entry.dims.fund_year.get()));
    bytes.number(entry.value_date.number());
    bytes.number(entry.book_date.number());
    bytes.count(entry.legs.len());
    entry.legs.iter().for_each(|leg| bytes.leg(leg));
    bytes.count(entry.evidence.len());
    for evidence in &entry.evidence {
        bytes.text(evidence.kind.code());
        bytes.text(evidence.reference.as_str());
        bytes.0.extend_from_slice(evidence.digest.bytes());
    }
    bytes.text(entry.maker.as_str());
    bytes.text(entry.checker.as_str());
    bytes.number(entry.reverses.map_or(0, EntryNo::get));
    bytes.0
}

/// The link of a record of the memo register after the one before: the register has one chain for the
/// pooling area. `no` is the number of the record, `part` the part of the document that brought it.
#[must_use]
pub fn memo_link(
    before: Digest,
    (no, tx): (i64, TxNo),
    (document, part, book_date): (&DocumentId, i64, Date),
    memo: &Memo,
) -> Digest {
    let mut bytes = Bytes(before.bytes().to_vec());
    bytes.text(FORM);
    bytes.number(no);
    bytes.number(tx.get());
    bytes.text(document.as_str());
    bytes.number(part);
    bytes.number(book_date.number());
    bytes.number(memo.dims.pool.number());
    bytes.number(memo.dims.county.number());
    bytes.text(memo.dims.fund.code());
    bytes.text(memo.kind.code());
    bytes.number(memo.amount.get());
    bytes.text(memo.counterparty.kind.code());
    bytes.text(memo.counterparty.name.as_str());
    bytes.number(memo.benefit_year.map_or(0, |year| i64::from(year.get())));
    Digest::of(&bytes.0)
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn number(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    fn count(&mut self, count: usize) {
        // A length beyond 63 bits does not exist in memory.
        self.number(i64::try_from(count).unwrap_or(i64::MAX));
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A missing text is not an empty one, which no id can be.
    fn maybe(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or_default());
    }

    fn leg(&mut self, leg: &Leg) {
        self.text(leg.side.code());
        self.number(i64::from(leg.account.get()));
        self.maybe(leg.sub.as_ref().map(|sub| sub.as_str()));
        self.number(leg.amount.get());
        self.number(leg.benefit_year.map_or(0, |year| i64::from(year.get())));
        let party = leg.counterparty.as_ref();
        self.maybe(party.map(|party| party.kind.code()));
        self.maybe(party.map(|party| party.name.as_str()));
        self.maybe(leg.bank_account.as_ref().map(|account| account.as_str()));
    }
}

/// The link of an entry after the link before.
#[must_use]
pub fn link(before: Digest, entry: &Entry) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(before.bytes());
    hasher.update(canonical(entry));
    Digest::new(hasher.finalize().into())
}

/// The links of entries one after the other; the last is the new head of the chain.
#[must_use]
pub fn extend<'a>(head: Digest, entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Digest> {
    let mut before = head;
    let step = |entry| {
        before = link(before, entry);
        before
    };
    entries.into_iter().map(step).collect()
}

/// Where a chain first breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chain of {} in {pool} breaks at entry {entry} ({tx})", book.code())]
pub struct Broken {
    /// The pooling area.
    pub pool: RegionCode,
    /// The book.
    pub book: Book,
    /// The first entry whose link does not follow.
    pub entry: EntryNo,
    /// Its step of knowledge.
    pub tx: TxNo,
}

impl Broken {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!(
            "{} {}的哈希链在凭证 {} 处断裂：该凭证或其前一凭证被改动、删除或插入，请用备份核对。",
            self.pool.short(),
            self.book.zh(),
            self.entry
        )
    }
}

/// Follows the chain of one book: entries in the order of their numbers, each with its stored link.
/// Answers the head.
///
/// # Errors
/// [`Broken`] at the first entry whose link does not follow from what stands before it.
pub fn verify<'a>(
    head: Digest,
    linked: impl IntoIterator<Item = (&'a Entry, Digest)>,
) -> Result<Digest, Broken> {
    let mut before = head;
    for (entry, stored) in linked {
        let computed = link(before, entry);
        if computed != stored {
            return Err(Broken {
                pool: entry.dims.pool,
                book: entry.dims.book,
                entry: entry.no,
                tx: entry.tx,
            });
        }
        before = computed;
    }
    Ok(before)
}
