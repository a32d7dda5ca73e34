//! Asking a profile about carrying years over.

use crate::regime::profile::Profile;
use crate::regime::transfer::{FlexibleWaiting, TransferRule, years_zh};
use base::Refused;

impl Profile {
    /// The rule on carrying years over.
    ///
    /// # Errors
    /// Refused where the profile has none.
    pub fn transfer_rule(&self) -> Result<&TransferRule, Refused> {
        let rule = self.transfer.as_ref();
        rule.ok_or_else(|| self.unset("transfer", "参保年限的折算"))
    }

    /// The waiting period of somebody who joins the employee scheme in flexible employment.
    ///
    /// # Errors
    /// Refused where no table is set or none of its rows reaches down to these months.
    pub fn flexible_waiting(&self, converted_months: u32) -> Result<FlexibleWaiting<'_>, Refused> {
        let rule = self.transfer_rule()?;
        let reached = rule.flexible_waiting.iter();
        let row = reached
            .filter(|row| row.converted_months <= converted_months)
            .max_by_key(|row| row.converted_months);
        let row =
            row.ok_or_else(|| self.unset("transfer.flexible_waiting", "灵活就业人员的等待期"))?;
        let zh = format!(
            "折算年限 {}，适用“折算满 {} 个月”一档，等待 {} 个月〔依据：{}〕。",
            years_zh(converted_months),
            row.converted_months,
            row.months,
            row.article.cite()
        );
        Ok(FlexibleWaiting {
            months: row.months,
            row,
            zh,
        })
    }
}
