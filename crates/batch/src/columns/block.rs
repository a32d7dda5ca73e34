//! The claims of a block of persons between the file and the settling loop.

/// A claim as the settling loop needs it: 24 bytes, since memory is what a batch waits for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rec {
    pub(super) id: i64,
    pub(super) amount: i64,
    /// Person, day and code.
    packed: u64,
}

const PERSON_BITS: u32 = 27;
const DAY_BITS: u32 = 16;
/// Most persons of a batch.
pub(super) const MOST_PERSONS: usize = 1 << PERSON_BITS;
/// Most days between the first and the last claim of a batch.
pub(super) const MOST_DAYS: i64 = 1 << DAY_BITS;
/// Most combinations of buckets of claim facts.
pub(super) const MOST_CODES: usize = 1 << (64 - PERSON_BITS - DAY_BITS);

impl Rec {
    #[inline]
    pub(super) fn new(id: i64, amount: i64, person: u32, day: u16, code: u32) -> Rec {
        let packed = u64::from(code) << (PERSON_BITS + DAY_BITS)
            | u64::from(day) << PERSON_BITS
            | u64::from(person);
        Rec { id, amount, packed }
    }

    /// The claim in 16 bytes, where it fits.
    #[inline]
    fn narrow(self) -> Option<[u64; 2]> {
        let (id, amount) = (
            u32::try_from(self.id).ok()?,
            u32::try_from(self.amount).ok()?,
        );
        Some([u64::from(id) << 32 | u64::from(amount), self.packed])
    }

    #[inline]
    fn of_narrow([head, packed]: [u64; 2]) -> Rec {
        let amount = i64::from(head as u32);
        Rec {
            id: i64::from((head >> 32) as u32),
            amount,
            packed,
        }
    }

    /// Row of the person.
    #[inline]
    pub(super) fn person(self) -> u32 {
        (self.packed & (MOST_PERSONS as u64 - 1)) as u32
    }

    /// Day, counted from [`super::gather::Gathered::origin`].
    #[inline]
    pub(super) fn day(self) -> u16 {
        (self.packed >> PERSON_BITS) as u16
    }

    /// Index in [`super::gather::Gathered::codes`].
    #[inline]
    pub(super) fn code(self) -> u32 {
        (self.packed >> (PERSON_BITS + DAY_BITS)) as u32
    }
}

/// The claims of a block of persons in file order, in as little memory as they need.
#[derive(Debug)]
pub(super) enum Block {
    Narrow(Vec<[u64; 2]>),
    Wide(Vec<Rec>),
}

impl Default for Block {
    fn default() -> Self {
        Block::Narrow(Vec::new())
    }
}

impl Block {
    #[inline]
    pub(super) fn push(&mut self, rec: Rec) {
        match (&mut *self, rec.narrow()) {
            (Block::Narrow(recs), Some(narrow)) => recs.push(narrow),
            (Block::Wide(recs), _) => recs.push(rec),
            (Block::Narrow(_), None) => self.widen(rec),
        }
    }

    #[cold]
    fn widen(&mut self, rec: Rec) {
        let mut wide: Vec<Rec> = self.iter().collect();
        wide.push(rec);
        *self = Block::Wide(wide);
    }

    fn len(&self) -> usize {
        match self {
            Block::Narrow(recs) => recs.len(),
            Block::Wide(recs) => recs.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Rec> + '_ {
        let (narrow, wide) = match self {
            Block::Narrow(recs) => (recs.as_slice(), &[][..]),
            Block::Wide(recs) => (&[][..], recs.as_slice()),
        };
        narrow
            .iter()
            .map(|rec| Rec::of_narrow(*rec))
            .chain(wide.iter().copied())
    }
}

/// Sorts the claims of a block by day, claims of one day in the order of their ids. `starts` and
/// `sorted` are used again from block to block.
pub(super) fn by_day(
    block: &Block,
    (from, until): (u16, u16),
    rising: bool,
    starts: &mut Vec<u32>,
    sorted: &mut Vec<Rec>,
) {
    starts.clear();
    starts.resize(usize::from(until.saturating_sub(from)) + 2, 0);
    let place = |rec: Rec| usize::from(rec.day().saturating_sub(from));
    block.iter().for_each(|rec| {
        if let Some(count) = starts.get_mut(place(rec) + 1) {
            *count += 1;
        }
    });
    let mut sum = 0;
    for start in starts.iter_mut() {
        sum += *start;
        *start = sum;
    }
    sorted.resize(block.len(), Rec::default());
    block.iter().for_each(|rec| {
        if let Some(start) = starts.get_mut(place(rec)) {
            if let Some(slot) = sorted.get_mut(*start as usize) {
                *slot = rec;
            }
            *start += 1;
        }
    });
    if !rising {
        sorted.sort_by_key(|rec| (rec.day(), rec.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_keeps_what_it_is_given_and_sorts_it() {
        let mut block = Block::default();
        let recs = [
            Rec::new(7, 100, 5, 40, 3),
            Rec::new(2, u32::MAX.into(), 5, 39, 0),
            Rec::new(1, 1 << 40, 134_217_727, 40, 2_097_151),
            Rec::new(-3, 9, 0, u16::MAX, 1),
        ];
        recs.iter().for_each(|rec| block.push(*rec));
        let (mut starts, mut sorted) = (Vec::new(), Vec::new());
        by_day(&block, (39, u16::MAX), false, &mut starts, &mut sorted);
        let said: Vec<_> = sorted
            .iter()
            .map(|r| (r.day(), r.id, r.amount, r.person(), r.code()))
            .collect();
        let expected = [
            (39, 2, i64::from(u32::MAX), 5, 0),
            (40, 1, 1 << 40, 134_217_727, 2_097_151),
            (40, 7, 100, 5, 3),
            (u16::MAX, -3, 9, 0, 1),
        ];
        assert_eq!(said, expected);
    }
}
