//! One claim: denials, items, steps, and what is left (reference, sections 8 and 9).

use super::exact::{Exact, whole};
use super::fault::Fault;
use super::items;
use super::moves;
use super::package::{Package, covers, text, texts};
use super::pay::Remainder;
use super::record::{Delta, Record};
use super::scene::Scene;
use super::step;
use super::{condition, derived};
use crate::plain::{Bill, Claim, Given};
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;
use toml::Table;

/// What becomes of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Reasons of denial, in file order.
    pub denied: Vec<String>,
    /// Clauses that ask for a person, in file order.
    pub reviews: Vec<String>,
    /// Total of the bill, 分.
    pub total: Exact,
    /// What entered the open parts, 分.
    pub in_policy: Exact,
    /// Money by payer; payers of nothing are left out.
    pub payers: BTreeMap<String, Exact>,
    /// Money by cause of burden; causes of nothing are left out.
    pub burden: BTreeMap<String, Exact>,
    /// What the accumulators took.
    pub deltas: Vec<Delta>,
}

/// Judges a claim after what was recorded before it.
///
/// # Errors
/// [`Fault`] where the input is broken, never for a benefit decision.
pub fn judge(package: &Package, claim: &Claim, before: &Record) -> Result<Judgement, Fault> {
    let empty = Given::new();
    let mut scene = derived::scene(package, claim, before)?;
    let reviews = reviews(&scene)?;
    let denied = denials(&scene)?;
    let first = enter(&mut scene, &claim.bill)?;
    if denied.is_empty() {
        items::price(&mut scene, &claim.bill, &empty)?;
        let mut exact = Remainder::default();
        for rule in package.list("step").into_iter().skip(first) {
            if step::applies(&scene, rule)? {
                step::run(&mut scene, rule, &mut exact)?;
            }
        }
        let open = package.open_pots();
        let left = moves::standing(&scene, &open);
        moves::shift(&mut scene, &open, "burden.uncovered", &left);
    } else {
        // A denied claim is not priced.
        scene.total += items::total(&claim.bill)?;
        scene.pots = BTreeMap::from([("burden.denied".to_owned(), scene.total.clone())]);
    }
    balanced(&scene)?;
    Ok(Judgement {
        denied,
        reviews,
        payers: pots_of(&scene, "payer."),
        burden: pots_of(&scene, "burden."),
        total: scene.total,
        in_policy: scene.in_policy,
        deltas: scene.added,
    })
}

/// Every reason that holds.
fn denials(scene: &Scene<'_>) -> Result<Vec<String>, Fault> {
    let mut reasons = Vec::new();
    for rule in in_time(scene, "deny") {
        if condition::holds(scene, text(rule, "when"))? {
            reasons.extend(text(rule, "reason").map(str::to_owned));
        }
    }
    Ok(reasons)
}

/// Clauses that are not expressed: some ask for a person, some refuse the claim.
fn reviews(scene: &Scene<'_>) -> Result<Vec<String>, Fault> {
    let mut flagged = Vec::new();
    for clause in in_time(scene, "untranslated") {
        let effect = text(clause, "effect").unwrap_or("note");
        if effect == "note" || !condition::holds(scene, text(clause, "when"))? {
            continue;
        }
        let id = text(clause, "id").unwrap_or_default().to_owned();
        if effect == "refuse" {
            return Err(Fault::Untranslated(id));
        }
        flagged.push(id);
    }
    Ok(flagged)
}

fn in_time<'a>(scene: &Scene<'a>, section: &str) -> Vec<&'a Table> {
    let law = scene.law;
    scene
        .package
        .list(section)
        .into_iter()
        .filter(|rule| covers(rule, law))
        .collect()
}

/// Lays what earlier layers left into the pots, and says at which step the claim enters.
fn enter(scene: &mut Scene<'_>, bill: &Bill) -> Result<usize, Fault> {
    let Bill::Enter { at, burden, paid } = bill else {
        return Ok(0);
    };
    let prefixed = |prefix, pots: &Vec<(String, i64)>| -> Vec<(String, i64)> {
        pots.iter()
            .map(|(name, amount)| (format!("{prefix}.{name}"), *amount))
            .collect()
    };
    for (pot, amount) in [prefixed("burden", burden), prefixed("payer", paid)].concat() {
        if amount < 0 {
            return Err(Fault::Amount(pot));
        }
        scene.total += whole(amount);
        *scene.pots.entry(pot).or_insert_with(Exact::zero) += whole(amount);
    }
    let layers = texts(scene.package.head("layers"));
    let is_layer = layers.contains(&at.as_str()) || (layers.is_empty() && at == "basic");
    let is_there = |step: &&Table| {
        let layer = text(step, "layer").unwrap_or("basic");
        let named = if is_layer {
            layer == at
        } else {
            text(step, "id") == Some(at)
        };
        named && covers(step, scene.law)
    };
    let found = scene.package.list("step").iter().position(is_there);
    found.ok_or_else(|| Fault::NoEntry(at.clone()))
}

fn balanced(scene: &Scene<'_>) -> Result<(), Fault> {
    let sum: Exact = scene.pots.values().sum();
    let sound = sum == scene.total
        && scene
            .pots
            .values()
            .all(|money| money.is_integer() && !money.is_negative());
    if sound {
        Ok(())
    } else {
        Err(Fault::Package(format!("pots: {:?}", scene.pots)))
    }
}

fn pots_of(scene: &Scene<'_>, prefix: &str) -> BTreeMap<String, Exact> {
    let filled = scene.pots.iter().filter(|(_, money)| !money.is_zero());
    let of = filled.filter_map(|(pot, money)| Some((pot.strip_prefix(prefix)?, money)));
    of.map(|(name, money)| (name.to_owned(), money.clone()))
        .collect()
}
