//! Digests: of the rows of a list, and of all changes of a part in their order.

use sha2::{Digest, Sha256};

/// SHA-256 of the rows of a list, in hexadecimal digits.
#[must_use]
pub fn digest(content: &str) -> String {
    hex(&Sha256::digest(content.as_bytes()))
}

/// The digest of all changes so far, from that before the last and the last.
pub(super) fn next_token(before: &str, change: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    hasher.update(change);
    hex(&hasher.finalize())
}

/// What a version adds to the token of a city's catalogue.
pub(super) fn change_of(list: &str, digest: &str, effective: i64) -> String {
    format!("{list} {digest} {effective}\n")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
