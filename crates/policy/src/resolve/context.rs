//! What the rules of one version are resolved against.

use super::symbols::Symbols;
use crate::diagnostic::Sink;
use base::Date;
use benefit::plan::{FactId, Table};
use std::cell::Cell;
use std::collections::BTreeMap;

/// How a value reaches a table on a day.
#[derive(Debug, Clone)]
pub(crate) enum TableUse {
    /// Directly.
    One(u16),
    /// By a date fact of its own: first day and table; `None`: no version from that day on.
    Dated(FactId, Vec<(Date, Option<u16>)>),
    /// No version holds, or the parameter is not set.
    Unset,
}

/// What rules of one span are resolved against.
pub(crate) struct Context<'a> {
    pub symbols: &'a Symbols<'a>,
    pub tables: &'a BTreeMap<String, TableUse>,
    pub built: &'a [Table],
    pub sink: &'a Sink,
    /// Nesting of named values.
    pub depth: Cell<usize>,
    /// Named values put in so far, against doubling at every level.
    pub expansions: Cell<usize>,
}
