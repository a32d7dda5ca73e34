//! Benefit years and the other windows in which accumulators count.

use super::fault::{Fault, package};
use super::package::{Package, date, text};
use base::Date;
use toml::{Table, Value};

/// A benefit year or a period that stands in for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// Label, where it is a number.
    pub label: Option<i64>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

impl Year {
    /// The label, or the calendar year in which the year begins.
    pub fn number(&self) -> i64 {
        self.label.unwrap_or_else(|| i64::from(self.from.year()))
    }
}

/// The benefit year that holds a day: a period set by hand, else the regular year, cut short where
/// a period set by hand begins or ends inside it.
pub fn year_of(package: &Package, day: Date) -> Result<Year, Fault> {
    let calendar = package.head("year").and_then(Value::as_table);
    let periods: Vec<Year> = calendar
        .and_then(|table| table.get("period"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .filter_map(by_hand)
        .collect();
    if let Some(period) = periods
        .iter()
        .find(|year| year.from <= day && day <= year.until)
    {
        return Ok(period.clone());
    }
    let starts = calendar
        .and_then(|table| text(table, "starts"))
        .unwrap_or("01-01");
    let regular = regular_year(starts, day)?;
    Ok(periods
        .iter()
        .fold(regular, |year, period| cut(year, period, day)))
}

fn by_hand(table: &Table) -> Option<Year> {
    let label = table.get("label").and_then(Value::as_integer);
    Some(Year {
        label,
        from: date(table, "from")?,
        until: date(table, "until")?,
    })
}

fn regular_year(starts: &str, day: Date) -> Result<Year, Fault> {
    let start_in =
        |year: i32| Date::parse(&format!("{year:04}-{starts}")).map_err(|_| package("[year]"));
    let this = start_in(day.year())?;
    let begins = if this <= day {
        day.year()
    } else {
        day.year() - 1
    };
    let until = before(start_in(begins + 1)?)?;
    Ok(Year {
        label: Some(i64::from(begins)),
        from: start_in(begins)?,
        until,
    })
}

fn cut(mut year: Year, period: &Year, day: Date) -> Year {
    if period.until < day && period.until >= year.from {
        year.from = period.until.add_days(1).unwrap_or(year.from);
        year.label = None;
    }
    if period.from > day && period.from <= year.until {
        year.until = period.from.add_days(-1).unwrap_or(year.until);
        year.label = None;
    }
    year
}

fn before(day: Date) -> Result<Date, Fault> {
    day.add_days(-1).ok_or_else(|| package("the calendar ends"))
}

/// The name of the window of an accumulator that counts `per` something. `back`: the window before.
pub fn window(
    package: &Package,
    per: &str,
    days: &Days<'_>,
    back: bool,
) -> Result<Option<String>, Fault> {
    Ok(match (per, back) {
        ("year", false) => Some(format!("year {}", year_of(package, days.year)?.from)),
        ("year", true) => {
            let last = before(year_of(package, days.year)?.from)?;
            Some(format!("year {}", year_of(package, last)?.from))
        }
        ("month", false) => Some(month(days.service)),
        ("month", true) => Some(month(days.service.add_months(-1).unwrap_or(days.service))),
        ("day", false) => Some(days.service.to_string()),
        ("day", true) => Some(before(days.service)?.to_string()),
        ("episode", false) => Some(format!("episode {}", days.episode)),
        ("life", false) => Some("life".to_owned()),
        _ => None,
    })
}

/// What places a claim in its windows.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    /// The day that chooses the benefit year.
    pub year: Date,
    /// The day of service.
    pub service: Date,
    /// Episode, empty where there is none.
    pub episode: &'a str,
}

fn month(day: Date) -> String {
    format!("month {:04}-{:02}", day.year(), day.month())
}
