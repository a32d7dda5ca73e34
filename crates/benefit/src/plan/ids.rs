//! Indices into the vectors of a policy.

/// Index of a fact in [`super::Policy::facts`] (also its slot in a set of facts).
pub type FactId = u16;
/// Index of a pot in [`super::Policy::pots`].
pub type PotId = u16;
/// Index of an accumulator in [`super::Policy::accs`].
pub type AccId = u16;
/// Index of a table in [`super::Plan::tables`].
pub type TableId = u16;
