//! A secret.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Fault;

/// A secret of a gateway account, wiped when it is dropped and never shown.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Bytes that a secret has at least. Our choice: 128 bits at best, and far more than what is tried out by
    /// guessing; RFC 2104, 3 strongly discourages keys shorter than the digest (20 bytes for SHA-1), yet secrets of
    /// 16 characters are in use.
    pub const SHORTEST: usize = 16;

    /// A secret from its text.
    ///
    /// # Errors
    /// [`Fault::Short`] where it has fewer than [`Secret::SHORTEST`] bytes or is blank: with an empty one anybody
    /// could sign.
    pub fn new(text: &str) -> Result<Secret, Fault> {
        if text.len() < Secret::SHORTEST || text.trim().is_empty() {
            return Err(Fault::Short);
        }
        Ok(Secret::of_any_length(text))
    }

    /// The examples of standards have short ones.
    pub(crate) fn of_any_length(text: &str) -> Secret {
        Secret(Zeroizing::new(text.as_bytes().to_vec()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Whether two texts are the same, in a time that tells nothing but their lengths.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let secret = Secret::new("hush, hush, hush").unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_none() {
        for text in ["", "hush", "123456789012345", "                    "] {
            assert_eq!(Secret::new(text).unwrap_err(), Fault::Short, "{text:?}");
        }
        assert!(Secret::new("1234567890123456").is_ok());
    }

    #[test]
    fn texts_are_compared_whole() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd"));
        assert!(!same(b"abc", b"ab"));
    }
}
