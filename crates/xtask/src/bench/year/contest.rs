//! All contestants in turn, several rounds, medians against the limits.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Year;
use super::contestant::Cost;
use crate::bench::options::YearArgs;

/// A contestant with the data it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Run {
    Floor,
    Hard,
    Batch,
    Traced,
    Package7,
    BatchDouble,
}

impl Run {
    const ALL: [Run; 6] = [
        Run::Floor,
        Run::Hard,
        Run::Batch,
        Run::Traced,
        Run::Package7,
        Run::BatchDouble,
    ];

    fn contestant(self) -> &'static str {
        match self {
            Run::Floor => "floor",
            Run::Hard => "hard",
            Run::Batch | Run::BatchDouble => "batch",
            Run::Traced => "traced",
            Run::Package7 => "package7",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Run::Floor => "decode floor",
            Run::Hard => "hard-coded loop",
            Run::Batch => "batch, traces off",
            Run::Traced => "batch, with traces",
            Run::Package7 => "the other package",
            Run::BatchDouble => "batch, twice the rows",
        }
    }
}

/// A bound on the CPU time of one run in terms of another.
struct Limit {
    of: Run,
    against: Run,
    tenths: u32,
}

const LIMITS: [Limit; 5] = [
    Limit {
        of: Run::Hard,
        against: Run::Floor,
        tenths: 30,
    },
    Limit {
        of: Run::Batch,
        against: Run::Hard,
        tenths: 20,
    },
    Limit {
        of: Run::Traced,
        against: Run::Hard,
        tenths: 100,
    },
    Limit {
        of: Run::Package7,
        against: Run::Hard,
        tenths: 40,
    },
    Limit {
        of: Run::BatchDouble,
        against: Run::Batch,
        tenths: 22,
    },
];

/// Peak memory in KiB: 1 GB for the year, 2 GB for twice the rows.
const MEMORY: [(Run, u64); 2] = [(Run::Batch, 976_562), (Run::BatchDouble, 1_953_125)];

pub fn run(args: &YearArgs, year: &Year, double: &Year) -> Result<bool> {
    println!("checking every row …");
    let right = checked(args, year)?;
    let mut runs = Run::ALL.to_vec();
    if !args.package7.is_dir() {
        println!(
            "skipped: the package {} does not exist",
            args.package7.display()
        );
        runs.retain(|run| *run != Run::Package7);
    }
    let mut costs: BTreeMap<Run, Vec<Cost>> = BTreeMap::new();
    for round in 1..=args.rounds.max(1) {
        println!("round {round} of {} …", args.rounds.max(1));
        for run in &runs {
            let data = if *run == Run::BatchDouble {
                double
            } else {
                year
            };
            costs
                .entry(*run)
                .or_default()
                .push(measured(args, *run, data)?);
        }
    }
    Ok(report(&costs) && right)
}

fn child(args: &YearArgs, contestant: &str, year: &Year) -> Result<Command> {
    let program = std::env::current_exe().context("cannot find the running program")?;
    let mut command = Command::new(program);
    command.args(["bench", "year", "--contestant", contestant]);
    for (flag, path) in [
        ("--claims", &year.claims),
        ("--persons", &year.persons),
        ("--package", &args.package),
        ("--package7", &args.package7),
    ] {
        command.arg(flag).arg(path);
    }
    Ok(command)
}

fn checked(args: &YearArgs, year: &Year) -> Result<bool> {
    let mut command = child(args, "check", year)?;
    if let Some(path) = &args.output {
        command.arg("--output").arg(path);
    }
    Ok(command
        .status()
        .context("cannot start the check")?
        .success())
}

fn measured(args: &YearArgs, run: Run, year: &Year) -> Result<Cost> {
    let output = child(args, run.contestant(), year)?
        .output()
        .context("cannot start a contestant")?;
    let text = String::from_utf8_lossy(&output.stdout);
    match Cost::parse(&text) {
        Some(cost) if output.status.success() => Ok(cost),
        _ => bail!(
            "{} failed: {text}{}",
            run.title(),
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

fn report(costs: &BTreeMap<Run, Vec<Cost>>) -> bool {
    println!(
        "\n{:<24}{:>12}{:>12}{:>14}",
        "contestant", "CPU s", "/ hard", "peak MB"
    );
    let hard = cpu(costs, Run::Hard);
    for run in costs.keys() {
        let (cpu, peak) = (cpu(costs, *run), peak(costs, *run));
        println!(
            "{:<24}{:>12}{:>12}{:>14}",
            run.title(),
            decimal(thousandths(cpu), 1_000, 3),
            decimal(ratio(cpu, hard), 100, 2),
            peak * 1024 / 1_000_000,
        );
    }
    println!();
    let times = LIMITS
        .iter()
        .filter(|limit| costs.contains_key(&limit.of))
        .map(|limit| {
            let found = ratio(cpu(costs, limit.of), cpu(costs, limit.against));
            let (of, against) = (limit.of.title(), limit.against.title());
            let most = u64::from(limit.tenths) * 10;
            let what = format!("{of} / {against}: {}", decimal(found, 100, 2));
            held(&what, &decimal(most, 100, 1), found <= most)
        });
    let times: Vec<bool> = times.collect();
    let memory = MEMORY.iter().map(|(run, most)| {
        let found = peak(costs, *run);
        let what = format!("{}: peak {} MB", run.title(), found * 1024 / 1_000_000);
        held(
            &what,
            &format!("{} MB", (most * 1024).div_ceil(1_000_000)),
            found <= *most,
        )
    });
    let memory: Vec<bool> = memory.collect();
    times.into_iter().chain(memory).all(|is| is)
}

fn held(what: &str, limit: &str, is: bool) -> bool {
    println!(
        "{} {what} (limit {limit})",
        if is { "ok    " } else { "MISSED" }
    );
    is
}

/// Median CPU time of a run.
fn cpu(costs: &BTreeMap<Run, Vec<Cost>>, run: Run) -> Duration {
    let mut times: Vec<Duration> = costs
        .get(&run)
        .into_iter()
        .flatten()
        .map(|cost| cost.cpu)
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Largest peak of a run in KiB.
fn peak(costs: &BTreeMap<Run, Vec<Cost>>, run: Run) -> u64 {
    costs
        .get(&run)
        .into_iter()
        .flatten()
        .map(|cost| cost.peak_kib)
        .max()
        .unwrap_or(0)
}

fn thousandths(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Hundredths of a ratio of two times, rounded up, so that a limit is never met by rounding.
fn ratio(time: Duration, against: Duration) -> u64 {
    let against = against.as_nanos().max(1);
    u64::try_from((time.as_nanos() * 100).div_ceil(against)).unwrap_or(u64::MAX)
}

fn decimal(value: u64, unit: u64, digits: usize) -> String {
    let text = format!("{}.{:03}", value / unit, value % unit * 1_000 / unit);
    text.get(..text.len() - 3 + digits)
        .unwrap_or(&text)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_never_rounded_down() {
        let milliseconds = Duration::from_millis;
        assert_eq!(ratio(milliseconds(2_001), milliseconds(1_000)), 201);
        assert_eq!(ratio(milliseconds(2_000), milliseconds(1_000)), 200);
        assert_eq!(decimal(201, 100, 2), "2.01");
        assert_eq!(decimal(20_050, 1_000, 3), "20.050");
    }
}
