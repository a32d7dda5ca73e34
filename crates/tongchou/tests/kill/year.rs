//! The commands of an autumn, from files of people to the closed books of September.

use std::process::Command;

use crate::city::{City, POOL};

/// Runs a command however it likes, and gives what the command said when it ended.
pub type Run<'r> = dyn FnMut(&dyn Fn() -> Command) -> String + 'r;

/// Who works, and when.
type Desk = (&'static str, &'static str);

const CLERK: Desk = ("shibanjing", "2024-09-10");
const REVIEWER: Desk = ("shihe", "2024-09-10");
const CASHIER: Desk = ("shibanjing", "2024-09-29");
const ACCOUNTANT: Desk = ("kuaiji", "2024-09-30");
const CHECKER: Desk = ("caihe", "2024-09-30");

/// Imports the people, enrols and bills them, collects, posts what was collected and closes the month.
pub fn autumn(city: &City, run: &mut Run<'_>) {
    let mut does = |(user, today): Desk, words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        run(&|| city.command(user, today, &words))
    };
    does(
        CLERK,
        &format!(
            "person import persons.csv --region {POOL} --chunk {}",
            chunk(city)
        ),
    );
    let said = does(
        CLERK,
        &format!("enrol batch enrol.csv --by village --at {POOL} --year 2025"),
    );
    let batch = between(&said, "批次 ", "：");
    for (desk, step) in [(CLERK, "review"), (REVIEWER, "approve")] {
        does(
            desk,
            &format!("enrol {step} --batch {batch} --reason 材料齐全"),
        );
    }
    does(
        CLERK,
        &format!(
            "bill make --region {POOL} --year 2025 --pay-from 2024-09-01 --pay-until 2025-02-28"
        ),
    );
    does(
        CASHIER,
        &format!("pay import paid.csv --channel tax --region {POOL}"),
    );
    for (run, county) in (1..).zip(&city.lists.counties) {
        does(
            ACCOUNTANT,
            &format!("posting run {county} --voucher 九月对账单"),
        );
        does(CHECKER, &format!("posting approve {run}"));
    }
    let said = does(
        ACCOUNTANT,
        &format!("close --region {POOL} --month 2024-09"),
    );
    let proposal = between(&said, "第 ", " 号");
    does(CHECKER, &format!("ledger approve {proposal}"));
}

/// Rows of one commit of the import: several commits, however small the city.
fn chunk(city: &City) -> usize {
    (city.lists.size / 5).clamp(50, 4_000)
}

fn between(text: &str, from: &str, until: &str) -> String {
    let found = text
        .split_once(from)
        .and_then(|(_, rest)| rest.split_once(until));
    let (found, _) = found.unwrap_or_else(|| panic!("no `{from}` in {text}"));
    found.to_owned()
}
