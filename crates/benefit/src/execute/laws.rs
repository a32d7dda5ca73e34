//! Laws that every program keeps, on random steps.

use super::tests::{program, run};
use super::{State, Trace, execute};
use crate::plan::{Cap, CapBasis, Consumed, CountWhat, Pay, PotId, Segment, Step, StepKind, Value};
use crate::testing::*;
use proptest::prelude::*;

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (0_i64..500_000).prop_map(money),
        1 => Just(Value::Total),
        1 => Just(Value::Pots(vec![COPAY, DEDUCTIBLE])),
        1 => Just(Value::Acc(PAID)),
    ]
}

fn any_source() -> impl Strategy<Value = Vec<PotId>> {
    prop::sample::select(vec![
        vec![MAIN],
        vec![MAIN, 1],
        vec![COPAY],
        vec![DEDUCTIBLE, COPAY],
    ])
}

fn any_pay() -> impl Strategy<Value = Pay> {
    let caps = prop::collection::vec(
        (prop::option::of(0_u16..3), any_value(), any::<bool>()).prop_map(|(acc, limit, cost)| {
            let basis = if cost { CapBasis::Cost } else { CapBasis::Paid };
            Cap {
                acc,
                limit,
                basis,
                unless: crate::plan::Cond::Never,
            }
        }),
        0..3,
    );
    let consumed = prop::sample::select(vec![
        Consumed::Exact,
        Consumed::Down,
        Consumed::HalfUp,
        Consumed::All,
    ]);
    let pots = (
        prop::option::of(5_u16..8),
        prop::option::of(5_u16..8),
        10_u16..12,
    );
    let position = (
        any::<bool>(),
        prop::option::of(any_value()),
        prop::option::of(0_u16..3),
    );
    (
        caps,
        consumed,
        pots,
        position,
        any_source(),
        prop::collection::vec(0_i64..=100, 3),
        0..4,
    )
        .prop_map(
            |(
                caps,
                consumed,
                (rest, over, payer),
                (on_excess, threshold, base_acc),
                source,
                r,
                n,
            )| {
                let band = |upto, at: usize| Segment {
                    upto,
                    ratio: percent(r[at]),
                };
                let segments = match n {
                    0 | 1 => vec![band(None, 0)],
                    2 => vec![band(Some(money(100_000)), 0), band(None, 1)],
                    _ => vec![
                        band(Some(money(50_000)), 0),
                        band(Some(money(150_000)), 1),
                        band(None, 2),
                    ],
                };
                let counts = vec![(0, CountWhat::Rest)];
                Pay {
                    segments,
                    on_excess,
                    threshold,
                    base_acc,
                    source,
                    caps,
                    consumed,
                    rest,
                    over,
                    counts,
                    ..share(payer, percent(0))
                }
            },
        )
}

fn any_step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![
        4 => any_pay().prop_map(StepKind::Pay),
        1 => (any_value(), any_source()).prop_map(|(amount, source)| StepKind::Deductible {
            amount, used: Some(USED), cap: None, source, to: DEDUCTIBLE, counts: vec![COST],
        }),
        1 => (any_value(), any_source()).prop_map(|(amount, source)| StepKind::Limit {
            amount, used: Some(COST), source, to: OVER_LIMIT, counts: Vec::new(),
        }),
        1 => (0_i64..=100, any_source()).prop_map(|(ratio, source)| StepKind::Carve {
            ratio: Some(percent(ratio)), amount: None, source, to: FIRST, counts: Vec::new(),
        }),
        1 => (any_value(), any_source()).prop_map(|(at_least, source)| StepKind::Guarantee {
            payer: LARGE, at_least, counting: vec![POOL, LARGE], source, caps: Vec::new(),
        }),
        1 => any_source().prop_map(|source| StepKind::Draw { payer: ACCOUNT, balance: BALANCE, source }),
    ];
    kind.prop_map(|kind| step("any", kind))
}

proptest! {
    #[test]
    fn money_is_conserved_and_no_pot_goes_below_zero(
        steps in prop::collection::vec(any_step(), 0..6),
        amount in 0_i64..1_000_000,
        before in prop::collection::vec(0_i64..300_000, 4),
    ) {
        let state = run(steps, amount, &before);
        prop_assert_eq!(state.pots.iter().sum::<i64>(), amount);
        prop_assert!(state.pots.iter().all(|pot| *pot >= 0));
        prop_assert_eq!(state.pot(MAIN) + state.pot(1), 0);
        // counters never fall, an account is never overdrawn
        for acc in [USED, PAID, COST] {
            prop_assert!(state.acc(acc) >= state.acc_before(acc));
        }
        prop_assert!(state.acc(BALANCE) >= 0);
    }

    #[test]
    fn a_trace_changes_nothing_and_tells_everything(
        steps in prop::collection::vec(any_step(), 0..6),
        amount in 0_i64..1_000_000,
    ) {
        let policy = policy(steps.clone());
        let silent = run(steps, amount, &[]);
        let mut state = State::new(policy.pots.len(), policy.accs.len());
        state.open_amount(amount);
        let mut trace = Trace::default();
        execute(&program(&policy), &mut state, &mut trace);
        prop_assert_eq!(&state, &silent);
        let mut pots = vec![0_i64; policy.pots.len()];
        pots[0] = amount;
        for (from, to, moved) in trace.into_steps().iter().flat_map(|step| &step.moves) {
            pots[usize::from(*from)] -= moved.get();
            pots[usize::from(*to)] += moved.get();
        }
        prop_assert_eq!(pots, state.pots);
    }
}
