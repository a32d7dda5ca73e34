//! What funds owe institutions.

use access::Scope;
use base::ProviderId;
use settlement::RecordNo;
use settlement::claim::Payable;

use crate::{StoreError, Tx, Value, params};

/// A payable with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayableRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// The record.
    pub record: RecordNo,
    /// The record that it reverses or adjusts.
    pub about: Option<RecordNo>,
    /// What is owed.
    pub payable: Payable,
}

/// Keeps payables.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] for a county outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, payables: &[PayableRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(payables.len());
    for it in payables {
        let owed = &it.payable;
        crate::within(scope, owed.county)?;
        let institution: &ProviderId = &owed.institution;
        let row: [Value; 15] = params![
            pool,
            it.bucket,
            it.record,
            owed.part.code(),
            owed.fund.as_str(),
            owed.nature.code(),
            it.about,
            institution.as_str(),
            owed.county,
            owed.scheme.code(),
            owed.care.code(),
            i64::from(owed.benefit_year),
            owed.settled_on,
            owed.amount,
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "settlement",
        "part",
        "fund",
        "nature",
        "about",
        "institution",
        "region",
        "scheme",
        "care",
        "benefit_year",
        "settled_on",
        "amount",
        "tx_from",
    ];
    tx.insert("payable", &columns, &rows)
}
