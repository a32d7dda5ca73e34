//! Four eyes: what one user proposes, and what another decides on it.
//!
//! The rules of who may decide stand in the database as constraints and guards (migration 0005): another
//! user than the maker, who holds a live grant whose role has the permission and whose region holds the
//! proposal's. What is written here goes past none of them.

use access::{GrantNo, Permission, Scope, UserName, Verdict};
use base::{Date, ProposalNo, RegionCode, TxNo};

use crate::{Row, Session, StoreError, Tx, params};

/// A proposal as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProposal<'a> {
    /// The use case that carries it out, such as `enrolment.approve`.
    pub kind: &'a str,
    /// What the checker must hold.
    pub needs: Permission,
    /// The region whose records it changes.
    pub region: RegionCode,
    /// The number of the record that it is about, 0 where it is about none.
    pub subject: i64,
    /// What is proposed, as JSON.
    pub body: &'a str,
    /// Who proposes it.
    pub maker: &'a UserName,
}

/// A proposal and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its number.
    pub no: ProposalNo,
    /// The use case that carries it out.
    pub kind: String,
    /// What the checker must hold.
    pub needs: Permission,
    /// The region whose records it changes.
    pub region: RegionCode,
    /// The number of the record that it is about, 0 where it is about none.
    pub subject: i64,
    /// What is proposed, as JSON.
    pub body: String,
    /// Who proposed it.
    pub maker: UserName,
    /// When it became known.
    pub tx: TxNo,
    /// The decision, once there is one.
    pub decision: Option<Decision>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub checker: UserName,
    /// By which grant.
    pub grant: GrantNo,
    /// On which day.
    pub on: Date,
}

/// Records a proposal.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] where the maker is not the user of the transaction.
pub fn propose(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &NewProposal<'_>,
) -> Result<ProposalNo, StoreError> {
    crate::within(scope, proposal.region)?;
    let no = tx.next("proposal", ProposalNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO proposal (pool, proposal, kind, needs, region, subject, body, maker, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            no,
            proposal.kind,
            proposal.needs.code(),
            proposal.region,
            proposal.subject,
            proposal.body,
            proposal.maker,
            now
        ],
    )?;
    Ok(no)
}

/// Records a decision. `maker` is the maker of the proposal, as the caller read it.
///
/// # Errors
/// [`StoreError::Guard`] where the checker is the maker, is not the user of the transaction, or holds no
/// live grant of the right role and region; [`StoreError::Conflict`] where it was decided before.
pub fn decide(
    tx: &mut Tx<'_>,
    no: ProposalNo,
    maker: &UserName,
    decision: &Decision,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO decision (pool, proposal, verdict, reason, maker, checker, grant_no, decided_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            no,
            decision.verdict.code(),
            decision.reason.as_str(),
            maker,
            &decision.checker,
            decision.grant,
            decision.on,
            now
        ],
    )?;
    Ok(())
}

/// A proposal by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ProposalNo,
) -> Result<Option<Proposal>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT p.proposal, p.kind, p.needs, p.region, p.subject, p.body, p.maker, p.tx_from, \
         d.verdict, d.reason, d.checker, d.grant_no, d.decided_on \
         FROM proposal p LEFT JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal \
         WHERE p.pool = $1 AND p.proposal = $2 AND p.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(proposal).transpose()
}

/// The proposals of a region that wait for a decision, by number.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Proposal>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.proposal, p.kind, p.needs, p.region, p.subject, p.body, p.maker, p.tx_from, \
         d.verdict, d.reason, d.checker, d.grant_no, d.decided_on \
         FROM proposal p LEFT JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal \
         WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 AND d.proposal IS NULL ORDER BY p.proposal",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(proposal).collect()
}

/// The proposals of a region that were decided, by number.
///
/// # Errors
/// [`StoreError`].
pub fn decided(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Proposal>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.proposal, p.kind, p.needs, p.region, p.subject, p.body, p.maker, p.tx_from, \
         d.verdict, d.reason, d.checker, d.grant_no, d.decided_on \
         FROM proposal p JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal \
         WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 ORDER BY p.proposal",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(proposal).collect()
}

/// The proposals of a kind about one record, decided or not, by number.
///
/// # Errors
/// [`StoreError`].
pub fn about(
    session: &mut Session<'_>,
    scope: Scope,
    kind: &str,
    subject: i64,
) -> Result<Vec<Proposal>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.proposal, p.kind, p.needs, p.region, p.subject, p.body, p.maker, p.tx_from, \
         d.verdict, d.reason, d.checker, d.grant_no, d.decided_on \
         FROM proposal p LEFT JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal \
         WHERE p.pool = $1 AND p.kind = $2 AND p.subject = $3 AND p.region BETWEEN $4 AND $5 ORDER BY p.proposal",
        &params![scope.pool(), kind, subject, first, last],
    )?;
    rows.iter().map(proposal).collect()
}

/// The same proposal of the same maker, where it waits for a decision already.
///
/// # Errors
/// [`StoreError`].
pub fn waiting_same(
    session: &mut Session<'_>,
    scope: Scope,
    proposal: &NewProposal<'_>,
) -> Result<Option<ProposalNo>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT MIN(p.proposal) FROM proposal p LEFT JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal \
         WHERE p.pool = $1 AND p.kind = $2 AND p.subject = $3 AND p.region = $4 AND p.body = $5 AND p.maker = $6 \
         AND p.region BETWEEN $7 AND $8 AND d.proposal IS NULL",
        &params![
            scope.pool(),
            proposal.kind,
            proposal.subject,
            proposal.region,
            proposal.body,
            proposal.maker,
            first,
            last
        ],
    )?;
    let found = row.map_or(Ok(None), |row| row.maybe_int(0))?;
    Ok(found.and_then(ProposalNo::new))
}

fn proposal(row: &Row) -> Result<Proposal, StoreError> {
    Ok(Proposal {
        no: row.no(0, ProposalNo::new)?,
        kind: row.text(1)?.to_owned(),
        needs: row.code(2, Permission::parse)?,
        region: row.region(3)?,
        subject: row.int(4)?,
        body: row.text(5)?.to_owned(),
        maker: row.code(6, |text| UserName::new(text).ok())?,
        tx: row.no(7, TxNo::new)?,
        decision: match row.maybe_text(8)? {
            None => None,
            Some(_) => Some(Decision {
                verdict: row.code(8, Verdict::parse)?,
                reason: row.text(9)?.to_owned(),
                checker: row.code(10, |text| UserName::new(text).ok())?,
                grant: row.no(11, GrantNo::new)?,
                on: row.date(12)?,
            }),
        },
    })
}
