//! What the counter leaves to be claimed, and the lines of a claim made of it.

use base::{Date, Fen, ProviderId, RegionCode};
use enrolment::Scheme;

use super::finding::LineKey;
use super::ids::{Care, FundCode, Nature, Part, SettlementId};

/// What one fund owes for one settlement, or gets back by one reversal: written in the commit of the settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// The settlement, or the record that reverses one.
    pub settlement: SettlementId,
    /// Whether it settles, reverses or adjusts. Each record, an adjustment too, is reversed by a record of its own.
    pub nature: Nature,
    /// Who treated and is owed.
    pub institution: ProviderId,
    /// The county of the insured, whose tier bears it.
    pub county: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
    /// The fund.
    pub fund: FundCode,
    /// Fund or account.
    pub part: Part,
    /// Which kind of care.
    pub care: Care,
    /// The benefit year by the year in which it begins.
    pub benefit_year: i32,
    /// The day of the settlement or reversal.
    pub settled_on: Date,
    /// In 分; negative for what takes back.
    pub amount: Fen,
}

/// One line of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// Settlement and part.
    pub key: LineKey,
    /// Whether it settles, reverses or adjusts; what it is about may stand in an earlier claim.
    pub nature: Nature,
    /// Which kind of care.
    pub care: Care,
    /// The benefit year by the year in which it begins.
    pub benefit_year: i32,
    /// The day of the settlement or reversal.
    pub settled_on: Date,
    /// In 分; negative for what takes back.
    pub amount: Fen,
}

impl ClaimLine {
    /// The line of a payable.
    #[must_use]
    pub fn of(payable: &Payable) -> ClaimLine {
        ClaimLine {
            key: LineKey {
                settlement: payable.settlement.clone(),
                part: payable.part,
            },
            nature: payable.nature.clone(),
            care: payable.care,
            benefit_year: payable.benefit_year,
            settled_on: payable.settled_on,
            amount: payable.amount,
        }
    }

    /// The line that this one reverses; `None` unless it reverses one.
    #[must_use]
    pub fn original(&self) -> Option<LineKey> {
        match &self.nature {
            Nature::Settlement | Nature::Adjustment(_) => None,
            Nature::Reversal(id) => Some(LineKey {
                settlement: id.clone(),
                part: self.key.part,
            }),
        }
    }

    /// The line that this one lowers; `None` unless it adjusts one downwards.
    #[must_use]
    pub fn lowers(&self) -> Option<LineKey> {
        match &self.nature {
            Nature::Adjustment(id) if self.amount < Fen::ZERO => Some(LineKey {
                settlement: id.clone(),
                part: self.key.part,
            }),
            Nature::Settlement | Nature::Adjustment(_) | Nature::Reversal(_) => None,
        }
    }
}
