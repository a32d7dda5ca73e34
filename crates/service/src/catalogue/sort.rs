//! What can be loaded into the catalogue.

use directory::catalogue::{Column, Item, Kind, List, RECODE_COLUMNS, Tabular, Term};

/// A list of the catalogue that a file can be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// Drugs, services and consumables; diagnoses, operations and diseases; a wider list.
    Of(List),
    /// Old codes.
    Recodes,
}

/// The code of the list of old codes.
const RECODES: &str = "recodes";

impl Sort {
    /// The stable code: `items`, `terms`, `overlay:dibao`, `recodes`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Sort::Of(list) => list.code(),
            Sort::Recodes => RECODES.to_owned(),
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Sort> {
        match code {
            RECODES => Some(Sort::Recodes),
            code => List::parse(code).map(Sort::Of),
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Sort::Of(List::Items) => "药品、诊疗项目、耗材目录".to_owned(),
            Sort::Of(List::Terms) => "诊断、手术、病种目录".to_owned(),
            Sort::Of(List::Overlay(category)) => format!("扩大目录（{category}）"),
            Sort::Recodes => "旧编码对照".to_owned(),
        }
    }

    /// The columns of its files.
    #[must_use]
    pub fn columns(&self) -> &'static [Column] {
        match self {
            Sort::Of(List::Items | List::Overlay(_)) => Item::COLUMNS,
            Sort::Of(List::Terms) => Term::COLUMNS,
            Sort::Recodes => RECODE_COLUMNS,
        }
    }

    /// Whether a kind can stand in it.
    #[must_use]
    pub fn takes(&self, kind: Kind) -> bool {
        match self {
            Sort::Of(List::Items | List::Overlay(_)) => kind.is_charged(),
            Sort::Of(List::Terms) => !kind.is_charged(),
            Sort::Recodes => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back() {
        for code in ["items", "terms", "overlay:dibao", "recodes"] {
            assert_eq!(Sort::parse(code).unwrap().code(), code);
        }
        assert_eq!(Sort::parse("others"), None);
    }
}
