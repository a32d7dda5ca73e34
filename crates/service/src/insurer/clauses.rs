//! The clauses of a contract as rows keep them.

use base::{Date, Fen, Ratio, RegionCode, Rounding};
use serde::{Deserialize, Serialize};
use settlement::insurer::{
    Band, Contract, ContractNo, Corridor, Fee, InsuredLayer, InsurerCode, Tier,
};
use store::StoreError;
use store::insurer::ContractRow;

use crate::ServiceError;

/// What a contract says beyond insurer, layer and term.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Clauses {
    districts: Vec<i64>,
    fee: FeeBody,
    bands: Vec<(u32, String, String)>,
    corridor: Option<CorridorBody>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FeeBody {
    PerHead(i64),
    OfPremium(String, String),
    Fixed(i64),
}

type TierBody = (Option<String>, String);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct CorridorBody {
    surplus: Vec<TierBody>,
    loss: Vec<TierBody>,
    rounding: String,
}

impl Clauses {
    pub fn of(contract: &Contract) -> Clauses {
        let band = |band: &Band| {
            let (deducted, rewarded) = (band.deducted.to_string(), band.rewarded.to_string());
            (band.at_least, deducted, rewarded)
        };
        let tier = |tier: &Tier| (tier.up_to.map(|to| to.to_string()), tier.fund.to_string());
        Clauses {
            districts: contract.districts.iter().map(|one| one.number()).collect(),
            fee: match contract.fee {
                Fee::PerHead(each) => FeeBody::PerHead(each.get()),
                Fee::OfPremium(ratio, rounding) => {
                    FeeBody::OfPremium(ratio.to_string(), rounding.name().to_owned())
                }
                Fee::Fixed(amount) => FeeBody::Fixed(amount.get()),
            },
            bands: contract.bands.iter().map(band).collect(),
            corridor: contract.corridor.as_ref().map(|one| CorridorBody {
                surplus: one.surplus.iter().map(tier).collect(),
                loss: one.loss.iter().map(tier).collect(),
                rounding: one.rounding.name().to_owned(),
            }),
        }
    }
}

fn ratio(text: &str) -> Option<Ratio> {
    Ratio::parse(text).ok()
}

fn rounding(text: &str) -> Option<Rounding> {
    Rounding::parse(text).ok()
}

fn tiers(all: &[TierBody]) -> Option<Vec<Tier>> {
    let one = |(up_to, fund): &TierBody| {
        let up_to = match up_to {
            Some(text) => Some(ratio(text)?),
            None => None,
        };
        Some(Tier {
            up_to,
            fund: ratio(fund)?,
        })
    };
    all.iter().map(one).collect()
}

/// The row of a contract; `None` where a word cannot be read.
pub(super) fn row_of(
    (no, from, until): (i64, i64, i64),
    (insurer, layer): (&str, &str),
    clauses: &Clauses,
    document: String,
) -> Option<ContractRow> {
    Some(ContractRow {
        no: ContractNo::new(no)?,
        insurer: InsurerCode::new(insurer).ok()?,
        layer: InsuredLayer::parse(layer)?,
        from: Date::from_number(from)?,
        until: Date::from_number(until)?,
        clauses: serde_json::to_string(clauses).ok()?,
        document,
    })
}

/// The contract of a row.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub(super) fn contract_of(row: &ContractRow) -> Result<Contract, ServiceError> {
    let clauses: Option<Clauses> = serde_json::from_str(&row.clauses).ok();
    let contract = clauses.and_then(|clauses| read(row, &clauses));
    Ok(contract.ok_or_else(|| StoreError::Corrupt(format!("contract {}", row.no)))?)
}

fn read(row: &ContractRow, clauses: &Clauses) -> Option<Contract> {
    let band = |(at_least, deducted, rewarded): &(u32, String, String)| {
        Some(Band {
            at_least: *at_least,
            deducted: ratio(deducted)?,
            rewarded: ratio(rewarded)?,
        })
    };
    let districts = clauses.districts.iter();
    let corridor = match &clauses.corridor {
        Some(one) => Some(Corridor {
            surplus: tiers(&one.surplus)?,
            loss: tiers(&one.loss)?,
            rounding: rounding(&one.rounding)?,
        }),
        None => None,
    };
    Some(Contract {
        no: row.no,
        insurer: row.insurer.clone(),
        layer: row.layer,
        districts: districts
            .map(|number| RegionCode::from_number(*number))
            .collect::<Option<_>>()?,
        from: row.from,
        until: row.until,
        ended_on: None,
        fee: match &clauses.fee {
            FeeBody::PerHead(each) => Fee::PerHead(Fen::new(*each)),
            FeeBody::OfPremium(share, how) => Fee::OfPremium(ratio(share)?, rounding(how)?),
            FeeBody::Fixed(amount) => Fee::Fixed(Fen::new(*amount)),
        },
        bands: clauses.bands.iter().map(band).collect::<Option<_>>()?,
        corridor,
        document: row.document.clone(),
    })
}
