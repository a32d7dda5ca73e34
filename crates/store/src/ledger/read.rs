//! Entries and memo records out of the store.

use std::collections::BTreeMap;

use access::{Scope, UserName};
use base::{EntryNo, Fen, RegionCode, TxNo};
use ledger::entry::{
    AccountCode, BankAccount, Book, Counterparty, CounterpartyKind, CounterpartyName, Digest,
    Dimensions, DocumentId, Entry, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, FundYear,
    Leg, Memo, MemoKind, Side, SubAccount,
};

use super::post::digest;
use crate::{Row, Session, StoreError, Value, params};

/// Columns of an entry with its document, before a tail.
macro_rules! entries {
    ($tail:literal) => {
        concat!(
            "SELECT e.entry, e.tx_from, e.document, e.part, e.event, e.region, e.fund, e.book, e.fund_year, \
             e.value_date, e.book_date, e.reverses, e.link, d.maker, d.checker FROM ledger_entry e \
             JOIN ledger_document d ON d.pool = e.pool AND d.document = e.document AND d.part = e.part ",
            $tail
        )
    };
}

/// An entry with its stored link, without legs and evidence yet.
struct Bare {
    entry: Entry,
    part: i64,
    link: Digest,
}

/// The entries that were posted under a document id, in order.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn entries_of(
    session: &mut Session<'_>,
    scope: Scope,
    document: &DocumentId,
) -> Result<Vec<Entry>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        entries!(
            "WHERE e.pool = $1 AND e.document = $2 AND e.region BETWEEN $3 AND $4 ORDER BY e.entry"
        ),
        &params![scope.pool(), document.as_str(), first, last],
    )?;
    whole(session, scope.pool(), &rows).map(without_links)
}

/// The linked entries of those that are named: all that were posted in the same part of a document, and
/// which of them have been undone.
///
/// # Errors
/// As [`entries_of`].
pub fn undone(
    session: &mut Session<'_>,
    scope: Scope,
    named: &[EntryNo],
) -> Result<(Vec<Entry>, Vec<EntryNo>), StoreError> {
    let (first, last) = scope.span();
    let named: Vec<i64> = named.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        entries!(
            "WHERE e.pool = $1 AND EXISTS (SELECT 1 FROM ledger_entry n WHERE n.pool = e.pool \
             AND n.document = e.document AND n.part = e.part AND n.entry IN {ints $2}) \
             AND e.region BETWEEN $3 AND $4 ORDER BY e.entry"
        ),
        &params![scope.pool(), named, first, last],
    )?;
    let entries = whole(session, scope.pool(), &rows).map(without_links)?;
    let numbers: Vec<i64> = entries.iter().map(|entry| entry.no.get()).collect();
    let rows = session.rows(
        "SELECT reverses FROM ledger_entry WHERE pool = $1 AND reverses IN {ints $2} ORDER BY reverses",
        &params![scope.pool(), numbers],
    )?;
    let before: Result<Vec<EntryNo>, _> = rows.iter().map(|row| row.no(0, EntryNo::new)).collect();
    Ok((entries, before?))
}

/// A stretch of the chain of a book with the stored links: those after place `after`, at most `count`.
///
/// # Errors
/// As [`entries_of`].
pub fn linked(
    session: &mut Session<'_>,
    pool: RegionCode,
    book: Book,
    (after, count): (i64, i64),
) -> Result<Vec<(Entry, Digest)>, StoreError> {
    let rows = session.rows(
        entries!("WHERE e.pool = $1 AND e.book = $2 AND e.chain > $3 ORDER BY e.chain LIMIT $4"),
        &params![pool, book.code(), after, count],
    )?;
    whole(session, pool, &rows)
}

/// The number that the next document of a maker may carry: `E10-000123`.
///
/// # Errors
/// As [`entries_of`].
pub fn next_document(tx: &mut crate::Tx<'_>, event: EventCode) -> Result<DocumentId, StoreError> {
    let number = tx.take("ledger_document", 1)?;
    let text = format!("{event}-{number:06}");
    DocumentId::new(&text).map_err(|_| StoreError::Corrupt("sequence ledger_document".to_owned()))
}

fn without_links(linked: Vec<(Entry, Digest)>) -> Vec<Entry> {
    linked.into_iter().map(|(entry, _)| entry).collect()
}

/// Rows of entries with their legs and evidence.
fn whole(
    session: &mut Session<'_>,
    pool: RegionCode,
    rows: &[Row],
) -> Result<Vec<(Entry, Digest)>, StoreError> {
    let bare: Result<Vec<Bare>, _> = rows.iter().map(|row| bare(pool, row)).collect();
    let mut bare = bare?;
    let numbers: Vec<i64> = bare.iter().map(|one| one.entry.no.get()).collect();
    let mut legs = legs(session, pool, &numbers)?;
    let evidence = evidence(session, pool, &bare)?;
    for one in &mut bare {
        one.entry.legs = legs.remove(&one.entry.no.get()).unwrap_or_default();
        let key = (one.entry.document.clone(), one.part);
        one.entry.evidence = evidence.get(&key).cloned().unwrap_or_default();
    }
    Ok(bare.into_iter().map(|one| (one.entry, one.link)).collect())
}

fn bare(pool: RegionCode, row: &Row) -> Result<Bare, StoreError> {
    let year = |number: i64| i32::try_from(number).ok().and_then(FundYear::new);
    let event = |number: i64| u8::try_from(number).ok().and_then(EventCode::new);
    let reverses = row.maybe_int(11)?;
    Ok(Bare {
        part: row.int(3)?,
        link: digest(row.bytes(12)?)?,
        entry: Entry {
            no: row.no(0, EntryNo::new)?,
            tx: row.no(1, TxNo::new)?,
            document: row.code(2, |text| DocumentId::new(text).ok())?,
            event: row.no(4, event)?,
            dims: Dimensions {
                pool,
                county: row.region(5)?,
                fund: row.code(6, Fund::parse)?,
                book: row.code(7, Book::parse)?,
                fund_year: row.no(8, year)?,
            },
            value_date: row.date(9)?,
            book_date: row.date(10)?,
            legs: Vec::new(),
            evidence: Vec::new(),
            maker: row.code(13, |text| UserName::new(text).ok())?,
            checker: row.code(14, |text| UserName::new(text).ok())?,
            reverses: reverses.and_then(EntryNo::new),
        },
    })
}

fn legs(
    session: &mut Session<'_>,
    pool: RegionCode,
    entries: &[i64],
) -> Result<BTreeMap<i64, Vec<Leg>>, StoreError> {
    let rows = session.rows(
        "SELECT entry, side, account, sub, amount, benefit_year, party_kind, party, bank FROM ledger_leg \
         WHERE pool = $1 AND entry IN {ints $2} ORDER BY entry, leg",
        &params![pool, entries.to_vec()],
    )?;
    let mut legs: BTreeMap<i64, Vec<Leg>> = BTreeMap::new();
    for row in &rows {
        legs.entry(row.int(0)?).or_default().push(leg(row, 1)?);
    }
    Ok(legs)
}

/// A leg whose side stands in column `at`, followed by account, sub, amount, year, party and bank.
pub(super) fn leg(row: &Row, at: usize) -> Result<Leg, StoreError> {
    Ok(Leg {
        side: row.code(at, Side::parse)?,
        account: row.no(at + 1, account)?,
        sub: row.code(at + 2, sub)?,
        amount: row.fen(at + 3)?,
        benefit_year: row.no(at + 4, benefit_year)?,
        counterparty: counterparty(row, at + 5)?,
        bank_account: row.code(at + 7, bank)?,
    })
}

pub(super) fn account(number: i64) -> Option<AccountCode> {
    u16::try_from(number).ok().and_then(AccountCode::new)
}

/// An empty text is no sub-account; another one must be one.
pub(super) fn sub(text: &str) -> Option<Option<SubAccount>> {
    if text.is_empty() {
        Some(None)
    } else {
        SubAccount::new(text).ok().map(Some)
    }
}

pub(super) fn bank(text: &str) -> Option<Option<BankAccount>> {
    if text.is_empty() {
        Some(None)
    } else {
        BankAccount::new(text).ok().map(Some)
    }
}

/// 0 is no benefit year.
pub(super) fn benefit_year(number: i64) -> Option<Option<FundYear>> {
    match number {
        0 => Some(None),
        _ => i32::try_from(number).ok().and_then(FundYear::new).map(Some),
    }
}

pub(super) fn counterparty(row: &Row, at: usize) -> Result<Option<Counterparty>, StoreError> {
    if row.text(at)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(Counterparty {
        kind: row.code(at, CounterpartyKind::parse)?,
        name: row.code(at + 1, |text| CounterpartyName::new(text).ok())?,
    }))
}

type Part = (DocumentId, i64);

fn evidence(
    session: &mut Session<'_>,
    pool: RegionCode,
    entries: &[Bare],
) -> Result<BTreeMap<Part, Vec<Evidence>>, StoreError> {
    let documents: Vec<String> = entries
        .iter()
        .map(|one| one.entry.document.as_str().to_owned())
        .collect();
    let rows = session.rows(
        "SELECT document, part, kind, reference, digest FROM ledger_evidence \
         WHERE pool = $1 AND document IN {texts $2} ORDER BY document, part, line",
        &params![pool, documents],
    )?;
    let mut found: BTreeMap<Part, Vec<Evidence>> = BTreeMap::new();
    for row in &rows {
        let key = (row.code(0, |text| DocumentId::new(text).ok())?, row.int(1)?);
        found.entry(key).or_default().push(Evidence {
            kind: row.code(2, EvidenceKind::parse)?,
            reference: row.code(3, |text| EvidenceRef::new(text).ok())?,
            digest: digest(row.bytes(4)?)?,
        });
    }
    Ok(found)
}

/// What stands open in the memo register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoLine {
    /// The tier.
    pub county: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// What it is.
    pub kind: MemoKind,
    /// Who owes or is owed.
    pub counterparty: Counterparty,
    /// The benefit year.
    pub benefit_year: Option<FundYear>,
    /// What is left, in 分.
    pub left: Fen,
}

/// The memo register of a region: what is left of each thing registered, zero ones left out.
///
/// # Errors
/// As [`entries_of`].
pub fn memo_balance(session: &mut Session<'_>, scope: Scope) -> Result<Vec<MemoLine>, StoreError> {
    let (first, last) = scope.span();
    let values: [Value; 3] = params![scope.pool(), first, last];
    let rows = session.rows(
        "SELECT region, fund, kind, party_kind, party, benefit_year, CAST(SUM(amount) AS BIGINT) \
         FROM ledger_memo WHERE pool = $1 AND region BETWEEN $2 AND $3 \
         GROUP BY region, fund, kind, party_kind, party, benefit_year HAVING SUM(amount) <> 0 \
         ORDER BY region, fund, kind, party_kind, party, benefit_year",
        &values,
    )?;
    let line = |row: &Row| {
        let party = counterparty(row, 3)?;
        let none = || StoreError::Corrupt("a memo record without a party".to_owned());
        Ok(MemoLine {
            county: row.region(0)?,
            fund: row.code(1, Fund::parse)?,
            kind: row.code(2, MemoKind::parse)?,
            counterparty: party.ok_or_else(none)?,
            benefit_year: row.no(5, benefit_year)?,
            left: row.fen(6)?,
        })
    };
    rows.iter().map(line).collect()
}

/// A record of the memo register as it is kept.
pub(super) struct Registered {
    pub(super) document: DocumentId,
    pub(super) part: i64,
    pub(super) book_date: base::Date,
    pub(super) tx: TxNo,
    pub(super) link: Digest,
    pub(super) memo: Memo,
}

/// Every record of the memo register of a pooling area by its number.
pub(super) fn registered(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Vec<(i64, Registered)>, StoreError> {
    let rows = session.rows(
        "SELECT memo, document, part, region, fund, book_date, kind, amount, benefit_year, party_kind, party, \
         link, tx_from FROM ledger_memo WHERE pool = $1 ORDER BY memo",
        &params![pool],
    )?;
    let one = |row: &Row| {
        let none = || StoreError::Corrupt("a memo record without a party".to_owned());
        let book_date = row.date(5)?;
        let record = Registered {
            document: row.code(1, |text| DocumentId::new(text).ok())?,
            part: row.int(2)?,
            book_date,
            tx: row.no(12, TxNo::new)?,
            link: digest(row.bytes(11)?)?,
            memo: Memo {
                dims: Dimensions {
                    pool,
                    county: row.region(3)?,
                    fund: row.code(4, Fund::parse)?,
                    book: Book::Agency,
                    fund_year: FundYear::of(book_date),
                },
                kind: row.code(6, MemoKind::parse)?,
                amount: row.fen(7)?,
                benefit_year: row.no(8, benefit_year)?,
                counterparty: counterparty(row, 9)?.ok_or_else(none)?,
            },
        };
        Ok((row.int(0)?, record))
    };
    rows.iter().map(one).collect()
}
