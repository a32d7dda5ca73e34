//! Persons as they were on a day, as then known.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, DocumentType, PersonNo, RegionCode, Sex, TxNo, Validity};
use enrolment::people::{
    Death, DocumentNumber, Ethnicity, FormerName, HujiKind, Paper, Papers, Person, PersonName,
    Standing,
};

use super::{PersonKey, span};
use crate::{AsOf, Row, Session, StoreError, params};

/// A person with the key of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Number and bucket.
    pub key: PersonKey,
    /// The person.
    pub person: Person,
}

/// A person of the scope.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
    as_of: AsOf,
) -> Result<Option<Record>, StoreError> {
    Ok(load(session, scope, &[person], as_of)?.into_values().next())
}

/// Persons of the scope, by number; two questions however many.
///
/// # Errors
/// As [`find`].
pub fn load(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
    as_of: AsOf,
) -> Result<BTreeMap<PersonNo, Record>, StoreError> {
    let asked: Vec<_> = persons
        .iter()
        .map(|person| (*person, as_of.valid))
        .collect();
    let found = load_days(session, scope, &asked, as_of.tx)?;
    Ok(found.into_iter().map(|((no, _), one)| (no, one)).collect())
}

/// Persons of the scope, each as on a day of its own; two questions however many. `known` is the last step of
/// knowledge that counts, all where there is none.
///
/// # Errors
/// As [`find`].
pub fn load_days(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[(PersonNo, Date)],
    known: Option<TxNo>,
) -> Result<BTreeMap<(PersonNo, Date), Record>, StoreError> {
    let (first, last) = scope.span();
    let numbers: BTreeSet<i64> = persons.iter().map(|(person, _)| person.get()).collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    // The day is looked for among the versions below; the statement asks for what was known.
    let as_of = AsOf {
        valid: Date::MAX,
        tx: known,
    };
    let asked = params![scope.pool(), numbers, first, last, as_of.known()];
    let rows = session.rows(
        "SELECT p.bucket, p.person, v.valid_from, v.valid_to, v.name, v.sex, v.birth, v.death, v.death_source, \
         v.ethnicity, v.huji, v.huji_kind, v.residence, v.address, v.phone, v.guardian \
         FROM person p JOIN person_version v ON v.pool = p.pool AND v.bucket = p.bucket AND v.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 \
         AND v.tx_from <= $5 AND v.tx_to > $5 ORDER BY p.person, v.valid_from",
        &asked,
    )?;
    let mut versions: BTreeMap<PersonNo, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let person = row.no(1, PersonNo::new)?;
        versions.entry(person).or_default().push(row);
    }
    let papers = papers(session, &asked)?;
    let mut found = BTreeMap::new();
    for (no, on) in persons {
        let Some(versions) = versions.get(no) else {
            continue;
        };
        let papers = Papers::from_rows(papers.get(no).cloned().unwrap_or_default());
        if let Some(record) = record(*no, versions, papers, *on)? {
            found.insert((*no, *on), record);
        }
    }
    Ok(found)
}

/// The person of its versions on a day: the version that covers it, else the nearest one before, else the
/// first. Names of earlier versions are former names.
fn record(
    no: PersonNo,
    versions: &[Row],
    papers: Papers,
    on: Date,
) -> Result<Option<Record>, StoreError> {
    let mut chosen = None;
    for (place, row) in versions.iter().enumerate() {
        if place == 0 || row.date(2)? <= on {
            chosen = Some((place, row));
        }
    }
    let Some((place, row)) = chosen else {
        return Ok(None);
    };
    let mut person = person(no, row, papers)?;
    for (earlier, version) in versions.iter().take(place).enumerate() {
        let name = name(version.text(4)?)?;
        let next = versions.get(earlier + 1).unwrap_or(row);
        let until = next.date(2)?.add_days(-1);
        match person.former_names.last_mut() {
            Some(last) if last.name == name => {
                last.borne = Validity::new(last.borne.from(), until).unwrap_or(last.borne);
            }
            _ => {
                let from = Some(version.date(2)?).filter(|from| *from != person.birth);
                let borne = Validity::new(from, until).unwrap_or(Validity::OPEN);
                person.former_names.push(FormerName { name, borne });
            }
        }
    }
    while person
        .former_names
        .last()
        .is_some_and(|former| former.name == person.name)
    {
        person.former_names.pop();
    }
    let key = PersonKey {
        bucket: row.int(0)?,
        person: no,
    };
    Ok(Some(Record { key, person }))
}

fn person(no: PersonNo, row: &Row, papers: Papers) -> Result<Person, StoreError> {
    let death = match (row.maybe_date(7)?, row.maybe_text(8)?) {
        (Some(on), source) => Some(Death {
            on,
            source: source.unwrap_or_default().into(),
        }),
        (None, _) => None,
    };
    let region = |column| -> Result<Option<RegionCode>, StoreError> {
        Ok(row.maybe_int(column)?.and_then(RegionCode::from_number))
    };
    Ok(Person {
        no,
        name: name(row.text(4)?)?,
        former_names: Vec::new(),
        sex: row.code(5, Sex::from_code)?,
        birth: row.date(6)?,
        death,
        ethnicity: row.maybe_text(9)?.and_then(Ethnicity::parse),
        huji: region(10)?,
        huji_kind: row.maybe_text(11)?.and_then(HujiKind::parse),
        residence: row.region(12)?,
        address: row.maybe_text(13)?.map(Into::into),
        phone: row.maybe_text(14)?.map(Into::into),
        guardian: row.maybe_int(15)?.and_then(PersonNo::new),
        papers,
    })
}

fn name(text: &str) -> Result<PersonName, StoreError> {
    PersonName::new(text).map_err(|error| StoreError::Corrupt(format!("a name: {error}")))
}

/// The papers of the persons asked for: pool, persons, first and last region, last transaction.
fn papers(
    session: &mut Session<'_>,
    asked: &[crate::Value],
) -> Result<BTreeMap<PersonNo, Vec<Paper>>, StoreError> {
    let rows = session.rows(
        "SELECT d.person, d.document_type, d.number, d.original, d.standing, d.valid_from, d.valid_to, d.reason \
         FROM person p JOIN person_document d ON d.pool = p.pool AND d.bucket = p.bucket AND d.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND p.region BETWEEN $3 AND $4 \
         AND d.tx_from <= $5 AND d.tx_to > $5 ORDER BY d.person, d.tx_from, d.valid_from, d.number_key",
        asked,
    )?;
    let mut papers: BTreeMap<PersonNo, Vec<Paper>> = BTreeMap::new();
    for row in &rows {
        let paper = Paper {
            number: number(row, 1)?,
            standing: row.code(4, Standing::parse)?,
            held: span::read(row, 5)?,
            reason: row.maybe_text(7)?.map(Into::into),
        };
        papers
            .entry(row.no(0, PersonNo::new)?)
            .or_default()
            .push(paper);
    }
    Ok(papers)
}

/// The number in the columns type, number, original.
fn number(row: &Row, column: usize) -> Result<DocumentNumber, StoreError> {
    let document_type = row.code(column, |code| DocumentType::from_code(code).ok())?;
    let text = match row.maybe_text(column + 2)? {
        Some(original) => original,
        None => row.text(column + 1)?,
    };
    DocumentNumber::read(document_type, text)
        .map_err(|error| StoreError::Corrupt(format!("a document: {error}")))
}

/// The persons of a region, by number, after one; at most `limit`.
///
/// # Errors
/// As [`find`].
pub fn in_region(
    session: &mut Session<'_>,
    scope: Scope,
    region: RegionCode,
    after: Option<PersonNo>,
    limit: i64,
) -> Result<Vec<PersonKey>, StoreError> {
    let (low, high) = scope.span();
    let (first, last) = region.span();
    let rows = session.rows(
        "SELECT bucket, person FROM person WHERE pool = $1 AND region BETWEEN $2 AND $3 \
         AND region BETWEEN $4 AND $5 AND person > $6 ORDER BY person LIMIT $7",
        &params![
            scope.pool(),
            low,
            high,
            first,
            last,
            after.map_or(0, PersonNo::get),
            limit
        ],
    )?;
    rows.iter().map(key).collect()
}

/// The keys of persons of the scope.
///
/// # Errors
/// As [`find`].
pub fn keys(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<BTreeMap<PersonNo, (PersonKey, RegionCode)>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT bucket, person, region FROM person WHERE pool = $1 AND person IN {ints $2} \
         AND region BETWEEN $3 AND $4",
        &params![scope.pool(), numbers, first, last],
    )?;
    let one = |row: &Row| Ok((row.no(1, PersonNo::new)?, (key(row)?, row.region(2)?)));
    rows.iter().map(one).collect()
}

/// The records of the scope that hold a number, in any standing, the ones for which it counts first.
///
/// # Errors
/// As [`find`].
pub fn by_number(
    session: &mut Session<'_>,
    scope: Scope,
    document_type: DocumentType,
    number_key: &str,
) -> Result<Vec<(PersonKey, Standing)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.bucket, p.person, d.standing FROM person_document d \
         JOIN person p ON p.pool = d.pool AND p.bucket = d.bucket AND p.person = d.person \
         WHERE d.pool = $1 AND d.number_key = $2 AND d.document_type = $3 \
         AND d.tx_to = 9223372036854775807 AND p.region BETWEEN $4 AND $5 ORDER BY p.person",
        &params![scope.pool(), number_key, document_type.code(), first, last],
    )?;
    let one = |row: &Row| Ok((key(row)?, row.code(2, Standing::parse)?));
    let mut found: Vec<(PersonKey, Standing)> =
        rows.iter().map(one).collect::<Result<_, StoreError>>()?;
    found.sort_by_key(|(_, standing)| *standing);
    Ok(found)
}

fn key(row: &Row) -> Result<PersonKey, StoreError> {
    Ok(PersonKey {
        bucket: row.int(0)?,
        person: row.no(1, PersonNo::new)?,
    })
}
