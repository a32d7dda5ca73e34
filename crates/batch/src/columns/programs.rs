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
use super::gather::is_small;
use super::input::ValueMap;
use super::needs::Needs;

/// Most programs kept at a time; beyond it all are forgotten and resolved anew.
const KEPT: usize = 1 << 16;
const UNRESOLVED: u32 = u32::MAX;

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
    found: Found,
    list: Vec<Result<Ready, Refusal>>,
    /// Accumulators that decide rules as they stood before the claim.
    dynamic: Vec<(AccId, i64, Digits)>,
    pub(super) resolved: usize,
}

enum Found {
    Table(Vec<u32>),
    Map(HashMap<u64, u32>),
}

impl<'p> Programs<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        needs: &Needs,
        (classes, codes, eras): (u32, usize, u32),
        uses: bool,
    ) -> Programs<'p> {
        let dynamic = dynamic(policy, needs);
        let all = u64::from(classes)
            .saturating_mul(codes as u64)
            .saturating_mul(u64::from(eras));
        let found = if dynamic.is_empty() && is_small(all) {
            Found::Table(vec![UNRESOLVED; usize::try_from(all).unwrap_or(0)])
        } else {
            Found::Map(HashMap::new())
        };
        let (codes, eras) = (codes as u64, u64::from(eras));
        Programs {
            policy,
            uses,
            codes,
            eras,
            found,
            list: Vec::new(),
            dynamic,
            resolved: 0,
        }
    }

    /// The place of a claim's program before its accumulators are looked at.
    #[inline]
    pub(super) fn place(&self, class: u32, code: u32, era: u32) -> u64 {
        (u64::from(class) * self.codes + u64::from(code)) * self.eras + u64::from(era)
    }

    /// The number of the program at a place, where it is known.
    #[inline]
    pub(super) fn known(&mut self, place: u64, before: &[i64]) -> (u64, Option<u32>) {
        if let Found::Table(table) = &self.found {
            let number = table.get(place as usize).copied().unwrap_or(UNRESOLVED);
            return (place, Some(number).filter(|number| *number != UNRESOLVED));
        }
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
        match &self.found {
            Found::Map(map) => (key, map.get(&key).copied()),
            Found::Table(_) => (key, None),
        }
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
        match &mut self.found {
            Found::Table(table) => {
                if let Some(slot) = table.get_mut(key as usize) {
                    *slot = number;
                }
            }
            Found::Map(map) => {
                map.insert(key, number);
            }
        }
        number
    }

    fn forget(&mut self) {
        self.list.clear();
        match &mut self.found {
            Found::Table(table) => table.fill(UNRESOLVED),
            Found::Map(map) => map.clear(),
        }
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
