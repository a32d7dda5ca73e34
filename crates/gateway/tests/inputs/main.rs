//! Every definition against inputs made from it: what is whole passes, each single flaw is refused by name.

#[path = "../common/valid.rs"]
mod valid;
mod whole;

use base::money::{Count, UnitPrice};
use base::{Date, Fen};
use gateway::definition::{
    Definitions, Dialect, Field, Kind, National, Need, Node, Stamp, Transaction,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use valid::nines;
use whole::{full, last_row};

fn definitions() -> &'static Definitions {
    Definitions::shipped()
}

/// The stable code and the sentence with which an input is refused.
fn refused(transaction: &Transaction, input: &Value) -> Option<(&'static str, String)> {
    let checked = definitions().check(&transaction.infno, input, &National);
    checked.err().map(|refused| (refused.code(), refused.zh()))
}

/// Every field of every input.
fn fields() -> impl Iterator<Item = (&'static Transaction, &'static Node, &'static Field)> {
    definitions().transactions().flat_map(|transaction| {
        let nodes = transaction.input.iter();
        nodes.flat_map(move |node| {
            node.fields
                .iter()
                .map(move |field| (transaction, node, field))
        })
    })
}

#[test]
fn a_full_input_of_each_transaction_passes() {
    for transaction in definitions().transactions() {
        assert_eq!(refused(transaction, &full(transaction)), None);
    }
}

#[test]
fn required_fields_alone_pass() {
    for transaction in definitions().transactions() {
        let mut input = full(transaction);
        for node in &transaction.input {
            let needed = |name: &String| {
                let field = node.field(name);
                field.is_none_or(|field| field.need == Need::Always)
            };
            last_row(&mut input, node).retain(|name, _| needed(name));
        }
        assert_eq!(refused(transaction, &input), None);
    }
}

/// Changes one field and expects a refusal that names it.
fn flawed(
    (transaction, node, field): (&Transaction, &Node, &Field),
    value: Option<Value>,
    code: &str,
) {
    let mut input = full(transaction);
    let row = last_row(&mut input, node);
    match &value {
        Some(value) => row.insert(field.name.clone(), value.clone()),
        None => row.remove(&field.name),
    };
    let place = format!(
        "{} {}.{} = {value:?}",
        transaction.infno, node.name, field.name
    );
    let (found, sentence) = refused(transaction, &input).unwrap_or_else(|| panic!("{place}"));
    assert_eq!(found, code, "{place}: {sentence}");
    let named = format!("的{}（{}）", field.name, field.zh);
    assert!(
        sentence.contains(&named) && sentence.contains(&node.name),
        "{place}: {sentence}"
    );
    assert!(
        sentence.contains('请') && sentence.ends_with('。'),
        "{sentence}"
    );
    assert!(sentence.chars().count() <= 200, "{sentence}");
}

#[test]
fn a_required_field_that_is_missing_or_empty_is_named() {
    let mut tried = 0;
    for (transaction, node, field) in fields() {
        if field.need != Need::Always {
            continue;
        }
        tried += 1;
        let place = (transaction, node, field);
        flawed(place, None, "gateway.required");
        for empty in [json!(null), json!(""), json!("null"), json!(" ")] {
            flawed(place, Some(empty), "gateway.required");
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_field_that_another_makes_necessary_is_named() {
    let mut tried = 0;
    for (transaction, node, field) in fields() {
        let Need::When {
            field: other,
            value,
        } = &field.need
        else {
            continue;
        };
        tried += 1;
        let mut input = full(transaction);
        let row = last_row(&mut input, node);
        row.remove(&field.name);
        row.insert(other.clone(), json!(value.as_deref().unwrap_or("甲")));
        let (code, sentence) = refused(transaction, &input).expect("it is needed");
        assert_eq!(code, "gateway.required");
        assert!(sentence.contains(&field.name), "{sentence}");
        last_row(&mut input, node).insert(other.clone(), json!(""));
        let still = refused(transaction, &input);
        assert!(still.is_none_or(|(_, sentence)| !sentence.contains(&field.name)));
    }
    assert!(tried > 5, "{tried}");
}

#[test]
fn a_value_that_is_too_long_is_named() {
    for place in fields() {
        match &place.2.kind {
            Kind::Text {
                length: Some(length),
            } => {
                let long = "字".repeat(length + 1);
                flawed(place, Some(json!(long)), "gateway.length");
            }
            Kind::Digits { length } => {
                let long = "1".repeat(length + 1);
                flawed(place, Some(json!(long)), "gateway.length");
            }
            _ => {}
        }
    }
}

#[test]
fn a_number_that_is_none_or_has_too_many_digits_is_named() {
    for place in fields() {
        if let Kind::Digits { .. } = place.2.kind {
            for wrong in ["0", "000", "1a", "-1", "1.5", "１"] {
                flawed(place, Some(json!(wrong)), "gateway.number");
            }
        }
        if let Kind::Price { .. } = place.2.kind {
            flawed(place, Some(json!("-0.01")), "gateway.number");
        }
        let Some((digits, decimals)) = place.2.kind.digits() else {
            continue;
        };
        let (finer, larger) = (nines(digits + 1, decimals + 1), nines(digits + 1, decimals));
        for wrong in [
            "甲",
            "1e3",
            "1,000",
            ".5",
            "+1",
            finer.as_str(),
            larger.as_str(),
        ] {
            flawed(place, Some(json!(wrong)), "gateway.number");
        }
    }
}

#[test]
fn a_code_a_day_and_a_time_that_do_not_exist_are_named() {
    for place in fields() {
        match &place.2.kind {
            Kind::Code { .. } => flawed(place, Some(json!("~")), "gateway.code"),
            Kind::Date => {
                for wrong in ["1", "2026-02-30", "20260228", "2026-02-28 10:00:00"] {
                    flawed(place, Some(json!(wrong)), "gateway.date");
                }
            }
            Kind::Time => {
                for wrong in [
                    "1",
                    "2026-02-30 00:00:00",
                    "2026-02-28 24:00:00",
                    "2026/02/28",
                ] {
                    flawed(place, Some(json!(wrong)), "gateway.date");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_structure_in_place_of_a_value_is_named() {
    for place in fields() {
        if place.2.kind != Kind::Bytes {
            flawed(place, Some(json!({"a": 1})), "gateway.text");
            flawed(place, Some(json!(true)), "gateway.text");
        }
    }
}

#[test]
fn control_characters_are_refused_and_sql_is_only_text() {
    let transaction = definitions().find("2201").unwrap();
    let node = &transaction.input[0];
    let name = node.field("dept_name").unwrap();
    flawed(
        (transaction, node, name),
        Some(json!("内科\u{0}")),
        "gateway.text",
    );
    flawed(
        (transaction, node, name),
        Some(json!("内科\u{1b}")),
        "gateway.text",
    );
    let mut input = full(transaction);
    let text = "=1+1'; DROP TABLE visit; --";
    last_row(&mut input, node).insert("dept_name".to_owned(), json!(text));
    let checked = definitions().check("2201", &input, &National).unwrap();
    assert_eq!(checked.row("data").unwrap().text("dept_name"), text);
}

#[test]
fn a_node_that_is_missing_or_has_too_many_rows_is_named() {
    for transaction in definitions().transactions() {
        for node in transaction
            .input
            .iter()
            .filter(|node| node.within.is_none())
        {
            let mut input = full(transaction);
            input[&node.name] = Value::Null;
            match refused(transaction, &input) {
                None => assert!(node.optional, "{} {}", transaction.infno, node.name),
                Some((code, sentence)) => {
                    assert_eq!(code, "gateway.node");
                    assert!(
                        !node.optional && sentence.contains(&node.name),
                        "{sentence}"
                    );
                }
            }
            input[&node.name] = json!("文本");
            assert_eq!(
                refused(transaction, &input).map(|(code, _)| code),
                Some("gateway.node")
            );
            if node.rows.code() == "one" {
                let row = full(transaction)[&node.name].clone();
                input[&node.name] = json!([row, row]);
                let (_, sentence) = refused(transaction, &input).expect("two rows");
                assert!(sentence.contains("收到2行"), "{sentence}");
            }
        }
    }
}

#[test]
fn several_faults_are_counted_and_named() {
    let transaction = definitions().find("2204").unwrap();
    let mut input = full(transaction);
    let row = last_row(&mut input, &transaction.input[0]);
    row.insert("cnt".to_owned(), json!("两盒"));
    row.insert("pric".to_owned(), json!("1e3"));
    row.remove("mdtrt_id");
    let (_, sentence) = refused(transaction, &input).expect("three faults");
    assert!(
        sentence.starts_with("交易2204的节点feedetail第2行的"),
        "{sentence}"
    );
    assert!(sentence.contains("另有2处不符："), "{sentence}");
    for name in ["cnt", "pric", "mdtrt_id"] {
        assert!(sentence.contains(name), "{sentence}");
    }
}

#[test]
fn no_more_is_read_once_enough_is_wrong() {
    let transaction = definitions().find("2204").unwrap();
    let row = json!({"cnt": "x"});
    let input = json!({"feedetail": vec![row; 50_000]});
    let findings = definitions().inspect("2204", &input, &National).unwrap();
    assert!((200..300).contains(&findings.len()), "{}", findings.len());
    let (_, sentence) = refused(transaction, &input).expect("all is wrong");
    assert!(sentence.chars().count() <= 200);
}

#[test]
fn form_is_lenient() {
    let transaction = definitions().find("2207").unwrap();
    let plain = full(transaction);
    let expected = definitions().check("2207", &plain, &National).unwrap();
    let same = |input: &Value| {
        assert_eq!(
            definitions().check("2207", input, &National).as_ref(),
            Ok(&expected)
        )
    };

    same(&json!({"data": [plain["data"].clone()]}));
    same(&plain["data"]);
    let mut extra = plain.clone();
    extra["data"]["hcard_basinfo"] = json!({"a": [1]});
    extra["agnterinfo"] = json!({});
    same(&extra);
    let mut spaced = plain.clone();
    spaced["data"]["medfee_sumamt"] = json!(" -10.990000 ");
    same(&spaced);

    let mut empty = plain.clone();
    for value in [json!(null), json!(""), json!("null")] {
        empty["data"]["invono"] = value;
        let checked = definitions().check("2207", &empty, &National).unwrap();
        assert_eq!(checked.row("data").unwrap().text("invono"), "");
    }
    let mut number = plain;
    number["data"]["mdtrt_id"] = json!(20_261_122);
    number["data"]["medfee_sumamt"] = json!(100);
    let checked = definitions().check("2207", &number, &National).unwrap();
    let row = checked.row("data").unwrap();
    assert_eq!(row.text("mdtrt_id"), "20261122");
    assert_eq!(row.get("medfee_sumamt"), Some(Fen::new(10_000)));
}

#[test]
fn values_are_typed() {
    let transaction = definitions().find("2102").unwrap();
    let mut input = full(transaction);
    input["drugdetail"][0]["pric"] = json!("0.123456");
    input["drugdetail"][1]["drug_trac_info"] = input["drugdetail"][1]["durg_trac_info"].take();
    let checked = definitions().check("2102", &input, &National).unwrap();
    let row = checked.row("druginfo").unwrap();
    assert_eq!(row.get("medfee_sumamt"), Some(Fen::new(-1_099)));
    let stamp = row.get::<Stamp>("begntime").unwrap();
    assert_eq!(stamp.day(), Date::parse("2026-02-28").unwrap());
    assert_eq!(row.need::<&str>("mdtrt_cert_type").unwrap(), "01");
    let lines = checked.rows("drugdetail");
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0].get::<Count>("cnt").map(Count::parts),
        Some(-9_999_999_999_999_999)
    );
    assert_eq!(lines[0].get("pric"), UnitPrice::parse("0.123456").ok());
    assert_eq!((lines[0].number(), lines[1].number()), (1, 2));
    for line in lines {
        let codes: Vec<bool> = line
            .inner("durg_trac_info")
            .map(|code| code.flag("trdn_flag"))
            .collect();
        assert_eq!(codes, [false, false]);
    }
    let refusal = lines[1].refuse("rxno", "settlement.rx", "不存在，请核对");
    assert_eq!(
        refusal.zh(),
        "交易2102的节点drugdetail第2行的rxno（处方号）不存在，请核对。"
    );
}

#[test]
fn what_a_use_needs_beyond_the_definition_is_asked_for() {
    let transaction = definitions().find("2207").unwrap();
    let mut input = full(transaction);
    input["data"]["invono"] = json!(null);
    let checked = definitions().check("2207", &input, &National).unwrap();
    let refused = checked
        .row("data")
        .unwrap()
        .need::<&str>("invono")
        .unwrap_err();
    assert_eq!(refused.code(), "gateway.required");
    assert_eq!(
        refused.zh(),
        "交易2207的节点data的invono（发票号）不能为空，请填写后重新上传。"
    );
}

/// A province that does without a name and has a category of its own.
struct Province;

impl Dialect for Province {
    fn is_optional(&self, infno: &str, field: &str) -> bool {
        (infno, field) == ("2206", "psn_name")
    }

    fn id(&self) -> &str {
        "jilin"
    }
}

#[test]
fn a_dialect_waives_fields_and_adds_codes() {
    let transaction = definitions().find("2206").unwrap();
    let mut input = full(transaction);
    input["data"]["psn_name"] = json!("");
    input["data"]["med_type"] = json!("15");
    let checked = definitions().check("2206", &input, &Province).unwrap();
    assert_eq!(checked.row("data").unwrap().text("med_type"), "15");
    let (_, sentence) = refused(transaction, &input).expect("not national");
    assert!(
        sentence.contains("psn_name") && sentence.contains("med_type"),
        "{sentence}"
    );
}

#[test]
fn debugging_shows_no_personal_data() {
    let transaction = definitions().find("2206").unwrap();
    let checked = definitions()
        .check("2206", &full(transaction), &National)
        .unwrap();
    let shown = format!("{:?}", checked.rows("data"));
    assert!(
        !shown.contains("10.99") && !shown.contains("字字"),
        "{shown}"
    );
}

/// Any JSON, with the names of one definition among its keys.
fn any_input() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        "[0-9.-]{0,22}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("feedetail".to_owned()),
        Just("data".to_owned()),
        Just("cnt".to_owned()),
        Just("fee_ocur_time".to_owned()),
        Just("feedetl_sn".to_owned()),
        "[a-z]{1,4}",
    ];
    leaf.prop_recursive(4, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_taken_or_refused_in_one_sentence(input in any_input(), at in any::<prop::sample::Index>()) {
        let all: Vec<&Transaction> = definitions().transactions().collect();
        for transaction in [all[at.index(all.len())], definitions().find("2204").unwrap()] {
            if let Some((_, sentence)) = refused(transaction, &input) {
                prop_assert!(sentence.chars().count() <= 200);
            }
        }
    }
}

/// A sender that leaves a row empty counts it all the same.
#[test]
fn a_sentence_names_the_row_as_it_was_sent() {
    let transaction = definitions().find("2203").expect("served");
    let mut input = full(transaction);
    let right = input["diseinfo"][0].clone();
    let mut wrong = right.clone();
    wrong["diag_time"] = json!("1");
    input["diseinfo"] = json!([right, null, wrong]);
    let findings = definitions()
        .inspect("2203", &input, &National)
        .expect("served");
    let rows: Vec<_> = findings.iter().map(|finding| finding.row).collect();
    assert_eq!(rows, [Some(3)]);
}
