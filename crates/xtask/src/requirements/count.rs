//! Counting requirements by state.

use std::collections::BTreeMap;

use super::book::{Book, Entry};
use super::rule::{IMPORTANCES, PARTS, State};

/// Prints the counts: overall, of the category benefits, and what the waiting ones wait for.
pub fn print(book: &Book) {
    println!(
        "{}",
        table("all requirements", &book.entries.iter().collect::<Vec<_>>())
    );
    let benefits: Vec<&Entry> = book
        .entries
        .iter()
        .filter(|entry| entry.category == "benefits")
        .collect();
    println!("{}", table("category benefits", &benefits));
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    book.entries
        .iter()
        .filter_map(|entry| entry.later.as_deref())
        .for_each(|part| {
            *waiting.entry(part).or_default() += 1;
        });
    for (part, meaning) in PARTS {
        println!(
            "waiting for {part:12}{:6}  {meaning}",
            waiting.get(part).unwrap_or(&0)
        );
    }
    println!();
}

/// One row a state, one column an importance.
fn table(heading: &str, entries: &[&Entry]) -> String {
    let mut lines = vec![format!("{heading:20}{}{:>14}", columns(IMPORTANCES), "all")];
    for state in State::ALL {
        let of_state = |entry: &&&Entry| entry.state == state;
        let cells: Vec<String> = IMPORTANCES
            .iter()
            .map(|importance| {
                entries
                    .iter()
                    .filter(of_state)
                    .filter(|e| e.importance == *importance)
                    .count()
            })
            .map(|count| count.to_string())
            .collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        lines.push(format!(
            "{state:20}{}{:>14}",
            columns(&cells),
            entries.iter().filter(of_state).count()
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn columns(cells: &[&str]) -> String {
    cells.iter().map(|cell| format!("{cell:>14}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_counts_by_state_and_importance() {
        let entry = |importance: &str, state: State| Entry {
            id: String::new(),
            category: String::new(),
            importance: importance.to_owned(),
            state,
            later: None,
            missing: None,
            tests: Vec::new(),
            line: 1,
        };
        let entries = [
            entry("core", State::Proven),
            entry("core", State::Waiting),
            entry("expected", State::Proven),
        ];
        let table = table("some", &entries.iter().collect::<Vec<_>>());
        let proven: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(proven, ["proven", "1", "1", "0", "0", "2"]);
    }
}
