//! The digest of a message: what counts, and what does not.

use gateway::frame::{UploadedFile, digest};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{message, profile, read};

fn of(changes: &[(&str, Value)]) -> String {
    digest(&message(&profile("national"), changes).envelope, None).to_string()
}

#[test]
fn the_sending_does_not_count() {
    let first = of(&[]);
    for (name, value) in [
        ("inf_time", json!("2026-11-21 21:50:00")),
        ("sign_no", json!("SIGN0002")),
        ("cainfo", json!("AB")),
        ("signtype", json!("SM3")),
        ("opter", json!("02")),
        ("opter_name", json!("other")),
        ("msgid", json!("H43010000001202611212050000002")),
        ("unknown", json!({"a": 1})),
        ("dev_no", json!("")),
        ("mdtrtarea_admvs", json!(430_199)),
        ("input", json!("{\"data\":{\"mdtrt_id\":\"MZ0001\"}}")),
        ("input", json!({"data": {"mdtrt_id": "MZ0001", "x": null}})),
        (
            "input",
            json!({"data": {"mdtrt_id": "MZ0001", "x": "", "y": "null"}}),
        ),
    ] {
        assert_eq!(of(&[(name, value)]), first, "{name}");
    }
    assert_eq!(first.len(), 64);
}

#[test]
fn the_question_counts() {
    let first = of(&[]);
    let changed = [
        ("infno", json!("2208")),
        ("fixmedins_code", json!("H43010000002")),
        ("insuplc_admdvs", json!("430200")),
        ("mdtrtarea_admvs", json!("430200")),
        ("input", json!({"data": {"mdtrt_id": "MZ0002"}})),
        ("input", json!({"data": [{"mdtrt_id": "MZ0001"}]})),
        ("input", json!({})),
    ];
    let digests: Vec<String> = changed
        .into_iter()
        .map(|(name, value)| of(&[(name, value)]))
        .collect();
    for (at, digest) in digests.iter().enumerate() {
        assert_ne!(*digest, first, "{at}");
        assert!(!digests.get(at + 1..).unwrap().contains(digest), "{at}");
    }
}

#[test]
fn a_file_counts() {
    let message = message(&profile("national"), &[]);
    let file = |content: &[u8], name: &str| UploadedFile {
        filename: name.to_owned(),
        content: content.to_vec(),
    };
    let of = |file: Option<&UploadedFile>| digest(&message.envelope, file);
    assert_eq!(
        of(Some(&file(b"1", "a"))),
        of(Some(&file(b"1", "b"))),
        "its content is what counts"
    );
    assert_ne!(of(Some(&file(b"1", "a"))), of(Some(&file(b"2", "a"))));
    assert_ne!(of(Some(&file(b"", "a"))), of(None));
}

/// JSON whose members stand in an order drawn from `seed`, with white space where it draws some.
fn written(value: &Value, seed: &mut u64) -> String {
    let mut draw = |most: usize| {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 33).unwrap() % most.max(1)
    };
    let space = ["", " ", "\n\t"][draw(3)];
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            let turn = draw(members.len());
            members.rotate_left(turn);
            if draw(2) == 1 {
                members.reverse();
            }
            let pairs: Vec<String> = members
                .into_iter()
                .map(|(key, value)| {
                    format!(
                        "{}{space}:{}",
                        Value::from(key.as_str()),
                        written(value, seed)
                    )
                })
                .collect();
            format!("{{{space}{}}}", pairs.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, seed)).collect();
            format!("[{}{space}]", items.join(","))
        }
        single => format!("{single}{space}"),
    }
}

fn any_input() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        (0_i64..100_000).prop_map(Value::from),
        "[a-z0-9.中]{0,6}".prop_map(Value::from),
    ];
    let row = prop::collection::btree_map("[a-z_]{1,8}", leaf, 0..6)
        .prop_map(|map| Value::Object(map.into_iter().collect()));
    let node = prop_oneof![
        row.clone(),
        prop::collection::vec(row, 0..4).prop_map(Value::from)
    ];
    prop::collection::btree_map("[a-z]{1,8}", node, 0..4)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

/// Numbers as strings, and empty fields left out.
fn stringly(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Array(items) => items.into_iter().map(stringly).collect(),
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null() && value != "" && value != "null")
            .map(|(key, value)| (key, stringly(value)))
            .collect(),
        other => other,
    }
}

proptest! {
    #[test]
    fn order_time_and_sign_no_do_not_count(
        input in any_input(), seed in any::<u64>(), second in 0_u32..60, sign_no in "[A-Z0-9]{0,12}",
    ) {
        let national = profile("national");
        let envelope = |input: &Value, time: String, sign_no: &str| json!({
            "infno": "2207", "msgid": "m", "mdtrtarea_admvs": "430199", "insuplc_admdvs": "430199", "infver": "1.0.0",
            "opter_type": "1", "opter": "01", "opter_name": "test", "inf_time": time,
            "fixmedins_code": "H43010000001", "fixmedins_name": "test", "sign_no": sign_no, "input": input,
        });
        let first = envelope(&input, "2026-11-21 20:50:00".to_owned(), "S1").to_string();
        let later = envelope(&stringly(input), format!("2026-11-22 08:00:{second:02}"), &sign_no);
        let later = written(&later, &mut seed.clone());
        let of = |text: &str| read(&national, None, text.as_bytes()).map(|message| digest(&message.envelope, None));
        prop_assert_eq!(of(&first), of(&later));
    }

    #[test]
    fn different_inputs_have_different_digests(one in any_input(), other in any_input()) {
        prop_assume!(stringly(one.clone()) != stringly(other.clone()));
        prop_assert_ne!(of(&[("input", one)]), of(&[("input", other)]));
    }
}
