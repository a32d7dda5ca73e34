//! `share` and `bands`: the six numbered sentences of the reference, section 9, in their order.

use super::amount::Sort;
use super::condition;
use super::exact::{Exact, not_below_zero, round, whole};
use super::fault::{Fault, package};
use super::moves;
use super::package::text;
use super::scene::Scene;
use super::value::{self, money_or_zero};
use num_traits::Zero;
use toml::{Table, Value};

/// The unrounded remainder of the last capped share: its list of pots, and how much less than the
/// whole 分 in them is exact.
pub type Remainder = Option<(Vec<String>, Exact)>;

/// A cap with its numbers.
pub struct Cap {
    acc: Option<String>,
    on_cost: bool,
    /// What is left of the limit; `None` where `unless` lifts it.
    left: Option<Exact>,
}

/// Segments of the axis of cost, and where the claim lies on it.
struct Axis {
    /// Upper end (open where `None`) and ratio, in rising order.
    segments: Vec<(Option<Exact>, Exact)>,
    /// Position of the first 分 of the claim.
    from: Exact,
    /// Below this position nothing is paid.
    pays_from: Exact,
}

/// Pays a share; `None` where a value has no value. Answers the remainder that stays exact.
pub fn run(
    scene: &mut Scene<'_>,
    step: &Table,
    exact: Option<&(Vec<String>, Exact)>,
) -> Result<Remainder, Fault> {
    let source = moves::source(scene, step, "open")?;
    let stands = moves::standing(scene, &source);
    // B: what stands in the source, less what an earlier share left unrounded.
    let kept = exact
        .filter(|(pots, _)| *pots == source)
        .map(|(_, short)| short.clone());
    let short = kept.unwrap_or_else(Exact::zero);
    let base = &stands - &short;
    let Some(caps) = caps(scene, step)? else {
        return Ok(None);
    };
    let Some(axis) = axis(scene, step)? else {
        return Ok(None);
    };
    let Some(minus) = money_or_zero(scene, step.get("minus"))? else {
        return Ok(None);
    };

    // 1. Cost caps: E.
    let costs = caps.iter().filter(|cap| cap.on_cost);
    let eligible = costs.fold(base.clone(), capped);
    // 2. gross, exact.
    let gross = gross(&axis, &eligible);
    // 3. paid: rounded, less `minus`, between 0 and E in whole 分, then the paid caps.
    let (mode, unit) = scene.package.rounding();
    let rounded = round(&gross, mode, &whole(unit)).ok_or_else(|| package("rounding"))?;
    let uncapped = not_below_zero(rounded - minus).min(eligible.ceil());
    let paid = caps
        .iter()
        .filter(|cap| !cap.on_cost)
        .fold(uncapped.clone(), capped);
    // 4. What the payment consumed of the cost.
    let consumed = if paid < uncapped {
        consumed(
            text(step, "consumed").unwrap_or("exact"),
            &axis,
            &paid,
            &eligible,
        )?
    } else {
        eligible.clone()
    };
    let remainder = &base - &consumed;
    let whole_consumed = &stands - remainder.ceil();
    // 5. The money moves.
    let stays = settle(scene, step, &source, (&paid, &whole_consumed, &stands))?;
    // 6. The accumulators grow.
    grow_caps(scene, &caps, &paid, &whole_consumed)?;
    if let Some(base_acc) = text(step, "base_acc") {
        moves::grow(scene, base_acc, &eligible.ceil())?;
    }
    counts(scene, step, &paid, &whole_consumed)?;
    let short = match stays {
        Stays::Remainder => remainder.ceil() - remainder,
        Stays::AllUnpaid => short,
        Stays::Nothing => Exact::zero(),
    };
    Ok(if short.is_zero() {
        None
    } else {
        Some((source, short))
    })
}

/// Evaluates `caps`; `None` where a limit has no value.
pub fn caps(scene: &Scene<'_>, step: &Table) -> Result<Option<Vec<Cap>>, Fault> {
    let mut caps = Vec::new();
    for cap in step
        .get("caps")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let cap = cap.as_table().ok_or_else(|| package("caps"))?;
        let lifted = match text(cap, "unless") {
            Some(unless) => condition::holds(scene, Some(unless))?,
            None => false,
        };
        let acc = text(cap, "acc");
        let mut left = None;
        if !lifted {
            let limit = cap
                .get("limit")
                .ok_or_else(|| package("cap without limit"))?;
            let Some(limit) = value::number(scene, limit, Sort::Money)? else {
                return Ok(None);
            };
            left = Some(not_below_zero(limit - moves::acc_or_zero(scene, acc)?));
        }
        let on_cost = text(cap, "basis") == Some("cost");
        caps.push(Cap {
            acc: acc.map(str::to_owned),
            on_cost,
            left,
        });
    }
    Ok(Some(caps))
}

/// An amount within a cap.
pub fn capped(amount: Exact, cap: &Cap) -> Exact {
    match &cap.left {
        Some(left) => amount.min(left.clone()),
        None => amount,
    }
}

/// The accumulators of caps grow, each once for a basis.
pub fn grow_caps(
    scene: &mut Scene<'_>,
    caps: &[Cap],
    paid: &Exact,
    cost: &Exact,
) -> Result<(), Fault> {
    let mut grown = Vec::new();
    for cap in caps {
        let Some(acc) = &cap.acc else { continue };
        if !grown.contains(&(acc, cap.on_cost)) {
            grown.push((acc, cap.on_cost));
            moves::grow(scene, acc, if cap.on_cost { cost } else { paid })?;
        }
    }
    Ok(())
}

/// A share is a single segment that begins at the claim; bands begin at offset + `base_acc`.
fn axis(scene: &Scene<'_>, step: &Table) -> Result<Option<Axis>, Fault> {
    let zero = Exact::zero;
    if text(step, "do") == Some("share") {
        let ratio = step
            .get("ratio")
            .ok_or_else(|| package("share without ratio"))?;
        let ratio = value::number(scene, ratio, Sort::Ratio)?;
        return Ok(ratio.map(|ratio| Axis {
            segments: vec![(None, ratio)],
            from: zero(),
            pays_from: zero(),
        }));
    }
    let offset = money_or_zero(scene, step.get("offset"))?;
    let threshold = money_or_zero(scene, step.get("threshold"))?;
    let (Some(offset), Some(threshold), Some(segments)) =
        (offset, threshold, segments(scene, step)?)
    else {
        return Ok(None);
    };
    let position =
        offset + text(step, "base_acc").map_or(Ok(zero()), |acc| scene.acc_before(acc))?;
    let on_excess = text(step, "on") == Some("excess");
    Ok(Some(Axis {
        segments,
        // On the excess the axis itself begins at the threshold.
        from: if on_excess {
            position - &threshold
        } else {
            position
        },
        pays_from: if on_excess { zero() } else { threshold },
    }))
}

type Segments = Vec<(Option<Exact>, Exact)>;

fn segments(scene: &Scene<'_>, step: &Table) -> Result<Option<Segments>, Fault> {
    let mut segments = Vec::new();
    for band in step
        .get("bands")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let band = band.as_table().ok_or_else(|| package("bands"))?;
        let ratio = band
            .get("ratio")
            .ok_or_else(|| package("band without ratio"))?;
        let Some(ratio) = value::number(scene, ratio, Sort::Ratio)? else {
            return Ok(None);
        };
        let upto = match band.get("upto") {
            None => None,
            Some(upto) => match value::number(scene, upto, Sort::Money)? {
                None => return Ok(None),
                found => found,
            },
        };
        segments.push((upto, ratio));
    }
    Ok(Some(segments))
}

/// The stretches of a claim of some cost on the axis: how long, at which ratio, with the stretches
/// that pay nothing in between.
fn stretches(axis: &Axis, cost: &Exact) -> Vec<(Exact, Exact)> {
    let until = &axis.from + cost;
    let paying = axis
        .from
        .clone()
        .max(axis.pays_from.clone())
        .max(Exact::zero());
    let unpaid = paying.clone().min(until.clone()) - &axis.from;
    let mut stretches = vec![(not_below_zero(unpaid), Exact::zero())];
    let mut at = paying;
    for (upto, ratio) in &axis.segments {
        let end = upto
            .clone()
            .unwrap_or_else(|| until.clone())
            .min(until.clone());
        if end > at {
            stretches.push((&end - &at, ratio.clone()));
            at = end;
        }
    }
    stretches
}

fn gross(axis: &Axis, cost: &Exact) -> Exact {
    stretches(axis, cost)
        .iter()
        .map(|(length, ratio)| length * ratio)
        .sum()
}

/// The smallest cost for which the axis pays an amount.
fn cost_of(axis: &Axis, paid: &Exact, eligible: &Exact) -> Exact {
    let mut cost = Exact::zero();
    let mut unpaid = paid.clone();
    for (length, ratio) in stretches(axis, eligible) {
        if unpaid.is_zero() {
            return cost;
        }
        let pays = &length * &ratio;
        if pays >= unpaid {
            return cost + unpaid / ratio;
        }
        unpaid -= pays;
        cost += length;
    }
    if unpaid.is_zero() {
        cost
    } else {
        eligible.clone()
    }
}

/// The cost that a capped payment stands for, never more than what was eligible.
fn consumed(mode: &str, axis: &Axis, paid: &Exact, eligible: &Exact) -> Result<Exact, Fault> {
    let cost = cost_of(axis, paid, eligible);
    let cost = match mode {
        "exact" => cost,
        "down" => cost.floor(),
        "half_up" => {
            let cost = round(&cost, "half_up", &whole(1)).ok_or_else(|| package("rounding"))?;
            cost.min(eligible.floor())
        }
        "all" => eligible.clone(),
        other => return Err(package(format!("consumed `{other}`"))),
    };
    Ok(cost.min(eligible.clone()))
}

/// What is left in the source when the money has moved.
enum Stays {
    /// What was not consumed, by itself.
    Remainder,
    /// Everything but what was paid, in whole 分.
    AllUnpaid,
    /// Nothing that was not rounded.
    Nothing,
}

/// Moves paid to the payer, consumed − paid to `rest`, what was not consumed to `over`.
fn settle(
    scene: &mut Scene<'_>,
    step: &Table,
    source: &[String],
    (paid, consumed, stands): (&Exact, &Exact, &Exact),
) -> Result<Stays, Fault> {
    let from_open = source.first().is_some_and(|pot| pot.starts_with("open."));
    let payer = moves::payer(scene, step)?;
    moves::shift(scene, source, &payer, paid);
    let rest_leaves = match text(step, "rest") {
        Some("stay") => false,
        None if !from_open => false,
        _ => {
            let rest = moves::target(scene, step, "rest", "copay")?;
            moves::shift(scene, source, &rest, &(consumed - paid));
            true
        }
    };
    let over_leaves = step.contains_key("over") && text(step, "over") != Some("stay");
    if over_leaves {
        let over = moves::target(scene, step, "over", "over_ceiling")?;
        moves::shift_last_first(scene, source, &over, &(stands - consumed));
    }
    Ok(match (over_leaves, rest_leaves) {
        (true, _) => Stays::Nothing,
        (false, true) => Stays::Remainder,
        (false, false) => Stays::AllUnpaid,
    })
}

/// `counts` of a share: paid, cost, or rest.
fn counts(
    scene: &mut Scene<'_>,
    step: &Table,
    paid: &Exact,
    consumed: &Exact,
) -> Result<(), Fault> {
    let counts = step
        .get("counts")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for entry in &counts {
        let entry = entry.as_table().ok_or_else(|| package("counts"))?;
        let acc = text(entry, "acc").ok_or_else(|| package("counts without acc"))?;
        let by = match text(entry, "add") {
            Some("cost") => consumed.clone(),
            Some("rest") => consumed - paid,
            _ => paid.clone(),
        };
        moves::grow(scene, acc, &by)?;
    }
    Ok(())
}
