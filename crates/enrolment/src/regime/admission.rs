//! Who enrols where and when, and whether it is a duty.

use super::article::{Article, Cited};
use crate::Scheme;
use crate::words::words;
use base::{BenefitYear, Date, Refused, RegionCode, RegionLevel, Validity};

words! {
    /// The rule of place.
    EnrolmentPlace {
        /// In the county of household registration, others with a reason (淮南).
        Huji "huji" "户籍地",
        /// At the street or village where one lives (南京).
        Residence "residence" "居住地街道、行政村",
        /// Anywhere in the pooling area.
        Free "free" "统筹区内不限",
    }
}

/// A reason for which somebody may enrol away from the household registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionReason {
    /// The word in files.
    pub code: Box<str>,
    /// What users read.
    pub zh: Box<str>,
}

/// Where people enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRule {
    /// The rule.
    pub rule: Cited<EnrolmentPlace>,
    /// Students enrol at their school, where the text says so.
    pub schools: Option<Article>,
    /// The reasons that open an exception.
    pub reasons: Vec<ExceptionReason>,
}

words! {
    /// When people enrol.
    WindowMode {
        /// At any time of the benefit year.
        AllYear "all_year" "全年可办",
        /// Once a year, in a period of collection.
        Collection "collection" "集中参保缴费期",
    }
}

words! {
    /// What holds for those who come after the period.
    Late {
        /// Entitled from the first of the next month.
        NextMonth "next_month" "次月起享受",
        /// Not enrolled for this year.
        Refused "refused" "不再办理",
    }
}

/// The period of collection for one benefit year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowPeriod {
    /// The label of the benefit year: `2016`.
    pub year: Box<str>,
    /// First and last day; an open beginning means that the text names only the end.
    pub during: Validity,
    /// Where it is written.
    pub article: Article,
}

/// When people enrol and from when they are entitled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The mode.
    pub mode: Cited<WindowMode>,
    /// The periods that are published, by year.
    pub periods: Vec<WindowPeriod>,
    /// Those who come late.
    pub late: Cited<Late>,
}

words! {
    /// Whether enrolment is voluntary.
    Basis {
        /// Consent is recorded; nobody is enrolled without it or a legal ground.
        Voluntary "voluntary" "自愿参保",
        /// A duty: those not enrolled are listed.
        Duty "duty" "应当参保",
    }
}

/// A scheme that is open to enrolment, by the first day of entitlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemePeriod {
    /// The scheme.
    pub scheme: Scheme,
    /// First days of entitlement that it takes.
    pub during: Validity,
    /// Where it is written.
    pub article: Article,
}

/// Where somebody wants to enrol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceCase<'a> {
    /// The region of enrolment.
    pub region: RegionCode,
    /// The region of household registration, where it is known.
    pub huji: Option<RegionCode>,
    /// Whether a school enrols its student.
    pub by_school: bool,
    /// The reason given for an exception.
    pub reason: Option<&'a str>,
}

impl PlaceRule {
    pub(super) fn exception(&self, case: PlaceCase<'_>) -> Result<bool, Refused> {
        let known: Vec<_> = self.reasons.iter().map(|one| &*one.zh).collect();
        let known = known.join("、");
        let huji = case
            .huji
            .map_or_else(|| "未登记".to_owned(), RegionCode::short);
        let refuse = |sentence| Err(self.rule.article.refuse("enrolment.place", sentence));
        match case.reason {
            None => refuse(format!(
                "参保地 {} 与户籍地 {huji} 不在同一县区，请在户籍地参保，或填写理由（{known}）。",
                case.region.short()
            )),
            Some(given) if self.reasons.iter().any(|one| *one.code == *given) => Ok(true),
            Some(given) => refuse(format!(
                "异地参保的理由“{}”不在允许之列，请改填：{known}。",
                base::show_value(given)
            )),
        }
    }
}

impl Window {
    pub(super) fn collected(&self, year: &BenefitYear, on: Date) -> Result<Date, Refused> {
        let period = self.periods.iter().find(|one| *one.year == *year.label);
        let (in_time, early) = match period {
            Some(period) => (
                period.during.covers(on),
                period.during.from().is_some_and(|first| on < first),
            ),
            // Without a published period what comes before the year is in time.
            None => (on < year.from, false),
        };
        if in_time {
            return Ok(year.from);
        }
        let article = period.map_or(&self.mode.article, |period| &period.article);
        if early {
            return Err(article.refuse(
                "enrolment.window_not_open",
                format!("{} 年度的参保缴费期尚未开始，请在开始后办理。", year.label),
            ));
        }
        match self.late.says {
            Late::NextMonth => Ok(next_month(on).max(year.from)),
            Late::Refused => Err(article.refuse(
                "enrolment.window_closed",
                format!(
                    "{} 年度的参保缴费期已过（{on} 申请），请申请下一年度。",
                    year.label
                ),
            )),
        }
    }
}

pub(super) fn next_month(on: Date) -> Date {
    on.first_of_next_month().unwrap_or(Date::MAX)
}

/// Whether two regions lie in one county; what is wider than a county counts as itself.
pub(super) fn same_county(a: RegionCode, b: RegionCode) -> bool {
    let county = |region: RegionCode| region.at(RegionLevel::County).unwrap_or(region);
    county(a) == county(b)
}
