//! The model against cases worked by hand.

use std::path::Path;
use testkit::cases;
use testkit::model::Package;

fn holds(folder: &str, least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let package = Package::read(&text("policy.toml")).unwrap();
    let cases = cases::read(&text("cases.toml")).unwrap();
    assert!(
        cases.len() >= least,
        "{} cases in {}",
        cases.len(),
        folder.display()
    );
    let differences: Vec<String> = cases
        .iter()
        .flat_map(|case| case.differences(&package))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_employees_of_the_seed() {
    holds("employee", 23);
}

#[test]
fn the_residents_of_the_illustration() {
    holds("resident", 6);
}
