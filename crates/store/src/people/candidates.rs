//! Who might be the same person as a row: for a whole chunk of rows by two questions.

use std::collections::BTreeMap;

use access::Scope;
use base::{DocumentType, PersonNo, RegionCode, Sex};
use enrolment::people::Standing;
use enrolment::people::matching::{KnownNumber, Profile};

use super::PersonKey;
use crate::{Row, Session, StoreError, params};

/// A record that may be the person of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Number and bucket.
    pub key: PersonKey,
    /// Where the person is looked after.
    pub region: RegionCode,
    /// What is compared.
    pub profile: Profile,
}

/// The records of the scope that hold one of these numbers or fall into one of these blocks, as known now.
///
/// Looking for doubles goes over the whole pooling area: give [`Scope::whole`], and show of a record of
/// another county no more than that it is there.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    number_keys: Vec<String>,
    blocks: Vec<i64>,
) -> Result<BTreeMap<PersonNo, Candidate>, StoreError> {
    let mut persons: Vec<i64> = Vec::new();
    if !number_keys.is_empty() {
        let sql = "SELECT person FROM person_document WHERE pool = $1 AND number_key IN {texts $2} \
                   AND tx_to = 9223372036854775807";
        persons.extend(numbers(
            &session.rows(sql, &params![scope.pool(), number_keys])?,
        )?);
    }
    if !blocks.is_empty() {
        let sql = "SELECT person FROM person_version WHERE pool = $1 AND block IN {ints $2} \
                   AND tx_to = 9223372036854775807";
        persons.extend(numbers(
            &session.rows(sql, &params![scope.pool(), blocks])?,
        )?);
    }
    persons.sort_unstable();
    persons.dedup();
    if persons.is_empty() {
        return Ok(BTreeMap::new());
    }
    profiles(session, scope, persons)
}

fn numbers(rows: &[Row]) -> Result<Vec<i64>, StoreError> {
    rows.iter().map(|row| row.int(0)).collect()
}

/// The profiles of records, by number.
fn profiles(
    session: &mut Session<'_>,
    scope: Scope,
    persons: Vec<i64>,
) -> Result<BTreeMap<PersonNo, Candidate>, StoreError> {
    let (first, last) = scope.span();
    let asked = params![scope.pool(), persons, first, last];
    let rows = session.rows(
        "SELECT p.bucket, p.person, p.region, v.name_key, v.sex, v.birth, v.residence, v.phone, v.valid_from \
         FROM person p JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 \
         AND v.tx_to = 9223372036854775807 ORDER BY p.person, v.valid_from DESC",
        &asked,
    )?;
    let mut found: BTreeMap<PersonNo, Candidate> = BTreeMap::new();
    for row in &rows {
        let person = row.no(1, PersonNo::new)?;
        let name: Box<str> = row.text(3)?.into();
        if let Some(known) = found.get_mut(&person) {
            let names = &mut known.profile.former_names;
            if known.profile.name != name && !names.contains(&name) {
                names.push(name);
            }
            continue;
        }
        let candidate = candidate(row, person, name)?;
        found.insert(person, candidate);
    }
    let rows = session.rows(
        "SELECT d.person, d.document_type, d.number_key, d.sound, d.standing FROM person p \
         JOIN person_document d ON d.pool = p.pool AND d.bucket = p.bucket AND d.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 \
         AND d.tx_to = 9223372036854775807 ORDER BY d.person, d.number_key",
        &asked,
    )?;
    for row in &rows {
        let number = KnownNumber {
            document_type: row.code(1, |code| DocumentType::from_code(code).ok())?,
            canonical: row.text(2)?.into(),
            sound: row.flag(3)?,
            current: row.code(4, Standing::parse)?.counts(),
        };
        if let Some(known) = found.get_mut(&row.no(0, PersonNo::new)?) {
            known.profile.numbers.push(number);
        }
    }
    Ok(found)
}

fn candidate(row: &Row, person: PersonNo, name: Box<str>) -> Result<Candidate, StoreError> {
    Ok(Candidate {
        key: PersonKey {
            bucket: row.int(0)?,
            person,
        },
        region: row.region(2)?,
        profile: Profile {
            name,
            former_names: Vec::new(),
            numbers: Vec::new(),
            sex: row.code(4, Sex::from_code)?,
            birth: Some(row.date(5)?),
            region: Some(row.region(6)?),
            phone: row
                .maybe_text(7)?
                .and_then(enrolment::people::matching::digits),
            guardian: None,
        },
    })
}
