//! `cargo xtask tidy`: the invariants of the architecture and of style, each proved over the files.

mod cycles;
mod floats;
mod floors;
mod links;
mod panics;
mod purity;
mod readmes;
mod sizes;
mod subject;
mod words;

use std::path::Path;

use anyhow::Result;

use crate::finding::Finding;
use crate::tree::Tree;
use subject::Subject;

/// A check: its name, what it proves, and how.
struct Check {
    name: &'static str,
    proves: &'static str,
    run: fn(&Subject) -> Vec<Finding>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "parse",
        proves: "every Rust file parses",
        run: parse,
    },
    Check {
        name: "floors",
        proves: "a crate depends only on lower floors",
        run: floors::check,
    },
    Check {
        name: "cycles",
        proves: "modules of a crate do not import in a circle",
        run: cycles::check,
    },
    Check {
        name: "purity",
        proves: "base and domain hold no I/O, clock, chance or hash order",
        run: purity::check,
    },
    Check {
        name: "floats",
        proves: "no float near money",
        run: floats::check,
    },
    Check {
        name: "panics",
        proves: "base and domain do not panic on data",
        run: panics::check,
    },
    Check {
        name: "readmes",
        proves: "every crate has a README.md",
        run: readmes::check,
    },
    Check {
        name: "sizes",
        proves: "files and functions are short",
        run: sizes::check,
    },
    Check {
        name: "words",
        proves: "no leftovers, machine paths or registry addresses",
        run: words::check,
    },
    Check {
        name: "links",
        proves: "relative links in Markdown resolve",
        run: links::check,
    },
];

/// Runs every check and prints what it found; false when there is a finding.
pub fn run(root: &Path) -> Result<bool> {
    let subject = Subject::new(Tree::load(root)?);
    let mut total = 0;
    for check in CHECKS {
        let findings = (check.run)(&subject);
        total += findings.len();
        let verdict = if findings.is_empty() {
            "ok".to_owned()
        } else {
            format!("{} findings", findings.len())
        };
        println!("{:10}{:60}{verdict}", check.name, check.proves);
        findings.iter().for_each(|finding| println!("{finding}"));
    }
    sizes::print_figures(&subject);
    println!(
        "tidy: {total} findings in {} files",
        subject.tree.paths.len()
    );
    Ok(total == 0)
}

fn parse(subject: &Subject) -> Vec<Finding> {
    let broken = subject.sources.broken.iter();
    broken
        .map(|file| {
            Finding::new(
                &file.path,
                file.line,
                format!("does not parse: {}", file.message),
            )
            .mend("let `cargo check` show the place; the checks of this file did not run")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::subject::subject;
    use super::*;

    #[test]
    fn a_file_that_does_not_parse_is_a_finding() {
        let findings = parse(&subject(&[("crates/base/src/lib.rs", "fn {")]));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].to_string().contains("crates/base/src/lib.rs:1"));
    }

    #[test]
    fn a_clean_crate_has_no_finding() {
        let clean = subject(&[
            (
                "crates/base/Cargo.toml",
                "[package]\nname = \"base\"\n[dependencies]\nthiserror.workspace = true\n",
            ),
            ("crates/base/README.md", "# base\n\nMoney.\n"),
            (
                "crates/base/src/lib.rs",
                "//! Money.\nmod money;\npub use money::Fen;\n",
            ),
            (
                "crates/base/src/money.rs",
                "//! 分.\npub struct Fen(i64);\n",
            ),
        ]);
        for check in CHECKS {
            assert!((check.run)(&clean).is_empty(), "{}", check.name);
        }
    }
}
