//! The catalogue is as large as asked, valid, plausible, and the same each time.

use std::collections::BTreeSet;

use base::{Date, UnitPrice};
use directory::catalogue::own::{MappingChecks, OwnList};
use directory::catalogue::{
    Class, DraftRow, Effect, Entry, Extent, Found, HospitalLevel, Item, Kind, Release, draft, read,
};

use super::*;

fn spec(part: u32) -> CatalogueSpec {
    CatalogueSpec {
        seed: 7,
        sizes: Sizes::part(part),
        from: Date::parse("2026-01-01").unwrap(),
    }
}

fn drafts(entries: impl Iterator<Item = Entry<Item>>) -> Vec<DraftRow> {
    (2..)
        .zip(entries)
        .map(|(line, entry)| draft(line, &entry))
        .collect()
}

#[test]
fn a_city_has_the_sizes_asked_for_and_no_code_twice() {
    let city = CatalogueSpec::demo(Date::parse("2026-01-01").unwrap());
    let count = |kinds: &[Kind]| kinds.iter().map(|kind| city.count(*kind)).sum::<u32>();
    assert_eq!(count(&Kind::DRUGS), 20_000);
    assert_eq!(count(&[Kind::Service, Kind::Consumable]), 38_000);
    assert_eq!(count(&[Kind::Chronic]), 60);
    let codes: BTreeSet<_> = items(&city).map(|entry| entry.record.code).collect();
    assert_eq!(codes.len(), 58_000);
    let names: BTreeSet<_> = terms(&city).map(|entry| entry.record.code).collect();
    assert_eq!(names.len(), 9_060);
    let with = |mark: &str| {
        names
            .iter()
            .filter(|code| code.as_str().contains(mark))
            .count()
    };
    assert!(with("x") > 3_500 && with("*") > 50);
    // the last that could be asked for
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_charged()) {
        let last = CatalogueSpec::MOST - 1;
        let (first, last) = (item(&city, kind, 0), item(&city, kind, last));
        assert_ne!(first.unwrap().code, last.unwrap().code);
        assert!(item(&city, kind, CatalogueSpec::MOST).is_none());
    }
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_one_others() {
    let rows = |seed| {
        let spec = CatalogueSpec { seed, ..spec(100) };
        let lists: Vec<_> = own_list(&spec, 1, 50).collect();
        (drafts(items(&spec)), drafts(next_items(&spec)), lists)
    };
    assert_eq!(rows(7), rows(7));
    assert_ne!(rows(7).0, rows(8).0);
}

#[test]
fn every_row_is_read_back_without_a_flaw() {
    let spec = spec(20);
    let reading = read::<Item>(drafts(items(&spec)));
    assert_eq!(reading.flaws, Vec::new());
    let entries: Vec<Entry<Item>> = items(&spec).collect();
    assert_eq!(reading.complete().unwrap(), entries);
}

#[test]
fn prices_classes_and_ceilings_are_plausible() {
    let spec = spec(10);
    let all: Vec<Item> = items(&spec).map(|entry| entry.record).collect();
    let share = |wanted: fn(&Item) -> bool| {
        all.iter().filter(|item| wanted(item)).count() * 1_000 / all.len()
    };
    assert!((250..450).contains(&share(|item| item.terms.class == Class::A)));
    assert!((350..550).contains(&share(|item| item.terms.class == Class::B)));
    assert!((10..120).contains(&share(|item| item.flags.essential)));
    assert!((10..120).contains(&share(|item| item.restriction.approval)));
    for item in &all {
        let at = |level| item.terms.ceilings.at(level);
        assert!(at(HospitalLevel::First) <= at(HospitalLevel::Third));
        assert_eq!(item.flags.special, item.terms.own_limit.is_some());
        assert!(item.terms.own_limit != Some(UnitPrice::default()));
    }
}

#[test]
fn the_next_version_changes_ends_and_adds_some() {
    let spec = spec(20);
    let mut catalogue = catalogue(&spec).unwrap();
    let before = spec.from.add_days(-1).unwrap();
    assert_eq!(catalogue.items().as_of(before).count(), 0);
    let planned = catalogue
        .plan_items(
            Release {
                name: "第二版".into(),
                kinds: Kind::ALL
                    .into_iter()
                    .filter(|kind| kind.is_charged())
                    .collect(),
                extent: Extent::Whole,
                effective: Date::parse("2026-07-01").unwrap(),
                entries: next_items(&spec).collect(),
            },
            Date::parse("2026-07-01").unwrap(),
        )
        .unwrap();
    let report = &planned.difference;
    let size = catalogue.items().len();
    for effect in [Effect::New, Effect::Changed, Effect::Ended] {
        let per_mille = report.count(effect) * 1_000 / size;
        assert!((5..80).contains(&per_mille), "{effect:?}: {per_mille}");
    }
    assert_eq!(
        report.unchanged + report.count(Effect::Changed) + report.count(Effect::Ended),
        size
    );
    catalogue.take_items(&planned).unwrap();
    let wanted: Vec<Item> = next_items(&spec).map(|entry| entry.record).collect();
    let mut now: Vec<Item> = catalogue
        .items()
        .as_of(Date::parse("2026-07-01").unwrap())
        .cloned()
        .collect();
    let mut wanted = wanted;
    now.sort_by_key(|item| item.code);
    wanted.sort_by_key(|item| item.code);
    assert_eq!(now, wanted);
}

#[test]
fn assisted_persons_get_more() {
    let spec = spec(20);
    let mut catalogue = catalogue(&spec).unwrap();
    let wider: Vec<Entry<Item>> = wider_items(&spec).collect();
    let code = wider[0].record.code;
    let planned = catalogue
        .plan_overlay(
            "dibao",
            Release {
                name: "救助".into(),
                kinds: vec![Kind::Western],
                extent: Extent::Whole,
                effective: spec.from,
                entries: wider,
            },
            spec.from,
        )
        .unwrap();
    catalogue.take_items(&planned).unwrap();
    let class = |categories: &[&str]| {
        let found = catalogue.find_for(code.as_str(), spec.from, categories);
        found.in_force().map(|item| item.terms.class)
    };
    assert_eq!(class(&["dibao"]), Some(Class::B));
    assert_eq!(class(&[]), Some(Class::C));
}

#[test]
fn a_hospitals_list_can_be_uploaded_but_for_what_nobody_has_mapped() {
    let spec = spec(10);
    let catalogue = catalogue(&spec).unwrap();
    let rows: Vec<OwnRow> = own_list(&spec, 3, 1_000).collect();
    assert!((800..=1_000).contains(&rows.len()), "{}", rows.len());
    let unmapped = rows.iter().filter(|row| row.target.is_none()).count();
    assert!((5..80).contains(&unmapped), "{unmapped}");
    let owns: BTreeSet<&str> = rows.iter().map(|row| row.own.as_str()).collect();
    assert_eq!(owns.len(), rows.len());
    let mut list = OwnList::default();
    let checks = MappingChecks {
        name: 300,
        spec: 300,
    };
    for row in &rows {
        if let Some(mapping) = row.mapping("H89010100001", spec.from) {
            list.upload(mapping, &catalogue, checks, spec.from).unwrap();
        }
    }
    assert_eq!(list.mappings().len(), rows.len() - unmapped);
    let elsewhere: Vec<OwnRow> = own_list(&spec, 4, 1_000).collect();
    assert_ne!(rows, elsewhere);
    assert!(rows.iter().all(|row| row.price > UnitPrice::default()));
    let known = |row: &OwnRow| match row.target {
        Some(code) => catalogue.find(code.as_str(), spec.from) != Found::Unknown,
        None => true,
    };
    assert!(rows.iter().all(known));
}
