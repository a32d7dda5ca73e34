//! A record of events: order of claims, openings, reversals (reference, sections 1 and 7).

use super::derived;
use super::exact::{Exact, whole};
use super::fault::Fault;
use super::judge::{Judgement, judge};
use super::package::Package;
use super::record::{Record, days_of_opening};
use crate::plain::{Claim, Event, Opening};
use num_traits::Zero;
use std::collections::BTreeMap;

/// What became of everything.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The judgement of each claim as it stands at the end; a reversed claim keeps its last one.
    pub claims: BTreeMap<String, Result<Judgement, Fault>>,
    /// Claims that are reversed.
    pub reversed: Vec<String>,
    /// Reversals that were refused, by the claim they name.
    pub refused: Vec<Fault>,
    /// What the accumulators took and kept.
    pub record: Record,
}

/// What an accumulator holds: accumulator, owner, window.
pub type Standing = BTreeMap<(String, String, String), Exact>;

impl History {
    /// Every accumulator that is not 0.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let mut standing = Standing::new();
        for delta in &self.record.deltas {
            let key = (delta.acc.clone(), delta.owner.clone(), delta.window.clone());
            *standing.entry(key).or_insert_with(Exact::zero) += &delta.amount;
        }
        standing.retain(|_, amount| !amount.is_zero());
        standing
    }

    /// What an accumulator holds for the owners and in the window of a claim.
    ///
    /// # Errors
    /// [`Fault`] where the claim or the accumulator is broken.
    pub fn standing_of(&self, package: &Package, acc: &str, claim: &Claim) -> Result<Exact, Fault> {
        derived::scene(package, claim, &self.record)?.acc_before(acc)
    }
}

/// What was taken, in the order in which it was taken.
#[derive(Clone, Copy)]
enum Taken<'a> {
    Opening(&'a Opening),
    Claim(&'a Claim),
}

/// Runs the events as they are recorded; the claims between two other events are put in order.
///
/// # Errors
/// [`Fault::Package`] where an opening names an accumulator that there is not.
pub fn run(package: &Package, events: &[Event]) -> Result<History, Fault> {
    let mut history = History::default();
    let mut taken = Vec::new();
    for stretch in events.chunk_by(|a, b| matches!((a, b), (Event::Claim(_), Event::Claim(_)))) {
        let mut claims: Vec<&Claim> = stretch.iter().filter_map(claim_of).collect();
        claims.sort_by_key(|claim| place(package, claim));
        for claim in claims {
            // A claim that is refused is not taken.
            if take(package, &mut history, Taken::Claim(claim))? {
                taken.push(Taken::Claim(claim));
            }
        }
        for event in stretch {
            match event {
                Event::Claim(_) => {}
                Event::Opening(opening) => {
                    taken.push(Taken::Opening(opening));
                    take(package, &mut history, Taken::Opening(opening))?;
                }
                Event::Reverse(id) => reverse(package, &mut history, &mut taken, id)?,
            }
        }
    }
    Ok(history)
}

fn claim_of(event: &Event) -> Option<&Claim> {
    match event {
        Event::Claim(claim) => Some(claim),
        _ => None,
    }
}

/// Where a claim stands in the order: its date, then its id.
fn place(package: &Package, claim: &Claim) -> (String, String) {
    let by_service = package.head("order").and_then(toml::Value::as_str) == Some("service");
    let date = |name: &str| claim.facts.get(name).cloned();
    let service = date("service_date").unwrap_or_default();
    let day = if by_service {
        service
    } else {
        date("settlement_date").unwrap_or(service)
    };
    (day, claim.id.clone())
}

/// Takes a claim or an opening; false where a claim is refused.
fn take(package: &Package, history: &mut History, taken: Taken<'_>) -> Result<bool, Fault> {
    match taken {
        Taken::Claim(claim) => {
            let judged = judge(package, claim, &history.record);
            let sound = judged.is_ok();
            if let Ok(judgement) = &judged {
                history
                    .record
                    .deltas
                    .extend(judgement.deltas.iter().cloned());
            }
            history.claims.insert(claim.id.clone(), judged);
            return Ok(sound);
        }
        Taken::Opening(opening) => {
            let days = days_of_opening(opening.on, &opening.owners.episode);
            let of = (None, opening.acc.as_str());
            let amount = whole(opening.amount);
            let delta = Record::change(package, of, &opening.owners, &days, amount)?;
            history.record.deltas.push(delta);
        }
    }
    Ok(true)
}

fn reverse<'a>(
    package: &Package,
    history: &mut History,
    taken: &mut Vec<Taken<'a>>,
    id: &str,
) -> Result<(), Fault> {
    let place = taken
        .iter()
        .position(|t| matches!(t, Taken::Claim(claim) if claim.id == id));
    let Some(place) = place else {
        history.refused.push(Fault::NotReversible(id.to_owned()));
        return Ok(());
    };
    let mode = package
        .head("reversal")
        .and_then(toml::Value::as_str)
        .unwrap_or("keep");
    if mode == "last_only" && !is_last(package, history, taken, place) {
        history.refused.push(Fault::NotReversible(id.to_owned()));
        return Ok(());
    }
    let (before, all) = (history.clone(), taken.clone());
    taken.remove(place);
    history.reversed.push(id.to_owned());
    history.record.take_back(id);
    if mode == "replay" {
        // As if it had never been: everything that stands is taken again from the beginning.
        history.record = Record::default();
        for again in taken.iter() {
            if !take(package, history, *again)? {
                (*history, *taken) = (before, all);
                history.refused.push(Fault::NotReversible(id.to_owned()));
                return Ok(());
            }
        }
    }
    Ok(())
}

/// No later claim stands that is of the same person or shares an accumulator.
fn is_last(package: &Package, history: &History, taken: &[Taken<'_>], place: usize) -> bool {
    let standing = |taken: &Taken<'_>| match taken {
        Taken::Claim(claim) if matches!(history.claims.get(&claim.id), Some(Ok(_))) => Some((
            claim.owners.person.clone(),
            accumulators(package, history, claim),
        )),
        _ => None,
    };
    let Some((person, accs)) = taken.get(place).and_then(standing) else {
        return true;
    };
    let mut later = taken.iter().skip(place + 1).filter_map(standing);
    later.all(|(other, others)| other != person && accs.iter().all(|acc| !others.contains(acc)))
}

/// The accumulators that a claim may read or add to: which, whose, when.
fn accumulators(
    package: &Package,
    history: &History,
    claim: &Claim,
) -> Vec<(String, String, String)> {
    let Ok(scene) = derived::scene(package, claim, &history.record) else {
        return Vec::new();
    };
    let Ok(days) = scene.days() else {
        return Vec::new();
    };
    let place = |acc: &String| {
        Record::place(package, acc, &claim.owners, &days)
            .ok()
            .flatten()
    };
    package.names("acc").iter().filter_map(place).collect()
}
