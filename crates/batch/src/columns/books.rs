//! Accumulators of the persons of one block, in a flat array that stays in the cache.
//!
//! The claims of a block are taken day by day, so that a window ends for everybody at once: a year
//! or a month that ends is swept to 0, and what views the window before takes the values over.

use std::collections::HashMap;

use benefit::claim::NONE;
use benefit::plan::{AccId, AccOwner, AccWindow, FactId, Policy};

use super::clock::Day;
use super::input::PersonTable;

/// Owners other than persons by number: their accumulators are looked up.
#[derive(Debug)]
struct Shared {
    acc: AccId,
    owner: AccOwner,
    values: HashMap<(u32, i64), i64>,
    /// Where the claim at hand keeps it.
    key: (u32, i64),
}

/// All accumulators of a block.
#[derive(Debug)]
pub(super) struct Books {
    count: usize,
    values: Vec<i64>,
    /// Accumulators that another one views as its window before: viewed, viewing.
    views: Vec<(AccId, AccId)>,
    windows: Vec<AccWindow>,
    /// Accumulators that end with the claim, for want of an owner.
    fleeting: Vec<AccId>,
    shared: Vec<Shared>,
    families: Option<Vec<u32>>,
    groups: Option<Vec<u32>>,
    disease: Option<FactId>,
    provider: Option<FactId>,
    today: Option<Day>,
    /// Persons whose accumulators of the day are not 0.
    touched: Vec<u32>,
    daily: bool,
}

impl Books {
    pub(super) fn new(policy: &Policy, persons: &PersonTable) -> Books {
        let decls = || (0..).zip(&policy.accs);
        let is_shared = |owner| match owner {
            AccOwner::Person | AccOwner::Episode => false,
            AccOwner::Family => persons.families.is_some(),
            AccOwner::Group => persons.groups.is_some(),
            AccOwner::PersonDisease | AccOwner::PersonProvider => true,
        };
        let shared = decls()
            .filter(|(_, decl)| is_shared(decl.owner))
            .map(|(acc, decl)| Shared {
                acc,
                owner: decl.owner,
                values: HashMap::new(),
                key: (0, 0),
            });
        let fleeting = decls().filter(|(_, decl)| decl.owner == AccOwner::Episode);
        Books {
            count: policy.accs.len(),
            values: Vec::new(),
            views: decls()
                .filter_map(|(acc, decl)| Some((decl.previous_of?, acc)))
                .collect(),
            windows: policy.accs.iter().map(|decl| decl.window).collect(),
            fleeting: fleeting.map(|(acc, _)| acc).collect(),
            shared: shared.collect(),
            families: persons.families.clone(),
            groups: persons.groups.clone(),
            disease: policy.fact("disease"),
            provider: policy.fact("provider_id"),
            today: None,
            touched: Vec::new(),
            daily: policy.accs.iter().any(|decl| decl.window == AccWindow::Day),
        }
    }

    /// Begins a block: everything at 0.
    pub(super) fn begin(&mut self, persons: usize) {
        self.values.clear();
        self.values.resize(persons * self.count, 0);
        self.shared
            .iter_mut()
            .for_each(|shared| shared.values.clear());
        self.touched.clear();
        self.today = None;
    }

    /// Begins a day, later than the one before.
    pub(super) fn day(&mut self, day: &Day) {
        let Some(before) = self.today.replace(*day) else {
            return;
        };
        let month = |day: &Day| month_of(day.date);
        if self.daily {
            self.sweep(AccWindow::Day, before.date.add_days(1) == Some(day.date));
        }
        if month(&before) != month(day) {
            let next = before.date.first_of_next_month();
            self.sweep(
                AccWindow::Month,
                next.is_some_and(|next| month_of(next) == month(day)),
            );
        }
        if before.year != day.year {
            self.sweep(AccWindow::Year, before.year + 1 == day.year);
        }
    }

    /// Ends a window. `next`: the new one follows the old one at once.
    fn sweep(&mut self, window: AccWindow, next: bool) {
        let windows = std::mem::take(&mut self.windows);
        let ends = |acc: AccId| windows.get(usize::from(acc)) == Some(&window);
        let viewed: Vec<(AccId, AccId)> = self
            .views
            .iter()
            .copied()
            .filter(|(viewed, _)| ends(*viewed))
            .collect();
        let views: Vec<AccId> = viewed.iter().map(|(_, viewing)| *viewing).collect();
        let over: Vec<AccId> = (0..).take(self.count).filter(|acc| ends(*acc)).collect();
        if self.count > 0 && !over.is_empty() {
            let mut turn = |row: &mut [i64]| {
                for (from, to) in &viewed {
                    let value = if next { get(row, *from) } else { 0 };
                    put(row, *to, value);
                }
                over.iter()
                    .filter(|acc| !views.contains(acc))
                    .for_each(|acc| put(row, *acc, 0));
            };
            if window == AccWindow::Day && viewed.is_empty() {
                for person in self.touched.drain(..) {
                    let at = person as usize * self.count;
                    self.values
                        .get_mut(at..at + self.count)
                        .into_iter()
                        .for_each(&mut turn);
                }
            } else {
                self.values.chunks_exact_mut(self.count).for_each(turn);
            }
        }
        self.sweep_shared(&viewed, &over, next);
        self.windows = windows;
    }

    fn sweep_shared(&mut self, viewed: &[(AccId, AccId)], over: &[AccId], next: bool) {
        for index in 0..self.shared.len() {
            let Some(acc) = self.shared.get(index).map(|shared| shared.acc) else {
                continue;
            };
            if !over.contains(&acc) || viewed.iter().any(|(_, viewing)| *viewing == acc) {
                continue;
            }
            let ended = self
                .shared
                .get_mut(index)
                .map(|shared| std::mem::take(&mut shared.values));
            let viewing = viewed
                .iter()
                .find(|(from, _)| *from == acc)
                .map(|(_, to)| *to);
            let viewing = self
                .shared
                .iter_mut()
                .find(|shared| Some(shared.acc) == viewing);
            if let Some(shared) = viewing {
                shared.values = ended.filter(|_| next).unwrap_or_default();
            }
        }
    }

    /// Accumulators of a person of the block.
    #[inline]
    pub(super) fn row(&self, person: u32) -> &[i64] {
        let at = person as usize * self.count;
        self.values.get(at..at + self.count).unwrap_or_default()
    }

    /// The accumulators before a claim, where [`Books::row`] is not all of them.
    pub(super) fn load(
        &mut self,
        (person, global): (u32, u32),
        facts: &[(FactId, i64)],
        before: &mut [i64],
    ) {
        before.copy_from_slice(self.row(person));
        self.fleeting.iter().for_each(|acc| put(before, *acc, 0));
        let member = |list: &Option<Vec<u32>>| {
            list.as_ref()
                .and_then(|list| list.get(global as usize))
                .copied()
                .unwrap_or(global)
        };
        let (family, group) = (member(&self.families), member(&self.groups));
        let of = |fact: Option<FactId>| {
            facts
                .iter()
                .find(|(known, _)| Some(*known) == fact)
                .map_or(NONE, |(_, value)| *value)
        };
        for shared in &mut self.shared {
            shared.key = match shared.owner {
                AccOwner::Family => (family, 0),
                AccOwner::Group => (group, 0),
                AccOwner::PersonDisease => (global, of(self.disease)),
                AccOwner::PersonProvider => (global, of(self.provider)),
                AccOwner::Person | AccOwner::Episode => (global, 0),
            };
            put(
                before,
                shared.acc,
                shared.values.get(&shared.key).copied().unwrap_or(0),
            );
        }
    }

    /// Whether [`Books::row`] is all there is to a person.
    pub(super) fn plain(&self) -> bool {
        self.shared.is_empty() && self.fleeting.is_empty()
    }

    /// Keeps the accumulators after a claim.
    #[inline]
    pub(super) fn store(&mut self, person: u32, after: &[i64]) {
        let at = person as usize * self.count;
        if let Some(row) = self.values.get_mut(at..at + self.count) {
            row.copy_from_slice(after);
        }
        if self.daily {
            self.touched.push(person);
        }
        for shared in &mut self.shared {
            shared.values.insert(shared.key, get(after, shared.acc));
        }
    }
}

fn month_of(date: base::Date) -> (i32, u32) {
    (date.year(), date.month())
}

fn get(values: &[i64], acc: AccId) -> i64 {
    values.get(usize::from(acc)).copied().unwrap_or(0)
}

fn put(values: &mut [i64], acc: AccId, value: i64) {
    if let Some(slot) = values.get_mut(usize::from(acc)) {
        *slot = value;
    }
}
