//! One online settlement with trace, and the same without.
#![allow(missing_docs, reason = "a benchmark has no reader of its items")]

use benefit::execute::{NoTrace, State, execute};
use benefit::facts::prepare;
use benefit::resolve::resolve;
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

/// What the batch does per row once the program of its bucket is there.
fn batch(criterion: &mut Criterion) {
    let (policy, claim, view) = online::scene();
    let plan = policy.versions.first().unwrap();
    let facts = prepare(&policy, plan, &claim.facts, &view);
    let program = resolve(&policy, plan, &facts).unwrap();
    let mut state = State::new(policy.pots.len(), policy.accs.len());
    criterion.bench_function("resolve", |bencher| {
        bencher.iter(|| resolve(black_box(&policy), plan, black_box(&facts)));
    });
    criterion.bench_function("execute one amount", |bencher| {
        bencher.iter(|| {
            state.reset(view.values());
            state.open_amount(black_box(2_345_678));
            execute(black_box(&program), &mut state, &mut NoTrace);
            black_box(&state);
        });
    });
}

criterion_group!(benches, online, batch);
criterion_main!(benches);
