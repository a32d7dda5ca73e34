//! Civil dates, the benefit years of a scheme, and working days.
//!
//! There is no time of day and no time zone on this floor, and no holiday is built in: which days
//! are off is data of the State Council's yearly notice.

mod benefit_year;
mod date;
mod date_error;
mod date_text;
mod validity;
mod working_days;
mod year_error;

pub use benefit_year::{BenefitYear, MonthDay, YearCalendar};
pub use date::Date;
pub use date_error::DateError;
pub use validity::{Validity, ValidityError};
pub use working_days::{WorkingCalendar, WorkingCalendarError};
pub use year_error::YearCalendarError;
