//! What the guard asks of others: keys with their algorithms, and a memory of messages.

use crate::frame::{Digest, Moment};
use crate::profile::{Cipher, SignatureForm};

/// What became of a check with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No key is on file.
    Unknown,
    /// The key does not fit.
    Wrong,
    /// It fits.
    Right,
}

/// What the headers of a gateway claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessClaim<'a> {
    /// `_api_*`: base64 of HMAC-SHA1 with the secret of the access key.
    Api {
        /// `_api_access_key`.
        access_key: &'a str,
        /// What was signed.
        text: &'a str,
        /// `_api_signature`.
        signature: &'a str,
    },
    /// `x-tif-*`: hexadecimal digits of SHA-256 over timestamp, secret, nonce, timestamp.
    Tif {
        /// `x-tif-paasid`.
        account: &'a str,
        /// `x-tif-timestamp`.
        timestamp: &'a str,
        /// `x-tif-nonce`.
        nonce: &'a str,
        /// `x-tif-signature`.
        signature: &'a str,
    },
}

impl<'a> AccessClaim<'a> {
    /// Who claims it: the access key, or the account.
    #[must_use]
    pub const fn account(&self) -> &'a str {
        match self {
            AccessClaim::Api { access_key, .. } => access_key,
            AccessClaim::Tif { account, .. } => account,
        }
    }
}

/// Keys and what is done with them. Secrets stay behind it; comparisons behind it take the same time whatever
/// the texts.
pub trait Keyring {
    /// Whether the headers of a call were signed with the secret of their account.
    fn access(&self, claim: &AccessClaim<'_>) -> Verdict;

    /// Whether an account may send messages of an institution.
    fn may_send(&self, account: &str, institution: &str) -> bool;

    /// Whether `signature`, in hexadecimal digits or base64, r‖s or DER, is an SM2 signature of the institution
    /// over `text` with the user id of the standard.
    fn verify_sm2(&self, institution: &str, text: &[u8], signature: &str) -> Verdict;

    /// Our own SM2 signature over `text`; `None` where there is no key.
    fn sign_sm2(&self, text: &[u8], form: SignatureForm) -> Option<String>;

    /// Whether [`Keyring::sign_sm2`] has a key.
    fn can_sign(&self) -> bool;

    /// Whether [`Keyring::encrypt_sm4`] has a key of the institution.
    fn can_encrypt(&self, institution: &str) -> bool;

    /// `clear` encrypted with the SM4 key of the institution, in base64; `None` where there is no key.
    fn encrypt_sm4(&self, institution: &str, cipher: Cipher, clear: &[u8]) -> Option<String>;
}

/// What a message is known by when it comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What must not be used for two different messages: account with nonce, with what was signed, or with number,
    /// id and time.
    pub key: String,
    /// Which message it is: its number, its id and what it asks for.
    pub digest: Digest,
    /// Until when it must be remembered; afterwards its timestamp is stale.
    pub until: Moment,
}

/// Whether a mark was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sighting {
    /// Never.
    First,
    /// With the same digest: a retry.
    Same,
    /// With another digest: a replay.
    Other,
    /// Not known any more: marks that ended as late as this one were forgotten, since the clock was put forward
    /// and back.
    Forgotten,
}

/// A memory of marks. Many servers of one pool share one.
pub trait Seen {
    /// Remembers a mark, and says whether it was there.
    fn sight(&mut self, mark: &Mark, now: Moment) -> Sighting;
}
