//! Total control: what a county may spend in a year, and how much of it is used month by month.

use base::{Fen, Rounding, allocate};

use crate::control::measure::{BasisPoints, Measure};

/// A county's use of its target up to the end of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetFigure {
    /// 1 to 12.
    pub month: u32,
    /// What the plan allows up to the end of the month.
    pub planned: Fen,
    /// What was used up to the end of the month.
    pub used: Fen,
    /// used / target; `None` without a target.
    pub rate: Option<BasisPoints>,
    /// planned − used: negative where the county is ahead of its plan.
    pub room: Fen,
}

/// The use of a target by month. `weights` divide the year (equal months where empty or none is positive); the
/// planned months add up to the target. `used` holds the spending of each month so far, January first.
/// `None` where a sum leaves the range of amounts.
#[must_use]
pub fn track_target(target: Fen, weights: &[i64], used: &[Fen]) -> Option<Vec<TargetFigure>> {
    let mut twelve = [0_i64; 12];
    for (place, weight) in twelve.iter_mut().zip(weights) {
        *place = *weight;
    }
    let months = allocate(target, &twelve);
    let mut figures = Vec::with_capacity(used.len());
    for (month, (at, _)) in (1_u32..=12).zip(used.iter().enumerate()) {
        let count = at.saturating_add(1);
        let planned = Fen::checked_sum(months.iter().take(count).copied())?;
        let spent = Fen::checked_sum(used.iter().take(count).copied())?;
        figures.push(TargetFigure {
            month,
            planned,
            used: spent,
            rate: Measure::of(spent, target).basis_points(Rounding::HalfUp),
            room: planned.checked_sub(spent)?,
        });
    }
    Some(figures)
}
