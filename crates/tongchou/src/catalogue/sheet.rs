//! Files of lists as rows, and tables as files.

use std::path::Path;

use anyhow::{Result, anyhow};
use batch::sheet::{BadRow, Column, Sheet, SheetOptions};
use directory::catalogue::row::RowFlaw;
use directory::catalogue::{Column as Wanted, DraftRow};
use report::Table;

use crate::exit::unwritable;
use crate::tally::table;

/// Rows that wrong files are told about at most.
const SHOWN: usize = 50;

/// The rows of a file, in the order of the wanted columns; those that cannot be read beside them.
///
/// # Errors
/// Where the file cannot be read at all.
pub fn read(path: &Path, wanted: &'static [Wanted]) -> Result<(Vec<DraftRow>, Vec<BadRow>)> {
    let column = |column: &Wanted| {
        let text = Column::text(column.key, column.names);
        if column.required {
            text.required()
        } else {
            text
        }
    };
    let columns: Vec<Column> = wanted.iter().map(column).collect();
    let sheet = Sheet::open(path, &columns, &SheetOptions::default())
        .map_err(|error| anyhow!("{}：{}", path.display(), error.zh()))?;
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for row in sheet {
        match row {
            Ok(row) => rows.push(DraftRow {
                line: row.line,
                cells: (0..wanted.len()).map(|at| row.at(at).to_owned()).collect(),
            }),
            Err(flaw) => bad.push(flaw),
        }
    }
    Ok((rows, bad))
}

/// Tells what is wrong with rows.
pub fn tell_bad(bad: &[BadRow]) {
    let lines = bad.iter().map(|bad| {
        let reason = bad.reason();
        [bad.line.to_string(), bad.column.clone(), reason]
    });
    tell(lines.collect());
}

/// Tells what is wrong with the cells of rows.
pub fn tell_flaws(flaws: &[RowFlaw], stopped_at: Option<u64>) {
    let lines = flaws.iter().map(|flaw| {
        let why = flaw.why.sentence().to_owned();
        [flaw.line.to_string(), flaw.column.to_owned(), why]
    });
    tell(lines.collect());
    if let Some(line) = stopped_at {
        println!("错误太多，读到第 {line} 行为止；多半是列错位，请核对表头。");
    }
}

fn tell(lines: Vec<[String; 3]>) {
    let mut drawn = table(&["行号", "列", "原因"]);
    let count = lines.len();
    for line in lines.into_iter().take(SHOWN) {
        drawn.add_row(line);
    }
    println!("{drawn}");
    println!(
        "共 {count} 处不合格，列出 {} 处；整份没有接收。",
        count.min(SHOWN)
    );
}

/// Writes a table as CSV or Excel, by the ending of the name.
///
/// # Errors
/// Where it cannot be written.
pub fn save(table: &Table, path: &Path) -> Result<()> {
    let bytes = if path.extension().is_some_and(|ending| ending == "xlsx") {
        report::excel(std::slice::from_ref(table)).map_err(|error| anyhow!(error.zh()))?
    } else {
        let text = report::csv(table).map_err(|error| anyhow!(error.zh()))?;
        text.into_bytes()
    };
    std::fs::write(path, bytes).map_err(|error| unwritable(path, &error))?;
    println!("已写入 {}。", path.display());
    Ok(())
}
