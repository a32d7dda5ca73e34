//! The policy language: parse, check, explain and compile a package into a plan.
//!
//! Bytes come in ([`Files`]), a [`Package`] is read from them, [`compile`] makes a
//! [`benefit::plan::Policy`] of it. What is wrong comes back as [`Diagnostic`]s, all of them at
//! once. The language itself is defined in `docs/policy/reference.md`.

pub mod ast;
mod cases;
mod check;
mod compile;
mod condition;
mod diagnostic;
mod explain;
mod mutate;
mod options;
mod package;
mod read;
mod reform;
mod resolve;
mod schema;
pub mod source;

pub use cases::{CaseDifference, CaseProof, CaseReport, run_cases};
pub use check::{Checked, check};
pub use compile::compile;
pub use diagnostic::{Diagnostic, Severity};
pub use explain::{diff, explain};
pub use mutate::{MutationReport, Survivor, mutate};
pub use options::CompileOptions;
pub use package::Package;
pub use schema::{SchemaKind, schema};
pub use source::Files;
