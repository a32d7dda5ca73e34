//! A clock that the demo moves through its story.

use base::Date;
use service::Clock;
use std::cell::Cell;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Nine in the morning of China, from midnight UTC.
const MORNING: i64 = 3_600_000;

/// A clock that stands at nine in the morning of a day and goes on a second with every look.
pub struct DemoClock {
    today: Cell<Date>,
    looks: Cell<i64>,
}

impl DemoClock {
    /// A clock at a day.
    pub fn at(today: Date) -> DemoClock {
        DemoClock {
            today: Cell::new(today),
            looks: Cell::new(0),
        }
    }

    /// Moves on to a later day; an earlier one changes nothing.
    pub fn move_to(&self, day: Date) {
        if day > self.today.get() {
            self.set(day);
        }
    }

    /// Sets a day, be it an earlier one.
    pub fn set(&self, day: Date) {
        self.today.set(day);
        self.looks.set(0);
    }
}

impl Clock for DemoClock {
    fn today(&self) -> Date {
        self.today.get()
    }

    fn wall(&self) -> i64 {
        self.looks.set(self.looks.get() + 1);
        i64::from(self.today.get().day_number()) * DAY + MORNING + self.looks.get() * 1_000
    }
}
