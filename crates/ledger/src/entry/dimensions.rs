//! Where an entry belongs.

use base::{Date, RegionCode};

use super::kinds::{Book, Fund};

/// A calendar year of the fund (基金年度), 1 January to 31 December, or a benefit year by the year in
/// which it begins. 1949 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FundYear(u16);

impl FundYear {
    /// The year; `None` outside 1949 to 2999.
    #[must_use]
    pub const fn new(year: i32) -> Option<FundYear> {
        if 1949 <= year && year <= 2999 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "in range"
            )]
            let year = year as u16;
            Some(FundYear(year))
        } else {
            None
        }
    }

    /// The year of a day; years before 1949 count as 1949, from which no book of these funds is older.
    #[must_use]
    pub fn of(date: Date) -> FundYear {
        FundYear::new(date.year()).unwrap_or(FundYear(1949))
    }

    /// The year as a number.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0 as i32
    }

    /// The year after, if it is in range.
    #[must_use]
    pub const fn next(self) -> Option<FundYear> {
        FundYear::new(self.get() + 1)
    }

    /// 1 January.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::from_ymd(self.get(), 1, 1).unwrap_or(Date::MIN)
    }

    /// 31 December.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::from_ymd(self.get(), 12, 31).unwrap_or(Date::MAX)
    }
}

impl std::fmt::Display for FundYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// The dimensions of an entry: Σ debit = Σ credit holds within them.
///
/// The county is the tier that bears the money: a county, or the pooling area itself for the city's
/// own tier (市本级). Under 统收统支 the money lies in the city's account and the county is the tag.
/// The benefit year stands on the leg, since one entry may move money from no year to a year (E31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dimensions {
    /// The pooling area (统筹区).
    pub pool: RegionCode,
    /// The tier: a county of the pool, or the pool itself.
    pub county: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// The book.
    pub book: Book,
    /// The year of account.
    pub fund_year: FundYear,
}

impl Dimensions {
    /// Whether it is the city's own tier.
    #[must_use]
    pub fn is_city_tier(&self) -> bool {
        self.county == self.pool
    }

    /// The same of another tier.
    #[must_use]
    pub const fn of_county(self, county: RegionCode) -> Dimensions {
        Dimensions { county, ..self }
    }

    /// The same in another book.
    #[must_use]
    pub const fn of_book(self, book: Book) -> Dimensions {
        Dimensions { book, ..self }
    }

    /// The same of another fund.
    #[must_use]
    pub const fn of_fund(self, fund: Fund) -> Dimensions {
        Dimensions { fund, ..self }
    }
}
