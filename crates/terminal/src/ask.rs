//! Inputs of the transactions of a visit, a purchase and a stay, as the national edition names them.

use base::Fen;
use serde_json::{Map, Value, json};

use crate::{Item, Kind, Visit};

/// A question: a transaction and its input.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The transaction.
    pub infno: &'static str,
    /// `input`.
    pub input: Value,
    /// `insuplc_admdvs` of the envelope, where it is not the institution's own county.
    pub insured_at: Option<String>,
}

impl Ask {
    /// Any transaction.
    #[must_use]
    pub const fn new(infno: &'static str, input: Value) -> Ask {
        Ask {
            infno,
            input,
            insured_at: None,
        }
    }

    fn of(visit: &Visit, infno: &'static str, input: Value) -> Ask {
        Ask {
            infno,
            input,
            insured_at: Some(visit.patient.insured_at.clone()),
        }
    }
}

/// Charge batch of an outpatient visit.
const BATCH: &str = "B1";

/// 9001: an operator signs in.
#[must_use]
pub fn sign_in(operator: &str) -> Ask {
    let input =
        json!({"signIn": {"opter_no": operator, "mac": "11-22-33-44-55-66", "ip": "10.0.0.8"}});
    Ask::new("9001", input)
}

/// 9002: and out.
#[must_use]
pub fn sign_out(operator: &str, sign_no: &str) -> Ask {
    let input = json!({"signOut": {"sign_no": sign_no, "opter_no": operator}});
    Ask::new("9002", input)
}

/// 2201: registration.
#[must_use]
pub fn register(visit: &Visit) -> Ask {
    let data = with(
        shown(visit),
        json!({
            "psn_no": visit.patient.number, "insutype": visit.patient.insurance,
            "begntime": visit.begun.to_string(), "ipt_otp_no": inside_no(visit),
            "dept_code": visit.place.department.0, "dept_name": visit.place.department.1, "caty": "A03",
            "atddr_no": visit.place.physician.0, "dr_name": visit.place.physician.1,
        }),
    );
    Ask::of(visit, "2201", json!({ "data": data }))
}

/// 2202: registration taken back.
#[must_use]
pub fn unregister(visit: &Visit, mdtrt_id: &str) -> Ask {
    let data = json!({"psn_no": visit.patient.number, "mdtrt_id": mdtrt_id, "ipt_otp_no": inside_no(visit)});
    Ask::of(visit, "2202", json!({ "data": data }))
}

/// 2203: category and diagnosis.
#[must_use]
pub fn describe(visit: &Visit, mdtrt_id: &str) -> Ask {
    let info = json!({
        "mdtrt_id": mdtrt_id, "psn_no": visit.patient.number, "med_type": visit.med_type,
        "begntime": visit.begun.to_string(), "dise_codg": visit.disease.0, "dise_name": visit.disease.1,
    });
    let input = json!({"mdtrtinfo": info, "diseinfo": [diagnosis(visit)]});
    Ask::of(visit, "2203", input)
}

/// 2204 or 2301: the lines, in one message.
#[must_use]
pub fn charge(visit: &Visit, mdtrt_id: &str) -> Ask {
    let stay = visit.kind == Kind::Stay;
    let more = if stay {
        json!({"mdtrt_id": mdtrt_id, "psn_no": visit.patient.number, "med_type": visit.med_type, "hosp_appr_flag": "0"})
    } else {
        json!({
            "mdtrt_id": mdtrt_id, "psn_no": visit.patient.number, "chrg_bchno": BATCH, "rx_circ_flag": "0",
            "hosp_appr_flag": "0",
        })
    };
    let infno = if stay { "2301" } else { "2204" };
    Ask::of(visit, infno, json!({"feedetail": lines(visit, &more)}))
}

/// 2206, 2303 or 2101: a settlement without effect.
#[must_use]
pub fn trial(visit: &Visit, mdtrt_id: &str) -> Ask {
    money(visit, mdtrt_id, None)
}

/// 2207, 2304 or 2102: a settlement. An outpatient's declares what the lines were answered to come to.
#[must_use]
pub fn settle(visit: &Visit, mdtrt_id: &str, parts: &Parts) -> Ask {
    money(visit, mdtrt_id, Some(parts))
}

/// What the answers to fee lines add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// 全自费.
    pub full_own_pay: Fen,
    /// 超限价.
    pub over_limit: Fen,
    /// 先行自付.
    pub first_self_pay: Fen,
    /// 符合政策范围.
    pub in_scope: Fen,
}

fn money(visit: &Visit, mdtrt_id: &str, parts: Option<&Parts>) -> Ask {
    let trial = parts.is_none();
    let infno = match (visit.kind, trial) {
        (Kind::Outpatient, true) => "2206",
        (Kind::Outpatient, false) => "2207",
        (Kind::Pharmacy, true) => "2101",
        (Kind::Pharmacy, false) => "2102",
        (Kind::Stay, true) => "2303",
        (Kind::Stay, false) => "2304",
    };
    let common = with(
        shown(visit),
        json!({
            "psn_no": visit.patient.number, "medfee_sumamt": visit.total().to_string(),
            "insutype": visit.patient.insurance, "acct_used_flag": if visit.from_account { "1" } else { "0" },
        }),
    );
    let input = match visit.kind {
        Kind::Outpatient => {
            let more = json!({
                "med_type": visit.med_type, "psn_setlway": "01", "mdtrt_id": mdtrt_id, "chrg_bchno": BATCH,
            });
            let declared = parts.map_or(Value::Null, |parts| {
                json!({
                    "fulamt_ownpay_amt": parts.full_own_pay.to_string(),
                    "overlmt_selfpay": parts.over_limit.to_string(),
                    "preselfpay_amt": parts.first_self_pay.to_string(),
                    "inscp_scp_amt": parts.in_scope.to_string(),
                })
            });
            json!({"data": with(with(common, more), declared)})
        }
        Kind::Stay => {
            let more = json!({
                "psn_setlway": "01", "mdtrt_id": mdtrt_id, "mid_setl_flag": "0",
                "insuplc_admdvs": visit.patient.insured_at, "mdtrtarea_admvs": visit.patient.insured_at,
            });
            json!({"data": with(common, more)})
        }
        Kind::Pharmacy => {
            let more = json!({"begntime": visit.begun.to_string(), "med_type": visit.med_type});
            let rows = lines(visit, &json!({"rx_circ_flag": "0"}));
            json!({"druginfo": with(common, more), "drugdetail": rows})
        }
    };
    Ask::of(visit, infno, input)
}

/// 2208, 2305 or 2103: a settlement taken back.
#[must_use]
pub fn reverse(visit: &Visit, mdtrt_id: &str, setl_id: &str) -> Ask {
    let infno = match visit.kind {
        Kind::Outpatient => "2208",
        Kind::Pharmacy => "2103",
        Kind::Stay => "2305",
    };
    let data = json!({"psn_no": visit.patient.number, "mdtrt_id": mdtrt_id, "setl_id": setl_id});
    Ask::of(visit, infno, json!({ "data": data }))
}

/// 2401: admission.
#[must_use]
pub fn admit(visit: &Visit) -> Ask {
    let patient = &visit.patient;
    let info = with(
        shown(visit),
        json!({
            "psn_no": patient.number, "insutype": patient.insurance, "begntime": visit.begun.to_string(),
            "cert_type": "01", "med_type": visit.med_type, "ipt_no": inside_no(visit),
            "atddr_no": visit.place.physician.0, "chfpdr_name": visit.place.physician.1,
            "adm_diag_dscr": visit.disease.1, "adm_dept_codg": visit.place.department.0,
            "adm_dept_name": visit.place.department.1, "adm_bed": "1", "dscg_maindiag_code": visit.disease.0,
            "dscg_maindiag_name": visit.disease.1, "insuplc_admdvs": patient.insured_at,
            "mdtrtarea_admvs": patient.insured_at,
        }),
    );
    let disease = with(diagnosis(visit), json!({"psn_no": patient.number}));
    Ask::of(
        visit,
        "2401",
        json!({"mdtrtinfo": info, "diseinfo": [disease]}),
    )
}

/// 2402: discharge.
#[must_use]
pub fn discharge(visit: &Visit, mdtrt_id: &str) -> Ask {
    let number = &visit.patient.number;
    let info = json!({
        "mdtrt_id": mdtrt_id, "psn_no": number, "insutype": visit.patient.insurance,
        "endtime": visit.ended.to_string(), "dscg_dept_codg": visit.place.department.0,
        "dscg_dept_name": visit.place.department.1, "dscg_way": "1",
    });
    let disease = with(
        diagnosis(visit),
        json!({"psn_no": number, "mdtrt_id": mdtrt_id}),
    );
    Ask::of(
        visit,
        "2402",
        json!({"dscginfo": info, "diseinfo": [disease]}),
    )
}

/// 2601: what became of a message is uncertain; it shall not stand.
#[must_use]
pub fn undo(visit: &Visit, infno: &str, msgid: &str) -> Ask {
    let data = json!({"psn_no": visit.patient.number, "omsgid": msgid, "oinfno": infno});
    Ask::of(visit, "2601", json!({ "data": data }))
}

/// Who shows what, as every message of money repeats it.
fn shown(visit: &Visit) -> Value {
    let patient = &visit.patient;
    json!({
        "mdtrt_cert_type": "02", "mdtrt_cert_no": patient.certificate, "psn_cert_type": "01",
        "certno": patient.certificate, "psn_type": patient.kind, "psn_name": patient.name,
    })
}

/// The hospital's own number of the visit.
fn inside_no(visit: &Visit) -> String {
    let letter = if visit.kind == Kind::Stay { "ZY" } else { "MZ" };
    let number: String = visit.patient.number.chars().take(12).collect();
    format!("{letter}{}{number}", visit.begun.to_digits())
}

fn diagnosis(visit: &Visit) -> Value {
    let place = &visit.place;
    json!({
        "diag_type": "1", "maindiag_flag": "1", "diag_srt_no": 1, "diag_code": visit.disease.0,
        "diag_name": visit.disease.1, "diag_dept": place.department.0, "dise_dor_no": place.physician.0,
        "dise_dor_name": place.physician.1, "diag_time": visit.begun.plus_minutes(5).to_string(), "vali_flag": "1",
    })
}

fn lines(visit: &Visit, more: &Value) -> Vec<Value> {
    let items = visit.items.iter().enumerate();
    let rows = items.map(|(index, item)| with(line(visit, index + 1, item), more.clone()));
    rows.collect()
}

fn line(visit: &Visit, number: usize, item: &Item) -> Value {
    let place = &visit.place;
    json!({
        "feedetl_sn": number.to_string(), "fee_ocur_time": visit.begun.plus_minutes(10).to_string(),
        "med_list_codg": item.code, "medins_list_codg": item.own_code,
        "det_item_fee_sumamt": item.amount().to_string(), "cnt": item.count.to_string(),
        "pric": item.price.to_string(), "bilg_dept_codg": place.department.0, "bilg_dept_name": place.department.1,
        "bilg_dr_codg": place.physician.0, "bilg_dr_name": place.physician.1,
    })
}

fn with(fields: Value, more: Value) -> Value {
    let (mut fields, more) = (object(fields), object(more));
    fields.extend(more);
    Value::Object(fields)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
