//! Numbers that look drawn and are not: a seed and a place give them.

/// SplitMix64: a stream of numbers of a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draw(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Draw {
    /// The stream of a seed at a place: `topic` keeps streams of one place apart.
    pub(crate) fn at(seed: u64, topic: u64, place: u64) -> Draw {
        let mut start = Draw(seed ^ topic.wrapping_mul(STEP));
        let first = start.next();
        let mut here = Draw(first ^ place.wrapping_mul(STEP.rotate_left(17)));
        Draw(here.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 where the limit is 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        // The high half times the limit, shifted back: even enough for samples.
        let high = self.next() >> 32;
        u32::try_from(high.wrapping_mul(u64::from(limit)) >> 32).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        let width = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.below(width))
    }

    /// Yes, in so many of 1,000 cases.
    pub(crate) fn per_mille(&mut self, cases: u32) -> bool {
        self.below(1_000) < cases
    }

    /// One of a list that is not empty; the default of the type otherwise.
    pub(crate) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let place = self.below(length) as usize;
        list.get(place).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_gives_the_same_numbers_again_and_another_place_others() {
        let numbers = |place| {
            let mut draw = Draw::at(7, 1, place);
            [draw.below(1_000), draw.below(1_000), draw.below(1_000)]
        };
        assert_eq!(numbers(3), numbers(3));
        assert_ne!(numbers(3), numbers(4));
    }

    #[test]
    fn numbers_fill_their_range_evenly() {
        let mut counts = [0_u32; 10];
        let mut draw = Draw::at(1, 1, 1);
        for _ in 0..10_000 {
            counts[draw.below(10) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (900..1_100).contains(count)),
            "{counts:?}"
        );
        assert!((0..100).all(|_| (5..=7).contains(&draw.between(5, 7))));
        assert_eq!(draw.below(0), 0);
    }
}
