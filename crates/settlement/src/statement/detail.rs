//! Line by line (3202): what differs, what one side alone has.

use std::collections::{BTreeMap, BTreeSet};

use super::row::{OurRow, TheirRow};
use super::total::StmtResult;
use crate::claim::SettlementId;

/// How a line differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The counter has it and the institution does not.
    OursOnly,
    /// The institution has it and the counter does not.
    TheirsOnly,
    /// The institution has it more than once.
    Twice,
    /// Both have it; these fields differ.
    Fields(Vec<&'static str>),
}

/// One line of the answer. Whichever side has it gives the figures; ours first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Ours.
    pub ours: Option<OurRow>,
    /// Theirs.
    pub theirs: Option<TheirRow>,
    /// `None` where they agree.
    pub difference: Option<Difference>,
}

impl Compared {
    /// `stmt_rslt`.
    #[must_use]
    pub const fn result(&self) -> StmtResult {
        match self.difference {
            None => StmtResult::Equal,
            Some(_) => StmtResult::Unequal,
        }
    }

    fn adjusts(&self) -> Option<&SettlementId> {
        self.ours.as_ref()?.adjusts.as_ref()
    }

    /// `memo`: what is wrong and what to do, in Chinese; empty where they agree.
    #[must_use]
    pub fn memo(&self) -> String {
        match &self.difference {
            None => String::new(),
            Some(Difference::OursOnly) if self.adjusts().is_some() => {
                let of = self.adjusts().map_or("", SettlementId::as_str);
                format!("中心因撤销在先的结算而重算结算{of}产生的差额，请按此调整本地账目。")
            }
            Some(Difference::OursOnly) => {
                "中心有而机构无：请核对是否漏登，如属未知结果的交易可用发送方报文ID冲正（2601）。"
                    .to_owned()
            }
            Some(Difference::TheirsOnly) => {
                "机构有而中心无：该笔未在中心结算，请核对后重新结算或从本地撤销。".to_owned()
            }
            Some(Difference::Twice) => "机构重复上传：请去掉重复的一行。".to_owned(),
            Some(Difference::Fields(fields)) => {
                format!(
                    "不一致的项目：{}，以中心记录为准，请核对。",
                    fields.join("、")
                )
            }
        }
    }
}

type Key<'a> = (&'a SettlementId, bool);

/// Compares the lines of an institution with ours: first theirs in their order, then what only we have. A refund is
/// found by the record that reverses or by the settlement that it reverses.
#[must_use]
pub fn compare_lines(ours: &[OurRow], theirs: &[TheirRow]) -> Vec<Compared> {
    let mut index: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for (at, row) in ours.iter().enumerate() {
        if let Some(original) = &row.reverses {
            index.insert((original, true), at);
        }
    }
    for (at, row) in ours.iter().enumerate() {
        index.insert((&row.settlement, row.is_refund()), at);
    }
    let mut met: BTreeSet<usize> = BTreeSet::new();
    let mut lines = Vec::new();
    for row in theirs {
        let found = index.get(&(&row.settlement, row.refund)).copied();
        let our = found.and_then(|at| ours.get(at));
        let difference = match (found, our) {
            (Some(at), _) if !met.insert(at) => Some(Difference::Twice),
            (_, Some(our)) => fields(our, row),
            (_, None) => Some(Difference::TheirsOnly),
        };
        lines.push(Compared {
            ours: our.cloned(),
            theirs: Some(row.clone()),
            difference,
        });
    }
    let missing = ours.iter().enumerate().filter(|(at, _)| !met.contains(at));
    lines.extend(missing.map(|(_, row)| Compared {
        ours: Some(row.clone()),
        theirs: None,
        difference: Some(Difference::OursOnly),
    }));
    lines
}

fn fields(ours: &OurRow, theirs: &TheirRow) -> Option<Difference> {
    let checks = [
        ("就诊ID", ours.visit == theirs.visit),
        ("人员编号", ours.person == theirs.person),
        ("医疗费总额", ours.bill == theirs.bill),
        ("基金支付总额", ours.fund == theirs.fund),
        ("个人账户支出", ours.account == theirs.account),
    ];
    let unequal: Vec<&'static str> = checks
        .into_iter()
        .filter(|(_, equal)| !equal)
        .map(|(field, _)| field)
        .collect();
    (!unequal.is_empty()).then_some(Difference::Fields(unequal))
}
