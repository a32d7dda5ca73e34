//! A clock that the demo moves through its story.

use base::Date;
use service::Clock;
use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Nine in the morning of China, from midnight UTC.
const MORNING: i64 = 3_600_000;

/// A clock that stands at nine in the morning of a day and goes on a second with every look.
///
/// A server may look at it while the story goes on.
pub struct DemoClock {
    /// Day number of today.
    today: AtomicI32,
    looks: AtomicI64,
}

impl DemoClock {
    /// A clock at a day.
    pub fn at(today: Date) -> DemoClock {
        DemoClock {
            today: AtomicI32::new(today.day_number()),
            looks: AtomicI64::new(0),
        }
    }

    /// Moves on to a later day; an earlier one changes nothing.
    pub fn move_to(&self, day: Date) {
        if day > self.today() {
            self.set(day);
        }
    }

    /// Sets a day, be it an earlier one.
    pub fn set(&self, day: Date) {
        self.today.store(day.day_number(), Ordering::SeqCst);
        self.looks.store(0, Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn today(&self) -> Date {
        let day = Date::from_day_number(self.today.load(Ordering::SeqCst));
        day.unwrap_or(Date::MAX)
    }

    fn wall(&self) -> i64 {
        let looks = self.looks.fetch_add(1, Ordering::SeqCst);
        i64::from(self.today.load(Ordering::SeqCst)) * DAY + MORNING + (looks + 1) * 1_000
    }
}
