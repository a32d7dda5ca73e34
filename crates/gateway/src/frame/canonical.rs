//! The digest by which a retry is known: the same question has the same digest, however it was written.

use std::fmt;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Envelope, UploadedFile};

/// A SHA-256 digest of what a message asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 hexadecimal digits; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Digest> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(Digest(bytes))
    }
}

/// 64 lower-case hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The digest of what a message asks for: transaction, institution, places, input and file.
///
/// A retry is sent later, perhaps by another operator and after another sign-in: time, signature, `sign_no`
/// and whatever else the envelope says of the sending stay out. The order of fields and white space do not
/// count, nor whether a number was sent as a string, nor whether an empty field was left out or sent as null,
/// `""` or `"null"`: the check takes these for the same. Decimals are taken as they were sent (100 is not
/// 100.00), since 81.5 and 81.50 are two codes of operations; such a retry is refused, not carried out.
#[must_use]
pub fn digest(envelope: &Envelope, file: Option<&UploadedFile>) -> Digest {
    let mut hasher = Sha256::new();
    let place = |name: &str| envelope.field(name).to_owned();
    for part in [
        envelope.infno.as_str().to_owned(),
        envelope.fixmedins_code.clone(),
        place("mdtrtarea_admvs"),
        place("insuplc_admdvs"),
    ] {
        text(&mut hasher, &part);
    }
    feed(&mut hasher, &envelope.input);
    if let Some(file) = file {
        hasher.update(b"f");
        hasher.update(Sha256::digest(&file.content));
    }
    Digest(hasher.finalize().into())
}

/// The digest of one message: what it asks for, under the number and the id that its sender gave it.
///
/// Whoever compares [`digest`] alone takes the same question under another id for the same message, while
/// the counter takes it for a new one: what was overheard could then be sent again as a new message.
#[must_use]
pub fn message_digest(envelope: &Envelope, file: Option<&UploadedFile>) -> Digest {
    let mut hasher = Sha256::new();
    text(&mut hasher, envelope.infno.as_str());
    text(&mut hasher, &envelope.msgid);
    hasher.update(digest(envelope, file).bytes());
    Digest(hasher.finalize().into())
}

/// Every value begins with its kind and its length, so that no two values are written alike. The depth is that
/// of a message that was read, which is bounded.
fn feed(hasher: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hasher.update(b"n"),
        Value::Bool(flag) => text(hasher, if *flag { "true" } else { "false" }),
        Value::Number(number) => text(hasher, &number.to_string()),
        Value::String(string) => text(hasher, string),
        Value::Array(items) => {
            counted(hasher, b"a", items.len());
            items.iter().for_each(|item| feed(hasher, item));
        }
        Value::Object(members) => {
            let filled = members.iter().filter(|(_, member)| !says_nothing(member));
            let mut sorted: Vec<(&String, &Value)> = filled.collect();
            counted(hasher, b"o", sorted.len());
            sorted.sort_by_key(|(key, _)| *key);
            for (key, member) in sorted {
                text(hasher, key);
                feed(hasher, member);
            }
        }
    }
}

/// Whether a member of an object is an empty field.
fn says_nothing(member: &Value) -> bool {
    match member {
        Value::Null => true,
        Value::String(text) => matches!(text.trim(), "" | "null"),
        _ => false,
    }
}

fn text(hasher: &mut Sha256, text: &str) {
    counted(hasher, b"s", text.len());
    hasher.update(text.as_bytes());
}

fn counted(hasher: &mut Sha256, kind: &[u8], count: usize) {
    hasher.update(kind);
    hasher.update(count.to_string().as_bytes());
    hasher.update(b":");
}
