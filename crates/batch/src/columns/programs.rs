//! Programs, resolved once for all claims that the rules cannot tell apart.

use std::collections::HashMap;

use base::Fen;
use benefit::claim::{AccView, Facts, Line};
use benefit::determination::Refusal;
use benefit::facts::prepare;
use benefit::plan::{AccId, DerivedHow, FactId, Plan, Policy, PotId};
use benefit::price::price;
use benefit::program::Program;
use benefit::resolve::{ResolveOptions, resolve_with};

use super::digits::Digits;
use super::input::ValueMap;
use super::needs::Needs;

/// Most programs kept at a time; beyond it all are forgotten and resolved anew.
const KEPT: usize = 1 << 16;
const UNRESOLVED: u32 = u32::MAX;
/// Places from here on are looked up in a map.
const FARTHEST: u64 = 1 << 22;

/// How the one in-policy amount of a bill enters the pots.
#[derive(Debug)]
pub(super) enum Opening {
    /// All of it into this open part.
    Part(PotId),
    /// Priced claim by claim, with these facts.
    Priced(Box<Facts>),
    /// Denied: as it is.
    Denied,
}

/// A program ready to run.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) program: Program,
    pub(super) opening: Opening,
    pub(super) version: u16,
}

/// Which programs there are, and under which numbers.
pub(super) struct Programs<'p> {
    policy: &'p Policy,
    uses: bool,
    codes: u64,
    eras: u64,
    /// Numbers by place, where no accumulator decides and the place is not too far.
    table: Vec<u32>,
    map: HashMap<u64, u32>,
    list: Vec<Result<Ready, Refusal>>,
    /// Accumulators that decide rules as they stood before the claim.
    dynamic: Vec<(AccId, i64, Digits)>,
    pub(super) resolved: usize,
}

impl<'p> Programs<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        needs: &Needs,
        (codes, eras): (usize, u32),
        uses: bool,
    ) -> Programs<'p> {
        Programs {
            policy,
            uses,
            codes: codes as u64,
            eras: u64::from(eras),
            table: Vec::new(),
            map: HashMap::new(),
            list: Vec::new(),
            dynamic: dynamic(policy, needs),
            resolved: 0,
        }
    }

    /// The place of a claim's program before its accumulators are looked at.
    #[inline]
    pub(super) fn place(&self, class: u32, code: u32, era: u32) -> u64 {
        (u64::from(class) * self.codes + u64::from(code)) * self.eras + u64::from(era)
    }

    /// The number of the program at a place, where it is known, and the key to keep it under.
    #[inline]
    pub(super) fn known(&mut self, place: u64, before: &[i64]) -> (u64, Option<u32>) {
        if self.dynamic.is_empty()
            && let Some(number) = self.table.get(place as usize)
        {
            return (place, Some(*number).filter(|number| *number != UNRESOLVED));
        }
        self.looked_up(place, before)
    }

    fn looked_up(&mut self, place: u64, before: &[i64]) -> (u64, Option<u32>) {
        let mut key = place;
        for (acc, plus, digits) in &mut self.dynamic {
            let value = before
                .get(usize::from(*acc))
                .copied()
                .unwrap_or(0)
                .saturating_add(*plus);
            key = key
                .wrapping_mul(digits.radix())
                .wrapping_add(u64::from(digits.of(value)));
        }
        (key, self.map.get(&key).copied())
    }

    /// The program of a number.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<&Result<Ready, Refusal>> {
        self.list.get(number as usize)
    }

    /// Resolves the program of a claim and keeps it under its key.
    #[cold]
    pub(super) fn resolve(&mut self, key: u64, version: u16, given: &Facts, before: &[i64]) -> u32 {
        if self.list.len() >= KEPT {
            self.forget();
        }
        let number = self.list.len() as u32;
        self.list.push(self.ready(version, given, before));
        self.resolved = self.resolved.saturating_add(1);
        if self.dynamic.is_empty() && key < FARTHEST {
            let place = key as usize;
            if place >= self.table.len() {
                self.table.resize(place + 1, UNRESOLVED);
            }
            if let Some(slot) = self.table.get_mut(place) {
                *slot = number;
            }
        } else {
            self.map.insert(key, number);
        }
        number
    }

    fn forget(&mut self) {
        self.list.clear();
        self.table.clear();
        self.map.clear();
    }

    fn ready(&self, version: u16, given: &Facts, before: &[i64]) -> Result<Ready, Refusal> {
        let plan = self.policy.versions.get(usize::from(version));
        let plan = plan.ok_or(Refusal::NoLawDate)?;
        let mut view = AccView::zero(self.policy.accs.len());
        (0..)
            .zip(before)
            .for_each(|(acc, value)| view.set(acc, *value));
        let facts = prepare(self.policy, plan, given, &view);
        let options = ResolveOptions {
            first_step: 0,
            uses: self.uses,
        };
        let program = resolve_with(self.policy, plan, &facts, options)?;
        let opening = self.opening(plan, &program, facts)?;
        Ok(Ready {
            program,
            opening,
            version,
        })
    }

    /// Prices one 元 to see whether the amount as a whole has one destination.
    fn opening(&self, plan: &Plan, program: &Program, facts: Facts) -> Result<Opening, Refusal> {
        if !program.denials.is_empty() {
            return Ok(Opening::Denied);
        }
        let one = Line {
            amount: Fen::new(100),
            facts: Vec::new(),
        };
        let priced = price(self.policy, plan, &facts, &[one])?;
        let plain = priced.lines.first().filter(|line| {
            line.price_limit.is_none()
                && line.first_ratio.is_none()
                && line.rest.amount == line.amount
        });
        Ok(match plain {
            Some(line) => Opening::Part(line.rest.pot),
            None => Opening::Priced(Box::new(facts)),
        })
    }
}

/// Facts that read an accumulator before the claim, as far as rules ask for them.
fn dynamic(policy: &Policy, needs: &Needs) -> Vec<(AccId, i64, Digits)> {
    let mut found: Vec<(FactId, AccId, i64)> = Vec::new();
    for derived in policy.versions.iter().flat_map(|plan| &plan.derived) {
        let (acc, plus) = match derived.how {
            DerivedHow::Ordinal(acc) => (acc, 1),
            DerivedHow::Before(acc) => (acc, 0),
            _ => continue,
        };
        let reading = (derived.fact, acc, plus);
        if needs.uses(derived.fact) && !found.contains(&reading) {
            found.push(reading);
        }
    }
    let digits = |(fact, acc, plus): (FactId, AccId, i64)| {
        let need = needs.facts.get(&fact)?;
        Some((acc, plus, Digits::new(need, ValueMap::Same, None)))
    };
    found.into_iter().filter_map(digits).collect()
}
