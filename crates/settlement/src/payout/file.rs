//! The file that tells the bank whom to pay, with control totals and a digest.

use base::{Date, Fen, Refused};
use sha2::{Digest as _, Sha256};

use super::batch::{Payout, PayoutNo};
use super::transfer::{FileDigest, Transfer, TransferState};
use crate::claim::total;

/// A payment file: UTF-8, one row a line, columns parted by tabs.
///
/// The first line is `H`, the number of the payout, the fund, the day (`YYYYMMDD`), the count and the sum; then one
/// line a transfer with `D`, its number, name, account, bank, amount in 元 with two decimals, and note; the last is
/// `T` with count and sum again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFile {
    /// Which payout.
    pub payout: PayoutNo,
    /// How many transfers.
    pub count: usize,
    /// Their sum, in 分.
    pub total: Fen,
    /// The bytes.
    pub text: String,
    /// Over the bytes.
    pub digest: FileDigest,
}

impl PaymentFile {
    /// The file of an approved payout; the same payout on the same day gives the same bytes.
    ///
    /// # Errors
    /// `payout.unapproved` before the second signature, `payout.nothing` where no transfer waits for the bank.
    pub fn write(payout: &Payout, on: Date) -> Result<PaymentFile, Refused> {
        payout.approval()?;
        let rows: Vec<&Transfer> = payout
            .transfers()
            .into_iter()
            .filter(|one| matches!(one.state, TransferState::Proposed | TransferState::Sent))
            .collect();
        if rows.is_empty() {
            let zh = format!("付款批次 {} 没有待付款项，无需生成银行文件。", payout.no());
            return Err(Refused::new("payout.nothing", zh));
        }
        let sum = total(rows.iter().map(|one| one.amount))?;
        let head = [
            "H".to_owned(),
            payout.no().to_string(),
            payout.fund().to_string(),
            on.number().to_string(),
            rows.len().to_string(),
            sum.to_string(),
        ];
        let mut text = line(&head);
        for row in &rows {
            text.push_str(&detail(row));
        }
        text.push_str(&line(&[
            "T".to_owned(),
            rows.len().to_string(),
            sum.to_string(),
        ]));
        Ok(PaymentFile {
            payout: payout.no(),
            count: rows.len(),
            total: sum,
            digest: Sha256::digest(text.as_bytes()).into(),
            text,
        })
    }
}

fn detail(row: &Transfer) -> String {
    let payee = &row.order.payee;
    line(&[
        "D".to_owned(),
        row.no.to_string(),
        payee.name.clone(),
        payee.account.clone(),
        payee.bank.clone(),
        row.amount.to_string(),
        row.order.note.clone(),
    ])
}

fn line(cells: &[String]) -> String {
    format!("{}\n", cells.join("\t"))
}
