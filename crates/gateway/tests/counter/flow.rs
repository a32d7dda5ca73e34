//! A hospital's software: the messages of a visit, a stay and a purchase.

use serde_json::{Value, json};

use crate::client::Answer;
use crate::common::Fixture;
use crate::hall::{DRUG, Hall};
use crate::papers;
use crate::world::{COUNTY, Ground, World, envelope};

/// An amount of an answer in 分; a whole 元 has no decimals.
pub fn fen(value: &Value) -> i64 {
    let text = value.to_string();
    base::Fen::parse_yuan(&text)
        .unwrap_or_else(|_| panic!("{text}"))
        .get()
}

/// Who shows what, as every message of money repeats it.
fn shown(who: i64) -> Value {
    let number = papers::number(who);
    json!({
        "mdtrt_cert_type": "02", "mdtrt_cert_no": number, "psn_cert_type": "01", "certno": number, "psn_type": "14",
        "psn_name": "某",
    })
}

fn with(mut fields: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

/// The desk of a hospital.
pub struct Desk {
    pub world: World,
    pub institution: &'static str,
    /// What it says instead in every message that names a person.
    pub says: Value,
}

impl Desk {
    pub fn open(fixture: &Fixture, hall: &Hall<'_>) -> Desk {
        let people = "SELECT CAST(COUNT(*) AS BIGINT) FROM person";
        papers::papers(fixture, hall.number(people));
        let ground = Ground::over(fixture.store.place().clone());
        Desk {
            world: ground.serve_counter(hall.counter.clone()),
            institution: COUNTY,
            says: json!({}),
        }
    }

    pub fn tell(&self, infno: &str, msgid: &str, mut input: Value) -> Answer {
        for node in ["data", "druginfo", "mdtrtinfo"] {
            if let Some(node) = input.get_mut(node) {
                *node = with(node.clone(), self.says.clone());
            }
        }
        self.world
            .call(&envelope(self.institution, infno, msgid, input))
    }

    pub fn register(&mut self, msgid: &str, who: i64) -> Answer {
        let data = with(
            shown(who),
            json!({
                "psn_no": who.to_string(), "insutype": "390", "begntime": "2026-11-22 08:00:00", "ipt_otp_no": "MZ1",
                "dept_code": "0101", "dept_name": "内科", "caty": "A03",
            }),
        );
        self.tell("2201", msgid, json!({ "data": data }))
    }

    pub fn cancel(&mut self, infno: &str, msgid: &str, visit: &Value) -> Answer {
        let data = json!({"psn_no": "1", "mdtrt_id": visit, "ipt_otp_no": "MZ1"});
        self.tell(infno, msgid, json!({ "data": data }))
    }

    pub fn describe(&mut self, msgid: &str, visit: &Value, who: i64) -> Answer {
        let info = json!({
            "mdtrt_id": visit, "psn_no": who.to_string(), "med_type": "11", "begntime": "2026-11-22 08:00:00",
            "dise_codg": "", "dise_name": "",
        });
        let mut info = info;
        info["dise_codg"] = json!("J18.900");
        info["dise_name"] = json!("肺炎");
        self.tell(
            "2203",
            msgid,
            json!({"mdtrtinfo": info, "diseinfo": [disease()]}),
        )
    }

    pub fn charge(&mut self, msgid: &str, visit: &Value, lines: &[(u64, &str, &str)]) -> Answer {
        let rows: Vec<Value> = lines
            .iter()
            .map(|(number, batch, amount)| with(line(*number, amount), json!({
                "mdtrt_id": visit, "psn_no": "1", "chrg_bchno": batch, "rx_circ_flag": "0", "hosp_appr_flag": "0",
            })))
            .collect();
        self.tell("2204", msgid, json!({ "feedetail": rows }))
    }

    pub fn settle(&mut self, infno: &str, msgid: &str, visit: &Value, total: &str) -> Answer {
        let data = with(
            shown(1),
            json!({
                "psn_no": "1", "med_type": "11", "medfee_sumamt": total, "psn_setlway": "01", "mdtrt_id": visit,
                "chrg_bchno": "B1", "insutype": "390", "acct_used_flag": "0", "fulamt_ownpay_amt": "0",
                "overlmt_selfpay": "0", "preselfpay_amt": "0", "inscp_scp_amt": "0",
            }),
        );
        self.tell(infno, msgid, json!({ "data": data }))
    }

    pub fn reverse(&mut self, infno: &str, msgid: &str, (visit, setl): (&Value, &Value)) -> Answer {
        let data = json!({"psn_no": "1", "mdtrt_id": visit, "setl_id": setl});
        self.tell(infno, msgid, json!({ "data": data }))
    }

    pub fn undo(&mut self, msgid: &str, infno: &str, of: &str) -> Answer {
        let data = json!({"psn_no": "1", "omsgid": of, "oinfno": infno});
        self.tell("2601", msgid, json!({ "data": data }))
    }

    pub fn admit(&mut self, msgid: &str) -> Answer {
        let info = with(
            shown(1),
            json!({
                "psn_no": "1", "insutype": "390", "begntime": "2026-11-22 01:00:00", "cert_type": "01", "med_type": "21",
                "ipt_no": "ZY1", "atddr_no": "D340421000011", "chfpdr_name": "乙", "adm_diag_dscr": "肺炎",
                "adm_dept_codg": "0101", "adm_dept_name": "内科", "adm_bed": "1", "dscg_maindiag_code": "J18.900",
                "dscg_maindiag_name": "肺炎", "insuplc_admdvs": "340421", "mdtrtarea_admvs": "340421",
            }),
        );
        let disease = with(disease(), json!({"psn_no": "1"}));
        self.tell(
            "2401",
            msgid,
            json!({"mdtrtinfo": info, "diseinfo": [disease]}),
        )
    }

    pub fn charge_stay(&mut self, msgid: &str, stay: &Value, lines: &[(u64, &str)]) -> Answer {
        let rows: Vec<Value> = lines
            .iter()
            .map(|(number, amount)| {
                with(
                    line(*number, amount),
                    json!({
                        "mdtrt_id": stay, "psn_no": "1", "med_type": "21", "hosp_appr_flag": "0",
                    }),
                )
            })
            .collect();
        self.tell("2301", msgid, json!({ "feedetail": rows }))
    }

    pub fn discharge(&mut self, msgid: &str, stay: &Value) -> Answer {
        let info = json!({
            "mdtrt_id": stay, "psn_no": "1", "insutype": "390", "endtime": "2026-11-22 20:00:00",
            "dscg_dept_codg": "0101", "dscg_dept_name": "内科", "dscg_way": "1",
        });
        let disease = with(disease(), json!({"psn_no": "1", "mdtrt_id": stay}));
        self.tell(
            "2402",
            msgid,
            json!({"dscginfo": info, "diseinfo": [disease]}),
        )
    }

    pub fn settle_stay(&mut self, infno: &str, msgid: &str, stay: &Value, total: &str) -> Answer {
        let data = with(
            shown(1),
            json!({
                "psn_no": "1", "medfee_sumamt": total, "psn_setlway": "01", "mdtrt_id": stay, "insutype": "390",
                "acct_used_flag": "0", "mid_setl_flag": "0", "insuplc_admdvs": "340421", "mdtrtarea_admvs": "340421",
            }),
        );
        self.tell(infno, msgid, json!({ "data": data }))
    }

    pub fn buy(&mut self, infno: &str, msgid: &str, total: &str) -> Answer {
        let info = with(
            shown(1),
            json!({
                "psn_no": "1", "begntime": "2026-11-22 04:00:00", "medfee_sumamt": total, "insutype": "390",
                "acct_used_flag": "0", "med_type": "41",
            }),
        );
        let row = with(line(1, total), json!({"rx_circ_flag": "0"}));
        self.tell(infno, msgid, json!({"druginfo": info, "drugdetail": [row]}))
    }
}

fn disease() -> Value {
    json!({
        "diag_type": "1", "maindiag_flag": "1", "diag_srt_no": 1, "diag_code": "J18.900", "diag_name": "肺炎",
        "diag_dept": "0101", "dise_dor_no": "D340421000011", "dise_dor_name": "乙",
        "diag_time": "2026-11-22 08:30:00", "vali_flag": "1",
    })
}

fn line(number: u64, amount: &str) -> Value {
    json!({
        "feedetl_sn": number.to_string(), "fee_ocur_time": "2026-11-22 08:40:00", "med_list_codg": DRUG,
        "medins_list_codg": "Y1", "det_item_fee_sumamt": amount, "cnt": "1", "pric": amount,
        "bilg_dept_codg": "0101", "bilg_dept_name": "内科", "bilg_dr_codg": "D340421000011", "bilg_dr_name": "乙",
    })
}
