//! Visits and their versions.

use access::Scope;
use base::{PersonNo, RegionCode};
use directory::agreement::Ground;
use settlement::VisitNo;
use settlement::visit::{
    CivilTime, Credential, Diagnoses, Diagnosis, DiagnosisKind, Visit, VisitKind, VisitOpening,
    VisitState,
};

use super::ints;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// A visit with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// Its number; the id of the visit is its digits.
    pub no: VisitNo,
    /// The bucket of the person.
    pub bucket: i64,
    /// The county of the insured.
    pub region: RegionCode,
    /// Why the institution might begin it.
    pub ground: Ground,
    /// The visit as it stands.
    pub visit: Visit,
}

/// Visits by their numbers, in no order; those outside the scope are left out.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[VisitNo],
) -> Result<Vec<VisitRow>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT v.visit, v.bucket, v.person, v.region, v.institution, v.inside_no, v.kind, v.insurance, v.credential, \
         v.ground, v.agreement, s.state, s.began, s.ended, s.department, s.physician, s.med_type, s.disease, \
         s.operation, s.diagnoses, s.episode, s.transferred_from, s.emergency \
         FROM visit v JOIN visit_version s ON s.pool = v.pool AND s.bucket = v.bucket AND s.visit = v.visit \
         AND s.tx_to = 9223372036854775807 \
         WHERE v.visit IN {ints $2} AND v.pool = $1 AND v.region BETWEEN $3 AND $4",
        &params![scope.pool(), ints(numbers, VisitNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// The visits of persons, latest first.
///
/// # Errors
/// [`StoreError`].
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<Vec<VisitRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT v.visit, v.bucket, v.person, v.region, v.institution, v.inside_no, v.kind, v.insurance, v.credential, \
         v.ground, v.agreement, s.state, s.began, s.ended, s.department, s.physician, s.med_type, s.disease, \
         s.operation, s.diagnoses, s.episode, s.transferred_from, s.emergency \
         FROM visit v JOIN visit_version s ON s.pool = v.pool AND s.bucket = v.bucket AND s.visit = v.visit \
         AND s.tx_to = 9223372036854775807 \
         WHERE v.person IN {ints $2} AND v.pool = $1 AND v.region BETWEEN $3 AND $4 ORDER BY v.visit DESC",
        &params![scope.pool(), ints(people, PersonNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// Registers visits.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] for a region outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, visits: &[VisitRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(visits.len());
    for it in visits {
        crate::within(scope, it.region)?;
        let opening = &it.visit.opening;
        let agreement = match it.ground {
            Ground::Designated(no) => Some(no.get()),
            Ground::Emergency | Ground::FiledElsewhere => None,
        };
        let row: [Value; 13] = params![
            pool,
            it.bucket,
            it.no,
            opening.person,
            it.region,
            &opening.institution,
            &opening.inside_no,
            opening.kind.code(),
            &opening.insurance,
            opening.credential.code(),
            it.ground.code(),
            agreement,
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "visit",
        "person",
        "region",
        "institution",
        "inside_no",
        "kind",
        "insurance",
        "credential",
        "ground",
        "agreement",
        "tx_from",
    ];
    tx.insert("visit", &columns, &rows)?;
    versions(tx, visits)
}

/// Closes what was known of visits, and keeps what is known now.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where one of them is not there.
pub fn change(tx: &mut Tx<'_>, scope: Scope, visits: &[VisitRow]) -> Result<(), StoreError> {
    if visits.is_empty() {
        return Ok(());
    }
    let (first, last) = scope.span();
    let numbers: Vec<VisitNo> = visits.iter().map(|it| it.no).collect();
    let closed = tx.run(
        "UPDATE visit_version SET tx_to = $3 WHERE pool = $1 AND tx_to = 9223372036854775807 AND (bucket, visit) IN \
         (SELECT v.bucket, v.visit FROM visit v WHERE v.visit IN {ints $2} AND v.pool = $1 \
         AND v.region BETWEEN $4 AND $5)",
        &params![tx.pool(), ints(&numbers, VisitNo::get), tx.no(), first, last],
    )?;
    if closed != visits.len() as u64 {
        return Err(StoreError::Conflict(format!(
            "{closed} visits closed instead of {}",
            visits.len()
        )));
    }
    versions(tx, visits)
}

fn versions(tx: &mut Tx<'_>, visits: &[VisitRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(visits.len());
    for it in visits {
        let visit = &it.visit;
        let row: [Value; 17] = params![
            pool,
            it.bucket,
            it.no,
            visit.state.code(),
            visit.opening.began.number(),
            visit.ended.map(CivilTime::number),
            &visit.opening.department,
            visit.opening.physician.as_deref(),
            visit.med_type.as_deref(),
            visit.disease.as_deref(),
            visit.operation.as_deref(),
            diagnoses_json(&visit.diagnoses)?,
            &visit.episode,
            visit.transferred_from.as_deref(),
            visit.emergency,
            now,
            OPEN_TX
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "visit",
        "state",
        "began",
        "ended",
        "department",
        "physician",
        "med_type",
        "disease",
        "operation",
        "diagnoses",
        "episode",
        "transferred_from",
        "emergency",
        "tx_from",
        "tx_to",
    ];
    tx.insert("visit_version", &columns, &rows)
}

pub(super) fn read(row: &Row) -> Result<VisitRow, StoreError> {
    let no = row.no(0, VisitNo::new)?;
    let agreement = row.maybe_int(10)?;
    let agreement = agreement.and_then(directory::agreement::AgreementNo::new);
    let time = |column: usize, number: i64| {
        let odd = || StoreError::Corrupt(format!("time in column {column} of a visit"));
        CivilTime::from_number(number).ok_or_else(odd)
    };
    let opening = VisitOpening {
        id: no.to_string(),
        person: row.no(2, PersonNo::new)?,
        institution: row.text(4)?.to_owned(),
        inside_no: row.text(5)?.to_owned(),
        kind: row.code(6, VisitKind::parse)?,
        insurance: row.text(7)?.to_owned(),
        credential: row.code(8, Credential::parse)?,
        department: row.text(14)?.to_owned(),
        physician: row.maybe_text(15)?.map(str::to_owned),
        began: time(12, row.int(12)?)?,
    };
    let ended = row.maybe_int(13)?;
    Ok(VisitRow {
        no,
        bucket: row.int(1)?,
        region: row.region(3)?,
        ground: row.code(9, |code| Ground::parse(code, agreement))?,
        visit: Visit {
            opening,
            state: row.code(11, VisitState::parse)?,
            med_type: row.maybe_text(16)?.map(str::to_owned),
            disease: row.maybe_text(17)?.map(str::to_owned),
            operation: row.maybe_text(18)?.map(str::to_owned),
            diagnoses: diagnoses(row.text(19)?)?,
            ended: ended.map(|number| time(13, number)).transpose()?,
            episode: row.text(20)?.to_owned(),
            transferred_from: row.maybe_text(21)?.map(str::to_owned),
            emergency: row.flag(22)?,
        },
    })
}

/// kind, sequence, code, name, main, department, physician, made at, valid.
type Kept = (String, u8, String, String, bool, String, String, i64, bool);

fn diagnoses_json(diagnoses: &Diagnoses) -> Result<String, StoreError> {
    let kept = |it: &Diagnosis| -> Kept {
        (
            it.kind.code().to_owned(),
            it.sequence,
            it.code.clone(),
            it.name.clone(),
            it.main,
            it.department.clone(),
            it.physician.clone(),
            it.made_at.number(),
            it.valid,
        )
    };
    let rows: Vec<Kept> = diagnoses.all().iter().map(kept).collect();
    serde_json::to_string(&rows).map_err(|_| corrupt())
}

fn diagnoses(json: &str) -> Result<Diagnoses, StoreError> {
    let rows: Vec<Kept> = serde_json::from_str(json).map_err(|_| corrupt())?;
    let read = |it: Kept| {
        let (kind, sequence, code, name, main, department, physician, made_at, valid) = it;
        Some(Diagnosis {
            kind: DiagnosisKind::parse(&kind)?,
            sequence,
            code,
            name,
            main,
            department,
            physician,
            made_at: CivilTime::from_number(made_at)?,
            valid,
        })
    };
    let read: Option<Vec<Diagnosis>> = rows.into_iter().map(read).collect();
    Diagnoses::from_rows(read.ok_or_else(corrupt)?).map_err(|_| corrupt())
}

fn corrupt() -> StoreError {
    StoreError::Corrupt("the diagnoses of a visit".to_owned())
}
