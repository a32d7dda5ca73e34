//! Rows of a catalogue file: typed cells in, a record or what is wrong with them out.
//!
//! Which file the rows stand in, and how its header names the columns, is for the adapter to read: it
//! hands the cells over in the order of [`Tabular::COLUMNS`].

use base::{Date, Refused, UnitPrice, Validity, show_value};

use super::table::{Coded, Entry, Table, first_day};

/// A column of a catalogue file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in code.
    pub key: &'static str,
    /// Chinese names in headers; the first is the one that messages use.
    pub names: &'static [&'static str],
    /// Whether a file must have it.
    pub required: bool,
}

impl Column {
    pub(super) const fn must(key: &'static str, names: &'static [&'static str]) -> Column {
        Column {
            key,
            names,
            required: true,
        }
    }

    pub(super) const fn may(key: &'static str, names: &'static [&'static str]) -> Column {
        Column {
            key,
            names,
            required: false,
        }
    }

    /// What messages call it.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.names.first().copied().unwrap_or(self.key)
    }
}

/// A record that files hold, one row each. The last two columns are its first and last day.
pub trait Tabular: Coded {
    /// The columns, in the order of the cells.
    const COLUMNS: &'static [Column];

    /// The cells of the record, without its days.
    fn cells(&self) -> Vec<String>;

    /// The record of a row; what is wrong goes into the cells' list, and then there is none.
    fn read(cells: &mut Cells<'_>) -> Option<Self>;
}

/// A row as a file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// Cells in the order of [`Tabular::COLUMNS`]; missing ones at the end are empty.
    pub cells: Vec<String>,
}

/// What is wrong with a cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFlaw {
    /// Line of the file.
    pub line: u64,
    /// Title of the column.
    pub column: &'static str,
    /// What is wrong and how to mend it.
    pub why: Refused,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<R> {
    /// What good rows say, with their lines, in the order of the file.
    pub rows: Vec<(u64, R)>,
    /// What is wrong with the others, in the order of the file.
    pub flaws: Vec<RowFlaw>,
    /// The line after which nothing more was read, because enough was wrong.
    pub stopped_at: Option<u64>,
}

/// Flaws after which a file is not read on: its columns are most likely shifted.
const ENOUGH_FLAWS: usize = 1_000;

impl<R> Reading<R> {
    /// What the file says, where nothing is wrong with any row: a file is taken whole or not at all.
    ///
    /// # Errors
    /// `catalogue.rows` with the number of flaws and the first of them.
    pub fn complete(self) -> Result<Vec<R>, Refused> {
        match self.flaws.first() {
            None => Ok(self.rows.into_iter().map(|(_, row)| row).collect()),
            Some(first) => Err(Refused::new(
                "catalogue.rows",
                format!(
                    "文件有 {} 处{}错误，整份不生效；第一处在第 {} 行“{}”：{}",
                    self.flaws.len(),
                    if self.stopped_at.is_some() {
                        "以上"
                    } else {
                        ""
                    },
                    first.line,
                    first.column,
                    first.why.sentence()
                ),
            )),
        }
    }
}

/// Reads the rows of a catalogue file. A row that is wrong does not stop the rest until a thousand flaws
/// are found; two rows of one code that share a day are a flaw of the later one.
pub fn read<T: Tabular>(rows: impl IntoIterator<Item = DraftRow>) -> Reading<Entry<T>> {
    let mut reading = read_with(T::COLUMNS, rows, |cells| {
        let (validity, record) = (cells.validity(), T::read(cells));
        Some(Entry {
            validity: validity?,
            record: record?,
        })
    });
    drop_doubles(&mut reading);
    reading
}

/// Reads rows of any columns, one after the other.
pub(super) fn read_with<R>(
    columns: &'static [Column],
    rows: impl IntoIterator<Item = DraftRow>,
    mut read: impl FnMut(&mut Cells<'_>) -> Option<R>,
) -> Reading<R> {
    let mut reading = Reading {
        rows: Vec::new(),
        flaws: Vec::new(),
        stopped_at: None,
    };
    for row in rows {
        let mut cells = Cells {
            row: &row,
            columns,
            flaws: Vec::new(),
        };
        match read(&mut cells) {
            Some(good) if cells.flaws.is_empty() => reading.rows.push((row.line, good)),
            _ => reading.flaws.append(&mut cells.flaws),
        }
        if reading.flaws.len() >= ENOUGH_FLAWS {
            reading.stopped_at = Some(row.line);
            break;
        }
    }
    reading
}

/// Rows of one code that share a day with an earlier one become flaws.
fn drop_doubles<T: Tabular>(reading: &mut Reading<Entry<T>>) {
    let mut order: Vec<usize> = (0..reading.rows.len()).collect();
    let row = |at: usize| reading.rows.get(at);
    order.sort_by_key(|at| {
        let (line, entry) = row(*at)?;
        Some((entry.record.code(), first_day(&entry.validity), *line))
    });
    // by place in the file: the line of the row that stands already
    let mut stands = vec![None; reading.rows.len()];
    let mut last: Option<&(u64, Entry<T>)> = None;
    for at in order {
        let here = row(at);
        let double = match (last, here) {
            (Some((_, a)), Some((_, b))) => {
                a.record.code() == b.record.code() && a.validity.overlaps(&b.validity)
            }
            _ => false,
        };
        match stands.get_mut(at) {
            Some(place) if double => *place = last.map(|(line, _)| *line),
            _ => last = here,
        }
    }
    for ((line, entry), stands) in std::mem::take(&mut reading.rows).into_iter().zip(stands) {
        match stands {
            None => reading.rows.push((line, entry)),
            Some(first) => reading.flaws.push(double::<T>(line, first, &entry.record)),
        }
    }
    reading.flaws.sort_by_key(|flaw| flaw.line);
}

fn double<T: Tabular>(line: u64, first: u64, record: &T) -> RowFlaw {
    let code = record.code();
    let zh = format!("编码 {code} 与第 {first} 行有效期重叠，请只保留一行或改正起止日期。");
    RowFlaw {
        line,
        column: code_title::<T>(),
        why: Refused::new("catalogue.double", zh),
    }
}

fn code_title<T: Tabular>() -> &'static str {
    let mut columns = T::COLUMNS.iter();
    columns
        .find(|column| column.key == "code")
        .map_or("编码", Column::title)
}

/// The row of an entry, as [`read`] takes it.
#[must_use]
pub fn draft<T: Tabular>(line: u64, entry: &Entry<T>) -> DraftRow {
    let mut cells = entry.record.cells();
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    cells.push(day(entry.validity.from()));
    cells.push(day(entry.validity.until()));
    DraftRow { line, cells }
}

/// A table of all good rows of a reading.
///
/// # Errors
/// As [`Reading::complete`].
pub fn table<T: Tabular>(reading: Reading<Entry<T>>) -> Result<Table<T>, Refused> {
    Table::new(reading.complete()?)
}

/// The cells of a row while it is read, and what was found wrong with them.
#[derive(Debug)]
pub struct Cells<'a> {
    row: &'a DraftRow,
    columns: &'static [Column],
    flaws: Vec<RowFlaw>,
}

impl Cells<'_> {
    /// The cell of a column without blanks around it; `null` is an empty cell in files of the national
    /// interface.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        let place = self.columns.iter().position(|column| column.key == key);
        let cell = place.and_then(|place| self.row.cells.get(place));
        let text = cell.map_or("", |cell| cell.trim());
        if text == "null" { "" } else { text }
    }

    /// Notes what is wrong with a cell.
    pub fn flaw(&mut self, key: &str, code: &'static str, zh: String) {
        let column = self.columns.iter().find(|column| column.key == key);
        self.flaws.push(RowFlaw {
            line: self.row.line,
            column: column.map_or("", Column::title),
            why: Refused::new(code, zh),
        });
    }

    /// The value of a cell that may not be empty; `what` is said where it is wrong.
    pub fn must<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        what: &str,
    ) -> Option<T> {
        let text = self.text(key).to_owned();
        if text.is_empty() {
            self.flaw(key, "catalogue.cell_empty", format!("不能为空，{what}。"));
            return None;
        }
        let value = parse(&text);
        if value.is_none() {
            let zh = format!("“{}”不正确，{what}。", show_value(&text));
            self.flaw(key, "catalogue.cell", zh);
        }
        value
    }

    /// The value of a cell that may be empty. The outer `None` says that it is wrong.
    pub fn may<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        what: &str,
    ) -> Option<Option<T>> {
        if self.text(key).is_empty() {
            return Some(None);
        }
        self.must(key, parse, what).map(Some)
    }

    /// A text of at most `most` characters, which may not be empty.
    pub fn name(&mut self, key: &str, most: usize) -> Option<Box<str>> {
        let fits = |text: &str| (text.chars().count() <= most).then(|| text.into());
        self.must(key, fits, &format!("应为 1 至 {most} 个字"))
    }

    /// A text of at most `most` characters, which may be empty.
    pub fn note(&mut self, key: &str, most: usize) -> Option<Box<str>> {
        let fits = |text: &str| (text.chars().count() <= most).then(|| text.into());
        let note: Option<Box<str>> = self.may(key, fits, &format!("最多 {most} 个字"))?;
        Some(note.unwrap_or_default())
    }

    /// A flag: 是 or 1, 否 or 0, empty for no.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        let read = |text: &str| match text {
            "是" | "1" => Some(true),
            "否" | "0" => Some(false),
            _ => None,
        };
        let flag = self.may(key, read, "请填是或否（1 或 0）")?;
        Some(flag.unwrap_or(false))
    }

    /// A price, which may be empty.
    pub fn price(&mut self, key: &str) -> Option<Option<UnitPrice>> {
        let text = self.text(key).to_owned();
        if text.is_empty() {
            return Some(None);
        }
        match UnitPrice::parse(&text) {
            Ok(price) => Some(Some(price)),
            Err(error) => {
                let zh = format!("“{}”不是单价：{}", show_value(&text), error.zh());
                self.flaw(key, "catalogue.price", zh);
                None
            }
        }
    }

    fn day(&mut self, key: &str) -> Option<Option<Date>> {
        let read = |text: &str| Date::parse(text).ok();
        self.may(key, read, "日期请写成 2026-01-31")
    }

    /// The days from `from` until `until`, columns that every file has.
    pub(super) fn validity(&mut self) -> Option<Validity> {
        let (from, until) = (self.day("from"), self.day("until"));
        match Validity::new(from?, until?) {
            Ok(validity) => Some(validity),
            Err(error) => {
                self.flaw("until", "catalogue.validity", error.zh());
                None
            }
        }
    }
}
