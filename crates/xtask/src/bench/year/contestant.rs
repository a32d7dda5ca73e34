//! One measured run, in a process of its own so that its memory is its own.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::rows::Outcome;
use super::{Year, floor, hard, package, reference};
use crate::bench::options::YearArgs;

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// CPU time of the process, user and system.
    pub cpu: Duration,
    /// Peak resident memory in KiB (VmHWM).
    pub peak_kib: u64,
}

impl Cost {
    /// The line by which a run reports to the contest.
    fn print(self) {
        println!("cost {} {}", self.cpu.as_nanos(), self.peak_kib);
    }

    /// Reads the report of a run.
    pub fn parse(output: &str) -> Option<Cost> {
        let line = output.lines().find_map(|line| line.strip_prefix("cost "))?;
        let (nanos, kib) = line.split_once(' ')?;
        let cpu = Duration::from_nanos(nanos.parse().ok()?);
        Some(Cost {
            cpu,
            peak_kib: kib.parse().ok()?,
        })
    }
}

/// Runs one contestant on the files given; `check` compares all of them row by row.
pub fn run(name: &str, args: &YearArgs) -> Result<bool> {
    let claims = args.claims.clone().context("a contestant needs --claims")?;
    let persons = args
        .persons
        .clone()
        .context("a contestant needs --persons")?;
    let year = Year { claims, persons };
    let begun = cpu_time();
    match name {
        "check" => return check(&year, args),
        "floor" => {
            std::hint::black_box(floor::sums(&year)?);
        }
        "hard" => {
            std::hint::black_box(hard::settle(&year)?);
        }
        "batch" => {
            std::hint::black_box(package::settle(&year, &args.package)?);
        }
        "traced" => {
            std::hint::black_box(package::settle_traced(&year, &args.package)?);
        }
        "package7" => {
            std::hint::black_box(package::settle_other(&year, &args.package7)?);
        }
        other => bail!("no contestant `{other}`"),
    }
    let cpu = cpu_time().saturating_sub(begun);
    Cost {
        cpu,
        peak_kib: peak_kib()?,
    }
    .print();
    Ok(true)
}

/// Every row of every contestant against the reference.
fn check(year: &Year, args: &YearArgs) -> Result<bool> {
    let expected = reference::settle(year)?.sorted();
    let hard = hard::settle(year)?.sorted();
    let mut right = told("hard-coded loop", &expected, &hard);
    drop(hard);
    let traced = package::sorted(&package::settle_traced(year, &args.package)?);
    right &= told("batch with traces", &expected, &traced);
    drop(traced);
    let batch = package::sorted(&package::settle(year, &args.package)?);
    right &= told("batch", &expected, &batch);
    if let Some(path) = &args.output {
        Outcome::write(&batch, path)?;
    }
    Ok(right)
}

fn told(who: &str, expected: &[[i64; 5]], found: &[[i64; 5]]) -> bool {
    let pairs = || {
        expected
            .iter()
            .zip(found)
            .filter(|(one, other)| one != other)
    };
    let differing = pairs().count() + expected.len().abs_diff(found.len());
    println!(
        "{who}: {differing} of {} rows differ from the reference",
        expected.len()
    );
    if let Some((expected, found)) = pairs().next() {
        println!("  first (claim_id, d, pool, supp, self): expected {expected:?}, found {found:?}");
    }
    differing == 0
}

fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

fn peak_kib() -> Result<u64> {
    let status =
        std::fs::read_to_string("/proc/self/status").context("cannot read the peak memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .context("the system does not tell VmHWM")
}
