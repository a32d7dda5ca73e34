//! Classes: total, and without rows that can never match.
//!
//! The facts' domains are cut at the constants of the rows; within a part every comparison has one
//! answer, so that one value stands for all of it. A comparison between two facts has three answers
//! (less, equal, greater), taken as independent of everything else: what is proven stays proven,
//! what is not may be a false alarm, and the message says so.

mod variables;

use crate::resolve::encode;
use benefit::claim::NONE;
use benefit::plan::{ClassRow, Cond, FactDecl, FactId, FactType, Op};
use std::cell::Cell;
use variables::{Found, Variables, What, bits};

/// Cases looked at for one class.
const BUDGET: usize = 200_000;

/// Comparisons made for one class: long rows cost more than short ones.
const WORK: usize = 20_000_000;

/// Choices on top of each other; more would exhaust the stack.
const MAX_DEPTH: usize = 1_000;

/// What is known about the rows of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Values for which no row matches, in words.
    pub gap: Option<String>,
    /// Rows that can never match.
    pub dead: Vec<usize>,
    /// The work allowed was not enough.
    pub exhausted: bool,
    /// Facts are compared with facts.
    pub relations: bool,
}

/// Judges the rows of a class.
pub(crate) fn judge(rows: &[ClassRow], facts: &[FactDecl]) -> Verdict {
    let variables = Variables::of(rows, facts);
    let mut search = Search {
        rows,
        facts,
        variables: &variables,
        chosen: vec![None; variables.all.len()],
        reached: vec![false; rows.len()],
        gap: None,
        left: BUDGET,
        work: Cell::new(WORK),
        depth: 0,
    };
    search.explore();
    let exhausted = search.left == 0;
    let dead = |(index, reached): (usize, &bool)| (!reached).then_some(index);
    Verdict {
        gap: search.gap,
        dead: if exhausted {
            Vec::new()
        } else {
            search.reached.iter().enumerate().filter_map(dead).collect()
        },
        exhausted,
        relations: variables
            .all
            .iter()
            .any(|variable| matches!(variable.what, What::Relation { .. })),
    }
}

struct Search<'a> {
    rows: &'a [ClassRow],
    facts: &'a [FactDecl],
    variables: &'a Variables,
    chosen: Vec<Option<i64>>,
    reached: Vec<bool>,
    gap: Option<String>,
    left: usize,
    work: Cell<usize>,
    depth: usize,
}

impl Search<'_> {
    /// Explores all choices that matter from the present ones on.
    fn explore(&mut self) {
        if self.work.get() == 0 || self.depth > MAX_DEPTH {
            self.left = 0;
        }
        if self.left == 0 {
            return;
        }
        self.left = self.left.saturating_sub(1);
        let rows = self.rows;
        for (index, row) in rows.iter().enumerate() {
            match self.eval(&row.when) {
                Some(false) => {}
                Some(true) => {
                    if let Some(reached) = self.reached.get_mut(index) {
                        *reached = true;
                    }
                    return;
                }
                None => {
                    if let Some(variable) = self.undecided(&row.when) {
                        self.branch(variable);
                    }
                    return;
                }
            }
        }
        if self.gap.is_none() {
            self.gap = Some(self.witness());
        }
    }

    fn branch(&mut self, variable: usize) {
        let values = self
            .variables
            .all
            .get(variable)
            .map(|variable| variable.values.clone())
            .unwrap_or_default();
        self.depth = self.depth.saturating_add(1);
        for value in values {
            self.choose(variable, Some(value));
            self.explore();
        }
        self.depth = self.depth.saturating_sub(1);
        self.choose(variable, None);
    }

    fn choose(&mut self, variable: usize, value: Option<i64>) {
        if let Some(slot) = self.chosen.get_mut(variable) {
            *slot = value;
        }
    }

    fn get(&self, what: What) -> Option<i64> {
        self.work.set(self.work.get().saturating_sub(1));
        self.variables
            .index(what)
            .and_then(|index| self.chosen.get(index).copied().flatten())
    }

    /// Truth under the choices so far; `None`: not decided yet.
    fn eval(&self, cond: &Cond) -> Option<bool> {
        match cond {
            Cond::Always => Some(true),
            Cond::Never => Some(false),
            Cond::Cmp { fact, op, value } => {
                let have = self.get(What::Fact(*fact))?;
                Some(have != NONE && compare(*op, have.cmp(value)))
            }
            Cond::In { fact, values } => self
                .get(What::Fact(*fact))
                .map(|have| values.binary_search(&have).is_ok()),
            Cond::IsNone(fact) => self.get(What::Fact(*fact)).map(|have| have == NONE),
            Cond::CmpFacts {
                left,
                op,
                times,
                right,
            } => self.relation((*left, *times, *right), *op),
            Cond::Has { fact, mask, all } => self.members(*fact, *mask, *all),
            Cond::And(parts) => join(parts.iter().map(|part| self.eval(part)), false),
            Cond::Or(parts) => join(parts.iter().map(|part| self.eval(part)), true),
            Cond::Not(inner) => self.eval(inner).map(|truth| !truth),
        }
    }

    fn relation(&self, (left, times, right): (FactId, i64, FactId), op: Op) -> Option<bool> {
        let (a, b) = (self.get(What::Fact(left)), self.get(What::Fact(right)));
        if a == Some(NONE) || b == Some(NONE) {
            return Some(false);
        }
        a?;
        b?;
        let order = self.get(What::Relation { left, times, right })?;
        Some(compare(op, order.cmp(&0)))
    }

    fn members(&self, fact: FactId, mask: i64, all: bool) -> Option<bool> {
        if self.get(What::Fact(fact))? == NONE {
            return Some(false);
        }
        let held = bits(mask).map(|bit| self.get(What::Member(fact, bit)).map(|value| value == 1));
        join(held, !all)
    }

    /// A variable without choice that the condition needs.
    fn undecided(&self, cond: &Cond) -> Option<usize> {
        let mut found = Found::default();
        found.visit(cond);
        let facts = found.order.iter().map(|fact| What::Fact(*fact));
        let members = found
            .members
            .iter()
            .map(|(fact, bit)| What::Member(*fact, *bit));
        let relations = found
            .relations
            .iter()
            .map(|(left, times, right)| What::Relation {
                left: *left,
                times: *times,
                right: *right,
            });
        let open = |what: &What| self.get(*what).is_none();
        facts
            .chain(members)
            .chain(relations)
            .find(open)
            .and_then(|what| self.variables.index(what))
    }

    /// The present choices in words.
    fn witness(&self) -> String {
        let mut parts = Vec::new();
        for (variable, value) in self.variables.all.iter().zip(&self.chosen) {
            let Some(value) = value else { continue };
            let decl = |fact: FactId| self.facts.get(usize::from(fact));
            let name = |fact: FactId| decl(fact).map_or("", |decl| decl.name.as_str());
            match variable.what {
                What::Fact(fact) if *value == NONE => parts.push(format!("{} == none", name(fact))),
                What::Fact(fact) => {
                    if let Some(decl) =
                        decl(fact).filter(|decl| !matches!(decl.ty, FactType::Set(_)))
                    {
                        parts.push(format!(
                            "{} == {}",
                            decl.name,
                            encode::show(&decl.ty, *value)
                        ));
                    }
                }
                What::Member(fact, bit) => {
                    let member =
                        decl(fact).map_or(String::new(), |decl| encode::show(&decl.ty, bit));
                    let not = if *value == 1 { "" } else { "not " };
                    parts.push(format!("{not}{} has {member}", name(fact)));
                }
                What::Relation { left, times, right } => {
                    let sign = ["<", "==", ">"]
                        .get(usize::try_from(value.saturating_add(1)).unwrap_or(0))
                        .copied();
                    let times = if times == 1 {
                        String::new()
                    } else {
                        format!("{times} * ")
                    };
                    parts.push(format!(
                        "{} {} {times}{}",
                        name(left),
                        sign.unwrap_or(""),
                        name(right)
                    ));
                }
            }
        }
        if parts.is_empty() {
            "任何情形".to_owned()
        } else {
            parts.join("、")
        }
    }
}

/// `and` (stop at false) or `or` (stop at true) of partly known truths.
fn join(truths: impl Iterator<Item = Option<bool>>, stop: bool) -> Option<bool> {
    let mut known = true;
    for truth in truths {
        match truth {
            Some(truth) if truth == stop => return Some(stop),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!stop)
}

fn compare(op: Op, order: std::cmp::Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Ne => order.is_ne(),
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Gt => order.is_gt(),
        Op::Ge => order.is_ge(),
    }
}
