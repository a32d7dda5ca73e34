//! From an item of the catalogue to a priced line, by packages of the repository.

mod common;

use base::{Count, Fen, Ratio, Rounding, Sex, UnitPrice};
use common::*;
use directory::catalogue::*;
use proptest::prelude::*;

/// A package without item rules of its own: the default of the reference holds.
const PLAIN: &str = "cn.320100.resident";
const ON: &str = "2026-03-01";

fn facts(
    catalogue: &Catalogue,
    code: &str,
    context: &LineContext<'_>,
    charge: Charge,
) -> LineFacts {
    let found = catalogue.find_for(code, context.on, context.categories);
    line_facts(found, context, &charge).unwrap()
}

#[test]
fn req_133_the_day_of_service_decides() {
    let mut catalogue = catalogue(vec![item(DRUG, Kind::Western, Class::A)]);
    let gone = release("二版", &Kind::DRUGS, "2026-03-01", Vec::new());
    let planned = catalogue.plan_items(gone, date("2026-03-01")).unwrap();
    catalogue.take_items(&planned).unwrap();
    let policy = package(PLAIN);
    let paid = |on: &str| {
        let line = facts(&catalogue, DRUG, &context(on), charge("10", "1"));
        (line.excluded, four(&policy, on, &line))
    };
    assert_eq!(paid("2026-02-28"), (None, [0, 0, 0, 1_000]));
    assert_eq!(
        paid("2026-03-01"),
        (Some(Exclusion::NotInForce), [1_000, 0, 0, 0])
    );
    let names = |on: &str| {
        let version = catalogue.version_on(Kind::Western, date(on)).unwrap();
        version.name.to_string()
    };
    assert_eq!(names("2026-02-28"), "一版");
    assert_eq!(names("2026-03-01"), "二版");
}

#[test]
fn req_134_ten_per_cent_first_of_a_thousand_leaves_nine_hundred() {
    let mut drug = item(DRUG, Kind::Western, Class::B);
    let ten = Ratio::parse("10%").unwrap();
    drug.terms.first = FirstSelfPay::of_all(ten).unwrap();
    let catalogue = catalogue(vec![drug]);
    let line = facts(&catalogue, DRUG, &context(ON), charge("1000", "1"));
    assert_eq!(four(&package(PLAIN), ON, &line), [0, 0, 10_000, 90_000]);
}

#[test]
fn a_ratio_that_the_package_sets_itself_stands_in_the_package() {
    // class 乙 without a ratio of its own: the package's 10 % holds
    let catalogue = catalogue(vec![item(DRUG, Kind::Western, Class::B)]);
    let on = "2018-03-01";
    let found = catalogue.find(DRUG, date(ON));
    let line = line_facts(found, &context(ON), &charge("100", "1")).unwrap();
    assert_eq!(line.own_first, None);
    let policy = package("cn.unnamed.class_b_drug");
    assert_eq!(four(&policy, on, &line), [0, 0, 1_000, 9_000]);
}

#[test]
fn req_135_a_special_material_over_its_own_limit_costs_the_insured_the_excess() {
    let mut stent = item(STENT, Kind::Consumable, Class::A);
    stent.terms.own_limit = Some(unit_price("8000"));
    stent.flags.special = true;
    let catalogue = catalogue(vec![stent]);
    let line = facts(&catalogue, STENT, &context(ON), charge("9500", "2"));
    let limit = line.limit.unwrap();
    assert_eq!((limit.kind, limit.each), (LimitKind::OwnLimit, fen("8000")));
    assert_eq!(four(&package(PLAIN), ON, &line), [0, 300_000, 0, 1_600_000]);
}

#[test]
fn req_137_a_price_of_twelve_against_a_standard_of_ten_counts_ten() {
    let mut drug = item(DRUG, Kind::Western, Class::A);
    drug.terms.standard = Some(unit_price("10"));
    let catalogue = catalogue(vec![drug]);
    let line = facts(&catalogue, DRUG, &context(ON), charge("12", "1"));
    assert_eq!(four(&package(PLAIN), ON, &line), [0, 200, 0, 1_000]);
}

#[test]
fn a_standard_also_reaches_packages_that_ask_for_it_by_name() {
    let mut drug = item(DRUG, Kind::Western, Class::A);
    drug.terms.standard = Some(unit_price("10"));
    drug.facts = vec![("item".into(), "procured".into())].into();
    let catalogue = catalogue(vec![drug]);
    let line = facts(&catalogue, DRUG, &context("2022-05-01"), charge("12", "3"));
    let policy = package("cn.510000.drug_standard_2022");
    assert_eq!(four(&policy, "2022-05-01", &line), [0, 600, 0, 3_000]);
    // a package without that value falls back to the class
    assert_eq!(four(&package(PLAIN), ON, &line), [0, 600, 0, 3_000]);
}

#[test]
fn facts_that_a_package_cannot_take_are_said_when_a_list_is_loaded() {
    let policy = package("cn.510000.employee");
    let with = |name: &str, text: &str| {
        let mut bed = item(SERVICE, Kind::Service, Class::A);
        bed.facts = vec![(name.into(), text.into())].into();
        bed
    };
    assert_eq!(unfit_facts(&policy, &with("ward", "many_1")), Vec::new());
    assert_eq!(unfit_facts(&policy, &with("unheard_of", "x")), Vec::new());
    let bad = with("ward", "penthouse");
    assert_eq!(unfit_facts(&policy, &bad)[0].code(), "line.package");
    // the line itself is refused with the same words
    let catalogue = catalogue(vec![bad]);
    let line = facts(&catalogue, SERVICE, &context(ON), charge("1", "1"));
    assert_eq!(
        bill_line(&policy, &line).unwrap_err(),
        unfit_facts(
            &policy,
            catalogue.find(SERVICE, date(ON)).in_force().unwrap()
        )[0]
    );
}

#[test]
fn the_ceiling_is_that_of_the_hospitals_level() {
    let mut service = item(SERVICE, Kind::Service, Class::A);
    service.terms.ceilings = Ceilings::new([
        Some(unit_price("10")),
        Some(unit_price("15")),
        Some(unit_price("20")),
    ]);
    let catalogue = catalogue(vec![service]);
    let policy = package(PLAIN);
    let over = |level| {
        let context = LineContext {
            level,
            ..context(ON)
        };
        let line = facts(&catalogue, SERVICE, &context, charge("18", "1"));
        four(&policy, ON, &line)[1]
    };
    assert_eq!(HospitalLevel::ALL.map(over), [800, 800, 300, 0]);
}

#[test]
fn req_139_an_item_of_the_wider_list_pays_for_an_assisted_person_only() {
    let mut catalogue = catalogue(vec![item(DRUG, Kind::Western, Class::A)]);
    let wider = vec![
        entry(item(PATENT, Kind::Patent, Class::A), "", ""),
        entry(item(DRUG, Kind::Western, Class::B), "", ""),
    ];
    let wider = release("救助对象目录", &Kind::DRUGS, "2024-01-01", wider);
    let planned = catalogue
        .plan_overlay("dibao", wider, date("2026-01-01"))
        .unwrap();
    catalogue.take_items(&planned).unwrap();
    let policy = package(PLAIN);
    let price = |code: &str, categories: &'static [&'static str]| {
        let context = LineContext {
            categories,
            ..context(ON)
        };
        let line = facts(&catalogue, code, &context, charge("10", "1"));
        (line.excluded, line.class, four(&policy, ON, &line))
    };
    assert_eq!(
        price(PATENT, &["tekun", "dibao"]),
        (None, Class::A, [0, 0, 0, 1_000])
    );
    assert_eq!(
        price(PATENT, &["canji"]),
        (Some(Exclusion::ForOthers), Class::A, [1_000, 0, 0, 0])
    );
    assert_eq!(price(DRUG, &["dibao"]).1, Class::B);
    assert_eq!(price(DRUG, &[]).1, Class::A);
    assert_eq!(
        catalogue.find_for(HERB, date(ON), &["dibao"]),
        Found::Unknown
    );
}

#[test]
fn the_approval_flag_and_the_restriction_decide_as_the_interface_has_it() {
    let mut restricted = item(DRUG, Kind::Western, Class::A);
    restricted.restriction.approval = true;
    let catalogue = catalogue(vec![restricted, item(PATENT, Kind::Patent, Class::A)]);
    let excluded = |code: &str, approval| {
        let context = LineContext {
            approval,
            ..context(ON)
        };
        facts(&catalogue, code, &context, charge("1", "1")).excluded
    };
    let flags = [Approval::NotNeeded, Approval::Granted, Approval::Refused];
    assert_eq!(
        flags.map(|flag| excluded(DRUG, flag)),
        [Some(Exclusion::NotApproved), None, Some(Exclusion::Refused)]
    );
    assert_eq!(
        flags.map(|flag| excluded(PATENT, flag)),
        [None, None, Some(Exclusion::Refused)]
    );
}

#[test]
fn a_condition_that_does_not_hold_excludes_whatever_the_hospital_says() {
    let mut drug = item(DRUG, Kind::Western, Class::A);
    drug.restriction.approval = true;
    drug.restriction.conditions = Some(Box::new(Conditions {
        sex: Some(Sex::Female),
        ..Conditions::default()
    }));
    let catalogue = catalogue(vec![drug]);
    let excluded = |sex| {
        let context = LineContext {
            approval: Approval::Granted,
            sex,
            ..context(ON)
        };
        facts(&catalogue, DRUG, &context, charge("1", "1")).excluded
    };
    assert_eq!(
        excluded(Some(Sex::Male)),
        Some(Exclusion::Restricted(Unmet::Sex))
    );
    assert_eq!(excluded(Some(Sex::Female)), None);
    assert_eq!(excluded(None), None);
}

#[test]
fn an_excluded_line_is_told_to_packages_as_out_of_the_catalogue_and_nothing_else() {
    // this package pays by the code of the item; it must not for an excluded line
    let mut drug = item(DRUG, Kind::Western, Class::A);
    drug.facts = vec![("code".into(), "布洛芬胶囊".into())].into();
    let catalogue = catalogue(vec![drug]);
    let policy = package("cn.national.payment_standard");
    let on = policy.versions[0].from.to_string();
    let of = |approval| {
        let context = LineContext {
            approval,
            ..context(&on)
        };
        four(
            &policy,
            &on,
            &facts(&catalogue, DRUG, &context, charge("12", "1")),
        )
    };
    assert_eq!(of(Approval::Granted), [0, 400, 0, 800]);
    assert_eq!(of(Approval::Refused), [1_200, 0, 0, 0]);
}

/// Whatever item rules a package of the repository has, none pays for an excluded line.
#[test]
fn no_package_pays_for_an_excluded_line() {
    let catalogue = catalogue(vec![item(DRUG, Kind::Western, Class::A)]);
    let refused = LineContext {
        approval: Approval::Refused,
        ..context(ON)
    };
    let line = facts(&catalogue, DRUG, &refused, charge("12", "1"));
    let mut tried = 0;
    for id in packages() {
        let policy = package(&id);
        let bill = bill_line(&policy, &line).unwrap();
        for plan in &policy.versions {
            let on = plan.from.to_string();
            if let Ok(priced) = try_priced(&policy, &on, std::slice::from_ref(&bill)) {
                assert_eq!(priced.lines[0].excluded.amount, line.amount, "{id} on {on}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn parts_of_a_unit_and_prices_finer_than_fen_are_taken_as_one_unit() {
    let mut herb = item(HERB, Kind::Herbal, Class::A);
    herb.terms.standard = Some(unit_price("0.03"));
    let catalogue = catalogue(vec![herb]);
    let policy = package(PLAIN);
    let line =
        |price: &str, count: &str| facts(&catalogue, HERB, &context(ON), charge(price, count));
    // 15 × 0.0385 = 0.5775, of which 15 × 0.03 = 0.45 counts
    let one = line("0.0385", "15");
    assert_eq!((one.amount, one.quantity), (Fen::new(58), 1));
    assert_eq!(four(&policy, ON, &one), [0, 13, 0, 45]);
    // within the standard nothing is over it, however the amount is rounded
    let stated = Charge {
        stated: Some(Fen::new(31)),
        ..charge("0.03", "10.01")
    };
    let within = facts(&catalogue, HERB, &context(ON), stated);
    assert_eq!(four(&policy, ON, &within), [0, 0, 0, 31]);
    // a correction mirrors its line
    let back = line("0.0385", "-15");
    let line_there = bill_line(&policy, &one).unwrap();
    let line_back = bill_line(&policy, &back).unwrap();
    let both = priced(&policy, ON, &[line_there, line_back]);
    assert!(both.pots.iter().all(|pot| *pot == Fen::ZERO));
}

#[test]
fn amounts_that_are_not_price_times_count_are_refused() {
    let catalogue = catalogue(vec![item(DRUG, Kind::Western, Class::A)]);
    let code = |charge: Charge| {
        let found = catalogue.find(DRUG, date(ON));
        line_facts(found, &context(ON), &charge).map_err(|refused| refused.code())
    };
    let stated = |fen| Charge {
        stated: Some(Fen::new(fen)),
        ..charge("10.99", "1")
    };
    assert_eq!(code(stated(1_099)).unwrap().amount, Fen::new(1_099));
    assert_eq!(code(stated(1_100)), Err("line.amount"));
    assert_eq!(code(charge("1", "0")), Err("line.count_zero"));
    let vast = charge("9999999999", "999999999999");
    assert_eq!(code(vast), Err("line.amount_range"));
    let unknown = line_facts(Found::Unknown, &context(ON), &charge("1", "1"));
    assert_eq!(unknown.unwrap_err().code(), "line.unknown_item");
}

prop_compose! {
    fn priced_item()(
        class in 0_usize..3,
        first in prop::option::of(0_i64..=1_000_000),
        limits in prop::collection::vec(prop::option::of(0_i64..50_000_000), 5),
        approval in any::<bool>(),
    ) -> Item {
        let mut drug = item(DRUG, Kind::Western, Class::ALL[class]);
        let limit = |at: usize| limits[at].and_then(UnitPrice::from_micro);
        drug.terms.ceilings = Ceilings::new([limit(0), limit(1), limit(2)]);
        drug.terms.standard = limit(3);
        drug.terms.own_limit = limit(4);
        if let Some(ppm) = first {
            drug.terms.first = FirstSelfPay::of_all(Ratio::new(ppm, 1_000_000).unwrap()).unwrap();
        }
        drug.restriction.approval = approval;
        drug
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is excluded, over the limit, first paid and counted is the amount, on every line.
    #[test]
    fn every_line_conserves_its_amount(
        drug in priced_item(),
        level in 0_u8..4,
        approval in 0_usize..3,
        price in 0_i64..100_000_000,
        count in prop::sample::select(vec![1_i64, 10_000, 30_000, 25_000, -10_000, -33_333, 123_456]),
    ) {
        let policy = package(PLAIN);
        let catalogue = catalogue(vec![drug]);
        let context = LineContext {
            level: HospitalLevel::of(level).unwrap(),
            approval: [Approval::NotNeeded, Approval::Granted, Approval::Refused][approval],
            ..context(ON)
        };
        let charge = Charge {
            price: UnitPrice::from_micro(price).unwrap(),
            count: Count::from_parts(count).unwrap(),
            stated: None,
        };
        let line = facts(&catalogue, DRUG, &context, charge);
        let amount = charge.price.times(charge.count, Rounding::HalfUp).unwrap();
        prop_assert_eq!(line.amount, amount);
        // the line and its correction together: a bill never ends below nothing
        let bill = bill_line(&policy, &line).unwrap();
        let cover = benefit::claim::Line { amount: Fen::new(amount.get().abs()), ..bill.clone() };
        let priced = priced(&policy, ON, &[cover, bill]);
        for line in &priced.lines {
            let parts = line.parts().map(|part| part.amount.get());
            prop_assert_eq!(parts.iter().sum::<i64>(), line.amount.get());
            prop_assert!(parts.iter().all(|part| part.signum() * line.amount.get().signum() >= 0));
        }
        if line.excluded.is_some() {
            prop_assert_eq!(priced.lines[1].excluded.amount, amount);
        }
        if line.excluded.is_none() && line.class != Class::C
            && let Some(limit) = line.limit
            && charge.price <= limit.price
        {
            prop_assert_eq!(priced.lines[1].over_limit.amount, Fen::ZERO);
        }
    }
}
