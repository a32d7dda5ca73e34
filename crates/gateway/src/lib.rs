//! The national interface of designated institutions: envelope, dialects, transactions and their fields; and the
//! HTTP server that speaks it.
#![forbid(unsafe_code)]

pub mod definition;
pub mod desk;
pub mod frame;
pub mod guard;
pub mod http;
pub mod profile;
