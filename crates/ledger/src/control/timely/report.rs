//! Reports with a last day: budget and final-account statements of each county (淮南2020 五(二)).

use base::{Date, RegionCode};

use crate::control::parameter::Ground;

/// How often a report is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each year.
    Year,
}

impl Every {
    /// The word in the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        }
    }

    /// The rhythm of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Every> {
        [Every::Month, Every::Quarter, Every::Year]
            .into_iter()
            .find(|every| every.code() == code)
    }

    const fn months(self) -> i32 {
        match self {
            Every::Month => 1,
            Every::Quarter => 3,
            Every::Year => 12,
        }
    }
}

/// A report that every county owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its code.
    pub report: String,
    /// Its name.
    pub zh: String,
    /// How often.
    pub every: Every,
    /// In which month after the end of the period it is due, 1 being the next.
    pub months_after: u32,
    /// On which day of that month at the latest; the last day of a shorter month.
    pub day: u32,
    /// Where and when, and on what it rests.
    pub ground: Ground,
}

impl Duty {
    /// The last day for the report of a period that ends on `end`, the last day of a month.
    #[must_use]
    pub fn due(&self, end: Date) -> Option<Date> {
        let first = Date::from_ymd(end.year(), end.month(), 1).ok()?;
        let month = first.add_months(i32::try_from(self.months_after).ok()?)?;
        let day = |day| Date::from_ymd(month.year(), month.month(), day).ok();
        day(self.day).or_else(|| month.first_of_next_month()?.add_days(-1))
    }
}

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// Not handed in; still in time.
    Open,
    /// Handed in, in time.
    InTime,
    /// Handed in late, by so many days.
    Late(i32),
    /// Not handed in and overdue, by so many days.
    Overdue(i32),
}

impl ReportState {
    /// Whether it stands on the late list.
    #[must_use]
    pub const fn is_late(self) -> bool {
        matches!(self, ReportState::Late(_) | ReportState::Overdue(_))
    }

    /// What users read.
    #[must_use]
    pub fn zh(self) -> String {
        match self {
            ReportState::Open => "待报".to_owned(),
            ReportState::InTime => "按时".to_owned(),
            ReportState::Late(days) => format!("迟报 {days} 天"),
            ReportState::Overdue(days) => format!("逾期未报 {days} 天"),
        }
    }
}

/// A report of one county and period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDue {
    /// Which county.
    pub county: RegionCode,
    /// Which report.
    pub report: String,
    /// The last day of the period it is about.
    pub period_end: Date,
    /// Its last day.
    pub due: Date,
    /// When it was handed in.
    pub submitted: Option<Date>,
}

impl ReportDue {
    /// How it stands on a day.
    #[must_use]
    pub fn state(&self, today: Date) -> ReportState {
        let days = |on: Date| on.day_number().saturating_sub(self.due.day_number());
        match self.submitted {
            Some(on) if on > self.due => ReportState::Late(days(on)),
            Some(_) => ReportState::InTime,
            None if today > self.due => ReportState::Overdue(days(today)),
            None => ReportState::Open,
        }
    }
}

/// The reports of a duty whose periods end between two days, for each county; `submitted` looks up the day on which
/// one was handed in, by county and end of period.
pub fn dues(
    duty: &Duty,
    counties: &[RegionCode],
    from: Date,
    until: Date,
    submitted: impl Fn(RegionCode, Date) -> Option<Date>,
) -> Vec<ReportDue> {
    let mut found = Vec::new();
    for end in period_ends(duty.every, from, until) {
        let Some(due) = duty.due(end) else { continue };
        for county in counties {
            found.push(ReportDue {
                county: *county,
                report: duty.report.clone(),
                period_end: end,
                due,
                submitted: submitted(*county, end),
            });
        }
    }
    found
}

/// The last days of the periods that end between two days.
fn period_ends(every: Every, from: Date, until: Date) -> Vec<Date> {
    let mut ends = Vec::new();
    let mut begin = Date::from_ymd(from.year(), 1, 1).ok();
    while let Some(first) = begin {
        let next = first.add_months(every.months());
        let Some(end) = next.and_then(|next| next.add_days(-1)) else {
            break;
        };
        if end > until {
            break;
        }
        if end >= from {
            ends.push(end);
        }
        begin = next;
    }
    ends
}
