//! A tape of choices: what a generator reads instead of a source of randomness.
//!
//! A tape of zeros, or one that has run out, makes the simplest choice everywhere. So a shrinking
//! tape is a shrinking example, whatever is made from it.

/// Choices still to be read.
#[derive(Debug, Clone)]
pub struct Tape {
    choices: Vec<u32>,
    at: usize,
}

impl Tape {
    /// A tape over these choices.
    #[must_use]
    pub fn new(choices: Vec<u32>) -> Self {
        Self { choices, at: 0 }
    }

    /// The endless tape of a seed, cut at a length (SplitMix64).
    #[must_use]
    pub fn of_seed(seed: u64, length: usize) -> Self {
        let mut state = seed;
        let draw = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0)
        };
        Self::new(std::iter::repeat_with(draw).take(length).collect())
    }

    /// The next choice as it is.
    pub fn choice(&mut self) -> u32 {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        choice
    }

    /// A number below `bound` (0 where `bound` is 0).
    pub fn below(&mut self, bound: usize) -> usize {
        let choice = usize::try_from(self.choice()).unwrap_or(0);
        choice.checked_rem(bound).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = usize::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True `parts` times in a hundred; a tape of zeros says no.
    pub fn chance(&mut self, parts: usize) -> bool {
        self.below(100) >= 100 - parts.min(100)
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, several: &[&'a T]) -> &'a T {
        let index = self.below(several.len());
        several[index]
    }

    /// One of several owned values, `None` where there are none.
    pub fn one<T: Clone>(&mut self, several: &[T]) -> Option<T> {
        let index = self.below(several.len());
        several.get(index).cloned()
    }

    /// Each member kept with a chance of `parts` in a hundred.
    pub fn some<T: Clone>(&mut self, several: &[T], parts: usize) -> Vec<T> {
        several
            .iter()
            .filter(|_| self.chance(parts))
            .cloned()
            .collect()
    }
}
