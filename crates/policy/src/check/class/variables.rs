//! What the rows of a class ask, and one value for every answer.

use crate::resolve::encode;
use base::{Date, Fen};
use benefit::claim::NONE;
use benefit::plan::{ClassRow, Cond, FactDecl, FactId, FactType};
use std::collections::{BTreeMap, BTreeSet};

/// What a condition asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// The value of a fact (of a set: whether it is there).
    Fact(FactId),
    /// A member of a set.
    Member(FactId, i64),
    /// Left against `times` × right: −1, 0 or 1.
    Relation {
        left: FactId,
        times: i64,
        right: FactId,
    },
}

pub(super) struct Variable {
    pub(super) what: What,
    pub(super) values: Vec<i64>,
}

/// All that the conditions of a class ask, each with the values that matter.
pub(super) struct Variables {
    pub(super) all: Vec<Variable>,
    places: BTreeMap<What, usize>,
}

impl Variables {
    pub(super) fn of(rows: &[ClassRow], facts: &[FactDecl]) -> Self {
        let mut found = Found::default();
        rows.iter().for_each(|row| found.visit(&row.when));
        let mut all = Vec::new();
        for fact in &found.order {
            let Some(decl) = facts.get(usize::from(*fact)) else {
                continue;
            };
            all.push(Variable {
                what: What::Fact(*fact),
                values: representatives(decl, &found.constants_of(*fact)),
            });
        }
        for (fact, bit) in found.members {
            all.push(Variable {
                what: What::Member(fact, bit),
                values: vec![0, 1],
            });
        }
        for (left, times, right) in found.relations {
            all.push(Variable {
                what: What::Relation { left, times, right },
                values: vec![-1, 0, 1],
            });
        }
        let places = all.iter().enumerate();
        let places = places.map(|(at, variable)| (variable.what, at)).collect();
        Self { all, places }
    }

    pub(super) fn index(&self, what: What) -> Option<usize> {
        self.places.get(&what).copied()
    }
}

/// What the conditions compare.
#[derive(Default)]
pub(super) struct Found {
    pub(super) order: Vec<FactId>,
    constants: BTreeSet<(FactId, i64)>,
    pub(super) members: BTreeSet<(FactId, i64)>,
    pub(super) relations: BTreeSet<(FactId, i64, FactId)>,
}

impl Found {
    fn fact(&mut self, fact: FactId) {
        if !self.order.contains(&fact) {
            self.order.push(fact);
        }
    }

    fn constants_of(&self, fact: FactId) -> Vec<i64> {
        let of_fact = self.constants.range((fact, i64::MIN)..=(fact, i64::MAX));
        of_fact.map(|(_, value)| *value).collect()
    }

    pub(super) fn visit(&mut self, cond: &Cond) {
        match cond {
            Cond::Always | Cond::Never => {}
            Cond::Cmp { fact, value, .. } => {
                self.fact(*fact);
                self.constants.insert((*fact, *value));
            }
            Cond::CmpFacts {
                left, times, right, ..
            } => {
                self.fact(*left);
                self.fact(*right);
                self.relations.insert((*left, *times, *right));
            }
            Cond::In { fact, values } => {
                self.fact(*fact);
                self.constants
                    .extend(values.iter().map(|value| (*fact, *value)));
            }
            Cond::Has { fact, mask, .. } => {
                self.fact(*fact);
                self.members.extend(bits(*mask).map(|bit| (*fact, bit)));
            }
            Cond::IsNone(fact) => self.fact(*fact),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.visit(part)),
            Cond::Not(inner) => self.visit(inner),
        }
    }
}

pub(super) fn bits(mask: i64) -> impl Iterator<Item = i64> {
    (0_i64..63)
        .map(encode::bit)
        .filter(move |bit| mask & bit != 0)
}

/// One value of every part that the constants cut the domain into, absence included.
fn representatives(decl: &FactDecl, constants: &[i64]) -> Vec<i64> {
    let mut values: BTreeSet<i64> = BTreeSet::new();
    if decl.nullable {
        values.insert(NONE);
    }
    match &decl.ty {
        FactType::Bool => values.extend([0, 1]),
        FactType::Enum(names) => {
            let all = 0_i64..i64::try_from(names.len()).unwrap_or(i64::MAX);
            values.extend(constants.iter().filter(|value| all.contains(value)));
            values.extend(all.clone().find(|value| !constants.contains(value)));
        }
        FactType::Set(_) => {
            values.insert(0);
        }
        FactType::Code => {
            values.extend(constants);
            values.insert(-1);
        }
        ordered => {
            let (low, high) = range(ordered);
            let around = constants
                .iter()
                .flat_map(|c| [c.saturating_sub(1), *c, c.saturating_add(1)]);
            values.extend(around.filter(|value| (low..=high).contains(value)));
            if constants.is_empty() {
                values.insert(low);
            }
        }
    }
    values.into_iter().collect()
}

fn range(ty: &FactType) -> (i64, i64) {
    match ty {
        FactType::Date => (
            i64::from(Date::MIN.day_number()),
            i64::from(Date::MAX.day_number()),
        ),
        FactType::Int { min, max } => (*min, *max),
        FactType::Money => (-Fen::MAX_ABS, Fen::MAX_ABS),
        _ => (-1_000_000_000_000, 1_000_000_000_000),
    }
}
