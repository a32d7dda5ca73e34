//! A small catalogue, and the packages of the repository that price it.
#![allow(dead_code, reason = "each test file uses its own part")]

use base::{Count, Date, Fen, UnitPrice, Validity};
use benefit::claim::{AccView, Facts, Line};
use benefit::determination::Refusal;
use benefit::facts::{prepare, version};
use benefit::plan::Policy;
use benefit::price::{Priced, price};
use directory::catalogue::*;
use policy::{CompileOptions, Files, Package, compile};
use std::path::{Path, PathBuf};

pub const DRUG: &str = "XA01ABC001A001010100001";
pub const PATENT: &str = "ZA01AAA0001010100001";
pub const HERB: &str = "T001700033";
pub const SERVICE: &str = "001102000040000";
pub const STENT: &str = "C0101010010000100001";

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn unit_price(text: &str) -> UnitPrice {
    UnitPrice::parse(text).unwrap()
}

pub fn span(from: &str, until: &str) -> Validity {
    let end = |text: &str| (!text.is_empty()).then(|| date(text));
    Validity::new(end(from), end(until)).unwrap()
}

pub fn item(code: &str, kind: Kind, class: Class) -> Item {
    Item {
        code: Code::parse(kind, code).unwrap(),
        kind,
        name: "甲子片".into(),
        spec: "0.25g×24片".into(),
        unit: "盒".into(),
        fee: FeeCategory::OTHER,
        terms: PaymentTerms::of_class(class),
        restriction: Restriction::default(),
        flags: Flags::default(),
        facts: Box::default(),
    }
}

pub fn entry(item: Item, from: &str, until: &str) -> Entry<Item> {
    Entry {
        validity: span(from, until),
        record: item,
    }
}

pub fn release(
    name: &str,
    kinds: &[Kind],
    effective: &str,
    entries: Vec<Entry<Item>>,
) -> Release<Item> {
    Release {
        name: name.into(),
        kinds: kinds.to_vec(),
        extent: Extent::Whole,
        effective: date(effective),
        entries,
    }
}

/// A catalogue of these items from 2020 on.
pub fn catalogue(items: Vec<Item>) -> Catalogue {
    let entries = items.into_iter().map(|item| entry(item, "", "")).collect();
    let mut catalogue = Catalogue::default();
    let charged: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|kind| kind.is_charged())
        .collect();
    let first = release("一版", &charged, "2020-01-01", entries);
    let planned = catalogue.plan_items(first, date("2020-01-01"));
    catalogue.take_items(&planned.unwrap()).unwrap();
    catalogue
}

/// A resident at a second-level hospital.
pub fn context(on: &str) -> LineContext<'static> {
    LineContext {
        on: date(on),
        group: PayGroup::Resident,
        categories: &[],
        level: HospitalLevel::Second,
        inpatient: false,
        sex: None,
        age: None,
        diagnoses: &[],
        approval: Approval::NotNeeded,
    }
}

pub fn charge(price: &str, count: &str) -> Charge {
    Charge {
        price: unit_price(price),
        count: Count::parse(count).unwrap(),
        stated: None,
    }
}

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The ids of all packages of the repository.
pub fn packages() -> Vec<String> {
    let folders = std::fs::read_dir(policies())
        .unwrap()
        .map(|entry| entry.unwrap());
    let folders = folders.filter(|entry| entry.path().is_dir());
    let mut ids: Vec<String> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    ids.sort();
    ids
}

pub fn package(id: &str) -> Policy {
    let root = policies().join(id);
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    assert!(!found.is_empty(), "no package {id}");
    let package = Package::load(&Files::from_iter(found)).unwrap();
    let mut options = CompileOptions::default();
    options
        .parameters
        .insert("table.local_ratio".to_owned(), "50%".to_owned());
    compile(&package, &options)
        .or_else(|_| compile(&package, &CompileOptions::default()))
        .unwrap_or_else(|found| panic!("{id}: {found:?}"))
}

fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    for path in paths {
        if path.is_dir() {
            walk(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy();
            found.push((name.replace('\\', "/"), std::fs::read(&path).unwrap()));
        }
    }
}

/// The lines priced by a policy on a day; a package may ask for facts that are not here.
pub fn try_priced(policy: &Policy, on: &str, lines: &[Line]) -> Result<Priced, Refusal> {
    let (_, plan) = version(policy, date(on))?;
    let mut given = Facts::none(policy.facts.len());
    let served = policy.fact("service_date").unwrap();
    given.set(served, i64::from(date(on).day_number()));
    // only where a rule asks for it
    if let Some(level) = policy.fact("level") {
        given.set(level, 2);
    }
    let facts = prepare(policy, plan, &given, &AccView::zero(policy.accs.len()));
    price(policy, plan, &facts, lines)
}

/// The lines priced by a policy on a day.
pub fn priced(policy: &Policy, on: &str, lines: &[Line]) -> Priced {
    try_priced(policy, on, lines).unwrap()
}

/// Excluded, over the limit, first self-pay, rest, in 分.
pub fn four(policy: &Policy, on: &str, facts: &LineFacts) -> [i64; 4] {
    let line = bill_line(policy, facts).unwrap();
    let priced = priced(policy, on, &[line]);
    priced.lines[0].parts().map(|part| part.amount.get())
}

pub fn fen(amount: &str) -> Fen {
    Fen::parse_yuan(amount).unwrap()
}
