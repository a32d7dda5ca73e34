//! What a proposal of a payout says.

use std::collections::BTreeSet;

use base::{Date, Fen, Ratio, Refused, RegionCode, Rounding};
use serde::{Deserialize, Serialize};
use settlement::claim::{Assessed, ClaimNo, FundCode, Signed, StepNo};
use store::proposals::Proposal;

use crate::ServiceError;

/// The kind of proposal.
pub(super) const KIND: (&str, &str) = ("payout.pay", "付款批次");

/// What an assessment says of the deposit of an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The code of the institution.
    pub institution: String,
    /// The share that is given back, its rounding, the year and the document.
    pub assessed: Assessed,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(super) enum Body {
    /// What is due from a fund.
    Due {
        head: Head,
        steps: Vec<(i64, u32)>,
        digest: String,
        amount: i64,
    },
    /// A deposit after an assessment.
    Deposit {
        head: Head,
        institution: String,
        year: i32,
        returned: String,
        rounding: String,
        document: String,
    },
    /// A returned transfer to the account of today.
    Again { head: Head, transfer: i64 },
}

/// What every body says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub fund: String,
    pub region: i64,
    /// The office of the maker.
    pub made_at: i64,
    pub on: i64,
}

impl Head {
    pub fn new(fund: &FundCode, region: RegionCode, made: &Signed) -> Head {
        Head {
            fund: fund.to_string(),
            region: region.number(),
            made_at: made.office.number(),
            on: made.on.number(),
        }
    }

    pub fn fund(&self) -> Result<FundCode, ServiceError> {
        FundCode::new(&self.fund).map_err(|_| unreadable())
    }

    pub fn region(&self) -> Result<RegionCode, ServiceError> {
        RegionCode::from_number(self.region).ok_or_else(unreadable)
    }

    pub fn on(&self) -> Result<Date, ServiceError> {
        Date::from_number(self.on).ok_or_else(unreadable)
    }

    /// The first signature.
    pub fn made(&self, proposal: &Proposal) -> Result<Signed, ServiceError> {
        Ok(Signed {
            by: proposal.maker.clone(),
            office: RegionCode::from_number(self.made_at).ok_or_else(unreadable)?,
            on: self.on()?,
        })
    }
}

pub(super) fn steps(all: &[(i64, u32)]) -> Result<BTreeSet<(ClaimNo, StepNo)>, ServiceError> {
    let one = |(claim, step): &(i64, u32)| Some((ClaimNo::new(*claim)?, *step));
    let read: Option<BTreeSet<_>> = all.iter().map(one).collect();
    read.ok_or_else(unreadable)
}

pub(super) fn assessed(
    (year, on): (i32, Date),
    (returned, rounding): (&str, &str),
    document: &str,
) -> Result<Assessed, ServiceError> {
    Ok(Assessed {
        year,
        returned: Ratio::parse(returned).map_err(|_| unreadable())?,
        rounding: Rounding::parse(rounding).map_err(|_| unreadable())?,
        document: document.to_owned(),
        on,
    })
}

pub(super) fn text(body: &Body) -> Result<String, ServiceError> {
    serde_json::to_string(body).map_err(|_| unreadable())
}

pub(super) fn read(proposal: &Proposal) -> Result<Body, ServiceError> {
    serde_json::from_str(&proposal.body).map_err(|_| unreadable())
}

pub(super) fn unreadable() -> ServiceError {
    Refused::new("payout.body", "待审批付款的内容无法识别，请退回重新制单。").into()
}

/// A sum of money of a proposal.
pub(super) fn amount(fen: Fen) -> i64 {
    fen.get()
}
