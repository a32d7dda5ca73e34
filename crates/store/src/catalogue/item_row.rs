//! From cells to columns and back. The cells are those of files, so that what was loaded is what is kept: exact
//! decimals, never a float.

use base::Date;
use directory::catalogue::row::{self, Tabular};
use directory::catalogue::{DraftRow, Entry};

use crate::{Row, StoreError, Value, open_date};

/// The columns of an item that are cells of its row, in their order.
pub(super) const ITEM: [&str; 29] = [
    "kind",
    "code",
    "name",
    "spec",
    "unit",
    "fee",
    "class",
    "first_employee",
    "first_cadre",
    "first_resident",
    "first_other",
    "ceiling_1",
    "ceiling_2",
    "ceiling_3",
    "standard",
    "own_limit",
    "restricted",
    "restriction",
    "levels",
    "sex",
    "age_from",
    "age_to",
    "diagnoses",
    "inpatient",
    "essential",
    "negotiated",
    "children",
    "special",
    "facts",
];

/// Those of a diagnosis, operation or disease.
pub(super) const TERM: [&str; 4] = ["kind", "code", "name", "category"];

/// The first day of an entry as it is kept.
pub(super) fn from<T>(entry: &Entry<T>) -> Value {
    Value::from(entry.validity.from().unwrap_or(Date::MIN))
}

/// The last day of an entry as it is kept.
pub(super) fn until<T>(entry: &Entry<T>) -> Value {
    Value::from(open_date(entry.validity.until()))
}

/// The row of a file that an entry came from: cells from a column on, then the days.
pub(super) fn draft(
    row: &Row,
    (line, cells): (u64, std::ops::Range<usize>),
    (from, until): (usize, usize),
) -> Result<DraftRow, StoreError> {
    let mut texts = Vec::with_capacity(cells.len() + 2);
    for column in cells {
        texts.push(row.text(column)?.to_owned());
    }
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    texts.push(day(row.maybe_date(from)?.filter(|day| *day != Date::MIN)));
    texts.push(day(row.maybe_date(until)?));
    Ok(DraftRow { line, cells: texts })
}

/// The entries of rows that were written by this program: one that cannot be read was changed by somebody else.
pub(super) fn entries<T: Tabular>(
    table: &str,
    rows: Vec<DraftRow>,
) -> Result<Vec<Entry<T>>, StoreError> {
    let reading = row::read::<T>(rows);
    match reading.flaws.first() {
        None => Ok(reading.rows.into_iter().map(|(_, entry)| entry).collect()),
        Some(flaw) => Err(StoreError::Corrupt(format!(
            "{table}: column {} of row {}",
            flaw.column, flaw.line
        ))),
    }
}

#[cfg(test)]
mod tests {
    use directory::catalogue::{Item, Term};

    use super::*;

    #[test]
    fn the_columns_are_those_of_files() {
        let keys = |columns: &[directory::catalogue::Column]| {
            let keys = columns.iter().map(|column| column.key);
            keys.collect::<Vec<_>>()
        };
        let days = ["from", "until"];
        assert_eq!(keys(Item::COLUMNS), [&ITEM[..], &days[..]].concat());
        // `group` is a word of SQL
        let term = keys(Term::COLUMNS);
        assert_eq!(term.len(), TERM.len() + days.len());
        assert_eq!((term[3], TERM[3]), ("group", "category"));
    }
}
