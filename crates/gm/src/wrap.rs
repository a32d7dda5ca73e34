//! Secrets at rest: encrypted with SM4 and authenticated with HMAC-SM3, under one key that is kept elsewhere.
//!
//! The construction is SIV (Rogaway and Shrimpton 2006): the authentication tag over context and clear text is also
//! the initial vector of the cipher. It needs no random number; equal secrets in equal contexts look equal, nothing
//! else is told.

use ::sm3::Sm3;
use hmac::{Hmac, KeyInit, Mac};
use zeroize::Zeroizing;

use crate::secret::same;
use crate::{Fault, encoding, sm4};

/// Bytes of the tag, of which the first sixteen are the initial vector.
const TAG: usize = 32;

/// A key that wraps secrets, wiped when it is dropped and never shown.
#[derive(Clone)]
pub struct WrappingKey {
    cipher: sm4::Key,
    tag: Zeroizing<[u8; TAG]>,
}

impl WrappingKey {
    /// Bytes of a key.
    pub const LENGTH: usize = 32;

    /// A key of 32 random bytes. Cipher and tag get keys of their own, drawn from it.
    ///
    /// # Errors
    /// [`Fault::Key`] for another number of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<WrappingKey, Fault> {
        if bytes.len() != WrappingKey::LENGTH {
            return Err(Fault::Key);
        }
        let cipher = Zeroizing::new(hmac_sm3(bytes, &[b"tongchou/wrap/cipher"])?);
        let cipher = cipher.get(..16).ok_or(Fault::Key)?;
        Ok(WrappingKey {
            cipher: sm4::Key::from_bytes(cipher)?,
            tag: Zeroizing::new(hmac_sm3(bytes, &[b"tongchou/wrap/tag"])?),
        })
    }

    /// A key from 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Fault::Encoding`] or [`Fault::Key`] for another text.
    pub fn parse(text: &str) -> Result<WrappingKey, Fault> {
        WrappingKey::from_bytes(&Zeroizing::new(encoding::from_hex(text.trim())?))
    }

    /// A secret as it is kept. `context` says whose it is.
    #[must_use]
    pub fn wrap(&self, context: &str, clear: &[u8]) -> Vec<u8> {
        let tag = self.tag_of(context, clear);
        let mut kept = tag.to_vec();
        kept.extend(self.cipher.encrypt_from(first(&tag), clear));
        kept
    }

    /// What was wrapped in this context.
    ///
    /// # Errors
    /// [`Fault::Ciphertext`] where the key or the context is another, or the bytes were changed.
    pub fn unwrap(&self, context: &str, kept: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let (tag, ciphertext) = kept.split_first_chunk::<TAG>().ok_or(Fault::Ciphertext)?;
        let clear = Zeroizing::new(self.cipher.decrypt_from(first(tag), ciphertext)?);
        if same(&self.tag_of(context, &clear), tag) {
            Ok(clear)
        } else {
            Err(Fault::Ciphertext)
        }
    }

    /// The length of the context stands in front, so that no two pairs read alike.
    fn tag_of(&self, context: &str, clear: &[u8]) -> [u8; TAG] {
        let length = context.len().to_string();
        let parts = [length.as_bytes(), b":", context.as_bytes(), clear];
        // a key of any length is a key
        hmac_sm3(&*self.tag, &parts).unwrap_or_default()
    }
}

impl std::fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrappingKey(…)")
    }
}

fn first(tag: &[u8; TAG]) -> [u8; 16] {
    let mut first = [0; 16];
    first.iter_mut().zip(tag).for_each(|(to, from)| *to = *from);
    first
}

fn hmac_sm3(key: &[u8], parts: &[&[u8]]) -> Result<[u8; TAG], Fault> {
    let mut mac = <Hmac<Sm3> as KeyInit>::new_from_slice(key).map_err(|_| Fault::Key)?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> WrappingKey {
        WrappingKey::from_bytes(&[byte; 32]).unwrap()
    }

    #[test]
    fn what_is_wrapped_unwraps_in_its_context_only() {
        let kept = key(1).wrap("340400/secret/HIS01", b"a secret of an account");
        assert!(!kept.windows(8).any(|window| window == b"a secret"));
        let clear = key(1).unwrap("340400/secret/HIS01", &kept).unwrap();
        assert_eq!(clear.as_slice(), b"a secret of an account");
        let elsewhere = key(1).unwrap("340400/secret/HIS02", &kept);
        assert_eq!(elsewhere.unwrap_err(), Fault::Ciphertext);
        let other = key(2).unwrap("340400/secret/HIS01", &kept);
        assert_eq!(other.unwrap_err(), Fault::Ciphertext);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let kept = key(1).wrap("x", b"0123456789abcdef0123");
        for at in 0..kept.len() {
            let mut changed = kept.clone();
            changed[at] ^= 1;
            assert!(key(1).unwrap("x", &changed).is_err(), "byte {at}");
        }
        for length in 0..kept.len() {
            assert!(
                key(1).unwrap("x", &kept[..length]).is_err(),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_key_has_its_length() {
        assert_eq!(WrappingKey::from_bytes(&[0; 31]).unwrap_err(), Fault::Key);
        assert!(WrappingKey::parse(&"0a".repeat(32)).is_ok());
        assert_eq!(WrappingKey::parse("zz").unwrap_err(), Fault::Encoding);
        assert_eq!(format!("{:?}", key(1)), "WrappingKey(…)");
    }
}
