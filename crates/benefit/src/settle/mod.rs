//! One claim, from facts and bill to determination.

mod merge;
mod receipt;
mod tracing;
mod verify;

pub use receipt::ENGINE;
pub use verify::{verify, verify_with, written_by};

use crate::claim::{AccView, Bill, Claim, EnterAt, Facts, Line};
use crate::determination::{Determination, Receipt, Refusal, Status, TraceStep};
use crate::execute::{NoTrace, State, Trace, execute};
use crate::facts::{law_date, prepare, version, with_defaults};
use crate::plan::{Plan, Policy, PotId};
use crate::price::{Priced, price, priced_for};
use crate::program::Program;
use crate::resolve::{ResolveOptions, resolve_with};
use base::{Date, Fen};

/// How to settle.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Price the items by the catalogue of this policy (the place of care).
    pub catalogue: Option<&'a Policy>,
    /// Keep the trace. The result and the receipt's hash do not depend on it.
    pub trace: bool,
}

/// A determination together with the priced bill that [`crate::apportion::apportion`] splits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The result.
    pub determination: Determination,
    /// The bill; `None` for a denied claim and one that enters at a later layer.
    pub priced: Option<Priced>,
}

/// Settles a claim, with trace.
///
/// # Errors
/// [`Refusal`]: the input is broken or incomplete. A denial is not an error.
pub fn settle(policy: &Policy, claim: &Claim, view: &AccView) -> Result<Determination, Refusal> {
    settle_with(
        policy,
        claim,
        view,
        Options {
            catalogue: None,
            trace: true,
        },
    )
}

/// Settles a claim, with options.
///
/// # Errors
/// As [`settle`].
pub fn settle_with(
    policy: &Policy,
    claim: &Claim,
    view: &AccView,
    options: Options<'_>,
) -> Result<Determination, Refusal> {
    settle_priced(policy, claim, view, options).map(|settled| settled.determination)
}

/// Settles a claim and keeps the priced bill.
///
/// # Errors
/// As [`settle`].
pub fn settle_priced(
    policy: &Policy,
    claim: &Claim,
    view: &AccView,
    options: Options<'_>,
) -> Result<Settled, Refusal> {
    let law_date = law_date(policy, &with_defaults(policy, &claim.facts))?;
    let (index, plan) = version(policy, law_date)?;
    let case = Case {
        policy,
        plan,
        index,
        law_date,
        facts: prepare(policy, plan, &claim.facts, view),
    };
    let first_step = case.first_step(&claim.bill)?;
    let resolving = ResolveOptions {
        first_step,
        uses: options.trace,
    };
    let program = resolve_with(policy, plan, &case.facts, resolving)?;
    let mut state = State::new(policy.pots.len(), policy.accs.len());
    state.reset(view.values());
    let (lines, merged) = case.lines(claim, view)?;
    let priced = case.open(&program, claim, lines.as_deref(), options, &mut state)?;
    let trace = case.run(&program, priced.as_ref(), options, &mut state);
    refuse_unsound(policy, &state)?;
    let determination = case.determination(claim, &program, &state, merged, trace);
    Ok(Settled {
        determination,
        priced,
    })
}

/// A claim under the version that rules on it.
struct Case<'a> {
    policy: &'a Policy,
    plan: &'a Plan,
    index: u16,
    law_date: Date,
    facts: Facts,
}

impl Case<'_> {
    /// Index of the first step that runs.
    fn first_step(&self, bill: &Bill) -> Result<u16, Refusal> {
        let Bill::Enter { step, .. } = bill else {
            return Ok(0);
        };
        let found = match step {
            EnterAt::Step(id) => self.plan.steps.iter().position(|step| step.id == *id),
            EnterAt::Layer(name) => {
                let layer = self.policy.layers.iter().position(|layer| layer == name);
                layer.and_then(|layer| {
                    self.plan
                        .steps
                        .iter()
                        .position(|step| usize::from(step.layer) == layer)
                })
            }
        };
        let (EnterAt::Layer(name) | EnterAt::Step(name)) = step;
        let index = found.and_then(|index| u16::try_from(index).ok());
        index.ok_or_else(|| Refusal::NoEntry(name.clone()))
    }

    /// The lines of the bill, visits that join it included, and the ids of those visits; no lines
    /// where the bill enters at a later layer.
    fn lines(
        &self,
        claim: &Claim,
        view: &AccView,
    ) -> Result<(Option<Vec<Line>>, Vec<String>), Refusal> {
        let mut lines = match &claim.bill {
            Bill::Enter { .. } => return Ok((None, Vec::new())),
            Bill::Amount(amount) => vec![Line {
                amount: *amount,
                facts: Vec::new(),
            }],
            Bill::Lines(lines) => lines.clone(),
        };
        let mut merged = Vec::new();
        for visit in &claim.visits {
            if merge::joins(self.policy, self.plan, &self.facts, visit, view)? {
                lines.extend(visit.lines.iter().cloned());
                merged.push(visit.id.clone());
            }
        }
        Ok((Some(lines), merged))
    }

    /// Puts the bill into the pots: priced, as earlier layers left it, or, of a denied claim, as
    /// it is.
    fn open(
        &self,
        program: &Program,
        claim: &Claim,
        lines: Option<&[Line]>,
        options: Options<'_>,
        state: &mut State,
    ) -> Result<Option<Priced>, Refusal> {
        match (&claim.bill, lines) {
            (Bill::Enter { pots, .. }, _) => enter(pots, state).map(|()| None),
            (_, Some(lines)) if !program.denials.is_empty() => {
                let total = Fen::checked_sum(lines.iter().map(|line| line.amount));
                state.open_amount(whole_bill(total)?);
                state.in_policy = 0;
                Ok(None)
            }
            (_, lines) => {
                let lines = lines.unwrap_or_default();
                let priced = match options.catalogue {
                    Some(place) => priced_for(self.policy, place, &self.facts, lines)?,
                    None => price(self.policy, self.plan, &self.facts, lines)?,
                };
                for (pot, amount) in state.pots.iter_mut().zip(&priced.pots) {
                    *pot = amount.get();
                }
                state.total = priced.total.get();
                state.in_policy = priced.in_policy.get();
                Ok(Some(priced))
            }
        }
    }

    fn run(
        &self,
        program: &Program,
        priced: Option<&Priced>,
        options: Options<'_>,
        state: &mut State,
    ) -> Vec<TraceStep> {
        if !options.trace {
            execute(program, state, &mut NoTrace);
            return Vec::new();
        }
        let mut trace = Trace::default();
        tracing::classes(self.policy, self.plan, &self.facts, &mut trace);
        if let Some(priced) = priced {
            tracing::items(priced, &mut trace);
        }
        tracing::denials(&program.denials, &mut trace);
        execute(program, state, &mut trace);
        trace.into_steps()
    }

    fn determination(
        &self,
        claim: &Claim,
        program: &Program,
        state: &State,
        merged: Vec<String>,
        trace: Vec<TraceStep>,
    ) -> Determination {
        let status = match (program.denials.is_empty(), program.reviews.is_empty()) {
            (false, _) => Status::Denied,
            (true, false) => Status::Review,
            (true, true) => Status::Settled,
        };
        let present = (0_u16..).zip(self.facts.slots());
        let facts = present
            .filter_map(|(fact, _)| Some((fact, self.facts.get(fact)?)))
            .collect();
        let mut determination = Determination {
            status,
            total: Fen::new(state.total),
            in_policy: Fen::new(state.in_policy),
            pots: state.pots.iter().copied().map(Fen::new).collect(),
            deltas: state.deltas().collect(),
            denials: program.denials.clone(),
            reviews: program.reviews.clone(),
            merged,
            version: self.index,
            receipt: Receipt {
                policy_hash: self.policy.hash,
                engine: ENGINE.into(),
                law_date: self.law_date,
                facts,
                before: state.before.clone(),
                trace,
                hash: [0; 32],
            },
        };
        determination.receipt.hash = receipt::hash(claim, &determination);
        determination
    }
}

fn enter(pots: &[(PotId, Fen)], state: &mut State) -> Result<(), Refusal> {
    for (pot, amount) in pots {
        let Some(held) = state.pots.get_mut(usize::from(*pot)) else {
            return Err(Refusal::NoPot(pot.to_string()));
        };
        if amount.get() < 0 {
            return Err(Refusal::Amount(
                "bill that enters at a later layer".to_owned(),
            ));
        }
        *held = held.saturating_add(amount.get());
    }
    state.total = whole_bill(Fen::checked_sum(pots.iter().map(|(_, amount)| *amount)))?;
    Ok(())
}

/// Sums saturate at the range of 64 bits: what stands at its end, or was computed beyond it, may be
/// false.
///
/// # Errors
/// [`Refusal::Amount`] naming the accumulator, or the steps where a value of one left the range.
pub fn refuse_unsound(policy: &Policy, state: &State) -> Result<(), Refusal> {
    if state.is_sound() {
        return Ok(());
    }
    let acc = state
        .at_its_end()
        .and_then(|acc| policy.accs.get(usize::from(acc)));
    Err(Refusal::Amount(acc.map_or_else(
        || "a value of a step".to_owned(),
        |acc| acc.id.clone(),
    )))
}

fn whole_bill(total: Option<Fen>) -> Result<i64, Refusal> {
    let in_range = |total: &i64| (0..=Fen::MAX_ABS).contains(total);
    let total = total.map(Fen::get).filter(in_range);
    total.ok_or_else(|| Refusal::Amount("total of the bill".to_owned()))
}

#[cfg(test)]
mod tests;
