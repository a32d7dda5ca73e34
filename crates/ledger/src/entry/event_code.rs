//! Codes of events.

use std::fmt;

/// The code of an event that makes entries: E1 to E40, as the data of [`crate::event`] lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventCode(u8);

impl EventCode {
    /// How many there are.
    pub const COUNT: u8 = 40;

    /// The event of a number; `None` unless it is 1 to 40.
    #[must_use]
    pub const fn new(number: u8) -> Option<EventCode> {
        if 1 <= number && number <= EventCode::COUNT {
            Some(EventCode(number))
        } else {
            None
        }
    }

    /// The event of a text such as `E10`.
    #[must_use]
    pub fn parse(text: &str) -> Option<EventCode> {
        text.strip_prefix('E')?
            .parse()
            .ok()
            .and_then(EventCode::new)
    }

    /// The number, 1 to 40.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = EventCode> {
        (1..=EventCode::COUNT).map(EventCode)
    }
}

impl fmt::Display for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("E{}", self.0))
    }
}
