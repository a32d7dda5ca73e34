//! The cipher SM4 (GB/T 32907) with PKCS#7 padding, in the two modes that the interface uses.
//!
//! Neither mode protects against changes: what must not be changed is signed as well.

use std::fmt;

use ::sm4::Sm4;
use ::sm4::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

use crate::{Fault, encoding};

const BLOCK: usize = 16;

/// How blocks are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every block by itself (ECB).
    Ecb,
    /// Every block with the one before (CBC), the first with zeros.
    CbcZero,
}

/// A key of 16 bytes, wiped when it is dropped and never shown.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; BLOCK]>);

impl Key {
    /// The key of 16 bytes.
    ///
    /// # Errors
    /// [`Fault::Key`] for another number of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Key, Fault> {
        let bytes: [u8; BLOCK] = bytes.try_into().map_err(|_| Fault::Key)?;
        Ok(Key(Zeroizing::new(bytes)))
    }

    /// A key from 32 hexadecimal digits or 24 characters of base64, or 16 characters that are the key itself, as
    /// some centres hand them out.
    ///
    /// # Errors
    /// [`Fault::Key`] for a text of another length, [`Fault::Encoding`] for one with other characters.
    pub fn parse(text: &str) -> Result<Key, Fault> {
        let text = text.trim();
        if text.len() == BLOCK {
            return Key::from_bytes(text.as_bytes());
        }
        let bytes = Zeroizing::new(encoding::from_either(text)?);
        Key::from_bytes(&bytes)
    }

    /// Encrypts, padded to whole blocks.
    #[must_use]
    pub fn encrypt(&self, mode: Mode, clear: &[u8]) -> Vec<u8> {
        self.encrypt_in(mode, [0; BLOCK], clear)
    }

    /// Decrypts and takes the padding off.
    ///
    /// # Errors
    /// [`Fault::Ciphertext`] where it is no whole number of blocks, or the padding is wrong.
    pub fn decrypt(&self, mode: Mode, ciphertext: &[u8]) -> Result<Vec<u8>, Fault> {
        self.decrypt_in(mode, [0; BLOCK], ciphertext)
    }

    /// Encrypts in chained blocks from an initial vector.
    pub(crate) fn encrypt_from(&self, first: [u8; BLOCK], clear: &[u8]) -> Vec<u8> {
        self.encrypt_in(Mode::CbcZero, first, clear)
    }

    /// Decrypts what [`Key::encrypt_from`] gave.
    pub(crate) fn decrypt_from(
        &self,
        first: [u8; BLOCK],
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        self.decrypt_in(Mode::CbcZero, first, ciphertext)
    }

    fn encrypt_in(&self, mode: Mode, first: [u8; BLOCK], clear: &[u8]) -> Vec<u8> {
        let cipher = self.cipher();
        let missing = BLOCK - clear.len() % BLOCK;
        let padding = u8::try_from(missing).unwrap_or_default();
        let mut bytes = clear.to_vec();
        bytes.extend(std::iter::repeat_n(padding, missing));
        let mut before = first;
        let (blocks, _) = bytes.as_chunks_mut::<BLOCK>();
        for block in blocks {
            if mode == Mode::CbcZero {
                mix(block, &before);
            }
            let mut state = (*block).into();
            cipher.encrypt_block(&mut state);
            *block = state.into();
            before = *block;
        }
        bytes
    }

    fn decrypt_in(
        &self,
        mode: Mode,
        first: [u8; BLOCK],
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let cipher = self.cipher();
        let mut bytes = ciphertext.to_vec();
        let (blocks, rest) = bytes.as_chunks_mut::<BLOCK>();
        if !rest.is_empty() || blocks.is_empty() {
            return Err(Fault::Ciphertext);
        }
        let mut before = first;
        for block in blocks {
            let sent = *block;
            let mut state = sent.into();
            cipher.decrypt_block(&mut state);
            *block = state.into();
            if mode == Mode::CbcZero {
                mix(block, &before);
            }
            before = sent;
        }
        let length = unpadded(&bytes).ok_or(Fault::Ciphertext)?;
        bytes.truncate(length);
        Ok(bytes)
    }

    fn cipher(&self) -> Sm4 {
        Sm4::new(&(*self.0).into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sm4::Key(…)")
    }
}

fn mix(block: &mut [u8; BLOCK], with: &[u8; BLOCK]) {
    block
        .iter_mut()
        .zip(with)
        .for_each(|(byte, other)| *byte ^= other);
}

/// How long the text before the padding is.
fn unpadded(bytes: &[u8]) -> Option<usize> {
    let padding = usize::from(*bytes.last()?);
    let length = bytes.len().checked_sub(padding)?;
    let right = (1..=BLOCK).contains(&padding)
        && bytes
            .get(length..)?
            .iter()
            .all(|byte| usize::from(*byte) == padding);
    right.then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};
    use proptest::prelude::*;

    fn key() -> Key {
        Key::parse("0123456789ABCDEFFEDCBA9876543210").unwrap()
    }

    #[test]
    fn the_example_of_the_standard() {
        // GB/T 32907-2016, annex A.1: text and key are the same sixteen bytes
        let clear = from_hex("0123456789abcdeffedcba9876543210").unwrap();
        let sealed = key().encrypt(Mode::Ecb, &clear);
        assert_eq!(
            hex(sealed.get(..16).unwrap()),
            "681edf34d206965e86b3e94f536e4246"
        );
        assert_eq!(
            sealed.len(),
            32,
            "a whole block of padding stands behind it"
        );
    }

    #[test]
    fn a_published_example_of_chained_blocks() {
        // draft-ribose-cfrg-sm4-10, A.2.2.1
        let clear =
            from_hex("aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb").unwrap();
        let first = from_hex("000102030405060708090a0b0c0d0e0f")
            .unwrap()
            .try_into()
            .unwrap();
        let sealed = key().encrypt_in(Mode::CbcZero, first, &clear);
        let expected = "78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d";
        assert_eq!(hex(sealed.get(..32).unwrap()), expected);
        assert_eq!(key().decrypt_in(Mode::CbcZero, first, &sealed), Ok(clear));
    }

    #[test]
    fn modes_differ_from_the_second_block_on() {
        let clear = [7; 32];
        let (ecb, cbc) = (
            key().encrypt(Mode::Ecb, &clear),
            key().encrypt(Mode::CbcZero, &clear),
        );
        assert_eq!(ecb.get(..16), cbc.get(..16));
        assert_ne!(ecb.get(16..32), cbc.get(16..32));
        assert_eq!(ecb.get(..16), ecb.get(16..32));
    }

    #[test]
    fn damaged_ciphertexts_are_faults() {
        let sealed = key().encrypt(Mode::CbcZero, b"abc");
        assert_eq!(key().decrypt(Mode::CbcZero, &[]), Err(Fault::Ciphertext));
        assert_eq!(
            key().decrypt(Mode::CbcZero, sealed.get(..15).unwrap()),
            Err(Fault::Ciphertext)
        );
        let other = Key::from_bytes(&[1; 16]).unwrap();
        assert_eq!(
            other.decrypt(Mode::CbcZero, &sealed),
            Err(Fault::Ciphertext)
        );
        for (block, length) in [([0; 16], None), ([16; 16], Some(0)), ([17; 16], None)] {
            assert_eq!(unpadded(&block), length);
        }
        let mut mixed = [3; 16];
        mixed[13] = 2;
        assert_eq!(unpadded(&mixed), None);
    }

    #[test]
    fn keys_in_their_forms() {
        let bytes = [65; 16];
        for text in [
            "AAAAAAAAAAAAAAAA",
            "41414141414141414141414141414141",
            "QUFBQUFBQUFBQUFBQUFBQQ==",
        ] {
            assert_eq!(*Key::parse(text).unwrap().0, bytes);
        }
        assert!(matches!(Key::parse("414141"), Err(Fault::Key)));
        assert!(matches!(Key::parse("?"), Err(Fault::Encoding)));
        assert_eq!(format!("{:?}", key()), "sm4::Key(…)");
    }

    proptest! {
        #[test]
        fn what_is_encrypted_is_decrypted(
            bytes in any::<[u8; 16]>(),
            clear in prop::collection::vec(any::<u8>(), 0..100),
            chained in any::<bool>(),
        ) {
            let mode = if chained { Mode::CbcZero } else { Mode::Ecb };
            let key = Key::from_bytes(&bytes).unwrap();
            let sealed = key.encrypt(mode, &clear);
            prop_assert_eq!(sealed.len() % 16, 0);
            prop_assert_eq!(key.decrypt(mode, &sealed), Ok(clear));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = key().decrypt(Mode::Ecb, &bytes);
        }
    }
}
