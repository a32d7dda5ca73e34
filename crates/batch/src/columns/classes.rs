//! Persons whom the rules cannot tell apart, day by day.
//!
//! A person's class changes where a birthday, the end of an entitlement or another date of the
//! person falls inside the days of the batch; most persons keep one class throughout.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use base::Date;
use benefit::claim::{AccView, Facts, NONE, UNKNOWN};
use benefit::entitlement::{is_regulated, spans};
use benefit::facts::{slot_of, with_defaults};
use benefit::plan::{AgeAt, FactId, Plan, Policy};
use benefit::value::Scope;

use super::clock::{Clock, date_facts, set_day};
use super::digits::Digits;
use super::input::{PersonTable, ValueMap};
use super::needs::{Need, Needs, Pair, person_facts};

/// Marks an entry of [`Classes::first`] that is a place in [`Classes::turning`].
const TURNS: u32 = 1 << 31;

/// The class of every person of a block on every day.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// Class of a person, or the place of the person's turns.
    first: Vec<u32>,
    /// Day from which each class holds, rising.
    turning: Vec<Vec<(i32, u32)>>,
}

impl Classes {
    /// The class of a person of the block on a day.
    #[inline]
    pub(super) fn at(&self, person: u32, day: i32) -> u32 {
        let class = self.first.get(person as usize).copied().unwrap_or(0);
        if class & TURNS == 0 {
            class
        } else {
            self.turned(class & !TURNS, day)
        }
    }

    fn turned(&self, place: u32, day: i32) -> u32 {
        let turns = self
            .turning
            .get(place as usize)
            .map_or(&[][..], Vec::as_slice);
        let after = turns.partition_point(|(from, _)| *from <= day);
        turns
            .get(after.saturating_sub(1))
            .map_or(0, |(_, class)| *class)
    }

    /// Begins a block.
    pub(super) fn sort(
        &mut self,
        sorting: &mut Sorting<'_>,
        persons: &PersonTable,
        block: std::ops::Range<usize>,
    ) {
        self.first.clear();
        self.turning.clear();
        for person in block {
            sorting.load(persons, person);
            let begin = sorting.class(sorting.clock.first);
            if sorting.steady {
                self.first.push(begin);
            } else {
                self.turns(sorting, begin);
            }
        }
    }

    fn turns(&mut self, sorting: &mut Sorting<'_>, begin: u32) {
        let mut list = vec![(sorting.clock.first, begin)];
        for day in sorting.turns() {
            list.push((day, sorting.class(day)));
        }
        list.dedup_by_key(|(_, class)| *class);
        match list.as_slice() {
            [(_, only)] => self.first.push(*only),
            _ => {
                self.first.push(TURNS | self.turning.len() as u32);
                self.turning.push(list);
            }
        }
    }
}

/// What decides a person's class under one version.
struct Rules<'p> {
    plan: &'p Plan,
    /// Derived facts that rest on the person alone, in order of evaluation.
    derived: Vec<FactId>,
}

/// Sorts persons into classes.
pub(super) struct Sorting<'p> {
    policy: &'p Policy,
    clock: &'p Clock,
    rules: Vec<Option<Rules<'p>>>,
    leaves: Vec<(FactId, Digits)>,
    /// Pairs of two facts of the person.
    own: Vec<Pair>,
    /// Pairs of the day and a fact of the person.
    dated: Vec<Pair>,
    age: Option<(FactId, Digits, Vec<i64>)>,
    entitled: Option<FactId>,
    facts: Facts,
    view: AccView,
    known: HashMap<Vec<u32>, u32>,
    key: Vec<u32>,
    /// Days on which another version begins to rule, and another year.
    versions: Vec<i32>,
    years: Vec<i32>,
    /// Nobody's class can change during the batch.
    steady: bool,
}

impl<'p> Sorting<'p> {
    pub(super) fn new(policy: &'p Policy, needs: &Needs, clock: &'p Clock) -> Self {
        let in_batch: BTreeSet<u16> = clock.days.iter().filter_map(|day| day.version).collect();
        let plans = (0..).zip(&policy.versions);
        let rules: Vec<Option<Rules<'p>>> = plans
            .map(|(index, plan)| in_batch.contains(&index).then(|| Rules::of(policy, plan)))
            .collect();
        let persons: BTreeSet<FactId> = rules
            .iter()
            .flatten()
            .flat_map(|rules| person_facts(policy, rules.plan))
            .collect();
        let leaf = |(fact, need): (&FactId, &Need)| {
            persons
                .contains(fact)
                .then(|| (*fact, Digits::new(need, ValueMap::Same, None)))
        };
        let is_day = |fact: &FactId| date_facts(policy).any(|day| day == *fact);
        let of_person = |fact: &FactId| persons.contains(fact);
        let pairs = || needs.pairs.iter().copied();
        let age = policy
            .known
            .age
            .and_then(|fact| Some((fact, needs.facts.get(&fact)?)));
        let facts = with_defaults(policy, &Facts::none(policy.facts.len()));
        let mut sorting = Self {
            policy,
            clock,
            leaves: needs.facts.iter().filter_map(leaf).collect(),
            own: pairs()
                .filter(|p| of_person(&p.left) && of_person(&p.right))
                .collect(),
            dated: pairs()
                .filter(|p| {
                    (is_day(&p.left) && of_person(&p.right))
                        || (of_person(&p.left) && is_day(&p.right))
                })
                .collect(),
            age: age.map(|(fact, need)| {
                (
                    fact,
                    Digits::new(need, ValueMap::Same, None),
                    birthdays(need),
                )
            }),
            entitled: policy.known.entitled.filter(|fact| needs.uses(*fact)),
            rules,
            facts,
            view: AccView::default(),
            known: HashMap::new(),
            key: Vec::new(),
            versions: clock.turns(|day| day.version),
            years: clock.turns(|day| day.year),
            steady: false,
        };
        let dateless =
            sorting.dated.is_empty() && sorting.age.is_none() && sorting.entitled.is_none();
        sorting.steady = dateless && sorting.versions.is_empty();
        sorting
    }

    /// The facts of a person, with defaults.
    fn load(&mut self, persons: &PersonTable, person: usize) {
        for column in &persons.facts {
            let value = match column.value(person) {
                NONE => default_of(self.policy, column.fact),
                value => value,
            };
            self.facts.set(column.fact, value);
        }
    }

    /// The version of a day, its derived facts of the person computed.
    fn enter(&mut self, day: i32) -> Option<&'p Plan> {
        let place = usize::try_from(day - self.clock.first).ok()?;
        let version = self.clock.days.get(place)?.version?;
        let rules = self.rules.get(usize::from(version))?.as_ref()?;
        set_day(self.policy, &mut self.facts, day);
        for fact in &rules.derived {
            let value = slot_of(self.policy, rules.plan, &self.facts, &self.view, *fact);
            self.facts.set(*fact, value);
        }
        Some(rules.plan)
    }

    /// The days after the first on which the person's class may change.
    fn turns(&mut self) -> BTreeSet<i32> {
        let mut turns: BTreeSet<i32> = self.versions.iter().copied().collect();
        for place in 0..=self.versions.len() {
            let begin = match place.checked_sub(1) {
                Some(place) => self
                    .versions
                    .get(place)
                    .copied()
                    .unwrap_or(self.clock.first),
                None => self.clock.first,
            };
            if let Some(plan) = self.enter(begin) {
                self.dated_turns(&mut turns);
                self.entitled_turns(plan, &mut turns);
            }
        }
        self.age_turns(&mut turns);
        let (first, last) = (self.clock.first, self.clock.last());
        turns.retain(|day| (first + 1..=last).contains(day));
        turns
    }

    fn dated_turns(&self, turns: &mut BTreeSet<i32>) {
        for pair in &self.dated {
            let left_is_day = date_facts(self.policy).any(|day| day == pair.left);
            let turn = if left_is_day {
                self.facts
                    .get(pair.right)
                    .map(|value| value.saturating_mul(pair.times))
            } else {
                self.facts
                    .get(pair.left)
                    .map(|value| value.div_euclid(pair.times.max(1)))
            };
            if let Some(day) = turn.and_then(|turn| i32::try_from(turn).ok()) {
                turns.extend([Some(day), day.checked_add(1)].into_iter().flatten());
            }
        }
    }

    fn entitled_turns(&self, plan: &Plan, turns: &mut BTreeSet<i32>) {
        if self.entitled.is_none() {
            return;
        }
        let known = &self.policy.known;
        if !is_regulated(plan) {
            let day = |fact: Option<FactId>| i32::try_from(self.facts.get(fact?)?).ok();
            turns.extend(day(known.entitled_from));
            turns.extend(day(known.entitled_until).and_then(|until| until.checked_add(1)));
            return;
        }
        // Entries that cannot be decided cannot be decided on any day.
        for span in spans(&Scope::new(self.policy, plan, &self.facts)).unwrap_or_default() {
            turns.insert(span.from.day_number());
            turns.extend(
                span.until
                    .and_then(|until| until.day_number().checked_add(1)),
            );
        }
    }

    fn age_turns(&self, turns: &mut BTreeSet<i32>) {
        let Some((_, _, points)) = &self.age else {
            return;
        };
        if self.policy.age_at != AgeAt::LawDate {
            turns.extend(self.years.iter().copied());
            return;
        }
        let birth = self
            .policy
            .known
            .birth
            .and_then(|fact| self.facts.get(fact));
        let birth = birth.and_then(|day| Date::from_day_number(i32::try_from(day).ok()?));
        let reached = |age: &i64| birth?.add_years(i32::try_from(*age).ok()?);
        turns.extend(points.iter().filter_map(reached).map(Date::day_number));
    }

    /// The class on a day.
    fn class(&mut self, day: i32) -> u32 {
        self.key.clear();
        if let Some(plan) = self.enter(day) {
            self.key.push(1);
            for (fact, digits) in &mut self.leaves {
                self.key.push(digit(digits, self.facts.raw(*fact)));
            }
            for pair in self.own.iter().chain(&self.dated) {
                self.key.push(compared(
                    self.facts.raw(pair.left),
                    pair.times,
                    self.facts.raw(pair.right),
                ));
            }
            if let Some((fact, digits, _)) = &mut self.age {
                let age = slot_of(self.policy, plan, &self.facts, &self.view, *fact);
                self.key.push(digit(digits, age));
            }
            if let Some(fact) = self.entitled {
                let is = slot_of(self.policy, plan, &self.facts, &self.view, fact);
                self.key.push(if is == UNKNOWN { 2 } else { is as u32 });
            }
        }
        if let Some(class) = self.known.get(&self.key) {
            return *class;
        }
        let class = self.known.len() as u32;
        self.known.insert(self.key.clone(), class);
        class
    }
}

impl<'p> Rules<'p> {
    fn of(policy: &Policy, plan: &'p Plan) -> Rules<'p> {
        let persons = person_facts(policy, plan);
        let derived = plan.derived.iter().map(|derived| derived.fact);
        let derived = derived.filter(|fact| persons.contains(fact)).collect();
        Rules { plan, derived }
    }
}

fn default_of(policy: &Policy, fact: FactId) -> i64 {
    policy
        .facts
        .get(usize::from(fact))
        .and_then(|decl| decl.default)
        .unwrap_or(NONE)
}

fn digit(digits: &mut Digits, value: i64) -> u32 {
    if value == UNKNOWN {
        u32::MAX
    } else {
        digits.of(value)
    }
}

/// The ages on which the rules look.
fn birthdays(need: &Need) -> Vec<i64> {
    match need {
        Need::Points(points) => points.iter().copied().collect(),
        Need::Exact | Need::Members(_) => (0..=150).collect(),
    }
}

/// How two values stand to each other, or which of them is missing.
pub(super) fn compared(left: i64, times: i64, right: i64) -> u32 {
    let missing = |value: i64| u32::from(value == NONE) + 2 * u32::from(value == UNKNOWN);
    match (missing(left), missing(right)) {
        (0, 0) => match left.cmp(&right.saturating_mul(times)) {
            Ordering::Less => 1,
            Ordering::Equal => 2,
            Ordering::Greater => 3,
        },
        (one, other) => 4 + one * 3 + other,
    }
}
