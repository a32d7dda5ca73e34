//! The facts of a person on a day, as policy packages name them.

use super::group::Grouping;
use super::kind::Category;
use super::span::{Certified, held};
use crate::Scheme;
use crate::organisation::{Affiliation, MemberRole};
use crate::people::{Household, Person};
use base::{Date, Fen, Refused, RegionLevel, Sex};
use benefit::claim::Facts;
use benefit::input::encode;
use benefit::plan::{FactType, Policy};
use std::collections::BTreeMap;

/// What is known of a person for a day.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The person.
    pub person: &'a Person,
    /// Categories of the person.
    pub categories: &'a [Certified],
    /// Where the person works and studies.
    pub affiliations: &'a [Affiliation],
    /// The household, where it is known.
    pub household: Option<&'a Household>,
    /// The minimum wage of the pooling area in a month on that day, where low income is to be derived.
    pub minimum_wage: Option<Fen>,
    /// The day.
    pub on: Date,
}

impl Circumstances<'_> {
    /// The categories that hold on the day: those certified, and low income in old age where the register
    /// itself proves it (income per head below the minimum wage).
    #[must_use]
    pub fn categories(&self, grouping: &Grouping) -> Vec<Category> {
        let mut categories = held(self.categories, self.person.no, self.on);
        if self.is_poor() && grouping.is_old(self.person.sex, self.person.birth, self.on) {
            categories.push(Category::LaonianDishouru);
            categories.sort_unstable();
            categories.dedup();
        }
        categories
    }

    fn is_poor(&self) -> bool {
        let income = self
            .household
            .and_then(|household| household.monthly_income_per_head(self.on));
        matches!((income, self.minimum_wage), (Some(income), Some(wage)) if income < wage)
    }
}

/// The facts of the registry as text; what is not known is left out.
#[must_use]
pub fn facts(of: &Circumstances<'_>, grouping: &Grouping) -> BTreeMap<&'static str, String> {
    let (person, on) = (of.person, of.on);
    let mut facts = BTreeMap::new();
    facts.insert("birth", person.birth.to_string());
    match person.sex {
        Sex::Male => facts.insert("sex", "male".to_owned()),
        Sex::Female => facts.insert("sex", "female".to_owned()),
        Sex::Unknown | Sex::NotStated => None,
    };
    let categories = of.categories(grouping);
    let identities: Vec<&str> = categories.iter().filter_map(|one| one.identity()).collect();
    facts.insert("identities", identities.join("|"));
    let has = |role| {
        let mut now = of.affiliations.iter().filter(|one| one.covers(on));
        now.find(|one| one.role == role)
    };
    let yes_or_no = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    facts.insert("student", yes_or_no(has(MemberRole::Student).is_some()));
    let retired = has(MemberRole::Retired);
    facts.insert("retired", yes_or_no(retired.is_some()));
    if let Some(since) = retired.and_then(|one| one.belongs.from()) {
        facts.insert("retired_on", since.to_string());
    }
    if let Some(income) = of.household.and_then(|household| {
        let mut incomes = household.incomes.iter().rev();
        incomes.find(|income| income.counts.covers(on))
    }) {
        facts.insert("household_income", income.yearly.to_string());
    }
    if let Some(county) = person.residence.at(RegionLevel::County) {
        facts.insert("county", county.short());
    }
    facts
}

/// The facts encoded for a package: those of the registry that it knows, the day, and the group under the
/// name by which it calls it. Claim facts other than the day are the caller's.
///
/// # Errors
/// `category.group_unknown` where the package has no value for the group, `category.fact` where a fact is
/// outside what the package takes.
pub fn facts_for(
    policy: &Policy,
    scheme: Scheme,
    of: &Circumstances<'_>,
    grouping: &Grouping,
) -> Result<Facts, Refused> {
    let mut encoded = Facts::none(policy.facts.len());
    let mut given = facts(of, grouping);
    given.insert("service_date", of.on.to_string());
    let group = grouping.group(scheme, of.person.birth, of.affiliations, of.on);
    for (id, decl) in (0_u16..).zip(&policy.facts) {
        let text = if decl.name == "insured_as" {
            let FactType::Enum(values) = &decl.ty else {
                continue;
            };
            let names: Vec<String> = values.iter().map(|(name, _)| name.clone()).collect();
            grouping.name_in(group, &names)?.to_owned()
        } else {
            match given.get(decl.name.as_str()) {
                Some(text) => text.clone(),
                None => continue,
            }
        };
        let value = encode(decl, &text).map_err(|error| {
            Refused::new(
                "category.fact",
                format!("人员 {} 的{}", of.person.no, error.zh()),
            )
        })?;
        encoded.set(id, value);
    }
    Ok(encoded)
}
