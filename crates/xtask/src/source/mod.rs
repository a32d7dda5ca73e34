//! Rust files, parsed once: the syntax tree, the tokens without comments, and which of them are test code.

mod file;
mod modules;
mod names;
mod sources;
mod token;

pub use file::{Place, RustFile};
pub use modules::{Module, ModuleTree};
pub use names::{NamedPath, named_paths};
pub use sources::Sources;
pub use token::{Kind, Token};
