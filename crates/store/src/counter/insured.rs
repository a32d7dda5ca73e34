//! What commissioned insurers owe for records.

use access::Scope;
use base::{Date, Fen, RegionCode};
use settlement::RecordNo;
use settlement::claim::SettlementId;
use settlement::insurer::{ContractNo, InsurerCode, InsurerShare};

use crate::{Row, Session, StoreError, Tx, Value, params};

/// A share with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// The record.
    pub record: RecordNo,
    /// The record that it reverses or adjusts.
    pub about: Option<RecordNo>,
    /// The word of the fund that the insurer makes good.
    pub fund: String,
    /// The contract.
    pub contract: ContractNo,
    /// The insurer.
    pub insurer: InsurerCode,
    /// The district of the member.
    pub district: RegionCode,
    /// The date by which the contract was chosen.
    pub contract_date: Date,
    /// The day of the record.
    pub settled_on: Date,
    /// In 分; below 0 where it is taken back.
    pub amount: Fen,
}

/// Keeps shares.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] for a district outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, shares: &[ShareRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(shares.len());
    for it in shares {
        crate::within(scope, it.district)?;
        let row: [Value; 12] = params![
            pool,
            it.bucket,
            it.record,
            it.fund.as_str(),
            it.contract.get(),
            it.insurer.as_str(),
            it.about,
            it.district,
            it.contract_date,
            it.settled_on,
            it.amount,
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "settlement",
        "fund",
        "contract",
        "insurer",
        "about",
        "region",
        "contract_date",
        "settled_on",
        "amount",
        "tx_from",
    ];
    tx.insert("insurer_share", &columns, &rows)
}

/// The shares of a contract of a day or before, by record: what its monthly statements are made of.
///
/// # Errors
/// [`StoreError`].
pub fn of_contract(
    session: &mut Session<'_>,
    scope: Scope,
    contract: ContractNo,
    until: Date,
) -> Result<Vec<InsurerShare>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT settlement, about, region, contract_date, settled_on, amount FROM insurer_share \
         WHERE pool = $1 AND contract = $2 AND settled_on <= $3 AND region BETWEEN $4 AND $5 ORDER BY settlement, fund",
        &params![scope.pool(), contract.get(), until, first, last],
    )?;
    rows.iter().map(share).collect()
}

fn share(row: &Row) -> Result<InsurerShare, StoreError> {
    let settlement = SettlementId::new(&row.int(0)?.to_string());
    Ok(InsurerShare {
        settlement: settlement.map_err(|_| StoreError::Corrupt("a share".to_owned()))?,
        reversal: row.maybe_int(1)?.is_some(),
        district: row.region(2)?,
        contract_date: row.date(3)?,
        settled_on: row.date(4)?,
        amount: row.fen(5)?,
    })
}
