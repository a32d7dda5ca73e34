//! Entries of every section, by hand-worked figures.

use super::*;
use crate::plan::{Cond, DeadlineUnit, EntryKind, Op, PayLine, Scalar};
use crate::testing::*;
use base::{Fen, Ratio, WorkingCalendar};

fn entry(id: &str, when: Cond, kind: EntryKind) -> Entry {
    Entry {
        id: id.to_owned(),
        title: id.to_owned(),
        when,
        kind,
        cite: cite(),
    }
}

fn with(entries: Vec<Entry>) -> Policy {
    let mut policy = policy(Vec::new());
    plan(&mut policy).entries = entries;
    policy
}

fn ask<T>(policy: &Policy, facts: &Facts, question: impl Fn(&Section<'_>) -> T) -> T {
    let mut view = AccView::zero(policy.accs.len());
    view.set(PAID, 40_000);
    question(&Section::new(policy, &policy.versions[0], facts, &view))
}

fn of_base(ratio: i64) -> Value {
    Value::Share {
        ratio: Box::new(percent(ratio)),
        of: Box::new(Value::Base),
        rounding: None,
    }
}

fn line(by: &str, amount: Value) -> PayLine {
    PayLine {
        by: by.to_owned(),
        to: "pool".to_owned(),
        amount,
    }
}

#[test]
fn contributions_are_shares_of_a_base_held_to_a_floor() {
    let kind = EntryKind::Contribution {
        base: Some(Value::Max(vec![money(300_000), money(250_000)])),
        pay: vec![line("employer", of_base(10)), line("person", of_base(2))],
        floor: Some(money(36_001)),
    };
    let policy = with(vec![entry("standard", Cond::Always, kind)]);
    let found = ask(&policy, &served("2020-01-01"), |section| {
        let found = section.contributions(None).unwrap();
        found
            .into_iter()
            .map(|ruled| ruled.says)
            .collect::<Vec<_>>()
    });
    let amounts: Vec<i64> = found[0].pay.iter().map(|part| part.amount.get()).collect();
    assert_eq!(amounts, [30_000, 6_000]);
    assert_eq!((found[0].sum.get(), found[0].below_floor), (36_000, true));
}

#[test]
fn the_first_credit_wins_and_an_unset_parameter_refuses() {
    let credit = |band: &str, amount| EntryKind::AccountCredit {
        band: band.to_owned(),
        amount,
        to: "account".to_owned(),
    };
    let young = Cond::Cmp {
        fact: AGE,
        op: Op::Lt,
        value: 45,
    };
    let policy = with(vec![
        entry("young", young, credit("-44", money(21_000))),
        entry(
            "old",
            Cond::Always,
            credit("45-", Value::Unset("table.credit".to_owned())),
        ),
    ]);
    let born = |birth: &str| {
        let mut facts = served("2020-01-01");
        facts.set(BIRTH, day(birth));
        facts
    };
    let credit = |facts: &Facts| {
        ask(&policy, facts, |section| {
            section
                .account_credit(None)
                .map(|found| found.map(|ruled| ruled.says.amount.get()))
        })
    };
    assert_eq!(credit(&born("1980-01-01")), Ok(Some(21_000)));
    assert_eq!(
        credit(&born("1950-01-01")),
        Err(Refusal::Unset("table.credit".to_owned()))
    );
    let missing = Refusal::FactMissing {
        fact: "birth".to_owned(),
        by: "age".to_owned(),
    };
    assert_eq!(credit(&served("2020-01-01")), Err(missing));
}

#[test]
fn bars_cut_holes_into_grounds() {
    let date_value = |text: &str| Value::Const(Scalar::Int(day(text)));
    let span = |starts: &str, ends: Option<&str>, bars| EntryKind::Entitlement {
        ground: "paid".to_owned(),
        starts: date_value(starts),
        ends: ends.map(date_value),
        bars,
    };
    let policy = with(vec![
        entry(
            "first",
            Cond::Always,
            span("2020-01-01", Some("2020-06-30"), false),
        ),
        entry("second", Cond::Always, span("2020-06-01", None, false)),
        entry(
            "arrears",
            Cond::Always,
            span("2020-03-01", Some("2020-03-31"), true),
        ),
        entry("never", Cond::Never, span("2010-01-01", None, true)),
    ]);
    ask(&policy, &served("2020-03-15"), |section| {
        let entitlement = section.entitlement(None).unwrap();
        assert_eq!(
            entitlement.effective(),
            [
                (date("2020-01-01"), Some(date("2020-02-29"))),
                (date("2020-04-01"), None),
            ]
        );
        assert!(!entitlement.is_entitled(date("2020-03-31")));
        assert!(entitlement.is_entitled(date("2020-04-01")));
        assert!(!entitlement.is_entitled(date("2019-12-31")));
    });
}

#[test]
fn deadlines_by_unit() {
    let kind = |unit| EntryKind::Deadline {
        days: Value::Const(Scalar::Int(2)),
        unit,
    };
    let policy = with(vec![
        entry("working", Cond::Always, kind(DeadlineUnit::Working)),
        entry("calendar", Cond::Always, kind(DeadlineUnit::Calendar)),
        entry("month", Cond::Always, kind(DeadlineUnit::Month)),
    ]);
    let due = |name: &str| {
        ask(&policy, &served("2020-01-01"), |section| {
            let calendar = WorkingCalendar::weekends_only();
            let found = section.deadline(Some(name), date("2020-01-03"), &calendar);
            found.unwrap().unwrap().says
        })
    };
    // 2020-01-03 was a Friday
    assert_eq!(due("working").due, date("2020-01-07"));
    assert_eq!(due("calendar").due, date("2020-01-05"));
    assert_eq!(due("month").due, date("2020-03-03"));
    assert!(due("calendar").is_late(date("2020-01-06")));
    assert!(!due("calendar").is_late(date("2020-01-05")));
}

#[test]
fn a_penalty_needs_its_range_and_what_the_law_requires() {
    let kind = EntryKind::Penalty {
        actor: "provider".to_owned(),
        at_least: Value::Times(
            Box::new(Value::Const(Scalar::Int(2))),
            Box::new(money(50_000)),
        ),
        at_most: money(250_000),
        requires: Cond::Cmp {
            fact: RETIRED,
            op: Op::Eq,
            value: 1,
        },
    };
    let policy = with(vec![entry("fraud", Cond::Always, kind)]);
    let allowed = |retired, proposed| {
        let mut facts = served("2020-01-01");
        facts.set(RETIRED, retired);
        ask(&policy, &facts, |section| {
            section
                .penalty(None, Fen::new(proposed))
                .unwrap()
                .unwrap()
                .says
                .allowed
        })
    };
    let at = [
        (1, 100_000),
        (1, 250_000),
        (1, 99_999),
        (1, 250_001),
        (0, 100_000),
    ];
    assert_eq!(
        at.map(|(retired, fen)| allowed(retired, fen)),
        [true, true, false, false, false]
    );
}

#[test]
fn allowances_read_accumulators_and_indicators_compare_exactly() {
    let allowance = EntryKind::Allowance {
        to: "person".to_owned(),
        amount: Value::Minus(Box::new(money(100_000)), Box::new(Value::Acc(PAID))),
    };
    let indicator = |denominator: Value| EntryKind::Indicator {
        numerator: money(2),
        denominator,
        at_least: Ratio::new(1, 3).ok(),
        at_most: Ratio::new(2, 3).ok(),
        effect: "warning".to_owned(),
    };
    let policy = with(vec![
        entry("birth", Cond::Always, allowance),
        entry("two_thirds", Cond::Always, indicator(money(3))),
        entry("more", Cond::Always, indicator(money(2))),
        entry("none", Cond::Always, indicator(money(0))),
    ]);
    ask(&policy, &served("2020-01-01"), |section| {
        let allowance = &section.allowances(None).unwrap()[0].says;
        assert_eq!(allowance.amount.get(), 60_000);
        let ok: Vec<Option<bool>> = section
            .indicators(None)
            .unwrap()
            .iter()
            .map(|ruled| ruled.says.ok)
            .collect();
        assert_eq!(ok, [Some(true), Some(false), None]);
    });
}

#[test]
fn money_beyond_its_range_is_refused() {
    let wide = |factor: i64| EntryKind::Allowance {
        to: "person".to_owned(),
        amount: Value::Times(Box::new(money(factor)), Box::new(Value::Acc(PAID))),
    };
    let policy = with(vec![
        entry("double", Cond::Always, wide(2)),
        entry("endless", Cond::Always, wide(i64::MAX)),
    ]);
    ask(&policy, &served("2020-01-01"), |section| {
        assert!(section.allowances(Some("double")).is_ok());
        let refused = section.allowances(Some("endless")).map(|found| found.len());
        assert_eq!(refused, Err(Refusal::Amount("endless".to_owned())));
    });
}
