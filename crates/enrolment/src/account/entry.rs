//! Entries and their balance.

use super::numbers::AccountEntryNo;
use crate::month::Month;
use ::base::{Date, Fen, PersonNo, Refused};

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// Opening balance from another system.
    Opening,
    /// 计入.
    Credit,
    /// 计息.
    Interest,
    /// 结转.
    CarryOver,
    /// 医疗费用支出.
    Payment,
    /// 支出退回.
    Refund,
    /// 继承支付.
    Inheritance,
    /// 更正: names the entry that it corrects.
    Correction,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [EntryKind; 8] = [
        EntryKind::Opening,
        EntryKind::Credit,
        EntryKind::Interest,
        EntryKind::CarryOver,
        EntryKind::Payment,
        EntryKind::Refund,
        EntryKind::Inheritance,
        EntryKind::Correction,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            EntryKind::Opening => "opening",
            EntryKind::Credit => "credit",
            EntryKind::Interest => "interest",
            EntryKind::CarryOver => "carry_over",
            EntryKind::Payment => "payment",
            EntryKind::Refund => "refund",
            EntryKind::Inheritance => "inheritance",
            EntryKind::Correction => "correction",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<EntryKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            EntryKind::Opening => "期初",
            EntryKind::Credit => "计入",
            EntryKind::Interest => "计息",
            EntryKind::CarryOver => "年末结转",
            EntryKind::Payment => "支出",
            EntryKind::Refund => "退回",
            EntryKind::Inheritance => "继承",
            EntryKind::Correction => "更正",
        }
    }
}

/// What an entry does to the two sub-balances, 分, signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Move {
    /// 当年计入资金.
    pub current: Fen,
    /// 历年结余资金.
    pub past: Fen,
}

/// An entry of a personal account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEntry {
    /// Number; later entries have larger ones.
    pub no: AccountEntryNo,
    /// Whose account.
    pub person: PersonNo,
    /// Day of the entry.
    pub on: Date,
    /// Why.
    pub kind: EntryKind,
    /// The month that a credit is for.
    pub month: Option<Month>,
    /// What it does.
    pub moves: Move,
    /// The entry that it corrects.
    pub corrects: Option<AccountEntryNo>,
    /// Rule and article, or the document behind it.
    pub because: String,
}

/// The two sub-balances (篇7 第十三条第二款), each 0 or more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// 当年计入资金.
    pub current: Fen,
    /// 历年结余资金.
    pub past: Fen,
}

impl Balance {
    /// Both together; `None` outside the range of money.
    #[must_use]
    pub const fn total(self) -> Option<Fen> {
        self.current.checked_add(self.past)
    }

    /// The balance after a move.
    ///
    /// # Errors
    /// [`Refused`] `account.overdrawn` where a sub-balance would fall below zero.
    pub fn after(self, moves: Move) -> Result<Balance, Refused> {
        let add = |have: Fen, more: Fen| have.checked_add(more);
        let both = add(self.current, moves.current).zip(add(self.past, moves.past));
        match both {
            Some((current, past)) if current >= Fen::ZERO && past >= Fen::ZERO => {
                Ok(Balance { current, past })
            }
            _ => Err(Refused::new(
                "account.overdrawn",
                format!(
                    "个人账户余额不足：当年 {} 元、历年 {} 元，不能再变动 {} 元、{} 元。",
                    self.current, self.past, moves.current, moves.past
                ),
            )),
        }
    }
}

/// The balance of an account from its entries, which come in the order of their numbers.
///
/// # Errors
/// [`Refused`] `account.overdrawn` where an entry takes more than there is, `account.order` where an
/// entry's number does not rise.
pub fn balance(entries: &[AccountEntry]) -> Result<Balance, Refused> {
    let mut last: Option<AccountEntryNo> = None;
    let mut balance = Balance::default();
    for entry in entries {
        if last.is_some_and(|last| entry.no <= last) {
            return Err(Refused::new(
                "account.order",
                format!("账户分录 {} 的编号没有递增，请核对账户流水。", entry.no),
            ));
        }
        balance = balance.after(entry.moves)?;
        last = Some(entry.no);
    }
    Ok(balance)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn entries_fold_and_never_overdraw() {
        let entries = [
            entry(1, "2026-01-20", EntryKind::Credit, 400, 0),
            entry(2, "2026-02-03", EntryKind::Payment, -150, 0),
        ];
        assert_eq!(balance(&entries).unwrap().current.get(), 250);
        let over = [
            entries[0].clone(),
            entry(2, "2026-02-03", EntryKind::Payment, -401, 0),
        ];
        assert_eq!(balance(&over).unwrap_err().code(), "account.overdrawn");
        let twice = [entries[0].clone(), entries[0].clone()];
        assert_eq!(balance(&twice).unwrap_err().code(), "account.order");
    }

    #[test]
    fn kinds_lead_back() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::parse(kind.code()), Some(kind));
        }
    }
}
