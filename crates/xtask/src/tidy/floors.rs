//! Floors: a crate depends only on crates of lower floors, and pure crates only on pure libraries.

use toml_edit::{Document, Item, TableLike};

use super::subject::Subject;
use crate::finding::Finding;

/// What a crate is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Values and their arithmetic; no dependency worth naming.
    Base,
    /// Rules: values in, values out.
    Domain,
    /// Use cases and storage.
    Application,
    /// Talk to the outside; hold no rule, and know no other adapter.
    Adapter,
    /// The binary, which alone knows all.
    Binary,
    /// Tools: nothing depends on them except tests.
    Tool,
}

/// The crates, lowest first: (name, tier, rank). A crate may depend on those with a smaller rank only,
/// so crates of one rank do not know each other.
///
/// merge, payment, audit, portal and fhir are planned and stand here so that they find their floor when they come.
const FLOORS: &[(&str, Tier, u8)] = &[
    ("base", Tier::Base, 0),
    ("access", Tier::Domain, 9),
    ("benefit", Tier::Domain, 10),
    ("policy", Tier::Domain, 11),
    ("directory", Tier::Domain, 12),
    ("enrolment", Tier::Domain, 12),
    ("settlement", Tier::Domain, 13),
    ("ledger", Tier::Domain, 13),
    ("merge", Tier::Domain, 14),
    ("payment", Tier::Domain, 14),
    ("audit", Tier::Domain, 14),
    ("sample", Tier::Domain, 15),
    ("store", Tier::Application, 20),
    ("service", Tier::Application, 21),
    ("batch", Tier::Adapter, 30),
    ("gateway", Tier::Adapter, 30),
    ("portal", Tier::Adapter, 30),
    ("report", Tier::Adapter, 30),
    ("fhir", Tier::Adapter, 30),
    ("gm", Tier::Adapter, 30),
    ("terminal", Tier::Adapter, 31),
    ("tongchou", Tier::Binary, 40),
    ("testkit", Tier::Tool, 50),
    ("xtask", Tier::Tool, 51),
];

/// Libraries that base and domain may use: they do no I/O, read no clock and draw no numbers when used as we do.
const PURE_LIBRARIES: &[&str] = &[
    "csv-core",
    "jiff",
    "miette",
    "serde",
    "sha2",
    "thiserror",
    "toml",
    "toml_edit",
    "toml_parser",
    "unicode-width",
];

/// The tier of a crate by the name of its folder.
pub fn tier(name: &str) -> Option<Tier> {
    FLOORS
        .iter()
        .find(|(floor, _, _)| *floor == name)
        .map(|(_, tier, _)| *tier)
}

/// Whether a crate is base or domain, which must be pure.
pub fn is_pure(name: &str) -> bool {
    matches!(tier(name), Some(Tier::Base | Tier::Domain))
}

fn rank(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(floor, _, _)| *floor == name)
        .map(|(_, _, rank)| *rank)
}

/// Checks the manifest of every crate.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in subject.tree.crates() {
        let path = format!("crates/{name}/Cargo.toml");
        let Some(text) = subject.tree.texts.get(&path) else {
            continue;
        };
        if rank(name).is_none() {
            findings.push(
                Finding::new(&path, 1, format!("the crate {name} stands on no floor"))
                    .mend("give it a line in FLOORS (crates/xtask/src/tidy/floors.rs)"),
            );
            continue;
        }
        match Document::parse(text.as_str()) {
            Ok(manifest) => {
                manifest_findings(name, &path, text, manifest.as_table(), &mut findings)
            }
            Err(error) => findings.push(
                Finding::new(&path, 1, format!("is not TOML: {}", error.message()))
                    .mend("write valid TOML"),
            ),
        }
    }
    findings
}

fn manifest_findings(
    name: &str,
    path: &str,
    text: &str,
    manifest: &dyn TableLike,
    findings: &mut Vec<Finding>,
) {
    for table in dependency_tables(manifest) {
        for (key, item) in table.iter() {
            let package = item.get("package").and_then(Item::as_str).unwrap_or(key);
            let line = table
                .key(key)
                .and_then(|key| key.span())
                .map_or(1, |span| line_at(text, span.start));
            if let Some(what) = objection(name, package) {
                findings.push(Finding::new(path, line, what).mend(mend(package)));
            }
        }
    }
}

/// `[dependencies]` and `[build-dependencies]`, also under `[target.…]`; what tests use is free.
fn dependency_tables(manifest: &dyn TableLike) -> Vec<&dyn TableLike> {
    let targets = manifest.get("target").and_then(Item::as_table_like);
    let targets = targets
        .into_iter()
        .flat_map(|table| table.iter())
        .filter_map(|(_, item)| item.as_table_like());
    [manifest]
        .into_iter()
        .chain(targets)
        .flat_map(|table| ["dependencies", "build-dependencies"].map(|key| table.get(key)))
        .filter_map(|item| item.and_then(Item::as_table_like))
        .collect()
}

/// Why `name` may not depend on `package`, if it may not.
fn objection(name: &str, package: &str) -> Option<String> {
    let own = rank(name)?;
    let Some(other) = rank(package) else {
        let refused = is_pure(name) && !PURE_LIBRARIES.contains(&package);
        return refused.then(|| format!("the pure crate {name} depends on the library {package}"));
    };
    if own > other && !(tier(name) == Some(Tier::Binary) && tier(package) == Some(Tier::Tool)) {
        return None;
    }
    Some(if tier(package) == Some(Tier::Tool) {
        format!("{name} depends on the tool {package}")
    } else {
        format!("{name} depends on {package}, which stands on no lower floor")
    })
}

fn mend(package: &str) -> String {
    match tier(package) {
        Some(Tier::Tool) => "move the line to [dev-dependencies]".to_owned(),
        Some(_) => "move the shared part to a lower floor, or turn the call round".to_owned(),
        None => "do without, or add it to PURE_LIBRARIES (crates/xtask/src/tidy/floors.rs) if it is pure".to_owned(),
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::super::subject::subject;
    use super::*;

    fn findings(name: &str, manifest: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        check(&subject(&[(&path, manifest)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_lower_floor_is_fine() {
        assert!(
            findings(
                "policy",
                "[dependencies]\nbase.workspace = true\nbenefit = { path = \"x\" }\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn a_higher_floor_is_a_finding_with_its_line() {
        let found = findings(
            "benefit",
            "[package]\nname = \"benefit\"\n[dependencies]\npolicy.workspace = true\n",
        );
        assert_eq!(found.len(), 1);
        assert!(
            found[0].contains("Cargo.toml:4: benefit depends on policy"),
            "{found:?}"
        );
    }

    #[test]
    fn a_renamed_dependency_is_seen() {
        let found = findings(
            "base",
            "[dependencies]\nrules = { package = \"policy\", path = \"../policy\" }\n",
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn adapters_do_not_know_each_other() {
        assert_eq!(
            findings("batch", "[dependencies]\ngateway.workspace = true\n").len(),
            1
        );
    }

    #[test]
    fn tools_serve_tests_only() {
        assert_eq!(
            findings("policy", "[dependencies]\ntestkit.workspace = true\n").len(),
            1
        );
        assert_eq!(
            findings(
                "tongchou",
                "[target.'cfg(unix)'.dependencies]\ntestkit.workspace = true\n"
            )
            .len(),
            1
        );
        assert!(findings("policy", "[dev-dependencies]\ntestkit.workspace = true\n").is_empty());
        assert!(
            findings(
                "xtask",
                "[dependencies]\ntestkit.workspace = true\nbatch.workspace = true\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn pure_crates_use_pure_libraries() {
        assert_eq!(
            findings("benefit", "[dependencies]\nrand = \"0.9\"\n").len(),
            1
        );
        assert!(findings("batch", "[dependencies]\nparquet = \"60\"\n").is_empty());
    }

    #[test]
    fn a_crate_without_a_floor_is_a_finding() {
        assert_eq!(findings("misc", "[package]\n").len(), 1);
    }
}
