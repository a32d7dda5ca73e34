//! Enrolments, moves, tracks, mandates and regime profiles.
//!
//! | file | what lives there |
//! |---|---|
//! | `enrolment` | enrolments: rows in and out, bulk insert, search |
//! | `step` | from state to state, one by one and as a set |
//! | `dossier` | what is known of persons when applications are judged |
//! | `transfer` | transfers and certified time elsewhere |
//! | `renewal` | mandates, debits, last year's members |
//! | `work` | work items and track choices |
//! | `regime` | regime profiles, what is issued and practised |
//! | `check` | what `db verify` works through again |
//! | `report` | who is not enrolled, doubles, exceptions, interruptions |

mod check;
pub mod dossier;
pub mod enrolment;
pub mod regime;
pub mod renewal;
pub mod report;
pub mod step;
pub mod transfer;
pub mod work;

pub(crate) use check::CHECKS;

/// A person's key: bucket and number.
pub type Key = (i64, base::PersonNo);
