//! A payout: transfers of one fund that two users let go together, and what the bank answers to them.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Fen, Refused};

use super::books::{BookCase, DepositBooking};
use super::cases::cases;
use super::transfer::{FileDigest, Order, Payee, Transfer, TransferNo, TransferState};
use crate::claim::{FundCode, Signed, total};

base::number_id! {
    /// A payout: the transfers of one fund that are approved together.
    PayoutNo
}

/// What the bank says of one transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankRow {
    /// Which transfer.
    pub no: TransferNo,
    /// The amount, in 分.
    pub amount: Fen,
    /// The value date.
    pub on: Date,
    /// Paid, or given back.
    pub paid: bool,
    /// The bank's serial number, or its reason for a return.
    pub remark: String,
}

/// What an answer of the bank changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// Paid now, in 分.
    pub paid: Fen,
    /// Given back now, in 分.
    pub returned: Fen,
    /// Still with the bank, in 分.
    pub pending: Fen,
    /// Rows that an earlier answer had told already.
    pub repeated: usize,
    /// What the statutory books are to hold of it.
    pub cases: Vec<BookCase>,
}

/// A payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    no: PayoutNo,
    fund: FundCode,
    made: Signed,
    approved: Option<Signed>,
    sent: Option<FileDigest>,
    transfers: BTreeMap<TransferNo, Transfer>,
    booking: DepositBooking,
}

impl Payout {
    /// A payout of one fund as a first user proposes it.
    ///
    /// # Errors
    /// `payout.other_fund` where a transfer is of another fund, `payout.twice` where a number stands twice,
    /// `payout.nothing` without transfers.
    pub fn propose(
        no: PayoutNo,
        fund: FundCode,
        made: Signed,
        booking: DepositBooking,
        transfers: Vec<Transfer>,
    ) -> Result<Payout, Refused> {
        if transfers.is_empty() {
            return Err(Refused::new(
                "payout.nothing",
                "没有可付款项，不能生成付款批次。",
            ));
        }
        let mut all = BTreeMap::new();
        for transfer in transfers {
            if transfer.fund != fund {
                let zh = format!(
                    "付款 {} 属于基金 {}，不能列入 {fund} 的付款批次；每个基金单独付款。",
                    transfer.no, transfer.fund
                );
                return Err(Refused::new("payout.other_fund", zh));
            }
            let number = transfer.no;
            if all.insert(number, transfer).is_some() {
                let zh = format!("付款 {number} 在批次中重复，请去掉一条。");
                return Err(Refused::new("payout.twice", zh));
            }
        }
        Ok(Payout {
            no,
            fund,
            made,
            approved: None,
            sent: None,
            transfers: all,
            booking,
        })
    }

    /// A payout as rows have it: approved by `approved`, sent as the file of a digest, its transfers in their states.
    ///
    /// # Errors
    /// Those of [`Payout::propose`]; `settlement.same_user`, `settlement.step_day`; `payout.unapproved` where it was
    /// sent, or a transfer went to the bank, without the second signature.
    pub fn restore(
        mut proposed: Payout,
        approved: Option<Signed>,
        sent: Option<FileDigest>,
    ) -> Result<Payout, Refused> {
        if let Some(signed) = approved {
            proposed.approve(signed)?;
        }
        let at_the_bank = |one: &Transfer| one.state != TransferState::Proposed;
        if sent.is_some() || proposed.transfers.values().any(at_the_bank) {
            proposed.approval()?;
        }
        proposed.sent = sent;
        Ok(proposed)
    }

    /// A second user approves it.
    ///
    /// # Errors
    /// `payout.approved` the second time, `settlement.same_user`, `settlement.step_day`.
    pub fn approve(&mut self, signed: Signed) -> Result<(), Refused> {
        if self.approved.is_some() {
            let zh = format!("付款批次 {} 已审批，不必重复办理。", self.no);
            return Err(Refused::new("payout.approved", zh));
        }
        signed.after(&self.made, "付款审批", "付款制单")?;
        self.approved = Some(signed);
        Ok(())
    }

    /// The second signature.
    ///
    /// # Errors
    /// `payout.unapproved`.
    pub fn approval(&self) -> Result<&Signed, Refused> {
        self.approved.as_ref().ok_or_else(|| {
            let zh = format!("付款批次 {} 未经另一人审批，不能送银行。", self.no);
            Refused::new("payout.unapproved", zh).under("淮南2020 五(三)")
        })
    }

    /// The file went to the bank; sending the same file again changes nothing.
    ///
    /// # Errors
    /// `payout.unapproved`; `payout.sent` where another file went before.
    pub fn send(&mut self, digest: FileDigest) -> Result<(), Refused> {
        self.approval()?;
        if self.sent.is_some_and(|sent| sent != digest) {
            let zh = format!("付款批次 {} 已送过另一份银行文件，不能重复送盘。", self.no);
            return Err(Refused::new("payout.sent", zh));
        }
        self.sent = Some(digest);
        for transfer in self.transfers.values_mut() {
            if transfer.state == TransferState::Proposed {
                transfer.state = TransferState::Sent;
            }
        }
        Ok(())
    }

    /// Takes an answer of the bank in, row by row: all of it or nothing. What it does not name stays with the bank,
    /// and what it says again as before changes nothing.
    ///
    /// # Errors
    /// `payout.file` where it answers another file, `payout.twice` where it names a transfer twice,
    /// `payout.unknown`, `payout.confirmed` where a transfer was confirmed otherwise before, `payout.amount` where the
    /// amount differs, `payout.day` where the bank's day lies before the approval.
    pub fn confirm(&mut self, digest: FileDigest, rows: &[BankRow]) -> Result<Confirmed, Refused> {
        if self.sent != Some(digest) {
            let zh = format!(
                "回盘对应的文件不是付款批次 {} 送出的文件，请核对。",
                self.no
            );
            return Err(Refused::new("payout.file", zh));
        }
        let mut seen = BTreeSet::new();
        let mut new = Vec::new();
        for row in rows {
            if !seen.insert(row.no) {
                let zh = format!("回盘中付款 {} 出现两次，请向银行核实。", row.no);
                return Err(Refused::new("payout.twice", zh));
            }
            if !self.was_told(row) {
                self.check(row)?;
                new.push(row);
            }
        }
        // All cases are made before anything is changed, so that a refusal leaves the payout as it was.
        let mut confirmed = Confirmed {
            repeated: rows.len().saturating_sub(new.len()),
            ..Confirmed::default()
        };
        for row in &new {
            let Some(transfer) = self.transfers.get(&row.no) else {
                continue;
            };
            let sum = if row.paid {
                confirmed
                    .cases
                    .extend(cases(transfer, row.on, self.booking));
                &mut confirmed.paid
            } else {
                &mut confirmed.returned
            };
            *sum = total([*sum, row.amount])?;
        }
        new.into_iter().for_each(|row| self.apply(row));
        confirmed.pending = self.sum_of(TransferState::Sent)?;
        Ok(confirmed)
    }

    /// Whether a row says of a transfer what an earlier answer said.
    fn was_told(&self, row: &BankRow) -> bool {
        self.transfers.get(&row.no).is_some_and(|one| {
            let same = match one.state {
                TransferState::Paid => row.paid && one.paid_on == Some(row.on),
                TransferState::Returned | TransferState::Reissued => !row.paid,
                TransferState::Proposed | TransferState::Sent => false,
            };
            same && one.amount == row.amount
        })
    }

    fn check(&self, row: &BankRow) -> Result<(), Refused> {
        let Some(transfer) = self.transfers.get(&row.no) else {
            let zh = format!("付款批次 {} 中没有付款 {}，请核对回盘。", self.no, row.no);
            return Err(Refused::new("payout.unknown", zh));
        };
        if transfer.state != TransferState::Sent {
            let zh = format!(
                "付款 {} 已是“{}”，不能再次确认。",
                row.no,
                transfer.state.zh()
            );
            return Err(Refused::new("payout.confirmed", zh));
        }
        if transfer.amount != row.amount {
            let zh = format!(
                "付款 {} 应为 {} 元，银行回盘为 {} 元，请向银行核实。",
                row.no, transfer.amount, row.amount
            );
            return Err(Refused::new("payout.amount", zh));
        }
        if row.on < self.approval()?.on {
            let zh = format!(
                "付款 {} 的银行日期 {} 早于审批日期，请核对。",
                row.no, row.on
            );
            return Err(Refused::new("payout.day", zh));
        }
        Ok(())
    }

    fn apply(&mut self, row: &BankRow) {
        if let Some(transfer) = self.transfers.get_mut(&row.no) {
            transfer.state = if row.paid {
                TransferState::Paid
            } else {
                TransferState::Returned
            };
            transfer.paid_on = row.paid.then_some(row.on);
            transfer.remark.clone_from(&row.remark);
        }
    }

    /// The bank gives back what it had paid: the books undo it in red letter, and the money is owed again.
    ///
    /// # Errors
    /// `payout.unknown`, `payout.not_paid` where it was not paid, `payout.day` before the day of the payment.
    pub fn bounce(
        &mut self,
        no: TransferNo,
        on: Date,
        reason: &str,
    ) -> Result<Vec<BookCase>, Refused> {
        let booking = self.booking;
        let transfer = self.find(no)?;
        let Some(paid_on) = transfer.paid_on else {
            let zh = format!("付款 {no} 为“{}”，没有可退回的款项。", transfer.state.zh());
            return Err(Refused::new("payout.not_paid", zh));
        };
        if on < paid_on {
            let zh = format!("付款 {no} 的退回日期 {on} 早于支付日期 {paid_on}，请核对。");
            return Err(Refused::new("payout.day", zh));
        }
        let undone = cases(transfer, on, booking);
        transfer.state = TransferState::Returned;
        transfer.paid_on = None;
        reason.clone_into(&mut transfer.remark);
        Ok(undone
            .into_iter()
            .map(|case| BookCase { red: true, ..case })
            .collect())
    }

    /// A returned transfer is written anew under another number, to an account put right; it goes into another payout
    /// and needs both signatures again.
    ///
    /// # Errors
    /// `payout.unknown`, `payout.not_returned`, and those of [`Transfer::new`].
    pub fn reissue(
        &mut self,
        no: TransferNo,
        new: TransferNo,
        payee: Payee,
    ) -> Result<Transfer, Refused> {
        let fund = self.fund.clone();
        let transfer = self.find(no)?;
        if transfer.state != TransferState::Returned {
            let zh = format!(
                "付款 {no} 为“{}”，只有银行退回的款项才能重开。",
                transfer.state.zh()
            );
            return Err(Refused::new("payout.not_returned", zh));
        }
        let order = Order {
            payee,
            ..transfer.order.clone()
        };
        let again = Transfer::new(new, fund, order)?;
        transfer.state = TransferState::Reissued;
        Ok(again)
    }

    fn find(&mut self, no: TransferNo) -> Result<&mut Transfer, Refused> {
        let payout = self.no;
        self.transfers.get_mut(&no).ok_or_else(|| {
            let zh = format!("付款批次 {payout} 中没有付款 {no}，请核对编号。");
            Refused::new("payout.unknown", zh)
        })
    }

    /// The sum of the transfers in a state, in 分.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn sum_of(&self, state: TransferState) -> Result<Fen, Refused> {
        let of_state = self.transfers.values().filter(|one| one.state == state);
        total(of_state.map(|one| one.amount))
    }

    /// The number.
    #[must_use]
    pub const fn no(&self) -> PayoutNo {
        self.no
    }

    /// The fund.
    #[must_use]
    pub const fn fund(&self) -> &FundCode {
        &self.fund
    }

    /// Who made it.
    #[must_use]
    pub const fn made(&self) -> &Signed {
        &self.made
    }

    /// The digest of the file that went to the bank.
    #[must_use]
    pub const fn sent(&self) -> Option<FileDigest> {
        self.sent
    }

    /// The transfers, by number.
    #[must_use]
    pub fn transfers(&self) -> Vec<&Transfer> {
        self.transfers.values().collect()
    }
}
