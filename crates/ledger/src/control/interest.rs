//! Interest belongs to the county that owns the balance: a split by average daily balance (淮南2020 三(四)).

use base::{Date, Fen, Refused, RegionCode, allocate};

/// The balance of a county through a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyBalance {
    /// The county.
    pub county: RegionCode,
    /// What it had before the first day.
    pub opening: Fen,
    /// What came in (positive) or went out on which day; the order does not matter.
    pub changes: Vec<(Date, Fen)>,
}

/// A county's part of the interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterestPart {
    /// The county.
    pub county: RegionCode,
    /// The sum of its balances at the end of each day; negative balances earn nothing.
    pub day_sum: i64,
    /// Its interest.
    pub interest: Fen,
}

/// Splits interest of the period `from` to `until`, both included, in proportion to the sums of daily closing
/// balances; the parts add up exactly, left-over 分 go by largest remainder.
///
/// # Errors
/// `fund.interest.period` for a period that ends before it begins, `fund.interest.range`,
/// `fund.interest.nobody` where no county had a balance.
pub fn split_interest(
    interest: Fen,
    from: Date,
    until: Date,
    counties: &[DailyBalance],
) -> Result<Vec<InterestPart>, Refused> {
    if until < from {
        return Err(Refused::new("fund.interest.period", "计息期止日早于起日。"));
    }
    let mut weights = Vec::with_capacity(counties.len());
    for county in counties {
        let sum = day_sum(county, from, until);
        weights.push(sum.ok_or_else(|| Refused::new("fund.interest.range", "余额积数超出上限。"))?);
    }
    if weights.iter().all(|weight| *weight <= 0) {
        return Err(Refused::new(
            "fund.interest.nobody",
            "计息期内没有县区有结余，无法分配利息，请核对账簿。",
        ));
    }
    let parts = allocate(interest, &weights);
    let part = |((county, day_sum), interest): ((&DailyBalance, &i64), Fen)| InterestPart {
        county: county.county,
        day_sum: *day_sum,
        interest,
    };
    Ok(counties.iter().zip(&weights).zip(parts).map(part).collect())
}

/// Σ over the days of max(closing balance, 0). A change counts from its own day on.
fn day_sum(county: &DailyBalance, from: Date, until: Date) -> Option<i64> {
    let mut changes = county.changes.clone();
    changes.retain(|(on, _)| *on <= until);
    changes.sort_by_key(|(on, _)| *on);
    let mut balance = i128::from(county.opening.get());
    let mut day = from;
    let mut sum: i128 = 0;
    for (on, amount) in changes {
        let on = on.max(from);
        sum = sum.checked_add(earned(balance, day, on)?)?;
        balance = balance.checked_add(i128::from(amount.get()))?;
        day = on;
    }
    let behind = i128::from(until.day_number()).checked_add(1)?;
    let days = behind.checked_sub(i128::from(day.day_number()))?;
    sum = sum.checked_add(balance.max(0).checked_mul(days)?)?;
    i64::try_from(sum).ok()
}

/// The balance times the days from one day up to, and without, another.
fn earned(balance: i128, from: Date, before: Date) -> Option<i128> {
    let days = i128::from(before.day_number()).checked_sub(i128::from(from.day_number()))?;
    balance.max(0).checked_mul(days)
}
