//! The forms of a bill: one amount, totals by class, lines, entry at a later layer.
//!
//! The 分 expected here are worked out by hand from the county's rules.

use super::scene::{Scene, holds, row};

/// One bill of each form; the third by classes of a person without assistance.
pub const BILLS: &str = r#"{"bills":[
{"claim_id":"张-住院","person_id":"p1","care":"inpatient","service_date":"2021-03-01","level":2,"amount":"10000"},
{"claim_id":"张-门诊","person_id":"p1","care":"outpatient","service_date":"2021-03-02","level":1,"items":{"a":"60","b":"30","out":"10"},"total":"100"},
{"claim_id":"李-门诊","person_id":"p2","care":"outpatient","service_date":"2021-04-01","level":1,"amount":"100"},
{"claim_id":"张-明细","person_id":"p1","care":"outpatient","service_date":"2021-04-02","level":1,"lines":[{"item":"b","amount":"100","own_first":"10%"},{"item":"a","amount":"50","quantity":2,"price_limit":"20"}]},
{"claim_id":"李-救助","person_id":"p2","care":"inpatient","service_date":"2021-04-03","level":1,"enter":"assistance","burden":{"copay":"40"},"paid":{"pool":"60"}}
]}"#;

/// The same bills as columns.
pub fn columns() -> String {
    let head = "claim_id,person_id,care,service_date,level,amount,amount_a,amount_b,amount_out,total,\
                item,line_amount,own_first,price_limit,quantity,enter,burden_copay,paid_pool";
    let rows = [
        "张-住院,p1,inpatient,2021-03-01,2,10000,,,,,,,,,,,,",
        "张-门诊,p1,outpatient,2021-03-02,1,,60,30,10,100,,,,,,,,",
        "李-门诊,p2,outpatient,2021-04-01,1,100,,,,,,,,,,,,",
        "张-明细,p1,outpatient,2021-04-02,1,,,,,,b,100,10%,,,,,",
        "张-明细,p1,outpatient,2021-04-02,1,,,,,,a,50,,20,2,,,",
        "李-救助,p2,inpatient,2021-04-03,1,,,,,,,,,,,assistance,40,60",
    ];
    format!("{head}\n{}\n", rows.join("\n"))
}

#[test]
fn every_form_is_settled_to_the_fen() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    let rows = scene.settled("b.json", &[]);
    // 10000 − 600 = 9400; × 80 % = 7520; own 600 + 1880
    holds(
        row(&rows, "张-住院"),
        &[
            ("status", "settled"),
            ("total", "10000.00"),
            ("in_policy", "10000.00"),
            ("paid.pool", "7520.00"),
            ("burden.deductible", "600.00"),
            ("burden.copay", "1880.00"),
            ("self", "2480.00"),
            ("delta.ip_deductible", "600.00"),
            ("delta.pool_paid", "7520.00"),
        ],
    );
    // 90 in policy × 80 % = 72; own 18 + 10 outside
    holds(
        row(&rows, "张-门诊"),
        &[
            ("in_policy", "90.00"),
            ("paid.pool", "72.00"),
            ("burden.excluded", "10.00"),
            ("self", "28.00"),
        ],
    );
    // 100 × 90 % = 90; assistance 10 × 50 %
    holds(
        row(&rows, "李-门诊"),
        &[
            ("paid.pool", "90.00"),
            ("paid.aid", "5.00"),
            ("self", "5.00"),
        ],
    );
    // 100 − 10 first; 2 × 20 of 50; 130 × 80 % = 104
    holds(
        row(&rows, "张-明细"),
        &[
            ("total", "150.00"),
            ("burden.first_self_pay", "10.00"),
            ("burden.over_limit", "10.00"),
            ("paid.pool", "104.00"),
            ("burden.copay", "26.00"),
        ],
    );
    // 40 × 50 %, what the pool paid before stays
    holds(
        row(&rows, "李-救助"),
        &[
            ("total", "100.00"),
            ("in_policy", "0.00"),
            ("paid.pool", "60.00"),
            ("paid.aid", "20.00"),
            ("self", "20.00"),
            ("delta.pool_paid", "0.00"),
        ],
    );
}

#[test]
fn every_result_has_a_receipt_and_says_whose_it_is() {
    let scene = Scene::new();
    scene.write("b.json", BILLS);
    for row in scene.settled("b.json", &[]) {
        let receipt = row["receipt"].as_str().unwrap();
        assert!(
            receipt.len() == 64 && receipt.bytes().all(|b| b.is_ascii_hexdigit()),
            "{row}"
        );
        assert!(row["person_id"].as_str().unwrap().starts_with('p'));
    }
}

#[test]
fn a_denied_bill_names_its_reason() {
    let scene = Scene::new();
    scene.write(
        "b.csv",
        "claim_id,person_id,service_date,cause,amount\nc1,p1,2021-03-01,third_party,100\n",
    );
    let rows = scene.settled("b.csv", &[]);
    holds(
        &rows[0],
        &[
            ("status", "denied"),
            ("denials", "third_party"),
            ("burden.denied", "100.00"),
            ("self", "100.00"),
        ],
    );
}
