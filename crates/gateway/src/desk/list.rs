//! Settlement lists: 4101 医疗保障基金结算清单信息上传, 4102 医疗保障基金结算清单状态修改.

use base::{Fen, Refused};
use serde_json::{Map, Value};
use service::counter::Needs;
use service::counter::act::{self, ListAsk, Listed, StateAsk};
use settlement::list::ListState;
use settlement::visit::CivilTime;
use store::list::{DiagnosisRow, OperationRow};

use super::call::Call;
use super::fields::{person, record, time, visit};
use super::post::Post;
use crate::definition::{Definitions, Row, Stamp};

/// Fields of `setlinfo` that are personal data: they are kept apart and shown to few.
const PERSONAL: [&str; 10] = [
    "curr_addr",
    "emp_name",
    "emp_addr",
    "emp_tel",
    "poscode",
    "coner_name",
    "patn_rlts",
    "coner_addr",
    "coner_tel",
    "medins_fill_psn",
];
/// Fields that stand in columns of their own.
const KEYS: [&str; 4] = ["psn_no", "mdtrt_id", "setl_id", "stas_type"];
/// `oprn_oprt_type` under which operations of outpatient treatment of a chronic disease are kept.
const OUTPATIENT: &str = "0";

/// 4101 医疗保障基金结算清单信息上传: a version of the list of a settlement.
///
/// # Errors
/// A field that cannot be read, here and below.
pub fn upload(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("setlinfo")?;
    let named = !row.text("psn_no").is_empty();
    let ask = ListAsk {
        record: record(row)?,
        visit: visit(row)?,
        person: if named { Some(person(row)?) } else { None },
        institution: call.sender.institution.clone(),
        listed: listed(call, row)?,
        msgid: call.message.envelope.msgid.clone(),
    };
    refuse_turned(row)?;
    let needs = Needs {
        visits: vec![ask.visit],
        lists: vec![ask.record],
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, _| {
        let (as_list, changes) = act::upload_list(world, &ask)?;
        let mut answer = Definitions::shipped().answer("4101")?;
        answer
            .row("data")
            .put("setl_list_id", as_list.list.to_string());
        Ok((answer, changes))
    }))
}

/// Spans of the list that end before they begin.
fn refuse_turned(row: &Row<'_>) -> Result<(), Refused> {
    let day = |field: &str| row.get::<base::Date>(field);
    let moment = |field: &str| row.get::<Stamp>(field).map(Stamp::from);
    if day("setl_end_date") < day("setl_begn_date") {
        return Err(row.refuse("setl_end_date", "list.span", "早于结算开始日期，请核对"));
    }
    match (moment("adm_time"), moment("dscg_time")) {
        (Some(from), Some(until)) if until < from => {
            Err(row.refuse("dscg_time", "list.span", "早于入院时间，请核对"))
        }
        _ => Ok(()),
    }
}

fn listed(call: &Call<'_>, row: &Row<'_>) -> Result<Listed, Refused> {
    let input = call.input;
    let (mut form, mut contact) = (Map::new(), Map::new());
    for (name, text) in row.filled().filter(|(name, _)| !KEYS.contains(name)) {
        let part = if PERSONAL.contains(&name) {
            &mut contact
        } else {
            &mut form
        };
        part.insert(name.to_owned(), Value::String(text));
    }
    for node in ["icuinfo", "bldinfo"] {
        let rows: Vec<Value> = input.rows(node).iter().map(whole).collect();
        if !rows.is_empty() {
            form.insert(node.to_owned(), Value::Array(rows));
        }
    }
    let mut diagnoses: Vec<DiagnosisRow> = input.rows("diseinfo").iter().map(diagnosis).collect();
    // of outpatient treatment of a chronic disease the diagnoses stand with the operations
    let chronic = input.rows("opspdiseinfo").iter().filter_map(chronic);
    diagnoses.extend(chronic);
    let operations = input.rows("oprninfo").iter().map(operation);
    let mut operations: Vec<OperationRow> = operations.collect::<Result<_, _>>()?;
    operations.extend(
        input
            .rows("opspdiseinfo")
            .iter()
            .filter_map(chronic_operation),
    );
    let paid = input.rows("payinfo").iter().map(|row| {
        let fund: String = row.need("fund_pay_type")?;
        Ok((fund, row.need::<Fen>("fund_payamt")?))
    });
    let state = match row.text("stas_type") {
        "" => ListState::Draft,
        code => ListState::parse(code)
            .ok_or_else(|| row.refuse("stas_type", "list.state", "应为0（未提交）或1（已提交）"))?,
    };
    Ok(Listed {
        form: Value::Object(form).to_string(),
        contact: Value::Object(contact).to_string(),
        diagnoses,
        operations,
        paid: paid.collect::<Result<_, Refused>>()?,
        state,
    })
}

fn whole(row: &Row<'_>) -> Value {
    let fields = row.filled().filter(|(name, _)| !KEYS.contains(name));
    Value::Object(
        fields
            .map(|(name, text)| (name.to_owned(), Value::String(text)))
            .collect(),
    )
}

fn diagnosis(row: &Row<'_>) -> DiagnosisRow {
    DiagnosisRow {
        kind: row.text("diag_type").to_owned(),
        code: row.text("diag_code").to_owned(),
        title: row.text("diag_name").to_owned(),
        main: row.flag("maindiag_flag"),
        at_admission: row.text("adm_cond_type").to_owned(),
    }
}

fn chronic(row: &Row<'_>) -> Option<DiagnosisRow> {
    let code = row.text("diag_code");
    (!code.is_empty()).then(|| DiagnosisRow {
        kind: "1".to_owned(),
        code: code.to_owned(),
        title: row.text("diag_name").to_owned(),
        main: false,
        at_admission: String::new(),
    })
}

fn operation(row: &Row<'_>) -> Result<OperationRow, Refused> {
    let at = |field: &str| -> Result<Option<CivilTime>, Refused> {
        let filled = row.get::<Stamp>(field).is_some();
        if filled {
            time(row, field).map(Some)
        } else {
            Ok(None)
        }
    };
    let day = row.get::<base::Date>("oprn_oprt_date");
    Ok(OperationRow {
        kind: row.text("oprn_oprt_type").to_owned(),
        code: row.text("oprn_oprt_code").to_owned(),
        title: row.text("oprn_oprt_name").to_owned(),
        surgeon: row.text("oper_dr_code").to_owned(),
        anaesthetist: row.text("anst_dr_code").to_owned(),
        anaesthesia: row.text("anst_way").to_owned(),
        began: at("oprn_oprt_begntime")?.or(day.map(CivilTime::start_of)),
        ended: at("oprn_oprt_endtime")?,
    })
}

fn chronic_operation(row: &Row<'_>) -> Option<OperationRow> {
    let code = row.text("oprn_oprt_code");
    (!code.is_empty()).then(|| OperationRow {
        kind: OUTPATIENT.to_owned(),
        code: code.to_owned(),
        title: row.text("oprn_oprt_name").to_owned(),
        surgeon: String::new(),
        anaesthetist: String::new(),
        anaesthesia: String::new(),
        began: None,
        ended: None,
    })
}

/// 4102 医疗保障基金结算清单状态修改: what the institution may change (rules of the interface, point 8).
///
/// # Errors
/// As [`upload`].
pub fn move_state(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let to = ListState::parse(row.text("stas_type"));
    let ask = StateAsk {
        record: record(row)?,
        person: person(row)?,
        institution: call.sender.institution.clone(),
        to: to
            .ok_or_else(|| row.refuse("stas_type", "list.state", "应为0（未提交）或1（已提交）"))?,
    };
    let needs = Needs {
        records: vec![ask.record],
        lists: vec![ask.record],
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, _| {
        let changes = act::move_list(world, &ask)?;
        Ok((Definitions::shipped().answer("4102")?, changes))
    }))
}
