//! Posting: a document with its entries, all of it or nothing.

use std::collections::BTreeMap;

use access::Scope;
use base::{EntryNo, ProposalNo};
use ledger::book::{BalanceKey, Turnover};
use ledger::control::CaseNo;
use ledger::entry::{Book, Digest, Document, Entry, Evidence, Leg, chain};

use crate::{StoreError, Tx, Value, params};

/// What was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Which part of its document id this is, from 1.
    pub part: i64,
    /// The numbers of the entries.
    pub entries: Vec<EntryNo>,
}

/// What approved a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// A decision on a proposal.
    Proposal(ProposalNo),
    /// The steps of a case of fund control.
    Case(CaseNo),
}

impl From<ProposalNo> for Approval {
    fn from(no: ProposalNo) -> Approval {
        Approval::Proposal(no)
    }
}

impl From<CaseNo> for Approval {
    fn from(no: CaseNo) -> Approval {
        Approval::Case(no)
    }
}

/// Posts a document that the rules have accepted and a second user has approved. Entries get their numbers
/// and links here; the cache of balances moves along.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a tier outside the scope, a document that was
/// not approved by its checker, or a closed period.
pub fn post(
    tx: &mut Tx<'_>,
    scope: Scope,
    document: &Document,
    approval: impl Into<Approval>,
) -> Result<Posted, StoreError> {
    let (proposal, case) = match approval.into() {
        Approval::Proposal(no) => (Some(no.get()), None),
        Approval::Case(no) => (None, Some(no.get())),
    };
    let dims = document.entries.iter().map(|draft| draft.dims);
    let dims: Vec<_> = dims
        .chain(document.memos.iter().map(|memo| memo.dims))
        .collect();
    for one in &dims {
        crate::within(scope, one.county)?;
    }
    let region = dims.first().map_or(scope.region(), |dims| dims.county);
    let pool = tx.pool();
    let row = tx.row(
        "SELECT COALESCE(MAX(part), 0) + 1 FROM ledger_document WHERE pool = $1 AND document = $2",
        &params![pool, document.id.as_str()],
    )?;
    let part = row.map_or(Ok(1), |row| row.int(0))?;
    let no = tx.no();
    tx.run(
        "INSERT INTO ledger_document (pool, document, part, region, event, variant, value_date, book_date, \
         maker, checker, proposal, fund_case, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            pool,
            document.id.as_str(),
            part,
            region,
            i64::from(document.event.get()),
            &*document.variant,
            document.value_date,
            document.book_date,
            &document.maker,
            &document.checker,
            proposal,
            case,
            no
        ],
    )?;
    put_evidence(tx, document, part)?;
    let entries = number(tx, document)?;
    put_entries(tx, &entries, part)?;
    put_memos(tx, document, part)?;
    Ok(Posted {
        part,
        entries: entries.iter().map(|entry| entry.no).collect(),
    })
}

fn put_evidence(tx: &mut Tx<'_>, document: &Document, part: i64) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(line, one): (i64, &Evidence)| {
        params![
            pool,
            document.id.as_str(),
            part,
            line,
            one.kind.code(),
            one.reference.as_str(),
            one.digest.bytes().to_vec(),
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = (1_i64..).zip(&document.evidence).map(row).collect();
    let columns = [
        "pool",
        "document",
        "part",
        "line",
        "kind",
        "reference",
        "digest",
        "tx_from",
    ];
    tx.insert("ledger_evidence", &columns, &rows)
}

fn number(tx: &mut Tx<'_>, document: &Document) -> Result<Vec<Entry>, StoreError> {
    let count = u32::try_from(document.entries.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(Vec::new());
    }
    let first = EntryNo::new(tx.take("ledger_entry", count)?);
    let entries = first.and_then(|first| document.numbered(first, tx.no()));
    entries.ok_or_else(|| StoreError::Corrupt("sequence ledger_entry".to_owned()))
}

/// The last link of a book: its place in the chain and its hash.
pub(super) fn head(tx: &mut Tx<'_>, book: Book) -> Result<(i64, Digest), StoreError> {
    let pool = tx.pool();
    let row = tx.row(
        "SELECT chain, link FROM ledger_entry WHERE pool = $1 AND book = $2 ORDER BY chain DESC LIMIT 1",
        &params![pool, book.code()],
    )?;
    match row {
        None => Ok((0, Digest::ZERO)),
        Some(row) => Ok((row.int(0)?, digest(row.bytes(1)?)?)),
    }
}

/// A hash of 32 bytes.
pub(super) fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    let bytes = bytes.try_into();
    bytes
        .map(Digest::new)
        .map_err(|_| StoreError::Corrupt("a hash that is not 32 bytes".to_owned()))
}

fn put_entries(tx: &mut Tx<'_>, entries: &[Entry], part: i64) -> Result<(), StoreError> {
    let pool = tx.pool();
    let mut heads: BTreeMap<Book, (i64, Digest)> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut legs = Vec::new();
    let mut turnover: BTreeMap<(BalanceKey, i64), Turnover> = BTreeMap::new();
    for entry in entries {
        let book = entry.dims.book;
        let (place, before) = match heads.get(&book) {
            Some(head) => *head,
            None => head(tx, book)?,
        };
        let link = chain::link(before, entry);
        heads.insert(book, (place + 1, link));
        rows.push(entry_row(entry, pool, part, (place + 1, link)));
        for (leg_no, leg) in (1_i64..).zip(&entry.legs) {
            legs.push(leg_row(entry, pool, leg_no, leg));
            let key = (key_of(entry, leg), entry.book_date.number() / 100);
            let slot = turnover.entry(key).or_default();
            *slot = slot
                .plus(Turnover::of(leg.side, leg.amount))
                .map_err(range)?;
        }
    }
    tx.insert("ledger_entry", &ENTRY_COLUMNS, &rows)?;
    tx.insert("ledger_leg", &LEG_COLUMNS, &legs)?;
    turnover
        .iter()
        .try_for_each(|((key, month), sum)| put_turnover(tx, key, *month, *sum))
}

fn range(_: ledger::book::OutOfRange) -> StoreError {
    StoreError::Corrupt("a balance out of range".to_owned())
}

const ENTRY_COLUMNS: [&str; 15] = [
    "pool",
    "entry",
    "document",
    "part",
    "region",
    "fund",
    "book",
    "fund_year",
    "event",
    "value_date",
    "book_date",
    "reverses",
    "chain",
    "link",
    "tx_from",
];

fn entry_row(
    entry: &Entry,
    pool: base::RegionCode,
    part: i64,
    (place, link): (i64, Digest),
) -> Vec<Value> {
    params![
        pool,
        entry.no,
        entry.document.as_str(),
        part,
        entry.dims.county,
        entry.dims.fund.code(),
        entry.dims.book.code(),
        i64::from(entry.dims.fund_year.get()),
        i64::from(entry.event.get()),
        entry.value_date,
        entry.book_date,
        entry.reverses,
        place,
        link.bytes().to_vec(),
        entry.tx
    ]
    .to_vec()
}

const LEG_COLUMNS: [&str; 17] = [
    "pool",
    "entry",
    "leg",
    "region",
    "fund",
    "book",
    "event",
    "book_date",
    "side",
    "account",
    "sub",
    "amount",
    "benefit_year",
    "party_kind",
    "party",
    "bank",
    "tx_from",
];

fn leg_row(entry: &Entry, pool: base::RegionCode, no: i64, leg: &Leg) -> Vec<Value> {
    let party = leg.counterparty.as_ref();
    params![
        pool,
        entry.no,
        no,
        entry.dims.county,
        entry.dims.fund.code(),
        entry.dims.book.code(),
        i64::from(entry.event.get()),
        entry.book_date,
        leg.side.code(),
        i64::from(leg.account.get()),
        leg.sub.as_ref().map_or("", |sub| sub.as_str()),
        leg.amount,
        leg.benefit_year.map_or(0, |year| i64::from(year.get())),
        party.map_or("", |party| party.kind.code()),
        party.map_or("", |party| party.name.as_str()),
        leg.bank_account.as_ref().map_or("", |bank| bank.as_str()),
        entry.tx
    ]
    .to_vec()
}

fn key_of(entry: &Entry, leg: &Leg) -> BalanceKey {
    BalanceKey {
        county: entry.dims.county,
        fund: entry.dims.fund,
        book: entry.dims.book,
        account: leg.account,
        sub: leg.sub.clone(),
        benefit_year: leg.benefit_year,
        counterparty: leg.counterparty.clone(),
        bank_account: leg.bank_account.clone(),
    }
}

fn put_turnover(
    tx: &mut Tx<'_>,
    key: &BalanceKey,
    month: i64,
    sum: Turnover,
) -> Result<(), StoreError> {
    let pool = tx.pool();
    let party = key.counterparty.as_ref();
    tx.run(
        "INSERT INTO ledger_balance (pool, region, fund, book, account, sub, benefit_year, party_kind, party, \
         bank, month, debit, credit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (pool, region, fund, book, account, sub, benefit_year, party_kind, party, bank, month) \
         DO UPDATE SET debit = ledger_balance.debit + EXCLUDED.debit, \
         credit = ledger_balance.credit + EXCLUDED.credit",
        &params![
            pool,
            key.county,
            key.fund.code(),
            key.book.code(),
            i64::from(key.account.get()),
            key.sub.as_ref().map_or("", |sub| sub.as_str()),
            key.benefit_year.map_or(0, |year| i64::from(year.get())),
            party.map_or("", |party| party.kind.code()),
            party.map_or("", |party| party.name.as_str()),
            key.bank_account.as_ref().map_or("", |bank| bank.as_str()),
            month,
            sum.debit,
            sum.credit
        ],
    )?;
    Ok(())
}

fn put_memos(tx: &mut Tx<'_>, document: &Document, part: i64) -> Result<(), StoreError> {
    let count = u32::try_from(document.memos.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("ledger_memo", count)?;
    let (pool, now) = (tx.pool(), tx.no());
    let row = tx.row(
        "SELECT link FROM ledger_memo WHERE pool = $1 ORDER BY memo DESC LIMIT 1",
        &params![pool],
    )?;
    let mut before = match row {
        Some(row) => digest(row.bytes(0)?)?,
        None => Digest::ZERO,
    };
    let mut rows = Vec::new();
    for (no, memo) in (first..).zip(&document.memos) {
        let place = (&document.id, part, document.book_date);
        before = chain::memo_link(before, (no, now), place, memo);
        let values = params![
            pool,
            no,
            document.id.as_str(),
            part,
            memo.dims.county,
            memo.dims.fund.code(),
            document.book_date,
            memo.kind.code(),
            memo.amount,
            memo.benefit_year.map_or(0, |year| i64::from(year.get())),
            memo.counterparty.kind.code(),
            memo.counterparty.name.as_str(),
            before.bytes().to_vec(),
            now
        ];
        rows.push(values.to_vec());
    }
    let columns = [
        "pool",
        "memo",
        "document",
        "part",
        "region",
        "fund",
        "book_date",
        "kind",
        "amount",
        "benefit_year",
        "party_kind",
        "party",
        "link",
        "tx_from",
    ];
    tx.insert("ledger_memo", &columns, &rows)
}
