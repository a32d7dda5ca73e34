//! What makes a city.

use base::{Date, RegionCode, RegionLevel};

/// What makes a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// Seed: another one gives another city.
    pub seed: u64,
    /// Residents at the reference day, 1 to [`Spec::MOST`].
    pub residents: u32,
    /// The pooling area, a city.
    pub pool: RegionCode,
    /// The first of the two insurance years.
    pub year: i32,
}

/// Why there is no such city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// The number of residents is out of range.
    #[error("the number of residents is not between 1 and {}", Spec::MOST)]
    Residents,
    /// The pooling area is no city.
    #[error("the pooling area is not a city")]
    Pool,
    /// The year is out of range.
    #[error("the year is not between 1950 and 2100")]
    Year,
}

impl SpecError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            SpecError::Residents => {
                format!("人口数应在 1 到 {} 之间，请改正。", Spec::MOST)
            }
            SpecError::Pool => "统筹区应是 4 位的地级代码，请改正。".to_owned(),
            SpecError::Year => "年份应在 1950 到 2100 之间，请改正。".to_owned(),
        }
    }
}

impl Spec {
    /// Residents at most: beyond this the identity numbers would run out.
    pub const MOST: u32 = 2_500_000;

    /// The city of the demo, 青禾市 (8901), with so many residents.
    ///
    /// # Errors
    /// [`SpecError`].
    pub fn demo(residents: u32, year: i32) -> Result<Spec, SpecError> {
        let pool = RegionCode::parse("8901").map_err(|_| SpecError::Pool)?;
        let spec = Spec {
            seed: 20_261_122,
            residents,
            pool,
            year,
        };
        spec.check()?;
        Ok(spec)
    }

    /// Whether there is such a city.
    pub(crate) fn check(&self) -> Result<(), SpecError> {
        if !(1..=Spec::MOST).contains(&self.residents) {
            return Err(SpecError::Residents);
        }
        if self.pool.level() != RegionLevel::City {
            return Err(SpecError::Pool);
        }
        if !(1950..=2100).contains(&self.year) {
            return Err(SpecError::Year);
        }
        Ok(())
    }

    /// The reference day: the first of July before the first year, when the lists for it are begun. Ages,
    /// work and school are those of this day, and what happens begins with it.
    #[must_use]
    pub fn reference(&self) -> Date {
        Date::from_ymd(self.year.saturating_sub(1), 7, 1).unwrap_or(Date::MIN)
    }
}
