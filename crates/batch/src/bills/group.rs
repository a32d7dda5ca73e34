//! Rows of a file gathered into claims: rows that share a claim id are lines of one bill.

use std::collections::BTreeMap;

use base::Fen;
use benefit::claim::{Facts, Line, Owners, Visit};
use benefit::plan::{FactId, Policy, PotId};

use super::layout::{Owner, Target, owner_of};
use crate::codes::Codes;
use crate::encode;
use crate::error::{Errors, Problem};
use crate::record::{Cell, Cells, Row};
use crate::unused;

/// A claim as far as its rows have been read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) place: u64,
    pub(super) id: String,
    pub(super) owners: Owners,
    pub(super) facts: Vec<(FactId, i64)>,
    pub(super) amount: Option<Fen>,
    pub(super) total: Option<Fen>,
    pub(super) classes: Vec<(i64, Fen)>,
    pub(super) lines: Vec<Line>,
    pub(super) enter: Option<String>,
    pub(super) pots: Vec<(PotId, Fen)>,
    pub(super) reverse: Option<String>,
    pub(super) visits: Vec<Visit>,
    /// A value of the claim was bad, so that what it lacks is not reported again.
    pub(super) bad: bool,
}

/// Gathers the rows of one or more files.
pub(super) struct Gathering<'p> {
    policy: &'p Policy,
    pub(super) drafts: Vec<Draft>,
    pub(super) codes: Codes,
    by_id: BTreeMap<String, usize>,
}

impl<'p> Gathering<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self {
            policy,
            drafts: Vec::new(),
            codes: Codes::default(),
            by_id: BTreeMap::new(),
        }
    }

    /// Takes a row: a new claim, or a further line of a known one.
    pub(super) fn row(&mut self, row: Row<'_, Target>, errors: &mut Errors) {
        let Some(id) = self.claim_id(&row, errors) else {
            return;
        };
        let is_line = row
            .cells
            .iter()
            .any(|(target, _)| *target == Target::LineAmount);
        let index = match self.by_id.get(&id) {
            Some(index) if is_line => *index,
            Some(index) => {
                let first = self.drafts.get(*index).map_or(0, |draft| draft.place);
                return errors.add(row.place, "claim_id", &id, Problem::DuplicateClaim(first));
            }
            None => {
                self.by_id.insert(id.clone(), self.drafts.len());
                self.drafts.push(Draft {
                    place: row.place,
                    id,
                    ..Draft::default()
                });
                self.drafts.len() - 1
            }
        };
        if let Some(draft) = self.drafts.get_mut(index) {
            let codes = &mut self.codes;
            Filling {
                policy: self.policy,
                codes,
                draft,
                place: row.place,
                errors,
            }
            .row(row);
        }
    }

    fn claim_id(&self, row: &Row<'_, Target>, errors: &mut Errors) -> Option<String> {
        let cell = row
            .cells
            .iter()
            .find(|(target, _)| *target == Target::ClaimId);
        let Some((_, cell)) = cell else {
            errors.add(row.place, "claim_id", "", Problem::Missing);
            return None;
        };
        cell.id()
            .map_err(|problem| errors.add(row.place, "claim_id", &cell.shown(), problem))
            .ok()
    }
}

/// Puts the cells of one row into a draft.
struct Filling<'f> {
    policy: &'f Policy,
    codes: &'f mut Codes,
    draft: &'f mut Draft,
    place: u64,
    errors: &'f mut Errors,
}

impl Filling<'_> {
    fn row(mut self, row: Row<'_, Target>) {
        let line: Cells<'_, Target> = row
            .cells
            .iter()
            .filter(|(target, _)| is_of_line(*target))
            .cloned()
            .collect();
        for (target, cell) in row.cells {
            if is_of_line(target) {
                continue;
            }
            if let Err(problem) = self.cell(target, &cell) {
                self.bad(target, &cell, problem);
            }
        }
        for line in std::iter::once(line)
            .filter(|line| !line.is_empty())
            .chain(row.lines)
        {
            let line = self.line(line);
            self.draft.lines.extend(line);
        }
        for visit in row.visits {
            let visit = self.visit(visit);
            self.draft.visits.extend(visit);
        }
    }

    fn cell(&mut self, target: Target, cell: &Cell<'_>) -> Result<(), Problem> {
        let place = self.draft.place;
        match target {
            Target::ClaimId | Target::LineAmount | Target::LineFact(_) => Ok(()),
            Target::Owner(owner) => self.owner(owner, cell),
            Target::Fact(fact) => self.fact(fact, cell),
            Target::Unused(index) | Target::UnusedOfLine(index) => unused::check(index, cell),
            Target::Amount => set(&mut self.draft.amount, not_negative(cell)?, place),
            Target::Total => set(&mut self.draft.total, not_negative(cell)?, place),
            Target::ClassTotal(item) => {
                put(&mut self.draft.classes, item, not_negative(cell)?, place)
            }
            Target::Pot(pot) => put(&mut self.draft.pots, pot, not_negative(cell)?, place),
            Target::Enter => set(&mut self.draft.enter, cell.id()?, place),
            Target::Reverse => set(&mut self.draft.reverse, cell.id()?, place),
        }
    }

    fn fact(&mut self, fact: FactId, cell: &Cell<'_>) -> Result<(), Problem> {
        let Some(decl) = self.policy.facts.get(usize::from(fact)) else {
            return Ok(());
        };
        let value = encode::fact(decl, cell)?;
        self.codes.keep(decl, value, cell);
        put(&mut self.draft.facts, fact, value, self.draft.place)
    }

    /// Owners are ids; `provider_id` and `disease` are facts too where the policy has them.
    fn owner(&mut self, owner: Owner, cell: &Cell<'_>) -> Result<(), Problem> {
        let id = cell.id()?;
        let owners = &mut self.draft.owners;
        let slot = match owner {
            Owner::Person => &mut owners.person,
            Owner::Family => &mut owners.family,
            Owner::Group => &mut owners.group,
            Owner::Episode => &mut owners.episode,
            Owner::Provider => &mut owners.provider,
            Owner::Disease => &mut owners.disease,
        };
        if !slot.is_empty() && *slot != id {
            return Err(Problem::Contradiction(self.draft.place));
        }
        *slot = id;
        let twin = self
            .policy
            .facts
            .iter()
            .position(|decl| owner_of(&decl.name) == Some(owner));
        match twin.and_then(|index| FactId::try_from(index).ok()) {
            Some(fact) => self.fact(fact, cell),
            None => Ok(()),
        }
    }

    fn line(&mut self, cells: Cells<'_, Target>) -> Option<Line> {
        let (mut amount, mut facts, mut bad) = (None, Vec::new(), false);
        for (target, cell) in cells {
            let outcome = match target {
                Target::LineAmount => encode::money(&cell).map(|fen| amount = Some(fen)),
                Target::LineFact(fact) => self
                    .line_fact(fact, &cell)
                    .map(|value| facts.push((fact, value))),
                Target::UnusedOfLine(index) => unused::check(index, &cell),
                _ => Ok(()),
            };
            if let Err(problem) = outcome {
                bad = true;
                self.bad(target, &cell, problem);
            }
        }
        if amount.is_none() && !bad {
            self.draft.bad = true;
            self.errors
                .add(self.place, "line_amount", "", Problem::Missing);
        }
        // the order of columns is no part of the bill: its receipt must not depend on it
        facts.sort_unstable();
        amount.map(|amount| Line { amount, facts })
    }

    fn line_fact(&mut self, fact: FactId, cell: &Cell<'_>) -> Result<i64, Problem> {
        let decl = self
            .policy
            .facts
            .get(usize::from(fact))
            .ok_or(Problem::UnknownColumn(None))?;
        let value = encode::fact(decl, cell)?;
        self.codes.keep(decl, value, cell);
        Ok(value)
    }

    /// A visit has an id, facts and lines of its own.
    fn visit(&mut self, row: Row<'_, Target>) -> Option<Visit> {
        let id = row
            .cells
            .iter()
            .find(|(target, _)| *target == Target::ClaimId);
        let Some(id) = id.and_then(|(_, cell)| cell.id().ok()) else {
            self.draft.bad = true;
            self.errors
                .add(self.place, "visits.id", "", Problem::Missing);
            return None;
        };
        let mut own = Draft {
            place: self.place,
            ..Draft::default()
        };
        let cells = row
            .cells
            .into_iter()
            .filter(|(target, _)| *target != Target::ClaimId)
            .collect();
        let plain = Row {
            place: row.place,
            cells,
            lines: row.lines,
            visits: Vec::new(),
        };
        let (policy, codes, errors) = (self.policy, &mut *self.codes, &mut *self.errors);
        Filling {
            policy,
            codes,
            draft: &mut own,
            place: self.place,
            errors,
        }
        .row(plain);
        self.draft.bad |= own.bad;
        let mut facts = Facts::none(self.policy.facts.len());
        own.facts
            .iter()
            .for_each(|(fact, value)| facts.set(*fact, *value));
        let whole = own.amount.map(|amount| Line {
            amount,
            facts: Vec::new(),
        });
        Some(Visit {
            id,
            facts,
            lines: own.lines.into_iter().chain(whole).collect(),
        })
    }

    fn bad(&mut self, target: Target, cell: &Cell<'_>, problem: Problem) {
        self.draft.bad = true;
        self.errors.add(
            self.place,
            &name(self.policy, target),
            &cell.shown(),
            problem,
        );
    }
}

fn is_of_line(target: Target) -> bool {
    matches!(
        target,
        Target::LineAmount | Target::LineFact(_) | Target::UnusedOfLine(_)
    )
}

fn not_negative(cell: &Cell<'_>) -> Result<Fen, Problem> {
    encode::money(cell).and_then(|fen| {
        if fen < Fen::ZERO {
            Err(Problem::Negative)
        } else {
            Ok(fen)
        }
    })
}

/// Fills an empty slot; a second, different value contradicts the claim's first row.
fn set<V: PartialEq>(slot: &mut Option<V>, value: V, first: u64) -> Result<(), Problem> {
    match slot {
        Some(old) if *old != value => Err(Problem::Contradiction(first)),
        _ => {
            *slot = Some(value);
            Ok(())
        }
    }
}

fn put<K: PartialEq, V: PartialEq>(
    list: &mut Vec<(K, V)>,
    key: K,
    value: V,
    first: u64,
) -> Result<(), Problem> {
    match list.iter().find(|(known, _)| *known == key) {
        Some((_, old)) if *old != value => Err(Problem::Contradiction(first)),
        Some(_) => Ok(()),
        None => {
            list.push((key, value));
            Ok(())
        }
    }
}

/// The column of a target, for reports.
pub(super) fn name(policy: &Policy, target: Target) -> String {
    let fact_name = |fact: FactId| {
        policy
            .facts
            .get(usize::from(fact))
            .map(|decl| decl.name.clone())
    };
    let text = match target {
        Target::ClaimId => "claim_id",
        Target::Owner(Owner::Person) => "person_id",
        Target::Owner(Owner::Family) => "family_id",
        Target::Owner(Owner::Group) => "group_id",
        Target::Owner(Owner::Episode) => "episode_id",
        Target::Owner(Owner::Provider) => "provider_id",
        Target::Owner(Owner::Disease) => "disease",
        Target::Amount => "amount",
        Target::Total => "total",
        Target::LineAmount => "line_amount",
        Target::Enter => "enter",
        Target::Reverse => "reverse",
        Target::Unused(index) | Target::UnusedOfLine(index) => unused::name(index),
        Target::Fact(fact) | Target::LineFact(fact) => return fact_name(fact).unwrap_or_default(),
        Target::ClassTotal(item) => {
            let index = usize::try_from(item).unwrap_or(usize::MAX);
            return format!(
                "amount_{}",
                super::layout::items(policy).nth(index).unwrap_or("")
            );
        }
        Target::Pot(pot) => return pot_name(policy, pot),
    };
    text.to_owned()
}

pub(super) fn pot_name(policy: &Policy, pot: PotId) -> String {
    use benefit::plan::PotKind;
    let Some(decl) = policy.pots.get(usize::from(pot)) else {
        return String::new();
    };
    let prefix = match decl.kind {
        PotKind::Open => "open",
        PotKind::Burden => "burden",
        PotKind::Payer(..) => "paid",
    };
    format!("{prefix}_{}", decl.name)
}
