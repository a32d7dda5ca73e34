//! Backup and restore: one consistent snapshot as one portable file, from either engine into either.
//!
//! The format is described in docs/data/backup.md. Rows are written by table name and primary key, the
//! same bytes from both engines; each table carries its number of rows and a SHA-256 over them, so that
//! equal digests mean equal contents.

mod format;
mod loading;
mod reading;
mod restoring;
mod summary;
mod writing;

pub(crate) use format::put_row;
pub use reading::check;
pub use restoring::restore;
pub(crate) use summary::hex;
pub use summary::{BackupError, FORMAT, Summary, TableSum};
pub use writing::{totals, write};
