//! The package as written: typed, every part with its place, names not yet resolved.

mod head;
mod period;
mod rule;
mod section;
mod value;
pub(crate) mod visit;

pub use head::{
    Acc, Class, ClassRow, Derive, DeriveHow, Fact, FactTypeName, Head, Named, Payer, Reading,
    Rounding, Source, Switch, Untranslated, UntranslatedEffect, YearDecl, YearPeriod,
};
pub use period::{Citation, Period};
pub use rule::{Cap, Count, Deny, Item, Segment, ShareFields, Step, StepKind};
pub use section::{Bound, BoundTrend, Entry, EntryKind, Merge, PayLine};
pub use value::{Condition, Expr, NamedValue, Operand, Rows, Table, Value, ValueKind, Version};

/// A whole package as written.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Section 1: the head.
    pub head: Head,
    /// Documents.
    pub sources: Vec<Source>,
    /// How ambiguous clauses are read.
    pub readings: Vec<Reading>,
    /// Switches.
    pub switches: Vec<Switch>,
    /// Clauses that are not expressed.
    pub untranslated: Vec<Untranslated>,
    /// Facts of the package's own, and extensions of registry facts.
    pub facts: Vec<Fact>,
    /// Derived facts.
    pub derives: Vec<Derive>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Named values.
    pub values: Vec<NamedValue>,
    /// Open parts besides `main`.
    pub parts: Vec<Named>,
    /// Causes of burden besides the standard ones.
    pub causes: Vec<Named>,
    /// Payers.
    pub payers: Vec<Payer>,
    /// Accumulators.
    pub accs: Vec<Acc>,
    /// Item rules.
    pub items: Vec<Item>,
    /// Denials.
    pub denies: Vec<Deny>,
    /// Steps.
    pub steps: Vec<Step>,
    /// Entries of the sections beside the bill, in file order within each section.
    pub entries: Vec<Entry>,
    /// Checks of the package itself.
    pub bounds: Vec<Bound>,
    /// Visits that join a stay.
    pub merges: Vec<Merge>,
}
