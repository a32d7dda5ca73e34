//! The counter: what institutions send, carried out once, many at a time.
//!
//! | module | what lives there |
//! |---|---|
//! | [`key`], [`work`] | a message: what it is known by and needs, its outcome |
//! | [`world`] | what a batch of messages reads: persons, visits, records, accumulators, rules |
//! | [`change`] | what a message writes |
//! | [`contact`] | what was shown, and whose it is |
//! | [`act`] | the acts themselves: pure functions from world and question to answer and changes |
//! | [`rules`], [`source`] | packages, categories, catalogue and providers, read again where one moved |
//! | [`person`], [`patient`] | who stands there on a day, and what the rules are told of him |
//! | [`feed`] | what others are told of it |
//! | [`load`], [`save`] | one statement a table for a whole batch |
//! | [`proof`] | every settlement recomputed from what was kept of it, for `db verify` |
//! | [`retry`] | whether a message is new, a retry or undone, and what 2601 undoes |
//! | [`sequencer`] | the queue of a pooling area: group commit, retries, bisection |
//!
//! A batch is one transaction of the store. It takes the lock of its pooling area first and holds it to the
//! commit (`docs/adr/0008`), so that whatever it read stays true: neither a second server nor an enrolment
//! beside it can spend the same ceiling or leave a stale entitlement. Messages of a batch are carried out one
//! after the other on the world as the ones before left it; a refused one leaves nothing.

pub mod act;
pub mod change;
pub mod contact;
pub mod feed;
pub mod key;
pub mod load;
pub mod patient;
pub mod person;
pub mod proof;
pub mod retry;
pub mod rules;
pub mod save;
pub mod sequencer;
pub mod source;
mod verified;
pub mod work;
pub mod world;

pub use change::Change;
pub use contact::Shown;
pub use enrolment::credential::Contact;
pub use key::{Ids, Key, MessageKey, Needs};
pub use patient::Patient;
pub use rules::{Listing, Listings, Providers, Rules, RulesSource};
pub use sequencer::{Counter, Settings};
pub use source::StoredRules;
pub use work::{Answered, Done, Outcome, Turned, Work};
pub use world::{VisitFile, World};
