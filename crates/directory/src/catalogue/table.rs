//! A list of one sort with its history: found by code and day.

use base::{Date, Refused, Validity};

use super::code::Code;

/// What can stand in a table.
pub trait Coded: Clone + PartialEq {
    /// Its code.
    fn code(&self) -> Code;
}

/// A record in the days in which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// In which days.
    pub validity: Validity,
    /// What holds in them.
    pub record: T,
}

/// What a look-up found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a, T> {
    /// In force on the day.
    InForce(&'a Entry<T>),
    /// Known, and not in force on the day: the entry that ended last before it.
    Ended(&'a Entry<T>),
    /// Known, and not in force on the day: the first entry after it.
    NotYet(&'a Entry<T>),
    /// In force on the day for persons of other categories only.
    ForOthers(&'a Entry<T>),
    /// Never heard of.
    Unknown,
}

impl<'a, T> Found<'a, T> {
    /// The record, where it is in force.
    #[must_use]
    pub const fn in_force(&self) -> Option<&'a T> {
        match self {
            Found::InForce(entry) => Some(&entry.record),
            _ => None,
        }
    }
}

/// Entries ordered by code and day; of one code no two share a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T> {
    // the codes stand apart, close together, since a look-up compares many of them
    codes: Vec<Code>,
    entries: Vec<Entry<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table {
            codes: Vec::new(),
            entries: Vec::new(),
        }
    }
}

/// First day; the beginning of time where none is known.
pub(super) fn first_day(validity: &Validity) -> Date {
    validity.from().unwrap_or(Date::MIN)
}

/// Last day; the end of time where there is none.
pub(super) fn last_day(validity: &Validity) -> Date {
    validity.until().unwrap_or(Date::MAX)
}

impl<T: Coded> Table<T> {
    /// A table of entries in any order.
    ///
    /// # Errors
    /// `catalogue.overlap` where two entries of one code share a day.
    pub fn new(mut entries: Vec<Entry<T>>) -> Result<Table<T>, Refused> {
        entries.sort_by_key(key);
        if let Some(code) = overlap(&entries) {
            return Err(Refused::new(
                "catalogue.overlap",
                format!("目录编码 {code} 有两条有效期重叠的记录，请核对起止日期，每天只能有一条。"),
            ));
        }
        Ok(Table::ordered(entries))
    }

    /// A table of entries that are in order and do not overlap.
    pub(super) fn ordered(entries: Vec<Entry<T>>) -> Table<T> {
        let codes = entries.iter().map(|entry| entry.record.code()).collect();
        Table { codes, entries }
    }

    /// Number of entries, those of the past included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All entries, by code and day.
    #[must_use]
    pub fn entries(&self) -> &[Entry<T>] {
        &self.entries
    }

    /// The entries of a code, by day.
    #[must_use]
    pub fn history(&self, code: &Code) -> &[Entry<T>] {
        let start = self.codes.partition_point(|known| known < code);
        let rest = self.codes.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|known| *known == code).count();
        let end = start.saturating_add(length);
        self.entries.get(start..end).unwrap_or_default()
    }

    /// The record of a code on a day, by the text of the code.
    #[must_use]
    pub fn find(&self, code: &str, on: Date) -> Found<'_, T> {
        match Code::probe(code) {
            Some(code) => self.find_code(&code, on),
            None => Found::Unknown,
        }
    }

    /// The record of a code on a day.
    #[must_use]
    pub fn find_code(&self, code: &Code, on: Date) -> Found<'_, T> {
        let mut before = None;
        for entry in self.history(code) {
            if entry.validity.covers(on) {
                return Found::InForce(entry);
            }
            if on < first_day(&entry.validity) {
                return before.map_or(Found::NotYet(entry), Found::Ended);
            }
            before = Some(entry);
        }
        before.map_or(Found::Unknown, Found::Ended)
    }

    /// What is in force on a day, by code.
    pub fn as_of(&self, on: Date) -> impl Iterator<Item = &T> {
        let entries = self.entries.iter();
        entries
            .filter(move |entry| entry.validity.covers(on))
            .map(|entry| &entry.record)
    }
}

pub(super) fn key<T: Coded>(entry: &Entry<T>) -> (Code, Date) {
    (entry.record.code(), first_day(&entry.validity))
}

/// The first code with two entries that share a day; the entries are ordered.
pub(super) fn overlap<T: Coded>(entries: &[Entry<T>]) -> Option<Code> {
    let shared = |pair: &&[Entry<T>]| match pair {
        [a, b] => a.record.code() == b.record.code() && a.validity.overlaps(&b.validity),
        _ => false,
    };
    let pair = entries.windows(2).find(shared)?;
    pair.first().map(|entry| entry.record.code())
}

#[cfg(test)]
mod tests {
    use super::super::kind::Kind;
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Named(Code, &'static str);

    impl Coded for Named {
        fn code(&self) -> Code {
            self.0
        }
    }

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn entry(code: &str, name: &'static str, span: (&str, &str)) -> Entry<Named> {
        let end = |text: &str| (!text.is_empty()).then(|| date(text));
        Entry {
            validity: Validity::new(end(span.0), end(span.1)).unwrap(),
            record: Named(Code::parse(Kind::Chronic, code).unwrap(), name),
        }
    }

    #[test]
    fn the_day_decides_which_entry_is_found() {
        let table = Table::new(vec![
            entry("M2", "other", ("", "")),
            entry("M1", "second", ("2026-03-01", "2026-05-31")),
            entry("M1", "first", ("2025-01-01", "2025-12-31")),
        ])
        .unwrap();
        let find = |day| table.find("M1", date(day));
        let name = |found: Found<'_, Named>| found.in_force().map(|named| named.1);
        assert_eq!(name(find("2025-12-31")), Some("first"));
        assert_eq!(name(find("2026-03-01")), Some("second"));
        assert!(matches!(find("2024-12-31"), Found::NotYet(entry) if entry.record.1 == "first"));
        assert!(matches!(find("2026-01-01"), Found::Ended(entry) if entry.record.1 == "first"));
        assert!(matches!(find("2026-06-01"), Found::Ended(entry) if entry.record.1 == "second"));
        assert_eq!(table.find("M3", date("2026-01-01")), Found::Unknown);
        assert_eq!(table.find("药", date("2026-01-01")), Found::Unknown);
        assert_eq!(table.as_of(date("2026-04-01")).count(), 2);
    }

    #[test]
    fn two_entries_on_one_day_are_refused() {
        let refused = Table::new(vec![
            entry("M1", "a", ("", "2025-12-31")),
            entry("M1", "b", ("2025-12-31", "")),
        ]);
        assert_eq!(refused.unwrap_err().code(), "catalogue.overlap");
    }
}
