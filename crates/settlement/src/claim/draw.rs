//! Claims of a month drawn up from what the counter left: every payable in exactly one claim.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Fen, ProviderId, Refused, RegionCode};
use enrolment::Month;

use super::finding::LineKey;
use super::ids::{ClaimKey, Claimant, FundCode, Part, PayKey};
use super::line::{ClaimLine, Payable};
use super::sums::total;

/// What makes a payable one of a kind: its line and its fund.
pub type PayableKey = (FundCode, LineKey);

/// What the drawing up needs to know of what was done before.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Claims that were submitted; nothing is added to them.
    pub submitted: &'a BTreeSet<ClaimKey>,
    /// Payables that stand in a claim of another month, or in one that was submitted.
    pub claimed: &'a BTreeSet<PayableKey>,
    /// Which office an institution claims at (篇7 第三十一条 指定的区、县医保办).
    pub offices: &'a BTreeMap<ProviderId, RegionCode>,
}

/// A claim before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose, and of which month.
    pub key: ClaimKey,
    /// The office that reviews it.
    pub office: RegionCode,
    /// By settlement and part.
    pub lines: Vec<ClaimLine>,
}

impl Draft {
    /// What a part of the claim comes to.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn total(&self, part: Part) -> Result<Fen, Refused> {
        let of_part = self.lines.iter().filter(|line| line.key.part == part);
        total(of_part.map(|line| line.amount))
    }
}

/// A payable that cannot be claimed as it stands: it is named and waits, and holds nothing else up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The fund.
    pub fund: FundCode,
    /// Settlement and part.
    pub line: LineKey,
    /// Whose.
    pub institution: ProviderId,
    /// Why, and how to mend it.
    pub refused: Refused,
}

/// The claims of a month, and what stays out of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrawnUp {
    /// In the order of their keys.
    pub drafts: Vec<Draft>,
    /// Keys of which a claim was submitted, with what waits for the next month.
    pub waiting: Vec<(ClaimKey, usize)>,
    /// What was set aside, with the reason.
    pub aside: Vec<Aside>,
}

/// Draws the claims of a month up, once the month is over: every payable up to its last day that is in no claim. A
/// settlement taken back within the month is in it with its reversal, as two lines. What cannot be claimed as it
/// stands is set aside: `claim.line_twice` where a payable is handed in twice, `claim.reversal_sign` where the sign
/// of an amount does not fit, `claim.no_office` where an institution has none.
///
/// # Errors
/// `claim.month_open` before the month is over.
pub fn draw_up(
    month: Month,
    today: Date,
    payables: &[Payable],
    before: &Before<'_>,
) -> Result<DrawnUp, Refused> {
    if today <= month.last() {
        let zh = format!("{} 尚未结束，月度申报须在月末之后生成。", month.zh());
        return Err(Refused::new("claim.month_open", zh).under("篇7 第三十一条"));
    }
    let mut seen = BTreeSet::new();
    let mut claims: BTreeMap<ClaimKey, (RegionCode, Vec<ClaimLine>)> = BTreeMap::new();
    let mut waiting: BTreeMap<ClaimKey, usize> = BTreeMap::new();
    let mut aside = Vec::new();
    for payable in payables.iter().filter(|one| one.settled_on <= month.last()) {
        let place = (payable.fund.clone(), ClaimLine::of(payable).key);
        if before.claimed.contains(&place) || payable.amount == Fen::ZERO {
            continue;
        }
        let new = seen.insert(place);
        let (line, office) = match checked(payable, new, before) {
            Ok(found) => found,
            Err(refused) => {
                aside.push(set_aside(payable, refused));
                continue;
            }
        };
        let key = key_of(payable, month);
        if before.submitted.contains(&key) {
            let count = waiting.entry(key).or_default();
            *count = count.saturating_add(1);
        } else {
            let claim = claims.entry(key).or_insert_with(|| (office, Vec::new()));
            claim.1.push(line);
        }
    }
    let drafts = claims.into_iter();
    Ok(DrawnUp {
        drafts: drafts
            .map(|(key, (office, lines))| draft(key, office, lines))
            .collect(),
        waiting: waiting.into_iter().collect(),
        aside,
    })
}

fn key_of(payable: &Payable, month: Month) -> ClaimKey {
    ClaimKey {
        pay: PayKey {
            claimant: Claimant::Institution(payable.institution.clone()),
            county: payable.county,
            fund: payable.fund.clone(),
            scheme: payable.scheme,
        },
        month,
        application: None,
    }
}

fn set_aside(payable: &Payable, refused: Refused) -> Aside {
    Aside {
        fund: payable.fund.clone(),
        line: ClaimLine::of(payable).key,
        institution: payable.institution.clone(),
        refused,
    }
}

/// The line of a payable and the office that it is claimed at.
fn checked(
    payable: &Payable,
    new: bool,
    before: &Before<'_>,
) -> Result<(ClaimLine, RegionCode), Refused> {
    let line = ClaimLine::of(payable);
    if !new {
        return Err(twice(&line.key));
    }
    if !payable.nature.allows(payable.amount) {
        let zh = format!(
            "结算 {} 金额 {} 元不能为负数：退费、补差应注明原结算，请核对。",
            payable.settlement, payable.amount
        );
        return Err(Refused::new("claim.reversal_sign", zh));
    }
    let office = before.offices.get(&payable.institution);
    let office = office.copied().ok_or_else(|| {
        let zh = format!(
            "机构 {} 没有指定的区、县经办机构，请先维护后再生成申报。",
            payable.institution
        );
        Refused::new("claim.no_office", zh).under("篇7 第三十一条")
    })?;
    Ok((line, office))
}

fn twice(line: &LineKey) -> Refused {
    let zh = format!(
        "结算 {}（{}）重复出现，每笔结算只能申报一次。",
        line.settlement,
        line.part.zh()
    );
    Refused::new("claim.line_twice", zh)
}

fn draft(key: ClaimKey, office: RegionCode, mut lines: Vec<ClaimLine>) -> Draft {
    lines.sort_by(|one, other| one.key.cmp(&other.key));
    Draft { key, office, lines }
}
