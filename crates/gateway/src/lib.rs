//! The national interface of designated institutions: envelope, dialects, transactions and their fields.
#![forbid(unsafe_code)]

pub mod definition;
pub mod frame;
pub mod guard;
pub mod profile;
