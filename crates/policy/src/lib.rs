//! The policy language: parse, check, explain and compile a package into a plan.
//!
//! Bytes come in ([`Files`]), a [`Package`] is read from them, [`compile`] makes a
//! [`benefit::plan::Policy`] of it. What is wrong comes back as [`Diagnostic`]s, all of them at
//! once. The language itself is defined in `docs/policy/reference.md`.

pub mod ast;
mod cases;
mod check;
mod condition;
mod diagnostic;
mod explain;
mod mutate;
mod package;
mod read;
mod reform;
mod resolve;
mod schema;
pub mod source;

pub use cases::{CaseDifference, CaseProof, CaseReport, run_cases};
pub use check::{Checked, check};
pub use diagnostic::{Diagnostic, Severity};
pub use explain::{diff, explain};
pub use mutate::{MutationReport, Survivor, mutate};
pub use package::Package;
pub use schema::{SchemaKind, schema};
pub use source::Files;

use base::Date;
use benefit::plan::Policy;
use diagnostic::Sink;
use std::collections::BTreeMap;

/// What is fixed when a package is compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompileOptions {
    /// Options of switches, by name; the others keep their default.
    pub switches: BTreeMap<String, String>,
    /// Values of parameters that no source gives: `table.NAME` or `table.NAME.KEY…`, as a package would write them.
    pub parameters: BTreeMap<String, String>,
    /// Versions of tables published later are ignored.
    pub known_at: Option<Date>,
}

/// Compiles a package.
///
/// # Errors
/// Every finding, where at least one is an error.
pub fn compile(package: &Package, options: &CompileOptions) -> Result<Policy, Vec<Diagnostic>> {
    let sink = Sink::default();
    let resolved = resolve::policy(package, options, &sink);
    check::soundness(package, options, &resolved, &sink);
    if sink.has_errors() {
        Err(sink.finish(&package.map))
    } else {
        Ok(resolved.policy)
    }
}
