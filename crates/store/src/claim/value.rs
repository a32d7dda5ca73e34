//! Numbers and words of claims as values of columns, and back.

use base::{ProviderId, RegionCode};
use enrolment::Scheme;
use settlement::claim::{
    ClaimNo, Claimant, DeductionNo, FundCode, Nature, PayKey, ReimbursementNo, SettlementId, Signed,
};
use settlement::payout::{PayoutNo, TransferNo};

use crate::{Row, StoreError, Value};

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                Value::Int(value.get())
            }
        }
    )*};
}

numbers!(ClaimNo DeductionNo ReimbursementNo PayoutNo TransferNo);

/// The id of a settlement as the domain names it: the decimal text of its number.
pub(crate) fn settlement(number: i64) -> Result<SettlementId, StoreError> {
    SettlementId::new(&number.to_string()).map_err(|_| broken("a settlement number"))
}

/// The number of a settlement.
pub(crate) fn number(id: &SettlementId) -> Result<i64, StoreError> {
    id.as_str()
        .parse()
        .map_err(|_| broken("a settlement number"))
}

/// A fund by its word.
pub(crate) fn fund(code: &str) -> Option<FundCode> {
    FundCode::new(code).ok()
}

/// An institution by its code.
pub(crate) fn institution(code: &str) -> Option<ProviderId> {
    ProviderId::new(code).ok()
}

/// What a record is, from its word and the record it is about.
pub(crate) fn nature(code: &str, about: Option<i64>) -> Option<Nature> {
    let about = match about {
        Some(number) => Some(settlement(number).ok()?),
        None => None,
    };
    Nature::parse(code, about)
}

/// Claimant kind, claimant, county, fund, scheme from five columns.
pub(crate) fn pay_key(row: &Row, at: usize) -> Result<PayKey, StoreError> {
    let claimant = Claimant::parse(row.text(at)?, row.text(at + 1)?);
    Ok(PayKey {
        claimant: claimant.ok_or_else(|| broken("a claimant"))?,
        county: row.region(at + 2)?,
        fund: row.code(at + 3, fund)?,
        scheme: row.code(at + 4, Scheme::parse)?,
    })
}

/// User, office and day from three columns.
pub(crate) fn signed(row: &Row, at: usize) -> Result<Signed, StoreError> {
    Ok(Signed {
        by: row.code(at, |name| access::UserName::new(name).ok())?,
        office: row.region(at + 1)?,
        on: row.date(at + 2)?,
    })
}

/// A value that the domain refuses: nobody wrote it through the program.
pub(crate) fn broken(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

/// Refuses to write a claim whose office and county both lie outside the scope.
pub(crate) fn of_either(
    scope: access::Scope,
    office: RegionCode,
    county: RegionCode,
) -> Result<(), StoreError> {
    crate::within(scope, office).or_else(|_| crate::within(scope, county))
}
