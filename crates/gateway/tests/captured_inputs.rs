//! Inputs that client software was seen to send, against the definitions.
//!
//! The values of the captures are a test driver's (dates `1`, codes `1`), so that most of them are refused by
//! name as they stand. A twin with the same names and valid values passes: the client sends what we ask for.

#[path = "common/valid.rs"]
mod valid;

use std::path::Path;
use std::sync::OnceLock;

use gateway::definition::{Definitions, Node, Transaction};
use gateway::frame::{self, Infno};
use gateway::profile::{Profile, Profiles};
use serde_json::Value;

use valid::valid;

/// One captured input.
struct Captured {
    file: String,
    infno: Infno,
    input: Value,
    profile: Profile,
}

fn definitions() -> &'static Definitions {
    Definitions::shipped()
}

/// The dialect that a client speaks.
fn profile(client: &str) -> Profile {
    static SHIPPED: OnceLock<Profiles> = OnceLock::new();
    let shipped =
        SHIPPED.get_or_init(|| Profiles::shipped().expect("read by a test of the profiles"));
    let id = if client.starts_with("gzsi") {
        "guangdong"
    } else {
        "national"
    };
    shipped.get(id).expect("ships").clone()
}

/// Every captured input of a transaction that is served.
fn captured() -> Vec<Captured> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let files = std::fs::read_dir(folder).expect("the captures stand there");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().filter_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Option<Captured> {
    let text = std::fs::read_to_string(file).ok()?;
    let capture: Value = serde_json::from_str(&text).ok()?;
    let profile = profile(capture["client"].as_str()?);
    let headers = capture["headers"].as_array()?.iter();
    let content_type = headers
        .filter(|header| {
            header[0]
                .as_str()
                .is_some_and(|name| name.eq_ignore_ascii_case("content-type"))
        })
        .find_map(|header| header[1].as_str());
    let body = capture["body_text"].as_str()?.as_bytes();
    let (bodies, rules) = (&profile.bodies, &profile.envelope);
    let message = frame::read(content_type, body, bodies, rules, &profile.limits).ok()?;
    let infno = message.envelope.infno;
    definitions().find(infno.as_str()).ok()?;
    Some(Captured {
        file: file.file_name()?.to_string_lossy().into_owned(),
        infno,
        input: message.envelope.input,
        profile,
    })
}

/// The input with national names and a valid value in every field that was sent.
fn twin(captured: &Captured, transaction: &Transaction) -> Value {
    let input = captured.input.clone();
    let mut input = captured.profile.national_input(captured.infno, input);
    for node in &transaction.input {
        match &mut input[&node.name] {
            Value::Array(rows) => rows.iter_mut().for_each(|row| mend(row, node)),
            row => mend(row, node),
        }
    }
    input
}

fn mend(row: &mut Value, node: &Node) {
    let Value::Object(members) = row else {
        return;
    };
    for field in &node.fields {
        let names = std::iter::once(&field.name).chain(&field.also);
        for name in names {
            if let (Some(sent), Some(valid)) = (members.get_mut(name), valid(field)) {
                *sent = valid;
            }
        }
    }
}

#[test]
fn each_captured_input_is_typed_or_refused_by_name() {
    let mut refused = 0;
    let all = captured();
    assert!(all.len() > 70, "{}", all.len());
    for captured in all {
        let Captured {
            file,
            infno,
            input,
            profile,
        } = &captured;
        let Err(refusal) = definitions().check_message(*infno, input, profile) else {
            continue;
        };
        refused += 1;
        let sentence = refusal.zh();
        assert!(
            sentence.chars().count() <= 200 && sentence.contains('请'),
            "{file}: {sentence}"
        );
        let transaction = definitions().find(infno.as_str()).expect("served");
        let named = transaction.input.iter().any(|node| {
            let fields = node.fields.iter();
            let field = fields
                .map(|field| format!("{}（{}）", field.name, field.zh))
                .find(|name| sentence.contains(name));
            sentence.contains(&node.name) && (field.is_some() || refusal.code() == "gateway.node")
        });
        assert!(named, "{file}: {sentence}");
    }
    assert!(refused > 20, "{refused}");
}

/// What a row holds that the definition does not know, beside what the profile names as unread.
fn dropped(row: &Value, node: &Node, transaction: &Transaction, unread: &[String]) -> Vec<String> {
    let read = |name: &String| {
        node.field(name).is_some()
            || node.fields.iter().any(|field| field.also.contains(name))
            || unread.contains(name)
            || transaction
                .input
                .iter()
                .any(|inner| inner.within.as_ref() == Some(&node.name) && inner.name == *name)
    };
    let members = row.as_object().into_iter().flatten();
    let names = members.map(|(name, _)| name);
    names.filter(|name| !read(name)).cloned().collect()
}

/// Nothing of a message is dropped without being named: a field is read, or its profile says that nobody does.
#[test]
fn every_captured_field_is_read_or_named_as_unread() {
    let none = gateway::profile::Transaction::default();
    for captured in captured() {
        let Captured {
            file,
            infno,
            input,
            profile,
        } = &captured;
        let transaction = definitions().find(infno.as_str()).expect("served");
        let said = profile.transaction(*infno).unwrap_or(&none);
        let national = profile.national_input(*infno, input.clone());
        for (name, content) in national.as_object().into_iter().flatten() {
            let node = transaction.input.iter();
            let mut node = node.filter(|node| node.name == *name || node.also.contains(name));
            let node = node.next().unwrap_or_else(|| panic!("{file}: {name}"));
            let unread = said.unread.get(name).map_or(&[][..], Vec::as_slice);
            let rows = content
                .as_array()
                .map_or(std::slice::from_ref(content), Vec::as_slice);
            for row in rows {
                let dropped = dropped(row, node, transaction, unread);
                assert_eq!(dropped, Vec::<String>::new(), "{file}: {name}");
            }
        }
    }
}

#[test]
fn a_voided_diagnosis_says_so() {
    let captured = captured();
    for infno in ["2401", "2402", "2403"] {
        let admission = captured.iter().find(|one| one.infno.as_str() == infno);
        let admission = admission.expect("captured");
        let transaction = definitions().find(infno).expect("served");
        let mut twin = twin(admission, transaction);
        twin["diseinfo"][0]["vali_flag"] = Value::from("0");
        let input = definitions().check_message(admission.infno, &twin, &admission.profile);
        let input = input.unwrap_or_else(|refused| panic!("{infno}: {}", refused.zh()));
        let row = input.rows("diseinfo").first().expect("a diagnosis");
        assert_eq!(row.text("vali_flag"), "0", "{infno}");
    }
}

#[test]
fn a_twin_with_valid_values_passes() {
    for captured in captured() {
        // this client's upload sends the word 1 for an input; its file is all that counts
        if captured.input.is_string() {
            continue;
        }
        let transaction = definitions().find(captured.infno.as_str()).expect("served");
        let twin = twin(&captured, transaction);
        let checked = definitions().check_message(captured.infno, &twin, &captured.profile);
        let sentence = checked.err().map(|refused| refused.zh());
        assert_eq!(sentence, None, "{}", captured.file);
    }
}

/// REQ-278: the messages of a vendor pass or fail, with the rule that each breaks.
#[test]
fn messages_of_a_vendor_pass_or_fail_with_named_rules() {
    let mut passed = 0;
    let mut broken = std::collections::BTreeSet::new();
    for captured in captured() {
        let national = captured
            .profile
            .national_input(captured.infno, captured.input.clone());
        let infno = captured.infno.as_str();
        let findings = definitions()
            .inspect(infno, &national, &captured.profile)
            .expect("served");
        let taken = definitions()
            .check(infno, &national, &captured.profile)
            .is_ok();
        assert_eq!(findings.is_empty(), taken, "{}", captured.file);
        passed += usize::from(taken);
        for finding in findings {
            assert!(finding.sentence.contains('请') && finding.sentence.ends_with('。'));
            assert!(finding.field.is_some() || finding.code == "gateway.node");
            broken.insert(finding.code);
        }
    }
    assert!(passed > 20, "{passed}");
    for rule in ["gateway.code", "gateway.date", "gateway.node"] {
        assert!(broken.contains(rule), "{rule} in {broken:?}");
    }
}

#[test]
fn every_fault_is_found_with_its_place() {
    let captured = captured();
    let discharge = captured
        .iter()
        .find(|captured| captured.infno.as_str() == "2402");
    let discharge = discharge.expect("a capture of 2402");
    let national = discharge
        .profile
        .national_input(discharge.infno, discharge.input.clone());
    let findings = definitions()
        .inspect("2402", &national, &discharge.profile)
        .expect("served");
    let found = |node: &str, row, field: &str| {
        let field = Some(field.to_owned());
        findings.iter().any(|finding| {
            (finding.node.as_str(), finding.row, &finding.field) == (node, row, &field)
        })
    };
    assert!(found("dscginfo", None, "die_date") && found("dscginfo", None, "birctrl_matn_date"));
    assert!(found("diseinfo", Some(1), "diag_time"), "{findings:?}");
}

#[test]
fn a_day_that_does_not_exist_is_named_in_the_discharge() {
    let captured = captured();
    let discharge = captured
        .iter()
        .find(|captured| captured.infno.as_str() == "2402");
    let discharge = discharge.expect("a capture of 2402");
    let transaction = definitions().find("2402").expect("served");
    let mut twin = twin(discharge, transaction);
    twin["dscginfo"]["die_date"] = Value::from("1");
    let refused = definitions().check_message(discharge.infno, &twin, &discharge.profile);
    assert_eq!(
        refused.expect_err("no such day").zh(),
        "交易2402的节点dscginfo的die_date（死亡日期）“1”不是有效日期，请按yyyy-MM-dd填写，如2026-01-31。"
    );
}

#[test]
fn what_profiles_name_is_defined() {
    let profiles = Profiles::shipped().expect("read by a test of the profiles");
    for profile in profiles.iter() {
        for (infno, known) in &profile.transactions {
            let place = format!("{} {infno}", profile.id);
            let transaction = definitions().find(infno.as_str()).expect(&place);
            for node in known
                .nodes
                .values()
                .chain(&known.flat)
                .chain(known.fields.keys())
            {
                assert!(transaction.input_node(node).is_some(), "{place} {node}");
            }
            for (node, names) in &known.fields {
                let node = transaction.input_node(node).expect(&place);
                for name in names.values() {
                    assert!(node.field(name).is_some(), "{place} {name}");
                }
            }
            for field in &known.optional {
                let mut nodes = transaction.input.iter();
                assert!(
                    nodes.any(|node| node.field(field).is_some()),
                    "{place} {field}"
                );
            }
            for node in known.also.values().chain(&known.lift) {
                assert!(transaction.output_node(node).is_some(), "{place} {node}");
            }
        }
    }
}
