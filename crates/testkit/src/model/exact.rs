//! Exact numbers of the model: rationals of any size, and texts read into them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::Ratio;
use num_traits::{One, Signed, Zero};

/// An exact number: 分, a ratio, a count or a number of days.
pub type Exact = Ratio<BigInt>;

/// A whole number as an exact one.
pub fn whole(number: i64) -> Exact {
    Exact::from_integer(BigInt::from(number))
}

/// The larger of a number and 0.
pub fn not_below_zero(number: Exact) -> Exact {
    if number.is_negative() {
        Exact::zero()
    } else {
        number
    }
}

/// Money in 元 with at most two decimals, as 分.
pub fn yuan(text: &str) -> Option<Exact> {
    let (yuan, fen) = text.split_once('.').unwrap_or((text, ""));
    if fen.len() > 2 || yuan.is_empty() {
        return None;
    }
    digits(&format!("{yuan}{fen:0<2}")).map(Exact::from_integer)
}

/// A ratio as a percentage or a fraction; `0` and `1` too.
pub fn ratio(text: &str) -> Option<Exact> {
    if let Some(percent) = text.strip_suffix('%') {
        let (units, decimals) = percent.split_once('.').unwrap_or((percent, ""));
        let places = u32::try_from(decimals.len()).ok()?;
        let number = digits(&format!("{units}{decimals}"))?;
        return Some(Exact::new(
            number,
            BigInt::from(100) * BigInt::from(10).pow(places),
        ));
    }
    match text.split_once('/') {
        Some((part, of)) => Some(Exact::new(digits(part)?, digits(of)?)),
        None => digits(text).map(Exact::from_integer),
    }
}

/// A whole number with an optional sign.
pub fn digits(text: &str) -> Option<BigInt> {
    text.parse().ok()
}

/// Rounds to a multiple of `unit` by the mode that a package names; a negative number mirrors the
/// positive one.
pub fn round(number: &Exact, mode: &str, unit: &Exact) -> Option<Exact> {
    let units = (number / unit).abs();
    let below = units.floor();
    let rest = &units - &below;
    let half = Exact::new(BigInt::one(), BigInt::from(2));
    let up = match mode {
        "down" => false,
        "up" => !rest.is_zero(),
        "half_up" => rest >= half,
        "half_even" => rest > half || (rest == half && below.to_integer().is_odd()),
        _ => return None,
    };
    let rounded = if up { below + Exact::one() } else { below };
    Some(if number.is_negative() {
        -rounded * unit
    } else {
        rounded * unit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_exact() {
        assert_eq!(yuan("1500"), Some(whole(150_000)));
        assert_eq!(yuan("0.5"), Some(whole(50)));
        assert_eq!(yuan("-3.25"), Some(whole(-325)));
        assert_eq!(yuan("1.234"), None);
        assert_eq!(ratio("66.6%"), Some(Exact::new(666.into(), 1000.into())));
        assert_eq!(ratio("2/3"), Some(Exact::new(2.into(), 3.into())));
        assert_eq!(ratio("-5%"), Some(Exact::new((-1).into(), 20.into())));
    }

    #[test]
    fn rounding_follows_the_names() {
        let rounded = |halves: i64, mode: &str| {
            round(&Exact::new(halves.into(), 2.into()), mode, &whole(1)).map(|n| n.to_integer())
        };
        for (halves, mode, expected) in [
            (1, "half_up", 1),
            (-1, "half_up", -1),
            (1, "half_even", 0),
            (3, "half_even", 2),
            (3, "down", 1),
            (-3, "down", -1),
            (3, "up", 2),
            (4, "up", 2),
        ] {
            assert_eq!(
                rounded(halves, mode),
                Some(expected.into()),
                "{halves}/2 {mode}"
            );
        }
        assert_eq!(round(&whole(149), "half_up", &whole(100)), Some(whole(100)));
    }
}
