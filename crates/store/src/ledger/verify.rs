//! The books recomputed: chains, entries, cache.

use std::collections::BTreeMap;

use base::{EntryNo, RegionCode};
use ledger::entry::{Book, Digest, Draft, chain, check_draft};

use super::read::linked;
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
