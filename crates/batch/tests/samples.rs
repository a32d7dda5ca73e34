//! The samples of the documentation are read under the package that the page names.

mod common;

use std::path::{Path, PathBuf};

use batch::{
    BillWhat, Encoding, ReadOptions, check_persons, read_accumulators, read_bills, read_persons,
};
use benefit::claim::Bill;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/data/samples")
        .join(name)
}

#[test]
fn the_samples_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cn.310000.employee");
    let policy = common::compiled(&folder).unwrap();
    let bills = |name: &str, lines: Option<&str>| {
        let options = ReadOptions {
            lines: lines.map(file),
            ..ReadOptions::default()
        };
        let read = read_bills(&policy, &file(name), &options);
        read.unwrap_or_else(|errors| panic!("{}", errors.zh()))
    };
    let persons = read_persons(&policy, &file("persons.csv"), Encoding::Detect);
    let persons = persons.unwrap_or_else(|errors| panic!("{}", errors.zh()));
    let (csv, json) = (bills("bills.csv", None), bills("bills.json", None));
    assert_eq!(csv.rows.len(), 4);
    for (one, other) in csv.rows.iter().zip(&json.rows) {
        assert_eq!((&one.id, &one.facts), (&other.id, &other.facts));
        assert_eq!(format!("{:?}", one.what), format!("{:?}", other.what));
    }
    let two = bills("bills-with-second-table.csv", Some("lines.csv"));
    assert!(
        matches!(&two.rows[0].what, BillWhat::Claim(Bill::Lines(lines), _) if lines.len() == 2)
    );
    let later = bills("bills-later-layer.csv", None);
    assert!(matches!(
        &later.rows[0].what,
        BillWhat::Claim(Bill::Enter { .. }, _)
    ));
    for bills in [&csv, &two, &later] {
        check_persons(bills, &persons).unwrap_or_else(|errors| panic!("{}", errors.zh()));
    }
    let openings = read_accumulators(&policy, &file("accumulators.csv"), Encoding::Detect);
    assert_eq!(
        openings
            .unwrap_or_else(|errors| panic!("{}", errors.zh()))
            .len(),
        3
    );
}
