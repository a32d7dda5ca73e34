//! 1201, 3401 to 3403, 5101, 5102: an institution sends its departments and reads what is on record of it.

use access::{Role, Scope, UserName};
use base::{Date, PersonnelCode, Validity};
use directory::provider::{
    Grade, Institution, Licence, LicenceKind, Ownership, Particulars, Practice, Profession,
    ProviderCode, ProviderKind, Staff,
};
use serde_json::{Value, json};
use store::provider::institution::{self, Registered};
use store::provider::staff;
use store::{Deed, StoreError};

use crate::world::{Ground, PLAIN, World, envelope, region};

fn since(day: &str) -> Validity {
    Validity::new(Date::parse(day).ok(), None).unwrap()
}

/// The hospital that sends, and a physician of it.
fn register(ground: &Ground) {
    let code = ProviderCode::parse(PLAIN).unwrap();
    let particulars = Particulars {
        holds: since("2015-01-01"),
        name: "样例医院".into(),
        kind: ProviderKind::Hospital,
        grade: Grade::SecondA,
        ownership: Ownership::Public,
        rank: None,
        networked: true,
        place: region("340421"),
        address: "老街2号".into(),
        beds: 200,
        representative: "李某".into(),
    };
    let mut hospital = Institution::new(code.clone(), Some("123"), particulars).unwrap();
    hospital.licences.push(Licence {
        kind: LicenceKind::Practice,
        number: "PDY1".into(),
        holds: since("2015-01-01"),
    });
    let new = Registered {
        institution: hospital,
        region: region("340421"),
    };
    let doctor = PersonnelCode::parse("D340421000001").unwrap();
    let person = Staff {
        code: doctor.clone(),
        name: "张三".into(),
        document: None,
        profession: Profession::Physician,
        title: "231".into(),
        qualification: "Q1".into(),
        licence: "L1".into(),
        licensed: since("2015-01-01"),
        insured_service: true,
    };
    let practice = Practice {
        staff: doctor,
        provider: code,
        department: None,
        holds: since("2015-01-01"),
        main: true,
    };
    let deed = Deed {
        pool: region("3404"),
        region: region("3404"),
        user: UserName::new("setup").unwrap(),
        role: Role::Clerk,
        command: "test.setup".to_owned(),
        reason: None,
        wall: 0,
    };
    let whole = Scope::whole(region("3404"));
    ground
        .store
        .write::<_, StoreError>(&deed, |tx| {
            institution::add(tx, whole, &[new])?;
            staff::put(tx, &[person])?;
            staff::replace(tx, whole, (&[], &[practice]), |_| Some(region("340421")))
        })
        .unwrap();
}

fn department(name: &str, from: &str) -> Value {
    json!({"deptinfo": {
        "hosp_dept_codg": "D01", "caty": "A03", "hosp_dept_name": name, "begntime": format!("{from} 00:00:00"),
        "itro": "内科", "dept_resper_name": "李某", "dept_resper_tel": "0554-0000000", "dept_estbdat": "1990-01-01",
        "aprv_bed_cnt": 40, "hi_crtf_bed_cnt": 30, "poolarea_no": "340400", "dr_psncnt": 8, "phar_psncnt": 1,
        "nurs_psncnt": 12, "tecn_psncnt": 2,
    }})
}

fn known(world: &World, msgid: &str) -> Vec<(String, String, String)> {
    let head = envelope(PLAIN, "5101", msgid, json!({}));
    let mut input = serde_json::Map::new();
    for field in [
        "infno",
        "msgid",
        "mdtrtarea_admvs",
        "insuplc_admdvs",
        "recer_sys_code",
        "infver",
        "opter_type",
        "opter",
        "opter_name",
        "inf_time",
        "fixmedins_code",
    ] {
        input.insert(field.to_owned(), head[field].clone());
    }
    let told = world
        .call(&envelope(PLAIN, "5101", msgid, json!({"data": input})))
        .output();
    let rows = told["feedetail"].as_array().cloned().unwrap_or_default();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    rows.iter()
        .map(|row| {
            (
                text(row, "hosp_dept_name"),
                text(row, "begntime"),
                text(row, "endtime"),
            )
        })
        .collect()
}

fn row(name: &str, from: &str, until: &str) -> (String, String, String) {
    (name.to_owned(), from.to_owned(), until.to_owned())
}

#[test]
fn an_institution_sends_and_reads_its_departments() {
    for ground in [Ground::sqlite(), Ground::postgres()] {
        let world = ground.serve();
        let send = |infno: &str, msgid: &str, input: Value| {
            world.call(&envelope(PLAIN, infno, msgid, input))
        };
        let stranger = send("3401", "K0", department("内科", "2026-01-01"));
        assert!(
            stranger.refusal().contains("没有找到定点机构"),
            "{}",
            stranger.refusal()
        );
        register(&ground);
        for msgid in ["K1", "K2"] {
            send("3401", msgid, department("内科", "2026-01-01")).output();
        }
        let twice = send("3401", "K3", department("外科", "2026-02-01")).refusal();
        assert!(twice.contains("已登记为“内科”"), "{twice}");
        send("3402", "K4", department("心内科", "2026-06-01")).output();
        let expected = [
            row("内科", "2026-01-01 00:00:00", "2026-05-31 23:59:59"),
            row("心内科", "2026-06-01 00:00:00", ""),
        ];
        assert_eq!(known(&world, "K5"), expected);
        let gone = json!({"data": {"hosp_dept_codg": "D01", "hosp_dept_name": "心内科", "begntime": "2026-06-01 00:00:00"}});
        send("3403", "K6", gone).output();
        assert_eq!(
            known(&world, "K7")[1],
            row("心内科", "2026-06-01 00:00:00", "2026-11-22 23:59:59")
        );
        let nothing = json!({"data": {"hosp_dept_codg": "D09", "hosp_dept_name": "无", "begntime": "2026-06-01 00:00:00"}});
        assert!(
            send("3403", "K8", nothing)
                .refusal()
                .contains("没有登记科室")
        );
        let people = send("5102", "K9", json!({"data": {"prac_psn_type": "1"}})).output();
        assert_eq!(people["feedetail"][0]["prac_psn_code"], "D340421000001");
        let nurses = send("5102", "K10", json!({"data": {"prac_psn_type": "2"}})).output();
        assert_eq!(nurses["feedetail"], json!([]));
        let asked = json!({"medinsinfo": {"fixmedins_type": "1", "fixmedins_code": PLAIN}});
        let found = send("1201", "K11", asked).output();
        assert!(
            found["medinsinfo"].is_null(),
            "registered is not designated: {found}"
        );
    }
}
