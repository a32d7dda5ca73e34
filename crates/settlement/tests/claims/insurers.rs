//! Commissioned insurers: districts, terms, fees, months, corridors.

use std::collections::BTreeSet;

use base::{Fen, Ratio, RegionCode, Rounding};
use proptest::prelude::*;
use settlement::insurer::{
    Band, Contract, ContractNo, Contracts, Corridor, Fee, InsuredLayer, InsurerCode, InsurerShare,
    Payer, Stated, Tier, assess, month_statement,
};

use crate::house::{date, id, month, region};

fn percent(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

fn insurer(name: &str) -> InsurerCode {
    InsurerCode::new(name).unwrap()
}

/// 90 and above: all of the fee and 2 % on top; 80 and above: 5 % less; below: 20 % less.
fn bands() -> Vec<Band> {
    let band = |at_least, deducted, rewarded| Band {
        at_least,
        deducted: percent(deducted),
        rewarded: percent(rewarded),
    };
    vec![
        band(0, "20%", "0%"),
        band(80, "5%", "0%"),
        band(90, "0%", "2%"),
    ]
}

fn contract(number: i64, name: &str, districts: &[&str], from: &str, until: &str) -> Contract {
    Contract {
        no: ContractNo::new(number).unwrap(),
        insurer: insurer(name),
        layer: InsuredLayer::SeriousIllness,
        districts: districts
            .iter()
            .map(|one| region(one))
            .collect::<Vec<RegionCode>>(),
        from: date(from),
        until: date(until),
        ended_on: None,
        fee: Fee::OfPremium(percent("3%"), Rounding::HalfUp),
        bands: bands(),
        corridor: None,
        document: "承保〔2024〕1号".to_owned(),
    }
}

fn two() -> Contracts {
    let mut all = Contracts::default();
    all.add(contract(
        1,
        "甲公司",
        &["340421"],
        "2023-01-01",
        "2025-12-31",
    ))
    .unwrap();
    all.add(contract(
        2,
        "乙公司",
        &["340422", "340402"],
        "2024-01-01",
        "2026-12-31",
    ))
    .unwrap();
    all
}

/// REQ-475: two insurers with districts of their own; an assessment of 85 deducts the agreed share of the fee; an
/// expired contract takes no new case.
#[test]
fn districts_fees_and_terms_are_the_contracts() {
    let all = two();
    let payer = |district: &str, day: &str| {
        all.payer_on(InsuredLayer::SeriousIllness, region(district), date(day))
    };
    let first = Payer::Insurer(ContractNo::new(1).unwrap(), insurer("甲公司"));
    let second = Payer::Insurer(ContractNo::new(2).unwrap(), insurer("乙公司"));
    assert_eq!(payer("340421", "2025-12-31"), first);
    assert_eq!(payer("340421100", "2025-06-01"), first);
    assert_eq!(payer("340402", "2025-12-31"), second);
    assert_eq!(payer("340403", "2025-12-31"), Payer::Agency);
    let basic = all.payer_on(InsuredLayer::Basic, region("340421"), date("2025-06-01"));
    assert_eq!(basic, Payer::Agency);

    let one = all.find(ContractNo::new(1).unwrap()).unwrap();
    let fee = one.fee.of_year(200_000, Fen::new(1_000_000_000)).unwrap();
    assert_eq!(fee, Fen::new(30_000_000));
    let assessed = assess(fee, 85, &one.bands, Rounding::HalfUp).unwrap();
    assert_eq!(
        (assessed.deducted, assessed.paid),
        (Fen::new(1_500_000), Fen::new(28_500_000))
    );
    let best = assess(fee, 95, &one.bands, Rounding::HalfUp).unwrap();
    assert_eq!(
        (best.rewarded, best.paid),
        (Fen::new(600_000), Fen::new(30_600_000))
    );
    let unsaid = assess(fee, 60, &one.bands[1..], Rounding::HalfUp).unwrap_err();
    assert_eq!(unsaid.code(), "insurer.no_band");

    let expired = one.takes(date("2026-01-01")).unwrap_err();
    assert_eq!(expired.code(), "insurer.not_in_term");
    assert!(expired.zh().contains("2025-12-31"), "{}", expired.zh());
}

/// REQ-093: a claim dated in the term goes to the insurer, a day after to the unified plan.
#[test]
fn the_payer_changes_the_day_after_the_term() {
    let all = two();
    let payer = |day: &str| all.payer_on(InsuredLayer::SeriousIllness, region("340421"), date(day));
    let insurer = Payer::Insurer(ContractNo::new(1).unwrap(), insurer("甲公司"));
    assert_eq!(payer("2025-12-31"), insurer);
    assert_eq!(payer("2026-01-01"), Payer::Agency);
    let mut ended = contract(3, "丙公司", &["340404"], "2024-01-01", "2026-12-31");
    ended.ended_on = Some(date("2025-03-31"));
    assert!(ended.holds(date("2025-03-31")) && !ended.holds(date("2025-04-01")));
}

#[test]
fn no_district_has_two_payers() {
    let mut all = two();
    let refused = |all: &mut Contracts, contract| all.add(contract).unwrap_err().code();
    let within = contract(3, "丙公司", &["340421100"], "2025-01-01", "2025-12-31");
    assert_eq!(refused(&mut all, within), "insurer.overlap");
    let city = contract(3, "丙公司", &["3404"], "2025-12-31", "2026-12-31");
    assert_eq!(refused(&mut all, city), "insurer.overlap");
    let backwards = contract(3, "丙公司", &["340404"], "2025-01-01", "2024-12-31");
    assert_eq!(refused(&mut all, backwards), "insurer.term");
    let nowhere = contract(3, "丙公司", &[], "2025-01-01", "2025-12-31");
    assert_eq!(refused(&mut all, nowhere), "insurer.district");
    all.add(contract(
        3,
        "丙公司",
        &["340421"],
        "2026-01-01",
        "2026-12-31",
    ))
    .unwrap();
    let mut basic = contract(4, "丁公司", &["340421"], "2025-01-01", "2025-12-31");
    basic.layer = InsuredLayer::Basic;
    all.add(basic).unwrap();
    assert_eq!(all.all().len(), 4);
}

fn share(settlement: &str, contract_date: &str, on: &str, amount: i64) -> InsurerShare {
    InsurerShare {
        settlement: id(settlement),
        reversal: amount < 0,
        district: region("340421"),
        contract_date: date(contract_date),
        settled_on: date(on),
        amount: Fen::new(amount),
    }
}

/// Each settlement is in one statement; a reversal after it enters the next as a negative.
#[test]
fn the_share_of_an_insurer_is_stated_month_by_month() {
    let all = two();
    let one = &all.all()[0];
    let mut shares = vec![
        share("S1", "2025-02-01", "2025-02-03", 50_000),
        share("S2", "2025-02-20", "2025-02-21", 30_000),
        share("R1", "2025-02-01", "2025-03-02", -50_000),
    ];
    let none = BTreeSet::new();
    let first = Stated {
        settlements: &none,
        carried_out: Fen::ZERO,
    };
    let february = month_statement(one, month(), &shares, &first).unwrap();
    assert_eq!(
        (february.due, february.settlements.len()),
        (Fen::new(80_000), 2)
    );
    let march = month().next().unwrap();
    let before = Stated {
        settlements: &february.settlements,
        carried_out: february.carried_out,
    };
    let next = month_statement(one, march, &shares, &before).unwrap();
    assert_eq!(
        (next.cases, next.reversed, next.due, next.carried_out),
        (Fen::ZERO, Fen::new(-50_000), Fen::ZERO, Fen::new(-50_000))
    );
    // April makes up for March: 700.00 less 500.00.
    shares.push(share("S4", "2025-04-01", "2025-04-02", 70_000));
    let stated = &february.settlements | &next.settlements;
    let before = |carried_out| Stated {
        settlements: &stated,
        carried_out,
    };
    let april = march.next().unwrap();
    let third = month_statement(one, april, &shares, &before(next.carried_out)).unwrap();
    assert_eq!(
        (third.carried_in, third.due, third.carried_out),
        (Fen::new(-50_000), Fen::new(20_000), Fen::ZERO)
    );
    let positive = month_statement(one, april, &shares, &before(Fen::new(1))).unwrap_err();
    assert_eq!(positive.code(), "insurer.carried");
    shares.push(share("S2", "2025-02-20", "2025-02-21", 30_000));
    let twice = month_statement(one, month(), &shares, &first).unwrap_err();
    assert_eq!(twice.code(), "insurer.share_twice");
    let after = [share("S3", "2026-01-01", "2025-02-03", 1)];
    let expired = month_statement(one, month(), &after, &first).unwrap_err();
    assert_eq!(expired.code(), "insurer.not_in_term");
    let mut foreign = share("S3", "2025-02-01", "2025-02-03", 1);
    foreign.district = region("340422");
    let foreign = month_statement(one, month(), &[foreign], &first).unwrap_err();
    assert_eq!(foreign.code(), "insurer.district");
}

/// The insurer keeps a surplus of up to 5 % of the premium, the fund has all above; of a loss the insurer bears up to
/// 5 %, then both half.
fn corridor() -> Corridor {
    let tier = |up_to: Option<&str>, fund: &str| Tier {
        up_to: up_to.map(percent),
        fund: percent(fund),
    };
    Corridor {
        surplus: vec![tier(Some("5%"), "0%"), tier(None, "100%")],
        loss: vec![tier(Some("5%"), "0%"), tier(None, "50%")],
        rounding: Rounding::HalfUp,
    }
}

#[test]
fn a_result_beyond_the_bounds_is_shared() {
    let shared = |benefits: i64| {
        let premium = Fen::new(1_000_000);
        let shared = corridor()
            .share(premium, Fen::new(benefits), Fen::new(30_000))
            .unwrap();
        (shared.result.get(), shared.insurer.get(), shared.fund.get())
    };
    assert_eq!(shared(930_000), (40_000, 40_000, 0));
    assert_eq!(shared(900_000), (70_000, 50_000, 20_000));
    assert_eq!(shared(1_000_000), (-30_000, -30_000, 0));
    assert_eq!(shared(1_090_001), (-120_001, -85_000, -35_001));
    let mut short = corridor();
    short.loss.pop();
    let refused = short.share(Fen::new(1_000_000), Fen::new(1_090_000), Fen::ZERO);
    assert_eq!(refused.unwrap_err().code(), "insurer.corridor");
}

proptest! {
    #[test]
    fn the_shares_of_a_result_add_up(premium in 0_i64..1_000_000, benefits in 0_i64..2_000_000) {
        let shared = corridor().share(Fen::new(premium), Fen::new(benefits), Fen::ZERO).unwrap();
        prop_assert_eq!(shared.insurer.checked_add(shared.fund), Some(shared.result));
        prop_assert_eq!(shared.result.get(), premium - benefits);
    }
}
