//! The provider interface in the store: who may speak it, and what was heard.
//!
//! Accounts, senders, keys, sign-ins and files are knowledge: written in a transaction with its actor. Marks of
//! messages and the time of the last contact are not; they have transactions of their own, take no number of the
//! axis, and never wait for the queue of writers.

mod account;
mod contact;
mod file;
mod key;
mod seen;
mod sign;

pub use account::{AccountRow, SenderRow, accounts, add, find, revoke, senders};
pub use contact::{AgencyRow, ContactRow, agencies, contacts, heard};
pub use file::{FileRow, Kept, NewFile, find_file, keep_file, kept_file, kept_since};
pub use key::{KeyKind, KeyRow, close_key, keys, set_key};
pub use seen::{MarkRow, Seen, forget, sight};
pub use sign::{NewSign, SignRow, find_sign, sign_in, sign_out, signed};
