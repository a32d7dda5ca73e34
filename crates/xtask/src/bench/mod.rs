//! `cargo xtask bench`: what the batch costs, against a hard-coded loop and the mere decoding; what the
//! import costs, against a bare load of its rows.
//!
//! The measured code stands behind the feature `bench`, so that the other tasks build without the
//! column libraries; without it, or unoptimised, the task starts itself again the right way.

#[cfg(feature = "bench")]
mod import;
mod options;
#[cfg(feature = "bench")]
mod year;

use std::path::Path;

use anyhow::{Context, Result};
use clap::Subcommand;

use options::{ImportArgs, YearArgs};

/// The benchmarks.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    which: Which,
}

#[derive(Subcommand)]
enum Which {
    /// Settle one benefit year, check every row and hold the CPU times against their limits.
    Year(YearArgs),
    /// Import a city with enrolment and bills through the use cases, against a bare bulk load of the rows.
    Import(ImportArgs),
}

/// Runs a benchmark; `false` when a row differs or a limit is missed.
pub fn run(root: &Path, args: Args) -> Result<bool> {
    let as_built = matches!(&args.which, Which::Import(args) if args.as_built);
    if (cfg!(debug_assertions) && !as_built) || cfg!(not(feature = "bench")) {
        return again(root);
    }
    match args.which {
        Which::Year(args) => year(root, &args),
        Which::Import(args) => import(root, &args),
    }
}

#[cfg(feature = "bench")]
fn year(root: &Path, args: &YearArgs) -> Result<bool> {
    year::run(root, args)
}

#[cfg(not(feature = "bench"))]
fn year(root: &Path, _: &YearArgs) -> Result<bool> {
    again(root)
}

#[cfg(feature = "bench")]
fn import(root: &Path, args: &ImportArgs) -> Result<bool> {
    import::run(root, args)
}

#[cfg(not(feature = "bench"))]
fn import(root: &Path, _: &ImportArgs) -> Result<bool> {
    again(root)
}

/// Starts the same task optimised and with what it measures.
fn again(root: &Path) -> Result<bool> {
    println!("building the optimised benchmark …");
    let mut command = std::process::Command::new("cargo");
    command
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "xtask",
            "--features",
            "bench",
            "--",
        ])
        .args(std::env::args_os().skip(1))
        .current_dir(root);
    Ok(command.status().context("cannot start cargo")?.success())
}
