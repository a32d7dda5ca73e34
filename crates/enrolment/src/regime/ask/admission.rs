//! Asking a profile about schemes, place and window.

use crate::Scheme;
use crate::regime::admission::{EnrolmentPlace, PlaceCase, WindowMode, next_month, same_county};
use crate::regime::profile::Profile;
use base::{BenefitYear, Date, Refused};

impl Profile {
    /// Whether a scheme takes people whose entitlement begins on a day.
    ///
    /// # Errors
    /// Refused where it is not open then.
    pub fn scheme_open(&self, scheme: Scheme, from: Date) -> Result<(), Refused> {
        let mut periods = self.schemes.iter().filter(|one| one.scheme == scheme);
        if periods.clone().any(|one| one.during.covers(from)) {
            return Ok(());
        }
        let open: Vec<_> = self
            .schemes
            .iter()
            .filter(|one| one.during.covers(from))
            .map(|one| one.scheme.zh())
            .collect();
        let instead = if open.is_empty() {
            "此时没有开放的制度，请核对待遇起始日。".to_owned()
        } else {
            format!("请改为：{}。", open.join("、"))
        };
        let sentence = format!(
            "{}在 {from} 不接受{}的参保，{instead}",
            self.title,
            scheme.zh()
        );
        Err(match periods.next() {
            Some(closed) => closed.article.refuse("regime.scheme_closed", sentence),
            None => Refused::new("regime.scheme_closed", sentence),
        })
    }

    /// Whether the place of enrolment is allowed; `true` where it is an exception that has to be reported.
    ///
    /// # Errors
    /// Refused where an exception has no reason, or one that the profile does not know.
    pub fn place_of(&self, case: PlaceCase<'_>) -> Result<bool, Refused> {
        if !self.pool.contains(case.region) {
            return Err(Refused::new(
                "enrolment.outside_pool",
                format!(
                    "参保地 {} 不在统筹区 {} 内，请向参保地经办机构申请或办理转移。",
                    case.region.short(),
                    self.pool.short()
                ),
            ));
        }
        let place = self.place.as_ref();
        let place = place.ok_or_else(|| self.unset("place", "参保地点"))?;
        let own_rule = case.by_school && place.schools.is_some();
        if own_rule || place.rule.says != EnrolmentPlace::Huji {
            return Ok(false);
        }
        if case.huji.is_some_and(|huji| same_county(huji, case.region)) {
            return Ok(false);
        }
        place.exception(case)
    }

    /// From when somebody is entitled who enrols (and pays) on a day for a benefit year.
    ///
    /// # Errors
    /// Refused outside the period where the profile has no place for those who come late, and after the
    /// year has passed.
    pub fn entitled_from(&self, year: &BenefitYear, on: Date) -> Result<Date, Refused> {
        let window = self.window.as_ref();
        let window = window.ok_or_else(|| self.unset("window", "参保缴费的时间"))?;
        if on > year.until {
            return Err(window.mode.article.refuse(
                "enrolment.year_over",
                format!("{} 年度已经结束，请申请下一年度。", year.label),
            ));
        }
        let from = match window.mode.says {
            WindowMode::AllYear => next_month(on).max(year.from),
            WindowMode::Collection => window.collected(year, on)?,
        };
        if from > year.until {
            return Err(window.late.article.refuse(
                "enrolment.no_day_left",
                format!(
                    "{} 年度内已没有可以享受待遇的日期，请申请下一年度。",
                    year.label
                ),
            ));
        }
        Ok(from)
    }
}
