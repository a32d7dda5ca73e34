//! `cargo xtask soak`: the long parts at full size. Each part is a list of command lines with a printed seed.

use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};

use crate::command::{Line, spoken};
use crate::postgres::{self, ForTests};

/// How a line shows that it did its work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// By its exit code.
    ExitCode,
    /// By its exit code, and by at least one test that passed: a filter that matches nothing succeeds too.
    SomeTest,
}

/// One command line of a part.
struct Run {
    words: &'static str,
    proof: Proof,
}

/// A long part.
struct Part {
    name: &'static str,
    about: &'static str,
    /// SOAK_CASES unless `--cases` says otherwise.
    cases: u64,
    /// SOAK_SECONDS unless `--seconds` says otherwise.
    seconds: u64,
    /// Whether its tests use a PostgreSQL.
    postgres: bool,
    runs: &'static [Run],
}

const fn test(words: &'static str) -> Run {
    Run {
        words,
        proof: Proof::SomeTest,
    }
}

const fn program(words: &'static str) -> Run {
    Run {
        words,
        proof: Proof::ExitCode,
    }
}

/// The parts. The tests are `#[ignore]`d and read SOAK_SEED, SOAK_CASES and SOAK_SECONDS.
const PARTS: &[Part] = &[
    Part {
        name: "model",
        about: "random packages and years of claims against the slow model",
        cases: 20_000,
        seconds: 3_600,
        postgres: false,
        runs: &[test(
            "cargo test --release -p testkit --test model -- --ignored --nocapture",
        )],
    },
    Part {
        name: "year",
        about: "the benchmark year of 5,000,000 claims against the reference",
        cases: 5_000_000,
        seconds: 3_600,
        postgres: false,
        runs: &[program("cargo run --release -p xtask -- bench year")],
    },
    Part {
        name: "fuzz",
        about: "mutated packages, bills and messages: no panic and no hang, five minutes each",
        cases: 0,
        seconds: 300,
        postgres: false,
        runs: &[
            test("cargo test --release -p policy --test fuzz_loader -- --ignored --nocapture"),
            test("cargo test --release -p batch --test fuzz_readers -- --ignored --nocapture"),
            test("cargo test --release -p gateway --test wire -- --ignored --nocapture"),
            test("cargo test --release -p gateway --test city -- --ignored --nocapture"),
        ],
    },
    Part {
        name: "kill",
        about: "kill -9 from the import of people to the month-end close, on both engines, and of the server itself",
        cases: 1_000_000,
        seconds: 3_600,
        postgres: true,
        runs: &[test(
            "cargo test --release -p tongchou --test kill -- --ignored --nocapture --test-threads 1",
        )],
    },
    Part {
        name: "counter",
        about: "the counter at its real interface for a minute, closed and open loop; everything acknowledged is stored",
        cases: 0,
        seconds: 3_600,
        postgres: false,
        runs: &[
            program("cargo run --release -p tongchou -- bench counter --seconds 60"),
            program("cargo run --release -p tongchou -- bench counter --seconds 60 --rate 208"),
        ],
    },
    Part {
        name: "history",
        about: "a random history of a city on both engines: balances, grounds, replay, tampering; cases are events",
        cases: 20_000,
        seconds: 3_600,
        postgres: true,
        runs: &[test(
            "cargo test --release -p service --test history -- --ignored --nocapture",
        )],
    },
    Part {
        name: "days",
        about: "random days at the counter: identities, accumulators, payables, every determination again; cases are days",
        cases: 300,
        seconds: 3_600,
        postgres: false,
        runs: &[test(
            "cargo test --release -p service --test counter -- --ignored --nocapture",
        )],
    },
    Part {
        name: "packages",
        about: "the shipped packages: their cases, and each parameter changed must change a result",
        cases: 0,
        seconds: 3_600,
        postgres: false,
        runs: &[program(
            "cargo run --release -p tongchou -- policy test --mutate policies",
        )],
    },
];

/// Options of `cargo xtask soak`.
#[derive(clap::Args)]
pub struct Args {
    /// The part to run; without it every part runs in turn.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(PARTS.iter().map(|part| part.name)))]
    part: Option<String>,
    /// The seed (SOAK_SEED); without it one is drawn from the clock. It is printed either way.
    #[arg(long)]
    seed: Option<u64>,
    /// How many cases (SOAK_CASES); of a history, how many events.
    #[arg(long, visible_alias = "events")]
    cases: Option<u64>,
    /// The most seconds a test of the part may go on for (SOAK_SECONDS).
    #[arg(long)]
    seconds: Option<u64>,
    /// Print the parts with their command lines and stop.
    #[arg(long)]
    list: bool,
}

/// Runs the chosen parts; false when one failed.
pub fn run(root: &Path, args: &Args) -> Result<bool> {
    let chosen = |part: &&Part| args.part.as_ref().is_none_or(|name| name == part.name);
    let parts: Vec<&Part> = PARTS.iter().filter(chosen).collect();
    if args.list {
        parts.iter().for_each(|part| {
            println!("{:10}{}", part.name, part.about);
            part.runs
                .iter()
                .for_each(|run| println!("{:10}$ {}", "", run.words));
        });
        return Ok(true);
    }
    let seed = args.seed.map_or_else(seed_from_clock, Ok)?;
    let mut all_passed = true;
    for part in parts {
        let server = part.postgres.then(postgres::for_tests).transpose()?;
        let environment = server
            .as_ref()
            .map(ForTests::environment)
            .unwrap_or_default();
        for run in part.runs {
            let asked = Asked {
                args,
                seed,
                environment: &environment,
            };
            let passed = perform(root, part, run, &asked).unwrap_or_else(|error| {
                println!("error: {error:#}");
                false
            });
            all_passed &= passed;
        }
    }
    println!(
        "xtask soak: {}, seed {seed}",
        if all_passed { "passed" } else { "FAILED" }
    );
    Ok(all_passed)
}

/// What a command line gets beside its words.
struct Asked<'a> {
    args: &'a Args,
    seed: u64,
    environment: &'a [(String, String)],
}

fn perform(root: &Path, part: &Part, run: &Run, asked: &Asked) -> Result<bool> {
    let Asked { args, seed, .. } = asked;
    let line = Line::words(run.words)
        .env("SOAK_SEED", seed)
        .env("SOAK_CASES", args.cases.unwrap_or(part.cases))
        .env("SOAK_SECONDS", args.seconds.unwrap_or(part.seconds));
    println!(
        "\n==> {}: {}\n    seed {seed}\n    $ {}",
        part.name,
        part.about,
        line.shown()
    );
    let start = Instant::now();
    let mut tests = 0;
    let line = line.envs(asked.environment.to_vec());
    let mut passed = line.run_reading(root, |text| tests += passed_tests(text))?;
    if passed && run.proof == Proof::SomeTest && tests == 0 {
        println!("no test ran, so nothing is shown");
        passed = false;
    }
    let verdict = if passed { "passed" } else { "FAILED" };
    println!(
        "<== {}: {verdict} in {}, seed {seed}",
        part.name,
        spoken(start.elapsed())
    );
    Ok(passed)
}

/// The number of passed tests in a closing line of the test runner.
fn passed_tests(line: &str) -> u64 {
    let counts = line
        .strip_prefix("test result: ")
        .and_then(|rest| rest.split_once(". "));
    let passed = counts.and_then(|(_, counts)| counts.split_once(" passed"));
    passed
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

fn seed_from_clock() -> Result<u64> {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Ok(since.as_secs()),
        Err(_) => bail!("the clock stands before 1970; give a seed with --seed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_the_test_runner_are_read() {
        assert_eq!(
            passed_tests("test result: ok. 12 passed; 0 failed; 1 ignored"),
            12
        );
        assert_eq!(passed_tests("test result: FAILED. 3 passed; 1 failed"), 3);
        assert_eq!(passed_tests("running 3 tests"), 0);
    }

    #[test]
    fn a_line_that_ran_no_test_fails_its_part() {
        let part = &PARTS[0];
        let args = Args {
            part: None,
            seed: Some(1),
            cases: None,
            seconds: None,
            list: false,
        };
        let asked = Asked {
            args: &args,
            seed: 1,
            environment: &[],
        };
        let here = Path::new(".");
        assert!(
            !perform(
                here,
                part,
                &test("echo test result: ok. 0 passed; 0 failed"),
                &asked,
            )
            .unwrap()
        );
        assert!(
            perform(
                here,
                part,
                &test("echo test result: ok. 1 passed; 0 failed"),
                &asked,
            )
            .unwrap()
        );
        assert!(!perform(here, part, &program("false"), &asked).unwrap());
    }
}
