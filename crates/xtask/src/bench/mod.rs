//! `cargo xtask bench`: what the batch costs, against a hard-coded loop and the mere decoding.
//!
//! The measured code stands behind the feature `bench`, so that the other tasks build without the
//! column libraries; without it, or unoptimised, the task starts itself again the right way.

mod options;
#[cfg(feature = "bench")]
mod year;

use std::path::Path;

use anyhow::{Context, Result};
use clap::Subcommand;

use options::YearArgs;

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
}

/// Runs a benchmark; `false` when a row differs or a limit is missed.
pub fn run(root: &Path, args: Args) -> Result<bool> {
    let Which::Year(args) = args.which;
    if cfg!(debug_assertions) || cfg!(not(feature = "bench")) {
        return again(root);
    }
    year(root, &args)
}

#[cfg(feature = "bench")]
fn year(root: &Path, args: &YearArgs) -> Result<bool> {
    year::run(root, args)
}

#[cfg(not(feature = "bench"))]
fn year(root: &Path, _: &YearArgs) -> Result<bool> {
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
