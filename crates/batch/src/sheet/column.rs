//! The columns that a caller wants of a sheet.

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
            required: false,
        }
    }

    /// A column of numbers that may be absent.
    #[must_use]
    pub const fn number(key: &'static str, names: &'static [&'static str]) -> Column {
        Column {
            key,
            names,
            kind: ColumnKind::Number,
            required: false,
        }
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
}
