//! Settlement lists over real HTTP, on both engines: versions, states, amounts, and what the bureau reads.

use access::{Reason, Role, Sight};
use base::Fen;
use serde_json::{Value, json};
use settlement::RecordNo;
use settlement::list::{ListNo, ListState};
use store::list::Payer;

use crate::common::{self, Fixture};
use crate::flow::Desk;
use crate::hall::{Hall, TODAY, policy};
use crate::world;

/// A list as a hospital sends it.
pub fn list(visit: &Value, setl: &Value, paid: &str) -> Value {
    json!({
        "setlinfo": {
            "psn_no": "1", "mdtrt_id": visit, "setl_id": setl, "ntly": "156", "prfs": "13", "curr_addr": "某路1号",
            "coner_name": "丙", "patn_rlts": "10", "coner_addr": "某路1号", "coner_tel": "13000000000",
            "dscg_caty": "A03", "bill_code": "34060122", "bill_no": "0000012345", "biz_sn": "ZY1",
            "setl_begn_date": "2026-11-22", "setl_end_date": "2026-11-22", "medins_fill_dept": "医保办",
            "medins_fill_psn": "乙", "adm_time": "2026-11-22 01:00:00", "dscg_time": "2026-11-22 20:00:00",
        },
        "diseinfo": [{
            "diag_type": "1", "diag_code": "J18.900", "diag_name": "肺炎", "adm_cond_type": "1", "maindiag_flag": "1",
        }],
        "oprninfo": [{
            "oprn_oprt_type": "1", "oprn_oprt_name": "支气管镜检查", "oprn_oprt_code": "33.2200",
            "oper_dr_code": "D340421000011", "oprn_oprt_begntime": "2026-11-22 09:00:00",
            "oprn_oprt_endtime": "2026-11-22 09:30:00",
        }],
        "payinfo": [{"fund_pay_type": "390100", "fund_payamt": paid}],
    })
}

/// A stay of 1,010.99 that was settled.
fn stay(desk: &mut Desk) -> (Value, Value) {
    let stay = desk.admit("M1").output()["result"]["mdtrt_id"].clone();
    desk.charge_stay("M2", &stay, &[(1, "1000.00"), (2, "10.99")])
        .output();
    desk.discharge("M3", &stay).output();
    let settled = desk.settle_stay("2304", "M4", &stay, "1010.99").output();
    let setl = settled["setlinfo"]["setl_id"].clone();
    (stay, setl)
}

fn number(value: &Value) -> i64 {
    value.as_str().unwrap().parse().unwrap()
}

/// Checks of the counter and of lists that find a difference.
fn unsound(fixture: &Fixture) -> Vec<&'static str> {
    let checks = store::verify::run(&fixture.store, &mut |_, _| {}).unwrap();
    let ours = |name: &str| name.starts_with("list.") || name.starts_with("counter.");
    let found = checks
        .into_iter()
        .filter(|(check, it)| ours(check.name) && it.first.is_some());
    found.map(|(check, _)| check.name).collect()
}

on_both! {
    fn a_list_is_kept_in_versions_and_submitted(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let (visit, setl) = stay(&mut desk);
        let upload = |desk: &Desk, msgid: &str, paid: &str| desk.tell("4101", msgid, list(&visit, &setl, paid));
        let state = |desk: &Desk, msgid: &str, to: &str| {
            desk.tell("4102", msgid, json!({"data": {"psn_no": "1", "setl_id": setl, "stas_type": to}}))
        };
        assert!(state(&desk, "S0", "1").refusal().contains("4101"), "nothing was uploaded yet");
        let wrong = upload(&desk, "L0", "606.60").refusal();
        assert!(wrong.contains("606.60") && wrong.contains("606.59"), "{wrong}");
        let first = upload(&desk, "L1", "606.59").output();
        let no = number(&first["data"]["setl_list_id"]);
        assert_eq!(upload(&desk, "L1", "606.59").output(), first, "a retry is no version");
        assert_eq!(upload(&desk, "L2", "606.59").output(), first, "the list stays, a version is added");
        desk.institution = world::PLAIN;
        assert!(!upload(&desk, "L3", "606.59").refusal().is_empty(), "another institution's");
        desk.institution = world::COUNTY;
        state(&desk, "S1", "1").output();
        assert!(upload(&desk, "L4", "606.59").refusal().contains("不能再上传"));
        assert!(state(&desk, "S2", "0").refusal().contains("不能改为"), "what was submitted is not taken up again");

        let still = common::Still(common::day(TODAY));
        let office = service::Desk::new(&fixture.store, &still);
        let clerk = fixture.user("wang", Role::Clerk, "340421");
        let stranger = fixture.user("zhao", Role::Clerk, "340422");
        let no = ListNo::new(no).unwrap();
        let foreign = service::list::versions(&office, &stranger, no, &Sight::Masked).unwrap_err();
        assert_eq!(foreign.code(), "not_found");
        assert_eq!(service::list::review(&office, &stranger, (no, true), "齐全").unwrap_err().code(), "not_found");
        assert_eq!(service::list::review(&office, &clerk, (no, false), " ").unwrap_err().code(), "list.reason");
        let back = service::list::review(&office, &clerk, (no, false), "主诊断与手术不符").unwrap();
        assert_eq!(back, ListState::Rejected);
        upload(&desk, "L5", "606.59").output();
        state(&desk, "S3", "1").output();
        service::list::review(&office, &clerk, (no, true), "").unwrap();
        let again = service::list::review(&office, &clerk, (no, true), "").unwrap_err();
        assert_eq!(again.code(), "list.state");

        let found = service::list::versions(&office, &clerk, no, &Sight::Masked).unwrap();
        let steps: Vec<Vec<&str>> = found.iter().map(|one| one.steps.iter().map(|(it, _)| it.code()).collect()).collect();
        assert_eq!(steps, [vec!["0"], vec!["0", "1", "3"], vec!["0", "1", "2"]]);
        assert_eq!(found[1].steps[2].1, "主诊断与手术不符");
        let last = &found[2].kept;
        assert_eq!(last.contact, "{}", "addresses are for who says why");
        assert!(!last.form.contains("某路") && last.form.contains("34060122"), "{}", last.form);
        let full = Sight::Full(Reason::parse("核对结算清单质控").unwrap());
        let full = service::list::versions(&office, &clerk, no, &full).unwrap();
        assert!(full[2].kept.contact.contains("某路1号"));
        assert_eq!((last.diagnoses[0].code.as_str(), last.diagnoses[0].main), ("J18.900", true));
        assert_eq!(last.operations[0].code, "33.2200");
        assert_eq!((last.paid_by(Payer::Fund), last.paid_by(Payer::Person)), (Fen::new(60_659), Fen::new(40_440)));
        let lines: Vec<(u64, Fen, Fen)> = last.lines.iter().map(|it| (it.line, it.share.amount, it.share.funds)).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.iter().map(|it| it.2.get()).sum::<i64>(), 60_659, "what the fund pays, line by line: {lines:?}");
        let month = (common::day("2026-11-01"), common::day("2026-11-30"));
        let page = service::list::page(&office, &clerk, (world::COUNTY, month), (None, 10)).unwrap();
        assert_eq!((page.len(), page[0].kept.version), (1, 3));
        assert!(service::list::page(&office, &clerk, (world::COUNTY, month), (Some(no), 10)).unwrap().is_empty());
        assert!(service::list::page(&office, &stranger, ("", month), (None, 10)).unwrap().is_empty());
        let record = RecordNo::new(number(&setl)).unwrap();
        let head = service::list::of_settlement(&office, &clerk, record).unwrap().unwrap();
        assert_eq!((head.version, head.state), (3, ListState::Accepted));
        let events = fixture.store.read(|session| {
            session.events_after(access::Scope::whole(common::region("3404")), 0, 100)
        });
        let events: Vec<(String, i64)> = events.unwrap().into_iter().map(|(_, _, it)| (it.kind, it.subject)).collect();
        let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        let expected = [
            "visit_opened", "fees_charged", "visit_discharged", "settled", "list_uploaded", "list_uploaded",
            "list_moved", "list_moved", "list_uploaded", "list_moved", "list_moved",
        ];
        assert_eq!(kinds, expected);
        assert_eq!(events[3].1, record.get());
        assert_eq!(events[4].1, no.get());
        assert_eq!(unsound(fixture), Vec::<&str>::new());
        hall.past_guards("settlement_list_payer", "UPDATE settlement_list_payer SET amount = amount + 1 WHERE payer = 'fund'");
        assert_eq!(unsound(fixture), ["list.money"]);
    }

    fn a_list_of_a_settlement_that_was_taken_back_is_refused(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let (visit, setl) = stay(&mut desk);
        let mut two_mains = list(&visit, &setl, "606.59");
        let main = two_mains["diseinfo"][0].clone();
        two_mains["diseinfo"].as_array_mut().unwrap().push(main);
        assert!(desk.tell("4101", "L1", two_mains).refusal().contains("主诊断"));
        let mut turned = list(&visit, &setl, "606.59");
        turned["oprninfo"][0]["oprn_oprt_endtime"] = json!("2026-11-22 08:00:00");
        assert!(desk.tell("4101", "L2", turned).refusal().contains("33.2200"));
        let mut other = list(&visit, &setl, "606.59");
        other["payinfo"].as_array_mut().unwrap().push(json!({"fund_pay_type": "610100", "fund_payamt": "1.00"}));
        assert!(desk.tell("4101", "L3", other).refusal().contains("610100"), "a fund that paid nothing");
        desk.reverse("2305", "M5", (&visit, &setl)).output();
        assert!(desk.tell("4101", "L4", list(&visit, &setl, "606.59")).refusal().contains("撤销"));
        assert_eq!(hall.number("SELECT CAST(COUNT(*) AS BIGINT) FROM settlement_list"), 0);
    }
}
