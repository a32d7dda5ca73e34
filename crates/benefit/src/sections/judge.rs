//! Judgements: penalties within their range, indicators within their bounds.

use super::{Ruled, Section};
use crate::determination::Refusal;
use crate::plan::EntryKind;
use base::{Fen, Ratio};

/// A proposed penalty, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// On whom it is laid.
    pub actor: String,
    /// Lower bound, included.
    pub at_least: Fen,
    /// Upper bound, included.
    pub at_most: Fen,
    /// What the law requires before it is fulfilled.
    pub required: bool,
    /// Whether the proposed amount may be laid.
    pub allowed: bool,
}

/// An indicator, worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Numerator.
    pub numerator: i64,
    /// Denominator.
    pub denominator: i64,
    /// Lower bound, included.
    pub at_least: Option<Ratio>,
    /// Upper bound, included.
    pub at_most: Option<Ratio>,
    /// Within the bounds; `None` where the denominator is not above 0.
    pub ok: Option<bool>,
    /// What a breach means: `info`, `warning` or `refuse`.
    pub effect: String,
}

impl Indicator {
    /// The indicator in tenths of a percent, rounded half up: 719 is 71.9 %. `None` where the
    /// denominator is not above 0 or the result leaves the range of numbers.
    #[must_use]
    pub fn per_mille(&self) -> Option<i64> {
        let whole = i128::from(self.denominator);
        let twice = whole.checked_mul(2).filter(|twice| *twice > 0)?;
        let part = i128::from(self.numerator).checked_mul(2_000)?;
        i64::try_from(part.checked_add(whole)?.div_euclid(twice)).ok()
    }
}

impl<'a> Section<'a> {
    /// Judges a proposed penalty by the first entry that applies.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing.
    pub fn penalty(
        &self,
        named: Option<&str>,
        proposed: Fen,
    ) -> Result<Option<Ruled<'a, Judged>>, Refusal> {
        let found = self.matching(named, |entry| match &entry.kind {
            EntryKind::Penalty {
                actor,
                at_least,
                at_most,
                requires,
            } => Some((actor, at_least, at_most, requires)),
            _ => None,
        })?;
        let Some(Ruled {
            entry,
            says: (actor, low, high, requires),
        }) = found.into_iter().next()
        else {
            return Ok(None);
        };
        let at_least = Fen::new(self.needed(low, entry)?);
        let at_most = Fen::new(self.needed(high, entry)?);
        let required = self.scope().holds(requires);
        let required = required.map_err(|miss| self.refuse(miss, entry))?;
        let allowed = required && at_least <= proposed && proposed <= at_most;
        let says = Judged {
            actor: actor.clone(),
            at_least,
            at_most,
            required,
            allowed,
        };
        Ok(Some(Ruled { entry, says }))
    }

    /// The indicators that apply, in file order.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing.
    pub fn indicators(&self, named: Option<&str>) -> Result<Vec<Ruled<'a, Indicator>>, Refusal> {
        let found = self.matching(named, |entry| match &entry.kind {
            EntryKind::Indicator {
                numerator,
                denominator,
                at_least,
                at_most,
                effect,
            } => Some((numerator, denominator, (*at_least, *at_most), effect)),
            _ => None,
        })?;
        let mut indicators = Vec::with_capacity(found.len());
        for Ruled {
            entry,
            says: (numerator, denominator, (at_least, at_most), effect),
        } in found
        {
            let numerator = self.needed(numerator, entry)?;
            let denominator = self.needed(denominator, entry)?;
            let above = at_least.is_none_or(|low| reaches(numerator, denominator, low));
            let below = at_most.is_none_or(|high| !exceeds(numerator, denominator, high));
            let ok = (denominator > 0).then_some(above && below);
            let effect = effect.clone();
            let says = Indicator {
                numerator,
                denominator,
                at_least,
                at_most,
                ok,
                effect,
            };
            indicators.push(Ruled { entry, says });
        }
        Ok(indicators)
    }
}

/// numerator / denominator ≥ bound, without dividing.
fn reaches(numerator: i64, denominator: i64, bound: Ratio) -> bool {
    cross(numerator, bound.den()) >= cross(denominator, bound.num())
}

fn exceeds(numerator: i64, denominator: i64, bound: Ratio) -> bool {
    cross(numerator, bound.den()) > cross(denominator, bound.num())
}

fn cross(a: i64, b: i64) -> i128 {
    i128::from(a).saturating_mul(i128::from(b))
}
