//! Whole claims: versions, facts that are missing, denials, entry at later layers, visits, receipts.

use super::*;
use crate::claim::{Owners, Visit};
use crate::plan::{
    ClassRow, Cond, Deny, Derived, DerivedHow, FactId, MergeRule, Op, Pay, Review, Scalar, Step,
    StepKind, Value,
};
use crate::testing::*;
use proptest::prelude::*;

fn settled(policy: &Policy, claim: &Claim) -> Determination {
    settle(policy, claim, &zero(policy)).unwrap()
}

fn pot(determination: &Determination, pot: PotId) -> i64 {
    determination.pots[usize::from(pot)].get()
}

fn cmp(fact: FactId, op: Op, value: i64) -> Cond {
    Cond::Cmp { fact, op, value }
}

/// 85 % for the young, 92 % for the old.
fn with_class() -> Policy {
    let row = |when, is| ClassRow {
        when,
        is,
        cite: cite(),
    };
    let old = cmp(COHORT, Op::Eq, 1);
    let ratio = Value::First(vec![(old, percent(92))], Some(Box::new(percent(85))));
    let mut policy = policy(vec![step("pool", StepKind::Pay(share(POOL, ratio)))]);
    let how = DerivedHow::Class {
        rows: vec![row(cmp(AGE, Op::Lt, 60), 0), row(Cond::Always, 1)],
    };
    plan(&mut policy).derived = vec![Derived { fact: COHORT, how }];
    policy
}

#[test]
fn a_class_decides_the_ratio() {
    let policy = with_class();
    let mut claim = claim("a", "2020-06-01", 100_000);
    claim.facts.set(BIRTH, day("1960-06-01"));
    assert_eq!(pot(&settled(&policy, &claim), POOL), 92_000);
    claim.facts.set(BIRTH, day("1960-06-02"));
    assert_eq!(pot(&settled(&policy, &claim), POOL), 85_000);
}

#[test]
fn a_class_without_its_facts_names_what_is_missing() {
    let claim = claim("a", "2020-06-01", 100_000);
    let missing = Refusal::FactMissing {
        fact: "birth".to_owned(),
        by: "cohort".to_owned(),
    };
    let policy = with_class();
    assert_eq!(settle(&policy, &claim, &zero(&policy)), Err(missing));
    // no rule that runs needs it
    let mut policy = with_class();
    plan(&mut policy).steps.clear();
    assert!(settle(&policy, &claim, &zero(&policy)).is_ok());
}

#[test]
fn a_law_date_picks_the_version() {
    let mut policy = policy(usual_steps());
    let mut newer = policy.versions[0].clone();
    newer.from = date("2010-01-01");
    newer.steps = vec![step("pool", StepKind::Pay(share(POOL, percent(50))))];
    plan(&mut policy).until = Some(date("2009-12-31"));
    policy.versions.push(newer);
    let at = |on: &str| settle(&policy, &claim("a", on, 100), &zero(&policy)).map(|d| d.version);
    assert_eq!(at("2009-12-31"), Ok(0));
    assert_eq!(at("2010-01-01"), Ok(1));
    assert_eq!(
        at("1999-12-31"),
        Err(Refusal::NoVersion(date("1999-12-31")))
    );
    let mut undated = claim("a", "2020-01-01", 1);
    undated.facts = Facts::none(17);
    assert_eq!(
        settle(&policy, &undated, &zero(&policy)),
        Err(Refusal::NoLawDate)
    );
}

#[test]
fn every_reason_of_denial_is_kept_and_nothing_is_paid() {
    let mut policy = policy(usual_steps());
    let deny = |reason: &str, when| Deny {
        reason: reason.to_owned(),
        title: reason.to_owned(),
        when,
        cite: cite(),
    };
    plan(&mut policy).denials = vec![
        deny("a", Cond::Always),
        deny("b", Cond::Never),
        deny("c", cmp(LEVEL, Op::Eq, 1)),
    ];
    let determination = settled(&policy, &claim("a", "2020-01-01", 500_000));
    assert_eq!(determination.status, Status::Denied);
    assert_eq!(determination.denials, [0, 2]);
    assert_eq!(pot(&determination, DENIED), 500_000);
    assert!(determination.deltas.iter().all(|delta| *delta == 0));
    // a condition that cannot be decided is an error, not a denial
    plan(&mut policy)
        .denials
        .push(deny("d", cmp(RETIRED, Op::Eq, 1)));
    let refused = settle(&policy, &claim("a", "2020-01-01", 1), &zero(&policy));
    assert!(matches!(refused, Err(Refusal::FactMissing { .. })));
}

#[test]
fn a_clause_that_is_not_expressed_flags_or_refuses() {
    let mut policy = policy(usual_steps());
    let review = |refuse| Review {
        id: "judge".to_owned(),
        text: String::new(),
        when: Cond::Always,
        refuse,
        cite: cite(),
    };
    plan(&mut policy).reviews = vec![review(false)];
    assert_eq!(
        settled(&policy, &claim("a", "2020-01-01", 1)).status,
        Status::Review
    );
    plan(&mut policy).reviews = vec![review(true)];
    let refused = settle(&policy, &claim("a", "2020-01-01", 1), &zero(&policy));
    assert_eq!(refused, Err(Refusal::Untranslated("judge".to_owned())));
}

#[test]
fn a_bill_enters_at_a_later_layer() {
    let mut large = share(LARGE, percent(50));
    large.source = vec![DEDUCTIBLE, COPAY];
    large.rest = None;
    let mut later: Step = step("large", StepKind::Pay(Pay { ..large }));
    later.layer = 1;
    let mut policy = policy(usual_steps());
    plan(&mut policy).steps.push(later);
    plan(&mut policy).steps.remove(2);
    let entering = |at| {
        let mut claim = claim("a", "2020-01-01", 0);
        let pots = vec![(COPAY, Fen::new(1_001)), (POOL, Fen::new(3_000))];
        claim.bill = Bill::Enter { step: at, pots };
        settle(&policy, &claim, &zero(&policy))
    };
    let determination = entering(EnterAt::Layer("serious_illness".to_owned())).unwrap();
    assert_eq!(
        (determination.total.get(), determination.in_policy.get()),
        (4_001, 0)
    );
    let of = |wanted: PotId| pot(&determination, wanted);
    assert_eq!((of(POOL), of(LARGE), of(COPAY)), (3_000, 501, 500));
    assert_eq!(
        entering(EnterAt::Step("large".to_owned())).unwrap().pots,
        determination.pots
    );
    let nowhere = EnterAt::Layer("assistance".to_owned());
    assert_eq!(
        entering(nowhere),
        Err(Refusal::NoEntry("assistance".to_owned()))
    );
}

#[test]
fn a_visit_joins_the_stay_that_follows_it() {
    let mut policy = policy(usual_steps());
    plan(&mut policy).merges = vec![MergeRule {
        id: "before".to_owned(),
        visit: cmp(LEVEL, Op::Ge, 1),
        stay: Cond::Always,
        within_minutes: 72 * 60,
        visit_ends: SERVICE,
        stay_starts: ADMISSION,
        same_provider: Some(DISEASE),
        cite: cite(),
    }];
    let visit = |id: &str, on: &str, place: i64| {
        let mut facts = served(on);
        facts.set(DISEASE, place);
        let lines = vec![Line {
            amount: Fen::new(1_000),
            facts: Vec::new(),
        }];
        Visit {
            id: id.to_owned(),
            facts,
            lines,
        }
    };
    let mut stay = claim("a", "2020-01-10", 100_000);
    stay.facts.set(ADMISSION, day("2020-01-10"));
    stay.facts.set(DISEASE, 1);
    stay.visits = vec![
        visit("yes", "2020-01-07", 1),
        visit("early", "2020-01-06", 1),
        visit("after", "2020-01-11", 1),
        visit("elsewhere", "2020-01-09", 2),
    ];
    let determination = settled(&policy, &stay);
    assert_eq!(determination.merged, ["yes"]);
    assert_eq!(determination.total.get(), 101_000);
}

#[test]
fn a_negative_or_endless_bill_is_refused() {
    let policy = policy(usual_steps());
    for fen in [-1, Fen::MAX_ABS + 1, i64::MAX, i64::MIN] {
        let refused = settle(&policy, &claim("a", "2020-01-01", fen), &zero(&policy));
        assert!(matches!(refused, Err(Refusal::Amount(_))), "{fen}");
    }
}

#[test]
fn a_receipt_proves_its_determination() {
    let policy = policy(usual_steps());
    let claim_a = claim("a", "2020-01-01", 500_000);
    let determination = settled(&policy, &claim_a);
    assert!(verify(&policy, &claim_a, &determination));
    let mut forged = determination.clone();
    forged.pots[usize::from(POOL)] = Fen::new(pot(&determination, POOL) + 1);
    assert!(!verify(&policy, &claim_a, &forged));
    let mut forged = determination.clone();
    forged.receipt.before[usize::from(USED)] = 100;
    assert!(!verify(&policy, &claim_a, &forged));
    assert!(!verify(
        &policy,
        &claim("a", "2020-01-01", 500_001),
        &determination
    ));
    assert!(!verify(
        &policy,
        &claim("b", "2020-01-01", 500_000),
        &determination
    ));
    let mut other = policy.clone();
    other.hash = [8; 32];
    assert!(!verify(&other, &claim_a, &determination));
}

#[test]
fn a_receipt_of_an_earlier_version_still_proves_its_determination() {
    let policy = policy(usual_steps());
    let claim = claim("a", "2020-01-01", 500_000);
    let now = settled(&policy, &claim);
    let earlier = written_by(&claim, now.clone(), "benefit 0.0.0");
    assert_ne!(earlier.receipt.hash, now.receipt.hash);
    assert!(verify(&policy, &claim, &earlier));
    let mut renamed = now;
    renamed.receipt.engine = "benefit 0.0.0".into();
    assert!(!verify(&policy, &claim, &renamed));
    let mut forged = earlier;
    forged.pots[usize::from(POOL)] = Fen::new(pot(&forged, POOL) + 1);
    assert!(!verify(&policy, &claim, &forged));
}

#[test]
fn a_receipt_proves_whose_determination_it_is() {
    let policy = policy(usual_steps());
    let mine = claim("a", "2020-01-01", 500_000);
    let determination = settled(&policy, &mine);
    let owner_fields: [fn(&mut Owners) -> &mut String; 6] = [
        |owners| &mut owners.person,
        |owners| &mut owners.family,
        |owners| &mut owners.group,
        |owners| &mut owners.disease,
        |owners| &mut owners.provider,
        |owners| &mut owners.episode,
    ];
    for field in owner_fields {
        let mut others = mine.clone();
        field(&mut others.owners).push('x');
        assert!(!verify(&policy, &others, &determination));
    }
}

#[test]
fn an_accumulator_that_leaves_its_range_is_refused() {
    let mut policy = policy(usual_steps());
    policy.versions[0].steps.push(step(
        "record",
        StepKind::Record {
            acc: PAID,
            amount: Value::Total,
        },
    ));
    let mut view = zero(&policy);
    view.set(PAID, i64::MAX - 1);
    let refused = settle(&policy, &claim("a", "2020-01-01", 500_000_000), &view);
    assert_eq!(refused, Err(Refusal::Amount("pool_paid".to_owned())));
}

#[test]
fn a_value_that_leaves_its_range_is_refused() {
    let mut policy = policy(usual_steps());
    let factor = Value::Const(Scalar::Int(10_000_000_000_000));
    let endless = Value::Times(Box::new(factor), Box::new(Value::Total));
    let hundred = Value::Const(Scalar::Int(10_000));
    policy.versions[0].steps.push(step(
        "endless",
        StepKind::Record {
            acc: PAID,
            amount: Value::Min(vec![hundred, endless]),
        },
    ));
    let view = zero(&policy);
    let refused = settle(&policy, &claim("a", "2020-01-01", 500_000_000), &view);
    assert_eq!(
        refused,
        Err(Refusal::Amount("a value of a step".to_owned()))
    );
}

proptest! {
    #[test]
    fn a_settlement_is_exact_repeatable_and_the_same_without_trace(
        fen in 0_i64..50_000_000,
        used in 0_i64..200_000,
        paid in 0_i64..8_000_000,
    ) {
        let policy = policy(usual_steps());
        let claim = claim("a", "2020-01-01", fen);
        let mut view = zero(&policy);
        view.set(USED, used);
        view.set(PAID, paid);
        let first = settle(&policy, &claim, &view).unwrap();
        prop_assert_eq!(&first, &settle(&policy, &claim, &view).unwrap());
        let mut silent = settle_with(&policy, &claim, &view, Options::default()).unwrap();
        prop_assert_eq!(silent.receipt.hash, first.receipt.hash);
        silent.receipt.trace.clone_from(&first.receipt.trace);
        prop_assert_eq!(&silent, &first);
        let sum: i64 = first.pots.iter().map(|pot| pot.get()).sum();
        prop_assert_eq!(sum, fen);
        prop_assert!(pot(&first, POOL) + pot(&first, LARGE) <= fen);
    }
}
