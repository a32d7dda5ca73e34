//! Reversals: rows of their own, whose amounts add to what they correct.

use serde_json::Value;

use super::scene::{Scene, fen, holds};

const BILLS: &str = "claim_id,person_id,care,service_date,level,amount,reverse
c1,p1,inpatient,2021-03-01,2,10000,
c2,p1,inpatient,2021-05-01,2,1000,
r1,,,,,,c1
";

fn entry<'a>(rows: &'a [Value], kind: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["entry"] == kind).collect()
}

#[test]
fn a_reversal_takes_back_and_later_bills_follow() {
    let scene = Scene::new();
    scene.write("b.csv", BILLS);
    let rows = scene.settled("b.csv", &[]);
    let claims = entry(&rows, "claim");
    assert_eq!(claims.len(), 2);
    // the first stay used the deductible up: 1000 × 80 %
    holds(
        claims[1],
        &[
            ("claim_id", "c2"),
            ("paid.pool", "800.00"),
            ("burden.deductible", "0.00"),
        ],
    );
    let [back] = entry(&rows, "reversal")[..] else {
        panic!("{rows:?}")
    };
    holds(
        back,
        &[
            ("claim_id", "r1"),
            ("corrects", "c1"),
            ("person_id", "p1"),
            ("total", "-10000.00"),
            ("paid.pool", "-7520.00"),
            ("burden.deductible", "-600.00"),
            ("delta.pool_paid", "-7520.00"),
        ],
    );
    // without the first stay the second bears the deductible: (1000 − 600) × 80 % = 320
    let [after] = entry(&rows, "difference")[..] else {
        panic!("{rows:?}")
    };
    holds(
        after,
        &[
            ("corrects", "c2"),
            ("total", "0.00"),
            ("paid.pool", "-480.00"),
            ("burden.deductible", "600.00"),
            ("burden.copay", "-120.00"),
            ("delta.pool_paid", "-480.00"),
        ],
    );
    let pool: i64 = rows
        .iter()
        .map(|row| fen(row["paid"]["pool"].as_str().unwrap()))
        .sum();
    assert_eq!(pool, 32_000, "what stands is the second stay alone");
}

#[test]
fn a_bill_is_reversed_once() {
    let scene = Scene::new();
    scene.write("b.csv", format!("{BILLS}r2,,,,,,c1\n"));
    let words = ["第 5 行 账单 r2", "不能冲销", "已经冲销过"];
    scene.refuses("b.csv", &[], &words);
}
