//! The digest SM3 (GB/T 32905).

use ::sm3::{Digest, Sm3};

/// The 32 bytes of the digest.
#[must_use]
pub fn digest(message: &[u8]) -> [u8; 32] {
    Sm3::digest(message).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::hex;

    #[test]
    fn the_examples_of_the_standard() {
        // GB/T 32905-2016, annex A.1 and A.2
        assert_eq!(
            hex(&digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            hex(&digest(&b"abcd".repeat(16))),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        );
    }
}
