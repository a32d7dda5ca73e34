//! A term deposit is allowed only if the cash that remains covers the months ahead (002 篇4 二(三)).

use base::{Fen, Ratio, Refused, Rounding};

use crate::control::chain::stages;
use crate::control::measure::Measure;

stages! {
    /// How far a term deposit or the purchase of a bond has come.
    DepositStage "deposit" {
        /// The bureau proposes it.
        Proposed "proposed" "拟定",
        /// Another user of the bureau has checked it.
        Checked "checked" "复核",
        /// Finance has placed it.
        Placed "placed" "已转存",
    }
}

/// The cash of a fund and what it spends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liquidity {
    /// Current-account cash in the fiscal special account.
    pub cash: Fen,
    /// Spent in the last `months` months.
    pub spent: Fen,
    /// How many months that is, 1 or more.
    pub months: u32,
}

/// Whether `amount` may be put away so that what remains covers `months` months of mean spending. A fund that has
/// spent nothing yet has no measure of what it needs, and is refused.
///
/// # Errors
/// `fund.deposit.amount`, `fund.deposit.liquidity`.
pub fn may_deposit(amount: Fen, liquidity: &Liquidity, months: u32) -> Result<Fen, Refused> {
    if amount <= Fen::ZERO {
        return Err(Refused::new("fund.deposit.amount", "存款金额必须大于零。"));
    }
    let range = || Refused::new("fund.deposit.range", "金额超出上限，请核对。");
    let left = liquidity.cash.checked_sub(amount).ok_or_else(range)?;
    let cover = Measure::months(left, liquidity.spent, liquidity.months);
    let bound = Ratio::new(i64::from(months), 1).map_err(|_| range())?;
    if cover.below(bound).unwrap_or(true) {
        let tenths = cover.scaled(10, Rounding::Down);
        let shown = tenths.map_or("无法计算".to_owned(), |tenths| {
            let sign = if tenths < 0 { "-" } else { "" };
            let tenths = tenths.unsigned_abs();
            format!("{sign}{}.{} 个月", tenths / 10, tenths % 10)
        });
        let sentence = format!(
            "转存 {amount} 元后活期余额 {left} 元，可支付{shown}，低于规定的 {months} 个月，不能转存。"
        );
        return Err(Refused::new("fund.deposit.liquidity", sentence).under("002 篇4 二(三)"));
    }
    Ok(left)
}
