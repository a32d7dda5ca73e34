//! The events that make entries: templates as data, and the case that fills one.

mod case;
mod fill;
mod read;
mod template;

pub use case::{Case, Part};
pub use fill::fill;
pub use template::{
    AccountOf, Computed, EntryTemplate, Event, EventRole, Events, LegTemplate, MemoTemplate, Need,
    Premium, Tier, Variant,
};
