//! Accumulators of all owners in flat arrays.

use std::collections::HashMap;

use benefit::plan::{AccId, AccOwner, AccWindow, FactId, Policy};

use super::clock::{Clock, Day};
use super::input::PersonTable;

/// Accumulators of one kind of owner and window.
#[derive(Debug)]
struct Book {
    /// Which accumulators, with the place in the state of the claim.
    accs: Vec<AccId>,
    owner: AccOwner,
    window: AccWindow,
    /// Number of owners where slots are numbered straight; 0 where they are looked up.
    owners: usize,
    slots: HashMap<(u32, u32, i64), usize>,
    values: Vec<i64>,
}

/// A view of the window before: accumulator, book and place of the one it views.
#[derive(Debug, Clone, Copy)]
struct Previous {
    acc: AccId,
    book: usize,
    place: usize,
}

/// All accumulators of a batch.
#[derive(Debug)]
pub(super) struct Books {
    books: Vec<Book>,
    previous: Vec<Previous>,
    families: Option<Vec<u32>>,
    groups: Option<Vec<u32>>,
    disease: Option<FactId>,
    provider: Option<FactId>,
    /// Slots of the claim at hand, one a book.
    at: Vec<usize>,
    pub(super) count: usize,
}

/// No slot: the accumulator ends with the claim.
const NOWHERE: usize = usize::MAX;

impl Books {
    pub(super) fn new(policy: &Policy, persons: &PersonTable, clock: &Clock) -> Books {
        let mut books = Books {
            books: Vec::new(),
            previous: Vec::new(),
            families: persons.families.clone(),
            groups: persons.groups.clone(),
            disease: policy.fact("disease"),
            provider: policy.fact("provider_id"),
            at: Vec::new(),
            count: policy.accs.len(),
        };
        for (acc, decl) in (0..)
            .zip(&policy.accs)
            .filter(|(_, decl)| decl.previous_of.is_none())
        {
            let same = |book: &Book| book.owner == decl.owner && book.window == decl.window;
            match books.books.iter_mut().find(|book| same(book)) {
                Some(book) => book.accs.push(acc),
                None => books.books.push(Book::new(decl.owner, decl.window, acc)),
            }
        }
        for (acc, decl) in (0..).zip(&policy.accs) {
            let of = decl.previous_of.and_then(|viewed| books.find(viewed));
            books
                .previous
                .extend(of.map(|(book, place)| Previous { acc, book, place }));
        }
        for book in &mut books.books {
            book.open(persons.count, clock);
        }
        books.at = vec![NOWHERE; books.books.len()];
        books
    }

    fn find(&self, acc: AccId) -> Option<(usize, usize)> {
        self.books.iter().enumerate().find_map(|(index, book)| {
            book.accs
                .iter()
                .position(|known| *known == acc)
                .map(|place| (index, place))
        })
    }

    /// The only book and its values, where it holds all accumulators in their order.
    pub(super) fn single(&self) -> bool {
        let all = |book: &Book| book.accs.iter().copied().eq((0..).take(self.count));
        self.previous.is_empty()
            && matches!(self.books.as_slice(), [book] if book.owners > 0 && all(book))
            && self.families.is_none()
            && self.groups.is_none()
    }

    /// Values of an owner in [`Books::single`].
    #[inline]
    pub(super) fn row(&mut self, person: u32, day: &Day, clock: &Clock) -> &mut [i64] {
        let count = self.count;
        let Some(book) = self.books.first_mut() else {
            return &mut [];
        };
        let slot = book.straight(person, window(book.window, day, clock));
        book.values.get_mut(slot..slot + count).unwrap_or_default()
    }

    /// The accumulators before a claim.
    pub(super) fn load(
        &mut self,
        person: u32,
        day: &Day,
        clock: &Clock,
        facts: &[(FactId, i64)],
        before: &mut [i64],
    ) {
        before.fill(0);
        for index in 0..self.books.len() {
            let slot = self.slot(
                index,
                person,
                window_of(&self.books, index, day, clock),
                facts,
            );
            let Some(book) = self.books.get(index) else {
                continue;
            };
            for (place, acc) in book.accs.iter().enumerate() {
                put(before, *acc, book.value(slot, place));
            }
            if let Some(at) = self.at.get_mut(index) {
                *at = slot;
            }
        }
        for index in 0..self.previous.len() {
            let Some(Previous { acc, book, place }) = self.previous.get(index).copied() else {
                continue;
            };
            let Some(earlier) = window_of(&self.books, book, day, clock).checked_sub(1) else {
                continue;
            };
            let lives = self
                .books
                .get(book)
                .is_none_or(|book| matches!(book.window, AccWindow::Life | AccWindow::Episode));
            if lives {
                continue;
            }
            let slot = self.slot(book, person, earlier, facts);
            if let Some(book) = self.books.get(book) {
                put(before, acc, book.value(slot, place));
            }
        }
    }

    /// Keeps the accumulators after the claim last loaded.
    pub(super) fn store(&mut self, after: &[i64]) {
        for (book, slot) in self.books.iter_mut().zip(&self.at) {
            if *slot == NOWHERE {
                continue;
            }
            for (place, acc) in book.accs.iter().enumerate() {
                let value = after.get(usize::from(*acc)).copied().unwrap_or(0);
                if let Some(kept) = book.values.get_mut(slot + place) {
                    *kept = value;
                }
            }
        }
    }

    fn slot(&mut self, index: usize, person: u32, window: u32, facts: &[(FactId, i64)]) -> usize {
        let member = |list: &Option<Vec<u32>>| match list {
            Some(list) => list.get(person as usize).copied().unwrap_or(person),
            None => person,
        };
        let (family, group) = (member(&self.families), member(&self.groups));
        let of = |fact: Option<FactId>| {
            let value = facts
                .iter()
                .find(|(known, _)| Some(*known) == fact)
                .map(|(_, value)| *value);
            value.unwrap_or(benefit::claim::NONE)
        };
        let (disease, provider) = (of(self.disease), of(self.provider));
        let Some(book) = self.books.get_mut(index) else {
            return NOWHERE;
        };
        match book.owner {
            AccOwner::Episode => NOWHERE,
            AccOwner::Person => book.find(person, window, 0),
            AccOwner::Family => book.find(family, window, 0),
            AccOwner::Group => book.find(group, window, 0),
            AccOwner::PersonDisease => book.find(person, window, disease),
            AccOwner::PersonProvider => book.find(person, window, provider),
        }
    }
}

fn put(values: &mut [i64], acc: AccId, value: i64) {
    if let Some(slot) = values.get_mut(usize::from(acc)) {
        *slot = value;
    }
}

impl Book {
    fn new(owner: AccOwner, window: AccWindow, acc: AccId) -> Book {
        let (slots, values) = (HashMap::new(), Vec::new());
        Book {
            accs: vec![acc],
            owner,
            window,
            owners: 0,
            slots,
            values,
        }
    }

    /// Straight numbering where that stays small: by person, or family or group number.
    fn open(&mut self, persons: usize, clock: &Clock) {
        let windows = match self.window {
            AccWindow::Year => clock.years.len(),
            AccWindow::Life => 1,
            _ => return,
        };
        let simple = matches!(
            self.owner,
            AccOwner::Person | AccOwner::Family | AccOwner::Group
        );
        if simple && windows <= 4 {
            self.owners = persons;
            self.values = vec![0; persons * windows * self.accs.len()];
        }
    }

    #[inline]
    fn straight(&self, owner: u32, window: u32) -> usize {
        (window as usize * self.owners + owner as usize) * self.accs.len()
    }

    fn find(&mut self, owner: u32, window: u32, of: i64) -> usize {
        if self.owners > 0 {
            return self.straight(owner, window);
        }
        let next = self.values.len();
        let slot = *self.slots.entry((owner, window, of)).or_insert(next);
        if slot == next {
            self.values.resize(next + self.accs.len(), 0);
        }
        slot
    }

    fn value(&self, slot: usize, place: usize) -> i64 {
        slot.checked_add(place)
            .and_then(|at| self.values.get(at))
            .copied()
            .unwrap_or(0)
    }
}

fn window_of(books: &[Book], index: usize, day: &Day, clock: &Clock) -> u32 {
    books
        .get(index)
        .map_or(0, |book| window(book.window, day, clock))
}

/// Number of the window of a day; the one before it has the number before.
#[inline]
fn window(window: AccWindow, day: &Day, clock: &Clock) -> u32 {
    match window {
        AccWindow::Year => day.year,
        AccWindow::Life | AccWindow::Episode => 0,
        AccWindow::Month => (day.date.year() * 12) as u32 + day.date.month(),
        AccWindow::Day => (day.date.day_number() - clock.first + 1) as u32,
    }
}
