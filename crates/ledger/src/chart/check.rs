//! Whether a leg's account exists on a day, with that sub-account.

use base::Refused;

use super::data::Chart;
use crate::entry::Leg;

impl Chart {
    /// Checks account and sub-account of a leg.
    ///
    /// # Errors
    /// A refusal that names the account and what the chart has instead.
    pub fn check_leg(&self, leg: &Leg) -> Result<(), Refused> {
        let Some(account) = self.account(leg.account) else {
            return Err(Refused::new(
                "ledger.account_unknown",
                format!(
                    "科目 {} 不在“{}”中，请改用该制度的科目。",
                    leg.account, self.title
                ),
            ));
        };
        let known = match &leg.sub {
            None => account.subs.is_empty() || account.money.is_some(),
            Some(sub) => account.subs.contains(sub),
        };
        if known {
            return Ok(());
        }
        let names: Vec<_> = account.subs.iter().map(|sub| sub.as_str()).collect();
        let (given, may) = (
            leg.sub.as_ref().map_or("（空）", |sub| sub.as_str()),
            if names.is_empty() {
                "（不设明细）".to_owned()
            } else {
                names.join("、")
            },
        );
        Err(Refused::new(
            "ledger.sub_account_unknown",
            format!(
                "科目 {} {} 的明细“{given}”不在科目表中，可用：{may}。",
                account.code, account.name
            ),
        ))
    }
}
