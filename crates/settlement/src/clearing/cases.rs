//! What a clearing between pooling areas is in the books of the insured's area.

use base::{Date, Fen, RegionCode};

use crate::claim::{Care, FundCode, Part, SettlementId};
use crate::payout::{BookCase, BookEvent, BookPart, Party, PartyKind, sub_account};

/// A settlement of another pooling area that was cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearedCost {
    /// The settlement.
    pub settlement: SettlementId,
    /// The fund that bears it.
    pub fund: FundCode,
    /// The county of the insured.
    pub county: RegionCode,
    /// Fund or account.
    pub part: Part,
    /// Which kind of care.
    pub care: Care,
    /// The benefit year by the year in which it begins.
    pub benefit_year: i32,
    /// In 分; negative where a reversed one was cleared back.
    pub amount: Fen,
    /// The day of the clearing.
    pub on: Date,
    /// The code of the platform it was cleared through.
    pub platform: String,
}

impl ClearedCost {
    /// The case: set off against the working capital that lies with the platform, or paid in cash; in red letter where
    /// a reversed settlement was cleared back. `None` where nothing moved.
    #[must_use]
    pub fn case(&self, from_capital: bool) -> Option<BookCase> {
        let red = self.amount < Fen::ZERO;
        let amount = if red {
            self.amount.checked_neg()?
        } else {
            self.amount
        };
        (amount > Fen::ZERO).then(|| BookCase {
            event: if from_capital {
                BookEvent::ClearingOffset
            } else {
                BookEvent::ClearingPaid
            },
            red,
            fund: self.fund.clone(),
            county: self.county,
            value_date: self.on,
            party: Party {
                kind: PartyKind::Platform,
                code: self.platform.clone(),
            },
            parts: vec![BookPart {
                sub: Some(sub_account(self.part, self.care)),
                benefit_year: Some(self.benefit_year),
                amount,
            }],
            reference: format!("异地清算{}", self.settlement),
        })
    }
}
