//! In which scheme somebody is insured on a day, and whether entitled.

use base::{Date, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::entitlement::{Derived, Span};
use enrolment::membership::State;
use enrolment::organisation::MemberRole;

use super::{PersonFile, scheme_of};
use crate::entitlement::{Standing, told};

/// Somebody who is insured in a scheme on the day, and entitled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insured {
    /// The scheme.
    pub scheme: Scheme,
    /// The place of insurance: its county bears the cost.
    pub region: RegionCode,
    /// First day of the unbroken entitlement that holds the day.
    pub from: Date,
    /// Its last day; `None`: open.
    pub until: Option<Date>,
}

impl PersonFile {
    /// Whether somebody may be treated under an insurance (`insutype`) on the day of the file.
    ///
    /// # Errors
    /// `person.insurance` for a code under which nobody comes, `person.deceased`, `person.not_insured` where the
    /// person is not in that scheme, `person.not_entitled` with the reason and its article, or why the package
    /// does not answer.
    pub fn insured(&self, insurance: &str) -> Result<Insured, Refused> {
        let scheme = scheme_of(insurance).ok_or_else(|| {
            let shown = base::show_value(insurance);
            Refused::new(
                "person.insurance",
                format!("险种类型 insutype“{shown}”不能就诊结算，请按 1101 返回的险种填写。"),
            )
        })?;
        self.insured_in(scheme)
    }

    /// As [`PersonFile::insured`], for a scheme.
    ///
    /// # Errors
    /// As [`PersonFile::insured`].
    pub fn insured_in(&self, scheme: Scheme) -> Result<Insured, Refused> {
        self.alive()?;
        if let Some((standing, span)) = self.entitled_by(scheme) {
            let (from, until) = stretch(standing, span);
            return Ok(Insured {
                scheme,
                region: self.region_in(scheme, standing.region),
                from,
                until,
            });
        }
        let mine = || self.standings.iter().filter(|one| one.scheme == scheme);
        let unanswered = mine().find_map(|one| one.derived.as_ref().err());
        if let Some(refused) = unanswered {
            return Err(refused.clone());
        }
        if !self.is_in(scheme) {
            return Err(self.elsewhere(scheme));
        }
        let answers: Vec<&Derived> = mine().filter_map(|one| one.derived.as_ref().ok()).collect();
        Err(self.not_entitled(scheme, &answers))
    }

    /// Refuses the dead: care after the day of death, and who was not born yet.
    ///
    /// # Errors
    /// `person.deceased`, `person.unborn`.
    pub fn alive(&self) -> Result<(), Refused> {
        if self.person.is_alive(self.on) {
            return Ok(());
        }
        let (name, on) = (self.person.name.masked(), self.on);
        Err(match &self.person.death {
            Some(death) if death.on < on => Refused::new(
                "person.deceased",
                format!(
                    "参保人 {name} 登记于 {} 死亡，{on} 的费用不能结算；登记有误的，请家属到参保地经办机构更正。",
                    death.on
                ),
            ),
            _ => Refused::new(
                "person.unborn",
                format!("{on} 早于参保人 {name} 的出生日期，请核对就诊日期。"),
            ),
        })
    }

    /// The schemes in which the person is, or was, or is barred: those that 1101 lists.
    #[must_use]
    pub fn schemes(&self) -> Vec<Scheme> {
        let all = Scheme::ALL.into_iter();
        all.filter(|scheme| {
            let spoken = |one: &Standing| one.scheme == *scheme && one.says_something();
            self.standings.iter().any(spoken) || self.is_in(*scheme)
        })
        .collect()
    }

    /// Whether the person is enrolled in a scheme on the day, or on the roll of an employer: entitled or not.
    #[must_use]
    pub fn is_in(&self, scheme: Scheme) -> bool {
        let counts = |state| matches!(state, State::Approved | State::Confirmed | State::Active);
        let enrolled = self
            .enrolments
            .iter()
            .any(|one| one.scheme == scheme && one.span.covers(self.on) && counts(one.state));
        let retired = self.standings.iter().any(|one| {
            let retirement = one.career.and_then(|career| career.retirement);
            one.scheme == scheme && retirement.is_some_and(|it| it.retired_on <= self.on)
        });
        enrolled || retired || scheme == Scheme::Employee && self.employer().is_some()
    }

    /// The employer on whose roll the person is on the day.
    #[must_use]
    pub fn employer(&self) -> Option<&store::people::affiliations::Placed> {
        let on_roll = |role| !matches!(role, MemberRole::Student);
        let mut now = self.places.iter();
        now.rfind(|one| on_roll(one.is.role) && one.is.covers(self.on))
    }

    /// The span that entitles on the day, with the standing that it is of.
    #[must_use]
    pub fn entitled_by(&self, scheme: Scheme) -> Option<(&Standing, &Span)> {
        let mine = self.standings.iter().filter(|one| one.scheme == scheme);
        let mut spans = mine.filter_map(|one| {
            let derived = one.derived.as_ref().ok()?;
            Some((one, derived.on(self.on)?))
        });
        spans.next()
    }

    /// The place of insurance: a member of the employee scheme belongs to the county of the employer.
    #[must_use]
    pub fn region_in(&self, scheme: Scheme, standing: RegionCode) -> RegionCode {
        match (scheme, self.employer()) {
            (Scheme::Employee, Some(employer)) => employer.region,
            _ => standing,
        }
    }

    fn elsewhere(&self, scheme: Scheme) -> Refused {
        let (name, on) = (self.person.name.masked(), self.on);
        let others: Vec<&str> = self.schemes().into_iter().map(Scheme::zh).collect();
        let zh = if others.is_empty() {
            format!(
                "参保人 {name} 在 {on} 没有参加{}，请到参保地经办机构办理参保。",
                scheme.zh()
            )
        } else {
            format!(
                "参保人 {name} 在 {on} 没有参加{}，参保记录为{}，请按 1101 返回的险种办理。",
                scheme.zh(),
                others.join("、")
            )
        };
        Refused::new("person.not_insured", zh)
    }

    fn not_entitled(&self, scheme: Scheme, answers: &[&Derived]) -> Refused {
        let (name, on) = (self.person.name.masked(), self.on);
        let why = told(answers, on).concat();
        let zh = format!("参保人 {name} 的{}：{why}", scheme.zh());
        let refused = Refused::new("person.not_entitled", zh);
        let mut bars = answers.iter().flat_map(|derived| derived.barred(on));
        match bars.next().filter(|bar| !bar.basis.articles.is_empty()) {
            // The sentence of the bar names its article already; programs read it here.
            Some(bar) => refused.under(&bar.basis.articles),
            None => refused,
        }
    }
}

/// The unbroken days around a span: spans of one month each, paid month by month, are one stretch.
fn stretch(standing: &Standing, span: &Span) -> (Date, Option<Date>) {
    let (mut from, mut until) = (span.from, span.until);
    let spans = standing.derived.as_ref().map(|it| it.spans.as_slice());
    let spans = spans.unwrap_or_default();
    for earlier in spans.iter().rev().filter(|one| one.from < span.from) {
        let meets = |last: Date| last.add_days(1).is_some_and(|next| next >= from);
        if !earlier.until.is_some_and(meets) {
            break;
        }
        from = earlier.from;
    }
    for later in spans.iter().filter(|one| one.from > span.from) {
        let next = until.and_then(|last| last.add_days(1));
        if next.is_none_or(|next| later.from > next) {
            break;
        }
        until = later.until;
    }
    (from, until)
}
