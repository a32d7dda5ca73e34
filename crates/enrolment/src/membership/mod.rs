//! Enrolment: one person, one running enrolment over all schemes and places.
//!
//! | file | what lives there |
//! |---|---|
//! | `state` | states, why an enrolment ends, which transition is allowed |
//! | `span` | days from – until, both included |
//! | `record` | an enrolment and the small words of it |
//! | `timeline` | a person's time: no overlap, take-over without a gap, doubles |
//! | `admit` | whether an application is accepted, from when until when |
//! | `batch` | many applications: family, school roster, village, import |
//! | `continuity` | missed years and the wait they bring |
//! | `contested` | doubles of old data: all loaded, one runs until resolved |
//! | `renewal` | last year's members: three lists that add up |
//! | `transfer` | in and out of a region: no gap or overlap, converted months |
//! | `message` | what two agencies tell each other about a transfer |
//! | `subsidy` | one subsidy a person and year |

mod admit;
mod batch;
mod contested;
mod continuity;
mod message;
mod record;
mod renewal;
mod span;
mod state;
mod subsidy;
mod timeline;
mod transfer;

pub use admit::{Accepted, Application, Dossier, Obligation, Verdict, decide, may_return};
pub use batch::{BatchLine, LineOutcome, decide_batch};
pub use contested::{Contest, OldRecord, Resolution, contests, giving_way, resolve};
pub use continuity::{Gap, gap_before};
pub use message::{Message, MessageKind, TransferSide, TransferState};
pub use record::{Channel, Enrolment, Funding, Ground, Standing};
pub use renewal::{Debit, Member, NotRenewed, Renewal, renew};
pub use span::Span;
pub use state::{EndReason, State, Transition};
pub use subsidy::{SubsidyCount, once_a_year};
pub use timeline::{Held, TakeOver, Timeline, doubles};
pub use transfer::{Certificate, HistorySpan, TransferIn, join, transfer_in};

#[cfg(test)]
mod tests;
