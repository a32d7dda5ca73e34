//! Reversals: keep, replay, last only.

use crate::facts::ACCOUNT_IN_STAYS;
use crate::world::{World, line, plain, written, yuan};
use base::Fen;
use benefit::plan::{Policy, ReversalMode};
use settlement::bill::{AccState, AccountUse, Stack};
use settlement::reversal::{ClaimEffect, reverse};

fn shanghai(mode: ReversalMode) -> Policy {
    let mut policy = plain("cn.310000.employee_2023");
    policy.reversal = mode;
    policy
}

/// Three bills of 400 against a self-paid segment of 500, 80 % above it.
fn three(policy: &Policy) -> World<'_> {
    let mut world = World::new(
        Stack::of(policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "1")],
    );
    for on in ["2024-03-01", "2024-03-02", "2024-03-03"] {
        world
            .visit("11", on, on, vec![line(1, on, "a", "1", "400")])
            .unwrap();
    }
    world
}

fn paid(world: &World<'_>) -> Vec<i64> {
    let live = world.records.iter().filter(|it| !it.reversed);
    let pool = world.stack.base.pot("pool").map(usize::from).unwrap();
    live.map(|it| it.adjudicated.stages[0].determination.pots[pool].get())
        .collect()
}

#[test]
fn kept_later_settlements_stand_as_they_are() {
    let policy = shanghai(ReversalMode::Keep);
    let mut world = three(&policy);
    assert_eq!(paid(&world), [0, 24_000, 32_000]);
    let reversal = world.reverse("s1").unwrap();
    assert!(reversal.differences.is_empty());
    assert_eq!(
        (reversal.lines.as_slice(), reversal.claim),
        (&[1][..], ClaimEffect::BothInNext)
    );
    assert_eq!(paid(&world), [24_000, 32_000]);
    assert_eq!(world.state, world.sum_of_records());
    // the next bill bears what the reversal gave back of the segment
    let next = world
        .visit(
            "11",
            "2024-03-04",
            "2024-03-04",
            vec![line(1, "2024-03-04", "a", "1", "400")],
        )
        .unwrap();
    assert_eq!(next.figures.act_pay_dedc, yuan("400"));
    assert_eq!(world.reverse("s1").unwrap_err().code(), "reversal.reversed");
    assert_eq!(world.reverse("s9").unwrap_err().code(), "reversal.unknown");
}

#[test]
fn replayed_later_settlements_come_out_as_if_it_had_never_been() {
    let policy = shanghai(ReversalMode::Replay);
    let mut world = three(&policy);
    let reversal = world.reverse("s1").unwrap();
    let changed: Vec<&str> = reversal
        .differences
        .iter()
        .map(|it| it.after.id.as_str())
        .collect();
    assert_eq!(changed, ["s2", "s3"]);
    assert_eq!(paid(&world), [0, 24_000]);
    assert_eq!(world.state, world.sum_of_records());
    let live: Vec<_> = world.records.iter().filter(|it| !it.reversed).collect();
    assert!(
        live.iter()
            .all(|it| world.stack.recomputes(&it.adjudicated))
    );
    let mut without = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "1")],
    );
    for on in ["2024-03-02", "2024-03-03"] {
        without
            .visit("11", on, on, vec![line(1, on, "a", "1", "400")])
            .unwrap();
    }
    assert_eq!(world.state, without.state);
}

#[test]
fn only_the_last_where_the_package_says_so() {
    let policy = shanghai(ReversalMode::LastOnly);
    let mut world = three(&policy);
    assert_eq!(world.reverse("s1").unwrap_err().code(), "reversal.not_last");
    for id in ["s3", "s2", "s1"] {
        world.reverse(id).unwrap();
    }
    assert_eq!(world.state, AccState::default());
}

#[test]
fn a_settlement_in_a_submitted_claim_is_taken_back_in_the_next() {
    let policy = shanghai(ReversalMode::Keep);
    let world = three(&policy);
    let reversal = reverse(&world.records, "s2", true).unwrap();
    assert_eq!(reversal.claim, ClaimEffect::NegativeInNext);
    assert_eq!(
        ClaimEffect::parse(reversal.claim.code()),
        Some(ClaimEffect::NegativeInNext)
    );
    let record = &world.records[1];
    let told = settlement::answer::answer(&world.projection, "310", record, None).unwrap();
    let back = told.figures.negative().unwrap();
    assert_eq!(
        (back.medfee_sumamt, back.fund_pay_sumamt),
        (yuan("-400"), yuan("-240"))
    );
    assert_eq!(back.check(), Ok(()));
}

/// What a reversed bill gives back to the account is not drawn by one that did not use it.
#[test]
fn a_replay_leaves_an_account_alone_that_was_not_used() {
    let mut policy = written(ACCOUNT_IN_STAYS);
    policy.reversal = ReversalMode::Replay;
    let mut world = World::new(Stack::of(&policy), "310", &[], &[("level", "1")]);
    let at = world.begin("11", "2024-03-01");
    let bill = |on: &str| vec![line(1, on, "a", "1", "100")];
    world.charge(at, bill("2024-03-01")).unwrap();
    let (record, _) = world.trial(at, "2024-03-01", false).unwrap();
    let claim = record.adjudicated.stages[0].claim.clone();
    let key = world.stack.balance_keys(&[claim]).remove(0);
    world.state.add(&key, 6_000);
    world.settle(at, "2024-03-01").unwrap();
    world.using = AccountUse::No;
    world
        .visit("11", "2024-03-02", "2024-03-02", bill("2024-03-02"))
        .unwrap();
    world.using = AccountUse::Own;
    world
        .visit("11", "2024-03-03", "2024-03-03", bill("2024-03-03"))
        .unwrap();
    let drawn = |world: &World<'_>| {
        let account = policy.pot("account").map(usize::from).unwrap();
        let live = world.records.iter().filter(|it| !it.reversed);
        live.map(|it| it.adjudicated.stages[0].determination.pots[account])
            .collect::<Vec<Fen>>()
    };
    assert_eq!(drawn(&world), ["50", "0", "10"].map(yuan));
    let reversal = world.reverse("s1").unwrap();
    assert_eq!(reversal.differences.len(), 1);
    assert_eq!(drawn(&world), ["0", "50"].map(yuan));
    assert_eq!(world.state.get(&key), 1_000);
}
