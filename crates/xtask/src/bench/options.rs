//! What `cargo xtask bench` can be asked.

use std::path::PathBuf;

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
    pub claims: Option<PathBuf>,
    /// Persons of these claims (Parquet: person_id, category).
    #[arg(long, requires = "claims")]
    pub persons: Option<PathBuf>,
    /// Write the batch's results here (Parquet: claim_id, d, pool, supp, self).
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// Number of claims to make.
    #[arg(long, default_value_t = 5_000_000)]
    pub rows: usize,
    /// Rounds, each running every contestant once; medians are compared.
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Policy package of the benchmark year.
    #[arg(long, default_value = "policies/bench.year")]
    pub package: PathBuf,
    /// Policy package that must keep up on the same rows.
    #[arg(long, default_value = "policies/cn.310000.employee")]
    pub package7: PathBuf,
    /// One measured run in a process of its own.
    #[arg(long, hide = true)]
    pub contestant: Option<String>,
}

/// Options of `bench import`.
#[derive(clap::Args, Clone)]
#[cfg_attr(
    not(feature = "bench"),
    allow(dead_code, reason = "read by the optimised program")
)]
pub struct ImportArgs {
    /// Persons to import; the acceptance asks for 1000000.
    #[arg(long, default_value_t = 20_000)]
    pub rows: u32,
    /// The engine; without it both, one after the other.
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    pub engine: Option<String>,
    /// Leave out the import of twice the rows.
    #[arg(long)]
    pub once: bool,
    /// Measure the programs as they were built, for work on the benchmark itself.
    #[arg(long, hide = true)]
    pub as_built: bool,
    /// One engine in a process of its own.
    #[arg(long, hide = true)]
    pub inside: bool,
    /// The bare load in a process of its own: from where.
    #[arg(long, hide = true, requires = "to")]
    pub from: Option<String>,
    /// The bare load in a process of its own: to where.
    #[arg(long, hide = true)]
    pub to: Option<String>,
}
