use access::Role;
use base::{Fen, Ratio};

use super::*;
use crate::control::budget::*;
use crate::control::{BasisPoints, Given, Track};

fn line(code: &str, direction: Direction, amount: i64) -> BudgetLine {
    BudgetLine {
        code: LineCode::new(code).unwrap(),
        direction,
        amount: yuan(amount),
        basis: vec![Basis::Entered {
            reason: "测试".into(),
        }],
    }
}

fn budget(version: u32, lines: Vec<BudgetLine>, track: Track<BudgetStage>) -> Budget {
    Budget {
        region: region("340421"),
        year: 2026,
        kind: BudgetKind::Budget,
        version,
        lines,
        justification: None,
        track,
    }
}

/// REQ-163: income 100, spending 101 needs a justification, and then goes to those who approve.
#[test]
fn planned_spending_above_income_needs_justification_and_approval() {
    let lines = [
        line("4001", Direction::Income, 100),
        line("5001", Direction::Spending, 101),
    ];
    let refused = Budget::check(BudgetKind::Budget, 1, &lines, None).unwrap_err();
    assert_eq!(refused.code(), "fund.budget.balance");
    assert!(refused.zh().contains("101.00") && refused.zh().contains("100.00"));
    let warned = Budget::check(BudgetKind::Budget, 1, &lines, Some("大额医疗费用增长")).unwrap();
    assert_eq!(
        warned,
        Some(Imbalance {
            income: yuan(100),
            spending: yuan(101)
        })
    );
    let desk = Desk::new();
    let maker = user("kuaiji", Role::Accountant, "340421");
    let track = desk
        .chain("2025-11-03")
        .open(region("340421"), &maker, &Given::default())
        .unwrap();
    assert!(
        !budget(1, lines.to_vec(), track).is_in_force(),
        "not before approval"
    );
    let even = [
        line("4001", Direction::Income, 100),
        line("5001", Direction::Spending, 100),
    ];
    assert_eq!(Budget::check(BudgetKind::Budget, 1, &even, None), Ok(None));
}

/// REQ-195: bureau, finance, government; in force only after the government has approved.
#[test]
fn a_budget_is_in_force_only_after_the_government() {
    let desk = Desk::new();
    let county = region("340421");
    let maker = user("kuaiji", Role::Accountant, "340421");
    let finance = user("caizheng", Role::Treasury, "340421");
    let recorder = user("fuhe", Role::FinanceReviewer, "340421");
    let lines = vec![line("5001", Direction::Spending, 0)];
    let open = |on: &str| {
        desk.chain(on)
            .open(county, &maker, &Given::default())
            .unwrap()
    };
    let mut track: Track<BudgetStage> = open("2025-11-03");
    let skip = desk.chain("2025-11-04").step(
        &track,
        BudgetStage::InForce,
        county,
        &recorder,
        &Given::default(),
    );
    assert_eq!(skip.unwrap_err().code(), "fund.chain.order");
    let mut walk = |stage, actor, document| {
        let given = Given {
            document,
            ..Given::default()
        };
        let taken = desk
            .chain("2025-11-10")
            .step(&track, stage, county, actor, &given);
        let steps = track.steps().iter().cloned().chain([taken.unwrap()]);
        track = Track::from_steps(steps.collect()).unwrap();
        budget(1, lines.clone(), track.clone()).is_in_force()
    };
    assert!(!walk(BudgetStage::Finance, &finance, None));
    assert!(walk(
        BudgetStage::InForce,
        &recorder,
        Some("淮府〔2025〕9号")
    ));
    let final_accounts = Budget {
        kind: BudgetKind::FinalAccounts,
        ..budget(1, lines.clone(), open("2027-02-01"))
    };
    assert!(
        !final_accounts.is_in_force(),
        "final accounts walk the same way"
    );
    let adjusted = budget(2, lines.clone(), open("2026-07-01"));
    let versions = [budget(1, lines.clone(), track.clone()), adjusted];
    assert_eq!(Budget::in_force(&versions).map(|one| one.version), Some(1));
    let without = Budget::check(BudgetKind::Budget, 2, &lines, None).unwrap_err();
    assert_eq!(without.code(), "fund.budget.adjustment");
}

fn permit(ground: PermitGround, amount: i64, approvals: usize) -> Permit {
    let desk = Desk::new();
    let county = region("340421");
    let maker = user("kuaiji", Role::Accountant, "340421");
    let mut track: Track<PermitStage> = desk
        .chain("2026-09-01")
        .open(county, &maker, &Given::default())
        .unwrap();
    let steps = [
        (
            PermitStage::GovernmentAgreed,
            user("fuhe", Role::FinanceReviewer, "340421"),
        ),
        (
            PermitStage::Approved,
            user("shicai", Role::Treasury, "3404"),
        ),
    ];
    for (stage, actor) in steps.iter().take(approvals) {
        let given = Given {
            document: Some("府批〔2026〕1号"),
            ..Given::default()
        };
        let taken = desk
            .chain("2026-09-02")
            .step(&track, *stage, county, actor, &given);
        let all = track.steps().iter().cloned().chain([taken.unwrap()]);
        track = Track::from_steps(all.collect()).unwrap();
    }
    Permit {
        region: county,
        year: 2026,
        ground,
        line: (ground == PermitGround::OverBudget).then(|| LineCode::new("5001").unwrap()),
        amount: yuan(amount),
        track,
    }
}

/// REQ-172: blocked over the line without approval, blocked after one, released after two; past surplus alike;
/// what is committed counts with what is paid.
#[test]
fn over_the_budget_is_blocked_until_both_approvals_are_there() {
    let code = LineCode::new("5001").unwrap();
    let spending = Spending {
        line: &code,
        amount: yuan(20),
    };
    let standing = Standing {
        budget: yuan(100),
        paid: yuan(60),
        committed: yuan(30),
        year_income: yuan(500),
        year_spending: yuan(90),
    };
    let over = |approvals| {
        admit(
            &spending,
            &standing,
            &[permit(PermitGround::OverBudget, 10, approvals)],
        )
    };
    assert_eq!(
        admit(&spending, &standing, &[]).unwrap_err().code(),
        "fund.budget.over"
    );
    assert_eq!(over(0).unwrap_err().code(), "fund.budget.over");
    assert_eq!(over(1).unwrap_err().code(), "fund.budget.over");
    assert_eq!(over(2).unwrap().over_budget, yuan(10));
    let within = Spending {
        amount: yuan(10),
        ..spending
    };
    assert_eq!(admit(&within, &standing, &[]).unwrap().left, Fen::ZERO);
    let dry = Standing {
        budget: yuan(1_000),
        year_income: yuan(95),
        ..standing
    };
    let surplus = |approvals| {
        admit(
            &spending,
            &dry,
            &[permit(PermitGround::PastSurplus, 15, approvals)],
        )
    };
    assert_eq!(surplus(1).unwrap_err().code(), "fund.budget.past_surplus");
    assert_eq!(surplus(2).unwrap().past_surplus, yuan(15));
}

/// REQ-188: the execution rate of each line, month by month.
#[test]
fn execution_is_shown_by_line_and_month() {
    let lines = [
        line("4001", Direction::Income, 1_000),
        line("5001", Direction::Spending, 900),
    ];
    let figure = |code: &str, month, amount| MonthFigure {
        code: LineCode::new(code).unwrap(),
        month,
        amount: yuan(amount),
    };
    let figures = [
        figure("4001", 1, 400),
        figure("5001", 1, 90),
        figure("5001", 2, 45),
        figure("5401", 2, 7),
    ];
    let table = execution(&lines, &figures, 2).unwrap();
    let row = |code: &str, month| {
        let hit = |row: &&Execution| row.code.as_str() == code && row.month == month;
        table.iter().find(hit).unwrap()
    };
    assert_eq!(table.len(), 6);
    assert_eq!(row("4001", 1).rate, Some(BasisPoints::new(4_000)));
    assert_eq!(row("5001", 1).rate, Some(BasisPoints::new(1_000)));
    assert_eq!(row("5001", 2).rate, Some(BasisPoints::new(1_500)));
    assert_eq!(row("5001", 2).in_month, yuan(45));
    let outside = row("5401", 2);
    assert_eq!((outside.budget, outside.rate), (Fen::ZERO, None));
    let accounts = final_accounts(&lines, &figures).unwrap();
    let spent = accounts
        .iter()
        .find(|line| line.code.as_str() == "5001")
        .unwrap();
    assert_eq!(spent.amount, yuan(135));
}

/// REQ-437: the lines of a budget name the enrolment and the standard they come from.
#[test]
fn a_budget_is_prepared_from_enrolment_and_standards() {
    let cohort = |code: &str, category: &str, heads, standard| Cohort {
        code: LineCode::new(code).unwrap(),
        category: category.into(),
        heads,
        standard: yuan(standard),
    };
    let lines = prepare_income(&[
        cohort("4001", "普通居民", 1_000, 150),
        cohort("4001", "低保", 50, 0),
        cohort("4101", "普通居民", 1_000, 420),
        cohort("4101", "低保", 50, 570),
    ])
    .unwrap();
    assert_eq!(lines.len(), 2);
    let personal = lines.first().unwrap();
    assert_eq!(personal.amount, yuan(150_000));
    let expected = Basis::Heads {
        category: "普通居民".into(),
        heads: 1_000,
        standard: yuan(150),
    };
    assert_eq!(personal.basis.first(), Some(&expected));
    assert_eq!(lines.last().unwrap().amount, yuan(448_500));
    let desk = Desk::new();
    let growth = desk.catalogue.parameters(pool(), date("2026-01-01"));
    let growth = growth.ratio("budget.growth").unwrap();
    let outlay = Outlay {
        code: LineCode::new("5001").unwrap(),
        year: 2025,
        spent: yuan(400_000),
    };
    let spending = prepare_spending(&[outlay], growth).unwrap();
    let first = spending.first().unwrap();
    assert_eq!(first.amount, yuan(420_000));
    assert!(matches!(
        first.basis.first(),
        Some(Basis::Outlay { year: 2025, .. })
    ));
    assert_eq!(growth, Ratio::from_bp(10_500).unwrap());
}

/// REQ-207: a county's use against its target, by month.
#[test]
fn a_county_is_held_against_its_target_by_month() {
    let used = [100, 100, 150].map(yuan);
    let figures = track_target(yuan(1_200), &[], &used).unwrap();
    assert_eq!(figures.len(), 3);
    let march = figures.last().unwrap();
    assert_eq!(
        (march.month, march.planned, march.used),
        (3, yuan(300), yuan(350))
    );
    assert_eq!(march.room, yuan(-50));
    assert_eq!(march.rate, Some(BasisPoints::new(2_917)));
    let whole = track_target(Fen::new(100_001), &[], &[Fen::ZERO; 12]).unwrap();
    assert_eq!(whole.last().unwrap().planned, Fen::new(100_001));
}
