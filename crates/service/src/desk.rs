//! Where use cases are served: the store and the clock.

use access::Actor;
use base::Date;
use store::{Deed, Session, Store, StoreError, Tx};

/// The clock, handed in by the binary: below it nothing reads the time.
pub trait Clock {
    /// Today, civil date of the pooling area.
    fn today(&self) -> Date;
    /// Milliseconds since 1970-01-01 UTC.
    fn wall(&self) -> i64;
}

/// The store and the clock, which every use case needs.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    store: &'a Store,
    clock: &'a dyn Clock,
}

impl<'a> Desk<'a> {
    /// A desk over a store.
    #[must_use]
    pub const fn new(store: &'a Store, clock: &'a dyn Clock) -> Self {
        Self { store, clock }
    }

    /// Today.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// The wall clock in milliseconds; it informs, it never orders.
    #[must_use]
    pub fn wall(&self) -> i64 {
        self.clock.wall()
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &'a Store {
        self.store
    }

    /// Reads over one snapshot.
    ///
    /// # Errors
    /// Whatever `work` gives, or storage.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.store.read(work)
    }

    /// Writes in one transaction that carries the actor and the name of the use case.
    ///
    /// # Errors
    /// Whatever `work` gives, or storage; nothing was written then.
    pub fn write<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        command: &str,
        reason: Option<&str>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut deed = Deed::of(actor, command, self.wall());
        deed.reason = reason.map(str::to_owned);
        self.store.write(&deed, work)
    }
}
