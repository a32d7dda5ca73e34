//! What is fixed when a package is compiled.

use base::Date;
use std::collections::BTreeMap;

/// What is fixed when a package is compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompileOptions {
    /// Options of switches, by name; the others keep their default.
    pub switches: BTreeMap<String, String>,
    /// Values of parameters that no source gives: `table.NAME` or `table.NAME.KEY…`, as a package would write them.
    pub parameters: BTreeMap<String, String>,
    /// Versions of tables published later are ignored.
    pub known_at: Option<Date>,
}
