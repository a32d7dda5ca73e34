//! Signatures SM2 with SM3 (GB/T 32918.2) under the user id that GB/T 35276 proposes.

mod der;

use std::fmt;

use ::sm2::dsa::signature::{Signer, Verifier};
use ::sm2::dsa::{self, SigningKey, VerifyingKey};
use ::sm2::{PublicKey as Point, SecretKey};
use zeroize::Zeroizing;

use crate::{Fault, encoding};

/// The user id where two sides agreed on no other (GB/T 35276, 10).
pub const DEFAULT_USER_ID: &str = "1234567812345678";

/// A private key, wiped when it is dropped and never shown.
#[derive(Clone)]
pub struct PrivateKey(SecretKey);

impl PrivateKey {
    /// A key from its number in 32 bytes. A zero in front, as libraries write large numbers, is passed over.
    ///
    /// # Errors
    /// [`Fault::Key`] for another length, or a number that is no key of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<PrivateKey, Fault> {
        let number = match bytes {
            [0, rest @ ..] if rest.len() == 32 => rest,
            all => all,
        };
        if number.len() != 32 {
            return Err(Fault::Key);
        }
        SecretKey::from_slice(number)
            .map(PrivateKey)
            .map_err(|_| Fault::Key)
    }

    /// A key from hexadecimal digits or base64.
    ///
    /// # Errors
    /// [`Fault::Encoding`] for another text, [`Fault::Key`] for one that is no key.
    pub fn parse(text: &str) -> Result<PrivateKey, Fault> {
        PrivateKey::from_bytes(&Zeroizing::new(encoding::from_either(text)?))
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// Signs a message. The number that must never come twice is drawn from key and message (RFC 6979), so that
    /// the same message has the same signature.
    ///
    /// # Errors
    /// [`Fault::Key`] where the user id is too long to be hashed (8,191 bytes).
    pub fn sign(&self, user_id: &str, message: &[u8]) -> Result<Signature, Fault> {
        let key = SigningKey::new(user_id, &self.0).map_err(|_| Fault::Key)?;
        key.try_sign(message).map(Signature).map_err(|_| Fault::Key)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sm2::PrivateKey(…)")
    }
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(Point);

impl PublicKey {
    /// A key from its two numbers in 64 bytes, or as a point of 65 (with 04 in front) or 33 (compressed).
    ///
    /// # Errors
    /// [`Fault::Key`] for another length, or a point that does not lie on the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<PublicKey, Fault> {
        let point = match bytes.len() {
            64 => [&[4], bytes].concat(),
            33 | 65 => bytes.to_vec(),
            _ => return Err(Fault::Key),
        };
        Point::from_sec1_bytes(&point)
            .map(PublicKey)
            .map_err(|_| Fault::Key)
    }

    /// A key from hexadecimal digits or base64.
    ///
    /// # Errors
    /// [`Fault::Encoding`] for another text, [`Fault::Key`] for one that is no key.
    pub fn parse(text: &str) -> Result<PublicKey, Fault> {
        PublicKey::from_bytes(&encoding::from_either(text)?)
    }

    /// The point of 65 bytes, 04 in front.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_sec1_bytes().into_vec()
    }

    /// Whether a signature of a message is that of this key.
    #[must_use]
    pub fn verify(&self, user_id: &str, message: &[u8], signature: &Signature) -> bool {
        let key = VerifyingKey::new(user_id, self.0);
        key.is_ok_and(|key| key.verify(message, &signature.0).is_ok())
    }
}

/// A signature: the numbers r and s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature(dsa::Signature);

impl Signature {
    /// A signature from r and s in 32 bytes each.
    ///
    /// # Errors
    /// [`Fault::Signature`] for another length, or a number that is zero or not below the curve's order.
    pub fn from_raw(bytes: &[u8]) -> Result<Signature, Fault> {
        dsa::Signature::from_slice(bytes)
            .map(Signature)
            .map_err(|_| Fault::Signature)
    }

    /// A signature from a DER sequence of two integers.
    ///
    /// # Errors
    /// [`Fault::Signature`] for bytes that are none, or one that DER would write differently.
    pub fn from_der(bytes: &[u8]) -> Result<Signature, Fault> {
        Signature::from_raw(&der::read(bytes).ok_or(Fault::Signature)?)
    }

    /// A signature from a text: hexadecimal digits or base64, of 64 bytes r‖s or of DER.
    ///
    /// # Errors
    /// [`Fault::Encoding`] or [`Fault::Signature`] for a text that is none.
    pub fn parse(text: &str) -> Result<Signature, Fault> {
        let bytes = encoding::from_either(text)?;
        if bytes.len() == 64 {
            return Signature::from_raw(&bytes);
        }
        Signature::from_der(&bytes)
    }

    /// r and s in 32 bytes each.
    #[must_use]
    pub fn to_raw(&self) -> [u8; 64] {
        self.0.to_bytes().into()
    }

    /// A DER sequence of two integers.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        der::write(&self.to_raw())
    }
}

#[cfg(test)]
mod tests;
