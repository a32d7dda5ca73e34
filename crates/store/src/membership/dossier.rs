//! What is known of persons when their applications are judged, for many persons at once.

use std::collections::BTreeMap;

use access::Scope;
use base::{EnrolmentNo, OrganisationNo, PersonNo, RegionCode, Validity};
use enrolment::Scheme;
use enrolment::membership::{Dossier, Held, Obligation, Span};

use crate::{Session, StoreError, Value, params};

/// Dossiers by person, with the bucket of each.
pub type Dossiers = BTreeMap<PersonNo, (i64, Dossier)>;

/// The dossiers of these persons, over the whole pooling area: one person has one enrolment wherever it is, so
/// that the check must see every county. What it tells of another county is the number, scheme, region and
/// days of an enrolment that stands in the way. Persons that the register does not know are left out.
///
/// # Errors
/// [`StoreError`].
pub fn load(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<Dossiers, StoreError> {
    let list: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let asked = params![scope.pool(), list];
    let mut dossiers = people(session, &asked)?;
    let members = merged(session, &asked, &mut dossiers)?;
    obligations(session, &asked, &mut dossiers)?;
    enrolments(session, &asked, &mut dossiers, &BTreeMap::new())?;
    if !members.is_empty() {
        let list: Vec<i64> = members.keys().map(|member| member.get()).collect();
        enrolments(
            session,
            &params![scope.pool(), list],
            &mut dossiers,
            &members,
        )?;
    }
    outside(session, &asked, &mut dossiers)?;
    tracks(session, &asked, &mut dossiers)?;
    Ok(dossiers)
}

fn people(session: &mut Session<'_>, asked: &[Value]) -> Result<Dossiers, StoreError> {
    let rows = session.rows(
        "SELECT p.person, p.bucket, v.huji, v.birth, v.death FROM person p \
         LEFT JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person \
         AND v.tx_to = 9223372036854775807 AND v.valid_to = 99991231 \
         WHERE p.pool = $1 AND p.person IN {ints $2}",
        asked,
    )?;
    rows.iter()
        .map(|row| {
            let dossier = Dossier {
                huji: row.maybe_int(2)?.and_then(RegionCode::from_number),
                birth: row.maybe_date(3)?,
                died: row.maybe_date(4)?,
                ..Dossier::default()
            };
            Ok((row.no(0, PersonNo::new)?, (row.int(1)?, dossier)))
        })
        .collect()
}

/// Marks records that were merged into another; the answer is the records merged into those asked for.
fn merged(
    session: &mut Session<'_>,
    asked: &[Value],
    dossiers: &mut Dossiers,
) -> Result<BTreeMap<PersonNo, PersonNo>, StoreError> {
    let rows = session.rows(
        "SELECT member, leader FROM person_link WHERE pool = $1 AND member IN {ints $2} \
         AND tx_to = 9223372036854775807 AND valid_to = 99991231 AND void = 0",
        asked,
    )?;
    for row in &rows {
        if let Some((_, dossier)) = dossiers.get_mut(&row.no(0, PersonNo::new)?) {
            dossier.merged_into = Some(row.no(1, PersonNo::new)?);
        }
    }
    let rows = session.rows(
        "SELECT member, leader FROM person_link WHERE pool = $1 AND leader IN {ints $2} \
         AND tx_to = 9223372036854775807 AND valid_to = 99991231 AND void = 0",
        asked,
    )?;
    rows.iter()
        .map(|row| Ok((row.no(0, PersonNo::new)?, row.no(1, PersonNo::new)?)))
        .collect()
}

fn obligations(
    session: &mut Session<'_>,
    asked: &[Value],
    dossiers: &mut Dossiers,
) -> Result<(), StoreError> {
    let rows = session.rows(
        "SELECT a.person, a.organisation, a.valid_from, a.valid_to FROM person p \
         JOIN affiliation a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.tx_to = 9223372036854775807 AND a.role = 'active'",
        asked,
    )?;
    for row in &rows {
        let impossible = |_| StoreError::Corrupt("an affiliation that ends first".to_owned());
        let during = Validity::new(row.maybe_date(2)?, row.maybe_date(3)?).map_err(impossible)?;
        let employer = row.no(1, OrganisationNo::new)?;
        if let Some((_, dossier)) = dossiers.get_mut(&row.no(0, PersonNo::new)?) {
            dossier.obligations.push(Obligation { employer, during });
        }
    }
    Ok(())
}

fn enrolments(
    session: &mut Session<'_>,
    asked: &[Value],
    dossiers: &mut Dossiers,
    leaders: &BTreeMap<PersonNo, PersonNo>,
) -> Result<(), StoreError> {
    let rows = session.rows(
        "SELECT person, enrolment, scheme, region, valid_from, valid_to, runs FROM enrolment \
         WHERE pool = $1 AND person IN {ints $2} AND tx_to = 9223372036854775807 \
         AND (runs = 1 OR state = 'ended') ORDER BY person, valid_from, enrolment",
        asked,
    )?;
    for row in &rows {
        let span = span(row, 4)?;
        let person = row.no(0, PersonNo::new)?;
        let person = leaders.get(&person).copied().unwrap_or(person);
        let Some((_, dossier)) = dossiers.get_mut(&person) else {
            continue;
        };
        if row.flag(6)? {
            dossier.held.push(Held {
                no: row.no(1, EnrolmentNo::new)?,
                scheme: row.code(2, Scheme::parse)?,
                region: row.region(3)?,
                span,
            });
        } else {
            dossier.earlier.push(span);
        }
    }
    Ok(())
}

fn outside(
    session: &mut Session<'_>,
    asked: &[Value],
    dossiers: &mut Dossiers,
) -> Result<(), StoreError> {
    let rows = session.rows(
        "SELECT person, valid_from, valid_to FROM outside_span WHERE pool = $1 AND person IN {ints $2} \
         AND tx_to = 9223372036854775807 ORDER BY person, valid_from",
        asked,
    )?;
    for row in &rows {
        let span = span(row, 1)?;
        if let Some((_, dossier)) = dossiers.get_mut(&row.no(0, PersonNo::new)?) {
            dossier.earlier.push(span);
        }
    }
    Ok(())
}

fn tracks(
    session: &mut Session<'_>,
    asked: &[Value],
    dossiers: &mut Dossiers,
) -> Result<(), StoreError> {
    let rows = session.rows(
        "SELECT person, track FROM track_choice WHERE pool = $1 AND person IN {ints $2} \
         AND tx_to = 9223372036854775807",
        asked,
    )?;
    for row in &rows {
        let track = row.code(1, Scheme::parse)?;
        if let Some((_, dossier)) = dossiers.get_mut(&row.no(0, PersonNo::new)?) {
            dossier.track = Some(track);
        }
    }
    Ok(())
}

fn span(row: &crate::Row, column: usize) -> Result<Span, StoreError> {
    let until = row.maybe_date(column + 1)?.unwrap_or(base::Date::MAX);
    Span::new(row.date(column)?, until)
        .map_err(|_| StoreError::Corrupt("a span that ends before it begins".to_owned()))
}

/// The persons who hold these document numbers, in their canonical form, by number. Over the whole pooling
/// area, as [`load`]. A number of two persons is left out: a person of the agency has to say who is meant.
///
/// # Errors
/// [`StoreError`].
pub fn by_numbers(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: Vec<String>,
) -> Result<BTreeMap<String, PersonNo>, StoreError> {
    let rows = session.rows(
        "SELECT d.number_key, COALESCE(l.leader, d.person) FROM person_document d \
         LEFT JOIN person_link l ON l.pool = d.pool AND l.member = d.person AND l.tx_to = 9223372036854775807 \
         AND l.valid_to = 99991231 AND l.void = 0 \
         WHERE d.pool = $1 AND d.number_key IN {texts $2} AND d.tx_to = 9223372036854775807 \
         AND d.standing IN ('current', 'replaced') GROUP BY d.number_key, COALESCE(l.leader, d.person)",
        &params![scope.pool(), numbers],
    )?;
    let mut found: BTreeMap<String, Option<PersonNo>> = BTreeMap::new();
    for row in &rows {
        let person = row.no(1, PersonNo::new)?;
        found
            .entry(row.text(0)?.to_owned())
            .and_modify(|one| *one = None)
            .or_insert(Some(person));
    }
    let one = |(number, person): (String, Option<PersonNo>)| Some((number, person?));
    Ok(found.into_iter().filter_map(one).collect())
}
