//! What a dialect can say.

use std::collections::BTreeMap;

use crate::frame::{AnswerForm, BodyKind, EnvelopeRules, Infno, Limits, PathShape};

use super::transaction::Transaction;

/// A dialect.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its short name, `guangdong`.
    pub id: String,
    /// Its name for users, in Chinese.
    pub name: String,
    /// The paths that are served.
    pub paths: Vec<PathShape>,
    /// The content types that are served.
    pub bodies: Vec<BodyKind>,
    /// How large a message may be.
    pub limits: Limits,
    /// What the envelope must hold.
    pub envelope: EnvelopeRules,
    /// Whether an institution never uses a msgid twice for different messages. Where not, a second message
    /// with the id of another is a new message, else it is refused.
    pub unique_msgid: bool,
    /// The headers by which a gateway knows who calls.
    pub access: Access,
    /// The signature of a message in `cainfo`.
    pub seal: SealRules,
    /// The form of answers.
    pub answer: AnswerRules,
    /// What a call gets that the gateway turns away.
    pub gateway_error: GatewayError,
    /// What is different in single transactions.
    pub transactions: BTreeMap<Infno, Transaction>,
}

impl Profile {
    /// Whether a path is served: `None` where not, else the number that the path names, if it names one.
    #[must_use]
    pub fn route(&self, path: &str) -> Option<Option<Infno>> {
        self.paths.iter().find_map(|shape| shape.route(path))
    }
}

/// The headers by which a gateway knows who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Which headers.
    pub scheme: AccessScheme,
    /// The unit of the timestamp.
    pub unit: TimeUnit,
    /// Minutes by which a timestamp may differ from our clock, before or after.
    pub window_minutes: u32,
    /// How a message that was seen before is known.
    pub replay: Replay,
}

/// A family of headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessScheme {
    /// None.
    None,
    /// `_api_*`, signed with HMAC-SHA1.
    Api,
    /// `x-tif-*`, signed with SHA-256.
    Tif,
}

/// The unit of a timestamp in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Ten digits.
    Seconds,
    /// Thirteen digits.
    Milliseconds,
}

/// How a message that was seen before is known within the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replay {
    /// It is not.
    None,
    /// By the nonce in the headers.
    Nonce,
    /// By transaction, msgid and timestamp; without headers `inf_time` is the timestamp. A signature that covers
    /// neither serves any number of messages within the window.
    Msgid,
    /// By what the headers signed: one signature serves one message. It takes a timestamp in milliseconds, since
    /// two messages of one second would share theirs.
    Signature,
}

/// The signature of a message in `cainfo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealRules {
    /// What the signature is.
    pub scheme: SealScheme,
    /// When it is checked.
    pub when: SealWhen,
}

/// What a signature in `cainfo` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealScheme {
    /// Nothing that could be checked.
    None,
    /// SM2 over the sorted fields of the envelope without `cainfo` and `input`.
    Sm2,
}

/// When a signature is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealWhen {
    /// Where the institution has a public key on file.
    Registered,
    /// Always; without a key on file nothing is taken.
    Always,
}

/// The form of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRules {
    /// Members and empty outputs.
    pub form: AnswerForm,
    /// The signature of an answer.
    pub seal: SealScheme,
    /// How that signature is written.
    pub seal_form: SignatureForm,
    /// How the output is encrypted.
    pub cipher: Cipher,
}

/// How an output is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cipher {
    /// It is not.
    None,
    /// SM4, every block by itself.
    Sm4Ecb,
    /// SM4 in chained blocks with an initial vector of zeros.
    Sm4CbcZero,
}

/// How a signature is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureForm {
    /// Bytes to text.
    pub encoding: Encoding,
    /// Numbers to bytes.
    pub form: SignatureShape,
}

/// Bytes as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Upper-case hexadecimal digits.
    Hex,
    /// Base64 with padding.
    Base64,
}

/// The two numbers of a signature as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureShape {
    /// r and s, 32 bytes each.
    Raw,
    /// A DER sequence of two integers.
    Der,
}

/// What a call gets that the gateway turns away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayError {
    /// The HTTP status.
    pub status: u16,
    /// `code` in the body.
    pub code: i64,
}
