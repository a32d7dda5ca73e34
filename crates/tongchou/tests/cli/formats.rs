//! The same bills in every format give the same results, and results are the same in every format.

use std::path::Path;

use batch::ReadOptions;
use benefit::plan::Policy;
use policy::{CompileOptions, Files, Package};

use super::forms::{BILLS, columns};
use super::scene::{Scene, rows};

/// The county's policy as the tests' own files need it.
pub fn compiled(scene: &Scene) -> Policy {
    let names = ["policy.toml", "sources/law.md"];
    let files = Files::from_iter(names.map(|name| (name, scene.read(&format!("county/{name}")))));
    let mut options = CompileOptions::default();
    options
        .parameters
        .insert("table.aid_share".to_owned(), "50%".to_owned());
    policy::compile(&Package::load(&files).unwrap(), &options).unwrap()
}

/// Writes the bills of one file into another.
pub fn parquet_of(scene: &Scene, from: &str, to: &str) {
    let policy = compiled(scene);
    let bills = batch::read_bills(&policy, &scene.path(from), &ReadOptions::default()).unwrap();
    batch::write_bills(&policy, &bills, &scene.path(to)).unwrap();
}

#[test]
fn every_format_of_bills_gives_the_same_results() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    let expected = scene.settled("b.json", &[]);
    assert_eq!(expected.len(), 5);
    let csv = columns();
    let gb18030 = encoding_rs::GB18030.encode(&csv).0.into_owned();
    let marked = format!("\u{feff}{csv}");
    let dos = csv.replace('\n', "\r\n");
    let files = [csv.as_bytes(), &gb18030, marked.as_bytes(), dos.as_bytes()];
    for (number, bytes) in files.into_iter().enumerate() {
        scene.write("b.csv", bytes);
        assert_eq!(scene.settled("b.csv", &[]), expected, "file {number}");
    }
    scene.write("b.csv", &gb18030);
    assert_eq!(scene.settled("b.csv", &["--gb18030"]), expected);
    parquet_of(&scene, "b.json", "b.parquet");
    assert_eq!(scene.settled("b.parquet", &[]), expected);
    let records: Vec<String> = BILLS
        .lines()
        .filter(|line| line.starts_with("{\"claim_id\""))
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    scene.write("b.jsonl", records.join("\n"));
    assert_eq!(scene.settled("b.jsonl", &[]), expected);
}

#[test]
fn the_order_of_columns_and_keys_changes_nothing() {
    let scene = Scene::new();
    scene.write("b.csv", columns());
    let expected = scene.settled("b.csv", &[]);
    let turned: Vec<String> = columns()
        .lines()
        .map(|line| line.split(',').rev().collect::<Vec<_>>().join(","))
        .collect();
    scene.write("b.csv", turned.join("\n"));
    assert_eq!(scene.settled("b.csv", &[]), expected, "receipts included");
}

#[test]
fn lines_may_stand_in_a_file_of_their_own() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        "claim_id,person_id,care,service_date,level,total\nc1,p1,outpatient,2021-03-02,1,150\n",
    );
    scene.write(
        "lines.csv",
        "claim_id,item,line_amount\nc1,a,100\nc1,out,50\n",
    );
    let rows = scene.settled("b.csv", &["--lines", "lines.csv"]);
    super::scene::holds(
        &rows[0],
        &[
            ("total", "150.00"),
            ("paid.pool", "80.00"),
            ("self", "70.00"),
        ],
    );
    std::fs::remove_file(scene.path("out.json")).unwrap();
    scene.write(
        "lines.csv",
        "claim_id,item,line_amount\nc1,a,100\nc1,out,49.99\n",
    );
    scene.refuses(
        "b.csv",
        &["--lines", "lines.csv"],
        &["各项合计 149.99 元，与总额 150.00 元不符"],
    );
}

#[test]
fn every_format_of_results_holds_the_same() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    let policy = compiled(&scene);
    let read = |name: &str| batch::read_results(&policy, Path::new(&scene.path(name))).unwrap();
    for out in ["out.json", "out.csv", "out.parquet"] {
        let ran = scene.settle("b.json", out, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
        assert_eq!(read(out), read("out.json"), "{out}");
    }
    let csv = scene.read("out.csv");
    assert!(
        csv.contains("paid_pool") && csv.contains("burden_copay"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 6, "head and five claims");
    let ran = scene.run(&[
        "settle",
        "--policy",
        "county",
        "--persons",
        "persons.csv",
        "--bills",
        "b.json",
        "--parameter",
        "table.aid_share=50%",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        rows(&ran.out),
        rows(&scene.read("out.json")),
        "without -o the JSON is printed"
    );
}

#[test]
fn an_older_result_is_replaced_whole() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    scene.write("out.json", "x".repeat(100_000));
    assert_eq!(scene.settled("b.json", &[]).len(), 5);
    assert!(
        scene.names().iter().all(|name| !name.contains(".part")),
        "{:?}",
        scene.names()
    );
}
