//! Traces of a batch: what moved, claim by claim, without a list of lists for each.

use base::Fen;
use benefit::determination::{TraceStep, TraceUse, TraceWhat};
use benefit::execute::{NoTrace, Sink};
use benefit::plan::{AccId, PotId, Scalar};
use benefit::program::{Op, Program};

/// One thing that an execution tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceEvent {
    /// A step begins, by its place among the operations of the program.
    Step(u16),
    /// What no step covered begins to move.
    Uncovered,
    /// A number that depends on money, in a field of the step.
    Used(&'static str, i64),
    /// Money moved: from, to, 分.
    Moved(PotId, PotId, i64),
    /// An accumulator changed: before, after.
    Changed(AccId, i64, i64),
}

/// The trace of one claim of a batch.
#[derive(Debug, Clone, Copy)]
pub struct Traced<'t> {
    /// Claim id.
    pub claim_id: i64,
    /// Index of the version.
    pub version: u16,
    /// The program that ran; its operations hold the numbers that the facts gave them.
    pub program: &'t Program,
    /// What happened, in order.
    pub events: &'t [TraceEvent],
}

impl Traced<'_> {
    /// The steps of the claim as a single settling would tell them, without those that did nothing.
    #[must_use]
    pub fn steps(&self) -> Vec<TraceStep> {
        let mut steps: Vec<TraceStep> = Vec::new();
        for event in self.events {
            if let Some(step) = self.begun(*event) {
                steps.push(step);
            } else if let Some(step) = steps.last_mut() {
                told(step, *event);
            }
        }
        steps.retain(|step| {
            !matches!(step.what, TraceWhat::Step(_))
                || !step.moves.is_empty()
                || !step.accs.is_empty()
        });
        steps
    }

    fn begun(&self, event: TraceEvent) -> Option<TraceStep> {
        let (what, used) = match event {
            TraceEvent::Step(step) => {
                let op = self.program.ops.iter().find(|op| op.step == step);
                (
                    TraceWhat::Step(step),
                    op.map(|op| op.uses.clone()).unwrap_or_default(),
                )
            }
            TraceEvent::Uncovered => (TraceWhat::Uncovered, Vec::new()),
            _ => return None,
        };
        Some(TraceStep {
            what,
            moves: Vec::new(),
            used,
            accs: Vec::new(),
        })
    }
}

fn told(step: &mut TraceStep, event: TraceEvent) {
    match event {
        TraceEvent::Moved(from, to, amount) => step.moves.push((from, to, Fen::new(amount))),
        TraceEvent::Changed(acc, before, after) => step.accs.push((acc, before, after)),
        TraceEvent::Used(field, value) => {
            let value = Scalar::Int(value);
            step.used.push(TraceUse {
                field,
                value,
                money: true,
                row: None,
                cite: Vec::new(),
            });
        }
        TraceEvent::Step(_) | TraceEvent::Uncovered => {}
    }
}

/// Who watches a batch run.
pub(super) trait Watch {
    /// What listens to each execution.
    type Ear: Sink;
    /// A claim begins.
    fn begin(&mut self) -> &mut Self::Ear;
    /// The claim is done.
    fn done(&mut self, claim_id: i64, version: u16, program: &Program);
}

/// Nobody.
impl Watch for NoTrace {
    type Ear = NoTrace;

    #[inline]
    fn begin(&mut self) -> &mut NoTrace {
        self
    }

    #[inline]
    fn done(&mut self, _: i64, _: u16, _: &Program) {}
}

/// Hands every trace to a listener; the memory is used again for the next claim.
pub(super) struct Listening<'l> {
    events: Events,
    listener: &'l mut dyn FnMut(Traced<'_>),
}

impl<'l> Listening<'l> {
    pub(super) fn new(listener: &'l mut dyn FnMut(Traced<'_>)) -> Self {
        Self {
            events: Events(Vec::with_capacity(64)),
            listener,
        }
    }
}

impl Watch for Listening<'_> {
    type Ear = Events;

    fn begin(&mut self) -> &mut Events {
        self.events.0.clear();
        &mut self.events
    }

    fn done(&mut self, claim_id: i64, version: u16, program: &Program) {
        (self.listener)(Traced {
            claim_id,
            version,
            program,
            events: &self.events.0,
        });
    }
}

/// The events of one claim.
pub(super) struct Events(Vec<TraceEvent>);

impl Sink for Events {
    const ON: bool = true;

    fn step(&mut self, op: &Op) {
        self.0.push(TraceEvent::Step(op.step));
    }

    fn uncovered(&mut self) {
        self.0.push(TraceEvent::Uncovered);
    }

    fn used(&mut self, field: &'static str, value: i64) {
        self.0.push(TraceEvent::Used(field, value));
    }

    fn moved(&mut self, from: PotId, to: PotId, amount: i64) {
        self.0.push(TraceEvent::Moved(from, to, amount));
    }

    fn changed(&mut self, acc: AccId, before: i64, after: i64) {
        self.0.push(TraceEvent::Changed(acc, before, after));
    }
}
