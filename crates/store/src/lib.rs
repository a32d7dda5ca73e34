//! All SQL of the platform, on SQLite and on PostgreSQL.
//!
//! Start with [`Store`]: [`Store::read`] gives a [`Session`] over one snapshot, [`Store::write`] a
//! [`Tx`], which is a session that writes and stands on the axis of knowledge. Repositories are
//! functions over a session and an [`access::Scope`]; each area has a folder.
#![forbid(unsafe_code)]

pub mod account;
mod advice;
mod as_of;
pub mod audit;
pub mod backup;
pub mod batch;
pub mod catalogue;
pub mod claim;
pub mod clearing;
pub mod contribution;
pub mod control;
pub mod counter;
pub mod credential;
pub mod durability;
pub mod entitlement;
mod error;
mod feed;
pub mod gateway;
pub mod insurer;
pub mod ledger;
pub mod list;
pub mod membership;
mod migrate;
mod misfit;
pub mod payout;
pub mod people;
mod place;
pub mod pool;
mod port;
pub mod posting;
pub mod premium;
pub mod proposals;
pub mod provider;
pub mod schema;
pub mod seal;
mod session;
pub mod statement;
mod statistics;
mod store;
mod tx;
pub mod users;
mod value;
pub mod verify;

pub use as_of::{AsOf, OPEN_DATE, OPEN_TX, open_date};
pub use error::StoreError;
pub use feed::Event;
pub use migrate::{Applied, migrations};
pub use misfit::Misfit;
pub use place::Place;
pub use session::Session;
pub use store::Store;
pub use tx::{Deed, Tx};
pub use value::{Row, Value};

/// Buckets that the records of a pooling area are spread over.
pub const BUCKETS: i64 = 64;

/// Refuses to write into a region outside the scope.
pub(crate) fn within(scope: access::Scope, region: base::RegionCode) -> Result<(), StoreError> {
    if scope.covers(region) {
        Ok(())
    } else {
        Err(StoreError::Guard(
            "the region is outside the scope".to_owned(),
        ))
    }
}
