//! Points of a score.

use std::fmt;

/// Points, kept in hundredths: `85`, `85.5`, `85.25`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i32);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// That many hundredths of a point.
    #[must_use]
    pub const fn from_hundredths(hundredths: i32) -> Points {
        Points(hundredths)
    }

    /// The hundredths, as the store keeps them.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// Reads points with at most two decimals, no sign.
    #[must_use]
    pub fn parse(text: &str) -> Option<Points> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
            return None;
        }
        let tens = if decimals.len() == 1 { 10 } else { 1 };
        let tail = decimals.parse::<i32>().ok()?.checked_mul(tens)?;
        let whole = whole.parse::<i32>().ok()?.checked_mul(100)?;
        whole.checked_add(tail).map(Points)
    }

    /// The sum, held at the ends of the range: scores are bounded by their schemes.
    #[must_use]
    pub const fn plus(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }

    /// What is left, at least nothing.
    #[must_use]
    pub fn less(self, other: Points) -> Points {
        Points(self.0.saturating_sub(other.0).max(0))
    }

    /// So many times, held at the ends of the range.
    #[must_use]
    pub fn times(self, count: i64) -> Points {
        let product = i64::from(self.0).saturating_mul(count);
        let held = product.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
        Points(i32::try_from(held).unwrap_or(i32::MAX))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / 100;
        let tail = format!("{:02}", self.0.unsigned_abs() % 100);
        match tail.trim_end_matches('0') {
            "" => f.pad(&format!("{sign}{whole}")),
            tail => f.pad(&format!("{sign}{whole}.{tail}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_and_shown() {
        for (text, hundredths) in [("85", 8_500), ("85.5", 8_550), ("0.05", 5), ("7.25", 725)] {
            assert_eq!(Points::parse(text), Some(Points(hundredths)));
            assert_eq!(Points(hundredths).to_string(), text);
        }
        for text in ["", "-1", "8.555", "1.", ".5", "八", "99999999999"] {
            assert_eq!(Points::parse(text), None, "{text}");
        }
        assert_eq!(Points(500).less(Points(700)), Points::ZERO);
        assert_eq!(Points(i32::MAX).times(i64::MAX), Points(i32::MAX));
    }
}
