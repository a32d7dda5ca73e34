//! From a visit and its lines to the claim that the rules settle, and through all layers of the answer.
//!
//! ## Which fact is filled from what
//!
//! | fact | filled from |
//! |---|---|
//! | facts of the person (`birth`, `retired`, `identities`, `county` …) | the register, by name, as it stood on the day |
//! | `care` | medical category of the visit, by the table of categories |
//! | `service_date`, `started_at` | when the visit, purchase or stay began |
//! | `admission_date`, `discharge_date`, `ended_at` | a stay: its beginning, its end once there is one, else the day of settlement |
//! | `settlement_date` | the day of settlement |
//! | `disease`, `operation` | disease of the charge batch, else that of the visit; operation named by the institution |
//! | `certified_on` | the chronic filing (2503) of that disease |
//! | `emergency` | the category says so, or the institution |
//! | `place` | where the institution lies, seen from the pool of the insured |
//! | `filing`, `filed_on`, `referred` | the filing that covers place, institution and day; none made after the treatment began |
//! | `signed_provider` | the institution chosen (2505), where the register has none |
//! | `transferred_from_level` | level of the hospital from which the patient was transferred |
//! | `provider_id`, `designated` | the institution, and whether it was designated on the day the visit began |
//! | `level`, `provider_kind`, `provider_rank`, `networked` | the institution, by name |
//! | `invoice`, `cause` and what packages add | facts of the case given by name, laid over all others |
//! | facts of lines | see [`crate::fee::FeeLine::claim_line`] |
//!
//! A name that a package does not know is left out; a value that is none of its fact is refused.
//!
//! ## Layers
//!
//! One package may hold all layers (basic, serious illness, assistance). Where they stand in packages of
//! their own, a [`Stack`] runs them one after the other in the same answer: what the person still bears
//! enters the next package by the names of the causes ("one-stop"). A later package that denies, or cannot
//! decide, is laid aside ([`Aside`]): the bill is settled without it.
//!
//! ## Stays settled in parts
//!
//! A mid-stay settlement settles the whole stay so far, in place of the settlement before, and only the
//! difference is paid and posted. So the deductible is charged once, limits and bands are right, and an
//! admission counts once, whatever the package counts by: see [`SettlementRecord::replaces`].

mod account;
mod adjudicate;
mod case;
mod kept;
mod place;
mod state;
mod stay;

pub use account::{AccountUse, DueFromAccount, draw_account};
pub use adjudicate::{Adjudicated, Aside, Later, Share, Stack, Stage, Why};
pub use case::{Case, PersonGiven, ProviderGiven};
pub use kept::{KeptFact, KeptLine, KeptStage};
pub use place::{LayerStage, PlaceInStack, STACK_FILE};
pub use state::{AccState, Posting, net};
pub use stay::{Asked, SettlementRecord, ToSettle, YearEnd, settle_over, to_settle};
