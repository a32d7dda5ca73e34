//! The columns that a caller wants of a sheet.

use base::{Personal, mask};

/// How the cells of a column are meant; it decides only what is refused at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text: a cell that a spreadsheet would run as a formula is refused.
    Text,
    /// A number, which may begin with a sign.
    Number,
}

/// One column that a caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in code, also accepted in the header.
    pub key: &'static str,
    /// Chinese names accepted in the header; the first is the one that messages use.
    pub names: &'static [&'static str],
    /// What its cells are.
    pub kind: ColumnKind,
    /// What its cells tell of a person: how a bad one of them is shown.
    pub personal: Option<Personal>,
    /// Whether the header must have it. Whether a cell may be empty is for the caller to say.
    pub required: bool,
}

impl Column {
    /// A column of text that may be absent.
    #[must_use]
    pub const fn text(key: &'static str, names: &'static [&'static str]) -> Column {
        Column {
            key,
            names,
            kind: ColumnKind::Text,
            personal: None,
            required: false,
        }
    }

    /// A column of document numbers that may be absent; its cells are shown masked.
    #[must_use]
    pub const fn document(key: &'static str, names: &'static [&'static str]) -> Column {
        Column::text(key, names).of(Personal::DocumentNumber)
    }

    /// A column of numbers that may be absent.
    #[must_use]
    pub const fn number(key: &'static str, names: &'static [&'static str]) -> Column {
        Column {
            key,
            names,
            kind: ColumnKind::Number,
            personal: None,
            required: false,
        }
    }

    /// The same column, whose cells are personal data: bad ones are shown masked.
    #[must_use]
    pub const fn of(mut self, personal: Personal) -> Column {
        self.personal = Some(personal);
        self
    }

    /// The same column, without which a sheet is refused.
    #[must_use]
    pub const fn required(mut self) -> Column {
        self.required = true;
        self
    }

    /// What messages call it.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.names.first().copied().unwrap_or(self.key)
    }

    /// A bad cell as messages and results show it: masked by what the column holds, whatever stands around
    /// the value in the cell.
    pub(super) fn show(&self, cell: &str) -> String {
        let Some(personal) = self.personal else {
            return cell.to_owned();
        };
        let is_sign = |c: char| c.is_alphanumeric();
        let (Some(first), Some(last)) = (cell.find(is_sign), cell.rfind(is_sign)) else {
            return cell.to_owned();
        };
        let behind = cell.get(last..).and_then(|rest| rest.chars().next());
        let end = last.saturating_add(behind.map_or(0, char::len_utf8));
        let around = cell.get(..first).zip(cell.get(end..));
        let value = cell.get(first..end).unwrap_or(cell);
        let (before, after) = around.unwrap_or_default();
        format!("{before}{}{after}", mask(personal, value))
    }

    /// Whether a name of the header means this column: blanks and the stars of mandatory columns aside.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.key.eq_ignore_ascii_case(name)
            || self
                .names
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// A name as the header gives it, without blanks around it and without the star of a mandatory column.
pub(super) fn plain_name(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '＊' | '\u{feff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_answers_to_its_key_and_its_names() {
        let column = Column::text("name", &["姓名", "参保人姓名"]).required();
        for name in ["name", "NAME", "姓名", "参保人姓名"] {
            assert!(column.is_named(name), "{name}");
        }
        assert!(!column.is_named("名字"));
        assert_eq!(column.title(), "姓名");
        assert_eq!(plain_name(" *姓名＊\u{3000}"), "姓名");
    }

    #[test]
    fn a_cell_of_a_personal_column_is_masked_whatever_stands_around_it() {
        let column = Column::document("document", &["证件号码"]);
        for (cell, shown) in [
            ("890125202111130099", "890***********0099"),
            ("=\"890125202111130099\"", "=\"890***********0099\""),
            ("890125 20211113 0099", "890*************0099"),
            ("'8901252021", "'8*******21"),
            ("=\"\"", "=\"\""),
            ("12345", "*****"),
            ("", ""),
        ] {
            assert_eq!(column.show(cell), shown, "{cell}");
        }
        let account = Column::text("account", &["账号"]).of(Personal::BankAccount);
        assert_eq!(account.show("=6222021234567890123"), "=***************0123");
        assert_eq!(Column::text("name", &["姓名"]).show("=A1"), "=A1");
    }
}
