//! What earlier claims bring to a decision, and how a record that lowers a settlement shares in what was not paid of it.

use std::collections::{BTreeMap, BTreeSet};

use base::{Fen, Refused};

use super::finding::LineKey;
use super::line::ClaimLine;
use super::outcome::{Outcome, Outcomes};
use super::sums::{negated, total};

/// A record that lowers what a settlement came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowered {
    /// The line that it lowers.
    pub of: LineKey,
    /// By how much, in 分, positive.
    pub by: Fen,
}

/// What the claims of the fund that were decided before bring to a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The outcomes of lines that are reversed or adjusted. A settlement that the fund paid nothing of, and that so
    /// stands in no claim, has an outcome of zero.
    pub outcomes: Outcomes,
    /// The records that lower a settlement, by their line; those that were reversed are left out.
    pub lowered: BTreeMap<LineKey, Lowered>,
}

/// A line that lowers another one, and where among the lowerings of that one it stands.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    /// The line.
    pub(super) line: &'a ClaimLine,
    /// The line that it lowers.
    pub(super) original: LineKey,
    /// What those before it lowered already.
    before: Fen,
    /// What is lowered with it.
    with: Fen,
}

impl Lowering<'_> {
    /// What becomes of the line: it takes from what was refused of the original first, then from what is suspended,
    /// and only then from what was approved.
    ///
    /// # Errors
    /// `claim.outcome`, `settlement.amount_range`.
    pub(super) fn share(&self, original: &Outcome) -> Result<Outcome, Refused> {
        let refused = original.refused().max(Fen::ZERO);
        let unpaid = total([refused, original.suspended().max(Fen::ZERO)])?;
        // How much of the first `part` of the original lies between what was lowered before and with this line.
        let within = |part: Fen| self.with.min(part).checked_sub(self.before.min(part));
        let within = |part: Fen| within(part).unwrap_or(Fen::ZERO);
        let of_refused = within(refused);
        let of_suspended = total([within(unpaid), negated(of_refused)?])?;
        Outcome::decided(
            self.line.amount,
            negated(of_refused)?,
            negated(of_suspended)?,
        )
    }
}

/// The lines that lower others, in the order of their keys. One that is itself reversed takes nothing from those after
/// it.
///
/// # Errors
/// `settlement.amount_range`.
pub(super) fn lowerings<'a>(
    lines: &'a [ClaimLine],
    earlier: &Earlier,
) -> Result<Vec<Lowering<'a>>, Refused> {
    let reversed: BTreeSet<LineKey> = lines.iter().filter_map(ClaimLine::original).collect();
    let mut sums: BTreeMap<LineKey, Fen> = BTreeMap::new();
    for (line, lowered) in &earlier.lowered {
        if !reversed.contains(line) {
            let sum = sums.entry(lowered.of.clone()).or_default();
            *sum = total([*sum, lowered.by])?;
        }
    }
    let mut all = Vec::new();
    for line in lines {
        let Some(original) = line.lowers() else {
            continue;
        };
        let sum = sums.entry(original.clone()).or_default();
        let (before, with) = (*sum, total([*sum, negated(line.amount)?])?);
        if !reversed.contains(&line.key) {
            *sum = with;
        }
        all.push(Lowering {
            line,
            original,
            before,
            with,
        });
    }
    Ok(all)
}
