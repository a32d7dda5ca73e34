//! Outputs against the classes into which one client reads them (captures/gzsi_client_model_shapes.json).

#[path = "common/fill.rs"]
mod fill;
#[path = "common/shape.rs"]
mod shape;

use gateway::definition::Definitions;
use gateway::profile::Profiles;
use serde_json::Value;

use fill::filled;
use shape::{misfit, shapes};

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
