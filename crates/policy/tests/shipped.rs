//! Every shipped package loads, compiles and passes its checks.

mod common;

use policy::{CompileOptions, Package, Severity};

#[test]
fn every_shipped_package_passes_its_checks() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut bad = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("policy.toml").exists() {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = match Package::load(&common::folder(&path)) {
            Err(found) => found,
            Ok(package) => policy::check(&package, &CompileOptions::default()).diagnostics,
        };
        let errors = found.iter().filter(|it| it.severity == Severity::Error);
        bad.extend(errors.map(|it| format!("{name}/{it}")));
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn every_case_of_the_shipped_packages_comes_out_as_expected() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut packages = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.join("policy.toml").exists()
            && let Ok(package) = Package::load(&common::folder(&path))
        {
            packages.insert(package.id().to_owned(), package);
        }
    }
    let mut bad = Vec::new();
    let mut passed = 0;
    for (id, package) in &packages {
        let report = policy::run_cases(package, &packages);
        passed += report.passed;
        bad.extend(report.diagnostics.iter().map(|it| format!("{id}/{it}")));
        bad.extend(report.differences.iter().map(|it| format!("{id} {it:?}")));
    }
    assert!(bad.is_empty(), "{passed} passed\n{}", bad.join("\n"));
}
