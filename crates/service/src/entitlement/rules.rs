//! The rules of a pooling area for residents.

use base::{BenefitYear, Date, YearCalendar};
use enrolment::ask::Basis;
use enrolment::entitlement::{ResidentRules, StartMode};
use enrolment::regime::{Profile, WindowMode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rules of a pooling area for residents, from its regime profile.
#[derive(Debug, Clone)]
pub struct Rules<'p> {
    profile: &'p Profile,
    calendar: YearCalendar,
    rules: ResidentRules,
    waiting: Arc<Basis>,
    /// Whether a payment on a day lies in the window of a benefit year.
    windows: BTreeMap<(i64, Date), bool>,
}

impl<'p> Rules<'p> {
    /// The rules of a profile with the calendar of the pool's benefit years.
    #[must_use]
    pub fn of(profile: &'p Profile, calendar: YearCalendar) -> Rules<'p> {
        let window = profile.window.as_ref();
        let mode = window.map(|window| window.mode.says);
        let article =
            window.map_or_else(String::new, |window| window.mode.article.cite().to_owned());
        let (start, title) = match mode {
            Some(WindowMode::Collection) => {
                (StartMode::Window, "集中缴费期内缴费的，享受全年度待遇")
            }
            _ => (StartMode::NextMonth, "缴费次月起享受"),
        };
        let newborn = profile.newborn.as_ref();
        let newborn = newborn.map_or_else(String::new, |rule| rule.article.cite().to_owned());
        let waiting = profile.continuity.as_ref();
        let waiting = waiting.map_or_else(String::new, |rule| {
            rule.interruption.article.cite().to_owned()
        });
        Rules {
            profile,
            calendar,
            rules: ResidentRules {
                start,
                start_basis: Basis::new(start.code(), title, &article),
                newborn_basis: Basis::new("newborn", "新生儿自出生之日起享受", &newborn),
                certified_basis: Basis::new("certified", "个人缴费由政府全额资助", &article),
            },
            waiting: Basis::new("waiting", "中断参保后的待遇等待期", &waiting),
            windows: BTreeMap::new(),
        }
    }

    /// The rule behind waiting periods.
    pub(super) fn waiting(&self) -> Arc<Basis> {
        self.waiting.clone()
    }

    /// The rules as the domain reads them.
    pub(super) const fn for_residents(&self) -> &ResidentRules {
        &self.rules
    }

    /// Whether a payment gives the whole benefit year.
    pub(super) fn in_window(&mut self, year: i64, on: Date) -> bool {
        if let Some(known) = self.windows.get(&(year, on)) {
            return *known;
        }
        let year_of = self.year(year);
        let from = year_of
            .as_ref()
            .and_then(|it| self.profile.entitled_from(it, on).ok());
        let whole = from.is_some() && from == year_of.map(|it| it.from);
        self.windows.insert((year, on), whole);
        whole
    }

    fn year(&self, year: i64) -> Option<BenefitYear> {
        let year = i32::try_from(year).ok()?;
        // A benefit year is named after the calendar year in which it begins.
        let middle = Date::from_ymd(year, 12, 31).ok()?;
        Some(self.calendar.year_of(middle))
    }
}
