//! `tongchou policy …`: what can be asked about packages.

use crate::exit::Outcome;
use crate::{packages, report};
use anyhow::Result;
use policy::{CompileOptions, Diagnostic, Files, Package, Severity};
use std::path::{Path, PathBuf};

/// Checks every package; a package with an error fails, with `strict` a warning too.
pub fn check(paths: &[PathBuf], strict: bool) -> Result<Outcome> {
    let mut failed = 0_usize;
    let folders = packages::find(paths)?;
    for folder in &folders {
        let files = packages::read(folder)?;
        let findings = findings(&files);
        report::draw(&folder.to_string_lossy(), &files, &findings);
        let errors = count(&findings, Severity::Error);
        let warnings = count(&findings, Severity::Warning);
        let bad = errors > 0 || (strict && warnings > 0);
        failed += usize::from(bad);
        println!("{} {}：错误 {errors}，警告 {warnings}", if bad { "✗" } else { "✓" }, name(folder));
    }
    println!("{} 个政策包，{failed} 个不合格", folders.len());
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Found })
}

fn findings(files: &Files) -> Vec<Diagnostic> {
    match Package::load(files) {
        Ok(package) => policy::check(&package, &CompileOptions::default()).diagnostics,
        Err(findings) => findings,
    }
}

fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

fn name(folder: &Path) -> String {
    folder.file_name().map_or_else(|| folder.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}
