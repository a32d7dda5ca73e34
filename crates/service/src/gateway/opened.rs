//! All accounts and keys of a pooling area, opened for the server.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, RegionCode};
use store::gateway::{self as rows, KeyKind, KeyRow};

use super::vault::{Open, PLATFORM, Vault, context, other_key_file};
use crate::{Desk, ServiceError};

/// An account, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedAccount {
    /// The id of its dialect.
    pub profile: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The secret with which it signs headers, where it has one.
    pub secret: Option<Open>,
    /// The institutions that it may send for.
    pub institutions: BTreeSet<String>,
}

/// An institution, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedInstitution {
    /// Where it lies.
    pub region: RegionCode,
    /// Its SM2 public key.
    pub sm2_public: Option<Vec<u8>>,
    /// Its SM4 key.
    pub sm4: Option<Open>,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opened {
    /// Accounts by name.
    pub accounts: BTreeMap<String, OpenedAccount>,
    /// Institutions by code.
    pub institutions: BTreeMap<String, OpenedInstitution>,
    /// The platform's own SM2 private key.
    pub own: Option<Open>,
}

/// Opens the accounts and keys of a pooling area, for the server that checks senders with them. Whoever has the
/// vault may: it is the key file that only the server's user can read.
///
/// # Errors
/// [`ServiceError::Refused`] `gateway.key_file` where a key does not open; storage.
pub fn open(desk: &Desk<'_>, pool: RegionCode, vault: &dyn Vault) -> Result<Opened, ServiceError> {
    let whole = Scope::whole(pool);
    let (accounts, senders, keys) = desk.read::<_, store::StoreError>(|session| {
        Ok((
            rows::accounts(session, whole)?,
            rows::senders(session, whole)?,
            rows::keys(session, whole)?,
        ))
    })?;
    let mut opened = Opened::default();
    for row in accounts {
        let account = OpenedAccount {
            profile: row.profile,
            from: row.valid_from,
            until: row.valid_to,
            secret: None,
            institutions: BTreeSet::new(),
        };
        opened.accounts.insert(row.account, account);
    }
    for row in senders {
        if let Some(account) = opened.accounts.get_mut(&row.account) {
            account.institutions.insert(row.institution.clone());
        }
        let institution = OpenedInstitution {
            region: row.region,
            sm2_public: None,
            sm4: None,
        };
        opened.institutions.insert(row.institution, institution);
    }
    for key in keys {
        opened.hang(pool, key, vault)?;
    }
    Ok(opened)
}

impl Opened {
    /// Puts a key where it belongs. Keys of those who have no account any more are left.
    fn hang(
        &mut self,
        pool: RegionCode,
        key: KeyRow,
        vault: &dyn Vault,
    ) -> Result<(), ServiceError> {
        let clear = |key: &KeyRow| {
            let clear = vault.open(&context(pool, &key.owner, key.kind), &key.kept);
            clear.ok_or_else(|| other_key_file(&key.owner))
        };
        match key.kind {
            KeyKind::Secret => {
                if let Some(account) = self.accounts.get_mut(&key.owner) {
                    account.secret = Some(clear(&key)?);
                }
            }
            KeyKind::Sm2Public => {
                if let Some(institution) = self.institutions.get_mut(&key.owner) {
                    institution.sm2_public = Some(key.kept);
                }
            }
            KeyKind::Sm4 => {
                if let Some(institution) = self.institutions.get_mut(&key.owner) {
                    institution.sm4 = Some(clear(&key)?);
                }
            }
            KeyKind::Sm2Private if key.owner == PLATFORM => self.own = Some(clear(&key)?),
            KeyKind::Sm2Private => {}
        }
        Ok(())
    }
}
