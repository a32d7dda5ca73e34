//! The steps that are no share: one function a row of the reference's table, section 9.

use super::amount::Sort;
use super::exact::{Exact, not_below_zero, round, whole};
use super::fault::{Fault, package};
use super::moves::{
    acc_or_zero, grow, payer, pot_of, shift, shift_last_first, source, standing, target,
};
use super::package::{covers, text, texts};
use super::pay::Remainder;
use super::scene::Scene;
use super::value;
use super::{condition, pay};
use num_traits::Zero;
use toml::{Table, Value};

/// Whether a step is for this claim: its dates, its kinds of care, its condition.
pub fn applies(scene: &Scene<'_>, step: &Table) -> Result<bool, Fault> {
    if !covers(step, scene.law) {
        return Ok(false);
    }
    if let Some(list) = step.get("for") {
        let care = scene.fact("care")?;
        let is = |kind: &&str| care == Some(super::fact::Fact::Word((*kind).to_owned()));
        if !texts(Some(list)).iter().any(is) {
            return Ok(false);
        }
    }
    condition::holds(scene, text(step, "when"))
}

/// Runs a step.
pub fn run(scene: &mut Scene<'_>, step: &Table, exact: &mut Remainder) -> Result<(), Fault> {
    scene.drained.clear();
    let kept = match text(step, "do") {
        Some("share" | "bands") => pay::run(scene, step, exact.as_ref())?,
        other => {
            simple(scene, step, other.unwrap_or_default())?;
            None
        }
    };
    // A remainder ends when any other step takes money out of one of its pots.
    if exact
        .as_ref()
        .is_some_and(|(pots, _)| pots.iter().any(|pot| scene.drained.contains(pot)))
    {
        *exact = None;
    }
    if kept.is_some() {
        *exact = kept;
    }
    Ok(())
}

fn simple(scene: &mut Scene<'_>, step: &Table, kind: &str) -> Result<(), Fault> {
    match kind {
        "carve" => carve(scene, step),
        "deductible" => deductible(scene, step),
        "limit" => limit(scene, step),
        "draw" => draw(scene, step),
        "guarantee" => guarantee(scene, step),
        "grant" => grant(scene, step),
        "assign" => assign(scene, step),
        "record" => record(scene, step),
        other => Err(package(format!("step kind `{other}`"))),
    }
}

/// Moves round(ratio × source) or min(amount, source).
fn carve(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "open")?;
    let stands = standing(scene, &source);
    let wanted = match step.get("ratio") {
        Some(ratio) => {
            let ratio = value::number(scene, ratio, Sort::Ratio)?;
            let (mode, unit) = scene.package.rounding();
            ratio.and_then(|ratio| round(&(ratio * &stands), mode, &whole(unit)))
        }
        None => money(scene, step, "amount")?,
    };
    let Some(wanted) = wanted else { return Ok(()) };
    let moved = wanted.min(stands);
    let to = target(scene, step, "to", "first_self_pay")?;
    shift(scene, &source, &to, &moved);
    count(scene, step, &moved)
}

/// Moves min(source, amount − used, limit − cap.acc).
fn deductible(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "open")?;
    let Some(amount) = money(scene, step, "amount")? else {
        return Ok(());
    };
    let used = text(step, "used");
    let mut moved =
        not_below_zero(amount - acc_or_zero(scene, used)?).min(standing(scene, &source));
    let cap = step.get("cap").and_then(Value::as_table);
    let cap_acc = cap.and_then(|cap| text(cap, "acc"));
    if let Some(cap) = cap {
        let Some(limit) = money(scene, cap, "limit")? else {
            return Ok(());
        };
        moved = moved.min(not_below_zero(limit - acc_or_zero(scene, cap_acc)?));
    }
    let to = target(scene, step, "to", "deductible")?;
    shift(scene, &source, &to, &moved);
    for acc in [used, cap_acc].into_iter().flatten() {
        grow(scene, acc, &moved)?;
    }
    count(scene, step, &moved)
}

/// Keeps at most amount − used, moves the excess.
fn limit(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "open")?;
    let Some(amount) = money(scene, step, "amount")? else {
        return Ok(());
    };
    let used = text(step, "used");
    let stands = standing(scene, &source);
    let kept = not_below_zero(amount - acc_or_zero(scene, used)?).min(stands.clone());
    let to = target(scene, step, "to", "over_limit")?;
    shift_last_first(scene, &source, &to, &(stands - &kept));
    if let Some(used) = used {
        grow(scene, used, &kept)?;
    }
    count(scene, step, &kept)
}

/// Pays min(source, balance); the balance falls.
fn draw(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "open")?;
    let balance = text(step, "balance").ok_or_else(|| package("draw without balance"))?;
    let paid = standing(scene, &source).min(not_below_zero(scene.acc_now(balance)?));
    let payer = payer(scene, step)?;
    shift(scene, &source, &payer, &paid);
    grow(scene, balance, &-paid)
}

/// Tops up so that the counted payers reach an amount, as far as the source goes.
fn guarantee(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "burden")?;
    let Some(at_least) = money(scene, step, "at_least")? else {
        return Ok(());
    };
    let mut counted = Exact::zero();
    for name in texts(step.get("counting")) {
        counted += standing(scene, &pot_of(scene, "payer", name)?);
    }
    top_up(scene, step, &source, not_below_zero(at_least - counted))
}

/// Pays min(amount, source).
fn grant(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "burden")?;
    let Some(amount) = money(scene, step, "amount")? else {
        return Ok(());
    };
    top_up(scene, step, &source, amount)
}

/// Pays a wanted amount as far as the source and the caps go; every cap grows by the payment.
fn top_up(
    scene: &mut Scene<'_>,
    step: &Table,
    source: &[String],
    wanted: Exact,
) -> Result<(), Fault> {
    let Some(caps) = pay::caps(scene, step)? else {
        return Ok(());
    };
    let mut paid = wanted.min(standing(scene, source));
    for cap in &caps {
        paid = pay::capped(paid, cap);
    }
    let payer = payer(scene, step)?;
    shift(scene, source, &payer, &paid);
    pay::grow_caps(scene, &caps, &paid, &paid)
}

/// Moves all of the source.
fn assign(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let source = source(scene, step, "open")?;
    let to = target(scene, step, "to", "uncovered")?;
    // Pot by pot, so that one which is the target itself does not stand for the others.
    for pot in source {
        let stands = scene.pot(&pot);
        shift(scene, &[pot], &to, &stands);
    }
    Ok(())
}

/// Adds to an accumulator, moves nothing.
fn record(scene: &mut Scene<'_>, step: &Table) -> Result<(), Fault> {
    let acc = text(step, "acc").ok_or_else(|| package("record without acc"))?;
    let added = match (step.get("amount"), step.get("count"), step.get("days")) {
        (Some(amount), _, _) => value::number(scene, amount, Sort::Money)?,
        (_, Some(count), _) => value::number(scene, count, Sort::Int)?,
        (_, _, Some(days)) => value::number(scene, days, Sort::Int)?,
        _ => return Err(package("record of nothing")),
    };
    added.map_or(Ok(()), |added| grow(scene, acc, &added))
}

/// The accumulators of `counts` grow: names, or tables with `acc`.
fn count(scene: &mut Scene<'_>, step: &Table, by: &Exact) -> Result<(), Fault> {
    let counts = step
        .get("counts")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for entry in counts {
        let named = entry
            .as_str()
            .or(entry.as_table().and_then(|table| text(table, "acc")));
        grow(scene, named.ok_or_else(|| package("counts"))?, by)?;
    }
    Ok(())
}

fn money(scene: &Scene<'_>, table: &Table, key: &str) -> Result<Option<Exact>, Fault> {
    let value = table
        .get(key)
        .ok_or_else(|| package(format!("`{key}` is missing")))?;
    value::number(scene, value, Sort::Money)
}
