//! A county with a hospital whose settlements of February wait to be claimed.

use access::{Actor, Role, Verdict};
use base::{Fen, ProviderId};
use enrolment::{Month, Scheme};
use ledger::control::budget::{Basis, BudgetKind, BudgetLine, BudgetStage, Direction, LineCode};
use service::claim::{self, Ask};
use service::fund::{BudgetDraft, StepInput, draft_budget, step_budget};
use settlement::claim::{
    ClaimNo, Claimant, Fault, Finding, FundCode, LineKey, Part, PayKey, SettlementId,
    Verdict as Said,
};
use settlement::payout::Payee;
use store::{Deed, StoreError, Value, params};

use crate::house::{CITY, FENGTAI, FUND, House, day, region, year, yuan};

pub const HOSPITAL: &str = "H34042100001";

pub fn month() -> Month {
    Month::parse("2026-02").unwrap()
}

pub fn fund() -> FundCode {
    FundCode::new("resident").unwrap()
}

pub fn hospital() -> Claimant {
    Claimant::Institution(ProviderId::new(HOSPITAL).unwrap())
}

pub fn key() -> PayKey {
    PayKey {
        claimant: hospital(),
        county: region(FENGTAI),
        fund: fund(),
        scheme: Scheme::Resident,
    }
}

pub fn clerk(house: &House) -> Actor {
    house.user("jb-city", Role::Clerk, CITY)
}

pub fn window(house: &House) -> Actor {
    house.user("sl-county", Role::Clerk, FENGTAI)
}

pub fn examiner(house: &House) -> Actor {
    house.user("cs-county", Role::Clerk, FENGTAI)
}

pub fn decider(house: &House) -> Actor {
    house.user("jd-city", Role::Reviewer, CITY)
}

pub fn cashier(house: &House) -> Actor {
    house.user("cn-city", Role::Cashier, CITY)
}

/// What the counter left of a record: number, nature, the record it is about, day, 分.
pub type Left<'a> = (i64, &'a str, Option<i64>, &'a str, i64);

/// Writes what the counter leaves for members of 凤台.
pub fn leave(house: &House, institution: &str, all: &[Left<'_>]) {
    leave_of(house, FENGTAI, institution, all);
}

/// The same for members of a county.
pub fn leave_of(house: &House, county: &str, institution: &str, all: &[Left<'_>]) {
    let deed = Deed {
        pool: region(CITY),
        region: region(CITY),
        user: access::UserName::new("first").unwrap(),
        role: Role::Administrator,
        command: "test".to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    };
    let written = house.store.write::<_, StoreError>(&deed, |tx| {
        let (pool, now) = (tx.pool(), tx.no());
        let rows: Vec<Vec<Value>> = all
            .iter()
            .map(|(no, nature, about, on, amount)| {
                params![
                    pool,
                    no % 64,
                    *no,
                    "fund",
                    "resident",
                    *nature,
                    *about,
                    institution,
                    region(county),
                    "resident",
                    "inpatient",
                    2026_i64,
                    day(on),
                    *amount,
                    now
                ]
                .to_vec()
            })
            .collect();
        let columns = [
            "pool",
            "bucket",
            "settlement",
            "part",
            "fund",
            "nature",
            "about",
            "institution",
            "region",
            "scheme",
            "care",
            "benefit_year",
            "settled_on",
            "amount",
            "tx_from",
        ];
        tx.insert("payable", &columns, &rows)
    });
    written.unwrap();
}

/// The first claim of the month, submitted by the window.
pub fn submitted(house: &House) -> ClaimNo {
    let desk = house.desk();
    claim::draw_up(&desk, &clerk(house), month()).unwrap();
    let all = claim::claims(&desk, &decider(house), Some(month()), None).unwrap();
    let no = all[0].no;
    let declared = claim::declared(&desk, &window(house), no).unwrap();
    claim::submit(&desk, &window(house), no, declared).unwrap();
    no
}

/// The first claim of the month, decided with these findings.
pub fn decided(house: &House, findings: Vec<Finding>) -> ClaimNo {
    let no = submitted(house);
    let desk = house.desk();
    claim::review(&desk, &examiner(house), no, Vec::new()).unwrap();
    claim::decide_claim(&desk, &decider(house), no, findings).unwrap();
    no
}

pub fn line(settlement: i64) -> LineKey {
    LineKey {
        settlement: SettlementId::new(&settlement.to_string()).unwrap(),
        part: Part::Fund,
    }
}

pub fn finding(settlement: i64, verdict: Said, amount: i64) -> Finding {
    Finding {
        line: line(settlement),
        verdict,
        amount: Fen::new(amount),
        fault: Fault::Provider,
        reason: "超出限定支付范围".to_owned(),
    }
}

/// Has something proposed by the city's clerk and approved by its reviewer.
pub fn set(house: &House, ask: &Ask) {
    let no = claim::propose(&house.desk(), &clerk(house), ask).unwrap();
    claim::decide(&house.desk(), &decider(house), no, Verdict::Approved, "").unwrap();
}

/// The account of the hospital.
pub fn with_account(house: &House) {
    let payee = Payee {
        name: "凤台县人民医院".to_owned(),
        account: "6222021234567890".to_owned(),
        bank: "建设银行凤台支行".to_owned(),
    };
    set(house, &Ask::Payee(hospital(), region(FENGTAI), payee));
}

/// Money in the expenditure account of the county, and a budget that lets it be spent.
pub fn with_money(house: &House) {
    let banks = [("1003", "市财政专户")];
    house.post(
        ("E8", "", FENGTAI, "2026-03-01"),
        "省",
        yuan(50_000),
        &banks,
    );
    house.post(("E10", "", FENGTAI, "2026-03-02"), "", yuan(20_000), &banks);
    let line = |code: &str, direction, amount| BudgetLine {
        code: LineCode::new(code).unwrap(),
        direction,
        amount: yuan(amount),
        basis: vec![Basis::Entered {
            reason: "测试".into(),
        }],
    };
    let draft = BudgetDraft {
        region: region(FENGTAI),
        fund: FUND,
        year: year(),
        kind: BudgetKind::Budget,
        lines: vec![
            line("4001", Direction::Income, 50_000),
            line("5001", Direction::Spending, 10_000),
        ],
        justification: Some("年初预算".into()),
    };
    let desk = house.desk();
    let (no, _) = draft_budget(&desk, &house.maker(FENGTAI), &draft).unwrap();
    let step = |actor: &Actor, stage, document| {
        let input = StepInput {
            document,
            ..StepInput::default()
        };
        step_budget(&desk, actor, no, stage, input).unwrap();
    };
    step(&house.finance(FENGTAI, 1), BudgetStage::Finance, None);
    step(
        &house.checker(FENGTAI),
        BudgetStage::InForce,
        Some("府〔2026〕1号"),
    );
}

/// Every check of claims and payouts agrees; what does not is named.
pub fn verified(house: &House) {
    let of_area = |name: &str| {
        ["claim.", "payout.", "clearing."]
            .iter()
            .any(|area| name.starts_with(area))
    };
    let checks = store::verify::checks().filter(|check| of_area(check.name));
    let mut count = 0;
    for check in checks {
        count += 1;
        let run = |session: &mut store::Session<'_>| (check.run)(session);
        let outcome = house.store.read(run).unwrap();
        assert_eq!(outcome.first, None, "{}", check.name);
    }
    assert!(count >= 5, "{count} checks");
}
