//! A case: what a maker says of one happening, from which the entries follow.

use std::collections::BTreeMap;

use access::UserName;
use base::{Date, Fen, RegionCode};

use crate::entry::{
    AccountCode, BankAccount, Counterparty, DocumentId, EventCode, Evidence, Fund, FundYear,
    SubAccount,
};

/// One part of the amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The sub-account of the account that the template details.
    pub sub: Option<SubAccount>,
    /// The amount in 分, positive; the template turns the sign where it writes red letter.
    pub amount: Fen,
    /// The benefit year that it is for.
    pub benefit_year: Option<FundYear>,
    /// Who pays or is paid.
    pub counterparty: Option<Counterparty>,
}

/// One happening to be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The id of the document to be written.
    pub document: DocumentId,
    /// Which event.
    pub event: EventCode,
    /// Which variant; empty for the first.
    pub variant: Box<str>,
    /// The pooling area.
    pub pool: RegionCode,
    /// The tier: a county, or the pool for the city's own.
    pub county: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// When the money moved.
    pub value_date: Date,
    /// In which period it is booked.
    pub book_date: Date,
    /// The parts of the amount, one or more.
    pub parts: Vec<Part>,
    /// The accounts chosen for the slots of the variant.
    pub slots: BTreeMap<String, AccountCode>,
    /// The bank accounts that move, by the code of the account or the slot of the template.
    pub banks: BTreeMap<String, BankAccount>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Who made it.
    pub maker: UserName,
    /// Who checked it.
    pub checker: UserName,
}

impl Part {
    /// A plain part.
    #[must_use]
    pub const fn new(amount: Fen) -> Part {
        Part {
            sub: None,
            amount,
            benefit_year: None,
            counterparty: None,
        }
    }
}
