//! What can be wrong with a date.

/// Why there is no such date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text is not of the form `YYYY-MM-DD`.
    #[error("the date is not of the form yyyy-mm-dd")]
    Malformed,
    /// The year is outside 1800 to 2999.
    #[error("the year of the date is outside 1800 to 2999")]
    Year,
    /// The calendar has no such month or day.
    #[error("the calendar has no such day")]
    NoSuchDay,
}

impl DateError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            DateError::Malformed => "日期格式不正确，请写成 年-月-日，如 2026-01-31。",
            DateError::Year => "日期的年份应在 1800 至 2999 之间，请核对。",
            DateError::NoSuchDay => "日历上没有这一天，请核对月份和日。",
        }
        .to_owned()
    }
}
