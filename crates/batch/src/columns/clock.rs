//! The days of a batch: which version and which benefit year rule on each.

use base::Date;
use benefit::claim::Facts;
use benefit::plan::{FactId, Policy};

use super::needs::{Need, Needs};

/// What a day of service decides for every claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    /// Index of the version; `None`: no version covers the day.
    pub(super) version: Option<u16>,
    /// Days of one era resolve alike as far as the date itself is asked about.
    pub(super) era: u32,
    /// Index in [`Clock::years`].
    pub(super) year: u32,
}

/// All days from the first to the last of a batch.
#[derive(Debug)]
pub(super) struct Clock {
    pub(super) first: i32,
    pub(super) days: Vec<Day>,
    /// Labels of the benefit years met, each behind the one before it.
    pub(super) years: Vec<String>,
    pub(super) eras: u32,
}

impl Clock {
    /// The days from `first` to `last`; `None` beyond the calendar.
    pub(super) fn new(policy: &Policy, needs: &Needs, first: i32, last: i32) -> Option<Clock> {
        let mut clock = Clock {
            first,
            days: Vec::new(),
            years: Vec::new(),
            eras: 0,
        };
        let mut before: Option<Vec<i64>> = None;
        for number in first..=last {
            let date = Date::from_day_number(number)?;
            let year = clock.year(policy, date);
            let version = policy
                .versions
                .iter()
                .position(|plan| plan.from <= date && plan.until.is_none_or(|until| date <= until));
            let version = version.and_then(|index| u16::try_from(index).ok());
            let asked = asked(policy, needs, number, version, year);
            if before.as_ref() != Some(&asked) {
                clock.eras += u32::from(before.is_some());
                before = Some(asked);
            }
            clock.days.push(Day {
                date,
                version,
                era: clock.eras,
                year,
            });
        }
        clock.eras += 1;
        Some(clock)
    }

    /// Index of the year of a date; the year before it gets the index before.
    fn year(&mut self, policy: &Policy, date: Date) -> u32 {
        let year = policy.year_of(date);
        if self.years.is_empty() {
            let before = year.from.add_days(-1).map(|day| policy.year_of(day).label);
            self.years.push(before.unwrap_or_default());
        }
        if self.years.last() != Some(&year.label) {
            self.years.push(year.label);
        }
        (self.years.len() - 1) as u32
    }

    /// The days on which something differs from the day before.
    pub(super) fn turns<T: PartialEq>(&self, of: impl Fn(&Day) -> T) -> Vec<i32> {
        let pairs = self.days.iter().zip(self.days.iter().skip(1));
        let turned = pairs.filter(|(before, day)| of(before) != of(day));
        turned.map(|(_, day)| day.date.day_number()).collect()
    }

    pub(super) fn last(&self) -> i32 {
        self.first + self.days.len() as i32 - 1
    }
}

/// What the rules can see of a day.
fn asked(policy: &Policy, needs: &Needs, day: i32, version: Option<u16>, year: u32) -> Vec<i64> {
    let mut asked = vec![version.map_or(-1, i64::from)];
    if policy.known.year.is_some_and(|fact| needs.uses(fact)) {
        asked.push(i64::from(year));
    }
    for fact in date_facts(policy) {
        match needs.facts.get(&fact) {
            Some(Need::Exact | Need::Members(_)) => asked.push(i64::from(day)),
            Some(Need::Points(points)) => {
                asked.push(points.range(..=i64::from(day)).count() as i64);
            }
            None => {}
        }
    }
    asked
}

/// The date facts that are the day of service, where a batch gives no other date.
pub(super) fn date_facts(policy: &Policy) -> impl Iterator<Item = FactId> + use<> {
    let known = &policy.known;
    [known.service_date, known.settlement_date]
        .into_iter()
        .flatten()
}

/// Sets the day in the facts of a claim.
pub(super) fn set_day(policy: &Policy, facts: &mut Facts, day: i32) {
    date_facts(policy).for_each(|fact| facts.set(fact, i64::from(day)));
}
