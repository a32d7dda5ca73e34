//! Who enrols where and when, and whether it is a duty.

use super::article::{Article, Cited};
use super::profile::Profile;
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

impl Profile {
    /// Whether a scheme takes people whose entitlement begins on a day.
    ///
    /// # Errors
    /// Refused where it is not open then.
    pub fn scheme_open(&self, scheme: Scheme, from: Date) -> Result<(), Refused> {
        let mut periods = self.schemes.iter().filter(|one| one.scheme == scheme);
        if periods.clone().any(|one| one.during.covers(from)) {
            return Ok(());
        }
        let open: Vec<_> = self
            .schemes
            .iter()
            .filter(|one| one.during.covers(from))
            .map(|one| one.scheme.zh())
            .collect();
        let instead = if open.is_empty() {
            "此时没有开放的制度，请核对待遇起始日。".to_owned()
        } else {
            format!("请改为：{}。", open.join("、"))
        };
        let sentence = format!(
            "{}在 {from} 不接受{}的参保，{instead}",
            self.title,
            scheme.zh()
        );
        Err(match periods.next() {
            Some(closed) => closed.article.refuse("regime.scheme_closed", sentence),
            None => Refused::new("regime.scheme_closed", sentence),
        })
    }

    /// Whether the place of enrolment is allowed; `true` where it is an exception that has to be reported.
    ///
    /// # Errors
    /// Refused where an exception has no reason, or one that the profile does not know.
    pub fn place_of(&self, case: PlaceCase<'_>) -> Result<bool, Refused> {
        if !self.pool.contains(case.region) {
            return Err(Refused::new(
                "enrolment.outside_pool",
                format!(
                    "参保地 {} 不在统筹区 {} 内，请向参保地经办机构申请或办理转移。",
                    case.region.short(),
                    self.pool.short()
                ),
            ));
        }
        let place = self.place.as_ref();
        let place = place.ok_or_else(|| self.unset("place", "参保地点"))?;
        let own_rule = case.by_school && place.schools.is_some();
        if own_rule || place.rule.says != EnrolmentPlace::Huji {
            return Ok(false);
        }
        if case.huji.is_some_and(|huji| same_county(huji, case.region)) {
            return Ok(false);
        }
        place.exception(case)
    }

    /// From when somebody is entitled who enrols (and pays) on a day for a benefit year.
    ///
    /// # Errors
    /// Refused outside the period where the profile has no place for those who come late, and after the
    /// year has passed.
    pub fn entitled_from(&self, year: &BenefitYear, on: Date) -> Result<Date, Refused> {
        let window = self.window.as_ref();
        let window = window.ok_or_else(|| self.unset("window", "参保缴费的时间"))?;
        if on > year.until {
            return Err(window.mode.article.refuse(
                "enrolment.year_over",
                format!("{} 年度已经结束，请申请下一年度。", year.label),
            ));
        }
        let from = match window.mode.says {
            WindowMode::AllYear => next_month(on).max(year.from),
            WindowMode::Collection => window.collected(year, on)?,
        };
        if from > year.until {
            return Err(window.late.article.refuse(
                "enrolment.no_day_left",
                format!(
                    "{} 年度内已没有可以享受待遇的日期，请申请下一年度。",
                    year.label
                ),
            ));
        }
        Ok(from)
    }
}

impl PlaceRule {
    fn exception(&self, case: PlaceCase<'_>) -> Result<bool, Refused> {
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
    fn collected(&self, year: &BenefitYear, on: Date) -> Result<Date, Refused> {
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

fn next_month(on: Date) -> Date {
    on.first_of_next_month().unwrap_or(Date::MAX)
}

/// Whether two regions lie in one county; what is wider than a county counts as itself.
pub(super) fn same_county(a: RegionCode, b: RegionCode) -> bool {
    let county = |region: RegionCode| region.at(RegionLevel::County).unwrap_or(region);
    county(a) == county(b)
}
