//! Commissioned insurers: districts, terms, fees after an assessment.

use access::Verdict;
use base::{Fen, Ratio, Rounding};
use service::ServiceError;
use service::insurer::{self, Year};
use settlement::insurer::{
    Band, Contract, ContractNo, Corridor, Fee, InsuredLayer, InsurerCode, Payer, Tier,
};

use crate::house::{CITY, FENGTAI, House, SHOU, day, region};
use crate::on_both;
use crate::scene::*;

pub fn code<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

pub fn percent(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

pub fn contract(insurer: &str, district: &str, until: &str) -> Contract {
    let band = |at_least, deducted, rewarded| Band {
        at_least,
        deducted: percent(deducted),
        rewarded: percent(rewarded),
    };
    Contract {
        no: ContractNo::new(1).unwrap(),
        insurer: InsurerCode::new(insurer).unwrap(),
        layer: InsuredLayer::SeriousIllness,
        districts: vec![region(district)],
        from: day("2024-01-01"),
        until: day(until),
        ended_on: None,
        fee: Fee::OfPremium(percent("3%"), Rounding::HalfUp),
        bands: vec![
            band(0, "20%", "0%"),
            band(80, "5%", "0%"),
            band(90, "0%", "2%"),
        ],
        corridor: Some(Corridor {
            surplus: vec![Tier {
                up_to: None,
                fund: percent("50%"),
            }],
            loss: vec![Tier {
                up_to: Some(percent("5%")),
                fund: percent("0%"),
            }],
            rounding: Rounding::Down,
        }),
        document: "承保〔2024〕1号".to_owned(),
    }
}

pub fn made(house: &House, wanted: &Contract) -> ContractNo {
    let (proposal, no) = insurer::propose(&house.desk(), &clerk(house), wanted).unwrap();
    insurer::decide(
        &house.desk(),
        &decider(house),
        proposal,
        Verdict::Approved,
        "",
    )
    .unwrap();
    no
}

on_both! {
    /// REQ-475: two insurers with districts of their own; an assessment of 85 deducts the agreed share of the fee; an
    /// expired contract takes no new case.
    fn districts_terms_and_fees_are_the_contracts(house: &House) {
        let (desk, clerk, decider) = (house.desk(), clerk(house), decider(house));
        let county = insurer::propose(&desk, &window(house), &contract("甲公司", FENGTAI, "2025-12-31"));
        assert_eq!(code(county), "denied");
        let first = made(house, &contract("甲公司", FENGTAI, "2025-12-31"));
        let second = made(house, &contract("乙公司", SHOU, "2026-12-31"));
        let twice = insurer::propose(&desk, &clerk, &contract("丙公司", SHOU, "2025-12-31"));
        assert_eq!(code(twice), "insurer.overlap");
        let payer = |district: &str, on: &str| {
            let scope = access::Scope::whole(region(CITY));
            let asked = (region(district), day(on));
            let layer = InsuredLayer::SeriousIllness;
            desk.read(|session| insurer::payer_on(session, scope, layer, asked)).unwrap()
        };
        let named = |no, name: &str| Payer::Insurer(no, InsurerCode::new(name).unwrap());
        assert_eq!(payer(FENGTAI, "2025-12-31"), named(first, "甲公司"));
        assert_eq!(payer(FENGTAI, "2026-01-01"), Payer::Agency, "expired, it takes no new case");
        assert_eq!(payer(SHOU, "2026-01-01"), named(second, "乙公司"));
        let kept = insurer::list(&desk, &decider).unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0], Contract { no: first, ..contract("甲公司", FENGTAI, "2025-12-31") });
        assert_eq!(kept[0].takes(day("2026-01-01")).unwrap_err().code(), "insurer.not_in_term");

        let year = Year {
            year: 2025, score: 85, heads: 200_000, premium: Fen::new(1_000_000_000), rounding: Rounding::HalfUp,
        };
        let (proposal, assessment) = insurer::propose_assessment(&desk, &clerk, first, &year).unwrap();
        // 3 % of 10 000 000.00 are 300 000.00, less 5 % of it.
        let parts = [assessment.fee, assessment.deducted, assessment.paid];
        assert_eq!(parts.map(Fen::get), [30_000_000, 1_500_000, 28_500_000]);
        assert_eq!(code(insurer::decide(&desk, &clerk, proposal, Verdict::Approved, "")), "denied");
        insurer::decide(&desk, &decider, proposal, Verdict::Approved, "").unwrap();
        let paid = |scope| house.store.read(|session| store::insurer::assessments(session, scope)).unwrap();
        let whole = access::Scope::whole(region(CITY));
        assert_eq!(paid(whole), [(first, 2025, 85, Fen::new(28_500_000))]);
        let (again, _) = insurer::propose_assessment(&desk, &clerk, first, &year).unwrap();
        assert_eq!(code(insurer::decide(&desk, &decider, again, Verdict::Approved, "")), "store", "once a year");
    }
}
