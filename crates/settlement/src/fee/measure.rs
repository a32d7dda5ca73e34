//! Counts and unit prices in the whole numbers that the rules speak in.

use base::{Count, Fen, Rounding, UnitPrice};

/// Ten-thousandths in one unit of a count, millionths of a 元 in one 分.
const SCALE: i128 = 10_000;

/// How many units were begun: the magnitude, rounded up.
pub(super) fn units_begun(count: Count) -> i64 {
    let whole = Rounding::Up.div(i128::from(count.parts().saturating_abs()), SCALE);
    i64::try_from(whole).unwrap_or(i64::MAX)
}

/// An amount for each unit, for the magnitude of a count, rounded once.
pub(super) fn for_all(count: Count, each: Fen, rounding: Rounding) -> Option<Fen> {
    let product = i128::from(each.get()).checked_mul(i128::from(count.parts().saturating_abs()))?;
    i64::try_from(rounding.div(product, SCALE))
        .ok()
        .map(Fen::new)
}

/// A price in whole 分.
pub(super) fn in_fen(price: UnitPrice, rounding: Rounding) -> Option<Fen> {
    i64::try_from(rounding.div(i128::from(price.micro()), SCALE))
        .ok()
        .map(Fen::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_units() {
        let count = |text: &str| Count::parse(text).unwrap();
        assert_eq!(
            (units_begun(count("2.5")), units_begun(count("-2"))),
            (3, 2)
        );
        assert_eq!(
            for_all(count("-2.5"), Fen::new(999), Rounding::HalfUp),
            Some(Fen::new(2_498))
        );
        assert_eq!(
            in_fen(UnitPrice::parse("3.665").unwrap(), Rounding::HalfUp),
            Some(Fen::new(367))
        );
    }
}
