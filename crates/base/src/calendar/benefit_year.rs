//! The years in which deductibles and ceilings are counted.

use super::{Date, YearCalendarError};

/// A day that every year has: the day on which benefit years begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// 1 January.
    pub const JANUARY_FIRST: MonthDay = MonthDay { month: 1, day: 1 };

    /// The `day` of `month`.
    ///
    /// # Errors
    /// [`YearCalendarError::NoSuchStart`] where a common year has no such day.
    pub fn new(month: u32, day: u32) -> Result<MonthDay, YearCalendarError> {
        // 2001 was a common year; any would do.
        match Date::from_ymd(2001, month, day) {
            Ok(_) => Ok(MonthDay { month, day }),
            Err(_) => Err(YearCalendarError::NoSuchStart),
        }
    }

    /// Reads `MM-DD`.
    ///
    /// # Errors
    /// [`YearCalendarError::NoSuchStart`] for any other text.
    pub fn parse(text: &str) -> Result<MonthDay, YearCalendarError> {
        let date = Date::parse(&format!("2001-{text}"));
        let date = date.map_err(|_| YearCalendarError::NoSuchStart)?;
        Ok(MonthDay {
            month: date.month(),
            day: date.day(),
        })
    }

    fn in_year(self, year: i32) -> Option<Date> {
        Date::from_ymd(year, self.month, self.day).ok()
    }
}

/// A benefit year, or the shorter or longer period that stands in for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BenefitYear {
    /// The name. A whole regular year has the calendar year it begins in (`2021`); a regular year
    /// cut short has its days (`2021-01-01..2021-03-31`); an irregular period has the name it was
    /// given. No two periods of a calendar have the same.
    pub label: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl BenefitYear {
    /// Whether `date` is in the period.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.from <= date && date <= self.until
    }
}

/// How a scheme cuts time into benefit years.
///
/// Years begin on a given day of the calendar year; from a date on they may begin on another; and
/// single periods may be set by hand, as where a scheme moves from April to January and counts
/// April to December once. Regular years give way to both and are cut where they meet them. So the
/// periods tile all time from [`Date::MIN`] to [`Date::MAX`], without gap or overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearCalendar {
    first: MonthDay,
    changes: Vec<(Date, MonthDay)>,
    irregular: Vec<BenefitYear>,
}

impl YearCalendar {
    /// A calendar whose years begin on `start`, ever since.
    #[must_use]
    pub const fn new(start: MonthDay) -> YearCalendar {
        YearCalendar {
            first: start,
            changes: Vec::new(),
            irregular: Vec::new(),
        }
    }

    /// The same calendar, where years begin on `start` from the day `from` on; the year before is
    /// cut at `from`.
    ///
    /// # Errors
    /// [`YearCalendarError::OutOfOrder`] where `from` is not after the last such change.
    pub fn changing(mut self, from: Date, start: MonthDay) -> Result<Self, YearCalendarError> {
        if self.changes.last().is_some_and(|(last, _)| from <= *last) {
            return Err(YearCalendarError::OutOfOrder);
        }
        self.changes.push((from, start));
        self.labels_are_distinct()?;
        Ok(self)
    }

    /// The same calendar, with a period set by hand, both ends included.
    ///
    /// # Errors
    /// [`YearCalendarError`] where the period is reversed, overlaps another one set by hand, or
    /// has a label that is empty or would name two periods.
    pub fn with_irregular(mut self, period: BenefitYear) -> Result<Self, YearCalendarError> {
        if period.until < period.from {
            return Err(YearCalendarError::Reversed);
        }
        let meets = |other: &BenefitYear| period.from <= other.until && other.from <= period.until;
        if self.irregular.iter().any(meets) {
            return Err(YearCalendarError::Overlap);
        }
        self.irregular.push(period);
        self.irregular.sort_by_key(|period| period.from);
        self.labels_are_distinct()?;
        Ok(self)
    }

    /// The period that `date` is in.
    #[must_use]
    pub fn year_of(&self, date: Date) -> BenefitYear {
        match self.irregular.iter().find(|period| period.covers(date)) {
            Some(period) => period.clone(),
            None => self.regular_year_of(date),
        }
    }

    fn regular_year_of(&self, date: Date) -> BenefitYear {
        let (number, begin, end) = whole_year(self.start_on(date), date);
        let from = self
            .cuts()
            .filter(|cut| *cut <= date)
            .fold(begin, Date::max);
        let last = |cut: Date| cut.add_days(-1).unwrap_or(cut);
        let until = self
            .cuts()
            .filter(|cut| *cut > date)
            .map(last)
            .fold(end, Date::min);
        let label = if (from, until) == (begin, end) {
            number.to_string()
        } else {
            format!("{from}..{until}")
        };
        BenefitYear { label, from, until }
    }

    /// The days on which something other than a regular year begins or ends.
    fn cuts(&self) -> impl Iterator<Item = Date> {
        let behind = self
            .irregular
            .iter()
            .filter_map(|period| period.until.add_days(1));
        let begins = self.irregular.iter().map(|period| period.from);
        begins
            .chain(behind)
            .chain(self.changes.iter().map(|(from, _)| *from))
    }

    fn start_on(&self, date: Date) -> MonthDay {
        let in_force = self.changes.iter().rev().find(|(from, _)| *from <= date);
        in_force.map_or(self.first, |(_, start)| *start)
    }

    /// Labels given by hand differ from each other, and from that of every regular year.
    fn labels_are_distinct(&self) -> Result<(), YearCalendarError> {
        for (index, period) in self.irregular.iter().enumerate() {
            let mut others = self.irregular.iter().take(index);
            let twice = others.any(|other| other.label == period.label);
            if period.label.trim().is_empty() || twice || self.names_a_regular_year(&period.label) {
                return Err(YearCalendarError::Label);
            }
        }
        Ok(())
    }

    fn names_a_regular_year(&self, label: &str) -> bool {
        // A regular period can only have this label if it begins on the date the label starts with.
        let begin = match label.split_once("..") {
            Some((from, _)) => return self.is_label_of(label, Date::parse(from).ok()),
            None => label.parse::<i32>().ok(),
        };
        let starts = self
            .changes
            .iter()
            .map(|(_, start)| *start)
            .chain([self.first]);
        let mut begins = starts.map(|start| begin.and_then(|year| start.in_year(year)));
        begins.any(|begin| self.is_label_of(label, begin))
    }

    fn is_label_of(&self, label: &str, date: Option<Date>) -> bool {
        let Some(date) = date else { return false };
        let by_hand = self.irregular.iter().any(|period| period.covers(date));
        !by_hand && self.regular_year_of(date).label == label
    }
}

/// The number, first and last day of the year around `date` that begins on `start`; cut to the
/// dates there are.
fn whole_year(start: MonthDay, date: Date) -> (i32, Date, Date) {
    let begins = |year| start.in_year(year);
    let number = match begins(date.year()) {
        Some(begin) if begin <= date => date.year(),
        _ => date.year() - 1,
    };
    let next = begins(number + 1).and_then(|next| next.add_days(-1));
    (
        number,
        begins(number).unwrap_or(Date::MIN),
        next.unwrap_or(Date::MAX),
    )
}

#[cfg(test)]
#[path = "benefit_year_tests.rs"]
mod tests;
