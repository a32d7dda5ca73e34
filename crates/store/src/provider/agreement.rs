//! The one text of the agreement, the agreements signed on it, their supplements and endings.

use std::collections::BTreeMap;

use access::Scope;
use base::{ProposalNo, RegionCode};
use directory::agreement::contract::{EndReason, Ending, Supplement, SupplementReason};
use directory::agreement::{Agreement, AgreementNo, DesignationNo, Template, Term, TextDigest};

use super::value::{clauses, days, odd, provider, read_clauses, read_services, services, span};
use super::{Which, revision};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, params};

/// Issues a version of the text.
///
/// # Errors
/// [`StoreError::Guard`] where the city did not decide so by two people, or where another text may be signed on some
/// of its days.
pub fn issue(tx: &mut Tx<'_>, template: &Template, proposal: ProposalNo) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let (from, until) = days(&template.holds);
    tx.run(
        "INSERT INTO agreement_template (pool, version, pharmacies, valid_from, valid_to, clauses, digest, proposal, \
         tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            &*template.version,
            template.pharmacies,
            from,
            until,
            clauses(&template.clauses)?,
            template.digest.bytes().to_vec(),
            proposal,
            now,
            OPEN_TX
        ],
    )?;
    Ok(())
}

/// Gives a version of the text another last day: the old row is closed, a new one stands in its place.
///
/// # Errors
/// As [`issue`]; [`StoreError::Conflict`] where the version is not there.
pub fn limit(tx: &mut Tx<'_>, template: &Template, proposal: ProposalNo) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE agreement_template SET tx_to = $3 WHERE pool = $1 AND version = $2 AND tx_to = $4",
        &params![pool, &*template.version, now, OPEN_TX],
    )?;
    issue(tx, template, proposal)
}

/// The versions of the text, by first day. They are one for the whole pooling area.
///
/// # Errors
/// [`StoreError::Corrupt`] where a text is not the one of its digest.
pub fn templates(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Template>, StoreError> {
    let rows = session.rows(
        "SELECT version, pharmacies, valid_from, valid_to, clauses, digest FROM agreement_template \
         WHERE pool = $1 AND tx_to = $2 ORDER BY valid_from, version",
        &params![scope.pool(), OPEN_TX],
    )?;
    let read = |row: &Row| {
        let clauses = read_clauses(row.text(4)?)?;
        let digest = digest(row, 5)?;
        if TextDigest::of(&clauses) != digest {
            return Err(odd(
                "a text of an agreement that is not the one of its digest",
            ));
        }
        Ok(Template {
            version: row.text(0)?.into(),
            pharmacies: row.flag(1)?,
            issuer: scope.pool(),
            holds: span(row, 2, 3)?,
            clauses,
            digest,
        })
    };
    rows.iter().map(read).collect()
}

fn digest(row: &Row, column: usize) -> Result<TextDigest, StoreError> {
    let bytes: [u8; 32] = row.bytes(column)?.try_into().map_err(|_| odd("a digest"))?;
    Ok(TextDigest::from_bytes(bytes))
}

/// Records a signed agreement.
///
/// # Errors
/// [`StoreError::Guard`] where its text is not that of the pooling area, where another one is in force on some of its
/// days, where no second person decided so, or for a county outside the scope.
pub fn sign(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    one: &Agreement,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO provider_agreement (pool, agreement, designation, provider, region, template, digest, services, \
         term_from, term_until, signed_on, for_agency, for_provider, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &params![
            pool,
            one.no,
            one.designation,
            &one.provider,
            region,
            &*one.template,
            one.digest.bytes().to_vec(),
            services(&one.services),
            one.term.from(),
            one.term.until(),
            one.signed,
            &*one.for_agency,
            &*one.for_provider,
            proposal,
            now
        ],
    )?;
    revision::touch(tx)
}

/// Records the last supplement of an agreement.
///
/// # Errors
/// [`StoreError::Guard`] where no second person decided so, or for a county outside the scope.
pub fn supplemented(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    one: &Agreement,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let last = one.supplements.last().ok_or_else(|| odd("a supplement"))?;
    let place = i64::try_from(one.supplements.len()).map_err(|_| odd("a supplement"))?;
    tx.run(
        "INSERT INTO provider_supplement (pool, agreement, step, provider, region, reason, signed_on, from_day, clauses, \
         services, proposal, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            one.no,
            place,
            &one.provider,
            region,
            last.reason.code(),
            last.signed,
            last.from,
            clauses(&last.clauses)?,
            services(&last.services),
            proposal,
            now
        ],
    )?;
    revision::touch(tx)
}

/// Records the ending of an agreement before its term.
///
/// # Errors
/// [`StoreError::Conflict`] where it has one; [`StoreError::Guard`] where no second person decided so, or for a county
/// outside the scope.
pub fn ended(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    one: &Agreement,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let ending = one.ending.as_ref().ok_or_else(|| odd("an ending"))?;
    tx.run(
        "INSERT INTO provider_agreement_end (pool, agreement, provider, region, last_day, reason, evidence, proposal, \
         tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            one.no,
            &one.provider,
            region,
            ending.last_day,
            ending.reason.code(),
            &*ending.evidence,
            proposal,
            now
        ],
    )?;
    revision::touch(tx)
}

/// The agreements of the scope with their supplements and endings, by number.
///
/// # Errors
/// [`StoreError`].
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Agreement>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let asked = params![scope.pool(), first, last, low, high];
    let rows = session.rows(
        "SELECT a.agreement, a.designation, a.provider, a.template, a.digest, a.services, a.term_from, a.term_until, \
         a.signed_on, a.for_agency, a.for_provider, e.last_day, e.reason, e.evidence FROM provider_agreement a \
         LEFT JOIN provider_agreement_end e ON e.pool = a.pool AND e.agreement = a.agreement \
         WHERE a.pool = $1 AND a.region BETWEEN $2 AND $3 AND a.provider BETWEEN $4 AND $5 ORDER BY a.agreement",
        &asked,
    )?;
    let mut found: BTreeMap<AgreementNo, Agreement> = BTreeMap::new();
    for row in &rows {
        let one = read(row)?;
        found.insert(one.no, one);
    }
    let rows = session.rows(
        "SELECT agreement, reason, signed_on, from_day, clauses, services FROM provider_supplement \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 ORDER BY agreement, step",
        &asked,
    )?;
    for row in &rows {
        let owner = found.get_mut(&row.no(0, AgreementNo::new)?);
        let owner = owner.ok_or_else(|| odd("a supplement of no agreement"))?;
        owner.supplements.push(Supplement {
            reason: row.code(1, SupplementReason::parse)?,
            signed: row.date(2)?,
            from: row.date(3)?,
            clauses: read_clauses(row.text(4)?)?,
            services: read_services(row.text(5)?)?,
        });
    }
    Ok(found.into_values().collect())
}

fn read(row: &Row) -> Result<Agreement, StoreError> {
    let ending = match row.maybe_date(11)? {
        None => None,
        Some(last_day) => Some(Ending {
            last_day,
            reason: row.code(12, EndReason::parse)?,
            evidence: row.text(13)?.into(),
        }),
    };
    Ok(Agreement {
        no: row.no(0, AgreementNo::new)?,
        designation: row.no(1, DesignationNo::new)?,
        provider: provider(row, 2)?,
        template: row.text(3)?.into(),
        digest: digest(row, 4)?,
        services: read_services(row.text(5)?)?,
        term: Term::new(row.date(6)?, row.date(7)?).map_err(|_| odd("a term"))?,
        signed: row.date(8)?,
        for_agency: row.text(9)?.into(),
        for_provider: row.text(10)?.into(),
        supplements: Vec::new(),
        ending,
    })
}
