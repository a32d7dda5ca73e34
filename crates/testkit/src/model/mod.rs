//! The policy language once more: slow, obvious, and nothing shared with the kernel.
//!
//! The model reads the package's TOML as it stands and walks it claim by claim, after the sentences
//! of `docs/policy/reference.md`; each file names its section. Nothing is resolved beforehand: every
//! look-up finds its version, row and window anew, and every accumulator is summed from the record.
//! Numbers are exact rationals of any size. From `benefit` it takes only the registry, which is
//! data.
//!
//! It believes the package: what the checker refuses it does not look for. Outside it stand CSV
//! tables, reforms, the sections beside the bill other than `entitlement`, and `[[merge]]`.

mod amount;
mod condition;
mod derived;
mod exact;
mod fact;
mod fault;
mod history;
mod items;
mod judge;
mod moves;
mod package;
mod pay;
mod record;
mod scene;
mod step;
mod table;
mod value;
mod words;
mod year;

pub use exact::Exact;
pub use fault::Fault;
pub use history::{History, Standing, run};
pub use judge::{Judgement, judge};
pub use package::Package;
pub use record::{Delta, Record};
