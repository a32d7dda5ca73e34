//! Look-ups.

use super::{Miss, Scope};
use crate::cond::{Slot, slot};
use crate::plan::{FactId, FactType, Lookup, LookupRow, Scalar, Table, TableId};

enum Match {
    Yes,
    No,
    Unknown(FactId),
}

impl Scope<'_> {
    /// The value of the first matching row; *no value* for an unknown code or an absent key.
    pub(super) fn look_up(&self, id: TableId) -> Result<Option<Scalar>, Miss> {
        let Some(table) = self.plan.tables.get(usize::from(id)) else {
            return Err(Miss::NoRow(format!("table {id}")));
        };
        for (index, row) in table.rows.iter().enumerate() {
            match self.row_matches(table, row) {
                Match::Yes => {
                    self.note(id, index, row.is);
                    return Ok(Some(row.is));
                }
                Match::Unknown(fact) => return Err(Miss::Fact(fact)),
                Match::No => {}
            }
        }
        if table.keys.iter().any(|key| self.may_miss(*key)) {
            return Ok(None);
        }
        Err(Miss::NoRow(table.name.clone()))
    }

    fn note(&self, table: TableId, row: usize, is: Scalar) {
        if let Some(looked) = &self.looked {
            looked
                .borrow_mut()
                .push((table, u16::try_from(row).unwrap_or(u16::MAX), is));
        }
    }

    fn row_matches(&self, table: &Table, row: &LookupRow) -> Match {
        let mut unknown = None;
        for (fact, test) in table.keys.iter().zip(&row.keys) {
            if *test == Lookup::Any {
                continue;
            }
            match slot(&self.policy.facts, self.facts, *fact) {
                Slot::Value(value) if test.holds(value) => {}
                Slot::Value(_) | Slot::Absent => return Match::No,
                Slot::Unknown => unknown = unknown.or(Some(*fact)),
            }
        }
        unknown.map_or(Match::Yes, Match::Unknown)
    }

    /// A key whose domain is open (a code), or that is absent, may have no row.
    fn may_miss(&self, key: FactId) -> bool {
        let decl = self.policy.facts.get(usize::from(key));
        decl.is_some_and(|decl| decl.ty == FactType::Code)
            || slot(&self.policy.facts, self.facts, key) == Slot::Absent
    }
}

impl Lookup {
    const fn holds(self, value: i64) -> bool {
        match self {
            Lookup::Any => true,
            Lookup::Is(wanted) => value == wanted,
            Lookup::Range(from, to) => from <= value && value <= to,
        }
    }
}
