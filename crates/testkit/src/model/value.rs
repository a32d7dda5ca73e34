//! Values: every form of the reference, section 5, one function a form.

use super::amount::{Amount, Sort, literal};
use super::exact::{Exact, not_below_zero, round, whole};
use super::fact::{Fact, declared};
use super::fault::{Fault, package};
use super::package::text;
use super::scene::Scene;
use super::{condition, table};
use base::Date;
use num_traits::{One, Zero};
use toml::{Table, Value};

/// A value that must be a number; `None`: no value.
pub fn number(scene: &Scene<'_>, value: &Value, sort: Sort) -> Result<Option<Exact>, Fault> {
    match of(scene, value, sort)? {
        Some(Amount::Number(number)) => Ok(Some(number)),
        Some(Amount::Day(_)) => Err(package("a date where a number stands")),
        None => Ok(None),
    }
}

/// Evaluates a value; `None`: no value.
pub fn of(scene: &Scene<'_>, value: &Value, sort: Sort) -> Result<Option<Amount>, Fault> {
    match value {
        Value::String(name) => named(scene, name, value, sort),
        Value::Table(form) if is_date_form(form) => dated(scene, form),
        Value::Table(form) if form.contains_key("first") => first(scene, form, sort),
        Value::Table(form) if sort == Sort::Date => of_dates(scene, form),
        Value::Table(form) => Ok(numeric(scene, form, sort)?.map(Amount::Number)),
        _ => literal(value, sort).map(Some),
    }
}

fn named(
    scene: &Scene<'_>,
    name: &str,
    value: &Value,
    sort: Sort,
) -> Result<Option<Amount>, Fault> {
    let found = |number: Exact| Ok(Some(Amount::Number(number)));
    match name.split_once('.') {
        Some(("table", table)) => table::look_up(scene, table),
        Some(("fact", fact)) => of_fact(scene, fact),
        Some(("value", name)) => {
            let named = scene.package.named("value", name);
            let is = named.and_then(|named| named.get("is"));
            of(
                scene,
                is.ok_or_else(|| package(format!("value {name}")))?,
                sort,
            )
        }
        Some(("acc", acc)) => found(scene.acc_now(acc)?),
        Some(("claim", "total")) => found(scene.total.clone()),
        Some(("claim", "in_policy")) => found(scene.in_policy.clone()),
        Some(("open" | "burden" | "payer", _)) => found(pots(scene, name)?),
        _ if ["open", "burden", "payers"].contains(&name) => found(pots(scene, name)?),
        _ => literal(value, sort).map(Some),
    }
}

fn pots(scene: &Scene<'_>, name: &str) -> Result<Exact, Fault> {
    Ok(scene
        .package
        .pots(name)?
        .iter()
        .map(|pot| scene.pot(pot))
        .sum())
}

fn of_fact(scene: &Scene<'_>, name: &str) -> Result<Option<Amount>, Fault> {
    match scene.fact(name)? {
        Some(Fact::Number(number)) => Ok(Some(Amount::Number(number))),
        Some(Fact::Date(day)) => Ok(Some(Amount::Day(day))),
        Some(_) => Err(package(format!("fact.{name} is no number"))),
        None => Ok(None),
    }
}

fn first(scene: &Scene<'_>, form: &Table, sort: Sort) -> Result<Option<Amount>, Fault> {
    for line in lines(form, "first") {
        if condition::holds(scene, text(line, "when"))? {
            return of(scene, part(line, "is")?, sort);
        }
    }
    match form.get("else") {
        Some(otherwise) => of(scene, otherwise, sort),
        None => Ok(None),
    }
}

fn numeric(scene: &Scene<'_>, form: &Table, sort: Sort) -> Result<Option<Exact>, Fault> {
    let has = |key: &str| form.contains_key(key);
    match () {
        () if has("sum") => Ok(all(scene, form, "sum", sort)?.map(|parts| parts.iter().sum())),
        () if has("min") => Ok(all(scene, form, "min", sort)?.and_then(|p| p.into_iter().min())),
        () if has("max") => Ok(all(scene, form, "max", sort)?.and_then(|p| p.into_iter().max())),
        () if has("minus") => minus(scene, form, sort),
        () if has("points") => points(scene, form),
        () if has("ratio") => share(scene, form),
        () if has("times") => times(scene, form, sort),
        () if has("every") => every(scene, form),
        () if has("complement") => complement(scene, form),
        () if has("self_factor") => self_factor(scene, form),
        () if has("max_of") || has("sum_of") => over_members(scene, form),
        () => Err(package(format!("value {form}"))),
    }
}

/// Every part of a list; no value where one of them has none.
fn all(
    scene: &Scene<'_>,
    form: &Table,
    key: &str,
    sort: Sort,
) -> Result<Option<Vec<Exact>>, Fault> {
    let parts = part(form, key)?.as_array().ok_or_else(|| package(key))?;
    parts.iter().map(|part| number(scene, part, sort)).collect()
}

/// `{ minus = [a, b] }`: a − b, not below 0.
fn minus(scene: &Scene<'_>, form: &Table, sort: Sort) -> Result<Option<Exact>, Fault> {
    Ok(match all(scene, form, "minus", sort)?.as_deref() {
        Some([a, b]) => Some(not_below_zero(a - b)),
        Some(_) => return Err(package("minus")),
        None => None,
    })
}

/// `{ ratio, of, rounding }`: a share of money, rounded once.
fn share(scene: &Scene<'_>, form: &Table) -> Result<Option<Exact>, Fault> {
    let ratio = number(scene, part(form, "ratio")?, Sort::Ratio)?;
    let of = number(scene, part(form, "of")?, Sort::Money)?;
    let (Some(ratio), Some(of)) = (ratio, of) else {
        return Ok(None);
    };
    let (mode, unit) = scene.package.rounding();
    let mode = text(form, "rounding").unwrap_or(mode);
    Ok(round(&(ratio * of), mode, &whole(unit)))
}

/// `{ times, of }`: a multiple.
fn times(scene: &Scene<'_>, form: &Table, sort: Sort) -> Result<Option<Exact>, Fault> {
    let times = number(scene, part(form, "times")?, Sort::Int)?;
    let of = number(scene, part(form, "of")?, sort)?;
    Ok(times.zip(of).map(|(times, of)| times * of))
}

/// `{ every, of, up }`: units begun or completed.
fn every(scene: &Scene<'_>, form: &Table) -> Result<Option<Exact>, Fault> {
    let every = number(scene, part(form, "every")?, Sort::Int)?;
    let of = number(scene, part(form, "of")?, Sort::Int)?;
    let up = form.get("up").and_then(Value::as_bool) == Some(true);
    let units = every.zip(of).map(|(every, of)| of / every);
    Ok(units.map(|units| if up { units.ceil() } else { units.floor() }))
}

/// `{ complement }`: 1 − r.
fn complement(scene: &Scene<'_>, form: &Table) -> Result<Option<Exact>, Fault> {
    let ratio = number(scene, part(form, "complement")?, Sort::Ratio)?;
    Ok(ratio.map(|ratio| Exact::one() - ratio))
}

/// `{ self_factor, of }`: 1 − (1 − r) × f.
fn self_factor(scene: &Scene<'_>, form: &Table) -> Result<Option<Exact>, Fault> {
    let factor = number(scene, part(form, "self_factor")?, Sort::Ratio)?;
    let ratio = number(scene, part(form, "of")?, Sort::Ratio)?;
    let both = factor.zip(ratio);
    Ok(both.map(|(factor, ratio)| Exact::one() - (Exact::one() - ratio) * factor))
}

/// `{ max_of | sum_of, table }`: over the members of a set; members without a row are left out.
fn over_members(scene: &Scene<'_>, form: &Table) -> Result<Option<Exact>, Fault> {
    let largest = text(form, "max_of");
    let set = largest
        .or(text(form, "sum_of"))
        .ok_or_else(|| package("max_of"))?;
    let table = text(form, "table").ok_or_else(|| package("table of a set"))?;
    let table = table.strip_prefix("table.").unwrap_or(table);
    let Some(Fact::Set(members)) = scene.fact(set)? else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for member in &members {
        match table::of_member(scene, table, member) {
            Ok(Some(Amount::Number(number))) => found.push(number),
            Ok(_) | Err(Fault::NoRow(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(if largest.is_some() {
        found.into_iter().max()
    } else {
        Some(found.iter().sum())
    })
}

/// `{ points, to, at_most, at_least }`: every matching line adds its points, then the bounds.
fn points(scene: &Scene<'_>, form: &Table) -> Result<Option<Exact>, Fault> {
    let Some(mut sum) = number(scene, part(form, "to")?, Sort::Ratio)? else {
        return Ok(None);
    };
    for line in lines(form, "points") {
        if condition::holds(scene, text(line, "when"))? {
            match number(scene, part(line, "add")?, Sort::Ratio)? {
                Some(points) => sum += points,
                None => return Ok(None),
            }
        }
    }
    for (key, most) in [("at_most", true), ("at_least", false)] {
        let Some(bound) = form.get(key) else { continue };
        match number(scene, bound, Sort::Ratio)? {
            Some(bound) if most => sum = sum.min(bound),
            Some(bound) => sum = sum.max(bound),
            None => return Ok(None),
        }
    }
    Ok(Some(sum))
}

fn is_date_form(form: &Table) -> bool {
    ["add_days", "add_months", "first_of_next_month", "day_after"]
        .iter()
        .any(|key| form.contains_key(*key))
}

fn dated(scene: &Scene<'_>, form: &Table) -> Result<Option<Amount>, Fault> {
    let day_of = |key: &str| match of(scene, part(form, key)?, Sort::Date)? {
        Some(Amount::Day(day)) => Ok(Some(day)),
        _ => Ok::<_, Fault>(None),
    };
    let moved = if form.contains_key("first_of_next_month") {
        day_of("first_of_next_month")?.and_then(Date::first_of_next_month)
    } else if form.contains_key("day_after") {
        day_of("day_after")?.and_then(|day| day.add_days(1))
    } else {
        let by_days = form.contains_key("add_days");
        let key = if by_days { "add_days" } else { "add_months" };
        let steps = number(scene, part(form, key)?, Sort::Int)?;
        let steps = steps.and_then(|steps| i32::try_from(steps.to_integer()).ok());
        let both = day_of("of")?.zip(steps);
        both.and_then(|(day, n)| {
            if by_days {
                day.add_days(n)
            } else {
                day.add_months(n)
            }
        })
    };
    Ok(moved.map(Amount::Day))
}

/// `{ min }` and `{ max }` of dates: the earliest and the latest.
fn of_dates(scene: &Scene<'_>, form: &Table) -> Result<Option<Amount>, Fault> {
    let latest = form.contains_key("max");
    let parts = part(form, if latest { "max" } else { "min" })?;
    let mut days = Vec::new();
    for part in parts.as_array().ok_or_else(|| package("min"))? {
        match of(scene, part, Sort::Date)? {
            Some(Amount::Day(day)) => days.push(day),
            _ => return Ok(None),
        }
    }
    let day = if latest {
        days.into_iter().max()
    } else {
        days.into_iter().min()
    };
    Ok(day.map(Amount::Day))
}

fn part<'a>(form: &'a Table, key: &str) -> Result<&'a Value, Fault> {
    form.get(key)
        .ok_or_else(|| package(format!("`{key}` is missing in {form}")))
}

fn lines<'a>(form: &'a Table, key: &str) -> Vec<&'a Table> {
    let lines = form.get(key).and_then(Value::as_array);
    lines
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .collect()
}

/// Money that a declared fact or an absent field stands for: 0 where there is none.
pub fn money_or_zero(scene: &Scene<'_>, value: Option<&Value>) -> Result<Option<Exact>, Fault> {
    match value {
        Some(value) => number(scene, value, Sort::Money),
        None => Ok(Some(Exact::zero())),
    }
}

/// A fact of a line that holds a number, where the line has it.
pub fn line_number(scene: &Scene<'_>, name: &str) -> Result<Option<Exact>, Fault> {
    declared(scene.package, name)?;
    match of_fact(scene, name)? {
        Some(Amount::Number(number)) => Ok(Some(number)),
        _ => Ok(None),
    }
}
