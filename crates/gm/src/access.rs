//! The keyed digests in the headers of gateways.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::secret::same;
use crate::{Secret, encoding};

/// `_api_signature`: base64 of HMAC-SHA1 over a text.
#[must_use]
pub fn hmac_sha1(secret: &Secret, text: &[u8]) -> String {
    // a key of any length is a key
    let mac = <Hmac<Sha1> as KeyInit>::new_from_slice(secret.bytes());
    mac.map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(text);
            encoding::base64(&mac.finalize().into_bytes())
        },
    )
}

/// Whether a `_api_signature` is the one of this text, in a time that does not tell where it differs.
#[must_use]
pub fn is_hmac_sha1(secret: &Secret, text: &[u8], signature: &str) -> bool {
    let right = hmac_sha1(secret, text);
    !right.is_empty() && same(right.as_bytes(), signature.as_bytes())
}

/// `x-tif-signature`: lower-case hexadecimal digits of SHA-256 over timestamp, secret, nonce and timestamp again.
#[must_use]
pub fn tif_sha256(secret: &Secret, timestamp: &str, nonce: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [
        timestamp.as_bytes(),
        secret.bytes(),
        nonce.as_bytes(),
        timestamp.as_bytes(),
    ] {
        hasher.update(part);
    }
    encoding::hex(&hasher.finalize())
}

/// Whether an `x-tif-signature`, in digits of either case, is the right one, in a time that does not tell where
/// it differs.
#[must_use]
pub fn is_tif_sha256(secret: &Secret, timestamp: &str, nonce: &str, signature: &str) -> bool {
    let right = tif_sha256(secret, timestamp, nonce);
    same(right.as_bytes(), signature.to_ascii_lowercase().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        // RFC 2202, 3, second case: effcdf6a e5eb2fa2 d27416d5 f184df9c 259a7c79
        let signature = hmac_sha1(
            &Secret::of_any_length("Jefe"),
            b"what do ya want for nothing?",
        );
        assert_eq!(signature, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
        assert!(is_hmac_sha1(
            &Secret::of_any_length("Jefe"),
            b"what do ya want for nothing?",
            &signature
        ));
        assert!(!is_hmac_sha1(
            &Secret::of_any_length("jefe"),
            b"what do ya want for nothing?",
            &signature
        ));
        assert!(!is_hmac_sha1(
            &Secret::of_any_length("Jefe"),
            b"what do ya want for nothing?",
            ""
        ));
    }

    #[test]
    fn the_parts_are_joined_in_order() {
        // SHA-256 of "abc" (FIPS 180-4): timestamp "", secret "a", nonce "bc"
        let signature = tif_sha256(&Secret::of_any_length("a"), "", "bc");
        assert_eq!(
            signature,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let plain = |text: &str| encoding::hex(&Sha256::digest(text.as_bytes()));
        let (timestamp, secret) = ("1795294136", Secret::of_any_length("SECRET"));
        assert_eq!(
            tif_sha256(&secret, timestamp, "n1"),
            plain("1795294136SECRETn11795294136")
        );
        let signature = tif_sha256(&secret, timestamp, "n1").to_ascii_uppercase();
        assert!(is_tif_sha256(&secret, timestamp, "n1", &signature));
        assert!(!is_tif_sha256(&secret, timestamp, "n2", &signature));
    }
}
