//! Claims on their way from the file into the buckets of their days.

use std::collections::HashMap;

use base::Fen;
use benefit::claim::NONE;
use benefit::determination::Refusal;
use benefit::plan::{FactId, Policy};

use super::classes::compared;
use super::clock::date_facts;
use super::digits::{Digits, MOST};
use super::error::{BatchError, Refused};
use super::input::{ClaimBatch, FactColumn};
use super::ints::each_width;
use super::needs::{Needs, Pair};

/// Most days between the first and the last claim of a batch.
const MOST_DAYS: usize = 200_000;
/// Up to this many combinations of buckets are looked up in a table.
const TABLE: u64 = 1 << 20;
const UNSEEN: u32 = u32::MAX;

/// A claim as the settling loop needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rec {
    pub(super) id: i64,
    pub(super) amount: i64,
    pub(super) person: u32,
    /// Index in [`Gathered::codes`].
    pub(super) code: u32,
}

/// All claims by day.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) first_day: i32,
    pub(super) days: Vec<Vec<Rec>>,
    /// For every combination of buckets the facts of the first claim that had it.
    pub(super) codes: Vec<Vec<(FactId, i64)>>,
    pub(super) rows: usize,
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
    expected: usize,
    dimensions: Option<Vec<Dimension>>,
    /// Pairs of two facts of the claim, with their weight in the code.
    pairs: Vec<(Pair, u64)>,
    dense: Dense,
    mixed: Vec<u64>,
    /// The ids so far rise from row to row.
    rising: bool,
    last_id: i64,
    out: Gathered,
}

impl<'p> Gathering<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        needs: &'p Needs,
        persons: usize,
        expected: usize,
    ) -> Self {
        Self {
            policy,
            needs,
            persons,
            expected,
            dimensions: None,
            pairs: Vec::new(),
            dense: Dense::Table(Vec::new()),
            mixed: Vec::new(),
            rising: true,
            last_id: i64::MIN,
            out: Gathered {
                first_day: 0,
                days: Vec::new(),
                codes: Vec::new(),
                rows: 0,
                refused: Refused::default(),
            },
        }
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
        each_width!(&batch.person, persons => {
            for (row, person) in persons.iter().enumerate() {
                let person = u32::try_from(*person).unwrap_or(u32::MAX);
                self.put(batch, row, person, day)?;
            }
        });
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
        let given = |fact: FactId| batch.facts.iter().any(|column| column.fact == fact);
        for pair in &self.needs.pairs {
            if given(pair.left) || given(pair.right) {
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
            for (row, code) in self.mixed.iter_mut().enumerate() {
                let left = value(self.policy, batch, pair.left, row);
                let right = value(self.policy, batch, pair.right, row);
                *code += u64::from(compared(left, pair.times, right)) * times;
            }
        }
        Ok(())
    }

    #[inline]
    fn put(
        &mut self,
        batch: &ClaimBatch,
        row: usize,
        person: u32,
        day: &FactColumn,
    ) -> Result<(), BatchError> {
        let (id, amount) = (batch.claim_id.get(row), batch.amount.get(row));
        if person as usize >= self.persons {
            return Err(BatchError::Shape(
                "a claim of a person who is not in the table",
            ));
        }
        self.rising &= id > self.last_id;
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
            self.out.codes.push(facts_of(batch, row));
        }
        let day = day.value(row);
        if day == NONE {
            self.out.refused.add(id, &Refusal::NoLawDate);
            return Ok(());
        }
        let expected = self.expected;
        let bucket = self.bucket(day)?;
        if bucket.capacity() == 0 {
            // A year's claims spread evenly are the usual batch; memory not filled is never touched.
            bucket.reserve(expected / 365 + expected / 5_840);
        }
        bucket.push(Rec {
            id,
            amount,
            person,
            code,
        });
        Ok(())
    }

    #[inline]
    fn bucket(&mut self, day: i64) -> Result<&mut Vec<Rec>, BatchError> {
        let day = i32::try_from(day).map_err(|_| BatchError::Shape(FAR_DAY))?;
        let place = i64::from(day) - i64::from(self.out.first_day);
        if place < 0 || place >= self.out.days.len() as i64 {
            self.widen(day)?;
        }
        let place = usize::try_from(i64::from(day) - i64::from(self.out.first_day)).unwrap_or(0);
        self.out
            .days
            .get_mut(place)
            .ok_or(BatchError::Shape(FAR_DAY))
    }

    #[cold]
    fn widen(&mut self, day: i32) -> Result<(), BatchError> {
        let out = &mut self.out;
        if out.days.is_empty() {
            out.first_day = day;
        }
        let before = usize::try_from(i64::from(out.first_day) - i64::from(day)).unwrap_or(0);
        let after = i64::from(day) - i64::from(out.first_day) + 1;
        let after = usize::try_from(after).unwrap_or(0);
        if before.saturating_add(out.days.len()).max(after) > MOST_DAYS {
            return Err(BatchError::Shape(FAR_DAY));
        }
        if before > 0 {
            out.days
                .splice(0..0, std::iter::repeat_with(Vec::new).take(before));
            out.first_day = day;
        } else if after > out.days.len() {
            out.days.resize_with(after, Vec::new);
        }
        Ok(())
    }

    /// The claims of each day in the order of their ids; an id that stands twice is refused.
    pub(super) fn finish(mut self) -> Gathered {
        if self.rising {
            return self.out;
        }
        let mut ids: Vec<i64> = Vec::with_capacity(self.out.rows);
        for day in &mut self.out.days {
            day.sort_by_key(|rec| rec.id);
            ids.extend(day.iter().map(|rec| rec.id));
        }
        ids.sort_unstable();
        for two in ids.windows(2).filter(|two| two[0] == two[1]) {
            self.out
                .refused
                .add(two[0], &Refusal::Duplicate(two[0].to_string()));
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

/// The value of a fact in a row, or its default.
fn value(policy: &Policy, batch: &ClaimBatch, fact: FactId, row: usize) -> i64 {
    let days: Vec<FactId> = date_facts(policy).collect();
    let same = |column: &&FactColumn| {
        column.fact == fact || (days.contains(&fact) && days.contains(&column.fact))
    };
    let given = batch
        .facts
        .iter()
        .find(same)
        .map_or(NONE, |column| column.value(row));
    match given {
        NONE => policy
            .facts
            .get(usize::from(fact))
            .and_then(|decl| decl.default)
            .unwrap_or(NONE),
        given => given,
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

/// The largest number of combinations that is worth a table of programs.
pub(super) const fn is_small(combinations: u64) -> bool {
    combinations <= MOST * 4
}
