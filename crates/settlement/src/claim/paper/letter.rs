//! The decision letter that the member gets (审核决定告知书).

use base::{Personal, Refused, mask};

use super::application::Application;
use crate::claim::{Finding, FundCode, Outcome};

/// What one fund decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPart {
    /// The fund.
    pub fund: FundCode,
    /// Its name, as the member reads it.
    pub fund_zh: String,
    /// What became of its share.
    pub outcome: Outcome,
    /// What is not paid and why.
    pub findings: Vec<Finding>,
}

/// The letter, line by line; the name is masked, since it is printed at a window.
///
/// # Errors
/// `settlement.amount_range`, and `paper.undecided` where a fund has not decided.
pub fn letter(
    application: &Application,
    name: &str,
    parts: &[LetterPart],
) -> Result<String, Refused> {
    if let Some(open) = parts.iter().find(|part| part.outcome.open().get() != 0) {
        let zh = format!(
            "零星报销 {} 的{}尚未作出审核决定，不能出具告知书。",
            application.no, open.fund_zh
        );
        return Err(Refused::new("paper.undecided", zh));
    }
    let mut lines = vec![
        "医疗费用零星报销审核决定告知书".to_owned(),
        format!("受理编号：{}", application.no),
        format!("参保人：{}", mask(Personal::Name, name)),
        format!("受理日期：{}", application.received.on),
        format!("事由：{}", application.ground.zh()),
        format!(
            "票据：{} 张，合计 {} 元",
            application.bills.len(),
            application.total()?
        ),
    ];
    for part in parts {
        let outcome = part.outcome;
        lines.push(format!(
            "{}：申请 {} 元，准予支付 {} 元，暂缓支付 {} 元，不予支付 {} 元",
            part.fund_zh,
            outcome.claimed(),
            outcome.approved(),
            outcome.suspended(),
            outcome.refused()
        ));
        for finding in &part.findings {
            lines.push(format!(
                "　{} {} 元，理由：{}",
                finding.verdict.zh(),
                finding.amount,
                finding.reason
            ));
        }
    }
    Ok(lines.join("\n"))
}
