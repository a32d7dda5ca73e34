//! Civil dates. There is no time of day and no time zone on this floor.

mod date;
mod date_text;

pub use date::Date;
pub use date_text::DateError;
