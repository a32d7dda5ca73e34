//! Claims on their way from the file into the buckets of their days.

use std::collections::HashMap;

use base::Fen;
use benefit::claim::NONE;
use benefit::determination::Refusal;
use benefit::plan::{FactId, Policy};

use super::block::{Block, MOST_CODES, MOST_DAYS, MOST_PERSONS, Rec};
use super::classes::compared;
use super::clock::date_facts;
use super::digits::Digits;
use super::error::{BatchError, Refused};
use super::input::{ClaimBatch, FactColumn};
use super::ints::{Ints, each_width};
use super::needs::{Needs, Pair};

/// Up to this many combinations of buckets are looked up in a table.
const TABLE: u64 = 1 << 20;
const UNSEEN: u32 = u32::MAX;

/// All claims by block of persons, in file order within a block.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Day number from which the days are counted.
    pub(super) origin: i32,
    /// First and last day met, counted from the origin.
    pub(super) span: Option<(u16, u16)>,
    pub(super) blocks: Vec<Block>,
    /// For every combination of buckets the facts of the first claim that had it.
    pub(super) codes: Vec<Vec<(FactId, i64)>>,
    pub(super) rows: usize,
    /// The ids rise from row to row.
    pub(super) rising: bool,
    pub(super) refused: Refused,
}

/// Buckets of the facts of claims.
struct Dimension {
    column: usize,
    digits: Digits,
    times: u64,
}

pub(super) struct Gathering<'p> {
    policy: &'p Policy,
    needs: &'p Needs,
    persons: usize,
    /// Persons of a block, as a power of 2.
    shift: u32,
    dimensions: Option<Vec<Dimension>>,
    /// Pairs of two facts of the claim, with their weight in the code.
    pairs: Vec<(Pair, u64)>,
    dense: Dense,
    mixed: Vec<u64>,
    wide: Wide,
    last_id: i64,
    out: Gathered,
}

impl<'p> Gathering<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        needs: &'p Needs,
        (persons, shift): (usize, u32),
        expected: usize,
    ) -> Result<Self, BatchError> {
        if persons > MOST_PERSONS {
            return Err(BatchError::Shape("more persons than a batch holds"));
        }
        let count = persons.div_ceil(1 << shift).max(1);
        // Claims spread evenly over persons are the usual batch; memory not filled is never touched.
        let room = expected / count + expected / count / 16;
        let blocks = (0..count)
            .map(|_| Block::Narrow(Vec::with_capacity(room)))
            .collect();
        let out = Gathered {
            blocks,
            rising: true,
            ..Gathered::default()
        };
        Ok(Self {
            policy,
            needs,
            persons,
            shift,
            dimensions: None,
            pairs: Vec::new(),
            dense: Dense::Table(Vec::new()),
            mixed: Vec::new(),
            wide: Wide::default(),
            last_id: i64::MIN,
            out,
        })
    }

    /// Takes a batch.
    pub(super) fn take(&mut self, batch: &ClaimBatch) -> Result<(), BatchError> {
        let rows = batch.amount.len();
        let same = batch
            .facts
            .iter()
            .all(|column| column.numbers.len() == rows);
        if batch.person.len() != rows || batch.claim_id.len() != rows || !same {
            return Err(BatchError::Shape("columns of different lengths"));
        }
        if self.dimensions.is_none() {
            self.begin(batch)?;
        }
        let service = self.policy.known.service_date;
        let day = batch
            .facts
            .iter()
            .find(|column| Some(column.fact) == service);
        let day = day.ok_or(BatchError::Shape("no column of service dates"))?;
        self.mix(batch)?;
        let mut wide = std::mem::take(&mut self.wide);
        wide.fill(batch, day);
        let columns = wide
            .id
            .iter()
            .zip(&wide.amount)
            .zip(&wide.person)
            .zip(&wide.day);
        for (row, (((id, amount), person), day)) in columns.enumerate() {
            let person = u32::try_from(*person).unwrap_or(u32::MAX);
            self.put(batch, row, (*id, *amount, person, *day))?;
        }
        self.wide = wide;
        self.out.rows += rows;
        Ok(())
    }

    /// Lays out the code: one digit a fact, then one a pair.
    fn begin(&mut self, batch: &ClaimBatch) -> Result<(), BatchError> {
        let mut times = 1_u64;
        let mut grow = |radix: u64| {
            let here = times;
            times = times.checked_mul(radix)?;
            Some(here)
        };
        let mut dimensions = Vec::new();
        for (column, facts) in batch.facts.iter().enumerate() {
            let is_day = date_facts(self.policy).any(|day| day == facts.fact);
            let Some(need) = self.needs.facts.get(&facts.fact).filter(|_| !is_day) else {
                continue;
            };
            let default = self
                .policy
                .facts
                .get(usize::from(facts.fact))
                .and_then(|decl| decl.default);
            let digits = Digits::new(need, facts.map.clone(), default);
            let times = grow(digits.radix()).ok_or(BatchError::Shape(TOO_MANY))?;
            dimensions.push(Dimension {
                column,
                digits,
                times,
            });
        }
        // A side that no row has is missing for all of them alike.
        let given = |fact: FactId| {
            let default = self
                .policy
                .facts
                .get(usize::from(fact))
                .and_then(|decl| decl.default);
            default.is_some() || Side::of(self.policy, batch, fact).column.is_some()
        };
        let of_claim = |fact: FactId| batch.facts.iter().any(|column| column.fact == fact);
        for pair in &self.needs.pairs {
            let any = of_claim(pair.left) || of_claim(pair.right);
            if any && given(pair.left) && given(pair.right) {
                self.pairs
                    .push((*pair, grow(16).ok_or(BatchError::Shape(TOO_MANY))?));
            }
        }
        self.dense = if times <= TABLE {
            Dense::Table(vec![UNSEEN; usize::try_from(times).unwrap_or(0)])
        } else {
            Dense::Map(HashMap::new())
        };
        self.dimensions = Some(dimensions);
        Ok(())
    }

    /// The mixed code of every row.
    fn mix(&mut self, batch: &ClaimBatch) -> Result<(), BatchError> {
        self.mixed.clear();
        self.mixed.resize(batch.amount.len(), 0);
        for dimension in self.dimensions.iter_mut().flatten() {
            let Some(column) = batch.facts.get(dimension.column) else {
                continue;
            };
            dimension
                .digits
                .add_to(&mut self.mixed, &column.numbers, dimension.times);
            if dimension.digits.overflowed() {
                return Err(BatchError::Shape(TOO_MANY));
            }
        }
        for (pair, times) in &self.pairs {
            let left = Side::of(self.policy, batch, pair.left);
            let right = Side::of(self.policy, batch, pair.right);
            for (row, code) in self.mixed.iter_mut().enumerate() {
                let stands = compared(left.value(row), pair.times, right.value(row));
                *code += u64::from(stands) * times;
            }
        }
        Ok(())
    }

    #[inline]
    fn put(
        &mut self,
        batch: &ClaimBatch,
        row: usize,
        (id, amount, person, day): (i64, i64, u32, i64),
    ) -> Result<(), BatchError> {
        if person as usize >= self.persons {
            return Err(BatchError::Shape(
                "a claim of a person who is not in the table",
            ));
        }
        self.out.rising &= id > self.last_id;
        self.last_id = id;
        if !(0..=Fen::MAX_ABS).contains(&amount) {
            self.out
                .refused
                .add(id, &Refusal::Amount("total of the bill".to_owned()));
            return Ok(());
        }
        let mixed = self.mixed.get(row).copied().unwrap_or(0);
        let next = self.out.codes.len() as u32;
        let code = self.dense.get(mixed, next);
        if code == next {
            if self.out.codes.len() >= MOST_CODES {
                return Err(BatchError::Shape(TOO_MANY));
            }
            self.out.codes.push(facts_of(batch, row));
        }
        if day == NONE {
            self.out.refused.add(id, &Refusal::NoLawDate);
            return Ok(());
        }
        let day = self.day(day)?;
        let block = (person >> self.shift) as usize;
        if let Some(block) = self.out.blocks.get_mut(block) {
            block.push(Rec::new(id, amount, person, day, code));
        }
        Ok(())
    }

    /// The day counted from the origin, which lies half the range before the first day met.
    #[inline]
    fn day(&mut self, day: i64) -> Result<u16, BatchError> {
        let span = match self.out.span {
            Some(span) => span,
            None => {
                let origin = day.saturating_sub(MOST_DAYS / 2);
                self.out.origin = i32::try_from(origin).map_err(|_| BatchError::Shape(FAR_DAY))?;
                let middle = (MOST_DAYS / 2) as u16;
                (middle, middle)
            }
        };
        let offset = u16::try_from(day.saturating_sub(i64::from(self.out.origin)));
        let offset = offset.map_err(|_| BatchError::Shape(FAR_DAY))?;
        self.out.span = Some((span.0.min(offset), span.1.max(offset)));
        Ok(offset)
    }

    /// Everything; an id that stands twice is refused.
    pub(super) fn finish(mut self) -> Gathered {
        if self.out.rising {
            return self.out;
        }
        let mut ids: Vec<i64> = self
            .out
            .blocks
            .iter()
            .flat_map(Block::iter)
            .map(|rec| rec.id)
            .collect();
        ids.sort_unstable();
        for id in ids
            .windows(2)
            .filter_map(|two| (two[0] == two[1]).then_some(two[0]))
        {
            self.out
                .refused
                .add(id, &Refusal::Duplicate(id.to_string()));
        }
        self.out
    }
}

const TOO_MANY: &str = "the claims have too many different values of facts that the rules compare";
const FAR_DAY: &str = "service dates too far apart";

/// Facts of a row, as the columns give them.
fn facts_of(batch: &ClaimBatch, row: usize) -> Vec<(FactId, i64)> {
    batch
        .facts
        .iter()
        .map(|column| (column.fact, column.value(row)))
        .collect()
}

/// The columns of a batch that every claim needs, widened; the memory is used again.
#[derive(Default)]
struct Wide {
    id: Vec<i64>,
    amount: Vec<i64>,
    person: Vec<i64>,
    day: Vec<i64>,
}

impl Wide {
    fn fill(&mut self, batch: &ClaimBatch, day: &FactColumn) {
        let widen = |numbers: &Ints, wide: &mut Vec<i64>| {
            wide.clear();
            each_width!(numbers, values => wide.extend(values.iter().map(|value| i64::from(*value))));
        };
        widen(&batch.claim_id, &mut self.id);
        widen(&batch.amount, &mut self.amount);
        widen(&batch.person, &mut self.person);
        widen(&day.numbers, &mut self.day);
        self.day
            .iter_mut()
            .for_each(|number| *number = day.map.value(*number));
    }
}

/// One side of a pair: a column, or a default for every row.
struct Side<'b> {
    column: Option<&'b FactColumn>,
    default: i64,
}

impl<'b> Side<'b> {
    /// The dates of the claim share one column where there is but one.
    fn of(policy: &Policy, batch: &'b ClaimBatch, fact: FactId) -> Side<'b> {
        let is_day = |fact: FactId| date_facts(policy).any(|day| day == fact);
        let same =
            |column: &&FactColumn| column.fact == fact || (is_day(fact) && is_day(column.fact));
        let decl = policy.facts.get(usize::from(fact));
        let default = decl.and_then(|decl| decl.default).unwrap_or(NONE);
        Side {
            column: batch.facts.iter().find(same),
            default,
        }
    }

    fn value(&self, row: usize) -> i64 {
        match self.column.map_or(NONE, |column| column.value(row)) {
            NONE => self.default,
            given => given,
        }
    }
}

/// Numbers of the combinations met, in the order in which they were met.
#[derive(Debug)]
enum Dense {
    Table(Vec<u32>),
    Map(HashMap<u64, u32>),
}

impl Dense {
    /// The number of a combination; `next` where it is new.
    #[inline]
    fn get(&mut self, mixed: u64, next: u32) -> u32 {
        match self {
            Dense::Table(table) => match table.get_mut(mixed as usize) {
                Some(slot) if *slot == UNSEEN => {
                    *slot = next;
                    next
                }
                Some(slot) => *slot,
                None => next,
            },
            Dense::Map(map) => *map.entry(mixed).or_insert(next),
        }
    }
}
