//! One line of text to its cells.

use super::column::ColumnKind;
use super::error::Flaw;

/// The cells of a row, one text with the places where they end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    text: String,
    ends: Vec<usize>,
}

impl Fields {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Adds empty cells up to a width: Excel leaves out those at the end of a row.
    pub(super) fn pad(&mut self, width: usize) {
        let missing = width.saturating_sub(self.ends.len());
        self.ends
            .extend(std::iter::repeat_n(self.text.len(), missing));
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell at a place, from 0; empty where there is none.
    pub(super) fn get(&self, place: usize) -> &str {
        let end = self.ends.get(place).copied().unwrap_or(0);
        let before = place.checked_sub(1);
        let start = before.map_or(Some(&0), |at| self.ends.get(at));
        let start = start.copied().unwrap_or(end);
        self.text.get(start..end).unwrap_or("")
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Splits a line at a delimiter; a cell may stand in quotation marks, which are doubled within.
pub(super) fn split(line: &str, delimiter: char, fields: &mut Fields) -> Result<(), Flaw> {
    fields.clear();
    let mut rest = line;
    loop {
        rest = if let Some(quoted) = rest.strip_prefix('"') {
            unquote(quoted, fields)?
        } else {
            let end = rest.find(delimiter).unwrap_or(rest.len());
            let (cell, after) = rest.split_at(end);
            fields.push(cell);
            after
        };
        match rest.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None if rest.is_empty() => return Ok(()),
            None => return Err(Flaw::Quotes),
        }
    }
}

/// The cell up to its closing mark; gives what stands behind it.
fn unquote<'a>(quoted: &'a str, fields: &mut Fields) -> Result<&'a str, Flaw> {
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"').ok_or(Flaw::Quotes)?;
        fields.text.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                fields.text.push('"');
                rest = more;
            }
            None => {
                fields.ends.push(fields.text.len());
                return Ok(after);
            }
        }
    }
}

/// The first of the delimiters that stands in the header outside quotation marks.
pub(super) fn delimiter(header: &str, preferred: &[char]) -> char {
    let mut quoted = false;
    let outside: Vec<char> = header
        .chars()
        .filter(|c| {
            quoted ^= *c == '"';
            !quoted
        })
        .collect();
    let found = preferred.iter().find(|c| outside.contains(c));
    found.or(preferred.first()).copied().unwrap_or(',')
}

/// What is wrong with a cell whatever its column means.
pub(super) fn flaw(cell: &str, kind: ColumnKind) -> Option<Flaw> {
    let is_formula = begins_formula(cell, kind) || begins_formula(cell.trim(), kind);
    if is_formula {
        return Some(Flaw::Formula);
    }
    if cell.contains('\0') {
        return Some(Flaw::Nul);
    }
    let control = cell.trim().chars().any(char::is_control);
    control.then_some(Flaw::Control)
}

/// Whether a spreadsheet would run the text; the wide forms are typed in Chinese input and run too.
fn begins_formula(cell: &str, kind: ColumnKind) -> bool {
    match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => kind == ColumnKind::Text,
        _ => false,
    }
}

/// Whether a text written into a sheet needs a mark in front so that no spreadsheet runs it.
pub(super) fn would_run(cell: &str) -> bool {
    begins_formula(cell, ColumnKind::Text) || begins_formula(cell.trim(), ColumnKind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Result<Vec<String>, Flaw> {
        let mut fields = Fields::default();
        split(line, ',', &mut fields)?;
        Ok(fields.iter().map(str::to_owned).collect())
    }

    #[test]
    fn cells_stand_between_commas_or_in_marks() {
        assert_eq!(cells("a,,b").unwrap(), ["a", "", "b"]);
        assert_eq!(cells("").unwrap(), [""]);
        assert_eq!(
            cells(r#""a,""1""",b,"""""#).unwrap(),
            ["a,\"1\"", "b", "\""]
        );
        assert_eq!(cells(r#"5" pipe,b"#).unwrap(), ["5\" pipe", "b"]);
        assert_eq!(cells(r#""a"b,c"#), Err(Flaw::Quotes));
        assert_eq!(cells(r#"a,"b"#), Err(Flaw::Quotes));
    }

    #[test]
    fn the_delimiter_is_the_one_of_the_header() {
        assert_eq!(delimiter("a\tb", &[',', '\t']), '\t');
        assert_eq!(delimiter("\"a,b\"|c", &[',', '|']), '|');
        assert_eq!(delimiter("single", &[',', '\t']), ',');
    }

    #[test]
    fn signs_are_for_numbers_only() {
        assert_eq!(flaw("-5.00", ColumnKind::Number), None);
        for cell in ["-5", "+1", "=1+1", " =1", "@x", "\tx", "＝1", "－a"] {
            assert_eq!(flaw(cell, ColumnKind::Text), Some(Flaw::Formula), "{cell}");
        }
        assert_eq!(flaw("=1", ColumnKind::Number), Some(Flaw::Formula));
        assert_eq!(flaw("a\0b", ColumnKind::Text), Some(Flaw::Nul));
        assert_eq!(flaw("a\u{7}b", ColumnKind::Text), Some(Flaw::Control));
        assert_eq!(flaw("张甲", ColumnKind::Text), None);
    }
}
