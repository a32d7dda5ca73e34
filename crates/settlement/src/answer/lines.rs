//! The split of a settlement over its lines, as lists of the settlement and audits read it.

use base::{Fen, Refused};
use benefit::apportion::apportion;
use benefit::plan::{PayerKind, PotKind};

use crate::bill::SettlementRecord;
use crate::fee::priced_parts;

/// One line after the basic package. What later packages pay is known for the bill, not for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineShare {
    /// Number of the line; `None` for a line of an earlier visit that joined the bill.
    pub line: Option<u64>,
    /// Amount of the line.
    pub amount: Fen,
    /// Full own pay, above the ceiling, first self-pay, within the policy; they add up to the amount.
    pub parts: [Fen; 4],
    /// What funds, insurers, employers and the like pay.
    pub funds: Fen,
    /// What accounts pay by steps of the package.
    pub accounts: Fen,
    /// What the institution bears.
    pub provider: Fen,
    /// What the person bears; the four add up to the amount.
    pub own: Fen,
}

/// The lines of a settlement with who pays them; a line stands with its corrections taken off. Of a denied bill everything is the person's.
///
/// # Errors
/// `answer.lines`: the record does not name as many lines as were priced.
pub fn line_shares(record: &SettlementRecord<'_>) -> Result<Vec<LineShare>, Refused> {
    let base = record.stack.base;
    let Some(stage) = record.adjudicated.stages.first() else {
        return Ok(Vec::new());
    };
    let Some(priced) = &stage.priced else {
        return Ok(denied(record));
    };
    if priced.lines.len() < record.priced.len() {
        return Err(Refused::new(
            "answer.lines",
            "结算记录的明细与定价的明细对不上，请重新结算。",
        ));
    }
    let split = apportion(base, priced, &stage.determination);
    let mut numbers = record.priced.iter().copied();
    let shares = priced.lines.iter().zip(split).map(|(line, row)| {
        let mut share = LineShare {
            line: numbers.next(),
            amount: line.amount,
            parts: priced_parts(line),
            funds: Fen::ZERO,
            accounts: Fen::ZERO,
            provider: Fen::ZERO,
            own: Fen::ZERO,
        };
        for (decl, amount) in base.pots.iter().zip(row) {
            let to = match decl.kind {
                PotKind::Payer(PayerKind::Account | PayerKind::FamilyAccount, _) => {
                    &mut share.accounts
                }
                PotKind::Payer(PayerKind::Provider, _) => &mut share.provider,
                PotKind::Payer(..) => &mut share.funds,
                PotKind::Burden | PotKind::Open => &mut share.own,
            };
            *to = to.checked_add(amount).unwrap_or(*to);
        }
        share
    });
    Ok(shares.collect())
}

/// A denied bill was not priced; its lines are as they came.
fn denied(record: &SettlementRecord<'_>) -> Vec<LineShare> {
    let Some(stage) = record.adjudicated.stages.first() else {
        return Vec::new();
    };
    let benefit::claim::Bill::Lines(lines) = &stage.claim.bill else {
        return Vec::new();
    };
    let rows = record.priced.iter().zip(lines);
    rows.map(|(number, line)| LineShare {
        line: Some(*number),
        amount: line.amount,
        parts: [line.amount, Fen::ZERO, Fen::ZERO, Fen::ZERO],
        funds: Fen::ZERO,
        accounts: Fen::ZERO,
        provider: Fen::ZERO,
        own: line.amount,
    })
    .collect()
}
