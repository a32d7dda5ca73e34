//! From plain claims to the kernel's form, by the declarations of a compiled policy.

use crate::plain::{Bill, Claim, Event, Given, Line, Opening, Owners};
use base::{Date, Fen, Ratio};
use benefit::claim::{self, EnterAt, Facts};
use benefit::history;
use benefit::keys::{AccKey, keys};
use benefit::plan::{FactId, FactType, Policy, PotId};

/// Compiles a random package.
///
/// # Errors
/// Every finding, as text.
pub fn compile(package: &str) -> Result<Policy, String> {
    let files = [
        ("policy.toml", package.to_owned()),
        ("sources/act.md", crate::random::SOURCE.to_owned()),
    ];
    let files = files
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()))
        .collect();
    let told = |found: Vec<policy::Diagnostic>| {
        found
            .iter()
            .map(|one| format!("{one:?}"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let package = policy::Package::load(&files).map_err(told)?;
    policy::compile(&package, &policy::CompileOptions::default()).map_err(told)
}

/// The events as the kernel takes them; `None` where a fact cannot be read.
#[must_use]
pub fn events(policy: &Policy, events: &[Event]) -> Option<Vec<history::Event>> {
    let event = |(number, event): (usize, &Event)| match event {
        Event::Claim(claim) => claim_of(policy, claim).map(history::Event::Claim),
        Event::Reverse(of) => Some(history::Event::Reverse {
            id: format!("reversal {number}"),
            of: of.clone(),
        }),
        Event::Opening(opening) => {
            let key = key_of(policy, opening)?;
            let source = "opening".to_owned();
            Some(history::Event::Opening {
                key,
                amount: opening.amount,
                source,
            })
        }
    };
    events.iter().enumerate().map(event).collect()
}

/// The key of an opening: that of a claim on its day.
fn key_of(policy: &Policy, opening: &Opening) -> Option<AccKey> {
    let day = opening.on.to_string();
    let given = ["service_date", "settlement_date"].map(|name| (name.to_owned(), day.clone()));
    let facts = facts_of(policy, &Given::from(given))?;
    let index = policy.acc(&opening.acc)?;
    keys(policy, &facts, &owners_of(&opening.owners))
        .get(usize::from(index))?
        .clone()
}

/// A claim as the kernel takes it; `None` where a fact cannot be read.
#[must_use]
pub fn claim_of(policy: &Policy, claim: &Claim) -> Option<claim::Claim> {
    Some(claim::Claim {
        id: claim.id.clone(),
        owners: owners_of(&claim.owners),
        facts: facts_of(policy, &claim.facts)?,
        bill: bill_of(policy, &claim.bill)?,
        visits: Vec::new(),
    })
}

fn owners_of(owners: &Owners) -> claim::Owners {
    claim::Owners {
        person: owners.person.clone(),
        family: owners.family.clone(),
        group: owners.group.clone(),
        disease: owners.disease.clone(),
        provider: owners.provider.clone(),
        episode: owners.episode.clone(),
    }
}

/// Facts that the policy does not know are left out: no rule of it can ask for them.
fn facts_of(policy: &Policy, given: &Given) -> Option<Facts> {
    let mut facts = Facts::none(policy.facts.len());
    for (fact, value) in encoded(policy, given)? {
        facts.set(fact, value);
    }
    Some(facts)
}

fn encoded(policy: &Policy, given: &Given) -> Option<Vec<(FactId, i64)>> {
    let known = given
        .iter()
        .filter_map(|(name, text)| Some((policy.fact(name)?, text)));
    known
        .map(|(fact, text)| {
            let ty = &policy.facts.get(usize::from(fact))?.ty;
            Some((fact, encode(ty, text)?))
        })
        .collect()
}

fn encode(ty: &FactType, text: &str) -> Option<i64> {
    match ty {
        FactType::Date => Some(i64::from(Date::parse(text).ok()?.day_number())),
        FactType::Time => None,
        FactType::Int { .. } => text.parse().ok(),
        FactType::Money => Fen::parse_yuan(text).ok().map(Fen::get),
        FactType::Ratio => {
            let ratio = Ratio::parse(text).ok()?;
            Some(ratio.num() * (1_000_000 / ratio.den()))
        }
        FactType::Bool => Some(i64::from(text == "yes")),
        FactType::Enum(values) => index_of(values, text),
        FactType::Set(values) => {
            let members = text.split(',').filter(|member| !member.is_empty());
            members
                .map(|m| Some(1 << index_of(values, m)?))
                .try_fold(0, |set, bit: Option<i64>| Some(set | bit?))
        }
        FactType::Code => Some(claim::code(text)),
    }
}

fn index_of(values: &[(String, String)], name: &str) -> Option<i64> {
    i64::try_from(values.iter().position(|(value, _)| value == name)?).ok()
}

fn bill_of(policy: &Policy, bill: &Bill) -> Option<claim::Bill> {
    Some(match bill {
        Bill::Amount(amount) => claim::Bill::Amount(Fen::new(*amount)),
        Bill::Lines(lines) => {
            let line = |line: &Line| {
                let facts = encoded(policy, &line.facts)?;
                Some(claim::Line {
                    amount: Fen::new(line.amount),
                    facts,
                })
            };
            claim::Bill::Lines(lines.iter().map(line).collect::<Option<_>>()?)
        }
        Bill::Enter { at, burden, paid } => {
            let layer = policy.layers.contains(at);
            let step = if layer {
                EnterAt::Layer(at.clone())
            } else {
                EnterAt::Step(at.clone())
            };
            let pot = |(name, amount): &(String, i64)| -> Option<(PotId, Fen)> {
                Some((policy.pot(name)?, Fen::new(*amount)))
            };
            let pots = burden.iter().chain(paid).map(pot).collect::<Option<_>>()?;
            claim::Bill::Enter { step, pots }
        }
    })
}
