//! A pooling area works by a policy package: bytes kept by their digest, adopted by two persons, compiled once.

mod adopt;
mod archive;
mod compiled;
mod words;

pub use adopt::{Adopting, adoptions, decide, propose};
pub use compiled::{adopted, current, file, with};
pub use words::Words;
