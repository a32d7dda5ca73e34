//! The roundings a rule may name.

/// How a fraction becomes whole.
///
/// All of them treat a negative amount as the mirror of the positive one, so that a reversal
/// cancels the original to the 分.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// To the nearest, halves away from zero (四舍五入): 0.5 → 1, -0.5 → -1.
    HalfUp,
    /// Toward zero (舍去).
    Down,
    /// Away from zero (进位).
    Up,
    /// To the nearest, halves to the even neighbour: 0.5 → 0, 1.5 → 2.
    HalfEven,
}

/// A text that names no rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rounding must be one of half_up, down, up, half_even")]
pub struct RoundingError;

impl RoundingError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        "取整方式不认识，请填 half_up（四舍五入）、down（舍去）、up（进位）或 half_even（四舍六入五成双）。"
            .to_owned()
    }
}

impl Rounding {
    /// Every rounding there is.
    pub const ALL: [Rounding; 4] = [
        Rounding::HalfUp,
        Rounding::Down,
        Rounding::Up,
        Rounding::HalfEven,
    ];

    /// The name rule packages use: `half_up`, `down`, `up`, `half_even`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half_up",
            Rounding::Down => "down",
            Rounding::Up => "up",
            Rounding::HalfEven => "half_even",
        }
    }

    /// Reads a [`Rounding::name`].
    ///
    /// # Errors
    /// [`RoundingError`] for any other text.
    pub fn parse(name: &str) -> Result<Rounding, RoundingError> {
        let found = Self::ALL.into_iter().find(|r| r.name() == name);
        found.ok_or(RoundingError)
    }

    /// `num / den`, made whole by this rounding.
    ///
    /// Callers pass a positive `den`. The function is total nevertheless: the signs of both count,
    /// a zero `den` answers 0, and the one quotient beyond `i128` (`i128::MIN / -1`) saturates.
    #[must_use]
    pub const fn div(self, num: i128, den: i128) -> i128 {
        if den == 0 {
            return 0;
        }
        let divisor = den.unsigned_abs();
        let quotient = num.unsigned_abs() / divisor;
        let remainder = num.unsigned_abs() % divisor;
        let away = self.goes_away_from_zero(quotient, remainder, divisor);
        // Only a remainder moves the quotient, so it is below u128::MAX here.
        let magnitude = if away { quotient + 1 } else { quotient };
        if (num < 0) == (den < 0) {
            0_i128.saturating_add_unsigned(magnitude)
        } else {
            0_i128.saturating_sub_unsigned(magnitude)
        }
    }

    const fn goes_away_from_zero(self, quotient: u128, remainder: u128, divisor: u128) -> bool {
        // remainder < divisor, so the subtraction compares 2 × remainder without overflow.
        let opposite = divisor - remainder;
        match self {
            Rounding::Down => false,
            Rounding::Up => remainder > 0,
            Rounding::HalfUp => remainder >= opposite,
            Rounding::HalfEven => {
                remainder > opposite || (remainder == opposite && quotient % 2 == 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_where_the_name_says() {
        let halves = |r: Rounding| [-3, -1, 1, 3, 5].map(|n| r.div(n, 2));
        assert_eq!(halves(Rounding::HalfUp), [-2, -1, 1, 2, 3]);
        assert_eq!(halves(Rounding::Down), [-1, 0, 0, 1, 2]);
        assert_eq!(halves(Rounding::Up), [-2, -1, 1, 2, 3]);
        assert_eq!(halves(Rounding::HalfEven), [-2, 0, 0, 2, 2]);
    }

    #[test]
    fn thirds_go_to_the_nearest() {
        assert_eq!(Rounding::HalfUp.div(4, 3), 1);
        assert_eq!(Rounding::HalfUp.div(5, 3), 2);
        assert_eq!(Rounding::HalfEven.div(5, 3), 2);
        assert_eq!(Rounding::Up.div(4, 3), 2);
        assert_eq!(Rounding::Up.div(6, 3), 2);
    }

    #[test]
    fn every_input_has_an_answer() {
        for rounding in Rounding::ALL {
            assert_eq!(rounding.div(7, 0), 0);
            assert_eq!(rounding.div(6, -3), -2);
            assert_eq!(rounding.div(i128::MIN, -1), i128::MAX);
            assert_eq!(rounding.div(i128::MIN, 1), i128::MIN);
        }
    }

    #[test]
    fn names_are_read_back() {
        for rounding in Rounding::ALL {
            assert_eq!(Rounding::parse(rounding.name()), Ok(rounding));
        }
        assert_eq!(Rounding::parse("HalfUp"), Err(RoundingError));
        assert!(RoundingError.zh().contains("half_up"));
    }

    proptest! {
        #[test]
        fn the_answer_is_a_neighbour_and_odd(
            num in any::<i64>(),
            den in 1_i64..,
            rounding in prop::sample::select(Rounding::ALL.to_vec()),
        ) {
            let (num, den) = (i128::from(num), i128::from(den));
            let whole = rounding.div(num, den);
            prop_assert!((whole * den - num).abs() < den);
            prop_assert_eq!(rounding.div(-num, den), -whole);
        }
    }
}
