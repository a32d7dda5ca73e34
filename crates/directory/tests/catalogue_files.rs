//! Rows of catalogue files, and releases into the one catalogue.

mod common;

use base::{Ratio, Sex, UnitPrice};
use common::*;
use directory::catalogue::*;
use proptest::prelude::*;

/// A row by the keys of its columns.
fn row<T: Tabular>(line: u64, cells: &[(&str, &str)]) -> DraftRow {
    let place = |key: &str| {
        T::COLUMNS
            .iter()
            .position(|column| column.key == key)
            .unwrap()
    };
    let mut row = DraftRow {
        line,
        cells: vec![String::new(); T::COLUMNS.len()],
    };
    for (key, text) in cells {
        row.cells[place(key)] = (*text).to_owned();
    }
    row
}

const GOOD: &[(&str, &str)] = &[
    ("kind", "101"),
    ("code", DRUG),
    ("name", "甲子片"),
    ("fee", "西药费"),
    ("class", "乙类"),
    ("first_resident", "10%"),
    ("first_employee", "0%|5%|8%"),
    ("ceiling_3", "12.5"),
    ("restricted", "是"),
    ("levels", "二级|三级"),
    ("sex", "女"),
    ("age_to", "14"),
    ("diagnoses", "E11|I10"),
    ("inpatient", "1"),
    ("essential", "1"),
    ("facts", "origin=domestic|item=negotiated"),
    ("from", "2026-01-01"),
    ("spec", "null"),
];

#[test]
fn a_good_row_becomes_an_item() {
    let reading = read::<Item>([row::<Item>(2, GOOD)]);
    assert_eq!(reading.flaws, Vec::new());
    let entry = &reading.rows[0].1;
    let item = &entry.record;
    assert_eq!(item.kind, Kind::Western);
    assert_eq!(&*item.spec, "");
    let first = |level| item.terms.first.at(PayGroup::Employee, level).unwrap();
    assert_eq!(first(HospitalLevel::Ungraded), Ratio::ZERO);
    assert_eq!(first(HospitalLevel::Third), Ratio::parse("8%").unwrap());
    let conditions = item.restriction.conditions.as_ref().unwrap();
    assert_eq!(conditions.sex, Some(Sex::Female));
    assert_eq!(
        conditions.levels,
        [HospitalLevel::Second, HospitalLevel::Third]
    );
    assert_eq!(entry.validity, span("2026-01-01", ""));
    assert_eq!(&*item.facts[0].0, "item");
    // as a file again, and back
    let again = read::<Item>([draft(2, entry)]);
    assert_eq!(again.rows, reading.rows);
}

#[test]
fn each_bad_cell_has_its_line_column_and_reason() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("kind", "", "目录类别", "catalogue.cell_empty"),
        ("kind", "疾病诊断", "目录类别", "catalogue.cell"),
        ("code", "", "医疗目录编码", "catalogue.cell_empty"),
        ("code", "XA01", "医疗目录编码", "catalogue.code"),
        ("name", "", "名称", "catalogue.cell_empty"),
        ("fee", "15", "收费项目类别", "catalogue.cell"),
        ("class", "丁类", "收费项目等级", "catalogue.cell"),
        ("first_resident", "0.1", "居民先自付比例", "catalogue.cell"),
        ("first_resident", "110%", "居民先自付比例", "catalogue.cell"),
        (
            "first_resident",
            "1%|2%",
            "居民先自付比例",
            "catalogue.cell",
        ),
        ("ceiling_1", "-1", "一级及以下限价", "catalogue.price"),
        ("standard", "1e3", "医保支付标准", "catalogue.price"),
        ("restricted", "也许", "限制使用标志", "catalogue.cell"),
        ("levels", "四级", "限医院级别", "catalogue.cell"),
        ("age_from", "15", "限最大年龄", "catalogue.ages"),
        ("diagnoses", "糖尿病", "限诊断", "catalogue.cell"),
        ("facts", "item", "其他事实", "catalogue.cell"),
        ("facts", "item=a|item=b", "其他事实", "catalogue.cell"),
        ("from", "2026/1/1", "起始日期", "catalogue.cell"),
        ("until", "2025-12-31", "截止日期", "catalogue.validity"),
    ];
    for (key, text, column, code) in cases {
        let mut bad = row::<Item>(7, GOOD);
        let place = Item::COLUMNS.iter().position(|known| known.key == *key);
        bad.cells[place.unwrap()] = (*text).to_owned();
        let reading = read::<Item>([bad, row::<Item>(8, GOOD)]);
        let flaws: Vec<_> = reading
            .flaws
            .iter()
            .map(|flaw| (flaw.line, flaw.column, flaw.why.code()))
            .collect();
        assert_eq!(flaws, [(7, *column, *code)], "{key}={text}");
        assert!(reading.flaws[0].why.zh().ends_with('。'));
        assert_eq!(reading.rows.len(), 1);
        let refused = reading.complete().unwrap_err();
        assert_eq!(refused.code(), "catalogue.rows");
        assert!(refused.zh().contains("第 7 行"), "{}", refused.zh());
    }
}

#[test]
fn a_file_whose_columns_are_shifted_is_not_read_to_its_end() {
    let shifted = |line| DraftRow {
        line,
        cells: vec!["甲子片".to_owned(); Item::COLUMNS.len()],
    };
    let reading = read::<Item>((2..50_000).map(shifted));
    assert!((1_000..1_050).contains(&reading.flaws.len()));
    assert!(reading.stopped_at.is_some_and(|line| line < 1_000));
    let refused = reading.complete().unwrap_err();
    assert!(refused.zh().contains("处以上错误"), "{}", refused.zh());
}

#[test]
fn two_rows_of_a_code_on_one_day_are_a_flaw_of_the_later() {
    let rows = [
        row::<Item>(2, GOOD),
        row::<Item>(3, GOOD),
        row::<Item>(4, GOOD),
    ];
    let reading = read::<Item>(rows);
    let lines: Vec<_> = reading
        .flaws
        .iter()
        .map(|flaw| (flaw.line, flaw.why.code()))
        .collect();
    assert_eq!(lines, [(3, "catalogue.double"), (4, "catalogue.double")]);
    assert_eq!(reading.rows.len(), 1);
}

#[test]
fn old_codes_and_own_lists_are_read_from_files_too() {
    let cells = |line, cells: &[&str]| DraftRow {
        line,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    };
    let reading = read_recodes([
        cells(2, &["新农合", "0101", "西药", DRUG, "2017-01-01"]),
        cells(3, &["新农合", "", "西药", DRUG]),
        cells(4, &["新农合", "0102", "疾病诊断", DRUG, "", "2016-1-1"]),
    ]);
    assert_eq!(&*reading.rows[0].1.old, "0101");
    assert_eq!(reading.rows[0].1.validity, span("2017-01-01", ""));
    let said = |flaws: &[RowFlaw]| {
        let flaws = flaws.iter();
        flaws
            .map(|flaw| (flaw.line, flaw.column))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        said(&reading.flaws),
        [(3, "旧编码"), (4, "国家编码"), (4, "截止日期")]
    );
    let on = date("2026-03-01");
    let reading = read_mappings(
        "H89010100001",
        on,
        [
            cells(2, &["Y001", "甲子片", "", "101", DRUG, "2026-03-01"]),
            cells(3, &["Y002", "甲子片", "", "101", DRUG, ""]),
            cells(
                4,
                &["Y003", "甲子片", "", "疾病诊断", "A00.000", "2026-03-01"],
            ),
        ],
    );
    assert_eq!(reading.rows.len(), 1);
    let mapping = &reading.rows[0].1;
    assert_eq!(
        (mapping.kind, mapping.target.as_str()),
        (Kind::Western, DRUG)
    );
    assert_eq!(said(&reading.flaws), [(3, "开始日期"), (4, "目录类别")]);
}

#[test]
fn diagnoses_are_read_and_found_by_day() {
    let cells = [
        ("kind", "疾病诊断"),
        ("code", "A00.000x001"),
        ("name", "甲子病"),
    ];
    let reading = read::<Term>([row::<Term>(2, &cells)]);
    let mut catalogue = Catalogue::default();
    let planned = catalogue
        .plan_terms(
            Release {
                name: "诊断一版".into(),
                kinds: vec![Kind::Diagnosis],
                extent: Extent::Whole,
                effective: date("2026-01-01"),
                entries: reading.complete().unwrap(),
            },
            date("2026-01-01"),
        )
        .unwrap();
    assert_eq!(planned.difference.count(Effect::New), 1);
    assert_eq!(catalogue.take_terms(&planned), Ok(1));
    let found = |on| catalogue.term("A00.000x001", date(on)).in_force().is_some();
    assert!(found("2026-01-01") && !found("2025-12-31"));
    let as_item = read::<Item>([row::<Item>(2, &cells)]);
    assert_eq!(as_item.flaws[0].why.code(), "catalogue.cell");
}

#[test]
fn a_release_takes_effect_whole_and_only_on_the_catalogue_it_was_compared_with() {
    let mut catalogue = catalogue(vec![item(DRUG, Kind::Western, Class::A)]);
    let worse = || vec![entry(item(DRUG, Kind::Western, Class::B), "", "")];
    let today = date("2026-01-20");
    let first = release("二版", &Kind::DRUGS, "2026-02-01", worse());
    let first = catalogue.plan_items(first, today);
    let other = release("别版", &Kind::DRUGS, "2026-02-01", Vec::new());
    let other = catalogue.plan_items(other, today);
    let (first, other) = (first.unwrap(), other.unwrap());
    assert_eq!(catalogue.take_items(&first), Ok(2));
    let before = catalogue.clone();
    let refused = catalogue.take_items(&other).unwrap_err();
    assert_eq!(refused.code(), "catalogue.moved_on");
    assert_eq!(catalogue, before);
    let early = release("回溯版", &Kind::DRUGS, "2026-01-31", worse());
    let refused = catalogue.plan_items(early, today).unwrap_err();
    assert_eq!(refused.code(), "catalogue.backdated");
    // services have their own versions
    let services = release("服务", &[Kind::Service], "2026-01-31", Vec::new());
    assert_eq!(
        catalogue
            .plan_items(services, today)
            .unwrap()
            .difference
            .changes,
        Vec::new()
    );
    let nothing = release("x", &[], "2026-01-01", Vec::new());
    let wrong = catalogue.plan_overlay("低保", nothing, today);
    assert_eq!(wrong.unwrap_err().code(), "catalogue.category");
}

#[test]
fn what_changes_days_that_are_over_asks_for_attention() {
    let catalogue = catalogue(vec![
        item(DRUG, Kind::Western, Class::B),
        item(PATENT, Kind::Patent, Class::B),
        item(SERVICE, Kind::Service, Class::A),
    ]);
    // cheaper for the insured from March on, announced and loaded in May: bills of March are settled already
    let better = release(
        "二版",
        &Kind::DRUGS,
        "2026-03-01",
        vec![
            entry(item(DRUG, Kind::Western, Class::A), "", ""),
            entry(item(PATENT, Kind::Patent, Class::B), "", "2026-05-31"),
            entry(item(PATENT, Kind::Patent, Class::A), "2026-06-01", ""),
            entry(item(HERB, Kind::Herbal, Class::A), "", ""),
        ],
    );
    let said = |today: &str| {
        let planned = catalogue.plan_items(better.clone(), date(today)).unwrap();
        let backdated = |change: &&Change<Item>| change.concerns.contains(&Concern::Backdated);
        let changes = planned.difference.changes.iter().filter(backdated);
        let codes: Vec<String> = changes.map(|change| change.code.to_string()).collect();
        assert_eq!(
            planned.difference.concerned(Concern::Backdated),
            codes.len()
        );
        codes
    };
    // the patent drug changes in June only
    assert_eq!(said("2026-05-10"), [HERB, DRUG]);
    assert_eq!(said("2026-06-02"), [HERB, DRUG, PATENT]);
    assert_eq!(said("2026-03-01"), [""; 0]);
    // the first list of a city changes nothing that was settled by one
    let first = Catalogue::default().plan_items(better.clone(), date("2026-05-10"));
    assert_eq!(first.unwrap().difference.concerned(Concern::Backdated), 0);
}

fn any_price() -> impl Strategy<Value = Option<UnitPrice>> {
    prop::option::of((0..=UnitPrice::MAX).prop_map(|micro| UnitPrice::from_micro(micro).unwrap()))
}

fn any_ratios() -> impl Strategy<Value = [Option<Ratio>; 3]> {
    let ratio = (0_i64..=1_000_000).prop_map(|ppm| Ratio::new(ppm, 1_000_000).unwrap());
    prop::array::uniform3(prop::option::of(ratio))
}

fn any_conditions() -> impl Strategy<Value = Conditions> {
    let levels = prop::sample::subsequence(HospitalLevel::ALL.to_vec(), 0..4);
    let sex = prop::option::of(prop::sample::select(vec![Sex::Male, Sex::Female]));
    let prefixes = prop::collection::btree_set("[A-Z][0-9]{2}", 0..3);
    let ages = (prop::option::of(0_u16..70), prop::option::of(70_u16..=150));
    (levels, sex, prefixes, ages, any::<bool>()).prop_map(
        |(levels, sex, prefixes, (age_from, age_to), inpatient_only)| Conditions {
            levels,
            sex,
            age_from,
            age_to,
            diagnoses: prefixes.into_iter().map(Into::into).collect(),
            inpatient_only,
        },
    )
}

prop_compose! {
    fn any_item()(
        texts in prop::array::uniform3("[一-龥A-Za-z0-9%.]{1,12}"),
        class in 0_usize..3,
        fee in 1_u8..=14,
        ratios in prop::array::uniform4(any_ratios()),
        prices in prop::array::uniform5(any_price()),
        approval in any::<bool>(),
        conditions in any_conditions(),
        flags in any::<[bool; 4]>(),
        facts in prop::collection::btree_map("[a-z_]{1,8}", "[a-z0-9.]{1,8}", 0..3),
    ) -> Item {
        let mut built = item(DRUG, Kind::Western, Class::ALL[class]);
        let [name, spec, unit] = texts;
        (built.name, built.spec, built.unit) = (name.into(), spec.into(), unit.into());
        built.fee = FeeCategory::of(fee).unwrap();
        for (group, ratios) in PayGroup::ALL.into_iter().zip(ratios) {
            built.terms.first = built.terms.first.with(group, ratios).unwrap();
        }
        let [low, middle, high, standard, own] = prices;
        built.terms.ceilings = Ceilings::new([low, middle, high]);
        (built.terms.standard, built.terms.own_limit) = (standard, own);
        built.restriction = Restriction {
            approval,
            text: "限重症".into(),
            conditions: (!conditions.is_empty()).then(|| Box::new(conditions)),
        };
        let [essential, negotiated, children, special] = flags;
        built.flags = Flags { essential, negotiated, children, special };
        built.facts = facts.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        built
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(item in any_item()) {
        let wrote = entry(item, "2026-01-01", "2026-12-31");
        let reading = read::<Item>([draft(2, &wrote)]);
        prop_assert_eq!(&reading.flaws, &Vec::new());
        prop_assert_eq!(&reading.rows[0].1, &wrote);
    }

    #[test]
    fn reading_rows_never_panics(cells in prop::collection::vec(".{0,12}", 0..40), line in any::<u64>()) {
        let row = || DraftRow { line, cells: cells.clone() };
        let items = read::<Item>([row(), row()]);
        let terms = read::<Term>([row(), row()]);
        let _ = (read_recodes([row()]), read_mappings("H1", date("2026-01-01"), [row()]));
        prop_assert_eq!(items.rows.is_empty(), !items.flaws.is_empty());
        prop_assert!(terms.rows.len() <= 2);
    }
}
