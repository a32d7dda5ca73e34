//! What institutions ask afterwards, over real HTTP, on both engines.

use access::{Role, Scope};
use serde_json::{Value, json};
use settlement::FilingNo;

use crate::common::{self, Fixture};
use crate::flow::{Desk, fen};
use crate::hall::{self, Hall, TODAY, key, policy};
use crate::world;

fn data(fields: Value) -> Value {
    json!({ "data": fields })
}

/// Who saw whom: the command of each entry of the trail that unmasks.
fn seen(fixture: &Fixture) -> Vec<(String, String)> {
    let trail = fixture.store.read(|session| {
        let filter = store::audit::Filter {
            limit: 100,
            ..Default::default()
        };
        store::audit::list(session, Scope::whole(common::region("3404")), &filter)
    });
    let unmasked = trail
        .unwrap()
        .into_iter()
        .filter(|one| one.kind == access::TrailKind::Unmasked);
    unmasked.map(|one| (one.command, one.subject)).collect()
}

on_both! {
    fn a_settlement_and_its_lines_are_asked_for_again(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("100", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        desk.describe("M2", &visit, 1).output();
        desk.charge("M3", &visit, &[(1, "B1", "150.99"), (2, "B1", "49.01")]).output();
        let settled = desk.settle("2207", "M4", &visit, "200.00").output();
        let setl = settled["setlinfo"]["setl_id"].clone();
        let which = || data(json!({"psn_no": "1", "setl_id": setl, "mdtrt_id": visit}));
        let told = desk.tell("5203", "Q1", which()).output();
        let info = &told["setlinfo"];
        for field in ["medfee_sumamt", "fund_pay_sumamt", "hifp_pay", "act_pay_dedc", "inscp_scp_amt", "acct_pay"] {
            assert_eq!(info[field], settled["setlinfo"][field], "{field}: {told}");
        }
        let cash = &settled["setlinfo"]["psn_cash_pay"];
        assert_eq!((&info["cash_payamt"], &info["clr_type"]), (cash, &json!("11")));
        assert_eq!((&info["psn_name"], &info["med_type"]), (&json!("某"), &json!("11")));
        assert_eq!((&info["medins_setl_id"], &info["refd_setl_flag"]), (&json!("M4"), &json!("0")));
        assert_eq!(told["setldetail"], settled["setldetail"], "with limits and course");
        let lines = desk.tell("5204", "Q2", which()).output();
        let sum: i64 = lines.as_array().unwrap().iter().map(|row| fen(&row["det_item_fee_sumamt"])).sum();
        assert_eq!(sum, 20_000, "{lines}");
        let foreign = data(json!({"psn_no": "2", "setl_id": setl, "mdtrt_id": visit}));
        assert!(desk.tell("5203", "Q3", foreign).refusal().contains("psn_no"), "another person's");
        desk.institution = world::PLAIN;
        assert!(desk.tell("5203", "Q4", which()).refusal().contains("本机构没有"), "another institution's");
        assert!(desk.tell("5204", "Q5", which()).refusal().contains("本机构没有"));
        desk.institution = world::COUNTY;
        let back = desk.reverse("2208", "M5", (&visit, &setl)).output();
        let undone = desk.tell("5203", "Q6", which()).output();
        assert_eq!(undone["setlinfo"]["refd_setl_flag"], json!("1"));
        let reversal = back["setlinfo"]["setl_id"].clone();
        let negative = data(json!({"psn_no": "1", "setl_id": reversal, "mdtrt_id": visit}));
        let negative = desk.tell("5203", "Q7", negative).output();
        assert_eq!(fen(&negative["setlinfo"]["fund_pay_sumamt"]), -6_000);
        let trail = seen(fixture);
        let expected = ["gateway.5203", "gateway.5204", "gateway.5203", "gateway.5203"];
        let commands: Vec<&str> = trail.iter().map(|(command, _)| command.as_str()).collect();
        assert_eq!(commands.len(), expected.len(), "who was refused saw nothing: {trail:?}");
        assert!(trail.iter().all(|(_, subject)| subject == "人员 1"), "{trail:?}");
    }

    fn visits_and_diagnoses_are_those_of_who_asks(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        desk.describe("M2", &visit, 1).output();
        let asked = |until: &str| data(json!({
            "psn_no": "1", "begntime": "2026-11-22 00:00:00", "endtime": until, "med_type": "11",
        }));
        let found = desk.tell("5201", "Q1", asked("2026-11-22")).output();
        let rows = found["mdtrtinfo"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{found}");
        assert_eq!((&rows[0]["mdtrt_id"], &rows[0]["otp_diag_info"]), (&visit, &json!("肺炎")));
        assert_eq!(rows[0]["begntime"], json!("2026-11-22 08:00:00"));
        let early = desk.tell("5201", "Q2", asked("2026-11-22 07:59:59")).output();
        assert_eq!(early["mdtrtinfo"], json!([]));
        let of_visit = || data(json!({"mdtrt_id": visit, "psn_no": "1"}));
        let told = desk.tell("5202", "Q3", of_visit()).output();
        assert_eq!(told["diseinfo"][0]["diag_code"], json!("J18.900"), "{told}");
        desk.institution = world::PLAIN;
        let foreign = desk.tell("5201", "Q4", asked("2026-11-22")).output();
        assert_eq!(foreign["mdtrtinfo"], json!([]));
        assert!(desk.tell("5202", "Q5", of_visit()).refusal().contains("本机构没有"));
    }

    fn who_lies_in_is_asked_for_with_and_without_a_person(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let stay = desk.admit("M1").output()["result"]["mdtrt_id"].clone();
        let asked = |who: &str, from: &str| data(json!({
            "psn_no": who, "begntime": from, "endtime": "2026-11-22 23:59:59",
        }));
        for who in ["", "1"] {
            let found = desk.tell("5303", &format!("Q{who}"), asked(who, "2026-11-01 00:00:00")).output();
            assert_eq!(found["data"][0]["mdtrt_id"], stay, "{found}");
            assert_eq!(found["data"].as_array().unwrap().len(), 1);
        }
        let nobody = [("2", "2026-11-01 00:00:00"), ("", "2026-11-22 02:00:00")];
        for (who, from) in nobody {
            assert_eq!(desk.tell("5303", "Q3", asked(who, from)).output()["data"], json!([]), "{who} {from}");
        }
        desk.charge_stay("M2", &stay, &[(1, "10.00")]).output();
        desk.discharge("M3", &stay).output();
        assert_eq!(desk.tell("5303", "Q4", asked("", "2026-11-01 00:00:00")).output()["data"], json!([]));
        let told = desk.tell("5202", "Q5", data(json!({"mdtrt_id": stay, "psn_no": "1"}))).output();
        assert_eq!(told["diseinfo"][0]["inout_diag_type"], json!("2"), "{told}");
    }

    fn sums_of_a_person_follow_settlement_and_reversal(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("100", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let visit = desk.register("M1", 1).output()["data"]["mdtrt_id"].clone();
        desk.describe("M2", &visit, 1).output();
        desk.charge("M3", &visit, &[(1, "B1", "200.00")]).output();
        let settled = desk.settle("2207", "M4", &visit, "200.00").output();
        // every institution asks: the next one goes by what is used up
        desk.institution = world::PLAIN;
        let asked = |month: &str| data(json!({"psn_no": "1", "cum_ym": month}));
        let told = desk.tell("5206", "Q1", asked("")).output();
        let of = |told: &Value, kind: &str| {
            let rows = told["cuminfo"].as_array().unwrap().clone();
            let found = rows.iter().find(|row| row["cum_type_code"].as_str().unwrap().starts_with(kind)).cloned();
            found.map(|row| fen(&row["cum"]))
        };
        assert_eq!((of(&told, "op_ded"), of(&told, "op_paid")), (Some(10_000), Some(6_000)), "{told}");
        assert_eq!(told["cuminfo"][0]["insutype"], json!("390"));
        assert_eq!(desk.tell("5206", "Q2", asked("202610")).output()["cuminfo"], json!([]), "a month before");
        assert_eq!(of(&desk.tell("5206", "Q3", asked("202611")).output(), "op_paid"), Some(6_000));
        assert!(desk.tell("5206", "Q4", asked("202613")).refusal().contains("cum_ym"));
        desk.institution = world::COUNTY;
        let setl = settled["setlinfo"]["setl_id"].clone();
        desk.reverse("2208", "M5", (&visit, &setl)).output();
        assert_eq!(of(&desk.tell("5206", "Q5", asked("")).output(), "op_paid"), Some(0));
        assert!(!seen(fixture).is_empty());
    }

    fn filings_are_told_once_the_bureau_agreed(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let desk = Desk::open(fixture, &hall);
        let filed = hall.counter.carry_out(key("2503", "a", "a"), hall::chronic_filing(1));
        let asked = || data(json!({"psn_no": "1"}));
        assert_eq!(desk.tell("5301", "Q1", asked()).output()["feedetail"], json!([]), "nobody has looked at it");
        let no = FilingNo::new(hall::number(&filed, "trt_dcla_detl_sn")).unwrap();
        let today = common::Still(common::day(TODAY));
        let office = service::Desk::new(&fixture.store, &today);
        let reviewer = fixture.user("qian", Role::Reviewer, "340421");
        service::filing::decide(&office, &reviewer, (no, true), "材料齐全").unwrap();
        let told = desk.tell("5301", "Q2", asked()).output();
        assert_eq!(told["feedetail"][0]["opsp_dise_code"], json!("M03900"), "{told}");
        assert_eq!(told["feedetail"][0]["begndate"], json!("2026-11-01"));
        let chosen = data(json!({"psn_no": "1", "biz_appy_type": "03"}));
        assert_eq!(desk.tell("5302", "Q3", chosen).output()["psnfixmedin"], json!([]));
        let when = data(json!({"psn_no": "1", "begntime": "2026-01-01", "endtime": "2026-12-31"}));
        assert_eq!(desk.tell("5304", "Q4", when).output()["refmedin"], json!([]));
        let drugs = data(json!({"psn_no": "1", "begntime": "2026-01-01 00:00:00"}));
        assert_eq!(desk.tell("5205", "Q5", drugs).output()["feedetail"], json!([]));
        let commands: Vec<String> = seen(fixture).into_iter().map(|(command, _)| command).collect();
        for infno in ["5301", "5302", "5304", "5205"] {
            assert!(commands.contains(&format!("gateway.{infno}")), "{infno}: {commands:?}");
        }
    }
}
