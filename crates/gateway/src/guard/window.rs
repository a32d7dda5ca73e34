//! A memory of marks within one process.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::frame::{Digest, Moment};

use super::port::{Mark, Seen, Sighting};

/// Remembers marks until their time is over. A server that stands alone uses it as it is.
///
/// A mark takes some 150 bytes: at 200 messages a second and a window of 30 minutes about 60 MB.
#[derive(Debug, Default)]
pub struct SeenWindow {
    marks: BTreeMap<Name, Digest>,
    ends: BTreeMap<Moment, Vec<Name>>,
    /// The latest end of a mark that was forgotten.
    forgotten: Option<Moment>,
}

/// The digest of a key, so that a mark takes the same room whatever a client sends.
type Name = [u8; 32];

impl SeenWindow {
    /// How many marks it remembers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether it remembers none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    fn forget(&mut self, now: Moment) {
        let kept = self.ends.split_off(&now);
        let over = std::mem::replace(&mut self.ends, kept);
        let latest = over.last_key_value().map(|(end, _)| *end);
        self.forgotten = self.forgotten.max(latest);
        for name in over.into_values().flatten() {
            self.marks.remove(&name);
        }
    }
}

impl Seen for SeenWindow {
    fn sight(&mut self, mark: &Mark, now: Moment) -> Sighting {
        self.forget(now);
        let name: Name = Sha256::digest(mark.key.as_bytes()).into();
        match self.marks.get(&name) {
            Some(digest) if *digest == mark.digest => Sighting::Same,
            Some(_) => Sighting::Other,
            // the clock was ahead for a while: whether this one was among those forgotten cannot be known
            None if Some(mark.until) <= self.forgotten => Sighting::Forgotten,
            None => {
                self.marks.insert(name, mark.digest);
                self.ends.entry(mark.until).or_default().push(name);
                Sighting::First
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(key: &str, digest: char, until: i64) -> Mark {
        Mark {
            key: key.to_owned(),
            digest: Digest::parse(&digest.to_string().repeat(64)).unwrap(),
            until: Moment::from_millis(until),
        }
    }

    #[test]
    fn a_mark_is_remembered_until_its_end() {
        let mut seen = SeenWindow::default();
        let now = Moment::from_millis;
        assert_eq!(seen.sight(&mark("a", '1', 100), now(0)), Sighting::First);
        assert_eq!(seen.sight(&mark("b", '1', 50), now(0)), Sighting::First);
        assert_eq!(seen.sight(&mark("a", '1', 100), now(100)), Sighting::Same);
        assert_eq!(seen.len(), 1, "b is over");
        assert_eq!(seen.sight(&mark("a", '2', 100), now(100)), Sighting::Other);
        assert_eq!(seen.sight(&mark("a", '2', 300), now(101)), Sighting::First);
        assert!(!seen.is_empty());
    }

    #[test]
    fn a_clock_put_forward_and_back_lets_no_replay_through() {
        let mut seen = SeenWindow::default();
        let now = Moment::from_millis;
        assert_eq!(seen.sight(&mark("a", '1', 100), now(0)), Sighting::First);
        assert_eq!(seen.sight(&mark("b", '1', 900), now(800)), Sighting::First);
        assert_eq!(seen.len(), 1, "a was forgotten");
        assert_eq!(
            seen.sight(&mark("a", '2', 100), now(1)),
            Sighting::Forgotten
        );
        assert_eq!(seen.sight(&mark("c", '1', 99), now(1)), Sighting::Forgotten);
        assert_eq!(seen.sight(&mark("c", '1', 101), now(1)), Sighting::First);
        assert_eq!(seen.sight(&mark("b", '1', 900), now(1)), Sighting::Same);
    }
}
