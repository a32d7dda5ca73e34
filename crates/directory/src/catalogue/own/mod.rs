//! What institutions call things in their own systems, and which national code is meant.
//!
//! An institution uploads a mapping (3301), the agency approves or refuses it, either side ends it
//! (3302). A line that names an own code is read by the mapping of the day of service; a code without
//! one goes to the queue.

mod identify;
mod list;
mod mapping;
mod queue;
mod similar;

pub use identify::{Identified, Stated, identify};
pub use list::{MappingChecks, MappingWarning, OwnList, examine};
pub use mapping::{Mapping, MappingState};
pub use queue::{Queue, QueueEntry, QueueState};
pub use similar::likeness;
