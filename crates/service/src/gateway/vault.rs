//! What keeps secrets: encryption under a key that the store does not hold.

use base::{Refused, RegionCode};
use store::gateway::KeyKind;
use zeroize::Zeroizing;

/// The owner of the platform's own key.
pub const PLATFORM: &str = "platform";

/// A secret that was opened, wiped when it is dropped and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Open(Zeroizing<Vec<u8>>);

impl Open {
    /// A secret.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Open {
        Open(Zeroizing::new(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Open(…)")
    }
}

/// Encrypts and opens secrets at rest. `context` says whose secret it is, and is bound to it: a row that was moved
/// to another owner does not open.
pub trait Vault {
    /// `clear` as it is kept.
    fn lock(&self, context: &str, clear: &[u8]) -> Vec<u8>;

    /// What was locked in this context; `None` where the key is another or the bytes were changed.
    fn open(&self, context: &str, kept: &[u8]) -> Option<Open>;
}

/// Whose key it is and what for.
pub(super) fn context(pool: RegionCode, owner: &str, kind: KeyKind) -> String {
    format!("{}/{}/{owner}", pool.number(), kind.code())
}

/// What is said where a key does not open.
pub(super) fn other_key_file(owner: &str) -> Refused {
    Refused::new(
        "gateway.key_file",
        format!(
            "{owner}的密钥无法用当前的接口密钥文件打开，请核对 --key-file 是否为本库的密钥文件（恢复备份时须一并恢复）。"
        ),
    )
}
