//! Bytes as text.

use base64ct::{Base64, Encoding as _};

use crate::Fault;

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Upper-case hexadecimal digits.
#[must_use]
pub fn hex_upper(bytes: &[u8]) -> String {
    hex(bytes).to_ascii_uppercase()
}

/// Base64 with padding (RFC 4648).
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Reads hexadecimal digits of either case.
///
/// # Errors
/// [`Fault::Encoding`] for an odd number of them or another character.
pub fn from_hex(text: &str) -> Result<Vec<u8>, Fault> {
    let value = |digit: u8| char::from(digit).to_digit(16).ok_or(Fault::Encoding);
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(value(*high)? * 16 + value(*low)?).map_err(|_| Fault::Encoding),
        _ => Err(Fault::Encoding),
    };
    pairs.map(byte).collect()
}

/// Reads base64, with the line breaks that some libraries put into it.
///
/// # Errors
/// [`Fault::Encoding`] for another character or a wrong padding.
pub fn from_base64(text: &str) -> Result<Vec<u8>, Fault> {
    let one_line: String = text
        .chars()
        .filter(|found| !matches!(found, '\r' | '\n'))
        .collect();
    Base64::decode_vec(&one_line).map_err(|_| Fault::Encoding)
}

/// Reads a text that may be either. A text that could be both is taken for hexadecimal digits; the lengths of
/// keys and signatures in the one are not those in the other.
///
/// # Errors
/// [`Fault::Encoding`] for a text that is neither.
pub fn from_either(text: &str) -> Result<Vec<u8>, Fault> {
    let text = text.trim();
    from_hex(text).or_else(|_| from_base64(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_texts() {
        assert_eq!(
            (hex(&[0, 0xab, 0x7f]), hex_upper(&[0xab])),
            ("00ab7f".to_owned(), "AB".to_owned())
        );
        // RFC 4648, 10
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(from_base64("Zm9v\r\nYmE="), Ok(b"fooba".to_vec()));
        for text in ["abc", "0g", "+1", "中", "é0"] {
            assert_eq!(from_hex(text), Err(Fault::Encoding), "{text}");
        }
        for text in ["Zm9", "Zm9v=", "Zm-v", "Zm9vYmF", "中文"] {
            assert_eq!(from_base64(text), Err(Fault::Encoding), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(from_hex(&hex(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(from_hex(&hex_upper(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(from_base64(&base64(&bytes)), Ok(bytes.clone()));
        }

        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,40}") {
            let _ = from_either(&text);
        }
    }
}
