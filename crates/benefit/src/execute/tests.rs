//! Steps by hand-worked figures.

use super::{NoTrace, State, execute};
use crate::claim::Facts;
use crate::facts::prepare;
use crate::plan::{
    Cap, CapBasis, Consumed, CountWhat, Pay, Policy, PotId, Segment, Step, StepKind, Value,
};
use crate::program::Program;
use crate::resolve::resolve;
use crate::testing::*;

pub(super) fn program(policy: &Policy) -> Program {
    let plan = &policy.versions[0];
    let facts: Facts = prepare(policy, plan, &served("2020-05-01"), &zero(policy));
    resolve(policy, plan, &facts).unwrap()
}

/// Runs the steps over one in-policy amount.
pub(super) fn run(steps: Vec<Step>, amount: i64, before: &[i64]) -> State {
    let policy = policy(steps);
    let mut state = State::new(policy.pots.len(), policy.accs.len());
    state.reset(before);
    state.open_amount(amount);
    execute(&program(&policy), &mut state, &mut NoTrace);
    state
}

fn pay(pay: Pay) -> Step {
    step("pay", StepKind::Pay(pay))
}

fn pots(state: &State, wanted: &[PotId]) -> Vec<i64> {
    wanted.iter().map(|pot| state.pot(*pot)).collect()
}

#[test]
fn an_exact_remainder_is_rounded_once() {
    // 300000 元 − 1200 起付 = 298800; 91 % up to 65000 consumes 71428.571…; 95 % of the exact rest
    // 227371.428… is 216002.857…
    let steps = |consumed| {
        let caps = vec![cap(Some(PAID), 6_500_000, CapBasis::Paid)];
        let pool = Pay {
            caps,
            consumed,
            ..share(POOL, percent(91))
        };
        vec![pay(pool), pay(share(LARGE, percent(95)))]
    };
    let state = run(steps(Consumed::Exact), 29_880_000, &[]);
    assert_eq!(
        pots(&state, &[POOL, LARGE, COPAY]),
        [6_500_000, 21_600_286, 1_779_714]
    );
    // 71428.57 down: 95 % of 227371.43 = 216002.8585
    let state = run(steps(Consumed::Down), 29_880_000, &[]);
    assert_eq!(pots(&state, &[POOL, LARGE]), [6_500_000, 21_600_286]);
    // all of it consumed: nothing is left for the second payer
    let state = run(steps(Consumed::All), 29_880_000, &[]);
    assert_eq!(
        pots(&state, &[POOL, LARGE, COPAY]),
        [6_500_000, 0, 23_380_000]
    );
}

#[test]
fn rounding_down_and_exact_differ_by_a_fen() {
    // 1.00 元 at 3/7 up to 0.20 consumes 0.4666…; 3/4 of the rest: exact 0.5333… → 0.40,
    // down 0.54 → 0.405 → 0.41, half up 0.53 → 0.3975 → 0.40
    let ratio = |num, den| {
        Value::Const(crate::plan::Scalar::Ratio(
            base::Ratio::new(num, den).unwrap(),
        ))
    };
    let large = |consumed| {
        let caps = vec![cap(None, 20, CapBasis::Paid)];
        let pool = Pay {
            caps,
            consumed,
            ..share(POOL, ratio(3, 7))
        };
        run(vec![pay(pool), pay(share(LARGE, ratio(3, 4)))], 100, &[]).pot(LARGE)
    };
    assert_eq!(large(Consumed::Exact), 40);
    assert_eq!(large(Consumed::Down), 41);
    assert_eq!(large(Consumed::HalfUp), 40);
}

#[test]
fn a_remainder_is_forgotten_when_another_step_takes_from_it() {
    // as above, but 0.01 leaves in between: 0.53 × 3/4 = 0.3975 → 0.40 (exact: 0.5233 × 3/4 → 0.39)
    let ratio = |num, den| {
        Value::Const(crate::plan::Scalar::Ratio(
            base::Ratio::new(num, den).unwrap(),
        ))
    };
    let pool = Pay {
        caps: vec![cap(None, 20, CapBasis::Paid)],
        ..share(POOL, ratio(3, 7))
    };
    let carve = StepKind::Carve {
        ratio: None,
        amount: Some(money(1)),
        source: vec![MAIN],
        to: FIRST,
        counts: Vec::new(),
    };
    let steps = vec![
        pay(pool),
        step("carve", carve),
        pay(share(LARGE, ratio(3, 4))),
    ];
    assert_eq!(run(steps, 100, &[]).pot(LARGE), 40);
}

#[test]
fn a_deductible_is_used_up_over_the_year() {
    let state = run(usual_steps(), 100_000, &[0]);
    assert_eq!(pots(&state, &[DEDUCTIBLE, POOL]), [100_000, 0]);
    let state = run(usual_steps(), 100_000, &[100_000]);
    assert_eq!(
        pots(&state, &[DEDUCTIBLE, POOL, COPAY]),
        [30_000, 59_500, 10_500]
    );
    assert_eq!(
        state.deltas().collect::<Vec<_>>(),
        [30_000, 59_500, 0, 0, 0, 0]
    );
}

#[test]
fn bands_continue_from_the_position_before() {
    // 0–1000 50 %, –3000 60 %, above 70 %; position 800: 200×50 % + 2000×60 % + 300×70 % = 1510
    let segment = |upto: Option<i64>, ratio| Segment {
        upto: upto.map(money),
        ratio: percent(ratio),
    };
    let bands = Pay {
        segments: vec![
            segment(Some(100_000), 50),
            segment(Some(300_000), 60),
            segment(None, 70),
        ],
        base_acc: Some(COST),
        ..share(POOL, percent(0))
    };
    let state = run(vec![pay(bands.clone())], 250_000, &[0, 0, 80_000]);
    assert_eq!(state.pot(POOL), 151_000);
    assert_eq!(state.acc(COST), 330_000);
    // threshold 1000 of the same position: the first 200 pay nothing
    let above = Pay {
        threshold: Some(money(100_000)),
        ..bands.clone()
    };
    assert_eq!(
        run(vec![pay(above.clone())], 250_000, &[0, 0, 80_000]).pot(POOL),
        141_000
    );
    // on the excess: 2300 above 1000 → 1000×50 % + 1300×60 % = 1280
    let excess = Pay {
        on_excess: true,
        ..above
    };
    assert_eq!(
        run(vec![pay(excess)], 250_000, &[0, 0, 80_000]).pot(POOL),
        128_000
    );
    // a cap of 1000 walks back: 200 + 900/0.6 = 1700 consumed, 800 stay open
    let capped = Pay {
        caps: vec![cap(None, 100_000, CapBasis::Paid)],
        over: Some(OVER_CEILING),
        ..bands
    };
    let state = run(vec![pay(capped)], 250_000, &[0, 0, 80_000]);
    assert_eq!(
        pots(&state, &[POOL, COPAY, OVER_CEILING]),
        [100_000, 70_000, 80_000]
    );
}

#[test]
fn a_cost_cap_bounds_the_base_and_an_exempted_cap_still_counts() {
    let mut capped = Pay {
        caps: vec![cap(Some(COST), 100_000, CapBasis::Cost)],
        over: Some(OVER_CEILING),
        counts: vec![(PAID, CountWhat::Paid)],
        ..share(POOL, percent(80))
    };
    let state = run(vec![pay(capped.clone())], 50_000, &[0, 0, 70_000]);
    assert_eq!(
        pots(&state, &[POOL, COPAY, OVER_CEILING]),
        [24_000, 6_000, 20_000]
    );
    assert_eq!((state.acc(PAID), state.acc(COST)), (24_000, 100_000));
    capped.caps = vec![Cap {
        unless: crate::plan::Cond::Always,
        ..capped.caps[0].clone()
    }];
    let state = run(vec![pay(capped)], 50_000, &[0, 0, 70_000]);
    assert_eq!((state.pot(POOL), state.acc(COST)), (40_000, 120_000));
}

#[test]
fn limit_keeps_the_first_pots_and_moves_the_excess_of_the_last() {
    let limit = StepKind::Limit {
        amount: money(120),
        used: Some(COST),
        source: vec![MAIN, 1],
        to: OVER_LIMIT,
        counts: vec![PAID],
    };
    let policy = policy(vec![step("limit", limit)]);
    let mut state = State::new(policy.pots.len(), policy.accs.len());
    state.reset(&[0, 0, 20]);
    (state.pots[0], state.pots[1], state.total) = (70, 60, 130);
    execute(&program(&policy), &mut state, &mut NoTrace);
    assert_eq!(pots(&state, &[OVER_LIMIT, UNCOVERED]), [30, 100]);
    assert_eq!((state.acc(COST), state.acc(PAID)), (120, 100));
}

#[test]
fn guarantee_grant_draw_and_record() {
    let steps = vec![
        pay(share(POOL, percent(50))),
        step(
            "draw",
            StepKind::Draw {
                payer: ACCOUNT,
                balance: BALANCE,
                source: vec![COPAY],
            },
        ),
        step(
            "guarantee",
            StepKind::Guarantee {
                payer: LARGE,
                at_least: Value::Share {
                    ratio: Box::new(percent(75)),
                    of: Box::new(Value::Total),
                    rounding: None,
                },
                counting: vec![POOL, ACCOUNT, LARGE],
                source: vec![COPAY],
                caps: vec![cap(Some(COST), 500, CapBasis::Cost)],
            },
        ),
        step(
            "grant",
            StepKind::Grant {
                payer: LARGE,
                amount: money(1_000),
                source: vec![COPAY],
                caps: vec![cap(Some(PAID), 900, CapBasis::Paid)],
            },
        ),
        step(
            "record",
            StepKind::Record {
                acc: USED,
                amount: Value::Pots(vec![COPAY]),
            },
        ),
    ];
    let state = run(steps, 10_000, &[0, 200, 0, 1_800]);
    // 5000 pool, 1800 account, 7500 − 6800 = 700 capped to 500, then 1000 capped to 900 − 200
    assert_eq!(
        pots(&state, &[POOL, ACCOUNT, LARGE, COPAY]),
        [5_000, 1_800, 1_200, 2_000]
    );
    assert_eq!(state.accs, [2_000, 900, 500, 0, 0, 0]);
}

#[test]
fn what_no_step_covers_is_uncovered() {
    assert_eq!(run(Vec::new(), 123, &[]).pot(UNCOVERED), 123);
}
