//! The model beside the kernel: one scenario through both, to the 分.

use crate::kernel;
use crate::model::{self, Exact, Fault, Judgement, Package};
use crate::plain::{Claim, Event};
use crate::random::Scenario;
use benefit::determination::Determination;
use benefit::history::{History, Outcome, ordered, run};
use benefit::plan::{Policy, PotKind};
use num_traits::Zero;
use std::collections::BTreeMap;

/// What the kernel says of each claim in the end; `None`: refused.
type Determined = BTreeMap<String, Option<Determination>>;

/// Why a scenario does not come out the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// One of the two cannot run it at all.
    #[error("the scenario cannot run: {0}")]
    Unusable(String),
    /// Every difference, a sentence each.
    #[error("{0}")]
    Differs(String),
}

/// Runs a scenario through the model and through the kernel.
///
/// # Errors
/// [`Trouble`] where they differ or cannot run.
pub fn compare(scenario: &Scenario) -> Result<(), Trouble> {
    let unusable = |fault: Fault| Trouble::Unusable(fault.to_string());
    let package = Package::read(&scenario.package).map_err(unusable)?;
    let policy = kernel::compile(&scenario.package).map_err(Trouble::Unusable)?;
    let events = kernel::events(&policy, &scenario.events);
    let events = events.ok_or_else(|| Trouble::Unusable("a fact has no code".to_owned()))?;
    let judged = model::run(&package, &scenario.events).map_err(unusable)?;
    let outcomes = run(&policy, &events);
    let mut found = Vec::new();
    let determined = latest(&outcomes);
    for claim in scenario.events.iter().filter_map(claim_of) {
        let pair = (judged.claims.get(&claim.id), determined.get(&claim.id));
        differ(&policy, claim, pair, &mut found);
    }
    let mut history = History::new(&policy);
    for event in ordered(&policy, &events) {
        history.apply(event.clone());
    }
    for claim in scenario.events.iter().filter_map(claim_of) {
        standing(&policy, &package, (&history, &judged), claim, &mut found).map_err(unusable)?;
    }
    let refused = outcomes
        .iter()
        .filter(|outcome| is_refused_reversal(outcome))
        .count();
    if refused != judged.refused.len() {
        found.push(format!(
            "{refused} reversals refused, model {}",
            judged.refused.len()
        ));
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Trouble::Differs(found.join("\n")))
    }
}

/// The smallest scenario in reach that still differs: events, then blocks of the package, left out
/// one by one as long as the two can run what is left and do not agree on it.
#[must_use]
pub fn reduce(scenario: &Scenario) -> Scenario {
    let sort = sort_of(scenario);
    let differs = |fewer: &Scenario| sort_of(fewer).is_some_and(|of| sort.as_ref() == Some(&of));
    let mut smallest = scenario.clone();
    loop {
        let before = (smallest.events.len(), smallest.package.len());
        for at in (0..smallest.events.len()).rev() {
            let mut fewer = smallest.clone();
            fewer.events.remove(at);
            if differs(&fewer) {
                smallest = fewer;
            }
        }
        for separator in ["\n\n", "\n"] {
            let mut blocks: Vec<String> = smallest
                .package
                .split(separator)
                .map(str::to_owned)
                .collect();
            for at in (0..blocks.len()).rev() {
                let block = blocks.remove(at);
                let fewer = Scenario {
                    package: blocks.join(separator),
                    ..smallest.clone()
                };
                if differs(&fewer) {
                    smallest = fewer;
                } else {
                    blocks.insert(at, block);
                }
            }
        }
        if (smallest.events.len(), smallest.package.len()) == before {
            return smallest;
        }
    }
}

/// What differs first, without its numbers: the reduction must not slip to another difference.
fn sort_of(scenario: &Scenario) -> Option<String> {
    match compare(scenario) {
        Err(Trouble::Differs(found)) => Some(
            found
                .lines()
                .take(1)
                .flat_map(str::chars)
                .filter(|c| !c.is_ascii_digit())
                .collect(),
        ),
        _ => None,
    }
}

fn claim_of(event: &Event) -> Option<&Claim> {
    match event {
        Event::Claim(claim) => Some(claim),
        _ => None,
    }
}

fn is_refused_reversal(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused { id, .. } if id.starts_with("reversal"))
}

fn latest(outcomes: &[Outcome]) -> Determined {
    let mut latest = Determined::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Settled { id, determination } => {
                latest.insert(id.clone(), Some((**determination).clone()));
            }
            Outcome::Difference { of, after, .. } => {
                latest.insert(of.clone(), Some((**after).clone()));
            }
            Outcome::Refused { id, .. } => {
                latest.insert(id.clone(), None);
            }
            Outcome::Reversed { .. } | Outcome::Opened { .. } => {}
        }
    }
    latest
}

type Pair<'a> = (
    Option<&'a Result<Judgement, Fault>>,
    Option<&'a Option<Determination>>,
);

fn differ(policy: &Policy, claim: &Claim, pair: Pair<'_>, found: &mut Vec<String>) {
    let id = &claim.id;
    let (judged, determined) = match pair {
        (Some(Ok(judged)), Some(Some(determined))) => (judged, determined),
        (Some(Err(_)), Some(None)) => return,
        (Some(Err(fault)), _) => return found.push(format!("{id}: the model refuses: {fault}")),
        (judged, _) => return found.push(format!("{id}: the kernel refuses, model {judged:?}")),
    };
    let kernel = shown_determination(policy, determined);
    let model = shown_judgement(judged);
    for (what, amount) in &model {
        if kernel.get(what) != Some(amount) {
            let other = kernel.get(what).map_or("nothing", String::as_str);
            found.push(format!(
                "{id}: {what} is {amount} in the model, {other} in the kernel"
            ));
        }
    }
    for (what, amount) in kernel.iter().filter(|(what, _)| !model.contains_key(*what)) {
        found.push(format!(
            "{id}: {what} is {amount} in the kernel, nothing in the model"
        ));
    }
}

/// Everything comparable, as text by name; what is 0 is left out.
type Shown = BTreeMap<String, String>;

fn shown_judgement(judged: &Judgement) -> Shown {
    let mut shown = Shown::new();
    let mut show = |what: String, amount: &Exact| {
        if !amount.is_zero() {
            shown.insert(what, amount.to_string());
        }
    };
    for (name, amount) in judged.payers.iter().chain(&judged.burden) {
        show(format!("pot {name}"), amount);
    }
    let mut deltas: BTreeMap<&String, Exact> = BTreeMap::new();
    for delta in &judged.deltas {
        *deltas.entry(&delta.acc).or_insert_with(Exact::zero) += &delta.amount;
    }
    for (acc, amount) in deltas {
        show(format!("change of {acc}"), &amount);
    }
    show("total".to_owned(), &judged.total);
    show("in_policy".to_owned(), &judged.in_policy);
    shown.insert("denied".to_owned(), judged.denied.join(","));
    shown.insert("reviews".to_owned(), judged.reviews.join(","));
    shown
}

fn shown_determination(policy: &Policy, determined: &Determination) -> Shown {
    let mut shown = Shown::new();
    let mut show = |what: String, amount: i64| {
        if amount != 0 {
            shown.insert(what, amount.to_string());
        }
    };
    for (pot, money) in policy.pots.iter().zip(&determined.pots) {
        let open = if pot.kind == PotKind::Open {
            "open "
        } else {
            ""
        };
        show(format!("pot {open}{}", pot.name), money.get());
    }
    for (acc, delta) in policy.accs.iter().zip(&determined.deltas) {
        show(format!("change of {}", acc.id), *delta);
    }
    show("total".to_owned(), determined.total.get());
    show("in_policy".to_owned(), determined.in_policy.get());
    let plan = &policy.versions[usize::from(determined.version)];
    let denied = determined
        .denials
        .iter()
        .map(|at| &plan.denials[usize::from(*at)].reason);
    let reviews = determined
        .reviews
        .iter()
        .map(|at| &plan.reviews[usize::from(*at)].id);
    shown.insert(
        "denied".to_owned(),
        denied.cloned().collect::<Vec<_>>().join(","),
    );
    shown.insert(
        "reviews".to_owned(),
        reviews.cloned().collect::<Vec<_>>().join(","),
    );
    shown
}

/// Every accumulator under the keys of a claim, at the end.
fn standing(
    policy: &Policy,
    package: &Package,
    (history, judged): (&History<'_>, &model::History),
    claim: &Claim,
    found: &mut Vec<String>,
) -> Result<(), Fault> {
    let Some(theirs) = kernel::claim_of(policy, claim) else {
        return Ok(());
    };
    let view = history.view(&theirs);
    for (acc, value) in policy.accs.iter().zip(view.values()) {
        let model = match judged.standing_of(package, &acc.id, claim) {
            Ok(model) => model,
            Err(Fault::NotInForce | Fault::NoLawDate | Fault::Missing(_)) => continue,
            Err(other) => return Err(other),
        };
        if model.to_string() != value.to_string() {
            let id = format!("{} near {}", acc.id, claim.id);
            found.push(format!(
                "{id} stands at {model} in the model, {value} in the kernel"
            ));
        }
    }
    Ok(())
}
