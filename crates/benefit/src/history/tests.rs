//! Reversals in the three modes, openings, and the law of the state.

use super::*;
use crate::plan::{AccOwner, ReversalMode};
use crate::testing::*;
use base::Fen;
use proptest::prelude::*;

fn policy_with(mode: ReversalMode) -> Policy {
    let mut policy = policy(usual_steps());
    policy.reversal = mode;
    policy
}

fn claimed(id: &str, on: &str, fen: i64) -> Event {
    Event::Claim(claim(id, on, fen))
}

fn reverse(of: &str) -> Event {
    Event::Reverse {
        id: format!("r-{of}"),
        of: of.to_owned(),
    }
}

fn paid(determination: &Determination) -> i64 {
    determination.pots[usize::from(POOL)].get()
}

#[test]
fn keep_lets_later_claims_stand() {
    let policy = policy_with(ReversalMode::Keep);
    let events = [
        claimed("a", "2020-01-01", 130_000),
        claimed("b", "2020-02-01", 100_000),
        reverse("a"),
    ];
    let mut history = History::new(&policy);
    for event in &events {
        history.apply(event.clone());
    }
    let standing: Vec<(&str, i64)> = history.standing().map(|(id, d)| (id, paid(d))).collect();
    assert_eq!(standing, [("b", 85_000)]);
    // the next claim bears the deductible that the reversal gave back
    let outcome = history.apply(claimed("c", "2020-03-01", 200_000));
    assert!(
        matches!(&outcome[..], [Outcome::Settled { determination, .. }] if paid(determination) == 59_500)
    );
}

#[test]
fn replay_determines_later_claims_as_if_it_had_never_been() {
    let policy = policy_with(ReversalMode::Replay);
    let mut with = History::new(&policy);
    with.apply(claimed("a", "2020-01-01", 130_000));
    with.apply(claimed("b", "2020-02-01", 100_000));
    with.apply(claimed("c", "2020-03-01", 100_000));
    let outcomes = with.apply(reverse("a"));
    let differences: Vec<(&str, i64, i64)> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Outcome::Difference {
                of, before, after, ..
            } => Some((of.as_str(), paid(before), paid(after))),
            _ => None,
        })
        .collect();
    assert_eq!(differences, [("b", 85_000, 0), ("c", 85_000, 59_500)]);
    let mut without = History::new(&policy);
    without.apply(claimed("b", "2020-02-01", 100_000));
    without.apply(claimed("c", "2020-03-01", 100_000));
    assert_eq!(with.store(), without.store());
}

#[test]
fn last_only_refuses_what_is_not_the_last() {
    let policy = policy_with(ReversalMode::LastOnly);
    let events = [
        claimed("a", "2020-01-01", 130_000),
        claimed("b", "2020-02-01", 100_000),
        reverse("a"),
        reverse("b"),
        reverse("a"),
        reverse("a"),
        reverse("z"),
    ];
    let outcomes = run(&policy, &events);
    let refused: Vec<bool> = outcomes
        .iter()
        .map(|outcome| matches!(outcome, Outcome::Refused { .. }))
        .collect();
    assert_eq!(refused, [false, false, true, false, false, true, true]);
}

#[test]
fn claims_are_taken_in_the_order_of_the_package() {
    let mut policy = policy_with(ReversalMode::Keep);
    let mut late = claim("a", "2020-01-01", 130_000);
    late.facts.set(SETTLEMENT, day("2020-06-01"));
    let events = [
        Event::Claim(late),
        claimed("c", "2020-02-01", 1),
        claimed("b", "2020-02-01", 1),
    ];
    let ids = |policy: &Policy| -> Vec<String> {
        let taken = run(policy, &events);
        taken
            .into_iter()
            .filter_map(|outcome| match outcome {
                Outcome::Settled { id, .. } => Some(id),
                _ => None,
            })
            .collect()
    };
    assert_eq!(ids(&policy), ["b", "c", "a"]);
    policy.order = ClaimOrder::Service;
    assert_eq!(ids(&policy), ["a", "b", "c"]);
}

#[test]
fn an_opening_counts_and_a_claim_is_taken_once() {
    let policy = policy_with(ReversalMode::Keep);
    let mut history = History::new(&policy);
    let key = keys(
        &policy,
        &served("2020-01-01"),
        &claim("a", "2020-01-01", 0).owners,
    )[0]
    .clone();
    let opening = Event::Opening {
        key: key.unwrap(),
        amount: 130_000,
        source: "迁移".to_owned(),
    };
    history.apply(opening);
    let outcome = history.apply(claimed("a", "2020-01-01", 100_000));
    assert!(
        matches!(&outcome[..], [Outcome::Settled { determination, .. }] if paid(determination) == 85_000)
    );
    let again = history.apply(claimed("a", "2020-01-01", 100_000));
    assert!(matches!(
        &again[..],
        [Outcome::Refused {
            refusal: Refusal::Duplicate(_),
            ..
        }]
    ));
}

#[test]
fn members_of_a_group_share_its_accumulator() {
    let mut policy = policy_with(ReversalMode::Keep);
    policy.accs[usize::from(USED)].owner = AccOwner::Group;
    let mut history = History::new(&policy);
    for (id, person) in [("a", "p1"), ("b", "p2")] {
        let mut claim = claim(id, "2020-01-01", 130_000);
        claim.owners.person = person.to_owned();
        claim.owners.group = "g".to_owned();
        history.apply(Event::Claim(claim));
    }
    let all: Vec<i64> = history.standing().map(|(_, d)| paid(d)).collect();
    assert_eq!(all, [0, 110_500]);
}

/// Claims (person, month, amount) and reversals of earlier ones.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let step = (
        0_u8..3,
        1_u8..=12,
        0_i64..400_000,
        any::<prop::sample::Index>(),
    );
    prop::collection::vec(step, 1..12).prop_map(|steps| {
        let make =
            |(at, (kind, month, fen, index)): (usize, (u8, u8, i64, prop::sample::Index))| {
                if kind == 0 && at > 0 {
                    return Event::Reverse {
                        id: format!("r{at}"),
                        of: format!("c{}", index.index(at)),
                    };
                }
                let mut claim = claim(&format!("c{at}"), &format!("2020-{month:02}-01"), fen);
                claim.owners.person = format!("p{kind}");
                Event::Claim(claim)
            };
        steps.into_iter().enumerate().map(make).collect()
    })
}

proptest! {
    #[test]
    fn the_state_is_the_sum_of_what_stands(
        events in events(),
        mode in prop::sample::select(vec![ReversalMode::Keep, ReversalMode::Replay, ReversalMode::LastOnly]),
    ) {
        let policy = policy_with(mode);
        let mut history = History::new(&policy);
        for event in ordered(&policy, &events) {
            history.apply(event.clone());
        }
        let mut sum: BTreeMap<AccKey, i64> = BTreeMap::new();
        for taken in &history.taken {
            let Some(standing) = &taken.stands else { continue };
            prop_assert!(crate::settle::verify(&policy, &taken.claim, standing));
            for (key, delta) in taken.keys.iter().zip(&standing.deltas) {
                add(&mut sum, key.as_ref().unwrap(), *delta);
            }
        }
        prop_assert_eq!(&sum, history.store());
        prop_assert!(sum.values().all(|value| *value >= 0));
    }

    #[test]
    fn reversing_the_last_claim_restores_the_state(events in events(), fen in 0_i64..9_000_000) {
        let policy = policy_with(ReversalMode::LastOnly);
        let mut history = History::new(&policy);
        for event in ordered(&policy, &events) {
            history.apply(event.clone());
        }
        let before = history.store().clone();
        history.apply(claimed("last", "2020-12-31", fen));
        history.apply(reverse("last"));
        prop_assert_eq!(&before, history.store());
    }

    #[test]
    fn the_same_events_give_the_same_record(events in events()) {
        let policy = policy_with(ReversalMode::Replay);
        let once = run(&policy, &events);
        prop_assert_eq!(&once, &run(&policy, &events));
        for outcome in &once {
            if let Outcome::Settled { determination, .. } = outcome {
                let sum = Fen::checked_sum(determination.pots.iter().copied());
                prop_assert_eq!(sum, Some(determination.total));
            }
        }
    }
}
