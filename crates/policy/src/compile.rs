//! Package to plan.

use crate::diagnostic::{Diagnostic, Sink};
use crate::{CompileOptions, Package, check, resolve};
use benefit::plan::Policy;

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
