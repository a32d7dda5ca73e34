//! What the rules of a version want to know about each fact: between which values they tell apart.
//!
//! Two claims whose facts fall between the same points resolve to the same program, so that a
//! program is resolved once for millions of claims.

use std::collections::{BTreeMap, BTreeSet};

use benefit::entitlement::is_regulated;
use benefit::plan::{
    Cap, Cond, DerivedHow, EntryKind, FactId, FactScope, ItemRule, Lookup, Op, Plan, Policy,
    Segment, Step, StepKind, Value,
};

/// How finely a fact is told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Need {
    /// By these points: a value belongs to the number of points at or below it.
    Points(BTreeSet<i64>),
    /// By these members of a set.
    Members(i64),
    /// Every value is its own.
    Exact,
}

/// A comparison of two facts: left against `times` × right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) left: FactId,
    pub(super) times: i64,
    pub(super) right: FactId,
}

/// All that the rules ask.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    pub(super) facts: BTreeMap<FactId, Need>,
    pub(super) pairs: BTreeSet<Pair>,
}

impl Needs {
    /// Of all rules for bills of a version. Derived facts that rest on the person alone are leaves,
    /// computed once a person; others are followed to what they rest on.
    pub(super) fn of(policy: &Policy, plan: &Plan) -> Needs {
        let mut needs = Needs::default();
        let mut walk = Walk {
            plan,
            needs: &mut needs,
        };
        plan.denials.iter().for_each(|deny| walk.cond(&deny.when));
        plan.reviews
            .iter()
            .for_each(|review| walk.cond(&review.when));
        plan.items.iter().for_each(|item| walk.item(item));
        plan.steps.iter().for_each(|step| walk.step(step));
        let persons = person_facts(policy, plan);
        for derived in plan.derived.iter().rev() {
            let used = walk.needs.uses(derived.fact);
            if used && !persons.contains(&derived.fact) {
                walk.how(&derived.how);
            }
        }
        needs
    }

    pub(super) fn uses(&self, fact: FactId) -> bool {
        let in_pair = |pair: &Pair| pair.left == fact || pair.right == fact;
        self.facts.contains_key(&fact) || self.pairs.iter().any(in_pair)
    }

    pub(super) fn points(&mut self, fact: FactId, points: impl IntoIterator<Item = i64>) {
        self.ask(fact, Need::Points(points.into_iter().collect()));
    }

    /// Adds a question. Whether a fact is given at all is seen however finely it is told apart.
    fn ask(&mut self, fact: FactId, need: Need) {
        let known = self.facts.entry(fact).or_insert_with(|| need.clone());
        match (&mut *known, need) {
            (Need::Points(known), Need::Points(more)) => known.extend(more),
            (Need::Members(known), Need::Members(more)) => *known |= more,
            (Need::Members(_), Need::Points(none)) if none.is_empty() => {}
            (Need::Points(none), Need::Members(mask)) if none.is_empty() => {
                *known = Need::Members(mask);
            }
            _ => *known = Need::Exact,
        }
    }

    pub(super) fn exact(&mut self, fact: FactId) {
        self.facts.insert(fact, Need::Exact);
    }

    /// Adds what other rules ask.
    pub(super) fn join(&mut self, other: Needs) {
        for (fact, need) in other.facts {
            self.ask(fact, need);
        }
        self.pairs.extend(other.pairs);
    }
}

/// Facts that a person's own facts decide: given ones, and derived ones that rest on nothing else.
pub(super) fn person_facts(policy: &Policy, plan: &Plan) -> BTreeSet<FactId> {
    let given = (0..)
        .zip(&policy.facts)
        .filter(|(_, decl)| decl.of == FactScope::Person);
    let mut persons: BTreeSet<FactId> = given.map(|(fact, _)| fact).collect();
    for derived in &plan.derived {
        let mut needs = Needs::default();
        Walk {
            plan,
            needs: &mut needs,
        }
        .how(&derived.how);
        let rests: BTreeSet<FactId> = needs.all().collect();
        let dynamic = matches!(derived.how, DerivedHow::Ordinal(_) | DerivedHow::Before(_));
        let entitled = matches!(derived.how, DerivedHow::Entitled);
        if !dynamic && !entitled && rests.iter().all(|fact| persons.contains(fact)) {
            persons.insert(derived.fact);
        }
    }
    persons
}

/// What the entitlement entries of a version ask; `None` where it has none.
pub(super) fn entitlement_needs(plan: &Plan) -> Option<Needs> {
    if !is_regulated(plan) {
        return None;
    }
    let mut needs = Needs::default();
    let mut walk = Walk {
        plan,
        needs: &mut needs,
    };
    for entry in &plan.entries {
        if let EntryKind::Entitlement { starts, ends, .. } = &entry.kind {
            walk.cond(&entry.when);
            walk.value(starts);
            ends.iter().for_each(|ends| walk.value(ends));
        }
    }
    Some(needs)
}

impl Needs {
    /// Every fact asked about.
    pub(super) fn all(&self) -> impl Iterator<Item = FactId> + '_ {
        let paired = self.pairs.iter().flat_map(|pair| [pair.left, pair.right]);
        self.facts.keys().copied().chain(paired)
    }
}

struct Walk<'w> {
    plan: &'w Plan,
    needs: &'w mut Needs,
}

impl Walk<'_> {
    fn how(&mut self, how: &DerivedHow) {
        match how {
            DerivedHow::Value(value) => self.value(value),
            DerivedHow::CountOf(set) => self.needs.exact(*set),
            DerivedHow::Class { rows } => rows.iter().for_each(|row| self.cond(&row.when)),
            DerivedHow::Ordinal(_) | DerivedHow::Before(_) | DerivedHow::Entitled => {}
        }
    }

    fn cond(&mut self, cond: &Cond) {
        match cond {
            Cond::Always | Cond::Never => {}
            Cond::Cmp { fact, op, value } => match op {
                Op::Lt | Op::Ge => self.needs.points(*fact, [*value]),
                Op::Le | Op::Gt => self.needs.points(*fact, value.checked_add(1)),
                Op::Eq | Op::Ne => self.is(*fact, *value),
            },
            Cond::CmpFacts {
                left, times, right, ..
            } => {
                let pair = Pair {
                    left: *left,
                    times: *times,
                    right: *right,
                };
                self.needs.pairs.insert(pair);
            }
            Cond::In { fact, values } => values.iter().for_each(|value| self.is(*fact, *value)),
            Cond::Has { fact, mask, .. } => self.needs.ask(*fact, Need::Members(*mask)),
            Cond::IsNone(fact) => self.needs.points(*fact, []),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.cond(part)),
            Cond::Not(part) => self.cond(part),
        }
    }

    fn is(&mut self, fact: FactId, value: i64) {
        self.needs.points(
            fact,
            [Some(value), value.checked_add(1)].into_iter().flatten(),
        );
    }

    fn item(&mut self, item: &ItemRule) {
        self.cond(&item.when);
        self.values([&item.price_limit, &item.first]);
    }

    fn values<'v>(&mut self, values: impl IntoIterator<Item = &'v Option<Value>>) {
        values
            .into_iter()
            .flatten()
            .for_each(|value| self.value(value));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Fact(fact) => self.needs.exact(*fact),
            Value::Table(table) => self.table(usize::from(*table)),
            Value::First(lines, last) => {
                self.lines(lines);
                last.iter().for_each(|value| self.value(value));
            }
            Value::Sum(values) | Value::Min(values) | Value::Max(values) => {
                values.iter().for_each(|value| self.value(value));
            }
            Value::Minus(a, b)
            | Value::Times(a, b)
            | Value::AddDays(a, b)
            | Value::AddMonths(a, b)
            | Value::Share {
                ratio: a, of: b, ..
            }
            | Value::SelfFactor {
                factor: a,
                ratio: b,
            } => {
                self.value(a);
                self.value(b);
            }
            Value::Every { of: value, .. }
            | Value::Complement(value)
            | Value::FirstOfNextMonth(value) => self.value(value),
            Value::MaxOf(set, _) | Value::SumOf(set, _) => self.needs.exact(*set),
            Value::Points {
                to,
                add,
                at_least,
                at_most,
            } => {
                self.value(to);
                self.lines(add);
                at_least
                    .iter()
                    .chain(at_most)
                    .for_each(|value| self.value(value));
            }
            Value::Dated(fact, rows) => {
                for (from, value) in rows {
                    self.needs.points(*fact, [i64::from(from.day_number())]);
                    self.value(value);
                }
            }
            _ => {}
        }
    }

    fn lines(&mut self, lines: &[(Cond, Value)]) {
        for (when, value) in lines {
            self.cond(when);
            self.value(value);
        }
    }

    fn table(&mut self, table: usize) {
        let Some(table) = self.plan.tables.get(table) else {
            return;
        };
        for row in &table.rows {
            for (fact, lookup) in table.keys.iter().zip(&row.keys) {
                match lookup {
                    Lookup::Any => self.needs.points(*fact, []),
                    Lookup::Is(value) => self.is(*fact, *value),
                    Lookup::Range(from, until) => {
                        let after = until.checked_add(1);
                        self.needs
                            .points(*fact, [Some(*from), after].into_iter().flatten());
                    }
                }
            }
        }
    }

    fn step(&mut self, step: &Step) {
        self.cond(&step.when);
        match &step.kind {
            StepKind::Carve { ratio, amount, .. } => self.values([ratio, amount]),
            StepKind::Deductible { amount, cap, .. } => {
                self.value(amount);
                cap.iter().for_each(|(_, limit)| self.value(limit));
            }
            StepKind::Limit { amount, .. } | StepKind::Record { amount, .. } => self.value(amount),
            StepKind::Pay(pay) => {
                self.segments(&pay.segments);
                self.values([&pay.threshold, &pay.offset, &pay.minus]);
                self.caps(&pay.caps);
            }
            StepKind::Guarantee {
                at_least: amount,
                caps,
                ..
            }
            | StepKind::Grant { amount, caps, .. } => {
                self.value(amount);
                self.caps(caps);
            }
            StepKind::Draw { .. } | StepKind::Assign { .. } => {}
        }
    }

    fn segments(&mut self, segments: &[Segment]) {
        for segment in segments {
            self.values([&segment.upto]);
            self.value(&segment.ratio);
        }
    }

    fn caps(&mut self, caps: &[Cap]) {
        for cap in caps {
            self.cond(&cap.unless);
            self.value(&cap.limit);
        }
    }
}
