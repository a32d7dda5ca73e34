//! `cargo xtask requirements`: docs/requirements.toml against the tests and cases that prove it.

mod book;
mod compare;
mod count;
mod edit;
mod evidence;
mod rule;

use std::path::Path;

use anyhow::Result;
use clap::Subcommand;

use crate::source::Sources;
use crate::tree::Tree;
use book::Book;
use evidence::Evidence;
use rule::BOOK;

/// Options of `cargo xtask requirements`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

/// What to do with the file.
#[derive(Subcommand)]
enum Action {
    /// Compare the file with the tests and print the counts (this is done without a subcommand too).
    Check,
    /// Mark a requirement as proven by these tests, or by every test that mentions it.
    Prove {
        /// The requirement, as in REQ-118.
        id: String,
        /// Tests as `crate::module::function`, `crate::tests::file::function` or `policies/P/cases.toml#id`.
        tests: Vec<String>,
        /// The tests assert only a part: list them and leave the state as it is.
        #[arg(long)]
        partly: bool,
    },
    /// Mark a requirement as waiting for a part of the project.
    Wait {
        /// The requirement, as in REQ-118.
        id: String,
        /// The part that will bring it.
        #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(rule::part_names()))]
        later: String,
        /// What is missing, in one sentence.
        #[arg(long)]
        missing: String,
    },
}

/// Runs the chosen action; false when the file and the tests disagree.
pub fn run(root: &Path, args: Args) -> Result<bool> {
    match args.action.unwrap_or(Action::Check) {
        Action::Check => check(root),
        Action::Prove { id, tests, partly } => {
            edit::prove(root, &id, tests, partly, &evidence::collect_from(root)?)
        }
        Action::Wait { id, later, missing } => edit::wait(root, &id, &later, &missing),
    }
}

/// Compares the file with the tests, prints every difference and the counts by state.
pub fn check(root: &Path) -> Result<bool> {
    let tree = Tree::load(root)?;
    let Some(text) = tree.texts.get(BOOK) else {
        anyhow::bail!(
            "{BOOK} is missing; it must list all {} requirements",
            rule::COUNT
        );
    };
    let book = Book::parse(text)?;
    let evidence: Vec<Evidence> = evidence::collect(&tree, &Sources::parse(&tree));
    let findings = compare::compare(&book, &evidence);
    findings.iter().for_each(|finding| println!("{finding}"));
    count::print(&book);
    println!(
        "requirements: {} differences between {BOOK} and the tests",
        findings.len()
    );
    Ok(findings.is_empty())
}
