//! What serves messages: store, clock, accounts, dialects, transactions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::RegionCode;
use service::counter::Counter;
use service::{Clock, Desk};
use store::Store;

use super::door::Door;
use super::marks::Marks;
use super::metrics::Metrics;
use crate::definition::Definitions;
use crate::desk::Transactions;
use crate::frame::Moment;
use crate::profile::{Profile, Profiles};

/// What serves messages.
pub struct House {
    /// The store.
    pub store: Arc<Store>,
    /// The clock.
    pub clock: Arc<dyn Clock + Send + Sync>,
    /// The pooling area.
    pub pool: RegionCode,
    /// Accounts and keys.
    pub door: Box<dyn Door>,
    /// The dialects that are spoken.
    pub profiles: Profiles,
    /// The dialect of who says nothing.
    pub common: Profile,
    /// The transactions.
    pub definitions: &'static Definitions,
    /// How they are carried out.
    pub transactions: Transactions,
    /// The queue of what moves money or a visit; without one those transactions are not open.
    pub counter: Option<Counter>,
    /// What was heard.
    pub marks: Marks,
    /// What is counted.
    pub metrics: Metrics,
    sequence: AtomicU64,
}

impl House {
    /// A house. `common` is the dialect of senders who show no headers and of answers to who is not known.
    ///
    /// # Errors
    /// Where the system has no thread to spare.
    pub fn open(
        (store, pool): (Arc<Store>, RegionCode),
        clock: Arc<dyn Clock + Send + Sync>,
        door: Box<dyn Door>,
        (profiles, common): (Profiles, Profile),
        transactions: Transactions,
    ) -> std::io::Result<House> {
        let marks = Marks::start(Arc::clone(&store), pool)?;
        // ids of answers of the second before a restart are not used again
        let first = u64::try_from(clock.wall()).unwrap_or_default();
        Ok(House {
            store,
            clock,
            pool,
            door,
            profiles,
            common,
            definitions: Definitions::shipped(),
            transactions,
            counter: None,
            marks,
            metrics: Metrics::default(),
            sequence: AtomicU64::new(first),
        })
    }

    /// The same with a counter.
    #[must_use]
    pub fn with_counter(mut self, counter: Counter) -> House {
        self.counter = Some(counter);
        self
    }

    /// The desk that use cases are served at.
    #[must_use]
    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.store, &*self.clock)
    }

    /// Now, on the day of the office: the time of the wall on the day that [`Clock::today`] says, which tests and
    /// demonstrations set (TONGCHOU_TODAY).
    #[must_use]
    pub fn now(&self) -> Moment {
        self.wall().on(self.clock.today())
    }

    /// Now by the wall.
    #[must_use]
    pub fn wall(&self) -> Moment {
        Moment::from_millis(self.clock.wall())
    }

    /// A number that no other answer has.
    pub(super) fn next(&self) -> u64 {
        self.sequence.fetch_add(1, Ordering::Relaxed)
    }

    /// Messages that wait for the counter.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.counter.as_ref().map_or(0, Counter::queued)
    }

    /// Ends what runs beside the messages, when what the counter took in is answered. Call it when the server has
    /// ended.
    pub fn close(&self) {
        if let Some(counter) = &self.counter {
            counter.close();
        }
        self.marks.close();
    }
}
