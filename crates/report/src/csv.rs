//! A table as CSV.

use crate::{Cell, Table, WriteError};

/// The table as CSV with a heading line, UTF-8 without a mark; notes are left out.
///
/// # Errors
/// [`WriteError`] where the writer fails.
pub fn csv(table: &Table) -> Result<String, WriteError> {
    let wrong = |error: &dyn std::fmt::Display| WriteError(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = table.columns.iter().map(|column| column.title.as_str());
    writer.write_record(heads).map_err(|error| wrong(&error))?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            cell => cell.shown(),
        });
        writer.write_record(cells).map_err(|error| wrong(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}

/// A text that a spreadsheet would run as a formula is led by an apostrophe.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Column;
    use base::Fen;

    #[test]
    fn a_formula_is_kept_from_running() {
        let mut table = Table::new("t", vec![Column::text("名称"), Column::money("金额")]);
        table.push(vec!["=1+1".into(), Fen::new(-5).into()]);
        assert_eq!(csv(&table).unwrap(), "名称,金额\n'=1+1,-0.05\n");
    }
}
