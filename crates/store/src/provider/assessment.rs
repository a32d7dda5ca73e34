//! Assessments, score sheets of applicants, what was published, and the rules that the pooling area adopted.

use access::Scope;
use base::{Date, ProposalNo, RegionCode, number_id};
use directory::agreement::DesignationNo;
use directory::agreement::Points;
use directory::agreement::admission::{ScoreLine, ScoreSheet};
use directory::agreement::assess::{AssessedLine, Assessment};
use directory::provider::ProviderCode;

use super::Which;
use super::value::{json, odd, provider, read};
use crate::{Row, Session, StoreError, Tx, Value, params};

number_id! {
    /// An assessment of a provider, within a pooling area.
    AssessmentNo
}
number_id! {
    /// Something that was published of providers, within a pooling area.
    PublicationNo
}

impl From<AssessmentNo> for Value {
    fn from(value: AssessmentNo) -> Self {
        Value::Int(value.get())
    }
}

impl From<PublicationNo> for Value {
    fn from(value: PublicationNo) -> Self {
        Value::Int(value.get())
    }
}

/// An assessment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAssessment {
    /// Its number.
    pub no: AssessmentNo,
    /// The county whose agency keeps the file.
    pub region: RegionCode,
    /// Score, grade, lines.
    pub assessment: Assessment,
    /// What followed from it, line by line, in Chinese.
    pub told: Vec<String>,
    /// Whether it led to a proposal to exit.
    pub exit_proposed: bool,
}

fn points(points: Points) -> i64 {
    i64::from(points.hundredths())
}

fn read_points(number: i64) -> Result<Points, StoreError> {
    let hundredths = i32::try_from(number).map_err(|_| odd("points"))?;
    Ok(Points::from_hundredths(hundredths))
}

/// A line: indicator or criterion, value, points, full points, words.
type Line = (String, i64, i64, i64, String);

/// Records an assessment.
///
/// # Errors
/// [`StoreError::Guard`] where no second person confirmed it, or for a county outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    one: &StoredAssessment,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, one.region)?;
    let (pool, now, of) = (tx.pool(), tx.no(), &one.assessment);
    let line = |line: &AssessedLine| -> Line {
        let (got, full) = (points(line.points), points(line.full));
        (
            line.indicator.to_string(),
            line.value,
            got,
            full,
            line.zh.to_string(),
        )
    };
    let lines: Vec<Line> = of.lines.iter().map(line).collect();
    tx.run(
        "INSERT INTO provider_assessment (pool, assessment, provider, region, assessed_on, scheme, score, grade, lines, \
         told, exit_proposed, proposal, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            pool,
            one.no,
            &of.provider,
            one.region,
            of.on,
            &*of.scheme,
            points(of.score),
            &*of.grade,
            json(&lines)?,
            json(&one.told)?,
            one.exit_proposed,
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The assessments of the scope, by number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<StoredAssessment>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT assessment, region, provider, assessed_on, scheme, score, grade, lines, told, exit_proposed \
         FROM provider_assessment WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 \
         ORDER BY assessment",
        &params![scope.pool(), first, last, low, high],
    )?;
    rows.iter().map(read_assessment).collect()
}

fn read_assessment(row: &Row) -> Result<StoredAssessment, StoreError> {
    let lines: Vec<Line> = read(row.text(7)?)?;
    let line = |(indicator, value, got, full, zh): Line| {
        Ok(AssessedLine {
            indicator: indicator.into(),
            value,
            points: read_points(got)?,
            full: read_points(full)?,
            zh: zh.into(),
        })
    };
    Ok(StoredAssessment {
        no: row.no(0, AssessmentNo::new)?,
        region: row.region(1)?,
        assessment: Assessment {
            provider: provider(row, 2)?,
            on: row.date(3)?,
            scheme: row.text(4)?.into(),
            lines: lines
                .into_iter()
                .map(line)
                .collect::<Result<_, StoreError>>()?,
            score: read_points(row.int(5)?)?,
            grade: row.text(6)?.into(),
        },
        told: read(row.text(8)?)?,
        exit_proposed: row.flag(9)?,
    })
}

/// The score sheet of an applicant in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The application.
    pub designation: DesignationNo,
    /// The round, by its name.
    pub round: String,
    /// The county whose agency keeps the file.
    pub region: RegionCode,
    /// The sheet.
    pub sheet: ScoreSheet,
}

/// Keeps a score sheet: an application is scored once.
///
/// # Errors
/// [`StoreError::Conflict`] where it is scored already; [`StoreError::Guard`] for a county outside the scope.
pub fn score(tx: &mut Tx<'_>, scope: Scope, one: &Scored) -> Result<(), StoreError> {
    crate::within(scope, one.region)?;
    let (pool, now, sheet) = (tx.pool(), tx.no(), &one.sheet);
    let line = |line: &ScoreLine| -> Line {
        let below = i64::from(line.below_least);
        let (got, full) = (points(line.points), points(line.full));
        (
            format!("{} {}", line.criterion, line.name),
            below,
            got,
            full,
            String::new(),
        )
    };
    let lines: Vec<Line> = sheet.lines.iter().map(line).collect();
    tx.run(
        "INSERT INTO provider_score (pool, designation, provider, region, round, criteria, score, passed, lines, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            one.designation,
            &sheet.provider,
            one.region,
            one.round.as_str(),
            &*sheet.version,
            points(sheet.score),
            sheet.passed,
            json(&lines)?,
            now
        ],
    )?;
    Ok(())
}

/// The score sheets of a round in the scope, by application.
///
/// # Errors
/// [`StoreError`].
pub fn scores(
    session: &mut Session<'_>,
    scope: Scope,
    round: &str,
) -> Result<Vec<Scored>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT designation, provider, region, round, criteria, score, passed, lines FROM provider_score \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND round = $4 ORDER BY designation",
        &params![scope.pool(), first, last, round],
    )?;
    rows.iter().map(read_scored).collect()
}

fn read_scored(row: &Row) -> Result<Scored, StoreError> {
    let lines: Vec<Line> = read(row.text(7)?)?;
    let line = |(words, below, got, full, _): Line| {
        let (criterion, name) = words.split_once(' ').unwrap_or((&words, ""));
        Ok(ScoreLine {
            criterion: criterion.into(),
            name: name.into(),
            points: read_points(got)?,
            full: read_points(full)?,
            below_least: below == 1,
        })
    };
    Ok(Scored {
        designation: row.no(0, DesignationNo::new)?,
        region: row.region(2)?,
        round: row.text(3)?.to_owned(),
        sheet: ScoreSheet {
            provider: provider(row, 1)?,
            version: row.text(4)?.into(),
            lines: lines
                .into_iter()
                .map(line)
                .collect::<Result<_, StoreError>>()?,
            score: read_points(row.int(5)?)?,
            passed: row.flag(6)?,
        },
    })
}

/// Something published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its number.
    pub no: PublicationNo,
    /// Whose: the pooling area or a county.
    pub region: RegionCode,
    /// `admission` or `fees`.
    pub kind: String,
    /// The round, or the period.
    pub topic: String,
    /// When.
    pub on: Date,
    /// JSON, as it was published.
    pub body: String,
}

/// Publishes.
///
/// # Errors
/// [`StoreError::Guard`] where no second person decided so, or for a region outside the scope.
pub fn publish(
    tx: &mut Tx<'_>,
    scope: Scope,
    one: &Publication,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, one.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO provider_publication (pool, publication, region, kind, topic, published_on, body, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            one.no,
            one.region,
            one.kind.as_str(),
            one.topic.as_str(),
            one.on,
            one.body.as_str(),
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// What the public may read: all that was published in the pooling area, the latest first. It takes no scope, for
/// it is the public's.
///
/// # Errors
/// [`StoreError`].
pub fn published(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Vec<Publication>, StoreError> {
    let rows = session.rows(
        "SELECT publication, region, kind, topic, published_on, body FROM provider_publication WHERE pool = $1 \
         ORDER BY publication DESC",
        &params![pool],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Publication {
                no: row.no(0, PublicationNo::new)?,
                region: row.region(1)?,
                kind: row.text(2)?.to_owned(),
                topic: row.text(3)?.to_owned(),
                on: row.date(4)?,
                body: row.text(5)?.to_owned(),
            })
        })
        .collect()
}

/// Adopts rules from a day on, as they were written.
///
/// # Errors
/// [`StoreError::Guard`] where the city did not decide so by two people.
pub fn adopt(
    tx: &mut Tx<'_>,
    kind: &str,
    (from, body): (Date, &str),
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO provider_rules (pool, kind, valid_from, body, proposal, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![pool, kind, from, body, proposal, now],
    )?;
    super::revision::touch(tx)
}

/// The rules of a kind that hold on a day: those adopted last for the latest day not after it. They are one for the
/// whole pooling area.
///
/// # Errors
/// [`StoreError`].
pub fn rules(
    session: &mut Session<'_>,
    scope: Scope,
    kind: &str,
    on: Date,
) -> Result<Option<String>, StoreError> {
    let row = session.row(
        "SELECT body FROM provider_rules WHERE pool = $1 AND kind = $2 AND valid_from <= $3 \
         ORDER BY valid_from DESC, tx_from DESC LIMIT 1",
        &params![scope.pool(), kind, on],
    )?;
    row.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}

/// All adopted designation rules with the day each holds from, by day and then by adoption: of one day the last counts.
///
/// # Errors
/// [`StoreError`].
pub fn rules_by_day(
    session: &mut Session<'_>,
    scope: Scope,
    kind: &str,
) -> Result<Vec<(Date, String)>, StoreError> {
    let rows = session.rows(
        "SELECT valid_from, body FROM provider_rules WHERE pool = $1 AND kind = $2 ORDER BY valid_from, tx_from",
        &params![scope.pool(), kind],
    )?;
    rows.iter()
        .map(|row| Ok((row.date(0)?, row.text(1)?.to_owned())))
        .collect()
}

/// The last assessment of a provider not after a day.
///
/// # Errors
/// [`StoreError`].
pub fn latest(
    session: &mut Session<'_>,
    scope: Scope,
    code: &ProviderCode,
    on: Date,
) -> Result<Option<StoredAssessment>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT assessment, region, provider, assessed_on, scheme, score, grade, lines, told, exit_proposed \
         FROM provider_assessment WHERE pool = $1 AND provider = $2 AND assessed_on <= $3 AND region BETWEEN $4 AND $5 \
         ORDER BY assessed_on DESC, assessment DESC LIMIT 1",
        &params![scope.pool(), code, on, first, last],
    )?;
    row.as_ref().map(read_assessment).transpose()
}
