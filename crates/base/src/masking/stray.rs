//! Values that an error repeats: an identity number may stray into any column.

use super::{Personal, mask};

/// Passports have eight characters or more, resident ids 15 or 18.
const SHORTEST_DOCUMENT_NUMBER: usize = 8;

/// An id as an error or a log shows it: masked where it may be the number of a document.
#[must_use]
pub fn show_id(id: &str) -> String {
    if id.chars().count() < SHORTEST_DOCUMENT_NUMBER {
        return id.to_owned();
    }
    mask(Personal::DocumentNumber, id)
}

/// Any value as an error or a log shows it: masked where it has the form of a resident id, since a
/// shifted column puts one where an amount or a date should stand.
#[must_use]
pub fn show_value(value: &str) -> String {
    let trimmed = value.trim();
    let long_enough = matches!(trimmed.chars().count(), 15..=18);
    let last = |c: char| c.is_ascii_digit() || c.eq_ignore_ascii_case(&'x');
    let mut letters = trimmed.chars().rev();
    let like_an_id = letters.next().is_some_and(last) && letters.all(|c| c.is_ascii_digit());
    if long_enough && like_an_id {
        return mask(Personal::DocumentNumber, trimmed);
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_document_is_not_shown_whole() {
        assert_eq!(show_id("p2"), "p2");
        assert_eq!(show_id("周家-周明"), "周家-周明");
        assert_eq!(show_id("110101190001010000"), "110***********0000");
        assert_eq!(show_value("110101190001010000"), "110***********0000");
        assert_eq!(show_value("11010119000101000x"), "110***********000x");
        assert_eq!(show_value("2003-05-10"), "2003-05-10");
        assert_eq!(show_value("1234567890"), "1234567890");
        assert_eq!(show_value(""), "");
    }
}
