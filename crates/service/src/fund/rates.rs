//! How much of a year's contributions was collected and of its subsidies has arrived, out of bills and payments.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen, RegionCode};
use enrolment::Scheme;
use enrolment::contribution::Year;
use ledger::control::indicator::Arrival;
use ledger::entry::Fund;
use store::contribution::subsidy;
use store::{Session, control as rows};

use super::sums::range;
use crate::ServiceError;

/// The scheme whose bills bring a fund its money; `None` for a fund that has no bills of persons.
const fn scheme(fund: Fund) -> Option<Scheme> {
    match fund {
        Fund::ResidentPooled => Some(Scheme::Resident),
        Fund::UrbanResident => Some(Scheme::UrbanResident),
        Fund::Nrcms => Some(Scheme::RuralCooperative),
        _ => None,
    }
}

/// Collection and arrivals of the benefit year of a day in a region, up to that day. Nothing where nothing is due.
pub(super) fn of(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: RegionCode,
    on: Date,
) -> Result<(Option<Arrival>, Vec<Arrival>), ServiceError> {
    let (Some(scheme), Some(year)) = (scheme(fund), Year::new(on.year())) else {
        return Ok((None, Vec::new()));
    };
    let of_year = (scheme.code(), year.number());
    let (due, arrived) = rows::collected(session, scope, region, of_year, on)?;
    let collection = (due > Fen::ZERO).then(|| Arrival {
        level: "person".to_owned(),
        due,
        arrived,
    });
    let mut levels: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
    let dues = subsidy::due(session, scope, scheme, year)?;
    for one in dues.iter().filter(|one| region.contains(one.key.county)) {
        let amount = one.amount().ok_or_else(range)?;
        let (sum, _) = levels.entry(one.key.payer.code()).or_default();
        *sum = sum.checked_add(amount).ok_or_else(range)?;
    }
    let came = subsidy::arrived(session, scope, scheme, year, on)?;
    for (key, amount) in came.iter().filter(|(key, _)| region.contains(key.county)) {
        let (_, sum) = levels.entry(key.payer.code()).or_default();
        *sum = sum.checked_add(*amount).ok_or_else(range)?;
    }
    let arrivals = levels.into_iter().map(|(level, (due, arrived))| Arrival {
        level: level.to_owned(),
        due,
        arrived,
    });
    Ok((collection, arrivals.collect()))
}
