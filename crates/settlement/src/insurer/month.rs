//! The share of an insurer, settled month by month: each settlement once, a reversal as a negative.

use std::collections::BTreeSet;

use base::{Date, Fen, Refused, RegionCode};
use enrolment::Month;

use super::contract::{Contract, ContractNo};
use crate::claim::{SettlementId, total};

/// What a contract owes for one settlement, or gets back by a reversal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsurerShare {
    /// The settlement, or the record that reverses one.
    pub settlement: SettlementId,
    /// Whether it reverses one.
    pub reversal: bool,
    /// The district of the member.
    pub district: RegionCode,
    /// The date by which the contract was chosen; of a reversal, that of its original.
    pub contract_date: Date,
    /// The day of the settlement or reversal.
    pub settled_on: Date,
    /// In 分; negative for a reversal.
    pub amount: Fen,
}

/// What a contract owes for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStatement {
    /// Which contract.
    pub contract: ContractNo,
    /// Which month.
    pub month: Month,
    /// The settlements and reversals in it.
    pub settlements: BTreeSet<SettlementId>,
    /// New cases, in 分.
    pub cases: Fen,
    /// Reversals, in 分, zero or negative.
    pub reversed: Fen,
    /// The negative rest of the month before, in 分, zero or negative.
    pub carried_in: Fen,
    /// What the insurer pays, in 分, zero or more.
    pub due: Fen,
    /// What the next month has to make up for, in 分, zero or negative:
    /// `due + carried_out = cases + reversed + carried_in`.
    pub carried_out: Fen,
}

/// What the statements before leave to the next one.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    /// The settlements and reversals in them.
    pub settlements: &'a BTreeSet<SettlementId>,
    /// The negative rest of the last one, in 分.
    pub carried_out: Fen,
}

/// The statement of a month over what is in no statement yet; what came late is in it too.
///
/// # Errors
/// `insurer.not_in_term` where a case is dated outside the term, `insurer.district` where one is of another
/// insurer's district, `insurer.share_twice` where a settlement is handed in twice, `insurer.carried` where what is
/// carried in is positive.
pub fn month_statement(
    contract: &Contract,
    month: Month,
    shares: &[InsurerShare],
    before: &Stated<'_>,
) -> Result<MonthStatement, Refused> {
    if before.carried_out > Fen::ZERO {
        let zh = "上月结转只能是应抵扣的负数，请核对。";
        return Err(Refused::new("insurer.carried", zh));
    }
    let mut settlements = BTreeSet::new();
    let (mut cases, mut reversed) = (Fen::ZERO, Fen::ZERO);
    let due = shares.iter().filter(|share| {
        share.settled_on <= month.last() && !before.settlements.contains(&share.settlement)
    });
    for share in due {
        contract.takes(share.contract_date)?;
        if !contract.covers(share.district) {
            let zh = format!(
                "结算 {} 的参保区 {} 不属于合同 {} 的承办区域。",
                share.settlement,
                share.district.short(),
                contract.no
            );
            return Err(Refused::new("insurer.district", zh).under("怀远2015 四"));
        }
        if !settlements.insert(share.settlement.clone()) {
            let zh = format!("结算 {} 重复出现，每笔只能计一次。", share.settlement);
            return Err(Refused::new("insurer.share_twice", zh));
        }
        let sum = if share.reversal {
            &mut reversed
        } else {
            &mut cases
        };
        *sum = total([*sum, share.amount])?;
    }
    let rest = total([cases, reversed, before.carried_out])?;
    Ok(MonthStatement {
        contract: contract.no,
        month,
        settlements,
        cases,
        reversed,
        carried_in: before.carried_out,
        due: rest.max(Fen::ZERO),
        carried_out: rest.min(Fen::ZERO),
    })
}
