//! The tasks of the workshop: `cargo xtask test`, `tidy`, `requirements`, `rule-kinds` and `soak`.

mod bench;
mod cases;
mod command;
mod finding;
mod index;
mod kinds;
mod postgres;
mod requirements;
mod soak;
mod source;
mod steps;
mod tidy;
mod tree;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The tasks of the workshop. Run from anywhere inside the repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

/// The tasks, one a subcommand.
#[derive(Subcommand)]
enum Task {
    /// Run everything a change must pass: format, lints, tests, docs, tidy, requirements, packages.
    Test(steps::Args),
    /// Prove the invariants of the architecture and of style over the files of the repository.
    Tidy,
    /// Compare docs/requirements.toml with the tests and cases, and count requirements by state.
    Requirements(requirements::Args),
    /// Write docs/policy/rule-kinds.md: each kind of rule with its construct and the cases that prove it.
    RuleKinds(kinds::Args),
    /// Measure a benefit year: every row checked, CPU time and memory held against their limits.
    Bench(bench::Args),
    /// Write the list of packages in policies/README.md.
    Index(index::Args),
    /// Keep a PostgreSQL running for tests and print the line that lets them use it.
    Postgres(postgres::Args),
    /// Run the long parts at full size, with a printed seed.
    Soak(soak::Args),
}

fn main() -> ExitCode {
    end_quietly_on_a_closed_pipe();
    match run(Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// A reader such as `head` may close our output early; that is no fault worth a report.
fn end_quietly_on_a_closed_pipe() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>();
        if text.is_some_and(|text| text.starts_with("failed printing to stdout")) {
            std::process::exit(0);
        }
        report(panic);
    }));
}

/// Runs one task; `false` means that it ran and found something wrong.
fn run(cli: Cli) -> Result<bool> {
    let root = tree::find_root()?;
    match cli.task {
        Task::Test(args) => steps::run(&root, &args),
        Task::Tidy => tidy::run(&root),
        Task::Requirements(args) => requirements::run(&root, args),
        Task::RuleKinds(args) => kinds::run(&root, &args),
        Task::Bench(args) => bench::run(&root, args),
        Task::Index(args) => index::run(&root, &args),
        Task::Postgres(args) => postgres::run(&args),
        Task::Soak(args) => soak::run(&root, &args),
    }
}
