//! A value as the number of the bucket it falls in.

use std::collections::HashMap;

use benefit::claim::NONE;

use super::input::ValueMap;
use super::ints::{Ints, each_width};
use super::needs::Need;

/// Numbers in this range are looked up, others searched.
const LOW: i64 = -128;
const HIGH: i64 = 1_024;

/// Most buckets of a fact that is told apart value by value.
pub(super) const MOST: u64 = 1 << 20;

/// Turns the numbers of a column into buckets. Absent is a bucket of its own.
#[derive(Debug)]
pub(super) struct Digits {
    map: ValueMap,
    default: Option<i64>,
    how: How,
    /// Buckets of the numbers from [`LOW`] on, for points only.
    table: Vec<u32>,
}

#[derive(Debug)]
enum How {
    /// Sorted.
    Points(Vec<i64>),
    /// Told apart by the bits of the mask.
    Exact(i64, HashMap<i64, u32>),
}

impl Digits {
    pub(super) fn new(need: &Need, map: ValueMap, default: Option<i64>) -> Digits {
        let how = match need {
            Need::Points(points) => How::Points(points.iter().copied().collect()),
            Need::Members(mask) => How::Exact(*mask, HashMap::new()),
            Need::Exact => How::Exact(-1, HashMap::new()),
        };
        let mut digits = Digits {
            map,
            default,
            how,
            table: Vec::new(),
        };
        if let How::Points(_) = digits.how {
            digits.table = (LOW..HIGH).map(|number| digits.search(number)).collect();
        }
        digits
    }

    /// One more than the largest bucket.
    pub(super) fn radix(&self) -> u64 {
        match &self.how {
            How::Points(points) => points.len() as u64 + 2,
            How::Exact(..) => MOST,
        }
    }

    /// The bucket of a number.
    #[inline]
    pub(super) fn of(&mut self, number: i64) -> u32 {
        let place = number
            .checked_sub(LOW)
            .and_then(|place| usize::try_from(place).ok());
        match place.and_then(|place| self.table.get(place)) {
            Some(bucket) => *bucket,
            None => self.search(number),
        }
    }

    fn search(&mut self, number: i64) -> u32 {
        let value = match self.map.value(number) {
            NONE => self.default.unwrap_or(NONE),
            value => value,
        };
        match &mut self.how {
            _ if value == NONE => 0,
            How::Points(points) => 1 + points.partition_point(|point| *point <= value) as u32,
            How::Exact(mask, seen) => {
                let next = seen.len() as u32 + 1;
                *seen.entry(value & *mask).or_insert(next)
            }
        }
    }

    /// Adds `times` × bucket of every number to the codes.
    pub(super) fn add_to(&mut self, codes: &mut [u64], numbers: &Ints, times: u64) {
        each_width!(numbers, values => {
            for (code, number) in codes.iter_mut().zip(values.iter()) {
                *code += u64::from(self.of(i64::from(*number))) * times;
            }
        });
    }

    /// More values were seen than there are buckets.
    pub(super) fn overflowed(&self) -> bool {
        match &self.how {
            How::Points(_) => false,
            How::Exact(_, seen) => seen.len() as u64 + 1 >= MOST,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_lies_between_two_points() {
        let need = Need::Points([10, 2_000].into_iter().collect());
        let mut digits = Digits::new(&need, ValueMap::Plus(1), Some(10));
        let buckets = [8, 9, 500, 1_998, 1_999, i64::MAX].map(|number| digits.of(number));
        assert_eq!(buckets, [1, 2, 2, 2, 3, 3]);
        assert_eq!(digits.of(NONE), 2);
        let mut without = Digits::new(&need, ValueMap::Listed(vec![NONE, 10]), None);
        assert_eq!([0, 1, 2].map(|number| without.of(number)), [0, 2, 0]);
    }

    #[test]
    fn exact_values_are_told_apart() {
        let mut digits = Digits::new(&Need::Exact, ValueMap::Same, None);
        assert_eq!(
            [5, 7, 5, NONE].map(|number| digits.of(number)),
            [1, 2, 1, 0]
        );
    }
}
