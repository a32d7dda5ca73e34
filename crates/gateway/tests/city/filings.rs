//! 2501 to 2506: filed, reviewed by the bureau, taken back, on both engines.

use access::Role;
use serde_json::{Value, json};
use service::Desk;
use service::filing;
use settlement::FilingNo;
use settlement::visit::{FilingKind, Place};

use crate::City;
use crate::client::Answer;
use crate::common::{self, Fixture, Still, day, region};
use crate::world::{COUNTY, PLAIN};

fn chronic(city: &City<'_>, msgid: &str, more: Value) -> Answer {
    let mut data = json!({
        "psn_no": "1", "insutype": "390", "opsp_dise_code": "M03900", "opsp_dise_name": "高血压病", "tel": "13800000000",
        "addr": "老街2号", "insu_optins": "340421", "ide_fixmedins_no": PLAIN, "ide_fixmedins_name": "样例医院",
        "hosp_ide_date": "2026-11-20", "diag_dr_codg": "D430100000001", "diag_dr_name": "李四",
        "begndate": "2026-11-22", "enddate": "2027-11-21", "memo": "长期用药",
    });
    for (name, value) in more.as_object().unwrap() {
        data[name] = value.clone();
    }
    city.tell(PLAIN, ("2503", msgid), json!({ "data": data }))
}

fn refer(city: &City<'_>, kind: &str) -> Answer {
    let data = json!({
        "psn_no": "1", "insutype": "390", "diag_code": "J18.900", "diag_name": "肺炎", "reflin_medins_no": "H34010000001",
        "reflin_medins_name": "省立医院", "mdtrtarea_admdvs": "340100", "refl_type": kind, "refl_date": "2026-11-22",
        "refl_rea": "病情需要", "refl_opnn": "同意",
    });
    city.tell(PLAIN, ("2501", "R1"), json!({ "refmedin": data }))
}

fn back(city: &City<'_>, who: &str, infno: &str, (filing, person): (&Value, &str)) -> Answer {
    let data = json!({"trt_dcla_detl_sn": filing, "psn_no": person, "memo": "填错"});
    city.tell(who, (infno, "B1"), json!({ "data": data }))
}

fn number(answer: &Answer) -> Value {
    answer.output()["result"]["trt_dcla_detl_sn"].clone()
}

on_both! {
    fn what_is_filed_waits_for_the_bureau_and_names_nobody(fixture: &Fixture) {
        let city = City::over(fixture);
        let filed = number(&chronic(&city, "M1", json!({})));
        assert_eq!(number(&chronic(&city, "M1", json!({}))), filed, "a retry gets the first answer");
        let twice = chronic(&city, "M2", json!({})).refusal();
        assert!(twice.contains("已有一条"), "{twice}");
        let referral = number(&refer(&city, "3"));
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let today = Still(day("2026-11-22"));
        let desk = Desk::new(&fixture.store, &today);
        let waiting = filing::waiting(&desk, &reviewer, region("340421")).unwrap();
        let kinds: Vec<_> = waiting.iter().map(|row| (row.filing.kind, row.filing.place)).collect();
        assert_eq!(kinds, [(FilingKind::Chronic, Place::Local), (FilingKind::Referral, Place::OutProvince)]);
        for row in &waiting {
            for private in ["13800000000", "老街", "李四"] {
                assert!(!row.detail.contains(private), "{}", row.detail);
            }
        }
        assert!(waiting[0].detail.contains("长期用药"), "{}", waiting[0].detail);
        let no = |number: &Value| FilingNo::new(number.as_str().unwrap().parse().unwrap()).unwrap();
        filing::decide(&desk, &reviewer, (no(&filed), true), "").unwrap();
        let late = back(&city, PLAIN, "2504", (&filed, "1")).refusal();
        assert!(!late.is_empty(), "what the bureau agreed to is not taken back");
        for _ in ["first", "a retry"] {
            back(&city, PLAIN, "2502", (&referral, "1")).output();
        }
        let left = filing::waiting(&desk, &reviewer, region("340421")).unwrap();
        assert_eq!(left.len(), 0);
    }

    fn what_is_not_right_is_refused_by_its_field(fixture: &Fixture) {
        let city = City::over(fixture);
        let filed = number(&chronic(&city, "M1", json!({})));
        let other = back(&city, PLAIN, "2502", (&filed, "1")).refusal();
        assert!(other.contains("trt_dcla_detl_sn") && other.contains("另一类"), "{other}");
        assert!(back(&city, COUNTY, "2504", (&filed, "1")).refusal().contains("trt_dcla_detl_sn"), "another's");
        assert!(back(&city, PLAIN, "2504", (&filed, "2")).refusal().contains("trt_dcla_detl_sn"), "another's");
        assert!(back(&city, PLAIN, "2504", (&json!("甲"), "1")).refusal().contains("trt_dcla_detl_sn"));
        assert!(back(&city, PLAIN, "2504", (&json!("99999"), "1")).refusal().contains("trt_dcla_detl_sn"));
        let span = chronic(&city, "M2", json!({"psn_no": "2", "enddate": "2026-11-01"})).refusal();
        assert!(span.contains("enddate"), "{span}");
        let nobody = chronic(&city, "M3", json!({"psn_no": "999999"})).refusal();
        assert!(nobody.contains("psn_no"), "{nobody}");
        let employee = chronic(&city, "M4", json!({"psn_no": "2", "insutype": "310"})).refusal();
        assert!(employee.contains("1101") || employee.contains("职工"), "{employee}");
    }
}
