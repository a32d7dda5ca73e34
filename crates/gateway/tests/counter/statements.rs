//! Reconciliation over real HTTP, on both engines: totals, then line by line through an uploaded and a downloaded file.

use gateway::definition::archive::{pack, unpack};
use serde_json::{Value, json};

use crate::client::Answer;
use crate::common::{self, Fixture};
use crate::flow::{Desk, fen};
use crate::hall::{Hall, policy};
use crate::world::{CALL, COUNTY, PLAIN, envelope};

/// What a hospital has of a settlement: its ids, bill and fund in 元, and whether it is a refund.
type Line<'a> = (&'a Value, &'a Value, &'a str, &'a str, bool);

/// Registers, charges and settles a visit: visit and settlement.
fn settled(desk: &mut Desk, at: &str, who: i64, amount: &str) -> (Value, Value) {
    assert_eq!(who, 1, "the desk charges person 1");
    let visit = desk.register(&format!("R{at}"), who).output()["data"]["mdtrt_id"].clone();
    desk.describe(&format!("D{at}"), &visit, who).output();
    desk.charge(&format!("C{at}"), &visit, &[(1, "B1", amount)])
        .output();
    let settled = desk
        .settle("2207", &format!("S{at}"), &visit, amount)
        .output();
    (visit, settled["setlinfo"]["setl_id"].clone())
}

fn upload(desk: &Desk, msgid: &str, lines: &[Line<'_>]) -> Answer {
    let text: String = lines
        .iter()
        .map(|(visit, setl, bill, fund, refund)| {
            let flag = if *refund { 1 } else { 0 };
            let id = |it: &Value| it.as_str().unwrap().to_owned();
            format!(
                "{}\t{}\t1\t{bill}\t{fund}\t0\t{flag}\n",
                id(setl),
                id(visit)
            )
        })
        .collect();
    let input = json!({"fsUploadIn": {"in": "", "filename": "明细.zip", "fixmedins_code": desk.institution}});
    let message = envelope(desk.institution, "9101", msgid, input).to_string();
    let mut body = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"jsonStr\"\r\n\r\n{message}\r\n\
         --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(&pack("明细.txt", text.as_bytes()).unwrap());
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let kind = (
        "Content-Type".to_owned(),
        "multipart/form-data; boundary=XX".to_owned(),
    );
    desk.world.post(CALL, &[kind], &body)
}

fn total(desk: &Desk, msgid: &str, (count, bill, fund, cash): (u32, &str, &str, &str)) -> Value {
    let data = json!({
        "insutype": "390", "clr_type": "11", "setl_optins": "340421", "stmt_begndate": "2026-11-01",
        "stmt_enddate": "2026-11-30", "medfee_sumamt": bill, "fund_pay_sumamt": fund, "acct_pay": "0",
        "cash_payamt": cash, "fixmedins_setl_cnt": count, "fixmedins_refd_setl_flag": "0",
    });
    desk.tell("3201", msgid, json!({ "data": data })).output()["stmtinfo"].clone()
}

fn detail(
    desk: &Desk,
    msgid: &str,
    file: &Value,
    (count, bill, fund): (u32, &str, &str),
) -> Answer {
    let data = json!({
        "setl_optins": "340421", "file_qury_no": file, "stmt_begndate": "2026-11-01", "stmt_enddate": "2026-11-30",
        "medfee_sumamt": bill, "fund_pay_sumamt": fund, "cash_payamt": "0", "fixmedins_setl_cnt": count,
        "clr_type": "11", "fixmedins_refd_setl_flag": "0",
    });
    desk.tell("3202", msgid, json!({ "data": data }))
}

/// The rows of a result: settlement, result, what is said.
fn results(desk: &Desk, msgid: &str, told: &Value) -> Vec<(String, String, String)> {
    let input = json!({"fsDownloadIn": {
        "file_qury_no": told["file_qury_no"], "filename": told["filename"], "fixmedins_code": desk.institution,
    }});
    let answer = desk.tell("9102", msgid, input);
    let text = unpack(&answer.body, 1_000_000).unwrap();
    let text = String::from_utf8(text).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 10, "{line}");
        (
            cells[2].to_owned(),
            cells[4].to_owned(),
            cells[6].to_owned(),
        )
    };
    text.lines().map(row).collect()
}

on_both! {
    fn totals_and_lines_are_held_against_the_counter(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let mut desk = Desk::open(fixture, &hall);
        let (first_visit, first) = settled(&mut desk, "a", 1, "200.00");
        let (second_visit, second) = settled(&mut desk, "b", 1, "10.99");
        let (third_visit, third) = settled(&mut desk, "c", 1, "50.00");
        let back = desk.reverse("2208", "V1", (&second_visit, &second)).output();
        let refund = back["setlinfo"]["setl_id"].clone();
        assert_eq!(fen(&back["setlinfo"]["fund_pay_sumamt"]), -659);

        let equal = total(&desk, "T1", (4, "250.00", "150.00", "100.00"));
        assert_eq!((&equal["stmt_rslt"], &equal["stmt_rslt_dscr"]), (&json!("0"), &json!("")));
        let off = total(&desk, "T2", (3, "250.00", "150.01", "100.00"));
        let said = off["stmt_rslt_dscr"].as_str().unwrap();
        assert_eq!(off["stmt_rslt"], json!("1"));
        assert!(said.contains("笔数 中心4/机构3") && said.contains("150.00/机构150.01"), "{said}");
        assert!(!said.contains("现金"), "{said}");
        desk.institution = PLAIN;
        let nothing = total(&desk, "T3", (0, "0", "0", "0"));
        assert_eq!(nothing["stmt_rslt"], json!("0"), "another institution has nothing here");
        desk.institution = COUNTY;

        let whole = [
            (&first_visit, &first, "200.00", "120.00", false),
            (&second_visit, &second, "10.99", "6.59", false),
            (&second_visit, &refund, "-10.99", "-6.59", true),
            (&third_visit, &third, "50.00", "30.00", false),
        ];
        let file = upload(&desk, "U1", &whole).output()["file_qury_no"].clone();
        let told = detail(&desk, "L1", &file, (4, "250.00", "150.00")).output();
        let again = detail(&desk, "L1", &file, (4, "250.00", "150.00")).output();
        assert_eq!(again, told, "a retry gets the first file");
        let rows = results(&desk, "F1", &told["fileinfo"]);
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|(_, result, memo)| result == "0" && memo == "null"), "{rows:?}");

        let invented = json!("999999");
        let flawed = [
            (&first_visit, &first, "200.00", "120.01", false),
            (&second_visit, &second, "10.99", "6.59", false),
            (&second_visit, &second, "-10.99", "-6.59", true),
            (&third_visit, &invented, "50.00", "30.00", false),
        ];
        let file = upload(&desk, "U2", &flawed).output()["file_qury_no"].clone();
        let cut = detail(&desk, "L2", &file, (3, "250.00", "150.01")).refusal();
        assert!(cut.contains("有4笔"), "{cut}");
        let told = detail(&desk, "L3", &file, (4, "250.00", "150.01")).output();
        let rows = results(&desk, "F2", &told["fileinfo"]);
        let id = |it: &Value| it.as_str().unwrap().to_owned();
        let wrong: Vec<String> = rows.iter().filter(|row| row.1 == "1").map(|row| row.0.clone()).collect();
        assert_eq!(wrong, [id(&first), id(&invented), id(&third)], "{rows:?}");
        assert!(rows[0].2.contains("基金支付总额"), "{rows:?}");
        assert!(rows[1].2.contains("机构有而中心无") && rows[2].2.contains("中心有而机构无"), "{rows:?}");
        assert_eq!(rows.len(), 5, "a refund may be named by what it took back: {rows:?}");
        desk.institution = PLAIN;
        let foreign = detail(&desk, "L4", &file, (4, "250.00", "150.01")).refusal();
        assert!(foreign.contains("没有本机构"), "{foreign}");
    }
}
