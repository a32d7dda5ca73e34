//! What an execution tells about itself.

use crate::plan::{AccId, PotId};
use crate::program::Op;

/// Listens to an execution. With [`NoTrace`] every call vanishes in compilation.
pub trait Sink {
    /// Whether anything is kept.
    const ON: bool;
    /// A step begins.
    fn step(&mut self, op: &Op);
    /// What no step covered begins to move.
    fn uncovered(&mut self);
    /// A number that depends on money, in a field of the step.
    fn used(&mut self, field: &'static str, value: i64);
    /// Money moved.
    fn moved(&mut self, from: PotId, to: PotId, amount: i64);
    /// An accumulator changed.
    fn changed(&mut self, acc: AccId, before: i64, after: i64);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoTrace;

impl Sink for NoTrace {
    const ON: bool = false;
    #[inline]
    fn step(&mut self, _: &Op) {}
    #[inline]
    fn uncovered(&mut self) {}
    #[inline]
    fn used(&mut self, _: &'static str, _: i64) {}
    #[inline]
    fn moved(&mut self, _: PotId, _: PotId, _: i64) {}
    #[inline]
    fn changed(&mut self, _: AccId, _: i64, _: i64) {}
}
