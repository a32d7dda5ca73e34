//! What was captured, replayed as it came: never 401, 404 or 5xx; what cannot be is refused by its field.

use gateway::definition::Definitions;
use gateway::desk::Transactions;
use serde_json::Value;

use crate::City;
use crate::common::Fixture;
use crate::steps::signed;
use crate::support::{Capture, captures};

/// What every client needs of an answer, and the sentence of a refusal.
fn sentence(capture: &Capture, json: &Value) -> Option<String> {
    let told = &capture.file;
    assert_eq!(json["inf_refmsgid"].as_str().unwrap().len(), 30, "{told}");
    let message = json["err_msg"].as_str().unwrap();
    assert!(message.chars().count() <= 200, "{told}: {message}");
    match json["infcode"].as_i64() {
        Some(0) => None,
        Some(-1) => Some(message.to_owned()),
        _ => panic!("{told}: {json}"),
    }
}

/// Whether a sentence names a field of the transaction, or a node that is missing.
fn names_a_field(infno: &str, sentence: &str) -> bool {
    let transaction = Definitions::shipped().find(infno).unwrap();
    let mut fields = transaction.input.iter().flat_map(|node| &node.fields);
    fields.any(|field| sentence.contains(&field.name)) || sentence.contains("节点")
}

#[test]
fn what_was_captured_is_carried_out_or_refused_by_its_field() {
    let fixture = Fixture::sqlite();
    let city = City::over(&fixture);
    let served: Vec<&str> = Transactions::served().numbers().collect();
    let (mut done, mut by_field, mut outside) = (0, 0, 0);
    for capture in captures() {
        let (told, infno) = (&capture.file, capture.infno());
        let body = capture.body_text.as_bytes();
        let answer = city.world.post(&capture.path, &signed(capture, None), body);
        assert_eq!(answer.status, 200, "{told}: {}", answer.text());
        let kind = answer.header("content-type");
        assert_eq!(kind, Some("application/json;charset=UTF-8"), "{told}");
        let json = answer.json();
        assert_ne!(json["code"], 401, "{told}");
        let Some(refused) = sentence(capture, &json) else {
            assert!(served.contains(&infno), "{told} is not served");
            done += 1;
            continue;
        };
        if Definitions::shipped().find(infno).is_err() {
            assert!(
                refused.contains(&format!("不提供交易“{infno}”")),
                "{told}: {refused}"
            );
            outside += 1;
        } else if infno == "9101" {
            // its file is missing, which is no field
            assert!(
                refused.contains("file") || names_a_field(infno, &refused),
                "{told}: {refused}"
            );
        } else if served.contains(&infno) {
            assert!(names_a_field(infno, &refused), "{told}: {refused}");
            by_field += 1;
        } else {
            assert!(refused.contains(infno), "{told}: {refused}");
        }
    }
    assert!(done >= 5, "{done}");
    assert!(by_field >= 60, "{by_field}");
    assert!(outside >= 30, "{outside}");
}
