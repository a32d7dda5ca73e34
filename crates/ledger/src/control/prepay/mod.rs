//! Money in advance: quarterly to close-knit medical alliances, yearly to providers where the fund is strong enough.

mod gate;
mod quarterly;

pub use gate::{FundStrength, may_prepay, prepay_scale};
pub use quarterly::{Alliance, AlliancePlan, Kind, PrepayStage, Settlement, quarters, settle};
