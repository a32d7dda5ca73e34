//! What a request is checked against: the sub-ledger's balance and the progress of spending.

use base::{Fen, Ratio, Refused, Rounding};

/// The progress of spending of a county and fund in the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What the budget in force plans to spend in the year.
    pub budget: Fen,
    /// What was spent up to now.
    pub spent: Fen,
    /// The month for which money is asked, 1 to 12.
    pub month: u32,
}

/// What the county has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means {
    /// The balance of its sub-ledger.
    pub balance: Fen,
    /// What earlier requests have been promised and not yet paid to it.
    pub promised: Fen,
    /// The progress of its spending.
    pub progress: Progress,
}

/// Checks an amount against the balance and the progress.
///
/// Ahead of progress means: spent plus asked is more than `lead` of the year's budget above the plan of the month
/// (budget × month / 12). That needs a reason, which then stands in the record; the balance allows no exception.
///
/// # Errors
/// `fund.request.balance` above the balance, `fund.request.progress` ahead of progress without a reason,
/// `fund.request.amount` for an amount that is not positive.
pub fn check_means(amount: Fen, means: &Means, lead: Ratio, reason: &str) -> Result<(), Refused> {
    if amount <= Fen::ZERO {
        return Err(Refused::new("fund.request.amount", "申请金额必须大于零。"));
    }
    let free = means
        .balance
        .checked_sub(means.promised)
        .ok_or_else(range)?;
    if amount > free {
        let sentence = format!(
            "申请 {amount} 元超过本县区可用余额 {free} 元（账面 {} 元，其中在途 {} 元），请减少金额。",
            means.balance, means.promised
        );
        return Err(Refused::new("fund.request.balance", sentence).under("淮南2020 五(三)"));
    }
    let allowed = allowance(&means.progress, lead).ok_or_else(range)?;
    let after = means.progress.spent.checked_add(amount).ok_or_else(range)?;
    if after > allowed && reason.trim().is_empty() {
        let sentence = format!(
            "按支出进度，{} 月末累计应不超过 {allowed} 元，本次申请后为 {after} 元；请写明超进度的理由。",
            means.progress.month
        );
        return Err(Refused::new("fund.request.progress", sentence).under("淮南2020 五(三)"));
    }
    Ok(())
}

/// Budget × month / 12, rounded half up, plus `lead` of the budget.
fn allowance(progress: &Progress, lead: Ratio) -> Option<Fen> {
    let month = Ratio::new(i64::from(progress.month.min(12)), 12).ok()?;
    let plan = progress.budget.share(month, Rounding::HalfUp, 1)?;
    plan.checked_add(progress.budget.share(lead, Rounding::HalfUp, 1)?)
}

fn range() -> Refused {
    Refused::new("fund.request.range", "金额超出上限，请核对。")
}
