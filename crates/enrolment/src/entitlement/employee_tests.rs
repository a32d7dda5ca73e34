//! Employees: the law's examples, then properties over random histories.

use super::super::{Ground, explain_day};
use super::*;
use crate::month::Month;
use crate::premium::testing::*;
use crate::premium::{Billed, Paid, settle, spells};
use base::ProposalNo;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Facts of somebody with these bills and payments of one employer, as known on a day.
fn facts(bills: &[Billed], payments: &[Paid], deferrals: &[Deferral], on: &str) -> EmployeeFacts {
    let settled = settle(bills, payments).unwrap();
    let employment = Employment {
        spells: spells(&settled.bills, deferrals, day(on)),
        bills: settled.bills,
        deferrals: deferrals.to_vec(),
        ended_on: None,
    };
    EmployeeFacts {
        career: career(),
        employments: vec![employment],
        history: History::default(),
        decisions: Vec::new(),
        ended_on: None,
        on: day(on),
        rule_sets: Vec::new(),
    }
}

fn months(first: &str, count: usize) -> Vec<Billed> {
    let first = Month::parse(first).unwrap();
    let months = std::iter::successors(Some(first), |month| month.next());
    (1_i64..)
        .zip(months.take(count))
        .map(|(no, month)| billed(no, &month.to_string(), 100))
        .collect()
}

fn approved(from: &str, until: &str) -> Deferral {
    let mut deferral = deferral(4, from, until);
    let by = ProposalNo::new(1).unwrap();
    deferral.decide(by, day(from), true).unwrap();
    deferral
}

fn entitled(derived: &Derived, on: &str) -> bool {
    derived.is_entitled(day(on))
}

/// REQ-011: paid on 15 March: 31 March is not covered, 1 April is.
#[test]
fn req_011_employees_from_the_month_after_payment() {
    let policy = shanghai(&[]);
    let facts = facts(
        &months("2003-03", 1),
        &[paid(1, "2003-03-15", 100)],
        &[],
        "2003-04-01",
    );
    let derived = employee(&policy, &facts).unwrap();
    assert!(!entitled(&derived, "2003-03-31"));
    assert!(entitled(&derived, "2003-04-01"));
    let told = explain_day(&derived, day("2003-04-01")).concat();
    assert!(told.contains("单位缴费 1") && told.contains("21"), "{told}");
}

/// REQ-029: deferral from 1 March to 31 August: covered on 31 August, not on 1 September if unpaid.
#[test]
fn req_029_deferral_keeps_entitlement_during_its_period_only() {
    let policy = shanghai(&[]);
    let bills = months("2003-01", 9);
    let payments = [paid(1, "2003-01-20", 100), paid(2, "2003-02-20", 100)];
    let deferral = approved("2003-03-01", "2003-08-31");
    let facts = facts(&bills, &payments, &[deferral], "2003-10-01");
    let derived = employee(&policy, &facts).unwrap();
    assert!(entitled(&derived, "2003-03-31") && entitled(&derived, "2003-08-31"));
    assert!(!entitled(&derived, "2003-09-01"));
    let span = derived.on(day("2003-08-31")).unwrap();
    assert_eq!(span.record.ground(), Ground::Deferral);
    let told = explain_day(&derived, day("2003-09-01")).concat();
    assert!(told.contains("不享受待遇") && told.contains("21"), "{told}");
}

#[test]
fn an_application_that_was_not_approved_keeps_nothing() {
    let policy = shanghai(&[]);
    let bills = months("2003-01", 4);
    let payments = [paid(1, "2003-01-20", 100), paid(2, "2003-02-20", 100)];
    let applied = deferral(4, "2003-03-01", "2003-08-31");
    let derived = employee(&policy, &facts(&bills, &payments, &[applied], "2003-06-01")).unwrap();
    assert!(entitled(&derived, "2003-03-31") && !entitled(&derived, "2003-04-01"));
}

/// REQ-030: partly repaid is still suspended; in full on 15 October is covered from 15 October.
#[test]
fn req_030_suspended_until_everything_is_repaid() {
    let policy = shanghai(&[]);
    let bills = months("2003-05", 6);
    let mut payments = vec![paid(1, "2003-05-20", 100), paid(2, "2003-06-20", 100)];
    payments.push(paid(3, "2003-10-01", 250));
    let partly = employee(&policy, &facts(&bills, &payments, &[], "2003-11-30")).unwrap();
    assert!(entitled(&partly, "2003-07-31") && !entitled(&partly, "2003-08-01"));
    assert!(!entitled(&partly, "2003-10-15"));
    payments.push(paid(4, "2003-10-15", 50));
    payments.push(paid(5, "2003-10-20", 100));
    let full = employee(&policy, &facts(&bills, &payments, &[], "2003-11-30")).unwrap();
    assert!(!entitled(&full, "2003-10-14") && entitled(&full, "2003-10-15"));
    assert!(!entitled(&full, "2003-09-10"), "not retroactive (A07)");
    assert!(entitled(&full, "2003-11-30") && !entitled(&full, "2003-12-01"));
}

/// Paid in full on the first late day: benefits come back on the day of the money (A07), so that none is
/// lost; a day later, one is.
#[test]
fn repaid_on_the_first_late_day_loses_no_day() {
    let policy = shanghai(&[]);
    let bills = months("2003-01", 3);
    let in_time = paid(1, "2003-01-01", 200);
    for (repaid, covered) in [("2003-04-01", true), ("2003-04-02", false)] {
        let payments = [in_time, paid(2, repaid, 100)];
        let facts = facts(&bills, &payments, &[], "2003-04-30");
        assert_eq!(facts.employments[0].spells.len(), 1);
        let derived = employee(&policy, &facts).unwrap();
        assert_eq!(entitled(&derived, "2003-04-01"), covered, "{repaid}");
        assert!(entitled(&derived, "2003-04-02") && entitled(&derived, "2003-03-31"));
    }
}

#[test]
fn other_readings_of_the_repayment_are_switches_of_the_package() {
    let bills = months("2003-05", 6);
    let payments: Vec<Paid> = [
        paid(1, "2003-05-20", 100),
        paid(2, "2003-06-20", 100),
        paid(3, "2003-10-15", 300),
        paid(4, "2003-10-20", 100),
    ]
    .into();
    let facts = facts(&bills, &payments, &[], "2003-11-30");
    let next = shanghai_switched("arrears_resume", "next_month");
    let derived = employee(&next, &facts).unwrap();
    assert!(!entitled(&derived, "2003-10-31") && entitled(&derived, "2003-11-01"));
    let back = shanghai_switched("arrears_resume", "retroactive");
    assert!(entitled(&employee(&back, &facts).unwrap(), "2003-09-10"));
}

fn retired_with(months: i64, retired_on: &str) -> EmployeeFacts {
    EmployeeFacts {
        career: retired(retired_on),
        employments: Vec::new(),
        history: History {
            before: months,
            ..History::default()
        },
        decisions: Vec::new(),
        ended_on: None,
        on: day("2010-07-01"),
        rule_sets: Vec::new(),
    }
}

/// REQ-031: 180 months are not enough, 181 are.
#[test]
fn req_031_more_than_15_years() {
    let policy = shanghai(&[]);
    let of = |months| employee(&policy, &retired_with(months, "2003-06-01")).unwrap();
    assert!(!entitled(&of(180), "2010-07-01"));
    assert!(entitled(&of(181), "2010-07-01"));
    let span = of(181).on(day("2010-07-01")).unwrap().clone();
    assert_eq!(span.record, Record::Retirement(1));
    let told = explain_day(&of(180), day("2010-07-01")).concat();
    assert!(told.contains("年限"), "{told}");
}

/// REQ-033: retired before the measures took effect, 60 months: covered.
#[test]
fn req_033_retired_before_the_measures_took_effect() {
    let policy = shanghai(&[]);
    let derived = employee(&policy, &retired_with(60, "1998-06-01")).unwrap();
    assert!(entitled(&derived, "2010-07-01"));
    assert_eq!(derived.spans.len(), 1);
    assert!(!entitled(
        &employee(&policy, &retired_with(60, "2003-06-01")).unwrap(),
        "2010-07-01"
    ));
}

#[test]
fn deemed_months_count_to_the_15_years() {
    let policy = shanghai(&[]);
    let mut facts = retired_with(120, "2003-06-01");
    assert!(!entitled(&employee(&policy, &facts).unwrap(), "2010-07-01"));
    let no = super::super::history::DeemedNo::new(1).unwrap();
    let deemed = super::super::DeemedMonths::new(no, 61, "人事档案", "").unwrap();
    facts.history.deemed.push(deemed);
    assert!(entitled(&employee(&policy, &facts).unwrap(), "2010-07-01"));
}

#[test]
fn never_paid_is_never_entitled() {
    let policy = shanghai(&[]);
    let bills = months("2003-05", 3);
    let deferral = approved("2003-05-01", "2003-12-31");
    for deferrals in [vec![], vec![deferral]] {
        let derived = employee(&policy, &facts(&bills, &[], &deferrals, "2003-09-01")).unwrap();
        assert!(derived.spans.is_empty());
    }
}

#[test]
fn a_freelancer_is_told_that_no_rules_are_configured() {
    let policy = shanghai(&[]);
    let mut facts = retired_with(60, "1998-06-01");
    facts.career.membership = Membership::SelfEmployed;
    let refused = employee(&policy, &facts).unwrap_err();
    assert_eq!(refused.code(), "entitlement.no_rule_set");
}

#[test]
fn arrears_of_the_old_employer_stay_with_it() {
    let policy = shanghai(&[]);
    let mut both = facts(
        &months("2003-01", 3),
        &[paid(1, "2003-01-20", 100)],
        &[],
        "2003-12-31",
    );
    let new = facts(
        &months("2003-04", 6),
        &[paid(7, "2003-04-10", 600)],
        &[],
        "2003-12-31",
    );
    both.employments[0].ended_on = Some(day("2003-03-31"));
    both.employments.extend(new.employments);
    let derived = employee(&policy, &both).unwrap();
    assert!(!entitled(&derived, "2003-03-01") && !entitled(&derived, "2003-04-30"));
    assert!(entitled(&derived, "2003-05-01") && entitled(&derived, "2003-10-31"));
}

#[test]
fn death_ends_entitlement() {
    let policy = shanghai(&[]);
    let mut facts = retired_with(200, "2003-06-01");
    facts.ended_on = Some(day("2009-01-31"));
    let derived = employee(&policy, &facts).unwrap();
    assert!(entitled(&derived, "2009-01-31") && !entitled(&derived, "2009-02-01"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Over random payments, deferrals and retirements: every span has a record that is among the facts
    /// and covers it; no day of arrears is entitled; the order of the facts does not matter.
    #[test]
    fn every_span_has_its_ground(
        count in 1_usize..10,
        amounts in prop::collection::vec((0_i32..400, 50_i64..400), 0..6),
        deferred in prop::option::of((0_i32..200, 30_i32..200)),
        retires in prop::option::of(0_i32..300),
        record in 170_i64..190,
    ) {
        let policy = shanghai_cached();
        let bills = months("2003-01", count);
        let from = |days: i32| day("2003-01-01").add_days(days).unwrap();
        let payments: Vec<Paid> = (1_i64..).zip(&amounts)
            .map(|(no, (days, amount))| paid(no, &from(*days).to_string(), *amount)).collect();
        let deferrals: Vec<Deferral> = deferred.iter()
            .map(|(start, days)| approved(&from(*start).to_string(), &from(start + days).to_string())).collect();
        let mut facts = facts(&bills, &payments, &deferrals, "2004-06-30");
        facts.history.before = record;
        if let Some(days) = retires {
            facts.career = retired(&from(days).to_string());
        }
        let derived = employee(policy, &facts).unwrap();
        let settled = &facts.employments[0];
        for span in &derived.spans {
            let last = span.until.unwrap_or(Date::MAX);
            let covers = match span.record {
                Record::Premium(no) => {
                    let filled: BTreeSet<Month> = settled.bills.iter()
                        .filter(|bill| bill.completed.is_some_and(|done| done.payment == no))
                        .map(|bill| bill.bill.month).collect();
                    let mut month = Month::of(span.from);
                    let mut all = true;
                    while month.first() <= last {
                        all &= filled.iter().any(|paid| paid.next() == Some(month)) || filled.contains(&month)
                            || filled.iter().any(|paid| *paid > month);
                        month = month.next().unwrap();
                    }
                    all
                }
                Record::Deferral(no) => deferrals.iter().any(|it| it.no == no && it.from <= span.from && last <= it.until),
                Record::Retirement(no) => facts.career.retirement.is_some_and(|it| it.no == no
                    && it.retired_on <= span.from) && record > 180,
                _ => false,
            };
            prop_assert!(covers, "{span:?}");
        }
        // A spell repaid on its first day has no day without money (A07: covered from that very day).
        let unpaid = |spell: &&Spell| spell.last().is_none_or(|last| spell.from <= last);
        for spell in settled.spells.iter().filter(|spell| spell.deferral.is_none()).filter(unpaid) {
            let retired = derived.on(spell.from).is_some_and(|span| span.record.ground() == Ground::Retirement);
            prop_assert!(retired || !derived.is_entitled(spell.from), "{spell:?}");
        }
        let mut turned = facts.clone();
        for employment in &mut turned.employments {
            employment.bills.reverse();
            employment.spells.reverse();
            employment.deferrals.reverse();
        }
        prop_assert_eq!(employee(policy, &turned).unwrap().canonical(), derived.canonical());
        prop_assert!(derived.spans.iter().all(|span| span.until.is_none_or(|until| span.from <= until)));
    }
}

fn shanghai_cached() -> &'static Policy {
    static POLICY: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
    POLICY.get_or_init(|| shanghai(&[]))
}
