//! Which lines of the two sides belong together.

use std::collections::{BTreeMap, BTreeSet};

use base::Fen;

use super::item::Item;

/// Lines that belong together: their amounts agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Numbers of the book's lines.
    pub book: Vec<i64>,
    /// Numbers of the statement's lines.
    pub statement: Vec<i64>,
    /// Whether they were found by the key; else by amount and day.
    pub by_key: bool,
}

/// What came of a matching.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// What belongs together.
    pub matched: Vec<Matched>,
    /// Lines of the book that nothing belongs to, in the order given.
    pub book: Vec<Item>,
    /// Lines of the statement that nothing belongs to, in the order given.
    pub statement: Vec<Item>,
}

/// Matches lines: first all lines of one key and year whose amounts add up alike on both sides, then single lines of
/// equal amount on the same day, then those at most `days` apart, each where neither side has a second one that could be
/// meant. Premiums are many of one amount, day after day: the day is what tells them apart. What is doubtful stays
/// unmatched: a person decides it.
#[must_use]
pub fn match_items(book: &[Item], statement: &[Item], days: u32) -> Matching {
    let mut matched = by_key(book, statement);
    let (mut book, mut statement) = left(book, statement, &matched);
    for apart in [0, days] {
        let found = by_amount(&book, &statement, apart);
        (book, statement) = left(&book, &statement, &found);
        matched.extend(found);
    }
    Matching {
        matched,
        book,
        statement,
    }
}

/// The lines of both sides that are not among the matched.
fn left(book: &[Item], statement: &[Item], matched: &[Matched]) -> (Vec<Item>, Vec<Item>) {
    let (books, lines) = taken(matched);
    let rest = |items: &[Item], gone: &BTreeSet<i64>| -> Vec<Item> {
        let left = items.iter().filter(|item| !gone.contains(&item.no));
        left.cloned().collect()
    };
    (rest(book, &books), rest(statement, &lines))
}

fn taken(matched: &[Matched]) -> (BTreeSet<i64>, BTreeSet<i64>) {
    let books = matched.iter().flat_map(|one| one.book.iter().copied());
    let lines = matched.iter().flat_map(|one| one.statement.iter().copied());
    (books.collect(), lines.collect())
}

type Key<'a> = (&'a str, Option<i32>);

fn grouped(items: &[Item]) -> BTreeMap<Key<'_>, Vec<&Item>> {
    let mut groups: BTreeMap<Key<'_>, Vec<&Item>> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.key.is_empty()) {
        groups.entry((&item.key, item.year)).or_default().push(item);
    }
    groups
}

fn sum(items: &[&Item]) -> Option<Fen> {
    Fen::checked_sum(items.iter().map(|item| item.amount))
}

fn numbers(items: &[&Item]) -> Vec<i64> {
    items.iter().map(|item| item.no).collect()
}

fn by_key(book: &[Item], statement: &[Item]) -> Vec<Matched> {
    let lines = grouped(statement);
    let mut matched = Vec::new();
    for (key, own) in grouped(book) {
        let Some(other) = lines.get(&key) else {
            continue;
        };
        if sum(&own).is_some() && sum(&own) == sum(other) {
            matched.push(Matched {
                book: numbers(&own),
                statement: numbers(other),
                by_key: true,
            });
        }
    }
    matched
}

fn by_amount(book: &[Item], statement: &[Item], days: u32) -> Vec<Matched> {
    let index = |items: &'_ [Item]| {
        let mut amounts: BTreeMap<(Fen, Option<i32>), Vec<Item>> = BTreeMap::new();
        for item in items {
            let place = amounts.entry((item.amount, item.year)).or_default();
            place.push(item.clone());
        }
        amounts
    };
    let (books, lines) = (index(book), index(statement));
    let mut matched = Vec::new();
    for (amount, own) in &books {
        let Some(other) = lines.get(amount) else {
            continue;
        };
        for item in own {
            let near: Vec<&Item> = other
                .iter()
                .filter(|line| could_be(item, line, days))
                .collect();
            let [line] = near.as_slice() else { continue };
            let rivals = own.iter().filter(|rival| could_be(rival, line, days));
            if rivals.count() == 1 {
                matched.push(Matched {
                    book: vec![item.no],
                    statement: vec![line.no],
                    by_key: false,
                });
            }
        }
    }
    matched
}

/// Near in time, and not told apart by their keys.
fn could_be(item: &Item, line: &Item, days: u32) -> bool {
    let apart = item.on.day_number().abs_diff(line.on.day_number());
    let silent = item.key.is_empty() || line.key.is_empty();
    apart <= days && silent
}
