//! What no law needs and no machine can hold is refused, at once.

mod common;

use common::{HEAD, findings, findings_of};
use policy::Files;

fn codes(found: &str) -> Vec<&str> {
    found
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect()
}

fn with_csv(table: &str, csv: &str) -> Files {
    let fact = "[fact.drug]\nof = \"claim\"\ntype = \"code\"\ntitle = \"药品\"\nnullable = true\n";
    let table = format!(
        "[table.price]\ntype = \"money\"\nkeys = [\"drug\"]\ncite = [\"t#1\"]\nfile = \"t.csv\"\noptional = true\n{table}\n"
    );
    let mut files = common::files(&format!("{HEAD}{fact}{table}"));
    files.insert("t.csv", csv);
    files
}

#[test]
fn more_rules_than_the_plan_can_count_are_refused() {
    let deny = |index: usize| {
        format!(
            "[[deny]]\nreason = \"r{index}\"\ntitle = \"不\"\nwhen = \"level == 1\"\ncite = [\"t#1\"]\n"
        )
    };
    let rules: String = (0..66_000).map(deny).collect();
    let found = findings(&format!("{HEAD}{rules}"));
    assert_eq!(codes(&found), ["P0009"], "{found}");
    assert!(found.contains("66000"));
}

#[test]
fn rows_in_every_span_of_time_are_counted_before_they_are_built() {
    let day = |index: i32| base::Date::from_day_number(11_000 + index % 1_900).unwrap();
    let row = |index: i32| format!("C{index},1,{}\n", day(index));
    let csv: String = std::iter::once("drug,is,from\n".to_owned())
        .chain((0..20_000).map(row))
        .collect();
    let by_law_date = findings_of(&with_csv("", &csv));
    assert!(codes(&by_law_date).contains(&"P0506"), "{by_law_date}");
    let by_its_own = findings_of(&with_csv("by = \"service_date\"", &csv));
    assert!(codes(&by_its_own).contains(&"P0506"), "{by_its_own}");
}

#[test]
fn a_table_beyond_what_a_determination_can_point_to_is_refused() {
    let row = |index: i32| format!("C{index},1\n");
    let csv = |rows: i32| -> String {
        std::iter::once("drug,is\n".to_owned())
            .chain((0..rows).map(row))
            .collect()
    };
    let held = findings_of(&with_csv("", &csv(65_535)));
    assert!(!codes(&held).contains(&"P0506"), "{held}");
    let beyond = findings_of(&with_csv("", &csv(65_536)));
    assert!(codes(&beyond).contains(&"P0506"), "{beyond}");
}

#[test]
fn two_rows_of_a_file_under_one_key_are_found() {
    let found = findings_of(&with_csv("", "drug,is\nC1,1\nC2,2\nC1,3\n"));
    assert!(found.contains("P0602 4:4"), "{found}");
}

/// A class over `facts` yes-or-no facts, with these rows before the last one.
fn class(facts: usize, rows: impl Iterator<Item = String>) -> String {
    let fact = |index: usize| {
        format!("[fact.b{index}]\nof = \"person\"\ntype = \"bool\"\ntitle = \"是否\"\n")
    };
    let facts: String = (0..facts).map(fact).collect();
    let rows: Vec<String> = (0..)
        .zip(rows)
        .map(|(index, when): (usize, String)| format!("{{ is = \"a{index}\", when = \"{when}\" }}"))
        .collect();
    let rows = rows.join(", ");
    format!(
        "{facts}[[class]]\nname = \"k\"\ntitle = \"类\"\ncite = [\"t#1\"]\nrows = [{rows}, {{ is = \"z\", when = \"always\" }}]\n"
    )
}

#[test]
fn a_class_beyond_proof_is_given_up_in_time() {
    let deep = class(4_000, (0..4_000).map(|index| format!("b{index} == yes")));
    let wide = (0..300).map(|row| {
        let days = (0..500).map(|day| format!("stay_days == {}", row * 500 + day));
        days.collect::<Vec<String>>().join(" or ")
    });
    for rules in [deep, class(0, wide)] {
        let found = findings(&format!("{HEAD}{rules}"));
        assert!(!found.contains("P0605"), "{found}");
    }
}
