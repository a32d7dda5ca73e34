//! SM2, SM3 and SM4 as hospitals' software uses them, in software; a certified device can take its place.
//!
//! | module | standard | what |
//! |---|---|---|
//! | [`sm2`] | GB/T 32918.2 | signatures with a user id, r‖s and DER |
//! | [`sm3`] | GB/T 32905 | digests |
//! | [`sm4`] | GB/T 32907 | ciphers, ECB and CBC, with padding |
//! | [`access`] | | the keyed digests in the headers of gateways |
//! | [`encoding`] | | hexadecimal digits and base64 |
//! | [`wrap`] | | secrets at rest: SM4 and HMAC-SM3 under one key |
//! | [`Secret`] | | a secret that is wiped when it is dropped and never shown |
#![forbid(unsafe_code)]

pub mod access;
pub mod encoding;
mod fault;
mod secret;
pub mod sm2;
pub mod sm3;
pub mod sm4;
pub mod wrap;

pub use fault::Fault;
pub use secret::Secret;
