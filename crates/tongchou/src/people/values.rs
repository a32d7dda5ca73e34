//! Values of the command line of the register, and how they are shown.

use anyhow::{Result, anyhow};
use base::{Date, DocumentType, Validity};
use enrolment::people::{DocumentNumber, Relation};

/// Reads a type of document: its code or its label.
///
/// # Errors
/// The sentence for users.
pub fn document_type(text: &str) -> Result<DocumentType, String> {
    let by_label = || DocumentType::all().find(|one| one.label() == text);
    DocumentType::from_code(text)
        .ok()
        .or_else(by_label)
        .ok_or_else(|| format!("没有证件类型“{text}”，请填国家字典代码，如 01。"))
}

/// Reads a relation to the head of a household.
///
/// # Errors
/// The sentence for users.
pub fn relation(text: &str) -> Result<Relation, String> {
    Relation::parse(text).ok_or_else(|| {
        let all: Vec<&str> = Relation::ALL.iter().map(|one| one.zh()).collect();
        format!("没有关系“{text}”，可选：{}。", all.join("、"))
    })
}

/// Reads a document number.
///
/// # Errors
/// The sentence for users.
pub fn number(document_type: DocumentType, text: &str) -> Result<DocumentNumber> {
    DocumentNumber::read(document_type, text).map_err(|error| anyhow!("{}", error.zh()))
}

/// A span of days.
///
/// # Errors
/// The sentence for users.
pub fn span(from: Option<Date>, until: Option<Date>) -> Result<Validity> {
    Validity::new(from, until).map_err(|error| anyhow!("{}", error.zh()))
}

/// A span as users read it: `2026-01-01 至 长期`.
pub fn shown(span: Validity) -> String {
    let from = span
        .from()
        .map_or_else(|| "不详".to_owned(), |day| day.to_string());
    let until = span
        .until()
        .map_or_else(|| "长期".to_owned(), |day| day.to_string());
    format!("{from} 至 {until}")
}
