//! Why a calendar of benefit years cannot be.

/// Why a calendar of benefit years cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum YearCalendarError {
    /// The beginning is no day that every year has.
    #[error("a benefit year must begin on a day that every year has")]
    NoSuchStart,
    /// An irregular period ends before it begins.
    #[error("an irregular benefit period ends before it begins")]
    Reversed,
    /// Two irregular periods share a day.
    #[error("two irregular benefit periods overlap")]
    Overlap,
    /// The label is empty, used twice, or that of a regular year elsewhere.
    #[error("the label of an irregular benefit period is empty or taken")]
    Label,
    /// Changes of the beginning must be named from the earliest to the latest.
    #[error("changes of the beginning of the benefit year are out of order")]
    OutOfOrder,
}

impl YearCalendarError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            YearCalendarError::NoSuchStart => {
                "待遇年度起始日必须是每年都有的月日（不能是 2 月 29 日），请改正，如 01-01。"
            }
            YearCalendarError::Reversed => "特殊待遇期间的截止日期早于起始日期，请核对。",
            YearCalendarError::Overlap => "两个特殊待遇期间有重叠的日期，请调整起止日期。",
            YearCalendarError::Label => "特殊待遇期间的名称为空或与其他年度重名，请另取名称。",
            YearCalendarError::OutOfOrder => "待遇年度起始日的变更须按日期先后填写，请调整顺序。",
        }
        .to_owned()
    }
}
