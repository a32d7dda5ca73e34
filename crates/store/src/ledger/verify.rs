//! The books recomputed: chains, entries, memo register, cache.

use std::collections::BTreeMap;

use base::{EntryNo, RegionCode};
use ledger::entry::{Book, Digest, Draft, chain, check_draft};

use super::read::{linked, registered};
use crate::verify::{Check, Outcome};
use crate::{Row, Session, StoreError, params};

/// The first thing that does not agree, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerFlaw {
    /// The chain of a book breaks.
    Chain {
        /// The book.
        book: Book,
        /// The first entry that does not follow.
        entry: EntryNo,
    },
    /// An entry does not balance, or has lost its legs.
    Entry {
        /// The entry.
        entry: EntryNo,
        /// What is wrong with it.
        why: String,
    },
    /// The head that was published at a close is not in the chain.
    Close {
        /// The book.
        book: Book,
        /// The place in the chain.
        place: i64,
    },
    /// A leg stands under other dimensions than its entry.
    Leg {
        /// The entry.
        entry: EntryNo,
        /// The leg, from 1.
        leg: i64,
    },
    /// The chain of the memo register breaks.
    Memo {
        /// The first record that does not follow.
        memo: i64,
    },
    /// The cached balance differs from the legs.
    Balance {
        /// The tier, by its number.
        region: i64,
        /// The account.
        account: i64,
        /// The month, as 202612.
        month: i64,
    },
}

impl LedgerFlaw {
    /// Table and key of the record.
    #[must_use]
    pub fn record(&self) -> String {
        match self {
            LedgerFlaw::Chain { entry, .. } | LedgerFlaw::Entry { entry, .. } => {
                format!("ledger_entry entry={entry}")
            }
            LedgerFlaw::Close { book, place } => {
                format!("ledger_close book={} chain={place}", book.code())
            }
            LedgerFlaw::Leg { entry, leg } => format!("ledger_leg entry={entry} leg={leg}"),
            LedgerFlaw::Memo { memo } => format!("ledger_memo memo={memo}"),
            LedgerFlaw::Balance {
                region,
                account,
                month,
            } => {
                format!("ledger_balance region={region} account={account} month={month}")
            }
        }
    }

    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            LedgerFlaw::Chain { book, entry } => format!(
                "{}的哈希链在凭证 {entry} 处断裂：该凭证或其前后凭证被改动、删除或插入，请用备份核对。",
                book.zh()
            ),
            LedgerFlaw::Entry { entry, why } => format!("凭证 {entry} 不合规：{why}"),
            LedgerFlaw::Close { book, place } => {
                format!(
                    "{}结账时公布的链首（第 {place} 号）与现有凭证不符，请用备份核对。",
                    book.zh()
                )
            }
            LedgerFlaw::Leg { entry, leg } => {
                format!(
                    "凭证 {entry} 第 {leg} 行的县区、基金、账簿或日期与凭证不符，请用备份核对。"
                )
            }
            LedgerFlaw::Memo { memo } => {
                format!("备查簿的哈希链在第 {memo} 号记录处断裂，请用备份核对。")
            }
            LedgerFlaw::Balance {
                region,
                account,
                month,
            } => format!(
                "区划 {region} 科目 {account} 在 {month} 的余额缓存与凭证合计不符，请重算余额。"
            ),
        }
    }
}

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries followed through their chains.
    pub entries: i64,
    /// Monthly balances recomputed.
    pub balances: i64,
}

/// The checks of the books, for every pooling area.
pub(crate) const CHECKS: &[Check] = &[Check {
    name: "ledger.books",
    zh: "基金账：哈希链、借贷平衡、备查簿、结账链首和余额缓存",
    run: every_pool,
}];

fn every_pool(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let pools = session.rows("SELECT pool FROM pool ORDER BY pool", &[])?;
    let mut examined = 0;
    for row in &pools {
        let pool = row.region(0)?;
        match verify(session, pool)? {
            Ok(seen) => examined += u64::try_from(seen.entries).unwrap_or_default(),
            Err(flaw) => {
                let record = format!("{} pool={}", flaw.record(), pool.number());
                return Ok(Outcome::differs(examined, record, flaw.zh()));
            }
        }
    }
    Ok(Outcome::sound(examined))
}

/// Entries that are held in memory at once.
const STRETCH: i64 = 2_000;

/// Recomputes the books of a pooling area: follows each chain over every field of every entry, holds each
/// entry to its balance, the published heads to the chain, and the cache to the legs. Answers with the
/// first flaw, if there is one.
///
/// # Errors
/// [`StoreError`] where it cannot be read, which a tampered value may cause too.
pub fn verify(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Result<Verified, LedgerFlaw>, StoreError> {
    let mut seen = Verified::default();
    for book in Book::ALL {
        match follow(session, pool, *book)? {
            Ok(entries) => seen.entries += entries,
            Err(flaw) => return Ok(Err(flaw)),
        }
    }
    if let Some(flaw) = dimensions(session, pool)? {
        return Ok(Err(flaw));
    }
    if let Some(flaw) = memos(session, pool)? {
        return Ok(Err(flaw));
    }
    match cache(session, pool)? {
        Ok(balances) => seen.balances = balances,
        Err(flaw) => return Ok(Err(flaw)),
    }
    Ok(Ok(seen))
}

fn follow(
    session: &mut Session<'_>,
    pool: RegionCode,
    book: Book,
) -> Result<Result<i64, LedgerFlaw>, StoreError> {
    let mut heads = published(session, pool, book)?;
    let (mut before, mut place) = (Digest::ZERO, 0_i64);
    loop {
        let stretch = linked(session, pool, book, (place, STRETCH))?;
        if stretch.is_empty() {
            // A head beyond the end was published of entries that are gone.
            let gone = heads.keys().next().copied();
            return Ok(match gone {
                Some(place) => Err(LedgerFlaw::Close { book, place }),
                None => Ok(place),
            });
        }
        for (entry, stored) in &stretch {
            place += 1;
            let computed = chain::link(before, entry);
            if computed != *stored {
                return Ok(Err(LedgerFlaw::Chain {
                    book,
                    entry: entry.no,
                }));
            }
            before = computed;
            if let Some(heads) = heads.remove(&place)
                && heads.iter().any(|head| *head != computed)
            {
                return Ok(Err(LedgerFlaw::Close { book, place }));
            }
            let draft = Draft {
                dims: entry.dims,
                legs: entry.legs.clone(),
                reverses: entry.reverses,
            };
            if let Err(unsound) = check_draft(&draft) {
                let why = unsound.zh();
                return Ok(Err(LedgerFlaw::Entry {
                    entry: entry.no,
                    why,
                }));
            }
        }
    }
}

/// The heads that were published at closings, by their place; a close before any entry has none.
fn published(
    session: &mut Session<'_>,
    pool: RegionCode,
    book: Book,
) -> Result<BTreeMap<i64, Vec<Digest>>, StoreError> {
    let rows = session.rows(
        "SELECT chain, link FROM ledger_close WHERE pool = $1 AND book = $2 AND chain > 0 ORDER BY chain",
        &params![pool, book.code()],
    )?;
    let mut heads: BTreeMap<i64, Vec<Digest>> = BTreeMap::new();
    for row in &rows {
        heads
            .entry(row.int(0)?)
            .or_default()
            .push(super::post::digest(row.bytes(1)?)?);
    }
    Ok(heads)
}

/// The first leg whose repeated dimensions are not those of its entry.
fn dimensions(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Option<LedgerFlaw>, StoreError> {
    let row = session.row(
        "SELECT l.entry, l.leg FROM ledger_leg l JOIN ledger_entry e ON e.pool = l.pool AND e.entry = l.entry \
         WHERE l.pool = $1 AND (l.region <> e.region OR l.fund <> e.fund OR l.book <> e.book \
         OR l.event <> e.event OR l.book_date <> e.book_date OR l.tx_from <> e.tx_from) \
         ORDER BY l.entry, l.leg LIMIT 1",
        &params![pool],
    )?;
    let flaw = |row: Row| {
        Ok(LedgerFlaw::Leg {
            entry: row.no(0, EntryNo::new)?,
            leg: row.int(1)?,
        })
    };
    row.map(flaw).transpose()
}

/// Follows the chain of the memo register.
fn memos(session: &mut Session<'_>, pool: RegionCode) -> Result<Option<LedgerFlaw>, StoreError> {
    let mut before = Digest::ZERO;
    for (no, record) in registered(session, pool)? {
        let place = (&record.document, record.part, record.book_date);
        before = chain::memo_link(before, (no, record.tx), place, &record.memo);
        if before != record.link {
            return Ok(Some(LedgerFlaw::Memo { memo: no }));
        }
    }
    Ok(None)
}

/// The cache against the legs, month by month.
fn cache(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Result<i64, LedgerFlaw>, StoreError> {
    let rows = session.rows(
        "SELECT region, account, month, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) \
         FROM (\
         SELECT region, fund, book, account, sub, benefit_year, party_kind, party, bank, month, \
         debit, credit FROM ledger_balance WHERE pool = $1 UNION ALL \
         SELECT region, fund, book, account, sub, benefit_year, party_kind, party, bank, book_date / 100, \
         CASE WHEN side = 'debit' THEN -amount ELSE 0 END, CASE WHEN side = 'credit' THEN -amount ELSE 0 END \
         FROM ledger_leg WHERE pool = $1) both_sides \
         GROUP BY region, fund, book, account, sub, benefit_year, party_kind, party, bank, month \
         ORDER BY region, account, month",
        &params![pool],
    )?;
    let wrong = |row: &&Row| row.int(3).unwrap_or(1) != 0 || row.int(4).unwrap_or(1) != 0;
    match rows.iter().find(wrong) {
        Some(row) => Ok(Err(LedgerFlaw::Balance {
            region: row.int(0)?,
            account: row.int(1)?,
            month: row.int(2)?,
        })),
        None => Ok(Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))),
    }
}
