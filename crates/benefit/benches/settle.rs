//! One online settlement with trace, and the same without.
#![allow(missing_docs, reason = "a benchmark has no reader of its items")]

use benefit::settle::{Options, settle, settle_with};
use benefit::{claim, plan};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

mod online;
#[allow(dead_code, reason = "shared with the tests of the crate")]
#[path = "../src/testing.rs"]
mod testing;

fn online(criterion: &mut Criterion) {
    let (policy, claim, view) = online::scene();
    criterion.bench_function("settle with trace", |bencher| {
        bencher.iter(|| settle(black_box(&policy), black_box(&claim), black_box(&view)));
    });
    criterion.bench_function("settle without trace", |bencher| {
        let options = Options::default();
        bencher.iter(|| settle_with(black_box(&policy), black_box(&claim), &view, options));
    });
}

criterion_group!(benches, online);
criterion_main!(benches);
