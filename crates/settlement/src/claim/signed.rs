//! Who did a step, where and when: the data by which four eyes are held.

use access::UserName;
use base::{Date, Refused, RegionCode};

/// One signature under a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The user.
    pub by: UserName,
    /// The office of the user: a county, or the pooling area itself.
    pub office: RegionCode,
    /// The day.
    pub on: Date,
}

impl Signed {
    /// Refuses a second signature by the same user, or on a day before the first.
    ///
    /// # Errors
    /// `settlement.same_user`, `settlement.step_day`.
    pub fn after(&self, first: &Signed, step: &str, before: &str) -> Result<(), Refused> {
        if self.by == first.by {
            let zh = format!("“{before}”由您本人办理，“{step}”须由另一名用户办理。");
            return Err(Refused::new("settlement.same_user", zh).under("淮南2020 五(三)"));
        }
        self.not_before(first, step, before)
    }

    /// Refuses a day before that of an earlier step.
    ///
    /// # Errors
    /// `settlement.step_day`.
    pub fn not_before(&self, first: &Signed, step: &str, before: &str) -> Result<(), Refused> {
        if self.on < first.on {
            let zh = format!(
                "“{step}”的日期 {} 早于“{before}”的日期 {}，请核对日期。",
                self.on, first.on
            );
            return Err(Refused::new("settlement.step_day", zh));
        }
        Ok(())
    }
}
