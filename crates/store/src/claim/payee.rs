//! Where claimants are paid.

use std::collections::BTreeMap;

use access::Scope;
use base::{ProposalNo, RegionCode};
use settlement::claim::Claimant;
use settlement::payout::Payee;

use super::value::broken;
use crate::{Session, StoreError, Tx, params};

/// Names the account of a claimant, as a proposal was approved; the latest counts.
///
/// # Errors
/// [`StoreError::Guard`] outside the scope or without an approval.
pub fn set(
    tx: &mut Tx<'_>,
    scope: Scope,
    (claimant, region): (&Claimant, RegionCode),
    payee: &Payee,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO payee (pool, claimant_kind, claimant, region, name, account, bank, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            claimant.kind(),
            claimant.code(),
            region,
            &payee.name,
            &payee.account,
            &payee.bank,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The accounts of claimants, by their codes. Whoever pays a county's claims pays institutions of any county: the
/// answer is for payment files, never for lists.
///
/// # Errors
/// [`StoreError`].
pub fn of(
    session: &mut Session<'_>,
    scope: Scope,
    claimants: &[String],
) -> Result<BTreeMap<Claimant, Payee>, StoreError> {
    let rows = session.rows(
        "SELECT p.claimant_kind, p.claimant, p.name, p.account, p.bank FROM payee p WHERE p.pool = $1 \
         AND p.claimant IN {texts $2} AND NOT EXISTS (SELECT 1 FROM payee n WHERE n.pool = p.pool \
         AND n.claimant_kind = p.claimant_kind AND n.claimant = p.claimant AND n.tx_from > p.tx_from)",
        &params![scope.pool(), claimants.to_vec()],
    )?;
    rows.iter()
        .map(|row| {
            let claimant = Claimant::parse(row.text(0)?, row.text(1)?);
            let payee = Payee {
                name: row.text(2)?.to_owned(),
                account: row.text(3)?.to_owned(),
                bank: row.text(4)?.to_owned(),
            };
            Ok((claimant.ok_or_else(|| broken("a claimant"))?, payee))
        })
        .collect()
}
