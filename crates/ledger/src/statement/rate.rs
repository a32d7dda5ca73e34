//! Rates as they are printed.

use std::fmt;

use base::{Fen, Rounding};

/// A part of a whole in basis points (万分之一), half rounded away from zero; negative for a deficit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

impl Rate {
    /// `part` of `whole`; `None` where the whole is nothing or negative, or the rate leaves 64 bits.
    #[must_use]
    pub fn of(part: Fen, whole: Fen) -> Option<Rate> {
        if whole <= Fen::ZERO {
            return None;
        }
        let scaled = i128::from(part.get()).checked_mul(10_000)?;
        let points = Rounding::HalfUp.div(scaled, i128::from(whole.get()));
        i64::try_from(points).ok().map(Rate)
    }

    /// The basis points.
    #[must_use]
    pub const fn basis_points(self) -> i64 {
        self.0
    }
}

/// `7.53%`, `-5.90%`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, points) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        f.pad(&format!("{sign}{}.{:02}%", points / 100, points % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deficit_is_printed_as_one() {
        let rate =
            |part, whole| Rate::of(Fen::new(part), Fen::new(whole)).map(|rate| rate.to_string());
        assert_eq!(rate(306, 4_063).as_deref(), Some("7.53%"));
        assert_eq!(rate(-251, 4_254).as_deref(), Some("-5.90%"));
        assert_eq!(rate(-1, 100_000).as_deref(), Some("0.00%"));
        assert_eq!(rate(1, 0), None);
    }
}
