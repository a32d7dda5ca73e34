//! Keys of accounts, institutions and the platform, as they are kept.

use access::Scope;
use base::RegionCode;

use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// The secret of an account, with which it signs headers.
    Secret,
    /// The SM2 public key of an institution, with which its signatures are checked.
    Sm2Public,
    /// The SM4 key of an institution, with which answers to it are encrypted.
    Sm4,
    /// The SM2 private key of the platform, with which answers are signed.
    Sm2Private,
}

impl KeyKind {
    const ALL: [KeyKind; 4] = [
        KeyKind::Secret,
        KeyKind::Sm2Public,
        KeyKind::Sm4,
        KeyKind::Sm2Private,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            KeyKind::Secret => "secret",
            KeyKind::Sm2Public => "sm2_public",
            KeyKind::Sm4 => "sm4",
            KeyKind::Sm2Private => "sm2_private",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<KeyKind> {
        KeyKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A key as it is kept: encrypted, but for public ones.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The account, the institution, or the platform.
    pub owner: String,
    /// What it is for.
    pub kind: KeyKind,
    /// Where its owner lies.
    pub region: RegionCode,
    /// The bytes that are kept.
    pub kept: Vec<u8>,
}

/// Even encrypted it belongs in no log.
impl std::fmt::Debug for KeyRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.kind.code(), self.owner)
    }
}

/// Sets a key; the one before it is closed.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn set_key(tx: &mut Tx<'_>, scope: Scope, key: &KeyRow) -> Result<(), StoreError> {
    crate::within(scope, key.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    close_key(tx, &key.owner, key.kind)?;
    tx.run(
        "INSERT INTO gateway_key (pool, owner, kind, region, kept, tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            pool,
            key.owner.as_str(),
            key.kind.code(),
            key.region,
            key.kept.clone(),
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

/// Ends a key; how many there were, one or none.
///
/// # Errors
/// [`StoreError`].
pub fn close_key(tx: &mut Tx<'_>, owner: &str, kind: KeyKind) -> Result<u64, StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE gateway_key SET tx_to = $4 WHERE pool = $1 AND owner = $2 AND kind = $3 \
         AND tx_to = 9223372036854775807",
        &params![pool, owner, kind.code(), now],
    )
}

/// The live keys of a region, by owner and kind.
///
/// # Errors
/// [`StoreError`].
pub fn keys(session: &mut Session<'_>, scope: Scope) -> Result<Vec<KeyRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT owner, kind, region, kept FROM gateway_key \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND tx_to = 9223372036854775807 ORDER BY owner, kind",
        &params![scope.pool(), first, last],
    )?;
    let key = |row: &Row| {
        Ok(KeyRow {
            owner: row.text(0)?.to_owned(),
            kind: row.code(1, KeyKind::parse)?,
            region: row.region(2)?,
            kept: row.bytes(3)?.to_vec(),
        })
    };
    rows.iter().map(key).collect()
}
