//! Outputs against the classes into which one client reads them (captures/gzsi_client_model_shapes.json).

#[path = "common/fill.rs"]
mod fill;

use std::path::Path;

use gateway::definition::Definitions;
use gateway::profile::Profiles;
use serde_json::{Map, Value};

use fill::filled;

fn shapes() -> Map<String, Value> {
    let file = "tests/captures/gzsi_client_model_shapes.json";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(file).expect("the shapes stand there");
    serde_json::from_str(&text).expect("JSON")
}

/// Why a value cannot be read into a shape, with its place. What is null or missing always can.
fn misfit(shape: &Value, value: &Value, place: &str) -> Option<String> {
    match (shape, value) {
        (_, Value::Null) | (Value::Null, _) => None,
        (Value::Object(members), Value::Object(values)) => {
            members.iter().find_map(|(name, member)| {
                misfit(member, values.get(name)?, &format!("{place}.{name}"))
            })
        }
        (Value::Array(items), Value::Array(values)) => {
            let item = items.first()?;
            values
                .iter()
                .find_map(|value| misfit(item, value, &format!("{place}[]")))
        }
        (Value::String(_), Value::String(_) | Value::Number(_)) => None,
        _ => Some(format!("{place}: {shape} cannot hold {value}")),
    }
}

#[test]
fn each_output_fits_the_class_that_reads_it() {
    let profiles = Profiles::shipped().expect("read by a test of the profiles");
    let guangdong = profiles.get("guangdong").expect("ships");
    let mut compared = 0;
    for (infno, shape) in shapes() {
        let Ok(transaction) = Definitions::shipped().find(&infno) else {
            continue;
        };
        compared += 1;
        let output = filled(transaction).layout(guangdong).expect("fits");
        let written: Value = serde_json::from_str(&output.to_string()).expect("JSON");
        assert_eq!(misfit(&shape["output"], &written, &infno), None);
        assert_eq!(misfit(&shape["output"], &output.to_value(), &infno), None);
        let empty = Definitions::shipped()
            .answer(&infno)
            .expect("served")
            .layout(guangdong)
            .expect("nothing was put");
        assert_eq!(misfit(&shape["output"], &empty.to_value(), &infno), None);
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn what_the_client_needs_is_where_it_looks() {
    let profiles = Profiles::shipped().expect("read by a test of the profiles");
    let guangdong = profiles.get("guangdong").expect("ships");
    for (infno, path) in [
        ("1101", "/0/insuinfo/0/insutype"),
        ("1201", "/medinsinfo/0/fixmedins_code"),
        ("1301", "/file_qury_no"),
        ("1304", "/data/drug_genname"),
        ("1312", "/0/hilist_code"),
        ("2201", "/data/mdtrt_id"),
        ("2204", "/result/0/feedetl_sn"),
        ("2207", "/setlinfo/psn_cash_pay"),
        ("2208", "/setlinfo/psn_cash_pay"),
        ("2208", "/setlinfo/pdn_cash_pay"),
        ("2304", "/setldetail/0/fund_payamt"),
        ("2401", "/result/mdtrt_id"),
        ("3201", "/stmtinfo/stmt_rslt"),
        ("4101", "/setl_list_id"),
        ("5302", "/psnfixmedin/0/fixmedins_code"),
        ("9001", "/result/sign_no"),
        ("9001", "/signinoutb/sign_no"),
        ("9002", "/result/sign_time"),
    ] {
        let transaction = Definitions::shipped().find(infno).expect("served");
        let output = filled(transaction).layout(guangdong).expect("fits");
        let output = output.to_value();
        let there = output.pointer(path).is_some_and(|value| !value.is_null());
        assert!(there, "{infno} {path} in {output}");
    }
}
