//! The facts of a person under the names that policy packages use.
//!
//! | facts | from |
//! |---|---|
//! | `birth`, `sex`, `identities`, `student`, `household_income` | the register, as for contributions |
//! | `county` | the county that bears the cost: of the enrolment, of the employer |
//! | `rural` | the kind of household registration |
//! | `retired`, `retired_on`, `pension_from`, `employed_on`, `retirement_age_on`, `extended_service`, `pension_interrupted`, `membership` | the working life |
//! | `paid_months`, `wage`, `first_paid_on` | bills and payments |
//! | `entitled_from`, `entitled_until` | the unbroken entitlement that holds the day |
//! | `enrolled_on`, `gap_years`, `continuous_years` | the enrolments of residents |
//! | `paid_on`, `cover_from`, `in_window`, `newborn`, `newborn_enrolment`, `special_group`, `enrolment` | the benefit year that holds the day |
//! | `insured_as`, `category` | the group of the person, under the word that the package has for it |
//!
//! What the register does not know is left out, so that the package's own default or refusal answers.

use std::sync::LazyLock;

use base::{Date, Refused, RegionLevel};
use benefit::plan::{FactType, Policy};
use enrolment::Scheme;
use enrolment::category::{Circumstances, Group, Grouping, facts};
use enrolment::membership::{EndReason, Enrolment, State};
use enrolment::people::HujiKind;
use settlement::bill::PersonGiven;

use super::{Insured, PersonFile};
use crate::entitlement::Standing;

static GROUPING: LazyLock<Option<Grouping>> =
    LazyLock::new(|| Grouping::parse(Grouping::SHIPPED).ok());

/// Facts by name.
type Named = Vec<(String, String)>;

impl PersonFile {
    /// What the rules of a bill are told of the person. `policies` are the packages that will settle it, the
    /// first layer first: a group is given the word that they have for it.
    ///
    /// # Errors
    /// `category.group_unknown` where the package has no word for the person's group.
    pub fn given(&self, insured: &Insured, policies: &[&Policy]) -> Result<PersonGiven, Refused> {
        let mut named = self.of_register();
        named.extend(self.of_entitlement(insured));
        let standing = self.standings.iter();
        let mut standing = standing.filter(|one| one.scheme == insured.scheme);
        let mine = standing.clone().find(|one| entitles(one, self.on));
        if let Some(standing) = mine.or_else(|| standing.next()) {
            named.extend(self.of_work(standing));
            named.extend(self.of_payments(standing));
        }
        if insured.scheme.is_for_residents() {
            named.extend(self.of_enrolment(insured.scheme));
        }
        named.extend(self.of_group(insured.scheme, policies)?);
        Ok(PersonGiven {
            number: self.number(),
            family: self.household.as_ref().map(|one| one.no.to_string()),
            group: Some(self.benefit_group()),
            facts: last_of_each(named),
        })
    }

    /// Who shares a ceiling: a newborn shares that of the guardian who speaks for it.
    #[must_use]
    pub fn benefit_group(&self) -> String {
        let head = self.person.guardian.filter(|_| self.is_newborn());
        head.unwrap_or_else(|| self.number()).to_string()
    }

    /// Whether the person is in the benefit year of birth.
    pub(super) fn is_newborn(&self) -> bool {
        let births = self.standings.iter().flat_map(|one| &one.paid.newborn);
        let mut births = births.filter(|birth| **birth <= self.on);
        births.any(|birth| birth.year() == self.on.year())
    }

    fn of_register(&self) -> Named {
        let circumstances = Circumstances {
            person: &self.person,
            categories: &self.certified,
            affiliations: &self.affiliations,
            household: self.household.as_ref(),
            minimum_wage: self.minimum_wage,
            on: self.on,
        };
        let mut named: Named = GROUPING.as_ref().map_or_else(Vec::new, |grouping| {
            let facts = facts(&circumstances, grouping).into_iter();
            facts
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        });
        if let Some(kind) = self.person.huji_kind {
            named.push(fact("rural", yes(kind == HujiKind::Rural)));
        }
        named
    }

    fn of_entitlement(&self, insured: &Insured) -> Named {
        let mut named = vec![fact("entitled_from", insured.from)];
        named.extend(insured.until.map(|until| fact("entitled_until", until)));
        let county = insured.region.at(RegionLevel::County);
        named.extend(county.map(|county| fact("county", county.short())));
        named
    }

    fn of_work(&self, standing: &Standing) -> Named {
        let Some(career) = standing.career else {
            return Vec::new();
        };
        let mut named = vec![
            fact("extended_service", yes(career.extended_service)),
            fact("pension_interrupted", yes(career.pension_interrupted)),
            fact("membership", career.membership.code()),
            fact("retired", yes(self.is_retired())),
        ];
        named.extend(career.employed_on.map(|day| fact("employed_on", day)));
        let of_age = career.retirement_age_on;
        named.extend(of_age.map(|day| fact("retirement_age_on", day)));
        if let Some(retirement) = career.retirement {
            named.push(fact("retired_on", retirement.retired_on));
            let pension = retirement.pension_from;
            named.extend(pension.map(|day| fact("pension_from", day)));
        }
        named
    }

    /// Whether the person is retired on the day: by the record of the working life, or on the roll as such.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        let records = self.standings.iter().filter_map(|one| one.career);
        let retired = records.filter_map(|career| career.retirement);
        let registered = retired.map(|it| it.retired_on).min();
        let on_roll = self.affiliations.iter().any(|one| {
            one.role == enrolment::organisation::MemberRole::Retired && one.covers(self.on)
        });
        on_roll || registered.is_some_and(|day| day <= self.on)
    }

    fn of_payments(&self, standing: &Standing) -> Named {
        let mut named = Vec::new();
        let paid = &standing.paid;
        named.extend(paid.first_on.map(|day| fact("first_paid_on", day)));
        named.extend(paid.wage.map(|wage| fact("wage", wage)));
        if standing.scheme == Scheme::Employee {
            named.push(fact("paid_months", paid.months));
        }
        let mut years = paid.years.iter();
        if let Some(year) = years.find(|year| year.from <= self.on && self.on <= year.until) {
            named.push(fact("paid_on", year.on));
            named.push(fact("cover_from", year.from.max(year.on)));
            named.push(fact("in_window", yes(year.in_window)));
            let late = if year.in_window { "window" } else { "late" };
            named.push(fact("enrolment", late));
        }
        if self.is_newborn() {
            let born = ["newborn", "newborn_enrolment", "special_group"];
            named.extend(born.map(|name| fact(name, "yes")));
            named.push(fact("enrolment", "newborn"));
        }
        named
    }

    fn of_enrolment(&self, scheme: Scheme) -> Named {
        let mine = || self.enrolments.iter().filter(|one| one.scheme == scheme);
        let mut named = Vec::new();
        if let Some(now) = mine().find(|one| one.span.covers(self.on) && counts(one.state)) {
            named.push(fact("enrolled_on", now.applied_on));
            named.push(fact("gap_years", now.missed_years.min(99)));
        }
        named.push(fact("continuous_years", self.years_without_a_gap()));
        named
    }

    /// Benefit years enrolled one after the other up to the one of the day, in whatever scheme for residents.
    fn years_without_a_gap(&self) -> i32 {
        let ran = |one: &&Enrolment| match (one.state, one.end) {
            (State::Active, _) => true,
            (State::Ended, Some(end)) => {
                !matches!(end, EndReason::Duplicate | EndReason::Withdrawn)
            }
            _ => false,
        };
        let all = self.enrolments.iter();
        let all = all.filter(|one| one.scheme.is_for_residents()).filter(ran);
        let years: std::collections::BTreeSet<i32> = all
            .filter(|one| one.span.from() <= self.on)
            .map(|one| one.year)
            .collect();
        let Some(last) = years.last().copied() else {
            return 0;
        };
        let back = (0..99).take_while(|n| years.contains(&(last - n)));
        i32::try_from(back.count()).unwrap_or(99)
    }

    /// The word of the packages for the person's group.
    fn of_group(&self, scheme: Scheme, policies: &[&Policy]) -> Result<Named, Refused> {
        let mut named = Vec::new();
        let Some(grouping) = GROUPING.as_ref() else {
            return Ok(named);
        };
        if let Some(values) = words(policies, "insured_as") {
            let name = grouping.name_in(self.group(scheme), &values)?;
            named.push(fact("insured_as", name));
        }
        if let Some(values) = words(policies, "category") {
            let name = if self.is_retired() {
                "retired"
            } else {
                "active"
            };
            if values.iter().any(|value| value == name) {
                named.push(fact("category", name));
            }
        }
        Ok(named)
    }

    /// The group of the person in a scheme on the day.
    #[must_use]
    pub fn group(&self, scheme: Scheme) -> Group {
        let (birth, on) = (self.person.birth, self.on);
        let grouping = GROUPING.as_ref();
        grouping.map_or(Group::Adult, |grouping| {
            grouping.group(scheme, birth, &self.affiliations, on)
        })
    }
}

const fn counts(state: State) -> bool {
    matches!(state, State::Approved | State::Confirmed | State::Active)
}

fn entitles(standing: &Standing, on: Date) -> bool {
    let derived = standing.derived.as_ref();
    derived.is_ok_and(|derived| derived.is_entitled(on))
}

/// The values of a fact of the first package that declares it.
fn words(policies: &[&Policy], name: &str) -> Option<Vec<String>> {
    policies.iter().find_map(|policy| {
        let id = policy.fact(name)?;
        match &policy.facts.get(usize::from(id))?.ty {
            FactType::Enum(values) => Some(values.iter().map(|(value, _)| value.clone()).collect()),
            _ => None,
        }
    })
}

/// One value a name: what was said last stands.
fn last_of_each(named: Named) -> Named {
    let each: std::collections::BTreeMap<String, String> = named.into_iter().collect();
    each.into_iter().collect()
}

fn fact(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

const fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
