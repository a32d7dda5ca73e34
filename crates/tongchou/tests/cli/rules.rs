//! What changes the rules of a run: reform, switch, parameter, knowledge date, opening amounts.

use super::scene::{HEAD, Scene, holds, row};

const REFORM: &str = r#"format = "tongchou-reform/1"
id = "what-if.elder-95"
base = "test.county"
title = "七十周岁以上提高到 95%"
from = 2021-07-01
[[patch]]
path = "table.share.rows.elder"
is = "95%"
"#;

#[test]
fn a_reform_changes_bills_from_its_date_only() {
    let scene = Scene::new();
    let bills = "before,p3,outpatient,2021-06-30,1,100\nafter,p3,outpatient,2021-07-01,1,100\n";
    scene.write("b.csv", format!("{HEAD}{bills}"));
    scene.write("r.toml", REFORM);
    let plain = scene.settled("b.csv", &[]);
    holds(row(&plain, "after"), &[("paid.pool", "90.00")]);
    let reformed = scene.settled("b.csv", &["--reform", "r.toml"]);
    holds(
        row(&reformed, "before"),
        &[("paid.pool", "90.00"), ("self", "10.00")],
    );
    holds(
        row(&reformed, "after"),
        &[("paid.pool", "95.00"), ("self", "5.00")],
    );
    let receipt = |rows: &[serde_json::Value]| row(rows, "after")["receipt"].clone();
    assert_ne!(
        receipt(&plain),
        receipt(&reformed),
        "a receipt tells under which rules"
    );
}

#[test]
fn reforms_are_applied_in_their_order() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p3,outpatient,2021-07-01,1,100\n"),
    );
    scene.write("one.toml", REFORM);
    scene.write("two.toml", REFORM.replace("95%", "99%"));
    let rows = scene.settled("b.csv", &["--reform", "one.toml", "--reform", "two.toml"]);
    holds(&rows[0], &[("paid.pool", "99.00")]);
}

#[test]
fn a_switch_takes_the_other_reading() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        "claim_id,person_id,service_date,amount_a,amount_out\nc1,p2,2021-03-01,80,20\n",
    );
    // 80 × 90 % = 72; assistance 8 × 50 % = 4, or (8 + 20) × 50 % = 14
    let rows = scene.settled("b.csv", &[]);
    holds(
        &rows[0],
        &[
            ("paid.pool", "72.00"),
            ("paid.aid", "4.00"),
            ("self", "24.00"),
        ],
    );
    let rows = scene.settled("b.csv", &["--switch", "aid_basis=all"]);
    holds(&rows[0], &[("paid.aid", "14.00"), ("self", "14.00")]);
}

#[test]
fn a_parameter_fills_what_no_source_gives() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p2,outpatient,2021-03-01,1,100\n"),
    );
    let ran = scene.run(&[
        "settle",
        "--policy",
        "county",
        "--persons",
        "persons.csv",
        "--bills",
        "b.csv",
        "--parameter",
        "table.aid_share = 70%",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    holds(
        &super::scene::rows(&ran.out)[0],
        &[("paid.aid", "7.00"), ("self", "3.00")],
    );
}

#[test]
fn a_knowledge_date_forgets_later_corrections() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p3,inpatient,2023-03-01,1,1800\n"),
    );
    let deductible =
        |more: &[&str]| scene.settled("b.csv", more)[0]["burden"]["deductible"].clone();
    assert_eq!(deductible(&[]), "800.00", "corrected on 2023-06-01");
    assert_eq!(deductible(&["--known-at", "2023-05-31"]), "700.00");
    assert_eq!(deductible(&["--known-at", "2023-06-01"]), "800.00");
}

#[test]
fn opening_amounts_count_towards_the_ceiling() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        format!("{HEAD}c1,p3,outpatient,2021-03-01,1,1000\n"),
    );
    scene.write(
        "acc.csv",
        "person_id,accumulator,value\np3,pool_paid,19800\n",
    );
    let rows = scene.settled("b.csv", &["--accumulators", "acc.csv"]);
    // 1000 × 90 % = 900, but only 200 are left: they stand for 222.22 of cost
    holds(
        &rows[0],
        &[
            ("paid.pool", "200.00"),
            ("burden.copay", "22.22"),
            ("burden.over_ceiling", "777.78"),
            ("delta.pool_paid", "200.00"),
        ],
    );
    scene.write(
        "acc.csv",
        "person_id,accumulator,window,value\np3,pool_paid,2020,19800\n",
    );
    let rows = scene.settled("b.csv", &["--accumulators", "acc.csv"]);
    holds(&rows[0], &[("paid.pool", "900.00")]);
}
