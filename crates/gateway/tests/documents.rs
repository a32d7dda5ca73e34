//! Documents made from the definitions are the ones in the tree.

use std::path::Path;

use gateway::definition::{Definitions, openapi, reference};
use serde_json::Value;

/// How to make them again.
const MEND: &str = "run `cargo run -p gateway --example transactions -- markdown > docs/reference/transactions.zh.md`";

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join(path)).unwrap_or_default()
}

#[test]
fn the_reference_is_current() {
    let there = read("../../docs/reference/transactions.zh.md");
    let made = reference::markdown(Definitions::shipped());
    assert!(
        there == made,
        "docs/reference/transactions.zh.md is not up to date; {MEND}"
    );
}

#[test]
fn the_operation_of_2102_is_as_recorded() {
    let recorded: Value =
        serde_json::from_str(&read("tests/snapshots/openapi_2102.json")).expect("JSON");
    let definitions = Definitions::shipped();
    let made = openapi::operation(definitions, definitions.find("2102").expect("served"));
    assert_eq!(made, recorded);
}

#[test]
fn the_openapi_document_has_every_transaction() {
    let definitions = Definitions::shipped();
    let document = openapi::document(definitions);
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), definitions.transactions().count());
    for (path, item) in paths {
        let infno = path.rsplit('/').next().unwrap_or_default();
        assert_eq!(item["post"]["operationId"], format!("t{infno}"));
    }
}
