//! Writing: a step of knowledge.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use access::{Actor, Role, UserName};
use base::{RegionCode, TxNo};

use crate::{Session, StoreError, Value, params};

/// Who does what, when and why: what the row of a transaction says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The pooling area.
    pub pool: RegionCode,
    /// The region of the actor.
    pub region: RegionCode,
    /// The user.
    pub user: UserName,
    /// In which role.
    pub role: Role,
    /// The use case, such as `enrol.approve`.
    pub command: String,
    /// Why, where the use case asks for a reason.
    pub reason: Option<String>,
    /// Wall time, milliseconds since 1970-01-01 UTC. It informs; it never orders.
    pub wall: i64,
}

impl Deed {
    /// What an actor does.
    #[must_use]
    pub fn of(actor: &Actor, command: &str, wall: i64) -> Deed {
        Deed {
            pool: actor.scope().pool(),
            region: actor.scope().region(),
            user: actor.user().clone(),
            role: actor.role(),
            command: command.to_owned(),
            reason: None,
            wall,
        }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Deed {
        self.reason = Some(reason.into());
        self
    }
}

/// A transaction that writes. Everything in it becomes visible together, or not at all.
///
/// Transactions of one pooling area come one after the other: the counter of the axis of knowledge is
/// taken first and held to the commit. So what a transaction read stays true until it commits.
pub struct Tx<'a> {
    session: Session<'a>,
    no: TxNo,
    pool: RegionCode,
    inserted: Inserted,
}

/// How many rows a transaction inserted into each table in bulk.
pub(crate) type Inserted = BTreeMap<String, u64>;

impl<'a> Tx<'a> {
    pub(crate) fn begin(mut session: Session<'a>, deed: &Deed) -> Result<Self, StoreError> {
        let row = session.row(
            "UPDATE sequence SET next = next + 1 WHERE pool = $1 AND name = 'tx' RETURNING next - 1",
            &params![deed.pool],
        )?;
        let row = row.ok_or_else(|| StoreError::NoPool(deed.pool.short()))?;
        let no = row.no(0, TxNo::new)?;
        session.port().run(
            "INSERT INTO tx (pool, tx, wall, user_name, role, region, command, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &params![
                deed.pool,
                no,
                deed.wall,
                deed.user.as_str(),
                deed.role.code(),
                deed.region,
                deed.command.as_str(),
                deed.reason.clone()
            ],
        )?;
        Ok(Self {
            session,
            no,
            pool: deed.pool,
            inserted: Inserted::new(),
        })
    }

    /// The number of this step of knowledge.
    #[must_use]
    pub const fn no(&self) -> TxNo {
        self.no
    }

    /// The pooling area.
    #[must_use]
    pub const fn pool(&self) -> RegionCode {
        self.pool
    }

    /// Runs a statement; how many rows it touched.
    ///
    /// # Errors
    /// [`StoreError`], here and below; the transaction must then be given up.
    pub fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.session.port().run(sql, params)
    }

    /// Runs a statement that must touch exactly one row.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it touched none or several: somebody else was faster.
    pub fn run_one(&mut self, sql: &str, params: &[Value]) -> Result<(), StoreError> {
        match self.run(sql, params)? {
            1 => Ok(()),
            touched => Err(StoreError::Conflict(format!(
                "{touched} rows touched instead of one"
            ))),
        }
    }

    /// Inserts many rows at once, as fast as the engine can.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn insert(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.session.port().insert(table, columns, rows)?;
        self.grew(table, rows.len() as u64);
        Ok(())
    }

    /// Counts rows that a statement of its own inserted, so that the table is measured as it grows.
    pub(crate) fn grew(&mut self, table: &str, rows: u64) {
        *self.inserted.entry(table.to_owned()).or_default() += rows;
    }

    /// What was inserted in bulk.
    pub(crate) fn inserted(self) -> Inserted {
        self.inserted
    }

    /// Takes `count` numbers of a named sequence of the pooling area; the first of them.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn take(&mut self, sequence: &str, count: u32) -> Result<i64, StoreError> {
        let row = self.session.row(
            "INSERT INTO sequence (pool, name, next) VALUES ($1, $2, 1 + CAST($3 AS BIGINT)) \
             ON CONFLICT (pool, name) DO UPDATE SET next = sequence.next + CAST($3 AS BIGINT) RETURNING next - CAST($3 AS BIGINT)",
            &params![self.pool, sequence, i64::from(count)],
        )?;
        row.ok_or_else(|| StoreError::Corrupt(format!("sequence {sequence}")))?
            .int(0)
    }

    /// Takes one number: `tx.next("person", PersonNo::new)`.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn next<T>(
        &mut self,
        sequence: &str,
        make: impl FnOnce(i64) -> Option<T>,
    ) -> Result<T, StoreError> {
        make(self.take(sequence, 1)?)
            .ok_or_else(|| StoreError::Corrupt(format!("sequence {sequence}")))
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = Session<'a>;

    fn deref(&self) -> &Session<'a> {
        &self.session
    }
}

impl<'a> DerefMut for Tx<'a> {
    fn deref_mut(&mut self) -> &mut Session<'a> {
        &mut self.session
    }
}
