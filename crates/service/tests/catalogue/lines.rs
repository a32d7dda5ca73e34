//! Lines by what the store holds: loaded, decided, and priced by a package of the repository.

use base::Ratio;
use benefit::claim::{AccView, Facts};
use benefit::facts::{prepare, version};
use benefit::plan::Policy;
use benefit::price::price;
use directory::catalogue::*;
use policy::{CompileOptions, Files, Package, compile};
use service::catalogue::{Loading, Sort};

use crate::common::{self, Fixture, day};
use crate::on_both;
use crate::scene::*;

/// A package without item rules of its own.
fn policy() -> Policy {
    let root = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../policies/cn.320100.resident"
    );
    let mut files = Vec::new();
    walk(std::path::Path::new(root), "", &mut files);
    let package = Package::load(&Files::from_iter(files)).unwrap();
    compile(&package, &CompileOptions::default()).unwrap()
}

fn walk(folder: &std::path::Path, before: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
}

/// Excluded, over the limit, first self-pay, rest of a line, in 分.
fn four(city: &City<'_>, code: &str, context: &LineContext<'_>, charge: Charge) -> [i64; 4] {
    let (_, facts) = city.counter().line(("", code), context, &charge).unwrap();
    let policy = policy();
    let line = bill_line(&policy, &facts).unwrap();
    let (_, plan) = version(&policy, context.on).unwrap();
    let mut given = Facts::none(policy.facts.len());
    given.set(
        policy.fact("service_date").unwrap(),
        i64::from(context.on.day_number()),
    );
    if let Some(level) = policy.fact("level") {
        given.set(level, 2);
    }
    let facts = prepare(&policy, plan, &given, &AccView::zero(policy.accs.len()));
    let priced = price(&policy, plan, &facts, &[line]).unwrap();
    priced.lines[0].parts().map(|part| part.amount.get())
}

fn terms(code: &str, class: Class, set: impl FnOnce(&mut PaymentTerms)) -> Item {
    let mut item = item(code, class);
    set(&mut item.terms);
    item
}

fn price_of(text: &str) -> Option<base::UnitPrice> {
    base::UnitPrice::parse(text).ok()
}

on_both! {
    /// REQ-133: the item valid at the service date decides; a removed item pays before, not after.
    fn req_133_a_removed_item_pays_before_and_not_after(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let mut next = loading("二版", "2026-04-01");
        next.kinds = vec![Kind::Western];
        city.load(&next, Vec::new());
        let paid = |on: &str| four(&city, DRUG, &context(on), charge("10", "1"));
        assert_eq!(paid("2026-03-31"), [0, 0, 0, 1_000]);
        assert_eq!(paid("2026-04-01"), [1_000, 0, 0, 0]);
    }

    /// REQ-134: an item with 10 % first own share on 1000 leaves 900 eligible.
    fn req_134_ten_per_cent_first_of_a_thousand_leaves_nine_hundred(fixture: &Fixture) {
        let city = City::of(fixture);
        let ten = Ratio::parse("10%").unwrap();
        let first = FirstSelfPay::of_all(ten).unwrap();
        let drug = terms(DRUG, Class::B, |terms| terms.first = first);
        city.load(&loading("一版", "2026-01-01"), rows(vec![drug]));
        let paid = four(&city, DRUG, &context("2026-03-01"), charge("1000", "1"));
        assert_eq!(paid, [0, 0, 10_000, 90_000]);
    }

    /// REQ-135: of a material over its price limit the excess is own cost.
    fn req_135_the_excess_of_a_special_material_is_own_cost(fixture: &Fixture) {
        let city = City::of(fixture);
        let stent = terms(STENT, Class::A, |terms| terms.own_limit = price_of("1000"));
        city.load(&loading("一版", "2026-01-01"), rows(vec![stent]));
        let paid = four(&city, STENT, &context("2026-03-01"), charge("1200", "1"));
        assert_eq!(paid, [0, 20_000, 0, 100_000]);
    }

    /// REQ-137: price 12 against a payment standard of 10: payable base 10.
    fn req_137_twelve_against_a_standard_of_ten_counts_ten(fixture: &Fixture) {
        let city = City::of(fixture);
        let drug = terms(DRUG, Class::A, |terms| terms.standard = price_of("10"));
        city.load(&loading("一版", "2026-01-01"), rows(vec![drug]));
        let paid = four(&city, DRUG, &context("2026-03-01"), charge("12", "1"));
        assert_eq!(paid, [0, 200, 0, 1_000]);
    }

    /// REQ-139: an item outside the base list pays for an assisted person only.
    fn req_139_a_wider_list_pays_for_assisted_persons_only(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let wider = "ZA01AAA0001010100009";
        let list = Loading { sort: Sort::parse("overlay:dibao").unwrap(), ..loading("救助", "2026-01-01") };
        city.load(&list, rows(vec![item(wider, Class::A)]));
        let plain = context("2026-03-01");
        let assisted = LineContext { categories: &["dibao"], ..plain };
        assert_eq!(four(&city, wider, &assisted, charge("10", "1")), [0, 0, 0, 1_000]);
        let at = city.counter();
        let (_, facts) = at.line(("", wider), &plain, &charge("10", "1")).unwrap();
        assert_eq!(facts.excluded, Some(Exclusion::ForOthers));
        assert_eq!(four(&city, wider, &plain, charge("10", "1")), [1_000, 0, 0, 0]);
    }

    fn a_code_that_nobody_knows_is_turned_away_without_a_note(fixture: &Fixture) {
        let city = City::with_items(fixture);
        let at = city.counter();
        let turned = at.line(("", "XA01ABC001A001010109999"), &context("2026-03-01"), &charge("10", "1"));
        let turned = turned.unwrap_err();
        assert_eq!((turned.why.code(), turned.note), ("line.unknown_item", None));
        let none = at.identify("", "", day("2026-03-01")).unwrap_err();
        assert_eq!((none.why.code(), none.note), ("line.no_code", None));
    }
}
