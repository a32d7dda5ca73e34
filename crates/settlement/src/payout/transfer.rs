//! One transfer to one payee, and its states.

use base::{Date, Fen, Personal, Refused, RegionCode, mask};

use super::books::Party;
use super::sheet::Portion;
use crate::claim::{FundCode, coded, required, total};

base::number_id! {
    /// A transfer from the expenditure account.
    TransferNo
}

/// A SHA-256 over the bytes of a file.
pub type FileDigest = [u8; 32];

/// Where the money goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// The name of the account.
    pub name: String,
    /// The number of the account.
    pub account: String,
    /// The bank, by the name or number that the paying bank asks for.
    pub bank: String,
}

coded! {
    /// What is paid.
    Purpose {
        /// A claim.
        Claim "claim" "医疗费结算",
        /// A deposit, after the assessment.
        Deposit "deposit" "返还质量保证金",
        /// The fee or share of an insurer.
        Insurer "insurer" "大病保险承办",
    }
}

coded! {
    /// How a transfer stands.
    TransferState {
        /// Written into a payout.
        Proposed "proposed" "待审批",
        /// In a file to the bank.
        Sent "sent" "已送银行",
        /// The bank has paid.
        Paid "paid" "已支付",
        /// The bank gave the money back.
        Returned "returned" "已退回",
        /// Written anew after a return, to another account.
        Reissued "reissued" "已重开",
    }
}

/// A transfer before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What is paid.
    pub purpose: Purpose,
    /// The county whose tier bears it.
    pub county: RegionCode,
    /// The other side in the books.
    pub party: Party,
    /// Where the money goes.
    pub payee: Payee,
    /// The amount by part, care and year; the transfer is their sum.
    pub portions: Vec<Portion>,
    /// The deposit withheld with it, noted in the books at the same time.
    pub withheld: Vec<Portion>,
    /// What is printed for the payee.
    pub note: String,
}

/// A transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its number.
    pub no: TransferNo,
    /// The fund it is paid from.
    pub fund: FundCode,
    /// What was ordered.
    pub order: Order,
    /// In 分, more than zero.
    pub amount: Fen,
    /// How it stands.
    pub state: TransferState,
    /// When the bank paid.
    pub paid_on: Option<Date>,
    /// What the bank said.
    pub remark: String,
}

impl Transfer {
    /// A transfer as ordered.
    ///
    /// # Errors
    /// `payout.amount` where it is not more than zero, `payout.payee` where name, account or bank is missing or holds
    /// a character that a file of the bank cannot carry.
    pub fn new(no: TransferNo, fund: FundCode, order: Order) -> Result<Transfer, Refused> {
        let amount = total(order.portions.iter().map(|portion| portion.amount))?;
        let positive = order.portions.iter().all(|one| one.amount > Fen::ZERO);
        if amount <= Fen::ZERO || !positive {
            let zh = format!("付款 {no} 金额 {amount} 元，应大于零。");
            return Err(Refused::new("payout.amount", zh));
        }
        let payee = &order.payee;
        for (what, text) in [
            ("户名", &payee.name),
            ("账号", &payee.account),
            ("开户行", &payee.bank),
        ] {
            let zh = format!("付款 {no} 缺少收款{what}，请补填。");
            required(text, "payout.payee", &zh)?;
            plain(no, what, text)?;
        }
        plain(no, "附言", &order.note)?;
        Ok(Transfer {
            no,
            fund,
            order,
            amount,
            state: TransferState::Proposed,
            paid_on: None,
            remark: String::new(),
        })
    }

    /// The payee as lists show it.
    #[must_use]
    pub fn payee_masked(&self) -> String {
        let payee = &self.order.payee;
        format!(
            "{} {}",
            mask(Personal::Name, &payee.name),
            mask(Personal::BankAccount, &payee.account)
        )
    }
}

/// A file of the bank parts its columns by tabs and its rows by lines, and may be opened in a table calculation.
fn plain(no: TransferNo, what: &str, text: &str) -> Result<(), Refused> {
    let formula = text.starts_with(['=', '+', '-', '@']);
    if !formula && !text.chars().any(char::is_control) {
        return Ok(());
    }
    let zh =
        format!("付款 {no} 的{what}含有换行、制表符或以公式符号开头，银行文件不能使用，请改正。");
    Err(Refused::new("payout.payee", zh))
}
