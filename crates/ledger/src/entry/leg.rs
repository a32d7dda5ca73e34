//! One line of an entry.

use base::{EntryNo, Fen};

use super::account::{AccountCode, SubAccount};
use super::dimensions::FundYear;
use super::kinds::{Side, coded};

base::typed_id! {
    /// A bank account of the fund by the name the agency gives it; the number itself is not kept here.
    BankAccount
}

base::typed_id! {
    /// The code of a counterparty within its kind: institution code, insurer, organisation, region.
    CounterpartyName
}

coded! {
    /// What kind of party stands on the other side.
    CounterpartyKind {
        /// 定点医药机构.
        Provider "provider" "定点机构",
        /// 医共体.
        Alliance "alliance" "医共体",
        /// 商业保险公司.
        Insurer "insurer" "承办保险公司",
        /// 参保人.
        Person "person" "参保人",
        /// 用人单位, 学校, 村.
        Organisation "organisation" "单位",
        /// 各级财政部门.
        Finance "finance" "财政部门",
        /// 税务部门.
        Tax "tax" "税务部门",
        /// 上级或下级经办机构.
        Agency "agency" "经办机构",
        /// 异地就医结算平台.
        Platform "platform" "异地结算平台",
        /// 银行.
        Bank "bank" "银行",
    }
}

/// Who stands on the other side of a leg.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counterparty {
    /// The kind.
    pub kind: CounterpartyKind,
    /// The code.
    pub name: CounterpartyName,
}

/// One line of an entry. The amount is in 分, never zero; a negative one is red letter (红字) on the
/// same side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Leg {
    /// Debit or credit.
    pub side: Side,
    /// The account.
    pub account: AccountCode,
    /// The sub-account, where the account has any.
    pub sub: Option<SubAccount>,
    /// The amount, positive, or negative for red letter.
    pub amount: Fen,
    /// The benefit year that the money is for, where it is for one.
    pub benefit_year: Option<FundYear>,
    /// Who stands on the other side.
    pub counterparty: Option<Counterparty>,
    /// Which bank account moves, on the accounts of money.
    pub bank_account: Option<BankAccount>,
}

impl Leg {
    /// A plain leg.
    #[must_use]
    pub const fn new(side: Side, account: AccountCode, amount: Fen) -> Leg {
        Leg {
            side,
            account,
            sub: None,
            amount,
            benefit_year: None,
            counterparty: None,
            bank_account: None,
        }
    }

    /// The same with its sign turned: what undoes it exactly. `None` for the one amount without a
    /// negative.
    #[must_use]
    pub fn red(&self) -> Option<Leg> {
        let amount = self.amount.checked_neg()?;
        Some(Leg {
            amount,
            ..self.clone()
        })
    }

    /// Whether it takes money (or another asset) away: a credit in black, or a debit in red.
    #[must_use]
    pub const fn takes(&self) -> bool {
        match self.side {
            Side::Credit => self.amount.get() > 0,
            Side::Debit => self.amount.get() < 0,
        }
    }
}

/// Which leg of which entry: what a figure of a statement is traced to. Legs count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegRef {
    /// The entry.
    pub entry: EntryNo,
    /// The leg, from 1.
    pub leg: usize,
}
