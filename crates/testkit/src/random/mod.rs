//! Random packages that are valid by construction, and random years of claims under them.

mod atoms;
mod draft;
mod head;
mod history;
mod rules;
mod steps;
mod tables;
mod tape;
mod values;

pub use draft::Draft;
pub use tape::Tape;

use crate::plain::Event;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

/// A package and what happens under it.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Text of `policy.toml`.
    pub package: String,
    /// What happens, in the order of its recording.
    pub events: Vec<Event>,
}

/// Text of the one source that random packages cite, as `sources/act.md`.
pub const SOURCE: &str =
    "# 办法\n\n## 1 总则 {#1}\n\n测试用条文。\n\n## 2 待遇 {#2}\n\n测试用条文。\n";

/// Choices that a package reads at most.
const PACKAGE_CHOICES: usize = 600;
/// Choices that a claim reads at most.
const CLAIM_CHOICES: usize = 60;

/// Random packages with 1 to `claims` claims each; fewer claims and simpler rules when shrinking.
pub fn scenarios(claims: usize) -> impl Strategy<Value = Scenario> {
    let package = vec(any::<u32>(), PACKAGE_CHOICES);
    let history = vec(vec(any::<u32>(), CLAIM_CHOICES), 1..=claims);
    (package, history).prop_map(|(package, history)| scenario(Tape::new(package), history))
}

/// The scenario of a seed.
#[must_use]
pub fn scenario_of(seed: u64, claims: usize) -> Scenario {
    let tape = |n: usize| {
        let mut tape = Tape::of_seed(seed.wrapping_add(0x1000 + n as u64), CLAIM_CHOICES);
        (0..CLAIM_CHOICES)
            .map(|_| tape.choice())
            .collect::<Vec<u32>>()
    };
    scenario(
        Tape::of_seed(seed, PACKAGE_CHOICES),
        (0..claims).map(tape).collect(),
    )
}

fn scenario(package: Tape, history: Vec<Vec<u32>>) -> Scenario {
    let draft = draft(package);
    let events = history::events(&draft, history.into_iter().map(Tape::new).collect());
    Scenario {
        package: draft.text(),
        events,
    }
}

/// Drafts a package, each section after those that it may name.
fn draft(tape: Tape) -> Draft {
    let mut draft = Draft::new(tape);
    head::head(&mut draft);
    rules::pots(&mut draft);
    rules::accumulators(&mut draft);
    atoms::facts(&mut draft);
    rules::classes(&mut draft);
    tables::tables(&mut draft);
    rules::items(&mut draft);
    rules::denials(&mut draft);
    steps::steps(&mut draft);
    draft
}
