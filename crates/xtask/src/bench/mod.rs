//! `cargo xtask bench`: what the batch costs, against a hard-coded loop and the mere decoding.
//!
//! The measured code stands behind the feature `bench`, so that the other tasks build without the
//! column libraries; without it, or unoptimised, the task starts itself again the right way.

#[cfg(feature = "bench")]
mod year;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;

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

/// Options of `bench year`.
#[derive(clap::Args, Clone)]
#[cfg_attr(
    not(feature = "bench"),
    allow(dead_code, reason = "read by the optimised program")
)]
pub struct YearArgs {
    /// Claims to settle instead of made ones (Parquet: claim_id, person_id, service_day, kind,
    /// level, amount_fen).
    #[arg(long, requires = "persons")]
    claims: Option<PathBuf>,
    /// Persons of these claims (Parquet: person_id, category).
    #[arg(long, requires = "claims")]
    persons: Option<PathBuf>,
    /// Write the batch's results here (Parquet: claim_id, d, pool, supp, self).
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Number of claims to make.
    #[arg(long, default_value_t = 5_000_000)]
    rows: usize,
    /// Rounds, each running every contestant once; medians are compared.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Policy package of the benchmark year.
    #[arg(long, default_value = "policies/bench.year")]
    package: PathBuf,
    /// Policy package that must keep up on the same rows.
    #[arg(long, default_value = "policies/cn.310000.employee")]
    package7: PathBuf,
    /// One measured run in a process of its own.
    #[arg(long, hide = true)]
    contestant: Option<String>,
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
