//! Sheets that the subcommands read, and the tables that they write.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use batch::sheet::{BadRow, Column, Sheet, SheetOptions, SheetRow};
use directory::agreement::{Clause, ClauseKind};
use report::Table;

use crate::exit::{Outcome, unwritable};

/// Reads all rows of a sheet; one that cannot be read refuses the file.
pub fn rows<T>(
    path: &Path,
    columns: &'static [Column],
    read: impl Fn(&SheetRow) -> Result<T, BadRow>,
) -> Result<Vec<T>> {
    let sheet = Sheet::open(path, columns, &SheetOptions::default());
    let sheet = sheet.map_err(|error| anyhow!("{}：{}", path.display(), error.zh()))?;
    let (mut found, mut bad) = (Vec::new(), 0_u32);
    for row in sheet {
        match row.and_then(|row| read(&row)) {
            Ok(one) => found.push(one),
            Err(error) => {
                bad += 1;
                eprintln!("第 {} 行：{}", error.line, error.zh());
            }
        }
    }
    if bad > 0 {
        bail!(
            "{} 有 {bad} 行不能读取，没有办理，请改正后重试。",
            path.display()
        );
    }
    Ok(found)
}

const CLAUSES: &[Column] = &[
    Column::text("kind", &["条款"]).required(),
    Column::text("text", &["内容"]),
];

/// Clauses of a sheet; fields by their Chinese words or codes.
pub fn clauses(path: &Path) -> Result<Vec<Clause>> {
    rows(path, CLAUSES, |row| {
        let kind = row.read("kind", |text| {
            let mut all = ClauseKind::ALL.iter().copied();
            let found = all.find(|one| one.zh() == text || one.code() == text);
            let words: Vec<&str> = ClauseKind::ALL.iter().map(|one| one.zh()).collect();
            found.ok_or_else(|| format!("条款应为：{}。", words.join("、")))
        })?;
        let kind = kind.unwrap_or(ClauseKind::Rights);
        let text = row.get("text").into();
        Ok(Clause { kind, text })
    })
}

/// Prints tables, and writes them to a file where one is named: `.xlsx`, or the first as CSV.
pub fn show(tables: &[Table], output: Option<&Path>) -> Result<Outcome> {
    for table in tables {
        println!("{}", ::report::drawn(table));
    }
    let Some(path) = output else {
        return Ok(Outcome::Done);
    };
    let excel = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let bytes = match (excel, tables.first()) {
        (false, Some(table)) => {
            let text = ::report::csv(table).map_err(|error| anyhow!(error.zh()))?;
            // A byte order mark lets Excel read the Chinese of a CSV file.
            format!("\u{feff}{text}").into_bytes()
        }
        _ => ::report::excel(tables).map_err(|error| anyhow!(error.zh()))?,
    };
    std::fs::write(path, bytes).map_err(|error| unwritable(path, &error))?;
    println!("已写出 {}", path.display());
    Ok(Outcome::Done)
}
