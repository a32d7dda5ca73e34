//! The register of deposits and bonds, with the yield of each year.

use base::{Date, Fen, Ratio, RegionCode, Rounding};

use crate::control::measure::{BasisPoints, Measure};

/// What money was put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldingKind {
    /// 定期存款.
    TermDeposit,
    /// 国债.
    Bond,
}

impl HoldingKind {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            HoldingKind::TermDeposit => "term_deposit",
            HoldingKind::Bond => "bond",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<HoldingKind> {
        [HoldingKind::TermDeposit, HoldingKind::Bond]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            HoldingKind::TermDeposit => "定期存款",
            HoldingKind::Bond => "国债",
        }
    }
}

/// A deposit or bond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Whose.
    pub region: RegionCode,
    /// What.
    pub kind: HoldingKind,
    /// With whom.
    pub at: String,
    /// How much was put in.
    pub principal: Fen,
    /// The agreed rate of a year.
    pub rate: Ratio,
    /// The first day.
    pub from: Date,
    /// The day it falls due; it earns nothing on that day.
    pub until: Date,
    /// Interest received, with the day it came.
    pub received: Vec<(Date, Fen)>,
}

impl Holding {
    /// Principal × rate × days / 365, rounded half up; `None` beyond the range.
    #[must_use]
    pub fn expected(&self) -> Option<Fen> {
        let days = i64::from(self.until.day_number()) - i64::from(self.from.day_number());
        let year = Ratio::new(days, 365).ok()?;
        let rate = self.rate.checked_mul(year)?;
        self.principal.share(rate, Rounding::HalfUp, 1)
    }

    /// On how many days of a year it earned.
    fn days_in(&self, year: i32) -> Option<i64> {
        let first = Date::from_ymd(year, 1, 1).ok()?.max(self.from);
        let behind = Date::from_ymd(year.checked_add(1)?, 1, 1)
            .ok()?
            .min(self.until);
        Some((i64::from(behind.day_number()) - i64::from(first.day_number())).max(0))
    }
}

/// What the holdings brought in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearYield {
    /// The year.
    pub year: i32,
    /// The mean principal through the year: Σ principal × days / 365, rounded half up.
    pub mean_principal: Fen,
    /// Interest received in the year.
    pub income: Fen,
    /// income / mean principal; `None` without a principal.
    pub rate: Option<BasisPoints>,
}

/// The yield of each year from `first` to `last`. `None` beyond the range.
#[must_use]
pub fn yields(holdings: &[Holding], first: i32, last: i32) -> Option<Vec<YearYield>> {
    (first..=last).map(|year| of_year(holdings, year)).collect()
}

fn of_year(holdings: &[Holding], year: i32) -> Option<YearYield> {
    let mut day_sum: i128 = 0;
    for holding in holdings {
        let days = i128::from(holding.days_in(year)?);
        day_sum = day_sum.checked_add(i128::from(holding.principal.get()).checked_mul(days)?)?;
    }
    let mean = i64::try_from(Rounding::HalfUp.div(day_sum, 365)).ok()?;
    let received = holdings.iter().flat_map(|holding| &holding.received);
    let in_year = received.filter(|(on, _)| on.year() == year);
    let income = Fen::checked_sum(in_year.map(|(_, amount)| *amount))?;
    Some(YearYield {
        year,
        mean_principal: Fen::new(mean),
        income,
        rate: Measure::of(income, Fen::new(mean)).basis_points(Rounding::HalfUp),
    })
}
