//! The rows of a list: as they come in, as they are kept (a line each, cells between tabs), and what they say.

use std::sync::Arc;

use benefit::plan::Policy;
use directory::catalogue::row::{self, RowFlaw};
use directory::catalogue::{
    DraftRow, Entry, Item, List, Recode, Tabular, Term, read_recodes, unfit_facts,
};

use super::sort::Sort;

/// What the rows of a list say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// Of drugs, services, consumables.
    Items(Vec<Entry<Item>>),
    /// Of diagnoses, operations, diseases.
    Terms(Vec<Entry<Term>>),
    /// Of old codes.
    Recodes(Vec<Recode>),
}

/// The flaws of rows, and after which line nothing more was read.
pub(super) type Flaws = (Vec<RowFlaw>, Option<u64>);

/// Reads rows, or says what is wrong with them; a further fact of an item that a package in force could not take is
/// a flaw too, so that no counter finds it out.
pub(super) fn parse(
    sort: &Sort,
    rows: Vec<DraftRow>,
    policies: &[Arc<Policy>],
) -> Result<Parsed, Flaws> {
    match sort {
        Sort::Of(List::Terms) => sound(row::read::<Term>(rows)).map(Parsed::Terms),
        Sort::Of(_) => {
            let mut reading = row::read::<Item>(rows);
            reading.flaws.extend(unfit(&reading.rows, policies));
            sound(reading).map(Parsed::Items)
        }
        Sort::Recodes => sound(read_recodes(rows)).map(Parsed::Recodes),
    }
}

fn sound<R>(mut reading: row::Reading<R>) -> Result<Vec<R>, Flaws> {
    if reading.flaws.is_empty() {
        return Ok(reading.rows.into_iter().map(|(_, row)| row).collect());
    }
    reading.flaws.sort_by_key(|flaw| flaw.line);
    Err((reading.flaws, reading.stopped_at))
}

fn unfit(rows: &[(u64, Entry<Item>)], policies: &[Arc<Policy>]) -> Vec<RowFlaw> {
    let column = Item::COLUMNS.iter().find(|column| column.key == "facts");
    let column = column.map_or("", directory::catalogue::Column::title);
    let mut flaws = Vec::new();
    let with_facts = rows
        .iter()
        .filter(|(_, entry)| !entry.record.facts.is_empty());
    for (line, entry) in with_facts {
        let mut refusals = policies
            .iter()
            .flat_map(|policy| unfit_facts(policy, &entry.record));
        // what one package cannot take is said once
        flaws.extend(refusals.next().map(|why| RowFlaw {
            line: *line,
            column,
            why,
        }));
    }
    flaws
}

/// The same rows without tabs and line breaks within cells: none means anything there.
pub(super) fn clean(mut rows: Vec<DraftRow>) -> Vec<DraftRow> {
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        if cell.contains(is_break) {
            *cell = cell.replace(is_break, " ");
        }
    }
    rows
}

fn is_break(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
}

/// The text of rows that are [`clean`].
pub(super) fn pack(rows: &[DraftRow]) -> String {
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.cells.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            text.push_str(cell);
        }
        text.push('\n');
    }
    text
}

/// The rows of a text.
pub(super) fn unpack(text: &str) -> Vec<DraftRow> {
    let row = |(line, text): (u64, &str)| DraftRow {
        line,
        cells: text.split('\t').map(str::to_owned).collect(),
    };
    (1..).zip(text.split_terminator('\n')).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, cells: &[&str]) -> DraftRow {
        DraftRow {
            line,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        }
    }

    #[test]
    fn rows_come_back() {
        let rows = vec![row(1, &["a", "", "甲 乙"]), row(2, &["", "x"])];
        assert_eq!(unpack(&pack(&rows)), rows);
        assert_eq!(clean(vec![row(7, &["a\tb\nc"])]), [row(7, &["a b c"])]);
        assert_eq!(unpack(&pack(&[])), []);
    }
}
