//! The trace of an execution.

use super::Sink;
use crate::determination::{TraceStep, TraceUse, TraceWhat};
use crate::plan::{AccId, PotId, Scalar};
use crate::program::Op;
use base::Fen;

/// Records what every step used, moved and counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The steps so far, in order.
    pub steps: Vec<TraceStep>,
}

impl Trace {
    /// Begins an entry of another kind than a step.
    pub fn begin(&mut self, what: TraceWhat, uses: Vec<TraceUse>) {
        self.steps.push(TraceStep {
            what,
            moves: Vec::new(),
            used: uses,
            accs: Vec::new(),
        });
    }

    /// The entries that did or said something: a step over empty pots is dropped.
    #[must_use]
    pub fn into_steps(self) -> Vec<TraceStep> {
        let idle = |step: &TraceStep| {
            matches!(step.what, TraceWhat::Step(_)) && step.moves.is_empty() && step.accs.is_empty()
        };
        self.steps.into_iter().filter(|step| !idle(step)).collect()
    }
}

impl Sink for Trace {
    const ON: bool = true;

    fn step(&mut self, op: &Op) {
        self.begin(TraceWhat::Step(op.step), op.uses.clone());
    }

    fn uncovered(&mut self) {
        self.begin(TraceWhat::Uncovered, Vec::new());
    }

    fn used(&mut self, field: &'static str, value: i64) {
        if let Some(step) = self.steps.last_mut() {
            let value = Scalar::Int(value);
            step.used.push(TraceUse {
                field,
                value,
                money: true,
                row: None,
                cite: Vec::new(),
            });
        }
    }

    fn moved(&mut self, from: PotId, to: PotId, amount: i64) {
        if let Some(step) = self.steps.last_mut() {
            step.moves.push((from, to, Fen::new(amount)));
        }
    }

    fn changed(&mut self, acc: AccId, before: i64, after: i64) {
        if let Some(step) = self.steps.last_mut() {
            step.accs.push((acc, before, after));
        }
    }
}
