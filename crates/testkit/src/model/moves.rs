//! What every step does: name pots, move money between them, add to accumulators.

use super::exact::Exact;
use super::fault::{Fault, package};
use super::package::{text, texts};
use super::record::Record;
use super::scene::Scene;
use num_traits::Zero;
use toml::Table;

/// The pots of `source`.
pub fn source(scene: &Scene<'_>, step: &Table, default: &str) -> Result<Vec<String>, Fault> {
    let mut pots = Vec::new();
    match step.get("source") {
        None => pots = scene.package.pots(default)?,
        named => {
            for name in texts(named) {
                pots.extend(scene.package.pots(name)?);
            }
        }
    }
    Ok(pots)
}

/// The pot that a field names.
pub fn target(scene: &Scene<'_>, step: &Table, key: &str, default: &str) -> Result<String, Fault> {
    let pots = scene.package.pots(text(step, key).unwrap_or(default))?;
    pots.into_iter()
        .next()
        .ok_or_else(|| package(format!("pot of {key}")))
}

/// The pot of the payer.
pub fn payer(scene: &Scene<'_>, step: &Table) -> Result<String, Fault> {
    let name = text(step, "payer").ok_or_else(|| package("step without payer"))?;
    let pots = pot_of(scene, "payer", name)?;
    pots.into_iter().next().ok_or_else(|| package("payer"))
}

/// The pots of a name with or without its prefix.
pub fn pot_of(scene: &Scene<'_>, prefix: &str, name: &str) -> Result<Vec<String>, Fault> {
    let bare = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(name);
    scene.package.pots(&format!("{prefix}.{bare}"))
}

/// Money in a list of pots.
pub fn standing(scene: &Scene<'_>, pots: &[String]) -> Exact {
    pots.iter().map(|pot| scene.pot(pot)).sum()
}

/// Moves an amount, the first pot first.
pub fn shift(scene: &mut Scene<'_>, from: &[String], to: &str, amount: &Exact) {
    let mut left = amount.clone();
    for pot in from {
        let part = left.clone().min(scene.pot(pot));
        left -= &part;
        if part.is_zero() || pot == to {
            continue;
        }
        scene.drained.insert(pot.clone());
        *scene.pots.entry(pot.clone()).or_insert_with(Exact::zero) -= &part;
        *scene.pots.entry(to.to_owned()).or_insert_with(Exact::zero) += part;
    }
}

/// Moves an amount, the last pot first.
pub fn shift_last_first(scene: &mut Scene<'_>, from: &[String], to: &str, amount: &Exact) {
    let from: Vec<String> = from.iter().rev().cloned().collect();
    shift(scene, &from, to, amount);
}

/// An accumulator grows.
pub fn grow(scene: &mut Scene<'_>, acc: &str, by: &Exact) -> Result<(), Fault> {
    let days = scene.days()?;
    let of = (Some(scene.claim.id.as_str()), acc);
    let delta = Record::change(scene.package, of, &scene.claim.owners, &days, by.clone())?;
    scene.added.push(delta);
    Ok(())
}

/// An accumulator at this moment, 0 where none is named.
pub fn acc_or_zero(scene: &Scene<'_>, acc: Option<&str>) -> Result<Exact, Fault> {
    acc.map_or(Ok(Exact::zero()), |acc| scene.acc_now(acc))
}
