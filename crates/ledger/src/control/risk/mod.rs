//! The city's risk adjustment fund (风险调剂金): extraction, use by decision of the city, settlement among counties,
//! audit pack.

mod account;
mod extract;
mod pack;
mod settlement;

pub use account::{Movement, MovementKind, RiskStage, balances, decide};
pub use extract::{Extraction, extract};
pub use pack::{AuditPack, audit_pack};
pub use settlement::{Clearing, settle_counties};
