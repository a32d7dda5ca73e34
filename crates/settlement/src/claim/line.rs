//! What the counter leaves to be claimed, and the lines of a claim made of it.

use base::{Date, Fen, ProviderId, RegionCode};
use enrolment::Scheme;

use super::finding::LineKey;
use super::ids::{Care, FundCode, Part, SettlementId};

/// What one fund owes for one settlement, or gets back by one reversal: written in the commit of the settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// The settlement, or the record that reverses one.
    pub settlement: SettlementId,
    /// The settlement that it reverses.
    pub reverses: Option<SettlementId>,
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
    /// In 分; negative for a reversal.
    pub amount: Fen,
}

/// One line of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// Settlement and part.
    pub key: LineKey,
    /// The settlement that it reverses, which may stand in an earlier claim.
    pub reverses: Option<SettlementId>,
    /// Which kind of care.
    pub care: Care,
    /// The benefit year by the year in which it begins.
    pub benefit_year: i32,
    /// The day of the settlement or reversal.
    pub settled_on: Date,
    /// In 分; negative for a reversal.
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
            reverses: payable.reverses.clone(),
            care: payable.care,
            benefit_year: payable.benefit_year,
            settled_on: payable.settled_on,
            amount: payable.amount,
        }
    }

    /// The line that this one reverses.
    #[must_use]
    pub fn original(&self) -> Option<LineKey> {
        let settlement = self.reverses.clone()?;
        Some(LineKey {
            settlement,
            part: self.key.part,
        })
    }
}
