//! In whose books money goes that arrives.

use base::{Refused, RegionCode, RegionLevel};

/// Money is received for a county: the funds' books are kept tier by tier, and what comes in from persons, employers
/// and budgets is a county's (淮南2020 三(四) “分级核算，分级负责”); the city's own tier knows only what counties hand up
/// and what it hands down (E24 to E28). What were received for the city itself could never be posted.
///
/// # Errors
/// `pay.county` for a region above the counties.
pub(crate) fn receives(region: RegionCode) -> Result<(), Refused> {
    if region.at(RegionLevel::County).is_some() {
        return Ok(());
    }
    let sentence = format!(
        "{} 不是县（区）：基金按县（区）分级核算，款项须收在县（区）。请按参保人、单位所属县（区）分别登记。",
        region.short()
    );
    Err(Refused::new("pay.county", sentence).under("淮南2020 三(四)"))
}
