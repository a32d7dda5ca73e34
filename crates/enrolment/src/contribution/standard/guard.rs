//! What a standard must keep before it may be approved.

use super::read::Question;
use super::{Level, Standard, Year};
use crate::Scheme;
use base::{Fen, Refused};
use benefit::plan::{Entry, EntryKind};

/// The floors that a package sets, and what they imply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloorReport {
    /// What the total must not be below.
    pub total: Option<Fen>,
    /// What the personal part must not be below.
    pub personal: Option<Fen>,
    /// Total − personal at the floors: the government's part that they imply.
    pub subsidy_at_floor: Option<Fen>,
}

/// The indicator by which a package sets a floor for the personal part.
const PERSONAL_FLOOR: &str = "personal_floor";

/// Checks a standard against the floors of its package: the contribution's own floor, and every indicator
/// whose breach the package refuses.
///
/// # Errors
/// `standard.below_total_floor`, `standard.below_personal_floor`, `standard.indicator`, or what the
/// package lacks to decide.
pub fn floors(question: &Question<'_>, standard: &Standard) -> Result<FloorReport, Refused> {
    let article = standard.articles.first().map_or("", String::as_str);
    if let Some(floor) = standard.total_floor
        && standard.level.total < floor
    {
        return Err(below(
            "standard.below_total_floor",
            "筹资合计",
            standard.level.total,
            floor,
        )
        .under(article));
    }
    let mut personal = None;
    for id in refusing(question) {
        let indicators = question.section().indicators(Some(id));
        let indicators = indicators.map_err(|refusal| question.refused(&refusal))?;
        for ruled in &indicators {
            let bound = Fen::new(ruled.says.denominator);
            if id == PERSONAL_FLOOR {
                personal = Some(bound);
            }
            if ruled.says.ok != Some(true) {
                let got = Fen::new(ruled.says.numerator);
                return Err(broken(ruled.entry, got, bound).under(article));
            }
        }
    }
    let total = standard.total_floor;
    let subsidy_at_floor = total
        .zip(personal)
        .and_then(|(total, own)| total.checked_sub(own));
    Ok(FloorReport {
        total,
        personal,
        subsidy_at_floor,
    })
}

/// The indicators whose breach a package refuses. Others judge the fund, from facts that no person has.
fn refusing<'a>(question: &Question<'a>) -> Vec<&'a str> {
    let entries = question.plan().entries.iter();
    let refusing = entries.filter(
        |entry| matches!(&entry.kind, EntryKind::Indicator { effect, .. } if effect == "refuse"),
    );
    refusing.map(|entry| entry.id.as_str()).collect()
}

fn broken(entry: &Entry, got: Fen, bound: Fen) -> Refused {
    if entry.id == PERSONAL_FLOOR {
        return below("standard.below_personal_floor", "个人缴费", got, bound);
    }
    let title = &entry.title;
    let sentence = format!("“{title}”不成立（{got} 元比 {bound} 元），请修改标准。");
    Refused::new("standard.indicator", sentence)
}

fn below(code: &'static str, what: &str, got: Fen, floor: Fen) -> Refused {
    Refused::new(
        code,
        format!("{what}每人每年 {got} 元，低于下限 {floor} 元，请提高后再报。"),
    )
}

/// The level of a scheme before the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Former {
    /// The scheme.
    pub scheme: Scheme,
    /// The year it was so.
    pub year: Year,
    /// Total and personal part; of several groups the ordinary one.
    pub level: Level,
}

/// A unified standard is not below the level of either former scheme, neither in the total nor in the
/// personal part (南京2017 三(二)).
///
/// # Errors
/// `standard.below_former_personal`, `standard.below_former_total`: the first former scheme that it is below.
pub fn not_below_former(new: Level, former: &[Former]) -> Result<(), Refused> {
    let refuse = |code, what: &str, got: Fen, old: Fen, one: &Former| {
        let sentence = format!(
            "统一后的{what} {got} 元低于{}年{}现有水平 {old} 元，请提高后再报。",
            one.year,
            one.scheme.zh()
        );
        Err(Refused::new(code, sentence).under("南京2017 三(二)"))
    };
    for one in former {
        let old = one.level;
        if new.total < old.total {
            let code = "standard.below_former_total";
            return refuse(code, "筹资合计", new.total, old.total, one);
        }
        if new.personal < old.personal {
            let code = "standard.below_former_personal";
            return refuse(code, "个人缴费", new.personal, old.personal, one);
        }
    }
    Ok(())
}

/// The parts into which a standard is divided between insurances add up to it (淮南2020 三(二)).
///
/// A standard that its package does not divide passes.
///
/// # Errors
/// `standard.split`.
pub fn split_adds_up(standard: &Standard) -> Result<(), Refused> {
    if standard.split.is_empty() {
        return Ok(());
    }
    let sum = Fen::checked_sum(standard.split.iter().map(|share| share.amount));
    if sum == Some(standard.level.total) {
        return Ok(());
    }
    let shown = sum.map_or_else(|| "（超出范围）".to_owned(), |sum| sum.to_string());
    let sentence = format!(
        "基本医疗保险与大病保险等各部分合计 {shown} 元，与筹资标准 {} 元不等，请修改划分。",
        standard.level.total
    );
    Err(Refused::new("standard.split", sentence).under("淮南2020 三(二)"))
}
