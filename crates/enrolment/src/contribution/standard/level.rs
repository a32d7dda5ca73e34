//! Amounts of a standard.

use super::Year;
use crate::contribution::source::{FundName, Source};
use base::Fen;

base::typed_id! {
    /// A group of people with a standard of their own, as the package's class `contribution_group` names it.
    GroupCode
}
base::typed_id! {
    /// A contribution tier (缴费档次, or the track of a transition), as the package names it.
    TierCode
}

/// What one source pays into one fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Who pays.
    pub source: Source,
    /// Into which fund.
    pub fund: FundName,
    /// Money a person and year, 0 or more.
    pub amount: Fen,
}

/// What of the financing goes to one insurance (基本医保, 大病保险).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundShare {
    /// Name of the insurance, as the package gives it.
    pub to: FundName,
    /// Money a person and year.
    pub amount: Fen,
}

/// The standard of one person's group and tier in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// The insurance year.
    pub year: Year,
    /// The entry of the package that says so.
    pub entry: String,
    /// Document and article behind it.
    pub articles: Vec<String>,
    /// The group, where the package tells groups apart.
    pub group: Option<GroupCode>,
    /// The tier, where the package has tiers.
    pub tier: Option<TierCode>,
    /// Who pays what, without parts of 0; no two of one source and fund.
    pub parts: Vec<Part>,
    /// How the whole is divided between insurances, where the package divides it.
    pub split: Vec<FundShare>,
    /// Total, personal part, subsidy.
    pub level: Level,
    /// What the total must not be below, where the package says so.
    pub total_floor: Option<Fen>,
}

/// The level of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// All parts.
    pub total: Fen,
    /// The personal part, whoever pays it.
    pub personal: Fen,
}

impl Level {
    /// The level of parts; `None` where the sum leaves the range of money.
    #[must_use]
    pub fn of(parts: &[Part]) -> Option<Level> {
        let total = Fen::checked_sum(parts.iter().map(|part| part.amount))?;
        let personal = parts.iter().filter(|part| part.source.is_personal_part());
        let personal = Fen::checked_sum(personal.map(|part| part.amount))?;
        Some(Level { total, personal })
    }

    /// The government's part: total − personal; 0 where that leaves the range.
    #[must_use]
    pub fn subsidy(self) -> Fen {
        self.total.checked_sub(self.personal).unwrap_or(Fen::ZERO)
    }

    /// The personal share of the financing; `None` where there is none.
    #[must_use]
    pub fn personal_share(self) -> Option<PersonalShare> {
        let total = i128::from(self.total.get());
        if total <= 0 {
            return None;
        }
        let twice = i128::from(self.personal.get()).saturating_mul(2_000);
        let rounded = twice
            .saturating_add(total)
            .div_euclid(total.saturating_mul(2));
        i64::try_from(rounded).ok().map(PersonalShare)
    }
}

/// The personal share of financing in tenths of a percent, rounded half up: 150 of 570 is 263.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonalShare(i64);

impl PersonalShare {
    /// Tenths of a percent.
    #[must_use]
    pub const fn per_mille(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for PersonalShare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}%", self.0.div_euclid(10), self.0.rem_euclid(10))
    }
}

impl Standard {
    /// What one source pays, over all funds; 0 where it pays nothing.
    #[must_use]
    pub fn by(&self, source: Source) -> Fen {
        let parts = self.parts.iter().filter(|part| part.source == source);
        Fen::checked_sum(parts.map(|part| part.amount)).unwrap_or(Fen::ZERO)
    }
}
