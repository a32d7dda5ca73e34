//! The items stage: each line priced by the first rule that holds (reference, section 8).

use super::amount::Sort;
use super::condition;
use super::exact::{Exact, not_below_zero, round, whole};
use super::fact::Fact;
use super::fault::{Fault, package};
use super::package::text;
use super::scene::Scene;
use super::value;
use crate::plain::{Bill, Given, Line};
use num_traits::{Signed, Zero};
use toml::{Table, Value};

/// A line after its price limit: what is left of it, and under which first self-pay.
struct Left {
    /// Number of the rule, the pots that it names and its ratio: lines that share all of these are
    /// summed where `rounding.items` is `sum`.
    under: (Option<usize>, String, String, Exact),
    amount: Exact,
}

/// Puts the bill into the pots.
pub fn price<'a>(scene: &mut Scene<'a>, bill: &'a Bill, empty: &'a Given) -> Result<(), Fault> {
    match bill {
        Bill::Amount(amount) => {
            let line = Line {
                amount: *amount,
                facts: empty.clone(),
            };
            price_lines(scene, std::slice::from_ref(&line))
        }
        Bill::Lines(lines) => price_lines(scene, lines),
        Bill::Enter { .. } => Ok(()),
    }
}

fn price_lines(scene: &mut Scene<'_>, lines: &[Line]) -> Result<(), Fault> {
    let mut left = Vec::new();
    scene.total = sum(lines)?;
    for line in lines {
        left.extend(price_line(scene, line)?);
    }
    for (under, amount) in gathered(scene, left) {
        first_self_pay(scene, &under, &amount)?;
    }
    if scene.pots.values().any(Signed::is_negative) {
        return Err(Fault::Amount("items".to_owned()));
    }
    scene.in_policy = scene
        .package
        .open_pots()
        .iter()
        .map(|pot| scene.pot(pot))
        .sum();
    Ok(())
}

/// The total of a bill; nothing where it enters at a later layer.
pub fn total(bill: &Bill) -> Result<Exact, Fault> {
    match bill {
        Bill::Amount(amount) => sum(&[Line {
            amount: *amount,
            facts: Given::new(),
        }]),
        Bill::Lines(lines) => sum(lines),
        Bill::Enter { .. } => Ok(Exact::zero()),
    }
}

fn sum(lines: &[Line]) -> Result<Exact, Fault> {
    let sum: Exact = lines.iter().map(|line| whole(line.amount)).sum();
    if sum.is_negative() {
        Err(Fault::Amount("total".to_owned()))
    } else {
        Ok(sum)
    }
}

/// One line up to its price limit; `None` where all of it is excluded.
fn price_line(scene: &mut Scene<'_>, line: &Line) -> Result<Option<Left>, Fault> {
    let view = scene.clone();
    let view = view.of_line(&line.facts);
    let amount = whole(line.amount);
    for (number, rule) in scene.package.list("item").into_iter().enumerate() {
        if condition::holds(&view, text(rule, "when"))? {
            return by_rule(scene, &view, (number, rule), amount);
        }
    }
    by_default(scene, &view, amount)
}

fn by_rule(
    scene: &mut Scene<'_>,
    view: &Scene<'_>,
    (number, rule): (usize, &Table),
    mut amount: Exact,
) -> Result<Option<Left>, Fault> {
    let to = |key: &str, default: &str| pot(scene, text(rule, key).unwrap_or(default));
    let (excluded, first_to) = (
        to("exclude_to", "excluded")?,
        to("first_to", "first_self_pay")?,
    );
    let part = pot(
        scene,
        &format!("open.{}", text(rule, "part").unwrap_or("main")),
    )?;
    let excludes = rule.get("exclude").and_then(Value::as_bool) == Some(true);
    if excludes || rule.contains_key("exclude_to") {
        add(scene, &excluded, amount);
        return Ok(None);
    }
    if let Some(limit) = optional(view, rule.get("price_limit"), Sort::Money)? {
        amount = limited(scene, view, amount, &limit)?;
    }
    let first = optional(view, rule.get("first"), Sort::Ratio)?;
    let under = (
        Some(number),
        first_to,
        part,
        first.unwrap_or_else(Exact::zero),
    );
    Ok(Some(Left { under, amount }))
}

/// Without a rule: c and out are excluded, the rest follows the facts of the line.
fn by_default(
    scene: &mut Scene<'_>,
    view: &Scene<'_>,
    mut amount: Exact,
) -> Result<Option<Left>, Fault> {
    let item = view.fact("item")?;
    if [Some("c"), Some("out")].contains(&item.as_ref().and_then(word)) {
        add(scene, "burden.excluded", amount);
        return Ok(None);
    }
    if ![Some("a"), Some("b"), Some("in_policy")].contains(&item.as_ref().and_then(word)) {
        return Err(Fault::NoRow("item".to_owned()));
    }
    if let Some(limit) = value::line_number(view, "price_limit")? {
        amount = limited(scene, view, amount, &limit)?;
    }
    let first = value::line_number(view, "own_first")?.unwrap_or_else(Exact::zero);
    let under = (
        None,
        "burden.first_self_pay".to_owned(),
        "open.main".to_owned(),
        first,
    );
    Ok(Some(Left { under, amount }))
}

fn word(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Word(word) => Some(word),
        _ => None,
    }
}

/// Takes off what is above the limit a unit; a negative line mirrors the positive one.
fn limited(
    scene: &mut Scene<'_>,
    view: &Scene<'_>,
    amount: Exact,
    limit: &Exact,
) -> Result<Exact, Fault> {
    let quantity = value::line_number(view, "quantity")?.unwrap_or_else(|| whole(1));
    let over = not_below_zero(amount.abs() - limit * quantity);
    let over = if amount.is_negative() { -over } else { over };
    add(scene, "burden.over_limit", over.clone());
    Ok(amount - over)
}

/// The amounts on which first self-pay is computed and rounded: line by line, or the sum of the
/// lines under one rule and ratio.
fn gathered(scene: &Scene<'_>, left: Vec<Left>) -> Vec<((String, String, Exact), Exact)> {
    let rounding = scene.package.head("rounding").and_then(Value::as_table);
    let by_sum = rounding.and_then(|table| text(table, "items")) == Some("sum");
    let mut sums: Vec<Left> = Vec::new();
    for line in left {
        match sums
            .iter_mut()
            .find(|sum| by_sum && sum.under == line.under)
        {
            Some(sum) => sum.amount += line.amount,
            None => sums.push(line),
        }
    }
    let pots_and_ratio = |left: Left| ((left.under.1, left.under.2, left.under.3), left.amount);
    sums.into_iter().map(pots_and_ratio).collect()
}

fn first_self_pay(
    scene: &mut Scene<'_>,
    (first_to, part, ratio): &(String, String, Exact),
    amount: &Exact,
) -> Result<(), Fault> {
    let (mode, unit) = scene.package.rounding();
    let first = round(&(ratio * amount), mode, &whole(unit)).ok_or_else(|| package("rounding"))?;
    // A unit larger than the 分 may round above the amount; the person never bears more than it.
    let first = if first.abs() > amount.abs() {
        amount.clone()
    } else {
        first
    };
    add(scene, part, amount - &first);
    add(scene, first_to, first);
    Ok(())
}

fn optional(scene: &Scene<'_>, value: Option<&Value>, sort: Sort) -> Result<Option<Exact>, Fault> {
    value.map_or(Ok(None), |value| value::number(scene, value, sort))
}

fn pot(scene: &Scene<'_>, name: &str) -> Result<String, Fault> {
    let pots = scene.package.pots(name)?;
    pots.into_iter()
        .next()
        .ok_or_else(|| package(format!("pot {name}")))
}

fn add(scene: &mut Scene<'_>, pot: &str, amount: Exact) {
    *scene.pots.entry(pot.to_owned()).or_insert_with(Exact::zero) += amount;
}
