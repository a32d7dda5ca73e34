//! Answers built from the definitions.

#[path = "common/fill.rs"]
mod fill;

use base::Fen;
use gateway::definition::{Definitions, Dialect, National, Number, Rows, Shape, Tree};
use serde_json::{Value, json};

use fill::{fill, filled};

fn definitions() -> &'static Definitions {
    Definitions::shipped()
}

#[test]
fn every_field_of_every_answer_can_be_filled() {
    for transaction in definitions().transactions() {
        let answer = filled(transaction);
        assert_eq!(answer.faults(), Vec::<String>::new().as_slice());
        let output = answer.layout(&National).unwrap();
        for node in transaction
            .output
            .iter()
            .filter(|node| !node.name.is_empty())
        {
            let rows = output.get(&node.name).expect("filled");
            let row = match (node.rows, rows) {
                (Rows::Many, Tree::List(rows)) => &rows[0],
                (Rows::One, row) => row,
                _ => panic!("{} {}", transaction.infno, node.name),
            };
            for field in &node.fields {
                let number = matches!(row.get(&field.name), Some(Tree::Number(_)));
                assert_eq!(
                    number,
                    field.kind.digits().is_some(),
                    "{} {}",
                    transaction.infno,
                    field.name
                );
            }
        }
    }
}

#[test]
fn money_has_two_decimals_and_what_is_empty_is_filled() {
    let mut answer = definitions().answer("2207").unwrap();
    answer
        .row("setlinfo")
        .put("setl_id", "S1")
        .put("medfee_sumamt", Fen::new(10_000))
        .put("hifp_pay", Fen::new(4_550))
        .put("psn_cash_pay", Fen::new(5_450))
        .put("pool_prop_selfpay", Number::parse("0.5").unwrap())
        .put("cvlserv_flag", false)
        .put("naty", "1")
        .put("gend", None::<&str>);
    answer.row("setldetail").put("fund_pay_type", "390100");
    let text = answer.layout(&National).unwrap().to_string();
    for part in [
        r#""setl_id":"S1""#,
        r#""medfee_sumamt":100.00"#,
        r#""hifp_pay":45.50"#,
        r#""pool_prop_selfpay":0.5"#,
        r#""cvlserv_flag":"0""#,
        r#""naty":"01""#,
        r#""gend":"""#,
        r#""brdy":"""#,
        r#""maf_pay":0"#,
        r#""setldetail":[{"fund_pay_type":"390100","#,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["setldetail"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_name_that_is_too_long_is_cut() {
    let mut answer = definitions().answer("2207").unwrap();
    answer.row("setlinfo").cut("psn_name", &"甲".repeat(51));
    let output = answer.layout(&National).unwrap();
    let name = output.get("setlinfo").and_then(|row| row.get("psn_name"));
    assert_eq!(name, Some(&Tree::Text("甲".repeat(50))));
}

#[test]
fn an_answer_without_content_is_null() {
    let answer = definitions().answer("2202").unwrap();
    assert!(answer.is_empty());
    assert_eq!(answer.layout(&National), Ok(Tree::Null));
    assert!(definitions().answer("0000").is_err());
}

#[test]
fn lists_without_rows_stay_and_single_nodes_are_left_out() {
    let layout = |infno| {
        definitions()
            .answer(infno)
            .unwrap()
            .layout(&National)
            .unwrap()
            .to_string()
    };
    assert_eq!(layout("2206"), r#"{"setldetail":[]}"#);
    assert_eq!(layout("1312"), "[]");
    assert_eq!(layout("1301"), "{}");
}

#[test]
fn what_the_definition_does_not_allow_is_a_fault() {
    let mut answer = definitions().answer("2207").unwrap();
    answer.row("setlinfo").put("pdn_cash_pay", Fen::ZERO);
    answer.row("setlinfo").put("medfee_sumamt", "100");
    answer.row("setlinfo").put("setl_id", "1".repeat(31));
    answer.row("setlinfo").put("insutype", "xxx");
    answer
        .row("setlinfo")
        .put("pool_prop_selfpay", Number::parse("0.12345").unwrap());
    answer.row("voladetail").put("mdtrt_id", "1");
    let faults = answer.faults().join("\n");
    for part in [
        "setlinfo has no field pdn_cash_pay",
        "setlinfo.medfee_sumamt is of another kind",
        "setlinfo.setl_id is too long",
        "setlinfo.insutype is not in its dictionary",
        "setlinfo.pool_prop_selfpay has too many decimals",
        "2207 has no output node voladetail",
    ] {
        assert!(faults.contains(part), "{part} in {faults}");
    }
    assert_eq!(answer.faults().len(), 6);
}

/// An amount that was put as a text would else go out as 0.
#[test]
fn an_answer_that_would_lose_a_value_is_not_laid_out() {
    let lost = |field: &str, value: gateway::definition::Fill| {
        let mut answer = definitions().answer("2207").unwrap();
        answer.row("setlinfo").put(field, value);
        answer.layout(&National).unwrap_err()
    };
    let refused = lost("medfee_sumamt", "100.00".into());
    assert_eq!(refused.code(), "gateway.answer");
    assert!(refused.sentence().contains("setlinfo.medfee_sumamt"));
    assert!(
        lost("no_such_field", Fen::ZERO.into())
            .sentence()
            .contains("no_such_field")
    );
    let mut nowhere = definitions().answer("2207").unwrap();
    nowhere.row("voladetail").put("mdtrt_id", "1");
    assert!(nowhere.layout(&National).is_err());
}

#[test]
fn the_cancellation_says_the_cash_under_both_names() {
    let mut answer = definitions().answer("2208").unwrap();
    answer.row("setlinfo").put("psn_cash_pay", Fen::new(-5_450));
    let text = answer.layout(&National).unwrap().to_string();
    for name in ["psn_cash_pay", "pdn_cash_pay"] {
        assert!(text.contains(&format!("\"{name}\":-54.50")), "{text}");
    }
}

/// A dialect of shapes alone.
struct Shapes(Shape);

impl Dialect for Shapes {
    fn id(&self) -> &str {
        "shapes"
    }

    fn is_optional(&self, _infno: &str, _field: &str) -> bool {
        false
    }

    fn shape(&self, _infno: &str) -> Shape {
        self.0.clone()
    }
}

#[test]
fn a_dialect_lays_the_output_out_otherwise() {
    let laid_out = |infno: &str, node: &str, shape: Shape| {
        let mut answer = definitions().answer(infno).unwrap();
        let first = definitions().find(infno).unwrap().output[0].fields[0]
            .name
            .clone();
        answer.row(node).put(
            &first,
            fill(&definitions().find(infno).unwrap().output[0].fields[0]),
        );
        answer.layout(&Shapes(shape)).unwrap().to_value()
    };
    let listed = || Shape {
        listed: true,
        ..Shape::default()
    };
    assert!(laid_out("1101", "baseinfo", listed())[0]["baseinfo"].is_object());
    assert!(laid_out("1312", "", listed())[0].is_object());
    assert!(laid_out("5206", "cuminfo", listed())[0].is_object());
    let named = Shape {
        named: Some("data".to_owned()),
        rows: vec![(String::new(), Rows::One)],
        ..Shape::default()
    };
    assert!(laid_out("1304", "", named)["data"].is_object());
    let many = Shape {
        rows: vec![("medinsinfo".to_owned(), Rows::Many)],
        ..Shape::default()
    };
    assert!(laid_out("1201", "medinsinfo", many)["medinsinfo"][0].is_object());
    let copied = Shape {
        copies: vec![("signinoutb".to_owned(), "result".to_owned())],
        ..Shape::default()
    };
    let signed = laid_out("9001", "signinoutb", copied);
    assert_eq!(signed["result"], signed["signinoutb"]);
    let lifted = Shape {
        lifted: Some("data".to_owned()),
        ..Shape::default()
    };
    let list = laid_out("4101", "data", lifted);
    assert_eq!(list["setl_list_id"], list["data"]["setl_list_id"]);
    assert_ne!(list["setl_list_id"], json!(null));
}
