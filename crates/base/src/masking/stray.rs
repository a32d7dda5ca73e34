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

/// Digits of a resident id of the first generation; one with a digit mistyped may have more or fewer than 18.
const SHORTEST_RESIDENT_ID: usize = 15;

/// Digits that a passport or a permit has at least, behind its letters.
const FEWEST_PASSPORT_DIGITS: usize = 6;

/// Any value as an error or a log shows it: every part of it that may be the number of a document is
/// masked, since a shifted column puts one where an amount or a date should stand, and a formula or a
/// sentence may stand around it. Digits of Chinese input count as digits.
#[must_use]
pub fn show_value(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    let mut run = String::new();
    for c in value.trim().chars() {
        if is_sign(c) {
            run.push(c);
        } else {
            shown.push_str(&show_run(&run));
            run.clear();
            shown.push(c);
        }
    }
    shown.push_str(&show_run(&run));
    shown
}

/// Letters and digits as documents have them, those of Chinese input too.
const fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_wide_digit(c) || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

const fn is_wide_digit(c: char) -> bool {
    matches!(c, '０'..='９')
}

/// Letters and digits without anything between them.
fn show_run(run: &str) -> String {
    let length = run.chars().count();
    let is_digit = |c: &char| c.is_ascii_digit() || is_wide_digit(*c);
    let digits = run.chars().filter(is_digit).count();
    let resident = digits.saturating_add(1) >= length && length >= SHORTEST_RESIDENT_ID;
    let foreign =
        (digits < length && length >= SHORTEST_DOCUMENT_NUMBER) && digits >= FEWEST_PASSPORT_DIGITS;
    if resident || foreign {
        return mask(Personal::DocumentNumber, run);
    }
    run.to_owned()
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
        assert_eq!(show_value("380.00 元"), "380.00 元");
    }

    #[test]
    fn a_number_within_a_formula_or_a_sentence_is_not_shown_whole() {
        let hidden = "890***********0099";
        for text in [
            "=\"{}\"",
            "'{}",
            "={}",
            "身份证{}，张三",
            "{};x",
            "=TEXT({},\"0\")",
        ] {
            let (value, shown) = (
                text.replace("{}", "890125202111130099"),
                text.replace("{}", hidden),
            );
            assert_eq!(show_value(&value), shown);
        }
        assert_eq!(
            show_value("８９０１２５２０２１１１１３００９９"),
            "８９０***********００９９"
        );
        assert_eq!(show_value("8901252021111300991"), "890************0991");
        assert_eq!(show_value("=\"E12345678\""), "=\"E******78\"");
        assert_eq!(show_value("=HYPERLINK(A1)"), "=HYPERLINK(A1)");
    }
}
