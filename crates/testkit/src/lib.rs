//! What tests share: a slow model of the policy language, and generators of packages, people and
//! claims. Nothing but tests depends on it.

pub mod bills;
pub mod cases;
pub mod compare;
pub mod kernel;
pub mod model;
pub mod people;
pub mod plain;
pub mod postgres;
pub mod random;
