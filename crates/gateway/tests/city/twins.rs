//! A corrected twin of every capture of a transaction that is served succeeds, and its answer fits the class that its
//! client reads it into.

use std::collections::BTreeSet;

use gateway::desk::Transactions;

use crate::City;
use crate::common::Fixture;
use crate::shape::{misfit, shapes};
use crate::steps::{Run, of, output, said};
use crate::support::captures;
use crate::table::{Chain, read};

const TABLE: &str = "twins.toml";

fn served() -> BTreeSet<&'static str> {
    Transactions::served().numbers().collect()
}

#[test]
fn every_capture_of_a_served_transaction_has_a_twin() {
    let (table, served) = (read(TABLE), served());
    let twins: Vec<&String> = table.step.iter().flat_map(|step| &step.captures).collect();
    let named: BTreeSet<&String> = twins.iter().copied().collect();
    assert_eq!(named.len(), twins.len(), "a capture has one twin");
    for capture in captures() {
        if served.contains(capture.infno()) {
            assert!(
                named.contains(&capture.file),
                "{} has no twin in {TABLE}",
                capture.file
            );
        }
    }
    for step in &table.step {
        for capture in &step.captures {
            assert_eq!(of(capture).infno(), step.infno, "{capture}");
        }
    }
}

#[test]
fn every_twin_succeeds_and_its_client_reads_the_answer() {
    let (table, served, shapes) = (read(TABLE), served(), shapes());
    let fixture = Fixture::sqlite();
    let city = City::over(&fixture);
    let mut run = Run::new(&city, &table);
    let (mut number, mut wrong) = (0, Vec::new());
    for step in table
        .step
        .iter()
        .filter(|step| served.contains(step.infno.as_str()))
    {
        for capture in &step.captures {
            number += 1;
            let sent = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let mut chain = Chain::of(number);
                run.before(step, &mut chain);
                let answer = run.send(step, Some(capture), &chain);
                output(step, &answer, capture)
            }));
            let output = match sent {
                Ok(output) => output,
                Err(why) => {
                    wrong.push(said(&why));
                    continue;
                }
            };
            let ours = of(capture).client.starts_with("gzsi");
            if ours && !step.answers_file {
                let shape = shapes
                    .get(&step.infno)
                    .unwrap_or_else(|| panic!("{capture}"));
                wrong.extend(misfit(&shape["output"], &output, capture));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(number > 70, "{number}");
}
