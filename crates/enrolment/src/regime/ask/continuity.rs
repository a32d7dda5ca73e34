//! Asking a profile about newborns.

use crate::regime::continuity::NewbornStart;
use crate::regime::profile::Profile;
use base::{Date, Refused};

impl Profile {
    /// The first day of entitlement of a newborn enrolled on a day: birth where the profile has a rule and
    /// it is kept, `None` where the child enrols as anybody else.
    ///
    /// # Errors
    /// Refused where the enrolment lies before the birth.
    pub fn newborn_from(&self, birth: Date, on: Date) -> Result<Option<Date>, Refused> {
        if on < birth {
            return Err(Refused::new(
                "enrolment.before_birth",
                format!("申请日 {on} 早于出生日期 {birth}，请核对两个日期。"),
            ));
        }
        let Some(rule) = &self.newborn else {
            return Ok(None);
        };
        let days = i32::try_from(rule.says.within_days).unwrap_or(i32::MAX);
        let in_time = birth.add_days(days).is_some_and(|last| on <= last);
        Ok((in_time && rule.says.starts == NewbornStart::Birth).then_some(birth))
    }
}
