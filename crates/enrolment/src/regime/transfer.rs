//! Conversion of years between schemes, and the waiting period that follows from them.

use super::article::{Article, Cited};

/// So many old months make so many new ones: two to one (篇2 一2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion {
    /// Months in the resident scheme or NRCMS; 1 or more.
    pub old: u32,
    /// Months in the employee scheme that they make.
    pub new: u32,
}

impl Conversion {
    /// Converted months. Months are kept, a part of a month is dropped.
    #[must_use]
    pub fn months(self, old_months: u32) -> u32 {
        let scaled = u64::from(old_months).saturating_mul(u64::from(self.new));
        let months = scaled.checked_div(u64::from(self.old)).unwrap_or(0);
        u32::try_from(months).unwrap_or(u32::MAX)
    }
}

/// A row of the waiting table of those in flexible employment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlexibleWaitingRow {
    /// From how many converted months on.
    pub converted_months: u32,
    /// Months to wait.
    pub months: u32,
    /// Where it is written.
    pub article: Article,
}

/// How years are carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRule {
    /// The rate.
    pub conversion: Cited<Conversion>,
    /// Whether converted months count towards the months that retirees need.
    pub counts_to_required: Cited<bool>,
    /// Waiting of flexible employment by converted months, fewest first; empty where no table is set.
    pub flexible_waiting: Vec<FlexibleWaitingRow>,
}

/// The waiting period of somebody in flexible employment, with what it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlexibleWaiting<'a> {
    /// Months to wait.
    pub months: u32,
    /// The row that gives it.
    pub row: &'a FlexibleWaitingRow,
    /// The sentence for users.
    pub zh: String,
}

/// `3 年`, `2 年 6 个月`, `5 个月`.
#[must_use]
pub fn years_zh(months: u32) -> String {
    match (months / 12, months % 12) {
        (0, rest) => format!("{rest} 个月"),
        (years, 0) => format!("{years} 年"),
        (years, rest) => format!("{years} 年 {rest} 个月"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REQ-037: two years make one; the months of an odd year are kept.
    #[test]
    fn req_037_two_years_make_one() {
        let two_to_one = Conversion { old: 2, new: 1 };
        assert_eq!(two_to_one.months(6 * 12), 3 * 12);
        assert_eq!(two_to_one.months(5 * 12), 30);
        assert_eq!(years_zh(30), "2 年 6 个月");
        assert_eq!(two_to_one.months(u32::MAX), u32::MAX / 2);
    }
}
