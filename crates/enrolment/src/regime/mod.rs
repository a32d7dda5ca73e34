//! Regime profiles: what differs between pooling areas and periods, as data with the article behind it.
//!
//! A [`Profile`] is one file of `regimes/`. Every line of it names its article; where the text is silent
//! and a reading was needed, the reading stands beside it. What no source gives is absent, and asking for
//! it is refused with the way to mend it: no city inherits the rule of another.
//!
//! | file | what lives there |
//! |---|---|
//! | `profile` | the profile and the shelf of profiles, found by pooling area and day |
//! | `article` | an article, and a refusal that rests on it |
//! | `fund` | fund mode, moves of money between levels, opening balances |
//! | `admission` | place, window, voluntary or duty, schemes open |
//! | `continuity` | interruption, waiting period, newborns |
//! | `transfer` | conversion of years, waiting of flexible employment |
//! | `track` | two tracks beside each other and their cut-off |
//! | `flow` | one flow for each service item, with versions |
//! | `unity` | the six-unified self-check, local parameters |
//! | `ask` | what can be asked of a profile, by subject |
//! | `read` | the reader, with Chinese findings |

mod admission;
mod article;
mod ask;
mod continuity;
mod flow;
mod fund;
mod profile;
mod read;
mod shipped;
mod track;
mod transfer;
mod unity;

pub use admission::{
    Basis, EnrolmentPlace, ExceptionReason, Late, PlaceCase, PlaceRule, SchemePeriod, Window,
    WindowMode, WindowPeriod,
};
pub use article::{Article, Cited};
pub use continuity::{Continuity, Interruption, Newborn, NewbornStart, WaitingRow};
pub use flow::{Flow, FlowBook, FlowStep, ServiceItem};
pub use fund::{
    Custody, FundMode, FundMove, FundRule, HandOver, HandOverStep, MoveRule, OpeningBalance,
};
pub use profile::{Department, Function, MinimumWage, Profile, Regimes, Source};
pub use read::Finding;
pub use track::{DualTrack, Residence, TrackCase, TrackDecision};
pub use transfer::{Conversion, FlexibleWaiting, FlexibleWaitingRow, TransferRule, years_zh};
pub use unity::{CountyParameter, CountySetting, Deviation, ItemReport, UnifiedItem, Unity};

#[cfg(test)]
mod tests;
