//! What may pass between tiers and between funds, and the mirror of a document.

use std::collections::BTreeMap;

use base::{Fen, Refused, RegionCode};

use super::rules::{Rules, Standing, range};
use crate::book::{OutOfRange, Turnover};
use crate::chart::Mode;
use crate::entry::{AccountClass, AccountCode, Book, Document, Draft, Entry, Leg};
use crate::event::Event;

/// What the assets of a set of legs gain, in 分; negative where they lose.
fn gain<'a>(legs: impl Iterator<Item = &'a Leg>) -> Result<Fen, OutOfRange> {
    let assets = legs.filter(|leg| leg.account.class() == AccountClass::Asset);
    assets
        .map(|leg| Turnover::of(leg.side, leg.amount))
        .try_fold(Turnover::ZERO, Turnover::plus)?
        .on_debit()
}

/// What an amount is counted on: all assets, or money alone. A loan within the assets of one side is a
/// transfer of money all the same.
type Counts<'a> = &'a dyn Fn(&Draft, &Leg) -> bool;

fn gains<K: Ord>(
    document: &Document,
    key: impl Fn(&Draft) -> K,
    counts: Counts<'_>,
) -> Result<BTreeMap<K, Fen>, Refused> {
    let mut gains = BTreeMap::new();
    let agency = document
        .entries
        .iter()
        .filter(|draft| draft.dims.book == Book::Agency);
    for draft in agency {
        let gain = gain(draft.legs.iter().filter(|leg| counts(draft, leg))).map_err(range)?;
        let slot: &mut Fen = gains.entry(key(draft)).or_insert(Fen::ZERO);
        *slot = slot.checked_add(gain).ok_or(OutOfRange).map_err(range)?;
    }
    Ok(gains)
}

/// Whether a leg moves money, by the chart of the day.
fn is_money(document: &Document, rules: &Rules<'_>, draft: &Draft, leg: &Leg) -> bool {
    let chart = rules
        .charts
        .on(draft.dims.book, draft.dims.fund, document.book_date);
    let account = chart.and_then(|chart| chart.account(leg.account));
    account.is_some_and(|account| account.money.is_some())
}

/// The pairs of those that give and those that take, counted on assets or on money.
fn passings<K: Ord + Copy>(
    document: &Document,
    rules: &Rules<'_>,
    key: impl Fn(&Draft) -> K,
) -> Result<Vec<(K, K)>, Refused> {
    let assets = |_: &Draft, leg: &Leg| leg.account.class() == AccountClass::Asset;
    let money = |draft: &Draft, leg: &Leg| is_money(document, rules, draft, leg);
    let mut pairs = Vec::new();
    for counts in [&assets as Counts<'_>, &money as Counts<'_>] {
        let gains = gains(document, &key, counts)?;
        let side = |wanted: fn(Fen) -> bool| {
            let picked = gains.iter().filter(move |(_, gain)| wanted(**gain));
            picked.map(|(key, _)| *key).collect::<Vec<K>>()
        };
        let takers = side(|gain| gain > Fen::ZERO);
        for giver in side(|gain| gain < Fen::ZERO) {
            pairs.extend(takers.iter().map(|taker| (giver, *taker)));
        }
    }
    Ok(pairs)
}

/// One tier loses and another gains: only through the accounts that the fund mode names, never from
/// county to county, and in equal amount.
pub(super) fn tiers(document: &Document, rules: &Rules<'_>) -> Result<(), Refused> {
    if passings(document, rules, |draft| draft.dims.county)?.is_empty() {
        return Ok(());
    }
    through_clearing(document, rules.mode)
}

/// Every entry that moves assets between tiers stands against a clearing account, and giver and taker
/// agree pair by pair. City and county stand on different sides of each pair, so that a county gives to a
/// county only by way of the city's tier.
fn through_clearing(document: &Document, mode: &Mode) -> Result<(), Refused> {
    let refuse = || {
        Refused::new(
            "ledger.county_to_county",
            format!(
                "本统筹区实行“{}”，县区之间、经办主体之间不得调剂基金，请分别制单。",
                mode.code.zh()
            ),
        )
        .under(&mode.article)
    };
    let is_clearing = |account: AccountCode| {
        let pairs = mode.clearing.iter();
        pairs
            .into_iter()
            .any(|pair| pair.paid == account || pair.received == account)
    };
    for draft in &document.entries {
        let moves = gain(draft.legs.iter()).map_err(range)? != Fen::ZERO;
        let others = draft
            .legs
            .iter()
            .filter(|leg| leg.account.class() != AccountClass::Asset);
        if moves && !others.into_iter().all(|leg| is_clearing(leg.account)) {
            return Err(refuse());
        }
    }
    for book in [Book::Agency, Book::Fiscal] {
        for pair in &mode.clearing {
            let paid = sums(document, book, pair.paid)?;
            let received = sums(document, book, pair.received)?;
            let total = |sums: &BTreeMap<RegionCode, Fen>| Fen::checked_sum(sums.values().copied());
            let disjoint = !paid.keys().any(|tier| received.contains_key(tier));
            if total(&paid) != total(&received) || !disjoint || !by_city(document, &paid, &received)
            {
                return Err(refuse());
            }
        }
    }
    Ok(())
}

/// Of giver and taker one is the city's own tier.
fn by_city(
    document: &Document,
    paid: &BTreeMap<RegionCode, Fen>,
    received: &BTreeMap<RegionCode, Fen>,
) -> bool {
    let pool = document.entries.first().map(|draft| draft.dims.pool);
    let all_city = |sums: &BTreeMap<RegionCode, Fen>| sums.keys().all(|tier| Some(*tier) == pool);
    paid.is_empty() || all_city(paid) || all_city(received)
}

/// What stands on an account, tier by tier, on the side on which it grows.
fn sums(
    document: &Document,
    book: Book,
    account: AccountCode,
) -> Result<BTreeMap<RegionCode, Fen>, Refused> {
    let mut sums: BTreeMap<RegionCode, Turnover> = BTreeMap::new();
    for draft in document
        .entries
        .iter()
        .filter(|draft| draft.dims.book == book)
    {
        for leg in draft.legs.iter().filter(|leg| leg.account == account) {
            let slot = sums.entry(draft.dims.county).or_default();
            *slot = slot
                .plus(Turnover::of(leg.side, leg.amount))
                .map_err(range)?;
        }
    }
    let natural =
        |(tier, sum): (RegionCode, Turnover)| Ok((tier, sum.natural(account).map_err(range)?));
    sums.into_iter().map(natural).collect()
}

/// One fund loses and another gains: only where the event says so.
pub(super) fn funds(document: &Document, event: &Event, rules: &Rules<'_>) -> Result<(), Refused> {
    let pairs = passings(document, rules, |draft| draft.dims.fund)?;
    let not_named = pairs
        .into_iter()
        .find(|pair| !event.transfers.contains(pair));
    match not_named {
        Some((from, to)) => Err(Refused::new(
            "ledger.fund_to_fund",
            format!(
                "{}与{}单独列账、专款专用，不得相互划转。",
                from.zh(),
                to.zh()
            ),
        )
        .under("篇7 第三十九条")),
        None => Ok(()),
    }
}

/// A document that answers another has its id and its amount.
pub(super) fn mirror(
    document: &Document,
    event: &Event,
    standing: &Standing<'_>,
) -> Result<(), Refused> {
    let Some(origin) = event.mirrors.filter(|_| !is_undoing(document)) else {
        return Ok(());
    };
    let total = |legs: &mut dyn Iterator<Item = &Leg>| gain(legs).map_err(range);
    let agency = |entry: &&Entry| entry.dims.book == Book::Agency;
    let posted = standing.same_document.iter().filter(agency);
    let given = posted.clone().filter(|entry| entry.event == origin);
    let given = total(&mut given.flat_map(|entry| entry.legs.iter()))?;
    let taken = posted.filter(|entry| entry.event == document.event);
    let taken = total(&mut taken.flat_map(|entry| entry.legs.iter()))?;
    let now = document
        .entries
        .iter()
        .filter(|draft| draft.dims.book == Book::Agency);
    let now = total(&mut now.flat_map(|draft| draft.legs.iter()))?;
    if Fen::checked_sum([given, taken, now]) == Some(Fen::ZERO) {
        return Ok(());
    }
    Err(Refused::new(
        "ledger.mirror",
        format!(
            "凭证 {} 的金额与同号 {origin} 凭证不符，请按对方凭证号和金额入账。",
            document.id
        ),
    ))
}

fn is_undoing(document: &Document) -> bool {
    document
        .entries
        .iter()
        .any(|draft| draft.reverses.is_some())
}
