//! Small packages for one requirement each, with worked cases in the language of packages.
#![allow(dead_code, reason = "each test file uses its own part")]

use policy::{CompileOptions, Diagnostic, Files, Package, Severity};
use std::collections::BTreeMap;

/// A head that stands before the rules, and one document `t` with the article `1`.
const HEAD: &str = r#"
format = "tongchou-policy/1"
id = "test"
title = "测试"
scheme = "resident"
law_date = "service_date"
in_force = { from = 2010-01-01 }
layers = ["basic", "serious_illness", "assistance"]
[year]
starts = "01-01"
[[source]]
id = "t"
title = "办法"
tier = "D"
file = "sources/t.md"
"#;

/// A package of these rules and cases.
pub fn plan(rules: &str, cases: &str) -> Package {
    load(&[
        ("policy.toml", format!("{HEAD}{rules}")),
        ("cases.toml", cases.to_owned()),
        ("sources/t.md", "# 办法\n\n## 1 全文\n".to_owned()),
    ])
}

/// The rules of a package with these cases in the place of its own.
pub fn with_cases(files: &Files, cases: &str) -> Package {
    let kept = files.iter().filter(|(name, _)| !name.starts_with("cases"));
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut all: Vec<(&str, String)> = kept.map(|(name, bytes)| (name, text(bytes))).collect();
    all.push(("cases.toml", cases.to_owned()));
    load(&all)
}

/// The files of a package with one passage of its rules written otherwise.
pub fn edited(files: &Files, passage: &str, other: &str) -> Files {
    let mut places = 0;
    let mut all = Vec::new();
    for (name, bytes) in files.iter() {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        if name.ends_with(".toml") && !name.starts_with("cases") {
            places += text.matches(passage).count();
            all.push((name.to_owned(), text.replace(passage, other)));
        } else {
            all.push((name.to_owned(), text));
        }
    }
    assert_eq!(places, 1, "the passage stands there {places} times");
    Files::from_iter(all)
}

fn load(files: &[(&str, String)]) -> Package {
    let files = files.iter().map(|(name, text)| (*name, text.as_str()));
    Package::load(&Files::from_iter(files)).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// The package under a reform: a date and patches.
pub fn reformed(package: &Package, from: &str, patches: &str) -> Package {
    let id = package.id();
    let text = format!(
        "format = \"tongchou-reform/1\"\nid = \"r\"\nbase = \"{id}\"\ntitle = \"r\"\nfrom = {from}\n{patches}"
    );
    let reformed = package.with_reform("reform.toml", text.as_bytes());
    reformed.unwrap_or_else(|found| panic!("{found:#?}"))
}

/// The package passes its checks and every case comes out as expected.
pub fn holds(package: &Package) {
    let errors = findings(package, &CompileOptions::default(), Severity::Error);
    assert!(errors.is_empty(), "{errors:#?}");
    let report = policy::run_cases(package, &BTreeMap::new());
    let wrong = (&report.diagnostics, &report.differences);
    assert!(wrong.0.is_empty() && wrong.1.is_empty(), "{wrong:#?}");
    assert!(report.passed > 0 && report.failed == 0, "{report:#?}");
}

/// What the checks of a package find, of one severity.
pub fn findings(
    package: &Package,
    options: &CompileOptions,
    severity: Severity,
) -> Vec<Diagnostic> {
    let found = policy::check(package, options).diagnostics;
    found
        .into_iter()
        .filter(|it| it.severity == severity)
        .collect()
}
