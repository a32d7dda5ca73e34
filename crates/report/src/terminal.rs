//! A table on the terminal.

use comfy_table::{Cell as Drawn, CellAlignment, ContentArrangement, Table as Drawing, presets};

use crate::{Kind, Table};

/// The table as text: title, frame, notes.
#[must_use]
pub fn drawn(table: &Table) -> String {
    let mut drawing = Drawing::new();
    drawing
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(table.columns.iter().map(|column| column.title.as_str()));
    for row in &table.rows {
        let cells = row.iter().zip(&table.columns);
        drawing.add_row(cells.map(|(cell, column)| {
            let aligned = match column.kind {
                Kind::Text | Kind::Date => CellAlignment::Left,
                Kind::Money | Kind::Number | Kind::Percent => CellAlignment::Right,
            };
            Drawn::new(cell.shown()).set_alignment(aligned)
        }));
    }
    let mut text = format!("{}\n{drawing}\n", table.title);
    for note in &table.notes {
        text.push_str(note);
        text.push('\n');
    }
    text
}
