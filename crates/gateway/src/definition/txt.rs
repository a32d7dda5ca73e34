//! TXT files: UTF-8, fields parted by TAB, one row a line, `null` for an empty field, no heading.

use base::Refused;
use serde_json::Value as Json;

use super::check::{Flaw, MOST_FAULTS, read_cell};
use super::dialect::National;
use super::fault::{Fault, Place, refusal};
use super::registry::Definitions;
use super::table::{Field, Need, Node, Rows, Transaction};
use super::value::Value;

/// What stands for an empty field.
const EMPTY: &str = "null";

/// Writes a file in the columns of a definition.
#[derive(Debug, Clone)]
pub struct TxtWriter<'d> {
    columns: &'d [Field],
    text: String,
    rows: usize,
}

impl<'d> TxtWriter<'d> {
    /// An empty file of these columns, such as [`Transaction::download`].
    #[must_use]
    pub const fn new(columns: &'d [Field]) -> TxtWriter<'d> {
        TxtWriter {
            columns,
            text: String::new(),
            rows: 0,
        }
    }

    /// Adds a row: the text of a column by its name, `None` or an empty text for an empty field. TAB and
    /// line breaks within a text become spaces, since they part the file.
    pub fn row<'t>(&mut self, cell: impl Fn(&str) -> Option<&'t str>) {
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                self.text.push('\t');
            }
            match cell(&column.name).map(str::trim) {
                None | Some("") => self.text.push_str(EMPTY),
                Some(text) => {
                    let parts = |c: char| matches!(c, '\t' | '\r' | '\n');
                    let text = text.chars().map(|c| if parts(c) { ' ' } else { c });
                    self.text.extend(text);
                }
            }
        }
        self.text.push('\n');
        self.rows += 1;
    }

    /// How many rows were written.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

/// A row of an uploaded file: one value a column, `None` for an empty field.
pub type TxtRow = Vec<Option<Value>>;

impl Definitions {
    /// Reads the file that a transaction refers to (3202) in the columns of its definition.
    ///
    /// # Errors
    /// As [`Definitions::check`], with the line as the row; `gateway.file` where the file is not UTF-8 or
    /// a line has another number of columns.
    pub fn read_file(&self, infno: &str, file: &[u8]) -> Result<Vec<TxtRow>, Refused> {
        let transaction = self.find(infno)?;
        let text = std::str::from_utf8(file).map_err(|_| {
            let what = format!("交易{infno}的文件不是UTF-8编码，请转为UTF-8后重新上传。");
            Refused::new("gateway.file", what)
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reader = Reader {
            definitions: self,
            node: file_node(transaction),
        };
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        for (at, line) in text.lines().enumerate() {
            if faults.len() >= MOST_FAULTS {
                break;
            }
            if !line.trim().is_empty() {
                rows.push(reader.line(at + 1, line, &mut faults));
            }
        }
        match refusal(infno, &faults) {
            Some(refused) => Err(refused),
            None => Ok(rows),
        }
    }
}

/// The columns of an uploaded file as a node, so that faults name it.
fn file_node(transaction: &Transaction) -> Node {
    Node {
        name: "（上传文件）".to_owned(),
        title: String::new(),
        rows: Rows::Many,
        optional: true,
        within: None,
        also: Vec::new(),
        fields: transaction.upload.clone(),
    }
}

struct Reader<'d> {
    definitions: &'d Definitions,
    node: Node,
}

impl Reader<'_> {
    fn line(&self, number: usize, line: &str, faults: &mut Vec<Fault>) -> TxtRow {
        let cells: Vec<&str> = line.split('\t').collect();
        let expected = self.node.fields.len();
        if cells.len() != expected {
            let count = cells.len();
            faults.push(Fault {
                code: "gateway.file",
                place: Place {
                    node: self.node.name.clone(),
                    row: Some(number),
                    field: None,
                },
                what: format!("有{count}列，应为{expected}列，请用TAB分隔、空值写null"),
            });
            return Vec::new();
        }
        let cells = self.node.fields.iter().zip(cells);
        cells
            .map(|(field, cell)| self.cell(number, field, cell, faults))
            .collect()
    }

    fn cell(
        &self,
        number: usize,
        field: &Field,
        cell: &str,
        faults: &mut Vec<Fault>,
    ) -> Option<Value> {
        let sent = Json::from(cell);
        let read = read_cell(self.definitions, &National, field, Some(&sent));
        let read = match read {
            Ok(None) if field.need == Need::Always => Err(Flaw::missing()),
            read => read,
        };
        read.unwrap_or_else(|flaw| {
            faults.push(flaw.at(&self.node, Some(number), field));
            None
        })
    }
}

/// The name of the downloaded file of a catalogue: number, version, `.txt`.
#[must_use]
pub fn file_name(infno: &str, version: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let version: String = version.chars().filter(plain).collect();
    format!("{infno}_{version}.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definitions() -> &'static Definitions {
        Definitions::shipped()
    }

    #[test]
    fn a_catalogue_has_the_columns_of_its_layout() {
        for (infno, columns) in [
            ("1301", 97),
            ("1302", 33),
            ("1303", 83),
            ("1305", 19),
            ("1306", 71),
            ("1307", 24),
            ("1308", 24),
            ("1309", 16),
            ("1310", 15),
            ("1311", 15),
            ("1313", 11),
            ("1314", 14),
            ("1315", 14),
        ] {
            let transaction = definitions().find(infno).unwrap();
            assert_eq!(transaction.download.len(), columns, "{infno}");
            assert_eq!(transaction.download[0].kind.code(), "text");
        }
    }

    #[test]
    fn a_row_is_a_line_and_what_is_empty_is_null() {
        let columns = &definitions().find("1307").unwrap().download;
        let mut file = TxtWriter::new(columns);
        file.row(|name| match name {
            "诊断代码" => Some("J00.x00"),
            "诊断名称" => Some("急性\t鼻咽炎\n（感冒）"),
            "备注" => Some(" "),
            _ => None,
        });
        file.row(|_| None);
        assert_eq!(file.rows(), 2);
        let text = file.finish();
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].len(), 24);
        assert_eq!(lines[0][10..12], ["J00.x00", "急性 鼻咽炎 （感冒）"]);
        assert_eq!((lines[0][17], lines[1][0]), ("null", "null"));
        assert!(text.ends_with("null\n"));
    }

    #[test]
    fn an_uploaded_file_is_read_by_its_columns() {
        let line = "S1\tM1\tP1\t100.00\t60\t0\t0\n";
        let rows = definitions().read_file("3202", line.as_bytes()).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][3], Some(Value::Money(base::Fen::new(10_000))));
        let marked = format!("\u{feff}{line}\r\n");
        assert_eq!(definitions().read_file("3202", marked.as_bytes()), Ok(rows));
    }

    #[test]
    fn a_flawed_line_is_named() {
        let refused = |file: &[u8]| definitions().read_file("3202", file).unwrap_err();
        let ok = "S1\tM1\tP1\t100.00\t60\t0\t0\n";
        let wrong = format!("{ok}S2\tM2\tP2\t10.995\t60\t0\t0\n");
        let sentence = refused(wrong.as_bytes()).zh();
        assert!(
            sentence.contains("第2行的medfee_sumamt（医疗费总额）“10.995”"),
            "{sentence}"
        );
        let empty = refused(b"null\tM2\tP2\t10\t60\t0\t0");
        assert_eq!(empty.code(), "gateway.required");
        assert_eq!(refused(b"S1\tM1").code(), "gateway.file");
        assert_eq!(refused(&[0xff, 0xfe]).code(), "gateway.file");
    }

    #[test]
    fn a_file_name_holds_no_path() {
        assert_eq!(file_name("1301", "../v1/甲"), "1301_..v1.txt");
    }
}
