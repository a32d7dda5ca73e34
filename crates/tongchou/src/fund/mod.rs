//! `tongchou budget`, `fund`, `reconcile`, `indicator`, `publish`: control of the funds.

pub mod budget;
mod case;
pub mod control;
pub mod indicator;
pub mod owed;
pub mod publish;
pub mod reconcile;
pub mod request;
pub mod risk;
mod words;

pub use budget::Budget;
pub use control::Fund;
pub use indicator::Indicator;
pub use publish::Publish;
pub use reconcile::Reconcile;
