//! Progress of a year's collection towards its deadline.

use crate::contribution::standard::Year;
use base::{Date, Fen, Refused, RegionCode};

/// What has been collected in a region, and how many days are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The region.
    pub region: RegionCode,
    /// The insurance year.
    pub year: Year,
    /// The day it is seen on.
    pub today: Date,
    /// The last day of collection.
    pub deadline: Date,
    /// Bills of the year that stand.
    pub bills: i64,
    /// Of them paid in full, those that owe nothing included.
    pub paid: i64,
    /// Σ of the persons' parts.
    pub due: Fen,
    /// Σ of what arrived for them.
    pub received: Fen,
}

impl Progress {
    /// Bills not paid in full.
    #[must_use]
    pub const fn unpaid(&self) -> i64 {
        self.bills.saturating_sub(self.paid)
    }

    /// Money still to come.
    #[must_use]
    pub fn outstanding(&self) -> Fen {
        self.due.checked_sub(self.received).unwrap_or(Fen::ZERO)
    }

    /// Days from today to the deadline, which is still one of them; 0 when it is over.
    #[must_use]
    pub fn days_left(&self) -> i32 {
        days_left(self.today, self.deadline)
    }

    /// Bills paid, in tenths of a percent, rounded down: 100 % only when all are.
    #[must_use]
    pub fn per_mille(&self) -> Option<i64> {
        if self.bills <= 0 {
            return None;
        }
        let whole = i128::from(self.bills);
        let part = i128::from(self.paid).checked_mul(1_000)?;
        i64::try_from(part.div_euclid(whole)).ok()
    }
}

/// Days from a day to a deadline, which is still one of them; 0 when it is over.
#[must_use]
pub fn days_left(today: Date, deadline: Date) -> i32 {
    let left = deadline.day_number().saturating_sub(today.day_number());
    left.max(0)
}

/// The sum of the regions of a wider one: of one year, day and deadline.
///
/// # Errors
/// `progress.sum` where years, days or deadlines differ, or amounts leave their range.
pub fn progress(region: RegionCode, parts: &[Progress]) -> Result<Option<Progress>, Refused> {
    let Some(first) = parts.first() else {
        return Ok(None);
    };
    let refuse = || {
        Refused::new(
            "progress.sum",
            "各地的年度、日期不同或金额超出范围，不能汇总。",
        )
    };
    let mut sum = Progress { region, ..*first };
    for part in parts.iter().skip(1) {
        let same = (part.year, part.today, part.deadline) == (sum.year, sum.today, sum.deadline);
        let due = sum.due.checked_add(part.due).filter(|_| same);
        sum.due = due.ok_or_else(refuse)?;
        sum.received = sum.received.checked_add(part.received).ok_or_else(refuse)?;
        sum.bills = sum.bills.checked_add(part.bills).ok_or_else(refuse)?;
        sum.paid = sum.paid.checked_add(part.paid).ok_or_else(refuse)?;
    }
    Ok(Some(sum))
}
