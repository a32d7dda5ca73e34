//! Two whole packages, every figure of their cases worked by hand.

mod common;

use policy::{CompileOptions, Package, Severity};
use std::collections::BTreeMap;

fn fixture(name: &str) -> Package {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = common::folder(&root.join("tests/fixtures").join(name));
    Package::load(&files).unwrap_or_else(|found| panic!("{found:#?}"))
}

#[track_caller]
fn holds(name: &str, cases: usize) {
    let package = fixture(name);
    let found = policy::check(&package, &CompileOptions::default()).diagnostics;
    let errors: Vec<String> = found
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let report = policy::run_cases(&package, &BTreeMap::new());
    assert!(report.differences.is_empty(), "{:#?}", report.differences);
    assert_eq!((report.passed, report.failed), (cases, 0));
}

#[test]
fn employee_accounts_segment_ceiling_on_cost() {
    holds("employee", 5);
}

#[test]
fn resident_three_layers_quota_and_dual_track() {
    holds("resident", 5);
}

#[test]
fn the_versions_of_the_employee_package() {
    let policy = policy::compile(&fixture("employee"), &CompileOptions::default()).unwrap();
    let shown: Vec<String> = policy
        .versions
        .iter()
        .map(|plan| {
            let ids: Vec<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
            format!(
                "{} {} tables: {}",
                plan.from,
                plan.tables.len(),
                ids.join(" ")
            )
        })
        .collect();
    let steps = "op_account_current op_account_past op_segment op_additional ip_deductible ip_pool home_pool own_past above_ceiling";
    assert_eq!(
        shown,
        [
            format!("2000-12-01 5 tables: {steps}"),
            format!("2011-04-01 5 tables: {steps}")
        ]
    );
}
