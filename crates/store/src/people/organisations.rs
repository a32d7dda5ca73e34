//! Employers, schools, villages, streets, and their agents.

use access::{Scope, UserName};
use base::{OrganisationNo, RegionCode};
use enrolment::organisation::{
    Agent, CreditCode, Organisation, OrganisationKind, OrganisationState,
};

use super::span;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, params, within};

/// Enters an organisation.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] for a credit code that is on record.
pub fn add(tx: &mut Tx<'_>, scope: Scope, one: &Organisation) -> Result<(), StoreError> {
    within(scope, one.region)?;
    let row = params![
        tx.pool(),
        one.no,
        one.region,
        one.kind.code(),
        one.name.as_ref(),
        one.credit_code.as_ref().map(CreditCode::as_str),
        one.founded,
        one.ended,
        one.state.code(),
        tx.no()
    ];
    tx.run(
        "INSERT INTO organisation (pool, organisation, region, kind, name, credit_code, founded_on, ended_on, state, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &row,
    )?;
    Ok(())
}

/// Writes what an approved act made of an organisation; the act itself is the history.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`] where it is not there.
pub fn change(tx: &mut Tx<'_>, scope: Scope, one: &Organisation) -> Result<(), StoreError> {
    within(scope, one.region)?;
    let row = params![
        tx.pool(),
        one.no,
        one.region,
        one.kind.code(),
        one.name.as_ref(),
        one.ended,
        one.state.code()
    ];
    tx.run_one(
        "UPDATE organisation SET region = $3, kind = $4, name = $5, ended_on = $6, state = $7 \
         WHERE pool = $1 AND organisation = $2",
        &row,
    )
}

/// An organisation of the scope.
///
/// # Errors
/// As [`add`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: OrganisationNo,
) -> Result<Option<Organisation>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT organisation, region, kind, name, credit_code, founded_on, ended_on, state FROM organisation \
         WHERE pool = $1 AND organisation = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(organisation).transpose()
}

/// The organisations of a region, of one kind where one is named.
///
/// # Errors
/// As [`add`].
pub fn in_region(
    session: &mut Session<'_>,
    scope: Scope,
    region: RegionCode,
    kind: Option<OrganisationKind>,
) -> Result<Vec<Organisation>, StoreError> {
    let ((low, high), (first, last)) = (scope.span(), region.span());
    let rows = session.rows(
        "SELECT organisation, region, kind, name, credit_code, founded_on, ended_on, state FROM organisation \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND region BETWEEN $4 AND $5 \
         AND (CAST($6 AS TEXT) IS NULL OR kind = $6) ORDER BY organisation",
        &params![
            scope.pool(),
            low,
            high,
            first,
            last,
            kind.map(|kind| kind.code())
        ],
    )?;
    rows.iter().map(organisation).collect()
}

/// The organisation with a credit code, wherever it is: one code, one registration in the pooling area.
///
/// # Errors
/// As [`add`].
pub fn by_code(
    session: &mut Session<'_>,
    scope: Scope,
    code: &CreditCode,
) -> Result<Option<OrganisationNo>, StoreError> {
    let row = session.row(
        "SELECT organisation FROM organisation WHERE pool = $1 AND credit_code = $2",
        &params![scope.pool(), code.as_str()],
    )?;
    row.map(|row| row.no(0, OrganisationNo::new)).transpose()
}

/// The organisations of the scope with these numbers or credit codes.
///
/// # Errors
/// As [`add`].
pub fn named(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[OrganisationNo],
    codes: Vec<String>,
) -> Result<Vec<Organisation>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = numbers.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        "SELECT organisation, region, kind, name, credit_code, founded_on, ended_on, state FROM organisation \
         WHERE pool = $1 AND (organisation IN {ints $2} OR credit_code IN {texts $3}) AND region BETWEEN $4 AND $5 \
         ORDER BY organisation",
        &params![scope.pool(), numbers, codes, first, last],
    )?;
    rows.iter().map(organisation).collect()
}

fn organisation(row: &Row) -> Result<Organisation, StoreError> {
    let code = row.maybe_text(4)?.map(CreditCode::parse).transpose();
    Ok(Organisation {
        no: row.no(0, OrganisationNo::new)?,
        region: row.region(1)?,
        kind: row.code(2, OrganisationKind::parse)?,
        name: row.text(3)?.into(),
        credit_code: code.map_err(|error| StoreError::Corrupt(error.to_string()))?,
        founded: row.maybe_date(5)?,
        ended: row.maybe_date(6)?,
        state: row.code(7, OrganisationState::parse)?,
    })
}

/// Appoints an agent.
///
/// # Errors
/// As [`add`].
pub fn appoint(tx: &mut Tx<'_>, scope: Scope, agent: &Agent) -> Result<(), StoreError> {
    within(scope, agent.region)?;
    let row = params![
        tx.pool(),
        agent.organisation,
        &agent.user,
        agent.region,
        span::from_column(agent.acts),
        span::to_column(agent.acts),
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO agent (pool, organisation, user_name, region, valid_from, valid_to, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &row,
    )?;
    Ok(())
}

/// The agents of the scope.
///
/// # Errors
/// As [`add`].
pub fn agents(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Agent>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT organisation, user_name, region, valid_from, valid_to FROM agent WHERE pool = $1 \
         AND region BETWEEN $2 AND $3 AND tx_to = 9223372036854775807 ORDER BY organisation, user_name, valid_from",
        &params![scope.pool(), first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Agent {
                organisation: row.no(0, OrganisationNo::new)?,
                user: row.code(1, |user| UserName::new(user).ok())?,
                region: row.region(2)?,
                acts: span::read(row, 3)?,
            })
        })
        .collect()
}
