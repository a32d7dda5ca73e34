//! The settlement list (医疗保障基金结算清单, 4101 and 4102): its states, and what is held against the settlement.

use std::collections::BTreeMap;

use base::{Fen, Refused};

use crate::claim::coded;

base::number_id! {
    /// A settlement list (`setl_list_id`); the interface has nine digits for it.
    ListNo
}

/// The largest number that the interface has room for.
pub const LAST_LIST: i64 = 999_999_999;

coded! {
    /// The state of a version (`stas_type`; rules of the interface, point 8).
    ListState {
        /// 未提交: it may be uploaded anew.
        Draft "0" "未提交",
        /// 已提交: it waits for the bureau and is not changed.
        Submitted "1" "已提交",
        /// 审核通过: the bureau took it.
        Accepted "2" "审核通过",
        /// 审核不通过: the bureau sent it back.
        Rejected "3" "审核不通过",
    }
}

/// Who changes a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// The institution (4102).
    Institution,
    /// The bureau.
    Bureau,
}

impl ListState {
    /// The state after a change.
    ///
    /// # Errors
    /// `list.state`: the institution may submit what was not, and take up or submit again what was sent back; the
    /// bureau takes or sends back what was submitted.
    pub fn moved(self, to: ListState, by: Mover) -> Result<ListState, Refused> {
        use ListState::{Accepted, Draft, Rejected, Submitted};
        let may = matches!(
            (by, self, to),
            (Mover::Institution, Draft, Submitted)
                | (Mover::Institution, Rejected, Draft | Submitted)
                | (Mover::Bureau, Submitted, Accepted | Rejected)
        );
        if may {
            return Ok(to);
        }
        Err(Refused::new(
            "list.state",
            format!(
                "清单现为“{}”，不能改为“{}”：机构只能提交未提交的清单，审核不通过的清单可以改回未提交或重新提交。",
                self.zh(),
                to.zh()
            ),
        ))
    }

    /// Whether a new version may be uploaded on it.
    ///
    /// # Errors
    /// `list.submitted`.
    pub fn replaced(self) -> Result<(), Refused> {
        match self {
            ListState::Draft | ListState::Rejected => Ok(()),
            ListState::Submitted | ListState::Accepted => Err(Refused::new(
                "list.submitted",
                format!(
                    "清单{}，不能再上传；需要更正的，请经办机构审核退回后重新上传。",
                    self.zh()
                ),
            )),
        }
    }
}

/// Holds what a list says that funds paid (`payinfo`) against the settlement: each kind of fund, both ways. What is
/// zero may be left out.
///
/// # Errors
/// `list.amount` names the kind of fund with both amounts; `list.amount_range`.
pub fn held(said: &[(String, Fen)], settled: &[(String, Fen)]) -> Result<(), Refused> {
    let (said, settled) = (summed(said)?, summed(settled)?);
    for fund in said.keys().chain(settled.keys()) {
        let of = |sums: &BTreeMap<&str, Fen>| sums.get(fund).copied().unwrap_or_default();
        let (theirs, ours) = (of(&said), of(&settled));
        if theirs != ours {
            return Err(Refused::new(
                "list.amount",
                format!(
                    "payinfo 中基金支付类型 {fund} 的金额 {theirs} 与结算的 {ours} 不符，请按结算返回的 setldetail 填写。"
                ),
            ));
        }
    }
    Ok(())
}

fn summed(rows: &[(String, Fen)]) -> Result<BTreeMap<&str, Fen>, Refused> {
    let mut sums: BTreeMap<&str, Fen> = BTreeMap::new();
    for (fund, amount) in rows {
        let sum = sums.entry(fund).or_default();
        *sum = sum.checked_add(*amount).ok_or_else(|| {
            Refused::new(
                "list.amount_range",
                "payinfo 的金额超出可表示的范围，请核对。",
            )
        })?;
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_changes_of_the_interface_are_made() {
        let mut made = Vec::new();
        for from in ListState::ALL.iter().copied() {
            for to in ListState::ALL.iter().copied() {
                for by in [Mover::Institution, Mover::Bureau] {
                    if from.moved(to, by).is_ok() {
                        made.push((by, from.code(), to.code()));
                    }
                }
            }
        }
        let institution = [("0", "1"), ("3", "0"), ("3", "1")];
        let bureau = [("1", "2"), ("1", "3")];
        let institution = institution.map(|(from, to)| (Mover::Institution, from, to));
        let bureau = bureau.map(|(from, to)| (Mover::Bureau, from, to));
        assert!(
            institution
                .iter()
                .chain(&bureau)
                .all(|one| made.contains(one))
        );
        assert_eq!(made.len(), 5, "{made:?}");
        let may: Vec<bool> = ListState::ALL
            .iter()
            .map(|state| state.replaced().is_ok())
            .collect();
        assert_eq!(may, [true, false, false, true]);
    }

    #[test]
    fn amounts_are_held_fund_by_fund() {
        let row = |fund: &str, fen: i64| (fund.to_owned(), Fen::new(fen));
        let settled = [row("390100", 6_000), row("390200", 1)];
        assert!(
            held(
                &[row("390200", 1), row("390100", 6_000), row("610100", 0)],
                &settled
            )
            .is_ok()
        );
        for said in [
            vec![],
            vec![row("390100", 6_000)],
            vec![row("390100", 6_001), row("390200", 1)],
            vec![row("390100", 6_000), row("390200", 1), row("610100", 5)],
        ] {
            assert_eq!(
                held(&said, &settled).unwrap_err().code(),
                "list.amount",
                "{said:?}"
            );
        }
    }
}
