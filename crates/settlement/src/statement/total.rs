//! Totals of a period (3201).

use base::{Fen, Refused};

use super::row::OurRow;
use crate::claim::{coded, total};

coded! {
    /// The result of a reconciliation (`stmt_rslt`).
    StmtResult {
        /// 平.
        Equal "0" "平",
        /// 不平.
        Unequal "1" "不平",
    }
}

/// What an institution says that its rows come to; a dialect leaves out what is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Claimed {
    /// `fixmedins_setl_cnt`.
    pub count: u64,
    /// `medfee_sumamt`, in 分.
    pub bill: Fen,
    /// `fund_pay_sumamt`, in 分.
    pub fund: Fen,
    /// `acct_pay`, in 分.
    pub account: Option<Fen>,
    /// `cash_payamt`, in 分.
    pub cash: Option<Fen>,
}

/// Totals over rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// `fixmedins_setl_cnt`: how many rows, refunds as rows of their own.
    pub count: u64,
    /// `medfee_sumamt`, in 分.
    pub bill: Fen,
    /// `fund_pay_sumamt`, in 分.
    pub fund: Fen,
    /// `acct_pay`, in 分.
    pub account: Fen,
    /// `cash_payamt`, in 分.
    pub cash: Fen,
}

/// The answer to 3201.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalAnswer {
    /// `stmt_rslt`.
    pub result: StmtResult,
    /// `stmt_rslt_dscr`: what differs, at most 200 characters.
    pub description: String,
}

impl Totals {
    /// The totals of rows; the caller picks period, kind of insurance and kind of clearing.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn of(rows: &[OurRow]) -> Result<Totals, Refused> {
        Ok(Totals {
            count: u64::try_from(rows.len()).unwrap_or(u64::MAX),
            bill: total(rows.iter().map(|row| row.bill))?,
            fund: total(rows.iter().map(|row| row.fund))?,
            account: total(rows.iter().map(|row| row.account))?,
            cash: total(rows.iter().map(|row| row.cash))?,
        })
    }
}

/// Compares the totals of an institution with ours.
#[must_use]
pub fn compare_totals(ours: &Totals, theirs: &Claimed) -> TotalAnswer {
    let mut differs = Vec::new();
    if ours.count != theirs.count {
        differs.push(format!("笔数 中心{}/机构{}", ours.count, theirs.count));
    }
    let amounts = [
        ("医疗费总额", ours.bill, Some(theirs.bill)),
        ("基金支付", ours.fund, Some(theirs.fund)),
        ("账户支付", ours.account, theirs.account),
        ("现金支付", ours.cash, theirs.cash),
    ];
    let said = amounts
        .into_iter()
        .filter_map(|(what, our, their)| Some((what, our, their?)));
    let unequal = said.filter(|(_, our, their)| our != their);
    differs.extend(unequal.map(|(what, our, their)| format!("{what} 中心{our}/机构{their}")));
    if differs.is_empty() {
        return TotalAnswer {
            result: StmtResult::Equal,
            description: String::new(),
        };
    }
    let text = format!(
        "对账不平：{}；请上传明细（3202）逐笔核对",
        differs.join("，")
    );
    TotalAnswer {
        result: StmtResult::Unequal,
        description: text.chars().take(200).collect(),
    }
}
