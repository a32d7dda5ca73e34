//! Flows of hospitals' software over real HTTP, through the counter to the store and back, on both engines.

#[allow(dead_code, reason = "shared with the tests of the server")]
#[path = "../http/client.rs"]
mod client;
#[macro_use]
#[path = "../../../service/tests/common/mod.rs"]
mod common;
mod courses;
mod flow;
#[allow(dead_code, reason = "shared with the tests of the counter itself")]
#[path = "../../../service/tests/counter/hall.rs"]
mod hall;
mod lists;
#[path = "../common/papers.rs"]
mod papers;
mod queries;
#[allow(dead_code, reason = "shared with the tests of premiums")]
#[path = "../../../service/tests/common/premium_scene.rs"]
mod scene;
mod statements;
#[allow(dead_code, reason = "shared with the tests of the wire")]
#[path = "../wire/support.rs"]
mod support;
#[allow(dead_code, reason = "shared with the tests of the server")]
#[path = "../http/world.rs"]
mod world;

use base::Fen;
use common::Fixture;
use flow::{Desk, fen};
use hall::{Hall, policy};
use serde_json::json;

/// The identities of the interface that every answer with money holds.
fn balanced(setlinfo: &serde_json::Value) {
    let sum = |names: &[&str]| names.iter().map(|name| fen(&setlinfo[*name])).sum::<i64>();
    let funds = [
        "hifp_pay",
        "cvlserv_pay",
        "hifes_pay",
        "hifmi_pay",
        "hifob_pay",
        "maf_pay",
        "oth_pay",
    ];
    assert_eq!(fen(&setlinfo["fund_pay_sumamt"]), sum(&funds), "{setlinfo}");
    assert_eq!(
        fen(&setlinfo["psn_part_amt"]),
        sum(&["acct_pay", "psn_cash_pay"]),
        "{setlinfo}"
    );
    let payers = ["fund_pay_sumamt", "psn_part_amt", "hosp_part_amt"];
    assert_eq!(fen(&setlinfo["medfee_sumamt"]), sum(&payers), "{setlinfo}");
}

on_both! {
    fn an_outpatient_is_registered_charged_settled_and_taken_back(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("100", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        assert_eq!(desk.register("M1", 1).output()["data"]["mdtrt_id"], visit, "a retry gets the first answer");
        let other = desk.register("M1", 2).refusal();
        assert!(other.contains("msgid") || other.contains("报文ID"), "{other}");
        desk.describe("M2", &visit, 1).output();
        let told = desk.charge("M3", &visit, &[(1, "B1", "150.99"), (2, "B1", "49.01")]).output();
        let rows = told["result"].as_array().unwrap();
        assert_eq!((rows.len(), fen(&rows[0]["inscp_scp_amt"])), (2, 15_099), "{told}");
        let asked = |desk: &mut Desk, infno: &str, msgid: &str, total: &str| desk.settle(infno, msgid, &visit, total);
        let wrong = asked(&mut desk, "2207", "M4", "200.01").refusal();
        assert!(wrong.contains("medfee_sumamt"), "{wrong}");
        for msgid in ["T1", "T2"] {
            let tried = asked(&mut desk, "2206", msgid, "200.00").output();
            assert_eq!(fen(&tried["setlinfo"]["fund_pay_sumamt"]), 6_000, "nothing is kept of a trial: {tried}");
        }
        let settled = asked(&mut desk, "2207", "M5", "200.00").output();
        let info = &settled["setlinfo"];
        balanced(info);
        assert_eq!((fen(&info["medfee_sumamt"]), fen(&info["act_pay_dedc"])), (20_000, 10_000));
        assert_eq!((fen(&info["hifp_pay"]), fen(&info["psn_cash_pay"])), (6_000, 14_000));
        assert_eq!(fen(&settled["setldetail"][0]["fund_payamt"]), 6_000, "{settled}");
        assert_eq!(asked(&mut desk, "2207", "M5", "200.00").output(), settled, "to the letter");
        assert_eq!(hall.number("SELECT CAST(COUNT(*) AS BIGINT) FROM settlement"), 1);
        let twice = asked(&mut desk, "2207", "M6", "200.00").refusal();
        assert!(!twice.is_empty(), "one live settlement");
        let setl = info["setl_id"].clone();
        let back = desk.reverse("2208", "M7", (&visit, &setl)).output();
        balanced(&back["setlinfo"]);
        assert_eq!(fen(&back["setlinfo"]["fund_pay_sumamt"]), -6_000);
        assert_eq!(desk.reverse("2208", "M7", (&visit, &setl)).output(), back);
        let again = asked(&mut desk, "2207", "M8", "200.00").output();
        assert_eq!(fen(&again["setlinfo"]["hifp_pay"]), 6_000, "the deductible is there again");
        let counted = client::send(desk.world.watch, "GET", "/metrics", &[], b"");
        assert!(counted.text().contains("{infno=\"2207\",outcome=\"again\"} 1"), "{}", counted.text());
    }

    fn what_is_not_his_is_refused_and_nothing_is_written(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        assert!(desk.register("M2", 999).refusal().contains("999"), "nobody of this number");
        let stranger = desk.describe("M3", &visit, 2).refusal();
        assert!(stranger.contains("psn_no"), "{stranger}");
        desk.institution = world::PLAIN;
        let foreign = desk.describe("M4", &visit, 1).refusal();
        assert!(foreign.contains("本机构没有这个就诊"), "{foreign}");
        let undesignated = desk.register("M5", 1).refusal();
        assert!(undesignated.contains("定点"), "{undesignated}");
        desk.institution = world::COUNTY;
        let text = desk.describe("M6", &json!("'; DROP TABLE visit; --"), 1).refusal();
        assert!(text.contains("mdtrt_id"), "{text}");
        assert_eq!(hall.number("SELECT CAST(COUNT(*) AS BIGINT) FROM visit"), 1);
        desk.cancel("2202", "M7", &visit).output();
        assert_eq!(desk.cancel("2202", "M7", &visit).output(), json!(null), "a retry gets the first answer");
    }

    fn who_the_patient_is_is_held_to_the_register(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        desk.describe("M2", &visit, 1).output();
        desk.charge("M3", &visit, &[(1, "B1", "200.00")]).output();
        desk.says = json!({"psn_name": "张三"});
        let other = desk.settle("2206", "M4", &visit, "200.00").refusal();
        assert!(other.contains("psn_name") && !other.contains('某'), "{other}");
        desk.says = json!({"certno": papers::number(2)});
        let other = desk.settle("2207", "M6", &visit, "200.00").refusal();
        assert!(other.contains("certno") && !other.contains(&papers::number(1)), "{other}");
        let other = desk.register("M7", 1).refusal();
        assert!(other.contains("certno"), "{other}");
        assert!(desk.admit("M8").refusal().contains("certno"));
        assert!(desk.buy("2102", "M9", "1.00").refusal().contains("certno"));
        assert_eq!(hall.number("SELECT CAST(COUNT(*) AS BIGINT) FROM settlement"), 0);
        desk.says = json!({});
        let settled = desk.settle("2207", "M10", &visit, "200.00").output();
        let info = &settled["setlinfo"];
        assert_eq!((info["psn_name"].as_str(), info["certno"].as_str()), (Some("某"), Some(papers::number(1).as_str())));
    }

    /// REQ-246: a discharge is settled over the network.
    fn req_246_a_patient_lies_in_and_leaves(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let stay = desk.admit("M1").output()["result"]["mdtrt_id"].clone();
        assert!(!desk.admit("M2").refusal().is_empty(), "one bed at a time");
        desk.charge_stay("M3", &stay, &[(1, "1000.00"), (2, "10.99")]).output();
        desk.discharge("M4", &stay).output();
        let tried = desk.settle_stay("2303", "M5", &stay, "1010.99").output();
        balanced(&tried["setlinfo"]);
        let settled = desk.settle_stay("2304", "M6", &stay, "1010.99").output();
        balanced(&settled["setlinfo"]);
        assert_eq!(fen(&settled["setlinfo"]["medfee_sumamt"]), 101_099);
        assert_eq!(desk.settle_stay("2304", "M6", &stay, "1010.99").output(), settled);
        let setl = settled["setlinfo"]["setl_id"].clone();
        let back = desk.reverse("2305", "M7", (&stay, &setl)).output();
        assert_eq!(fen(&back["setlinfo"]["medfee_sumamt"]), -101_099);
        assert_eq!(Fen::new(101_099).to_string(), "1010.99");
    }

    fn an_uncertain_settlement_is_undone_whether_it_came_or_not(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        desk.describe("M2", &visit, 1).output();
        desk.charge("M3", &visit, &[(1, "B1", "200.00")]).output();
        desk.settle("2207", "M4", &visit, "200.00").output();
        assert_eq!(desk.undo("U1", "2207", "M4").output(), json!(null));
        assert_eq!(desk.undo("U1", "2207", "M4").output(), json!(null), "a retry gets the first answer");
        let late = desk.settle("2207", "M4", &visit, "200.00").refusal();
        assert!(!late.is_empty(), "what was undone is not answered as if it stood");
        // the original never came: it is refused when it does
        desk.undo("U2", "2207", "M5").output();
        assert!(!desk.settle("2207", "M5", &visit, "200.00").refusal().is_empty());
        desk.settle("2207", "M6", &visit, "200.00").output();
        assert!(desk.undo("U3", "2204", "M3").refusal().contains("oinfno"));
        let net = hall.number("SELECT CAST(SUM(fund_pay) AS BIGINT) FROM settlement");
        assert_eq!(net, 12_000, "one of them stands");
    }

    fn a_purchase_is_one_message(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let tried = desk.buy("2101", "M1", "33.33").output();
        balanced(&tried["setlinfo"]);
        let bought = desk.buy("2102", "M2", "33.33").output();
        balanced(&bought["setlinfo"]);
        assert_eq!(desk.buy("2102", "M2", "33.33").output(), bought);
        let info = &bought["setlinfo"];
        let named = (info["mdtrt_id"].clone(), info["setl_id"].clone());
        let back = desk.reverse("2103", "M3", (&named.0, &named.1)).output();
        assert_eq!(fen(&back["setlinfo"]["medfee_sumamt"]), -3_333);
    }
}
