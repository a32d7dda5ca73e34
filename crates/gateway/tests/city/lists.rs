//! 1301–1319, 3301 and 3302: lists in versions, own codes of one institution, on both engines.

use access::Role;
use gateway::definition::{Definitions, archive};
use serde_json::{Value, json};
use service::Desk;
use service::catalogue::{approve, to_review};

use crate::City;
use crate::common::{self, Fixture, Still, day};
use crate::support::now;
use crate::town::{DRUG, OWN};
use crate::world::{COUNTY, PLAIN};

fn asked(fields: Value) -> Value {
    let mut data = json!({"updt_time": "2026-01-01 00:00:00", "page_num": 1, "page_size": 10});
    for (name, value) in fields.as_object().unwrap() {
        data[name] = value.clone();
    }
    json!({ "data": data })
}

/// The rows of a list after a version, and what the answer said of it.
fn list(city: &City<'_>, infno: &str, version: &str) -> (Vec<Vec<String>>, Value) {
    let told = city
        .tell(PLAIN, (infno, "M1"), json!({"data": {"ver": version}}))
        .output();
    let wanted = json!({"fsDownloadIn": {
        "file_qury_no": told["file_qury_no"], "filename": told["filename"], "fixmedins_code": "plc",
    }});
    // whoever asks may fetch it
    let file = city.tell(COUNTY, ("9102", "M2"), wanted);
    assert_eq!(
        file.header("content-type"),
        Some("application/octet-stream")
    );
    let text = String::from_utf8(archive::unpack(&file.body, 1_000_000).unwrap()).unwrap();
    let rows = text
        .lines()
        .map(|line| line.split('\t').map(str::to_owned).collect());
    (rows.collect(), told)
}

/// The cell of a column by its name.
fn cell<'r>(infno: &str, row: &'r [String], column: &str) -> &'r str {
    let transaction = Definitions::shipped().find(infno).unwrap();
    let mut columns = transaction.download.iter();
    let at = columns.position(|field| field.name == column);
    &row[at.unwrap_or_else(|| panic!("{infno} has no {column}"))]
}

/// An own code that is uploaded.
fn own_code(code: &str, target: &str, until: &str) -> Value {
    json!({
        "fixmedins_hilist_id": code, "fixmedins_hilist_name": "样例西药", "list_type": "101", "med_list_codg": target,
        "begndate": "2026-11-22", "enddate": until, "spec": "0.25g×24片", "aprvno": "国药准字1", "memo": "院内自制说明",
    })
}

on_both! {
    fn a_list_is_a_file_of_what_came_after_a_version(fixture: &Fixture) {
        let city = City::over(fixture);
        let (rows, told) = list(&city, "1301", "v0000");
        assert_eq!((rows.len(), &told["data_cnt"], rows[0].len()), (1, &json!(1), 97), "{told}");
        assert_eq!(cell("1301", &rows[0], "医疗目录编码"), DRUG);
        assert_eq!(cell("1301", &rows[0], "药品通用名"), "样例西药");
        assert_eq!(cell("1301", &rows[0], "国家医保药品目录甲乙类标识"), "甲");
        assert_eq!((cell("1301", &rows[0], "有效标志"), cell("1301", &rows[0], "药品商品名")), ("1", "null"));
    }

    fn who_has_the_version_gets_what_is_new(fixture: &Fixture) {
        let city = City::over(fixture);
        let (rows, _) = list(&city, "1301", "v0000");
        let version = cell("1301", &rows[0], "版本号");
        assert_eq!(version, "v0001");
        let (none, told) = list(&city, "1301", version);
        assert_eq!((none.len(), &told["data_cnt"]), (0, &json!(0)));
        // diagnoses came with the second version
        let (rows, _) = list(&city, "1307", version);
        assert_eq!((cell("1307", &rows[0], "诊断代码"), cell("1307", &rows[0], "版本号")), ("J18.900", "v0002"));
        let (rows, _) = list(&city, "1309", "v0001");
        assert_eq!(cell("1309", &rows[0], "医保区划"), "340400");
        for infno in ["1310", "1311", "1313", "1314", "1315", "1303", "1306"] {
            let (rows, told) = list(&city, infno, "v0000");
            assert_eq!((rows.len(), &told["data_cnt"]), (0, &json!(0)), "{infno}");
        }
        for wrong in ["v0003", "1", "v", "vx", "v99999999999"] {
            let refused = city.tell(PLAIN, ("1301", "M1"), json!({"data": {"ver": wrong}})).refusal();
            assert!(refused.contains("ver（"), "{wrong}: {refused}");
        }
        let ask = |who: &str| city.tell(who, ("1302", "M1"), json!({"data": {"ver": "v0000"}})).output();
        let first = ask(PLAIN);
        assert_eq!(first["file_qury_no"], ask(COUNTY)["file_qury_no"], "it is made once");
        city.world.clock.set(now().millis() + 3_600_000 * 24);
        assert_eq!(ask(PLAIN), first, "a day later too");
        city.world.clock.set(now().millis() + 3_600_000 * 24 * 16);
        let later = ask(PLAIN);
        assert_ne!(later["file_qury_no"], first["file_qury_no"]);
        assert_eq!((&first["dld_end_time"], &later["dld_end_time"]), (&json!("2026-12-22"), &json!("2027-01-07")));
    }

    fn pages_have_what_was_asked_for(fixture: &Fixture) {
        let city = City::over(fixture);
        let page = |infno: &str, fields: Value| city.tell(PLAIN, (infno, "M1"), asked(fields)).output();
        let all = page("1312", json!({}));
        assert_eq!(all.as_array().unwrap().len(), 4, "{all}");
        let second = page("1312", json!({"page_num": 2, "page_size": 3}));
        assert_eq!(second.as_array().unwrap().len(), 1);
        let drug = page("1312", json!({"hilist_code": DRUG, "vali_flag": "1"}));
        assert_eq!((&drug[0]["chrgitm_lv"], &drug[0]["list_type"]), (&json!("01"), &json!("101")), "{drug}");
        assert_eq!((&drug[0]["insu_admdvs"], &drug[0]["begndate"]), (&json!("340400"), &json!("2026-01-01")));
        for none in [
            json!({"vali_flag": "0"}), json!({"insu_admdvs": "430100"}), json!({"query_date": "2025-12-31"}),
            json!({"updt_time": "2027-01-01"}), json!({"list_type": "105"}), json!({"hilist_name": "没有"}),
        ] {
            assert_eq!(page("1312", none.clone()), json!([]), "{none}");
        }
        let second_class = page("1319", json!({}));
        assert_eq!(second_class[0]["selfpay_prop"].to_string(), "0.1", "{second_class}");
        assert_eq!(page("1319", json!({"selfpay_prop_psn_type": "310"})), json!([]));
        let limits = page("1318", json!({"hilist_code": DRUG, "hilist_lmtpric_type": "2"}));
        let money = (limits.as_array().unwrap().len(), limits[0]["hilist_pric_uplmt_amt"].to_string());
        assert_eq!(money, (1, "160.5".to_owned()), "{limits}");
        assert_eq!(page("1304", json!({}))[0]["drug_genname"], json!("样例民族药"));
        assert_eq!(page("1316", json!({"hilist_code": DRUG, "med_list_codg": "XA"})), json!([]));
    }

    fn own_codes_are_taken_whole_and_withdrawn_by_their_institution(fixture: &Fixture) {
        let city = City::over(fixture);
        let upload = |rows: Value| city.tell(PLAIN, ("3301", "M1"), json!({ "data": rows }));
        let wrong = json!([own_code("Y2", DRUG, "2026-12-31"), own_code("Y3", "XA01ABD075A002010100999", "2026-12-31")]);
        let refused = upload(wrong).refusal();
        assert!(refused.contains("第2行") && refused.contains("med_list_codg"), "{refused}");
        let order = upload(json!([own_code("Y2", DRUG, "2026-11-21")])).refusal();
        assert!(order.contains("enddate"), "{order}");
        let form = upload(json!([own_code("Y2", "'; DROP TABLE own_mapping; --", "2026-12-31")])).refusal();
        assert!(form.contains("med_list_codg"), "{form}");
        let own = |code: &str| city.tell(PLAIN, ("1317", "M1"), asked(json!({"medins_list_codg": code}))).output();
        assert_eq!(own("Y2"), json!([]), "none of them was taken");
        for _ in ["first", "again"] {
            upload(json!([own_code("Y2", DRUG, "2026-12-31")])).output();
        }
        let found = own("Y2");
        assert_eq!((found.as_array().unwrap().len(), &found[0]["vali_flag"]), (1, &json!("0")), "{found}");
        assert_eq!((&found[0]["memo"], &found[0]["aprvno"]), (&json!("已上传待审核；院内自制说明"), &json!("国药准字1")));
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let today = Still(day("2026-11-22"));
        let desk = Desk::new(&fixture.store, &today);
        let waiting = to_review(&desk, &reviewer, PLAIN, 10).unwrap();
        let numbers: Vec<_> = waiting.iter().map(|look| look.kept.no).collect();
        let standing = |flag: &str| {
            let fields = json!({"medins_list_codg": "Y2", "vali_flag": flag});
            city.tell(PLAIN, ("1317", "M1"), asked(fields)).output().as_array().unwrap().len()
        };
        assert_eq!((standing("1"), standing("0")), (0, 1), "it waits");
        approve(&desk, &reviewer, &numbers).unwrap();
        assert_eq!((standing("1"), standing("0")), (1, 0));
        assert_eq!(own("Y2")[0]["vali_flag"], json!("1"));
        let withdraw = |who: &str, code: &str, list: &str| {
            let data = json!({
                "fixmedins_code": PLAIN, "fixmedins_hilist_id": code, "list_type": list, "med_list_codg": DRUG,
            });
            city.tell(who, ("3302", "M1"), json!({ "data": data }))
        };
        assert!(withdraw(COUNTY, "Y2", "101").refusal().contains("fixmedins_code"), "another's");
        assert!(withdraw(PLAIN, "Y9", "101").refusal().contains("fixmedins_hilist_id"), "it has none");
        assert!(withdraw(PLAIN, "Y2", "105").refusal().contains("list_type"), "no list of ours");
        for _ in ["first", "again"] {
            withdraw(PLAIN, "Y2", "101").output();
        }
        assert!(own("Y2")[0]["memo"].as_str().unwrap().starts_with("已撤销"), "{}", own("Y2"));
        let others = asked(json!({"fixmedins_code": COUNTY}));
        assert!(city.tell(PLAIN, ("1317", "M1"), others).refusal().contains("fixmedins_code"));
        assert_eq!(own(OWN).as_array().unwrap().len(), 1);
    }
}
