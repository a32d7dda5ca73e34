//! Who may come in: accounts, institutions and keys, as the binary joins them with a library of algorithms.

use std::sync::Arc;

use base::{Date, RegionCode};
use service::ServiceError;

use crate::guard::Keyring;

/// An account as the server sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id of its dialect.
    pub profile: String,
    /// The first day on which it may be used.
    pub from: Date,
    /// The last one.
    pub until: Date,
}

/// The accounts and keys of one moment.
pub trait Ring: Keyring + Send + Sync {
    /// An account by its name.
    fn account(&self, name: &str) -> Option<Account>;

    /// Where an institution lies that has an account.
    fn institution(&self, code: &str) -> Option<RegionCode>;

    /// The names of the accounts that may send for an institution.
    fn accounts_of(&self, institution: &str) -> Vec<String>;
}

/// Gives the ring of now. Accounts that are issued or taken back show within seconds.
pub trait Door: Send + Sync {
    /// The ring.
    ///
    /// # Errors
    /// Storage, or a key file that does not fit.
    fn ring(&self) -> Result<Arc<dyn Ring>, ServiceError>;
}
