//! The registry: facts and accumulators that every package shares.
//!
//! A fact named here needs no declaration in a package, and its column in the files of persons and
//! bills is the same everywhere. An accumulator named here keeps its id across packages, versions
//! and years, so that a person's state survives a new policy.

mod accumulators;
mod facts;

pub use accumulators::{ACCUMULATORS, RegistryAcc};
pub use facts::{FACTS, RegistryFact, RegistryType};
