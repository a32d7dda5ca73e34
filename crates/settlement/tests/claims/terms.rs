//! Terms of the package on the calendar, and who hears of them.

use std::collections::BTreeSet;

use settlement::claim::{Alarm, Fault, Procedure, Reminder, Task, Terms, Verdict};

use crate::house::{
    calendar, city, county, date, decided, finding, line, package, payable, signed, submitted,
};

fn due(procedure: Procedure, starts: &str) -> (String, String) {
    let (package, calendar) = (package(), calendar());
    let terms = Terms::new(&package, &calendar);
    let term = terms.term(procedure, date(starts)).unwrap().unwrap();
    assert!(!term.provisional);
    (term.due.to_string(), term.article)
}

/// REQ-236: received 2025-03-03, due 2025-03-17, by the term of the package.
#[test]
fn the_first_review_is_due_after_ten_working_days() {
    let (due, article) = due(Procedure::FirstReview, "2025-03-03");
    assert_eq!(due, "2025-03-17");
    assert!(article.ends_with("32(1)"), "{article}");
}

/// REQ-237: opinion 2025-03-17, due 2025-03-31.
#[test]
fn the_decision_is_due_after_ten_more() {
    assert_eq!(due(Procedure::Decision, "2025-03-17").0, "2025-03-31");
}

/// REQ-238: suspended 2025-03-31, due 2025-06-29, a Sunday: calendar days are not moved.
#[test]
fn a_suspended_case_is_due_after_ninety_days() {
    let (due, article) = due(Procedure::SuspendedDecision, "2025-03-31");
    assert_eq!(due, "2025-06-29");
    assert!(article.ends_with("32(2)"), "{article}");
}

/// REQ-239: approved 2025-03-31, 4 April is a holiday, due 2025-04-10.
#[test]
fn payment_is_due_after_seven_working_days() {
    assert_eq!(due(Procedure::Payment, "2025-03-31").0, "2025-04-10");
}

/// Received on Friday 26 September: 28 September (make-up), 29, 30, then 9, 10, 11 (make-up), 13, 14, 15, 16.
#[test]
fn national_day_and_its_make_up_days_are_counted() {
    let first = due(Procedure::FirstReview, "2025-09-26").0;
    assert_eq!(first, "2025-10-16");
    // Approved on the last day before the holidays: 9, 10, 11, 13, 14, 15, 16 October.
    assert_eq!(due(Procedure::Payment, "2025-09-30").0, "2025-10-16");
}

#[test]
fn a_year_without_holidays_makes_a_provisional_day() {
    let (package, calendar) = (package(), calendar());
    let terms = Terms::new(&package, &calendar);
    let term = terms.term(Procedure::Payment, date("2025-12-30")).unwrap();
    assert!(term.unwrap().provisional);
    let before = terms.term(Procedure::Payment, date("1999-01-04"));
    assert_eq!(before.unwrap_err().code(), "claim.term_version");
}

fn tasks_of(claim: &settlement::claim::Claim) -> Vec<Task> {
    let (package, calendar) = (package(), calendar());
    let terms = Terms::new(&package, &calendar);
    claim.tasks(&terms, city(), &BTreeSet::new()).unwrap()
}

/// REQ-241: a task over its limit goes to the supervisor; before it the office is reminded.
#[test]
fn a_late_task_goes_to_the_supervisor() {
    let claim = submitted(1, &[payable("S1", "2025-02-10", 100_000)]);
    let tasks = tasks_of(&claim);
    assert_eq!(tasks.len(), 1);
    let calendar = calendar();
    let reminder = Reminder { working_days: 2 };
    let on = |day: &str| {
        let watched = tasks[0].watch(date(day), reminder, &calendar);
        (watched.alarm, watched.left, watched.late, watched.tell)
    };
    assert_eq!(on("2025-03-12"), (Alarm::Calm, 3, 0, county()));
    assert_eq!(on("2025-03-13"), (Alarm::Remind, 2, 0, county()));
    assert_eq!(on("2025-03-17"), (Alarm::Remind, 0, 0, county()));
    assert_eq!(on("2025-03-18"), (Alarm::Escalate, 0, 1, city()));
    let told = tasks[0].watch(date("2025-03-20"), reminder, &calendar).zh;
    assert!(
        told.contains("已超期 3 天") && told.contains("初审"),
        "{told}"
    );
}

/// Every step of the way has its task, and the payment of each step is watched until it is made.
#[test]
fn tasks_follow_the_stage() {
    let payables = [
        payable("S1", "2025-02-10", 100_000),
        payable("S2", "2025-02-11", 50_000),
    ];
    let mut claim = submitted(1, &payables);
    let review = signed("reviewer", county(), "2025-03-14");
    claim.review(review, Vec::new()).unwrap();
    let names = |tasks: &[Task]| -> Vec<(Procedure, String)> {
        let one = |task: &Task| (task.term.procedure, task.term.due.to_string());
        tasks.iter().map(one).collect()
    };
    let decision = [(Procedure::Decision, "2025-03-28".to_owned())];
    assert_eq!(names(&tasks_of(&claim)), decision);
    let suspended = finding("S2", Verdict::Suspend, 50_000, Fault::Nobody);
    let mut claim = decided(1, &payables, vec![suspended], &Default::default());
    let both = [
        (Procedure::SuspendedDecision, "2025-06-29".to_owned()),
        (Procedure::Payment, "2025-04-10".to_owned()),
    ];
    assert_eq!(names(&tasks_of(&claim)), both);
    let pay = settlement::claim::Ruling {
        line: line("S2"),
        refused: base::Fen::ZERO,
        fault: Fault::Nobody,
        reason: String::new(),
    };
    let signed = signed("city", city(), "2025-06-20");
    claim
        .resolve(signed, vec![pay], &Default::default())
        .unwrap();
    let (package, calendar) = (package(), calendar());
    let terms = Terms::new(&package, &calendar);
    let left = claim.tasks(&terms, city(), &BTreeSet::from([0])).unwrap();
    let second = [(Procedure::Payment, "2025-07-01".to_owned())];
    assert_eq!(names(&left), second);
    let done = claim
        .tasks(&terms, city(), &BTreeSet::from([0, 1]))
        .unwrap();
    assert_eq!(done, Vec::new());
}
