//! What must hold before a package may run, beyond names and types.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{self, Resolved};
use crate::{CompileOptions, Package};
use benefit::plan::Policy;

/// A checked package.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The compiled policy, where there is no error.
    pub policy: Option<Policy>,
    /// Errors, warnings and notes in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles a package and runs every check: what [`crate::compile`] refuses, warnings, and random claims.
#[must_use]
pub fn check(package: &Package, options: &CompileOptions) -> Checked {
    let sink = Sink::default();
    let resolved = resolve::policy(package, options, &sink);
    soundness(package, options, &resolved, &sink);
    let policy = (!sink.has_errors()).then_some(resolved.policy);
    Checked {
        policy,
        diagnostics: sink.finish(&package.map),
    }
}

/// Checks whose failure makes a policy unfit to run.
pub(crate) fn soundness(
    _package: &Package,
    _options: &CompileOptions,
    _resolved: &Resolved,
    _sink: &Sink,
) {
}
