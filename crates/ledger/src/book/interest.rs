//! Interest belongs to the tier that owns the balance (淮南2020 三(四) “基金收益归各县区所有”).

use base::{Date, Fen, RegionCode, allocate};

use super::OutOfRange;
use crate::entry::{AccountCode, Book, Entry, Fund};

/// Splits interest on an account that several tiers share by their average daily balances from `from` to
/// `until`, both included. The shares add up to the interest; a tier in debit gets none. The balance of a
/// day is the one at its end, by the day on which the money moved.
///
/// # Errors
/// [`OutOfRange`] where a sum of daily balances leaves 64 bits.
pub fn split_interest(
    interest: Fen,
    entries: &[Entry],
    tiers: &[RegionCode],
    (fund, account): (Fund, AccountCode),
    (from, until): (Date, Date),
) -> Result<Vec<(RegionCode, Fen)>, OutOfRange> {
    let weight = |tier: &RegionCode| daily_sum(entries, *tier, (fund, account), (from, until));
    let weights: Vec<i64> = tiers.iter().map(weight).collect::<Result<_, _>>()?;
    let shares = allocate(interest, &weights);
    Ok(tiers.iter().copied().zip(shares).collect())
}

/// Σ over the days of the balance at the end of the day.
fn daily_sum(
    entries: &[Entry],
    tier: RegionCode,
    (fund, account): (Fund, AccountCode),
    (from, until): (Date, Date),
) -> Result<i64, OutOfRange> {
    let mut sum: i128 = 0;
    for entry in entries {
        let dims = entry.dims;
        if dims.county != tier || dims.fund != fund || dims.book != Book::Agency {
            continue;
        }
        // A movement counts for each day from its own to the last.
        let first = entry.value_date.max(from).day_number();
        let days = i128::from(until.day_number()) - i128::from(first) + 1;
        for leg in entry
            .legs
            .iter()
            .filter(|leg| leg.account == account && days > 0)
        {
            let amount = super::Turnover::of(leg.side, leg.amount).on_debit()?;
            let over_days = i128::from(amount.get())
                .checked_mul(days)
                .ok_or(OutOfRange)?;
            sum = sum.checked_add(over_days).ok_or(OutOfRange)?;
        }
    }
    i64::try_from(sum).map_err(|_| OutOfRange)
}
