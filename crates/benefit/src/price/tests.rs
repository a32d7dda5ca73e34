//! The items stage by hand-worked lines.

use super::*;
use crate::claim::AccView;
use crate::facts::prepare;
use crate::plan::{Cond, ItemRule, Op};
use crate::testing::*;
use base::Rounding;
use proptest::prelude::*;

fn line(fen: i64, facts: &[(u16, i64)]) -> Line {
    Line {
        amount: Fen::new(fen),
        facts: facts.to_vec(),
    }
}

fn priced(policy: &Policy, lines: &[Line]) -> Result<Priced, Refusal> {
    let plan = &policy.versions[0];
    let facts = prepare(policy, plan, &served("2020-01-01"), &AccView::default());
    price(policy, plan, &facts, lines)
}

fn four(line: &PricedLine) -> [i64; 4] {
    line.parts().map(|part| part.amount.get())
}

#[test]
fn lines_that_no_pot_could_hold_are_refused_even_where_they_cancel() {
    let policy = policy(Vec::new());
    let mut bill = vec![line(Fen::MAX_ABS, &[(ITEM, 0)]); 9_224];
    bill.extend(vec![line(-Fen::MAX_ABS, &[(ITEM, 0)]); 9_223]);
    let refused = priced(&policy, &bill).map(|priced| priced.pots);
    assert_eq!(
        refused,
        Err(Refusal::Amount("total of the bill".to_owned()))
    );
}

#[test]
fn the_default_rule_knows_the_five_classes() {
    let policy = policy(Vec::new());
    let bill = [
        line(10_000, &[(ITEM, 0)]),
        line(
            10_000,
            &[
                (ITEM, 1),
                (PRICE_LIMIT, 3_000),
                (QUANTITY, 2),
                (OWN_FIRST, 100_000),
            ],
        ),
        line(10_000, &[(ITEM, 2)]),
        line(10_000, &[(ITEM, 4)]),
        line(10_000, &[]),
        line(
            -5_000,
            &[
                (ITEM, 1),
                (PRICE_LIMIT, 3_000),
                (QUANTITY, 1),
                (OWN_FIRST, 100_000),
            ],
        ),
    ];
    let priced = priced(&policy, &bill).unwrap();
    let lines: Vec<[i64; 4]> = priced.lines.iter().map(four).collect();
    assert_eq!(
        lines,
        [
            [0, 0, 0, 10_000],
            [0, 4_000, 600, 5_400],
            [10_000, 0, 0, 0],
            [10_000, 0, 0, 0],
            [0, 0, 0, 10_000],
            [0, -2_000, -300, -2_700],
        ]
    );
    assert_eq!(priced.total.get(), 45_000);
    assert_eq!(priced.in_policy.get(), 22_700);
    assert_eq!(priced.pots[usize::from(EXCLUDED)].get(), 20_000);
}

#[test]
fn a_class_below_nothing_is_refused() {
    let policy = policy(Vec::new());
    let bill = [line(100, &[(ITEM, 0)]), line(-50, &[(ITEM, 2)])];
    assert_eq!(
        priced(&policy, &bill),
        Err(Refusal::Amount("excluded".to_owned()))
    );
    let huge = [line(Fen::MAX_ABS, &[]), line(1, &[])];
    assert_eq!(
        priced(&policy, &huge),
        Err(Refusal::Amount("total of the bill".to_owned()))
    );
    assert!(priced(&policy, &[line(i64::MIN, &[])]).is_err());
}

fn with_rule(by_sum: bool, ratio: i64) -> Policy {
    let mut policy = policy(Vec::new());
    let plan = plan(&mut policy);
    plan.rounding.items_by_sum = by_sum;
    plan.items = vec![ItemRule {
        when: Cond::Cmp {
            fact: ITEM,
            op: Op::Eq,
            value: 1,
        },
        price_limit: None,
        over_to: OVER_LIMIT,
        first: Some(percent(ratio)),
        first_to: FIRST,
        exclude_to: None,
        part: 1,
        cite: cite(),
    }];
    policy
}

#[test]
fn a_line_without_rule_follows_the_default() {
    let priced = priced(
        &with_rule(false, 10),
        &[line(100, &[(ITEM, 1)]), line(100, &[(ITEM, 2)])],
    );
    let rules: Vec<Option<u16>> = priced.unwrap().lines.iter().map(|line| line.rule).collect();
    assert_eq!(rules, [Some(0), None]);
}

#[test]
fn rounding_by_line_and_by_sum_differ() {
    // 10 % of 0.05 is 0.005: by line 0.01 + 0.01 + 0.01, by sum 0.015 → 0.02
    let bill = [5, 5, 5].map(|fen| line(fen, &[(ITEM, 1)]));
    let first = |by_sum| -> Vec<i64> {
        let priced = priced(&with_rule(by_sum, 10), &bill).unwrap();
        priced
            .lines
            .iter()
            .map(|line| line.first_self_pay.amount.get())
            .collect()
    };
    assert_eq!(first(false), [1, 1, 1]);
    assert_eq!(first(true), [1, 1, 0]);
}

proptest! {
    #[test]
    fn lines_add_up_however_they_are_rounded(
        amounts in prop::collection::vec(-100_i64..10_000, 1..12),
        ratio in 0_i64..=100,
        by_sum in any::<bool>(),
        unit in prop::sample::select(vec![1_i64, 10, 100]),
        mode in prop::sample::select(Rounding::ALL.to_vec()),
    ) {
        let mut policy = with_rule(by_sum, ratio);
        plan(&mut policy).rounding.unit = unit;
        plan(&mut policy).rounding.mode = mode;
        let bill: Vec<Line> = amounts.iter().map(|fen| line(*fen, &[(ITEM, 1)])).collect();
        if let Ok(priced) = priced(&policy, &bill) {
            for line in &priced.lines {
                prop_assert_eq!(four(line).iter().sum::<i64>(), line.amount.get());
                prop_assert!(line.first_self_pay.amount.get().abs() <= line.amount.get().abs());
            }
            let sum: i64 = priced.pots.iter().map(|pot| pot.get()).sum();
            prop_assert_eq!(sum, priced.total.get());
        }
    }

    #[test]
    fn a_correction_cancels_its_line(fen in 0_i64..100_000, limit in 0_i64..50_000, ppm in 0_i64..=1_000_000) {
        let policy = policy(Vec::new());
        let facts = [(ITEM, 1), (PRICE_LIMIT, limit), (OWN_FIRST, ppm)];
        let priced = priced(&policy, &[line(fen, &facts), line(-fen, &facts)]).unwrap();
        prop_assert!(priced.pots.iter().all(|pot| pot.get() == 0));
    }
}

#[test]
fn another_place_prices_by_names() {
    let here = policy(Vec::new());
    let mut there = with_rule(false, 20);
    // other slots, other order of the values, and no part of ours
    there.facts.swap(usize::from(ITEM), usize::from(LEVEL));
    there.facts[usize::from(LEVEL)].ty =
        crate::plan::FactType::Enum(values(&["in_policy", "b", "a", "c", "out"]));
    there.facts[usize::from(LEVEL)].default = Some(0);
    there.known.item = Some(LEVEL);
    plan(&mut there).items[0].when = Cond::Cmp {
        fact: LEVEL,
        op: Op::Eq,
        value: 1,
    };
    there.pots[1].name = "elsewhere".to_owned();
    let facts = prepare(
        &here,
        &here.versions[0],
        &served("2020-01-01"),
        &AccView::default(),
    );
    let priced = priced_for(
        &here,
        &there,
        &facts,
        &[line(1_000, &[(ITEM, 1)]), line(7, &[(ITEM, 2)])],
    );
    let priced = priced.unwrap();
    assert_eq!(priced.pots[usize::from(FIRST)].get(), 200);
    assert_eq!(priced.pots[usize::from(MAIN)].get(), 800);
    assert_eq!(priced.pots[usize::from(EXCLUDED)].get(), 7);
}
