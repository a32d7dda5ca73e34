//! Transactions that nobody captured: a message of their definition succeeds; without a required field, or with a code
//! that is in no dictionary, it is refused by the field.

use gateway::definition::{Definitions, Field, Kind, Need};
use gateway::desk::Transactions;
use serde_json::{Map, Value, json};

use crate::City;
use crate::common::Fixture;
use crate::steps::{Run, output, said};
use crate::support::captures;
use crate::table::{Chain, Step, read};

const TABLE: &str = "messages.toml";

/// A code that no dictionary has.
const NO_CODE: &str = "☓";

#[test]
fn every_served_transaction_has_a_capture_or_a_message() {
    let table = read(TABLE);
    for infno in Transactions::served().numbers() {
        let captured = captures().iter().any(|capture| capture.infno() == infno);
        let written = table.step.iter().any(|step| step.infno == infno);
        assert!(
            captured || written,
            "{infno} is in no test: add it to {TABLE}"
        );
    }
}

#[test]
fn a_well_formed_message_succeeds_and_a_flawed_one_is_refused_by_its_field() {
    let table = read(TABLE);
    let fixture = Fixture::sqlite();
    let city = City::over(&fixture);
    let mut run = Run::new(&city, &table);
    let served: Vec<&str> = Transactions::served().numbers().collect();
    let (mut flawed, mut wrong) = (0, Vec::new());
    for (step, number) in table.step.iter().zip(1..) {
        if !served.contains(&step.infno.as_str()) {
            continue;
        }
        let sent = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut chain = Chain::of(number);
            run.before(step, &mut chain);
            let input = chain.filled(&run.input(step));
            let flaws = flaws(step, &input);
            flawed += flaws.len();
            for (place, input) in flaws {
                let refused = run.plain(step, input).json();
                let sentence = refused["err_msg"].as_str().unwrap_or_default();
                let named = refused["infcode"] == -1 && sentence.contains(&format!("{place}（"));
                assert!(named, "{} without {place}: {refused}", step.infno);
            }
            let answer = run.plain(step, input);
            output(step, &answer, &format!("{} of {TABLE}", step.infno))
        }));
        wrong.extend(sent.err().map(|why| said(&why)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(flawed > 100, "{flawed}");
}

/// The input without each required field in turn, and with a wrong code in each coded one.
fn flaws(step: &Step, input: &Value) -> Vec<(String, Value)> {
    let transaction = Definitions::shipped().find(&step.infno).unwrap();
    let mut found = Vec::new();
    for node in transaction
        .input
        .iter()
        .filter(|node| node.within.is_none())
    {
        for field in &node.fields {
            let mut without = input.clone();
            if let Some(row) = first(&mut without, &node.name)
                && field.need == Need::Always
            {
                assert!(
                    row.remove(&field.name).is_some(),
                    "{} {}",
                    step.infno,
                    field.name
                );
                found.push((field.name.clone(), without));
            }
            let mut coded = input.clone();
            if is_code(field)
                && let Some(row) = first(&mut coded, &node.name)
                && row.insert(field.name.clone(), json!(NO_CODE)).is_some()
            {
                found.push((field.name.clone(), coded));
            }
        }
    }
    found
}

const fn is_code(field: &Field) -> bool {
    matches!(field.kind, Kind::Code { .. })
}

/// The first row of a node.
fn first<'v>(input: &'v mut Value, node: &str) -> Option<&'v mut Map<String, Value>> {
    match input.get_mut(node)? {
        Value::Array(rows) => rows.first_mut()?.as_object_mut(),
        row => row.as_object_mut(),
    }
}
