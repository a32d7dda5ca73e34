//! Releases against a table: day by day the old list before, the new one after.

use base::{Date, UnitPrice, Validity};
use proptest::prelude::*;

use super::*;
use crate::catalogue::code::Code;
use crate::catalogue::kind::{Class, FeeCategory};
use crate::catalogue::restriction::Restriction;
use crate::catalogue::terms::{Ceilings, PaymentTerms};

fn day(number: i32) -> Date {
    Date::parse("2026-01-01").unwrap().add_days(number).unwrap()
}

fn item(code: u32, class: Class, ceiling: i64) -> Item {
    let mut terms = PaymentTerms::of_class(class);
    terms.ceilings = Ceilings::new([UnitPrice::from_micro(ceiling * 1_000_000), None, None]);
    Item {
        code: Code::parse(Kind::Herbal, &format!("T{code:03}")).unwrap(),
        kind: Kind::Herbal,
        name: format!("药{code}").into(),
        spec: "".into(),
        unit: "克".into(),
        fee: FeeCategory::OTHER,
        terms,
        restriction: Restriction::default(),
        flags: Default::default(),
        facts: Box::default(),
    }
}

fn entry(item: Item, from: Option<i32>, until: Option<i32>) -> Entry<Item> {
    Entry {
        validity: Validity::new(from.map(day), until.map(day)).unwrap(),
        record: item,
    }
}

fn release(extent: Extent, effective: i32, entries: Vec<Entry<Item>>) -> Release<Item> {
    Release {
        name: "新版".into(),
        kinds: vec![Kind::Herbal],
        extent,
        effective: day(effective),
        entries,
    }
}

#[test]
fn a_report_says_field_by_field_what_changes_and_what_asks_for_attention() {
    let table = Table::new(vec![
        entry(item(1, Class::A, 10), None, None),
        entry(item(2, Class::A, 10), None, None),
        entry(item(3, Class::B, 10), None, None),
    ])
    .unwrap();
    let new = vec![
        entry(item(1, Class::B, 8), None, None),
        entry(item(2, Class::A, 10), None, None),
        entry(item(4, Class::C, 1), None, None),
    ];
    let report = difference(&table, release(Extent::Whole, 10, new)).unwrap();
    assert_eq!(report.unchanged, 1);
    let effects: Vec<Effect> = report.changes.iter().map(|change| change.effect).collect();
    assert_eq!(effects, [Effect::Changed, Effect::Ended, Effect::New]);
    let fields: Vec<_> = report.changes[0]
        .fields
        .iter()
        .map(|field| (field.title, &*field.old, &*field.new, field.concern))
        .collect();
    assert_eq!(
        fields,
        [
            ("收费项目等级", "甲类", "乙类", Some(Concern::SelfPayRises)),
            ("一级及以下限价", "10.00", "8.00", Some(Concern::LimitFalls)),
        ]
    );
    assert_eq!(
        report.changes[0].concerns,
        [Concern::SelfPayRises, Concern::LimitFalls]
    );
    assert_eq!(report.changes[1].concerns, [Concern::SelfPayRises]);
    assert!(report.changes[1].after.is_none() && report.changes[2].before.is_none());
    // nothing took effect by looking
    assert_eq!(table.len(), 3);
    let after = applied(&table, &report);
    let codes = |on| {
        let items = after.as_of(day(on));
        items.map(|item| item.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(codes(9), ["T001", "T002", "T003"]);
    assert_eq!(codes(10), ["T001", "T002", "T004"]);
}

#[test]
fn changes_alone_leave_the_rest_and_end_what_is_over() {
    let table = Table::new(vec![
        entry(item(1, Class::A, 10), None, None),
        entry(item(2, Class::A, 10), None, None),
        entry(item(3, Class::A, 10), None, None),
    ])
    .unwrap();
    let new = vec![
        // ended long before the release: it ends with it
        entry(item(1, Class::A, 10), None, Some(5)),
        // announced for later
        entry(item(2, Class::B, 10), Some(20), None),
    ];
    let report = difference(&table, release(Extent::Changes, 10, new)).unwrap();
    let effects: Vec<Effect> = report.changes.iter().map(|change| change.effect).collect();
    assert_eq!(effects, [Effect::Ended, Effect::Changed]);
    let after = applied(&table, &report);
    let class = |code: &str, on| {
        let found = after.find(code, day(on));
        found.in_force().map(|item| item.terms.class)
    };
    assert_eq!([9, 10].map(|on| class("T001", on)), [Some(Class::A), None]);
    assert_eq!(
        [19, 20].map(|on| class("T002", on)),
        [Some(Class::A), Some(Class::B)]
    );
    assert_eq!(class("T003", 100), Some(Class::A));
}

/// A until the end of June, B from July on: a change of A from March to June leaves B as it was announced.
#[test]
fn a_change_with_a_last_day_leaves_what_is_announced_after_it() {
    let table = Table::new(vec![
        entry(item(1, Class::A, 10), None, Some(180)),
        entry(item(1, Class::B, 10), Some(181), None),
    ])
    .unwrap();
    let row = entry(item(1, Class::A, 8), Some(60), Some(180));
    let report = difference(&table, release(Extent::Changes, 60, vec![row.clone()])).unwrap();
    let after = applied(&table, &report);
    let seen = |table: &Table<Item>, on| table.find("T001", day(on)).in_force().cloned();
    for (on, want) in [
        (59, item(1, Class::A, 10)),
        (60, item(1, Class::A, 8)),
        (181, item(1, Class::B, 10)),
    ] {
        assert_eq!(seen(&after, on), Some(want), "day {on}");
    }
    // A whole list says all there is, and it does not say B.
    let report = difference(&table, release(Extent::Whole, 60, vec![row])).unwrap();
    assert_eq!(seen(&applied(&table, &report), 181), None);
}

#[test]
fn what_reports_say_is_read_back_from_rows() {
    for effect in Effect::ALL {
        assert_eq!(Effect::parse(effect.code()), Some(effect));
    }
    for concern in Concern::ALL {
        assert_eq!(Concern::parse(concern.code()), Some(concern));
    }
    for extent in [Extent::Whole, Extent::Changes] {
        assert_eq!(Extent::parse(extent.code()), Some(extent));
    }
}

#[test]
fn a_list_of_another_kind_is_refused() {
    let table = Table::default();
    let mut release = release(
        Extent::Whole,
        0,
        vec![entry(item(1, Class::A, 1), None, None)],
    );
    release.kinds = vec![Kind::Western];
    let refused = difference(&table, release).unwrap_err();
    assert_eq!(refused.code(), "catalogue.kind");
}

prop_compose! {
    /// Rows of one day: each code at most once, some of them beginning or ending around it.
    fn rows()(drawn in prop::collection::btree_map(
        0_u32..12,
        (0_usize..3, 1_i64..4, prop::option::of(-5_i32..25), prop::option::of(0_i32..30)),
        0..12,
    )) -> Vec<Entry<Item>> {
        let row = |(code, (class, ceiling, from, length)): (u32, (usize, i64, Option<i32>, Option<i32>))| {
            let until = length.map(|length| from.unwrap_or(0) + length);
            entry(item(code, Class::ALL[class], ceiling), from, until)
        };
        drawn.into_iter().map(row).collect()
    }
}

prop_compose! {
    /// Rows of which a code may have several, one after another.
    fn histories()(drawn in prop::collection::btree_map(
        0_u32..4,
        prop::collection::vec((0_usize..3, 0_i32..8, 1_i32..12), 1..4),
        0..4,
    )) -> Vec<Entry<Item>> {
        let mut all = Vec::new();
        for (code, spans) in drawn {
            let mut from = -10;
            for (class, gap, length) in spans {
                from += gap;
                all.push(entry(item(code, Class::ALL[class], 1), Some(from), Some(from + length - 1)));
                from += length;
            }
        }
        all
    }
}

proptest! {
    /// Changes alone, day by day: the old list until the first new row of a code, the new rows up to their last day, and
    /// after it what was announced to begin there.
    #[test]
    fn changes_keep_what_is_announced_after_them(
        old in histories(), new in histories(), effective in -5_i32..20,
    ) {
        let table = Table::new(old.clone()).unwrap();
        let changes = release(Extent::Changes, effective, new.clone());
        let after = applied(&table, &difference(&table, changes).unwrap());
        prop_assert!(Table::new(after.entries().to_vec()).is_ok());
        for code in 0..4 {
            let code = format!("T{code:03}");
            let of = |list: &[Entry<Item>]| -> Vec<Entry<Item>> {
                let same = |one: &&Entry<Item>| one.record.code.to_string() == code;
                list.iter().filter(same).cloned().collect()
            };
            let (old, named) = (of(&old), of(&new));
            let rows: Vec<_> = named
                .iter()
                .filter(|row| last_day(&row.validity) >= day(effective))
                .cloned()
                .collect();
            let first = rows.first().map_or(day(effective), |row| first_day(&row.validity));
            let first = first.max(day(effective));
            let last = rows.last().map(|row| last_day(&row.validity));
            let on_day = |list: &[Entry<Item>], on: Date| {
                let holds = |one: &&Entry<Item>| {
                    first_day(&one.validity) <= on && on <= last_day(&one.validity)
                };
                list.iter().find(holds).cloned()
            };
            for on in (-12..60).map(day) {
                let announced = on_day(&old, on)
                    .filter(|entry| last.is_some_and(|last| first_day(&entry.validity) > last));
                let expected = match () {
                    () if named.is_empty() || on < first => on_day(&old, on),
                    () => on_day(&rows, on).or(announced),
                };
                let found = after.find(&code, on).in_force().cloned();
                prop_assert_eq!(found, expected.map(|one| one.record), "{} on {}", code, on);
            }
        }
    }

    /// Diff and apply: before the release every day is as it was; from its day on the list is the new one.
    #[test]
    fn applying_a_difference_gives_the_new_list(old in rows(), new in rows(), effective in 0_i32..20) {
        let table = Table::new(old).unwrap();
        let wanted = Table::new(new.clone()).unwrap();
        let report = difference(&table, release(Extent::Whole, effective, new)).unwrap();
        let after = applied(&table, &report);
        prop_assert!(Table::new(after.entries().to_vec()).is_ok());
        for on in -10..60 {
            for code in 0..12 {
                let code = format!("T{code:03}");
                let find = |table: &Table<Item>| table.find(&code, day(on)).in_force().cloned();
                let announced = wanted.history(&Code::probe(&code).unwrap()).first().is_some_and(|row| {
                    day(on) < first_day(&row.validity) && last_day(&row.validity) >= day(effective)
                });
                // a row that begins later leaves what held until then
                let expected = if on < effective || announced { find(&table) } else { find(&wanted) };
                prop_assert_eq!(find(&after), expected, "{} on {}", code, on);
            }
        }
        // the same list again changes nothing
        let entries: Vec<Entry<Item>> = after.entries().to_vec();
        let again = difference(&after, release(Extent::Changes, effective, entries)).unwrap();
        prop_assert_eq!(again.changes, Vec::new());
    }

    #[test]
    fn a_list_against_itself_changes_nothing(old in rows(), effective in 0_i32..20) {
        let table = Table::new(old.clone()).unwrap();
        let alive = old.iter().filter(|entry| last_day(&entry.validity) >= day(effective)).count();
        let report = difference(&table, release(Extent::Whole, effective, old)).unwrap();
        prop_assert_eq!(report.unchanged, alive);
        prop_assert!(report.changes.is_empty());
    }
}
