//! Plan variants of the pool, and which employer is on one.

use access::Scope;
use base::{Date, OrganisationNo, ProposalNo, Ratio, RegionCode};
use enrolment::premium::PlanVariant;

use crate::{OPEN_TX, Row, Session, StoreError, Tx, open_date, params};

/// Records a variant; the version before it is closed.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn set_variant(
    tx: &mut Tx<'_>,
    variant: &PlanVariant,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE plan_variant SET tx_to = $3 WHERE pool = $1 AND code = $2 AND tx_to = $4",
        &params![pool, variant.code.as_str(), now, OPEN_TX],
    )?;
    tx.run(
        "INSERT INTO plan_variant (pool, code, title, employer_rate, person_rate, has_account, article, proposal, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            variant.code.as_str(),
            variant.title.as_str(),
            variant.employer_rate.to_string(),
            variant.person_rate.to_string(),
            variant.has_account,
            variant.article.as_str(),
            proposal,
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

/// Puts an employer on a variant for some days.
///
/// # Errors
/// [`StoreError::Guard`] where it is on another then, or for a region outside the scope.
pub fn put_on(
    tx: &mut Tx<'_>,
    scope: Scope,
    (employer, region): (OrganisationNo, RegionCode),
    code: &str,
    (from, until): (Date, Option<Date>),
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO employer_plan (pool, organisation, region, code, valid_from, valid_to, proposal, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            employer,
            region,
            code,
            from,
            open_date(until),
            proposal,
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

/// A variant by its code.
///
/// # Errors
/// [`StoreError`].
pub fn variant(
    session: &mut Session<'_>,
    scope: Scope,
    code: &str,
) -> Result<Option<PlanVariant>, StoreError> {
    let row = session.row(
        "SELECT code, title, employer_rate, person_rate, has_account, article FROM plan_variant \
         WHERE pool = $1 AND code = $2 AND tx_to = $3",
        &params![scope.pool(), code, OPEN_TX],
    )?;
    row.as_ref().map(read).transpose()
}

/// The variant that an employer is on, on a day; `None` is the general plan.
///
/// # Errors
/// [`StoreError`].
pub fn of_employer(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
    on: Date,
) -> Result<Option<PlanVariant>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT v.code, v.title, v.employer_rate, v.person_rate, v.has_account, v.article FROM employer_plan p \
         JOIN plan_variant v ON v.pool = p.pool AND v.code = p.code AND v.tx_to = $6 \
         WHERE p.pool = $1 AND p.organisation = $2 AND p.region BETWEEN $3 AND $4 AND p.valid_from <= $5 \
         AND p.valid_to >= $5 AND p.tx_to = $6",
        &params![scope.pool(), employer, first, last, on, OPEN_TX],
    )?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<PlanVariant, StoreError> {
    let rate = |text: &str| Ratio::parse(text).ok();
    Ok(PlanVariant {
        code: row.text(0)?.to_owned(),
        title: row.text(1)?.to_owned(),
        employer_rate: row.code(2, rate)?,
        person_rate: row.code(3, rate)?,
        has_account: row.flag(4)?,
        article: row.text(5)?.to_owned(),
    })
}
