//! Claims and persons as columns of facts.

use benefit::claim::NONE;
use benefit::plan::{FactId, Policy};

use super::Ints;
use crate::error::ReadErrors;

/// How the numbers of a column become encoded values of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueMap {
    /// They are the values.
    Same,
    /// The value lies this much above the number (day numbers counted from another day).
    Plus(i64),
    /// The number is a place in this list; beyond it the fact is absent.
    Listed(Vec<i64>),
}

impl ValueMap {
    /// The encoded value of a number.
    #[must_use]
    #[inline]
    pub fn value(&self, number: i64) -> i64 {
        if number == NONE {
            return NONE;
        }
        match self {
            ValueMap::Same => number,
            ValueMap::Plus(more) => number.saturating_add(*more),
            ValueMap::Listed(values) => {
                let place = usize::try_from(number).unwrap_or(usize::MAX);
                values.get(place).copied().unwrap_or(NONE)
            }
        }
    }
}

/// The values of one fact.
#[derive(Debug, Clone)]
pub struct FactColumn {
    /// Which fact.
    pub fact: FactId,
    /// Numbers, one a row; [`NONE`] where absent.
    pub numbers: Ints,
    /// What the numbers mean.
    pub map: ValueMap,
}

impl FactColumn {
    /// A column by the name of its fact; `None` where the policy does not have it.
    #[must_use]
    pub fn named(policy: &Policy, name: &str, numbers: Ints, map: ValueMap) -> Option<FactColumn> {
        Some(FactColumn {
            fact: policy.fact(name)?,
            numbers,
            map,
        })
    }

    /// The encoded value of a row.
    #[must_use]
    #[inline]
    pub fn value(&self, row: usize) -> i64 {
        self.map.value(self.numbers.get(row))
    }
}

/// Persons by row.
#[derive(Debug, Clone, Default)]
pub struct PersonTable {
    /// Number of persons.
    pub count: usize,
    /// Facts of persons, each with `count` rows.
    pub facts: Vec<FactColumn>,
    /// Number of the family of each person; `None`: everybody alone.
    pub families: Option<Vec<u32>>,
    /// Number of the benefit group of each person; `None`: everybody alone.
    pub groups: Option<Vec<u32>>,
}

/// Some claims, one a row. Every claim bills one in-policy amount.
#[derive(Debug, Clone)]
pub struct ClaimBatch {
    /// Claim ids: they decide the order of claims of one day.
    pub claim_id: Ints,
    /// Row of the person.
    pub person: Ints,
    /// Amount in 分, at least 0.
    pub amount: Ints,
    /// Facts of claim and provider; the same ones in every batch.
    pub facts: Vec<FactColumn>,
}

/// Where claims come from, batch by batch.
pub trait ClaimSource {
    /// Number of claims to expect, for the memory to be asked for.
    fn expected(&self) -> usize;
    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// Whatever is wrong with the file behind it.
    fn next_batch(&mut self) -> Result<Option<ClaimBatch>, ReadErrors>;
}

/// Batches that are in memory already.
impl ClaimSource for std::vec::IntoIter<ClaimBatch> {
    fn expected(&self) -> usize {
        self.as_slice().iter().map(|batch| batch.amount.len()).sum()
    }

    fn next_batch(&mut self) -> Result<Option<ClaimBatch>, ReadErrors> {
        Ok(self.next())
    }
}
