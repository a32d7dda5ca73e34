//! Which periods are closed.

use std::collections::BTreeMap;

use base::{Date, RegionCode};

use super::balance::BalanceKey;
use crate::entry::{Book, Dimensions, Fund};

/// One set of books: what a tier keeps for a fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookKey {
    /// The tier.
    pub county: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// The book.
    pub book: Book,
}

impl BookKey {
    /// The set of books that an entry belongs to.
    #[must_use]
    pub const fn of(dims: &Dimensions) -> BookKey {
        BookKey {
            county: dims.county,
            fund: dims.fund,
            book: dims.book,
        }
    }

    /// The set of books that a balance belongs to.
    #[must_use]
    pub const fn of_balance(key: &BalanceKey) -> BookKey {
        BookKey {
            county: key.county,
            fund: key.fund,
            book: key.book,
        }
    }
}

/// The last closed day of each set of books. A period is closed once and never opened again; what was
/// wrong in it is put right in the next by red letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed(BTreeMap<BookKey, Date>);

impl Closed {
    /// The last closed day, if any is.
    #[must_use]
    pub fn until(&self, key: &BookKey) -> Option<Date> {
        self.0.get(key).copied()
    }

    /// Whether a day lies in a closed period.
    #[must_use]
    pub fn covers(&self, key: &BookKey, day: Date) -> bool {
        self.until(key).is_some_and(|until| day <= until)
    }

    /// Closes until a day; an earlier day than the one that stands changes nothing.
    pub fn close(&mut self, key: BookKey, until: Date) {
        let slot = self.0.entry(key).or_insert(until);
        *slot = (*slot).max(until);
    }
}
