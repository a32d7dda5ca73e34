//! Every standard that a package gives in a year, found by asking it about people of every kind.

use super::read::Question;
use super::{Standard, Year, standard};
use base::{Date, Refused};
use benefit::claim::Facts;
use benefit::plan::{FactDecl, FactId, FactScope, FactType, Policy};
use std::collections::BTreeMap;

/// Ages asked about, in completed years at the first day: child, student, adult, and both sides of the
/// ages at which packages tell elderly people apart.
const AGES: [i32; 6] = [8, 19, 40, 57, 62, 75];

/// More combinations than this are not asked one by one.
const MOST: usize = 20_000;

/// The standards of a year by group and tier: one for each kind of people that the package tells apart.
///
/// People differ by one certified identity or none, by age and sex, and by the package's own facts of few
/// values (tier, track, school). Kinds of people whom the package has no standard for are passed over.
///
/// # Errors
/// What the package lacks (a parameter that was not set), or that no kind of people has a standard.
pub fn survey(policy: &Policy, year: Year) -> Result<Vec<Standard>, Refused> {
    let mut found: BTreeMap<(String, String, String), Standard> = BTreeMap::new();
    let mut first_refusal = None;
    for facts in kinds_of_people(policy, year) {
        let answer = Question::new(policy, year, &facts).and_then(|question| standard(&question));
        match answer {
            Ok(one) => {
                let name = |text: Option<&str>| text.unwrap_or_default().to_owned();
                let group = name(one.group.as_ref().map(|group| group.as_str()));
                let tier = name(one.tier.as_ref().map(|tier| tier.as_str()));
                found.entry((group, tier, one.entry.clone())).or_insert(one);
            }
            Err(refused) if refused.code() == "standard.unset" => return Err(refused),
            Err(refused) => {
                first_refusal.get_or_insert(refused);
            }
        }
    }
    if found.is_empty() {
        return Err(first_refusal.unwrap_or_else(|| {
            Refused::new(
                "standard.none",
                format!("政策包没有 {year} 年的筹资标准，请核对年度。"),
            )
        }));
    }
    Ok(found.into_values().collect())
}

/// Facts of one person of each kind, the ordinary adult first.
fn kinds_of_people(policy: &Policy, year: Year) -> Vec<Facts> {
    let mut kinds = vec![Facts::none(policy.facts.len())];
    for (id, decl) in (0..).zip(&policy.facts) {
        let values = values(policy, id, decl, year);
        if values.is_empty() || kinds.len().saturating_mul(values.len()) > MOST {
            continue;
        }
        kinds = kinds
            .iter()
            .flat_map(|facts| values.iter().map(move |value| with(facts, id, *value)))
            .collect();
    }
    kinds
}

fn with(facts: &Facts, id: FactId, value: Option<i64>) -> Facts {
    let mut facts = facts.clone();
    if let Some(value) = value {
        facts.set(id, value);
    }
    facts
}

/// The values of a fact that are asked about; the first is that of an ordinary adult. Empty: left alone.
fn values(policy: &Policy, id: FactId, decl: &FactDecl, year: Year) -> Vec<Option<i64>> {
    if decl.of != FactScope::Person {
        return Vec::new();
    }
    match &decl.ty {
        FactType::Date if policy.known.birth == Some(id) => {
            let births = AGES.iter().filter_map(|age| {
                let born = Date::from_ymd(year.get().checked_sub(*age)?, 1, 1).ok()?;
                Some(Some(i64::from(born.day_number())))
            });
            let mut births: Vec<_> = births.collect();
            births.swap(0, 2);
            births
        }
        FactType::Set(names) => {
            let bits =
                (0..names.len()).filter_map(|bit| 1_i64.checked_shl(u32::try_from(bit).ok()?));
            std::iter::once(None).chain(bits.map(Some)).collect()
        }
        FactType::Enum(names) => {
            let count = i64::try_from(names.len()).unwrap_or(0);
            let all = (0..count).map(Some);
            let absent = decl.nullable || decl.default.is_some();
            absent.then_some(None).into_iter().chain(all).collect()
        }
        FactType::Bool => vec![Some(0), Some(1)],
        _ => Vec::new(),
    }
}
