use base::Fen;

use super::*;
use crate::control::receivable::*;
use crate::control::timely::*;

/// REQ-177: money in the income account over the configured days is an alert.
#[test]
fn money_that_lingers_in_the_income_account_is_told() {
    let flow = |on: &str, amount| Flow {
        on: date(on),
        amount: yuan(amount),
    };
    let desk = Desk::new();
    let days = desk.catalogue.parameters(pool(), date("2026-04-20"));
    let days = days.count("transfer.days").unwrap();
    let flows = [
        flow("2026-04-01", 100),
        flow("2026-04-08", 50),
        flow("2026-04-09", -70),
        flow("2026-04-15", 10),
    ];
    let at = |today: &str| lingering(region("340421"), &flows, days, date(today)).unwrap();
    let late = at("2026-04-20");
    let shown: Vec<(Date, Fen, i32)> = late
        .iter()
        .map(|one| (one.since, one.amount, one.days))
        .collect();
    assert_eq!(
        shown,
        [
            (date("2026-04-01"), yuan(30), 19),
            (date("2026-04-08"), yuan(50), 12)
        ]
    );
    assert!(
        at("2026-04-11").is_empty(),
        "the tenth day is still in time"
    );
    let overdrawn = lingering(
        region("340421"),
        &[flow("2026-04-01", -1)],
        days,
        date("2026-04-20"),
    );
    assert_eq!(overdrawn.unwrap_err().code(), "fund.transfer.overdrawn");
}

/// REQ-178: a report after its due date stands on the late list.
#[test]
fn late_reports_stand_on_the_list() {
    let desk = Desk::new();
    let duty = |name: &str| {
        desk.catalogue
            .duties
            .iter()
            .find(|one| one.report == name)
            .unwrap()
    };
    let counties = ["340421", "340422", "340403"].map(region);
    let monthly = dues(
        duty("budget_execution"),
        &counties,
        date("2026-03-01"),
        date("2026-03-31"),
        |county, _| match county.short().as_str() {
            "340421" => Some(date("2026-04-10")),
            "340422" => Some(date("2026-04-13")),
            _ => None,
        },
    );
    let states: Vec<ReportState> = monthly
        .iter()
        .map(|one| one.state(date("2026-04-14")))
        .collect();
    assert_eq!(
        states,
        [
            ReportState::InTime,
            ReportState::Late(3),
            ReportState::Overdue(4)
        ]
    );
    let late: Vec<String> = monthly
        .iter()
        .filter(|one| one.state(date("2026-04-14")).is_late())
        .map(|one| one.county.short())
        .collect();
    assert_eq!(late, ["340422", "340403"]);
    let yearly = dues(
        duty("final_accounts"),
        &counties[..1],
        date("2025-01-01"),
        date("2026-06-30"),
        |_, _| None,
    );
    assert_eq!(yearly.len(), 1);
    assert_eq!(yearly[0].due, date("2026-02-28"));
    assert_eq!(yearly[0].state(date("2026-02-28")), ReportState::Open);
}

fn change(kind: ChangeKind, amount: i64, on: &str) -> Change {
    Change {
        kind,
        amount: yuan(amount),
        on: date(on),
        document: "凭证 17".into(),
    }
}

fn receivable(kind: ReceivableKind, changes: Vec<Change>) -> Receivable {
    Receivable {
        debtor: region("340421"),
        kind,
        changes,
    }
}

/// REQ-168: a gap of 500000 of county A is a receivable from the finance of county A, cleared by payment.
#[test]
fn an_audited_gap_is_owed_until_it_is_paid() {
    let raised = change(ChangeKind::Raised, 500_000, "2017-06-30");
    let mut gap = receivable(ReceivableKind::AuditGap, vec![raised]);
    assert_eq!(gap.debtor, region("340421"));
    assert_eq!(
        (gap.open(), gap.age(date("2017-07-30"))),
        (Some(yuan(500_000)), 30)
    );
    let part = change(ChangeKind::Collected, 200_000, "2017-08-01");
    assert_eq!(gap.admit(&part), Ok(()));
    gap.changes.push(part);
    assert_eq!(gap.open(), Some(yuan(300_000)));
    let too_much = change(ChangeKind::Collected, 300_001, "2017-08-02");
    assert_eq!(
        gap.admit(&too_much).unwrap_err().code(),
        "fund.receivable.too_much"
    );
    gap.changes
        .push(change(ChangeKind::Collected, 300_000, "2017-09-01"));
    gap.changes
        .push(change(ChangeKind::PassedOn, 500_000, "2017-09-01"));
    assert!(gap.is_cleared());
    assert_eq!(gap.age(date("2018-01-01")), 0);
}

/// REQ-469: balance 100, approved payments 130: 130 are paid, 30 is owed by the county's finance until paid, and
/// claims go on.
#[test]
fn a_county_that_runs_short_goes_on_paying() {
    let first = cover(yuan(100), yuan(130)).unwrap();
    assert_eq!(
        (first.paid, first.from_balance, first.receivable),
        (yuan(130), yuan(100), yuan(30))
    );
    assert_eq!(first.balance, yuan(-30));
    let next = cover(first.balance, yuan(50)).unwrap();
    assert_eq!(
        (next.paid, next.receivable),
        (yuan(50), yuan(50)),
        "claims go on"
    );
    let raised = [
        change(ChangeKind::Raised, 30, "2026-11-02"),
        change(ChangeKind::Raised, 50, "2026-11-09"),
    ];
    let mut owed = receivable(ReceivableKind::Deficit, raised.to_vec());
    assert_eq!(owed.open(), Some(yuan(80)), "shown until paid");
    owed.changes
        .push(change(ChangeKind::Collected, 80, "2026-12-01"));
    owed.changes
        .push(change(ChangeKind::PassedOn, 80, "2026-12-01"));
    assert!(owed.is_cleared());
    assert_eq!(cover(yuan(100), yuan(100)).unwrap().receivable, Fen::ZERO);
    assert!(cover(yuan(100), yuan(-1)).is_err());
}

/// REQ-182: an arrear of 20000 that the county collects is passed on to the city's account.
#[test]
fn historic_arrears_are_collected_and_passed_on() {
    let mut arrear = receivable(
        ReceivableKind::HistoricArrear,
        vec![change(ChangeKind::Raised, 20_000, "2020-12-31")],
    );
    let early = change(ChangeKind::PassedOn, 1, "2021-01-05");
    assert!(
        arrear.admit(&early).is_err(),
        "nothing has been collected yet"
    );
    arrear
        .changes
        .push(change(ChangeKind::Collected, 20_000, "2021-03-01"));
    assert_eq!(
        (arrear.open(), arrear.to_pass_on()),
        (Some(Fen::ZERO), Some(yuan(20_000)))
    );
    assert!(!arrear.is_cleared(), "the county still holds it");
    let passed = change(ChangeKind::PassedOn, 20_000, "2021-03-05");
    assert_eq!(arrear.admit(&passed), Ok(()));
    arrear.changes.push(passed);
    assert!(arrear.is_cleared());
}
