//! The texts behind `code` facts, whose encoded value cannot be turned back.

use std::collections::BTreeMap;

use base::Date;
use benefit::plan::{FactDecl, FactId, FactType, Policy};

use crate::record::Cell;
use crate::record::write::{Kind, Out};

/// Texts of codes by their encoded value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    texts: BTreeMap<i64, String>,
}

impl Codes {
    /// The text of an encoded code, where a file gave it.
    #[must_use]
    pub fn text(&self, code: i64) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    /// Keeps the text of a cell of a code fact.
    pub(crate) fn keep(&mut self, decl: &FactDecl, value: i64, cell: &Cell<'_>) {
        if decl.ty == FactType::Code && !self.texts.contains_key(&value) {
            self.texts.insert(value, cell.shown());
        }
    }

    /// An encoded fact as a table writes it.
    pub(crate) fn out(&self, decl: &FactDecl, value: i64) -> Option<Out> {
        match &decl.ty {
            FactType::Enum(values) => {
                let index = usize::try_from(value).ok()?;
                values.get(index).map(|(name, _)| Out::from(name.as_str()))
            }
            FactType::Set(values) => Some(Out::Text(members(values, value))),
            FactType::Code => self.text(value).map(Out::from),
            FactType::Time => time(value).map(Out::Text),
            _ => Some(Out::Value(value)),
        }
    }
}

fn members(values: &[(String, String)], mask: i64) -> String {
    let names = (0_u32..)
        .zip(values)
        .filter(|(bit, _)| mask.checked_shr(*bit).is_some_and(|rest| rest & 1 == 1));
    names
        .map(|(_, (name, _))| name.as_str())
        .collect::<Vec<_>>()
        .join("|")
}

fn time(minutes: i64) -> Option<String> {
    let date = i32::try_from(minutes.div_euclid(1440))
        .ok()
        .and_then(Date::from_day_number)?;
    let minute = minutes.rem_euclid(1440);
    Some(format!("{date}T{:02}:{:02}", minute / 60, minute % 60))
}

/// How a fact's column is written.
pub(crate) fn kind(decl: &FactDecl) -> Kind {
    match decl.ty {
        FactType::Date => Kind::Date,
        FactType::Int { .. } => Kind::Whole,
        FactType::Money => Kind::Money,
        FactType::Ratio => Kind::Ratio,
        FactType::Bool => Kind::Bool,
        FactType::Time | FactType::Enum(_) | FactType::Set(_) | FactType::Code => Kind::Text,
    }
}

/// The facts that any of the lists holds, in the policy's order.
pub(crate) fn present<'a>(
    policy: &'a Policy,
    lists: impl Iterator<Item = &'a [(FactId, i64)]>,
) -> Vec<(FactId, &'a FactDecl)> {
    let used: std::collections::BTreeSet<FactId> = lists.flatten().map(|(fact, _)| *fact).collect();
    used.into_iter()
        .filter_map(|fact| Some((fact, policy.facts.get(usize::from(fact))?)))
        .collect()
}
