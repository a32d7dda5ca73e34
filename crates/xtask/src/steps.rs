//! `cargo xtask test`: everything a change must pass, step by step.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::command::{Line, spoken};
use crate::tree::Tree;
use crate::{index, kinds, postgres, requirements, tidy};

/// What a step does.
enum Action {
    /// Run another program.
    Command(Line),
    /// Run another program that needs a PostgreSQL.
    WithPostgres(Line),
    /// Run the program if every probe answers; the first that does not says why it is left out.
    IfThere {
        probes: Vec<(Line, &'static str)>,
        run: Line,
    },
    /// Run the program if the repository has a policy package, else say so.
    IfPackages(Line),
    /// Call a task of this program.
    Task(fn(&Path) -> Result<bool>),
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped(&'static str),
}

/// The steps in their order. To add or drop a step, edit this list; nothing else names them.
///
/// `cargo test` runs the examples in the documentation of library crates too, so they have no step of their own.
fn steps() -> Vec<(&'static str, Action)> {
    let command = |words: &str| Action::Command(Line::words(words));
    vec![
        ("format", command("cargo fmt --all --check")),
        (
            "lints",
            command("cargo clippy --workspace --all-targets -- -D warnings"),
        ),
        (
            "tests",
            Action::WithPostgres(Line::words("cargo test --workspace --no-fail-fast")),
        ),
        (
            "documentation",
            Action::Command(
                Line::words("cargo doc --workspace --no-deps --quiet")
                    .env("RUSTDOCFLAGS", "-D warnings"),
            ),
        ),
        ("tidy", Action::Task(tidy::run)),
        ("requirements", Action::Task(requirements::check)),
        ("rule kinds", Action::Task(kinds::check)),
        ("package list", Action::Task(index::check)),
        (
            "packages check",
            Action::IfPackages(Line::words(
                "cargo run --quiet -p tongchou -- policy check --strict policies docs/policy/zh/example",
            )),
        ),
        (
            "packages test",
            Action::IfPackages(Line::words(
                "cargo run --quiet -p tongchou -- policy test --mutate policies docs/policy/zh/example",
            )),
        ),
        (
            "licences",
            Action::IfThere {
                probes: vec![
                    (
                        Line::words("cargo deny --version"),
                        "cargo-deny is not installed (`cargo install cargo-deny --locked`)",
                    ),
                    (
                        Line::words("cargo fetch --quiet"),
                        "the crates that cargo-deny reads cannot be fetched",
                    ),
                ],
                run: Line::words("cargo deny --offline check licenses bans sources"),
            },
        ),
    ]
}

/// Options of `cargo xtask test`.
#[derive(clap::Args)]
pub struct Args {
    /// Run only the steps whose name contains this word (repeatable).
    #[arg(long, value_name = "WORD")]
    only: Vec<String>,
    /// Print the steps and stop.
    #[arg(long)]
    list: bool,
}

/// Runs every chosen step, a failed one does not stop the next; false when one failed.
pub fn run(root: &Path, args: &Args) -> Result<bool> {
    let mut steps = steps();
    steps.retain(|(name, _)| {
        args.only.is_empty() || args.only.iter().any(|word| name.contains(word.as_str()))
    });
    if args.list {
        steps
            .iter()
            .for_each(|(name, action)| println!("{name:16}{}", described(action)));
        return Ok(true);
    }
    anyhow::ensure!(
        !steps.is_empty(),
        "no step has a name with {}; see --list",
        args.only.join(" or ")
    );
    let begin = Instant::now();
    let mut done = Vec::new();
    for (name, action) in &steps {
        println!("\n==> {name}: {}", described(action));
        let start = Instant::now();
        let outcome = perform(root, action).unwrap_or_else(|error| {
            println!("error: {error:#}");
            Outcome::Failed
        });
        println!(
            "<== {name}: {} in {}",
            said(&outcome),
            spoken(start.elapsed())
        );
        done.push((*name, outcome, start.elapsed()));
    }
    Ok(summary(&done, begin.elapsed()))
}

fn perform(root: &Path, action: &Action) -> Result<Outcome> {
    let passed = match action {
        Action::Command(line) => line.run(root)?,
        Action::WithPostgres(line) => {
            let server = postgres::for_tests()?;
            line.clone().envs(server.environment()).run(root)?
        }
        Action::IfThere { probes, run } => {
            let silent = probes.iter().find(|(probe, _)| !probe.answers(root));
            if let Some((_, reason)) = silent {
                return Ok(Outcome::Skipped(reason));
            }
            run.run(root)?
        }
        Action::IfPackages(line) => {
            if !has_packages(&Tree::load(root)?) {
                return Ok(Outcome::Skipped("policies/ holds no package yet"));
            }
            line.run(root)?
        }
        Action::Task(task) => task(root)?,
    };
    Ok(if passed {
        Outcome::Passed
    } else {
        Outcome::Failed
    })
}

fn has_packages(tree: &Tree) -> bool {
    tree.paths
        .iter()
        .any(|path| path.starts_with("policies/") && path.ends_with("/policy.toml"))
}

fn described(action: &Action) -> String {
    match action {
        Action::Command(line)
        | Action::WithPostgres(line)
        | Action::IfPackages(line)
        | Action::IfThere { run: line, .. } => line.shown(),
        Action::Task(_) => "in this program".to_owned(),
    }
}

fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed => "FAILED".to_owned(),
        Outcome::Skipped(reason) => format!("left out: {reason}"),
    }
}

/// Prints one line a step and the closing line; false when a step failed.
fn summary(done: &[(&str, Outcome, Duration)], total: Duration) -> bool {
    println!();
    for (name, outcome, duration) in done {
        println!("{name:16}{:>12}  {}", spoken(*duration), said(outcome));
    }
    let count = |wanted: fn(&Outcome) -> bool| {
        done.iter()
            .filter(|(_, outcome, _)| wanted(outcome))
            .count()
    };
    let failed = count(|outcome| *outcome == Outcome::Failed);
    println!(
        "xtask test: {} steps passed, {failed} failed, {} left out, in {}",
        count(|outcome| *outcome == Outcome::Passed),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        spoken(total),
    );
    failed == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_and_a_skipped_one_does_not() {
        let second = Duration::from_secs(1);
        assert!(summary(
            &[
                ("a", Outcome::Passed, second),
                ("b", Outcome::Skipped("why"), second)
            ],
            second
        ));
        assert!(!summary(
            &[
                ("a", Outcome::Passed, second),
                ("b", Outcome::Failed, second)
            ],
            second
        ));
    }

    #[test]
    fn packages_are_folders_with_a_policy_file() {
        assert!(!has_packages(&Tree::of(&[("policies/README.md", "")])));
        assert!(has_packages(&Tree::of(&[("policies/a/policy.toml", "")])));
    }

    #[test]
    fn step_names_are_distinct() {
        let mut names: Vec<_> = steps().into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), steps().len());
    }
}
