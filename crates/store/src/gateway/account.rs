//! Accounts of senders and the institutions that they may send for.

use access::Scope;
use base::{Date, ProposalNo, RegionCode};

use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

/// An account of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The access key or paasid; where a dialect has no headers a name for the list.
    pub account: String,
    /// The region that answers for it.
    pub region: RegionCode,
    /// Whose it is, in words.
    pub title: String,
    /// The id of its dialect.
    pub profile: String,
    /// The first day on which it may be used.
    pub valid_from: Date,
    /// The last one.
    pub valid_to: Date,
}

/// An institution that an account may send messages of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SenderRow {
    /// The account.
    pub account: String,
    /// The national code of the institution (定点医药机构编号).
    pub institution: String,
    /// Where it lies.
    pub region: RegionCode,
}

/// Records an account with its institutions.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the account is there already,
/// [`StoreError::Guard`] where the proposal was not approved or a region lies outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    account: &AccountRow,
    senders: &[SenderRow],
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, account.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO gateway_account (pool, account, region, title, profile, valid_from, valid_to, proposal, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            account.account.as_str(),
            account.region,
            account.title.as_str(),
            account.profile.as_str(),
            account.valid_from,
            account.valid_to,
            proposal,
            now,
            OPEN_TX
        ],
    )?;
    let mut rows = Vec::with_capacity(senders.len());
    for sender in senders {
        crate::within(scope, sender.region)?;
        rows.push(
            params![
                pool,
                account.account.as_str(),
                sender.institution.as_str(),
                sender.region,
                now,
                OPEN_TX
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "account",
        "institution",
        "region",
        "tx_from",
        "tx_to",
    ];
    tx.insert("gateway_sender", &columns, &rows)
}

/// Ends an account, its institutions and its secret, from now on.
///
/// # Errors
/// [`StoreError::Conflict`] where no live account of the scope has this name.
pub fn revoke(tx: &mut Tx<'_>, scope: Scope, account: &str) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE gateway_account SET tx_to = $3 WHERE pool = $1 AND account = $2 AND region BETWEEN $4 AND $5 \
         AND tx_to = 9223372036854775807",
        &params![pool, account, now, first, last],
    )?;
    tx.run(
        "UPDATE gateway_sender SET tx_to = $3 WHERE pool = $1 AND account = $2 AND tx_to = 9223372036854775807",
        &params![pool, account, now],
    )?;
    tx.run(
        "UPDATE gateway_key SET tx_to = $3 WHERE pool = $1 AND owner = $2 AND kind = 'secret' \
         AND tx_to = 9223372036854775807",
        &params![pool, account, now],
    )?;
    Ok(())
}

/// A live account by its name.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    account: &str,
) -> Result<Option<AccountRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT account, region, title, profile, valid_from, valid_to FROM gateway_account \
         WHERE pool = $1 AND account = $2 AND region BETWEEN $3 AND $4 AND tx_to = 9223372036854775807",
        &params![scope.pool(), account, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// The live accounts, by name.
///
/// # Errors
/// [`StoreError`].
pub fn accounts(session: &mut Session<'_>, scope: Scope) -> Result<Vec<AccountRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT account, region, title, profile, valid_from, valid_to FROM gateway_account \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND tx_to = 9223372036854775807 ORDER BY account",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// The institutions of the live accounts, by institution and account.
///
/// # Errors
/// [`StoreError`].
pub fn senders(session: &mut Session<'_>, scope: Scope) -> Result<Vec<SenderRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT account, institution, region FROM gateway_sender \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND tx_to = 9223372036854775807 ORDER BY institution, account",
        &params![scope.pool(), first, last],
    )?;
    let sender = |row: &Row| {
        Ok(SenderRow {
            account: row.text(0)?.to_owned(),
            institution: row.text(1)?.to_owned(),
            region: row.region(2)?,
        })
    };
    rows.iter().map(sender).collect()
}

fn read(row: &Row) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        account: row.text(0)?.to_owned(),
        region: row.region(1)?,
        title: row.text(2)?.to_owned(),
        profile: row.text(3)?.to_owned(),
        valid_from: row.date(4)?,
        valid_to: row.date(5)?,
    })
}
