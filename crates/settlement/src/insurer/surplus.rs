//! A surplus that an insurer gives back, as the funds' books hold it.

use base::{Date, Fen, RegionCode};

use super::contract::{ContractNo, InsurerCode};
use super::corridor::Shared;
use crate::claim::FundCode;
use crate::payout::{BookCase, BookEvent, BookPart, Party, PartyKind};

/// Where what the insurer gives back is received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The contract.
    pub contract: ContractNo,
    /// The insurer.
    pub insurer: InsurerCode,
    /// The fund that paid the premium.
    pub fund: FundCode,
    /// The county whose tier has it, or the pooling area.
    pub county: RegionCode,
    /// The benefit year of the result, by the year in which it begins.
    pub benefit_year: i32,
    /// The day on which the money came.
    pub on: Date,
}

impl Shared {
    /// What the books hold of a surplus that came back within the year of account; `None` where the fund has no part
    /// of a surplus.
    #[must_use]
    pub fn returned(&self, received: &Received) -> Option<BookCase> {
        (self.fund > Fen::ZERO).then(|| BookCase {
            event: BookEvent::SurplusReturned,
            red: false,
            fund: received.fund.clone(),
            county: received.county,
            value_date: received.on,
            party: Party {
                kind: PartyKind::Insurer,
                code: received.insurer.to_string(),
            },
            parts: vec![BookPart {
                sub: None,
                benefit_year: Some(received.benefit_year),
                amount: self.fund,
            }],
            reference: format!("承办合同{}结余{}", received.contract, received.benefit_year),
        })
    }
}
