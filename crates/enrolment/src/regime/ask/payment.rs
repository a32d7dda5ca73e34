//! Asking a profile when people pay, and what counts as a low income.

use crate::regime::admission::{Late, WindowMode};
use crate::regime::article::Article;
use crate::regime::profile::{MinimumWage, Profile};
use base::{BenefitYear, Date, Refused, RegionCode, Validity};

/// The days in which the contribution for a benefit year may be paid, by the profile.
struct PayDays<'p> {
    /// The first day, where the text names one.
    from: Option<Date>,
    /// The last day of the collection: the due date.
    due: Date,
    /// The last day on which anybody may still pay, late ones included.
    until: Date,
    /// Whether the days are published; else the profile only knows the limit.
    published: bool,
    article: &'p Article,
}

impl Profile {
    /// The days in which persons may pay for a benefit year. The days of a notice may be given where the
    /// profile has none, or narrower ones; they must lie within what the profile allows.
    ///
    /// # Errors
    /// `regime.unset` without rules of time, `bill.window_unpublished` where the profile names no days and none
    /// are given, `bill.window` for days outside what it allows; each with the article.
    pub fn pay_window(
        &self,
        year: &BenefitYear,
        asked: Option<Validity>,
    ) -> Result<Validity, Refused> {
        let days = self.pay_days(year)?;
        let open = |day: Option<Date>| day.map_or_else(|| "不限".to_owned(), |day| day.to_string());
        let Some(asked) = asked else {
            if days.published {
                return Validity::new(days.from, Some(days.until)).map_err(|_| {
                    let zh = format!(
                        "{} 年度参保缴费期的截止日早于起始日，请变更制度档案。",
                        year.label
                    );
                    days.article.refuse("bill.window", zh)
                });
            }
            let zh = format!(
                "{}没有写明 {} 年度的参保缴费期。请在制度档案（{}）中补充 [[window.period]]（year、from、until、cite），\
                 或按当年的征缴通知写明缴费期的起止日（--pay-from、--pay-until，不晚于 {}）。",
                self.title,
                year.label,
                self.pool.short(),
                days.until
            );
            return Err(days.article.refuse("bill.window_unpublished", zh));
        };
        let early = days
            .from
            .is_some_and(|first| asked.from().is_none_or(|from| from < first));
        let late = asked.until().is_none_or(|until| until > days.until);
        if early || late {
            let zh = format!(
                "缴费期 {} 至 {} 超出制度档案允许的 {} 至 {}，请改正起止日，或先变更制度档案。",
                open(asked.from()),
                open(asked.until()),
                open(days.from),
                days.until
            );
            return Err(days.article.refuse("bill.window", zh));
        }
        Ok(asked)
    }

    /// The day by which contributions for a benefit year are due: the end of the collection; where no days are
    /// published, the day before the year begins.
    ///
    /// # Errors
    /// `regime.unset` without rules of time.
    pub fn due_date(&self, year: &BenefitYear) -> Result<Date, Refused> {
        Ok(self.pay_days(year)?.due)
    }

    fn pay_days(&self, year: &BenefitYear) -> Result<PayDays<'_>, Refused> {
        let window = self.window.as_ref();
        let window = window.ok_or_else(|| self.unset("window", "参保缴费的时间"))?;
        if window.mode.says == WindowMode::AllYear {
            return Ok(PayDays {
                from: None,
                due: year.until,
                until: year.until,
                published: true,
                article: &window.mode.article,
            });
        }
        let period = window.periods.iter().find(|one| *one.year == *year.label);
        let before = year.from.add_days(-1).unwrap_or(year.from);
        let due = period.and_then(|one| one.during.until()).unwrap_or(before);
        Ok(PayDays {
            from: period.and_then(|one| one.during.from()),
            due,
            until: match window.late.says {
                Late::NextMonth => year.until.max(due),
                Late::Refused => due,
            },
            published: period.is_some(),
            article: period.map_or(&window.mode.article, |one| &one.article),
        })
    }

    /// The minimum wage of a region on a day: that of the narrowest region before that of the pooling area.
    #[must_use]
    pub fn minimum_wage(&self, region: RegionCode, on: Date) -> Option<&MinimumWage> {
        let then = self
            .minimum_wages
            .iter()
            .filter(|one| one.during.covers(on));
        then.filter(|one| one.region.is_none_or(|own| own.contains(region)))
            .max_by_key(|one| one.region.map(|own| own.level()))
    }
}
