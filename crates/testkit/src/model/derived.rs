//! Facts that the rules of a package derive: classes, `[derive]`, entitlement (section 2).

use super::amount::{Amount, Sort};
use super::exact::{Exact, whole};
use super::fact::Fact;
use super::fault::{Fault, package};
use super::package::{Package, covers, text};
use super::record::Record;
use super::scene::Scene;
use super::{condition, value};
use crate::plain::Claim;
use base::Date;
use toml::{Table, Value};

/// The scene of a claim, its derived facts included.
pub fn scene<'a>(
    package: &'a Package,
    claim: &'a Claim,
    before: &'a Record,
) -> Result<Scene<'a>, Fault> {
    Scene::new(package, claim, before, fact)
}

fn fact(scene: &Scene<'_>, name: &str) -> Result<Option<Option<Fact>>, Fault> {
    if name == "entitled" {
        return entitled(scene).map(Some);
    }
    if let Some(how) = scene.package.named("derive", name) {
        return derived(scene, how).map(Some);
    }
    match scene.class(name) {
        Some(class) => class_of(scene, name, class).map(Some),
        None => Ok(None),
    }
}

fn class_of(scene: &Scene<'_>, name: &str, class: &Table) -> Result<Option<Fact>, Fault> {
    for row in class
        .get("rows")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let row = row.as_table().ok_or_else(|| package("class row"))?;
        if condition::holds(scene, text(row, "when"))? {
            return Ok(text(row, "is").map(|is| Fact::Word(is.to_owned())));
        }
    }
    Err(Fault::NoRow(name.to_owned()))
}

fn derived(scene: &Scene<'_>, how: &Table) -> Result<Option<Fact>, Fault> {
    if let Some(set) = text(how, "count_of") {
        return Ok(match scene.fact(set)? {
            Some(Fact::Set(members)) => Some(Fact::Number(count(members.len()))),
            _ => Some(Fact::Number(count(0))),
        });
    }
    if let Some(acc) = text(how, "ordinal") {
        return Ok(Some(Fact::Number(scene.acc_before(acc)? + whole(1))));
    }
    if let Some(acc) = text(how, "before") {
        return Ok(Some(Fact::Number(scene.acc_before(acc)?)));
    }
    let is = how
        .get("is")
        .ok_or_else(|| package("derive without `is`"))?;
    let sort = Sort::named(text(how, "type").unwrap_or_default())?;
    Ok(value::of(scene, is, sort)?.map(|found| match found {
        Amount::Number(number) => Fact::Number(number),
        Amount::Day(day) => Fact::Date(day),
    }))
}

fn entitled(scene: &Scene<'_>) -> Result<Option<Fact>, Fault> {
    let on = scene.day("service_date")?.unwrap_or(scene.law);
    let entries = scene.package.list("entitlement");
    if entries.is_empty() {
        let from = scene.day("entitled_from")?.is_none_or(|from| from <= on);
        let until = scene.day("entitled_until")?.is_none_or(|until| on <= until);
        return Ok(Some(yes_no(from && until)));
    }
    let (mut ground, mut bar) = (false, false);
    for entry in entries.into_iter().filter(|entry| covers(entry, scene.law)) {
        if spans(scene, entry, on)? {
            let bars = entry.get("bars").and_then(Value::as_bool) == Some(true);
            bar |= bars;
            ground |= !bars;
        }
    }
    Ok(Some(yes_no(ground && !bar)))
}

fn spans(scene: &Scene<'_>, entry: &Table, on: Date) -> Result<bool, Fault> {
    if !condition::holds(scene, text(entry, "when"))? {
        return Ok(false);
    }
    let side = |key: &str| match entry.get(key) {
        Some(is) => value::of(scene, is, Sort::Date),
        None => Ok(None),
    };
    let starts = matches!(side("starts")?, Some(Amount::Day(day)) if day <= on);
    let ended = matches!(side("ends")?, Some(Amount::Day(day)) if day < on);
    Ok(starts && !ended)
}

fn count(members: usize) -> Exact {
    whole(i64::try_from(members).unwrap_or(i64::MAX))
}

fn yes_no(yes: bool) -> Fact {
    Fact::Word(if yes { "yes" } else { "no" }.to_owned())
}
