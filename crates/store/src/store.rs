//! The store: connections, snapshots, transactions.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::migrate::{self, Applied};
use crate::port::{Begin, Dialect, Port, PostgresPort, SqlitePort};
use crate::statistics::Growth;
use crate::tx::Inserted;
use crate::{Deed, Place, Session, StoreError, Tx};

/// A store, shared by threads. Connections are kept and reused.
#[derive(Debug)]
pub struct Store {
    place: Place,
    idle: Mutex<Vec<Box<dyn Port>>>,
    growth: Mutex<Growth>,
}

impl std::fmt::Debug for Box<dyn Port> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection")
    }
}

impl Store {
    /// Opens a store whose schema fits this program.
    ///
    /// # Errors
    /// [`StoreError::Open`] where it cannot be reached, [`StoreError::Schema`] where it must be
    /// migrated first or is too new.
    pub fn open(place: Place) -> Result<Store, StoreError> {
        let store = Store::unchecked(place, false)?;
        store.plain(|port| migrate::fits(port))?;
        Ok(store)
    }

    /// Opens a store, makes the file where there is none, and brings the schema up to date.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn create(place: Place) -> Result<(Store, Vec<Applied>), StoreError> {
        let store = Store::unchecked(place, true)?;
        let applied = store.plain(|port| migrate::migrate(port))?;
        Ok((store, applied))
    }

    /// Opens a place whose schema is not looked at.
    pub(crate) fn unchecked(place: Place, create: bool) -> Result<Store, StoreError> {
        let first = connect(&place, create)?;
        Ok(Store {
            place,
            idle: Mutex::new(vec![first]),
            growth: Mutex::default(),
        })
    }

    /// Whether the next commits need not wait for the disk: only for a store that is being made anew and can be
    /// made again, by one thread. With `false` all that was written is on the disk, and commits wait again.
    ///
    /// # Errors
    /// [`StoreError::Engine`].
    pub fn hurry(&self, hurried: bool) -> Result<(), StoreError> {
        self.plain(|port| {
            port.script(match (port.dialect(), hurried) {
                (Dialect::Sqlite, true) => "PRAGMA synchronous = OFF",
                (Dialect::Sqlite, false) => {
                    "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)"
                }
                (Dialect::Postgres, true) => "SET synchronous_commit = off",
                (Dialect::Postgres, false) => "RESET synchronous_commit",
            })
        })
    }

    /// Where it lies.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Reads over one snapshot.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`StoreError`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut port = self.take()?;
        port.begin(Begin::Read)?;
        let answer = work(&mut Session::new(&mut *port));
        // Nothing was written; ending the snapshot cannot lose anything.
        if port.rollback().is_ok() {
            self.give_back(port);
        }
        answer
    }

    /// Writes in one transaction: committed where `work` succeeds, undone where it does not.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`StoreError`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        deed: &Deed,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut port = self.take()?;
        port.begin(Begin::Write)?;
        let mut inserted = Inserted::new();
        let answer = Tx::begin(Session::new(&mut *port), deed)
            .map_err(E::from)
            .and_then(|mut tx| {
                let answer = work(&mut tx);
                inserted = tx.inserted();
                answer
            });
        let ended = match &answer {
            Ok(_) => port.commit(),
            Err(_) => port.rollback(),
        };
        match (answer, ended) {
            (Ok(_), Err(error)) => {
                let _ = port.rollback();
                Err(error.into())
            }
            (answer, Ok(())) => {
                if answer.is_ok() {
                    self.grow(&mut *port, inserted);
                }
                self.give_back(port);
                answer
            }
            (answer, Err(_)) => answer,
        }
    }

    /// Tells the engine of tables that have grown much.
    fn grow(&self, port: &mut dyn Port, inserted: Inserted) {
        let due = locked(&self.growth).due(inserted);
        for table in &due {
            // What was written is committed; without fresh statistics the engine only plans worse.
            let _ = port.script(&format!("ANALYZE {table}"));
        }
        if !due.is_empty() && port.dialect() == Dialect::Sqlite {
            // Connections to a file plan by the statistics that they opened it with.
            self.lock().clear();
        }
    }

    /// Tells the engine how large every table is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn measure(&self) -> Result<(), StoreError> {
        self.plain(|port| port.script("ANALYZE"))?;
        // Connections to a file plan by the statistics that they opened it with.
        self.lock().clear();
        Ok(())
    }

    /// A connection without a transaction of its own, for migration, restore and maintenance.
    pub(crate) fn plain<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn Port) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut port = self.take()?;
        let answer = work(&mut *port);
        if answer.is_ok() {
            self.give_back(port);
        }
        answer
    }

    fn take(&self) -> Result<Box<dyn Port>, StoreError> {
        while let Some(mut port) = self.lock().pop() {
            if port.is_alive() {
                return Ok(port);
            }
        }
        connect(&self.place, false)
    }

    fn give_back(&self, port: Box<dyn Port>) {
        self.lock().push(port);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Box<dyn Port>>> {
        locked(&self.idle)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(place: &Place, create: bool) -> Result<Box<dyn Port>, StoreError> {
    Ok(match place {
        Place::File(path) => Box::new(SqlitePort::open(path, create)?),
        Place::Server(url) => Box::new(PostgresPort::open(url)?),
    })
}
