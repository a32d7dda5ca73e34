//! The 99th percentile of one online settlement with trace, against its limit.
//!
//! Prints the percentiles of 200,000 settlements and exits with 1 where the limit is missed.
#![allow(missing_docs, reason = "a benchmark has no reader of its items")]

use benefit::settle::settle;
use benefit::{claim, plan};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

mod online;
#[allow(dead_code, reason = "shared with the tests of the crate")]
#[path = "../src/testing.rs"]
mod testing;

const SETTLEMENTS: usize = 200_000;
const LIMIT_NANOS: u128 = 50_000;

fn main() -> ExitCode {
    let (policy, claim, view) = online::scene();
    let mut times: Vec<u128> = (0..SETTLEMENTS)
        .map(|_| {
            let begin = Instant::now();
            let settled = settle(black_box(&policy), black_box(&claim), black_box(&view));
            black_box(&settled);
            begin.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    let at = |per_mille: usize| {
        times
            .get(times.len() * per_mille / 1_000)
            .copied()
            .unwrap_or(0)
    };
    let micros = |nanos: u128| format!("{}.{} µs", nanos / 1_000, nanos % 1_000 / 100);
    println!("settlements {SETTLEMENTS}, ten lines, with trace and receipt");
    println!(
        "p50 {}, p99 {}, p99.9 {}",
        micros(at(500)),
        micros(at(990)),
        micros(at(999))
    );
    if at(990) >= LIMIT_NANOS {
        println!("p99 misses its limit of {}", micros(LIMIT_NANOS));
        return ExitCode::FAILURE;
    }
    println!("p99 is below its limit of {}", micros(LIMIT_NANOS));
    ExitCode::SUCCESS
}
