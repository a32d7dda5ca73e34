//! From a document to a compiled policy: names, types, versions in time.

mod accs;
pub(crate) mod articles;
mod build;
pub(crate) mod cond;
mod context;
pub(crate) mod encode;
pub(crate) mod facts;
mod reference;
mod rule;
mod section;
mod size;
mod step;
pub(crate) mod symbols;
pub(crate) mod table;
mod value;
pub(crate) mod walk;

pub(crate) use build::{Resolved, policy};
pub(crate) use context::{Context, TableUse};
