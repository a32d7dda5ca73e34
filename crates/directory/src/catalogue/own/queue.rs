//! Codes that lines named and nobody has mapped yet.

use base::{Date, Refused};

/// What became of a code in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueState {
    /// 待对照
    Waiting,
    /// 已对照
    Mapped,
    /// 不予对照: the institution may not charge it to the fund.
    Dismissed,
}

impl QueueState {
    /// All states.
    pub const ALL: [QueueState; 3] = [
        QueueState::Waiting,
        QueueState::Mapped,
        QueueState::Dismissed,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            QueueState::Waiting => "waiting",
            QueueState::Mapped => "mapped",
            QueueState::Dismissed => "dismissed",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            QueueState::Waiting => "待对照",
            QueueState::Mapped => "已对照",
            QueueState::Dismissed => "不予对照",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<QueueState> {
        let mut all = QueueState::ALL.into_iter();
        all.find(|state| state.code() == code)
    }
}

/// A code in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// `fixmedins_code` of the institution.
    pub institution: Box<str>,
    /// The own code.
    pub own: Box<str>,
    /// The national code that the line named beside it; empty where none.
    pub national: Box<str>,
    /// Day of service of the first line with it that came in.
    pub first_seen: Date,
    /// That of the latest line.
    pub last_seen: Date,
    /// How many lines named it while it waited.
    pub times: u32,
    /// What became of it.
    pub state: QueueState,
}

/// The queue, by institution and own code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    entries: Vec<QueueEntry>,
}

impl Queue {
    /// The queue as it was kept; one entry an own code.
    #[must_use]
    pub fn kept(mut entries: Vec<QueueEntry>) -> Queue {
        entries.sort_by(|a, b| key(a).cmp(&key(b)));
        entries.dedup_by(|later, first| key(later) == key(first));
        Queue { entries }
    }

    /// All entries, by institution and own code.
    #[must_use]
    pub fn entries(&self) -> &[QueueEntry] {
        &self.entries
    }

    /// Those that wait, the most often named first.
    #[must_use]
    pub fn waiting(&self) -> Vec<&QueueEntry> {
        let waiting = |entry: &&QueueEntry| entry.state == QueueState::Waiting;
        let mut list: Vec<&QueueEntry> = self.entries.iter().filter(waiting).collect();
        list.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| key(a).cmp(&key(b))));
        list
    }

    /// Notes that a line of a day named a code that nobody has mapped. A code that had been mapped
    /// before waits again; one that was dismissed stays so.
    pub fn note(&mut self, institution: &str, own: &str, national: &str, on: Date) {
        let place = self
            .entries
            .binary_search_by(|entry| key(entry).cmp(&(institution, own)));
        let place = match place {
            Ok(place) => place,
            Err(place) => {
                let entry = QueueEntry {
                    institution: institution.into(),
                    own: own.into(),
                    national: national.into(),
                    first_seen: on,
                    last_seen: on,
                    times: 0,
                    state: QueueState::Waiting,
                };
                self.entries.insert(place, entry);
                place
            }
        };
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        entry.first_seen = entry.first_seen.min(on);
        entry.last_seen = entry.last_seen.max(on);
        entry.times = entry.times.saturating_add(1);
        if entry.state == QueueState::Mapped {
            entry.state = QueueState::Waiting;
        }
        if !national.is_empty() {
            entry.national = national.into();
        }
    }

    /// Says what became of a code that waits.
    ///
    /// # Errors
    /// `queue.gone` where it does not wait.
    pub fn settle(
        &mut self,
        institution: &str,
        own: &str,
        state: QueueState,
    ) -> Result<(), Refused> {
        let place = self
            .entries
            .binary_search_by(|entry| key(entry).cmp(&(institution, own)));
        let entry = place.ok().and_then(|place| self.entries.get_mut(place));
        match entry.filter(|entry| entry.state == QueueState::Waiting) {
            Some(entry) => {
                entry.state = state;
                Ok(())
            }
            None => Err(Refused::new(
                "queue.gone",
                format!("机构编码 {own} 不在待对照队列中，请刷新后再操作。"),
            )),
        }
    }
}

fn key(entry: &QueueEntry) -> (&str, &str) {
    (&entry.institution, &entry.own)
}
