//! The number of a transaction.

use std::fmt;

use base::Refused;

/// The number of a transaction (交易编号): four digits, a letter behind them where a later edition added a
/// variant (`2203A`), or six digits (`100001`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Infno {
    bytes: [u8; 6],
    length: u8,
}

impl Infno {
    /// Characters of the shortest number.
    pub const SHORTEST: usize = 4;
    /// Characters of the longest number.
    pub const LONGEST: usize = 6;

    /// Reads a number.
    ///
    /// # Errors
    /// A refusal that shows what was sent, where it has another form.
    pub fn parse(text: &str) -> Result<Infno, Refused> {
        Infno::of(text).ok_or_else(|| {
            let shown: String = text.chars().take(20).collect();
            Refused::new(
                "gateway.infno",
                format!("交易编号 infno“{shown}”不正确，应为四位数字（可加一位大写字母）或六位数字，如 2207。"),
            )
        })
    }

    /// The number, where the text is one.
    #[must_use]
    pub fn of(text: &str) -> Option<Infno> {
        let (digits, letter) = match text.as_bytes() {
            [digits @ .., last] if digits.len() == 4 => (digits, Some(last)),
            all => (all, None),
        };
        let form = matches!((digits.len(), letter), (4, _) | (6, None));
        let right = form
            && digits.iter().all(u8::is_ascii_digit)
            && letter.is_none_or(u8::is_ascii_uppercase);
        if !right {
            return None;
        }
        let mut bytes = [0; 6];
        bytes
            .iter_mut()
            .zip(text.bytes())
            .for_each(|(to, from)| *to = from);
        let length = u8::try_from(text.len()).ok()?;
        Some(Infno { bytes, length })
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let used = self.bytes.get(..usize::from(self.length));
        used.and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

impl fmt::Display for Infno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_interface() {
        for text in ["2207", "2203A", "100001", "0000"] {
            assert_eq!(Infno::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "220",
            "22075",
            "2203a",
            "22O7",
            "１２３４",
            "10000A",
            "1000011",
            "2207 ",
            "中文",
        ] {
            assert_eq!(
                Infno::parse(text).unwrap_err().code(),
                "gateway.infno",
                "{text}"
            );
        }
    }
}
