use std::collections::BTreeMap;

use access::Role;
use base::{Fen, Ratio, Validity};
use proptest::prelude::*;

use super::*;
use crate::control::deposit::*;
use crate::control::prepay::*;
use crate::control::publish::*;
use crate::control::risk::*;
use crate::control::*;
use crate::entry::BankAccount;

fn movement(county: &str, kind: MovementKind, amount: i64, on: &str) -> Movement {
    Movement {
        county: region(county),
        kind,
        amount: yuan(amount),
        on: date(on),
        document: "市医保〔2026〕3号".into(),
    }
}

/// REQ-183: rate × income for each county; the rate is a parameter that no source gives.
#[test]
fn the_risk_fund_is_extracted_by_rate_from_each_county() {
    let desk = Desk::new();
    let parameters = desk.catalogue.parameters(pool(), date("2026-06-01"));
    let missing = parameters.ratio("risk.extraction.rate").unwrap_err();
    assert_eq!(missing.code(), "fund.parameter.missing");
    let own = "[[parameter]]\nid = \"risk.extraction.rate\"\nzh = \"提取比例\"\nratio = \"3%\"\npool = \"3404\"\n\
               article = \"市医保〔2026〕3号\"\nstanding = \"source\"\n";
    let catalogue = Catalogue::shipped().unwrap().with(own).unwrap();
    let parameters = catalogue.parameters(pool(), date("2026-06-01"));
    let rate = parameters.ratio("risk.extraction.rate").unwrap();
    let incomes = [
        (region("340421"), yuan(1_000_000)),
        (region("340422"), Fen::new(33)),
    ];
    let parts: Vec<Fen> = extract(rate, &incomes)
        .unwrap()
        .iter()
        .map(|one| one.amount)
        .collect();
    assert_eq!(parts, [yuan(30_000), Fen::new(1)]);
    assert!(extract(Ratio::new(2, 1).unwrap(), &incomes).is_err());
}

/// REQ-184: a county cannot post to the risk fund; its books are separate and kept by county.
#[test]
fn a_county_cannot_move_the_risk_fund() {
    let county = user("xian", Role::Accountant, "340421");
    let refused = decide(&county).unwrap_err();
    assert_eq!(refused.code(), "fund.risk.county");
    assert_eq!(decide(&user("shi", Role::Accountant, "3404")), Ok(()));
    let desk = Desk::new();
    let opened =
        desk.chain("2026-03-02")
            .open::<RiskStage>(region("340421"), &county, &Given::default());
    assert_eq!(opened.unwrap_err().code(), "fund.chain.seat");
    let books = balances(&[
        movement("340421", MovementKind::Extraction, 300, "2026-03-01"),
        movement("340422", MovementKind::Extraction, 100, "2026-03-01"),
        movement("340422", MovementKind::Grant, 150, "2026-06-01"),
    ])
    .unwrap();
    assert_eq!(books.get(&region("340421")), Some(&yuan(300)));
    assert_eq!(books.get(&region("340422")), Some(&yuan(-50)));
}

/// REQ-185: after settlement every county's claim and contribution balance: what it was granted beyond its share is
/// cleared against the others, and the clearings add up to nothing.
#[test]
fn a_settlement_balances_every_county() {
    let movements = [
        movement("340421", MovementKind::Extraction, 300, "2026-03-01"),
        movement("340422", MovementKind::Extraction, 100, "2026-03-01"),
        movement("340422", MovementKind::Grant, 200, "2026-06-01"),
    ];
    let cleared = settle_counties(&movements).unwrap();
    let of = |code: &str| {
        cleared
            .iter()
            .find(|one| one.county == region(code))
            .unwrap()
    };
    assert_eq!(
        (of("340421").bears, of("340421").clearing),
        (yuan(150), yuan(-150))
    );
    assert_eq!(
        (of("340422").bears, of("340422").clearing),
        (yuan(50), yuan(150))
    );
    for one in &cleared {
        let due = one.contributed.checked_sub(one.bears);
        assert_eq!(one.balance(), due, "nobody owes another any more");
    }
    assert_eq!(
        Fen::checked_sum(cleared.iter().map(|one| one.clearing)),
        Some(Fen::ZERO)
    );
    let too_much = [movement("340421", MovementKind::Grant, 1, "2026-06-01")];
    assert_eq!(
        settle_counties(&too_much).unwrap_err().code(),
        "fund.risk.overdrawn"
    );
}

proptest! {
    #[test]
    fn clearings_always_add_up_to_nothing(amounts in prop::collection::vec((0_i64..1_000_000, 0_i64..100_000), 1..7)) {
        let mut movements = Vec::new();
        for (at, (put_in, granted)) in amounts.iter().enumerate() {
            let county = format!("{}", 340_421 + at);
            movements.push(movement(&county, MovementKind::Extraction, *put_in, "2026-03-01"));
            movements.push(movement(&county, MovementKind::Grant, *granted, "2026-04-01"));
        }
        if let Ok(cleared) = settle_counties(&movements) {
            prop_assert_eq!(Fen::checked_sum(cleared.iter().map(|one| one.clearing)), Some(Fen::ZERO));
        }
    }
}

/// REQ-186: the audit pack of a period, with opening, movements, closing and a hash.
#[test]
fn an_audit_pack_holds_a_period() {
    let movements = [
        movement("340421", MovementKind::Extraction, 300, "2025-03-01"),
        movement("340421", MovementKind::Extraction, 320, "2026-03-01"),
        movement("340422", MovementKind::Grant, 120, "2026-06-01"),
    ];
    let pack =
        |list: &[Movement]| audit_pack(list, date("2026-01-01"), date("2026-12-31")).unwrap();
    let whole = pack(&movements);
    assert_eq!((whole.opening, whole.extracted), (yuan(300), yuan(320)));
    assert_eq!((whole.granted, whole.closing), (yuan(120), yuan(500)));
    assert_eq!(whole.movements.len(), 2);
    assert_eq!(pack(&movements).digest, whole.digest);
    let mut other = movements.clone();
    other[2].amount = yuan(121);
    assert_ne!(pack(&other).digest, whole.digest);
}

fn publication(topic: Topic) -> Publication {
    let desk = Desk::new();
    let maker = user("shi-kj", Role::Accountant, "3404");
    let page = Page {
        topic,
        region: pool(),
        from: date("2026-01-01"),
        until: date("2026-06-30"),
        heads: vec!["项目".into(), "金额（元）".into()],
        rows: vec![vec!["提取".into(), "620.00".into()]],
    };
    Publication {
        digest: page.digest(),
        track: desk
            .chain("2026-07-06")
            .open(pool(), &maker, &Given::default())
            .unwrap(),
        page,
    }
}

/// REQ-187: income and use of the risk fund are published for a period: generated, approved, published, frozen.
#[test]
fn the_risk_fund_is_published() {
    let desk = Desk::new();
    let mut one = publication(Topic::RiskFund);
    let names = ["shi-fh", "shi-kj", "shi-fh"];
    let roles = [
        Role::FinanceReviewer,
        Role::Accountant,
        Role::FinanceReviewer,
    ];
    for ((stage, name), role) in PublishStage::ORDER.iter().skip(1).zip(names).zip(roles) {
        assert!(!one.is_frozen());
        let actor = user(name, role, "3404");
        let taken = desk
            .chain("2026-07-07")
            .step(&one.track, *stage, pool(), &actor, &Given::default())
            .unwrap();
        let steps = one.track.steps().iter().cloned().chain([taken]).collect();
        one.track = Track::from_steps(steps).unwrap();
        assert_eq!(one.is_public(), *stage >= PublishStage::Published);
    }
    assert!(one.is_frozen() && one.verify().is_ok() && one.page.check().is_ok());
    let actor = user("shi-kj", Role::Accountant, "3404");
    let after = desk.chain("2026-07-08").step(
        &one.track,
        PublishStage::Frozen,
        pool(),
        &actor,
        &Given::default(),
    );
    assert_eq!(after.unwrap_err().code(), "fund.chain.closed");
    one.page.rows[0][1] = "621.00".into();
    assert_eq!(one.verify().unwrap_err().code(), "fund.publish.changed");
    one.page.rows[0].pop();
    assert!(one.page.check().is_err());
}

#[test]
fn alliances_are_paid_a_quarter_and_the_rest_comes_last() {
    let parts = quarters(Fen::new(43_320_000_000));
    assert_eq!(parts, [Fen::new(10_830_000_000); 4]);
    assert_eq!(quarters(Fen::new(7)), [1, 1, 1, 4].map(Fen::new));
    let plan = AlliancePlan {
        alliance: Alliance::new("寿县第一医共体").unwrap(),
        county: region("340422"),
        kind: Kind::CloseKnit,
        year: 2026,
        budget: yuan(400),
        decision: None,
    };
    assert_eq!(plan.payment(4), Ok(yuan(100)));
    assert_eq!(plan.payment(5).unwrap_err().code(), "fund.alliance.quarter");
    let other = AlliancePlan {
        kind: Kind::Other,
        ..plan.clone()
    };
    assert_eq!(other.payment(1).unwrap_err().code(), "fund.alliance.kind");
    let decided = AlliancePlan {
        decision: Some("淮医保〔2026〕5号".into()),
        ..other
    };
    assert_eq!(decided.payment(1), Ok(yuan(100)));
}

#[test]
fn the_year_of_an_alliance_settles_to_the_fen() {
    let half = Ratio::from_bp(5_000).unwrap();
    let saved = settle(yuan(400), yuan(300), yuan(360), Ratio::ONE, half).unwrap();
    assert_eq!((saved.kept, saved.balance), (yuan(40), yuan(100)));
    let over = settle(yuan(400), yuan(400), yuan(450), Ratio::ONE, half).unwrap();
    assert_eq!((over.fund_bears, over.alliance_bears), (yuan(25), yuan(25)));
    assert_eq!(over.balance, yuan(25));
    let back = settle(yuan(400), yuan(400), yuan(300), Ratio::ZERO, half).unwrap();
    assert_eq!(back.balance, yuan(-100));
}

#[test]
fn advances_wait_for_a_strong_fund() {
    let strength = |tenths: i64, last, forecast| FundStrength {
        cover: Measure::new(tenths, 10),
        deficit_last_year: last,
        deficit_forecast: forecast,
    };
    let desk = Desk::new();
    let months = desk.catalogue.parameters(pool(), date("2026-01-05"));
    let months = months.count("prepay.months").unwrap();
    let gate = |strength: &FundStrength| {
        may_prepay(strength, months, "医保办函〔2024〕101号").map_err(|r| r.code())
    };
    assert_eq!(gate(&strength(60, false, false)), Ok(()));
    assert_eq!(gate(&strength(59, false, false)), Err("fund.prepay.cover"));
    assert_eq!(gate(&strength(80, true, false)), Err("fund.prepay.deficit"));
    assert_eq!(
        gate(&strength(80, false, true)),
        Err("fund.prepay.forecast")
    );
    assert_eq!(
        prepay_scale(yuan(432_000_000), 36, 1),
        Some(yuan(12_000_000))
    );
    assert_eq!(prepay_scale(yuan(1), 0, 1), None);
}

/// REQ-197: a deposit is allowed only if the remaining cash covers the configured months; its interest is booked.
#[test]
fn a_term_deposit_leaves_enough_cash() {
    let desk = Desk::new();
    let months = desk.catalogue.parameters(pool(), date("2026-01-05"));
    let months = months.count("deposit.months").unwrap();
    let liquidity = Liquidity {
        cash: yuan(1_000),
        spent: yuan(1_200),
        months: 12,
    };
    assert_eq!(may_deposit(yuan(700), &liquidity, months), Ok(yuan(300)));
    let refused = may_deposit(yuan(701), &liquidity, months).unwrap_err();
    assert_eq!(refused.code(), "fund.deposit.liquidity");
    assert!(refused.zh().contains("2.9 个月"));
    let unknown = Liquidity {
        spent: Fen::ZERO,
        ..liquidity
    };
    assert!(may_deposit(yuan(1), &unknown, months).is_err());
    let holding = holding("2025-07-01", "2026-07-01");
    assert_eq!(
        holding.expected(),
        Some(yuan(1_500)),
        "interest to be booked at the end"
    );
}

fn holding(from: &str, until: &str) -> Holding {
    Holding {
        region: pool(),
        kind: HoldingKind::TermDeposit,
        at: "甲银行".into(),
        principal: yuan(100_000),
        rate: Ratio::from_bp(150).unwrap(),
        from: date(from),
        until: date(until),
        received: vec![(date(until), yuan(1_500))],
    }
}

/// REQ-198: an agreed rate is stored for each account.
#[test]
fn agreed_rates_are_kept_by_account() {
    let account = |text: &str| BankAccount::new(text).unwrap();
    let rate = |name: &str, bp, from: &str| AccountRate {
        account: account(name),
        rate: Ratio::from_bp(bp).unwrap(),
        validity: Validity::new(Some(date(from)), None).unwrap(),
        agreement: "协定存款合同".into(),
    };
    let rates = [
        rate("支出户-浦发", 115, "2025-01-01"),
        rate("支出户-浦发", 100, "2026-01-01"),
        rate("收入户-工行", 35, "2025-01-01"),
    ];
    let on = |name: &str, day: &str| rate_on(&rates, &account(name), date(day)).map(|one| one.rate);
    assert_eq!(on("支出户-浦发", "2025-06-30"), Ratio::from_bp(115).ok());
    assert_eq!(on("支出户-浦发", "2026-06-30"), Ratio::from_bp(100).ok());
    assert_eq!(on("收入户-工行", "2026-06-30"), Ratio::from_bp(35).ok());
    assert_eq!(on("支出户-浦发", "2024-06-30"), None);
}

/// REQ-202: the register of investments with the yield of each year.
#[test]
fn the_register_shows_the_yield_by_year() {
    let table = yields(&[holding("2025-07-01", "2026-07-01")], 2025, 2026).unwrap();
    let of = |year| table.iter().find(|one| one.year == year).unwrap();
    assert_eq!(of(2025).mean_principal, Fen::new(5_041_096));
    assert_eq!(
        (of(2025).income, of(2025).rate),
        (Fen::ZERO, Some(BasisPoints::new(0)))
    );
    assert_eq!(of(2026).mean_principal, Fen::new(4_958_904));
    assert_eq!(of(2026).rate, Some(BasisPoints::new(302)));
}

/// REQ-205: advance 100, paid 80, replenished 80 brings it back to 100; and it agrees with the platform's statement.
#[test]
fn working_capital_is_replenished_to_its_target() {
    let one = |kind, amount| RevolvingMove {
        kind,
        amount: yuan(amount),
        on: date("2026-04-01"),
        document: "清算单 4".into(),
    };
    let mut moves = vec![
        one(RevolvingKind::Advance, 100),
        one(RevolvingKind::Paid, 80),
    ];
    let low = Revolving::of(&moves).unwrap();
    assert_eq!((low.balance, low.to_replenish()), (yuan(20), yuan(80)));
    assert_eq!(
        low.admit(&one(RevolvingKind::Paid, 21)).unwrap_err().code(),
        "fund.revolving.short"
    );
    assert_eq!(
        low.admit(&one(RevolvingKind::Replenished, 81))
            .unwrap_err()
            .code(),
        "fund.revolving.target"
    );
    moves.push(one(RevolvingKind::Replenished, 80));
    let full = Revolving::of(&moves).unwrap();
    assert_eq!((full.balance, full.to_replenish()), (yuan(100), Fen::ZERO));
    assert_eq!(full.agrees_with(yuan(100)), Ok(()));
    assert!(
        full.agrees_with(yuan(99))
            .unwrap_err()
            .zh()
            .contains("99.00")
    );
}

/// REQ-206: a score for a county and year, by standards that are data.
#[test]
fn counties_are_scored_by_standards() {
    let desk = Desk::new();
    let standards = desk.catalogue.standards(pool(), date("2026-12-31"));
    let measures = BTreeMap::from([
        ("arrival_rate".to_owned(), Measure::new(90, 100)),
        ("execution_deviation".to_owned(), Measure::new(5, 100)),
        ("reports_in_time".to_owned(), Measure::new(1, 4)),
        ("receivables_cleared".to_owned(), Measure::new(0, 0)),
    ]);
    let result = score(&standards, &measures);
    let of = |item: &str| {
        result
            .items
            .iter()
            .find(|one| one.item == item)
            .unwrap()
            .earned
    };
    assert_eq!(of("arrival_rate"), Some(1_250));
    assert_eq!(of("execution_deviation"), Some(2_500));
    assert_eq!(of("reports_in_time"), Some(0));
    assert_eq!(
        of("receivables_cleared"),
        None,
        "nothing to clear does not count"
    );
    assert_eq!(result.total, Some(5_357), "37.50 of 70 points");
    assert_eq!(score(&standards, &BTreeMap::new()).total, None);
}

/// REQ-196: a surplus over the limit leads to a proposal with its cost, an overdraft to one of control.
#[test]
fn too_much_surplus_leads_to_a_proposal_with_its_cost() {
    let desk = Desk::new();
    let limit = limit(
        &desk.catalogue.rungs,
        "surplus_rate",
        Side::Above,
        pool(),
        date("2026-12-31"),
    )
    .unwrap();
    let rich = propose(yuan(100), yuan(85), limit).unwrap().unwrap();
    assert_eq!(rich.kind, ProposalKind::BetterBenefits);
    assert_eq!(rich.amount, yuan(5));
    assert_eq!(rich.rate_after, Some(BasisPoints::new(1_000)));
    assert!(rich.zh().contains("5.00"));
    assert_eq!(propose(yuan(100), yuan(90), limit), Ok(None));
    let poor = propose(yuan(100), yuan(104), limit).unwrap().unwrap();
    assert_eq!((poor.kind, poor.amount), (ProposalKind::Control, yuan(4)));
    let (after, rate) = simulate(yuan(100), yuan(80), Ratio::from_bp(10_500).unwrap()).unwrap();
    assert_eq!((after, rate), (yuan(84), Some(BasisPoints::new(1_600))));
}
