//! Migrations: numbered files, embedded, applied once and never changed afterwards.
//!
//! Expand and contract: a migration adds; older servers keep running beside it. One that takes
//! something away carries the line `-- contract` and shuts out servers that do not know it.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::port::{Begin, Dialect, Port, statements};
use crate::{Misfit, StoreError, params};

/// A migration: number, name, text.
pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal,)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
        },)*]
    };
}

/// Every migration in order. A migration that was released is never edited; a change is a new one.
const MIGRATIONS: &[Migration] = migrations![
    1 "0001_core",
    5 "0005_users",
    10 "0010_people",
    20 "0020_membership",
    30 "0030_contribution",
    40 "0040_premium",
    50 "0050_ledger",
    60 "0060_control",
    70 "0070_posting",
    100 "0100_catalogue",
    105 "0105_credential",
    110 "0110_provider",
    120 "0120_visit",
    125 "0125_filing",
    130 "0130_settlement",
    135 "0135_onestop",
    140 "0140_claim",
    145 "0145_network",
    150 "0150_gateway",
    160 "0160_list",
];

/// A migration that was applied just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: &'static str,
}

/// The numbers, names and texts of all migrations, in order.
pub fn migrations() -> impl Iterator<Item = (i64, &'static str, &'static str)> {
    MIGRATIONS.iter().map(|m| (m.number, m.name, m.text))
}

const HEAD: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    contracts BIGINT NOT NULL,
    applied BIGINT NOT NULL
)";

/// Applies what is missing, each migration in a transaction of its own.
pub(crate) fn migrate(port: &mut dyn Port) -> Result<Vec<Applied>, StoreError> {
    let mut applied = Vec::new();
    for migration in MIGRATIONS {
        port.begin(Begin::Write)?;
        match apply(port, migration) {
            Ok(done) => {
                port.commit()?;
                applied.extend(done);
            }
            Err(error) => {
                port.rollback()?;
                return Err(error);
            }
        }
    }
    fits(port)?;
    crate::users::sync_roles(port)?;
    Ok(applied)
}

/// Applies one migration, which must be the one of this digest.
pub(crate) fn one(port: &mut dyn Port, number: i64, wanted: &str) -> Result<(), StoreError> {
    let known = MIGRATIONS
        .iter()
        .find(|m| m.number == number && digest(m.text) == wanted);
    let told = || StoreError::Schema(format!("migration {number} of the backup is not known"));
    let migration = known.ok_or_else(told)?;
    port.begin(Begin::Write)?;
    apply(port, migration)?;
    port.commit()
}

fn apply(port: &mut dyn Port, migration: &Migration) -> Result<Option<Applied>, StoreError> {
    if port.dialect() == Dialect::Postgres {
        // Two programs that migrate at once come one after the other.
        port.script("SELECT pg_advisory_xact_lock(7305811)")?;
    }
    port.script(HEAD)?;
    let known = port.rows(
        "SELECT digest FROM schema_migration WHERE number = $1",
        &params![migration.number],
    )?;
    if !known.is_empty() {
        return Ok(None);
    }
    for statement in statements(port.dialect(), migration.text)? {
        port.script(&statement).map_err(|error| {
            let first: String = statement.chars().take(60).collect();
            StoreError::Schema(format!("{}: {first}: {error}", migration.name))
        })?;
    }
    port.run(
        "INSERT INTO schema_migration (number, name, digest, contracts, applied) VALUES ($1, $2, $3, $4, $5)",
        &params![
            migration.number,
            migration.name,
            digest(migration.text),
            migration.text.lines().any(|line| line == "-- contract"),
            wall()
        ],
    )?;
    Ok(Some(Applied {
        number: migration.number,
        name: migration.name,
    }))
}

/// Whether this program can serve the schema as it stands.
pub(crate) fn fits(port: &mut dyn Port) -> Result<(), StoreError> {
    let known = port
        .rows(
            "SELECT number, name, digest, contracts FROM schema_migration ORDER BY number",
            &[],
        )
        .map_err(|_| StoreError::Misfit(Misfit::Empty))?;
    for row in &known {
        let number = row.int(0)?;
        match MIGRATIONS.iter().find(|m| m.number == number) {
            Some(ours) if digest(ours.text) != row.text(2)? => {
                return Err(StoreError::Misfit(Misfit::Changed(ours.name.to_owned())));
            }
            None if row.flag(3)? => {
                return Err(StoreError::Misfit(Misfit::Newer(row.text(1)?.to_owned())));
            }
            _ => {}
        }
    }
    let missing = |m: &&Migration| {
        !known
            .iter()
            .any(|row| row.int(0).is_ok_and(|no| no == m.number))
    };
    match MIGRATIONS.iter().find(missing) {
        Some(m) => Err(StoreError::Misfit(Misfit::Missing(m.name.to_owned()))),
        None => Ok(()),
    }
}

fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text.as_bytes());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// When a migration was applied; it informs operators and orders nothing.
fn wall() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
