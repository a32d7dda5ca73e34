//! Use cases: each authorises, loads, calls the domain, and stores in one commit.
//!
//! A use case is a function over a [`Desk`] and an [`access::Actor`]. It asks the actor for the
//! permission, gives the actor's scope to every repository, and answers with a value or a
//! [`ServiceError`] that has a sentence for users.
#![forbid(unsafe_code)]

pub mod account;
pub mod audit;
pub mod bills;
pub mod books;
pub mod catalogue;
pub mod claim;
pub mod clearing;
pub mod contribution;
pub mod counter;
mod county;
pub mod credential;
mod desk;
pub mod entitlement;
mod error;
pub mod filing;
pub mod fund;
pub mod gateway;
pub mod inpatient;
pub mod insurer;
pub mod list;
pub mod maintenance;
pub mod membership;
pub mod mode;
pub mod package;
pub mod payout;
pub mod people;
pub mod posting;
pub mod premium;
pub mod proposals;
pub mod provider;
pub mod queries;
pub mod regime;
mod released;
mod running;
pub mod statement;
pub mod users;

pub use desk::{Clock, Desk};
pub use error::ServiceError;
