//! The clock of the office.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, anyhow};
use base::Date;
use service::Clock;

/// China keeps one time, eight hours before UTC.
pub const OFFSET_MILLIS: i64 = 8 * 3_600_000;
/// Milliseconds of a day.
pub const DAY_MILLIS: i64 = 24 * 3_600_000;

/// The clock of the machine; the date may be set by TONGCHOU_TODAY, for tests and demonstrations.
pub struct WallClock {
    today: Option<Date>,
}

impl WallClock {
    /// The clock as the environment sets it.
    ///
    /// # Errors
    /// Where TONGCHOU_TODAY is no date.
    pub fn start() -> Result<WallClock> {
        let set = std::env::var("TONGCHOU_TODAY")
            .ok()
            .filter(|text| !text.is_empty());
        let today = set.map(|text| Date::parse(&text)).transpose();
        let today = today.map_err(|error| anyhow!("TONGCHOU_TODAY：{}", error.zh()))?;
        Ok(WallClock { today })
    }

    /// A clock that always shows this day: that of a demonstration.
    pub const fn on(today: Date) -> WallClock {
        WallClock { today: Some(today) }
    }
}

/// The civil date of a moment.
pub fn day_of(millis: i64) -> Date {
    let days = millis.saturating_add(OFFSET_MILLIS).div_euclid(DAY_MILLIS);
    let day = i32::try_from(days).ok().and_then(Date::from_day_number);
    day.unwrap_or(Date::MAX)
}

impl Clock for WallClock {
    fn today(&self) -> Date {
        self.today.unwrap_or_else(|| day_of(self.wall()))
    }

    fn wall(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}
