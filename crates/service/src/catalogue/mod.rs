//! The catalogue of the pooling area: lists are loaded, compared, proposed and decided; institutions map their own
//! codes; the counter reads all of it from memory.
//!
//! | module | what lives there |
//! |---|---|
//! | [`sort`](Sort), `content`, `plan` | what can be loaded, its rows as they are kept, what they change |
//! | `release` | load, propose, decide, report ([`propose`], [`decide`], [`report`]) |
//! | `compiled` | the whole catalogue in memory, read again only when its revision moved ([`current`], [`own`]) |
//! | `counter` | from a line to the facts that are priced, without a statement ([`AtCounter`]) |
//! | `mapping`, `review` | 3301 and 3302: upload, withdrawal, approval, refusal |
//! | `queue` | own codes that nobody has mapped |
//! | `query` | 1301–1319: rows for the national interface |
//! | `show` | one code with its history; essential drugs by institution |

mod compiled;
mod content;
mod counter;
mod mapping;
mod plan;
mod query;
mod queue;
mod release;
mod report;
mod review;
mod show;
mod sort;

pub use compiled::{City, OwnCodes, current, own};
pub use content::Parsed;
pub use counter::{AtCounter, Turned, at_counter, at_counters};
pub use mapping::{Site, Uploaded, Uploading, Withdrawing, upload, withdraw};
pub use query::{
    Limit, Listed, MappingRow, Page, Pages, SelfPay, Wanted, items, limits, mappings, self_pays,
    since, terms,
};
pub use queue::{dismiss, note, waiting};
pub use release::{Loading, Proposed, decide, propose, releases, report};
pub use report::{Report, ReportLine};
pub use review::{Look, Mapped, approve, refuse, to_review};
pub use show::{Shown, essential_stock, history};
pub use sort::Sort;
