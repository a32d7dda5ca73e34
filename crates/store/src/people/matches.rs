//! Decisions about pairs of records: appended, never changed.

use access::{Scope, UserName};
use base::{Date, PersonNo, ProposalNo, RegionCode};
use enrolment::people::matching::{Band, Conflict, DecidedBy, Matched, RecordId, Scored, Verdict};

use crate::{Row, Session, StoreError, Tx, Value, params, within};

base::number_id! {
    /// A decision about a pair of records.
    MatchNo
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub no: MatchNo,
    /// The region whose people look at it.
    pub region: RegionCode,
    /// The two records, the smaller first.
    pub pair: (PersonNo, PersonNo),
    /// 0 to 10000 basis points.
    pub weight: i64,
    /// What was to be done.
    pub band: Band,
    /// A contradiction.
    pub conflict: Option<Conflict>,
    /// The features in words.
    pub features: String,
    /// Version of the rule.
    pub rule: String,
    /// What was decided.
    pub verdict: Verdict,
    /// By whom; `None` for the machine.
    pub by: Option<UserName>,
    /// When.
    pub on: Date,
}

/// Appends decisions about pairs of persons, each with the region whose people look at it.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Corrupt`] for a pair that is not of two persons.
pub fn keep(
    tx: &mut Tx<'_>,
    scope: Scope,
    decisions: &[(RegionCode, Matched, Option<ProposalNo>)],
) -> Result<Vec<MatchNo>, StoreError> {
    if decisions.is_empty() {
        return Ok(Vec::new());
    }
    let count = u32::try_from(decisions.len()).unwrap_or(u32::MAX);
    let first = tx.take("person_match", count)?;
    let (pool, now) = (tx.pool(), tx.no());
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    for (no, (region, matched, proposal)) in (first..).zip(decisions) {
        within(scope, *region)?;
        let (RecordId::Person(one), RecordId::Person(other)) = matched.pair else {
            return Err(StoreError::Corrupt(
                "a pair that is not of persons".to_owned(),
            ));
        };
        let by = match &matched.by {
            DecidedBy::Machine => None,
            DecidedBy::Person(user) => Some(user.as_str()),
        };
        let Scored {
            weight,
            conflict,
            band,
            ref rule,
            ..
        } = matched.scored;
        rows.push(row(&[
            pool.into(),
            no.into(),
            (*region).into(),
            one.into(),
            other.into(),
            weight.into(),
            band.code().into(),
            conflict.map(Conflict::code).into(),
            matched.scored.zh().into(),
            rule.as_ref().into(),
            matched.verdict.code().into(),
            by.into(),
            matched.on.into(),
            (*proposal).into(),
            now.into(),
        ]));
        numbers.extend(MatchNo::new(no));
    }
    let columns = [
        "pool",
        "match_no",
        "region",
        "one",
        "other",
        "weight",
        "band",
        "conflict",
        "features",
        "rule",
        "verdict",
        "decided_by",
        "decided_on",
        "proposal",
        "tx_from",
    ];
    tx.insert("person_match", &columns, &rows)?;
    Ok(numbers)
}

fn row(values: &[Value]) -> Vec<Value> {
    values.to_vec()
}

/// The pairs of the scope that wait for a person: whose latest decision is open.
///
/// # Errors
/// As [`keep`].
pub fn open(session: &mut Session<'_>, scope: Scope, limit: i64) -> Result<Vec<Kept>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT m.match_no, m.region, m.one, m.other, m.weight, m.band, m.conflict, m.features, m.rule, m.verdict, \
         m.decided_by, m.decided_on FROM person_match m \
         WHERE m.pool = $1 AND m.verdict = 'open' AND m.region BETWEEN $2 AND $3 \
         AND NOT EXISTS (SELECT 1 FROM person_match n WHERE n.pool = m.pool AND n.one = m.one AND n.other = m.other \
         AND n.match_no > m.match_no) ORDER BY m.match_no LIMIT $4",
        &params![scope.pool(), first, last, limit],
    )?;
    rows.iter().map(kept).collect()
}

/// Every decision about a pair, in order.
///
/// # Errors
/// As [`keep`].
pub fn of_pair(
    session: &mut Session<'_>,
    scope: Scope,
    one: PersonNo,
    other: PersonNo,
) -> Result<Vec<Kept>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT match_no, region, one, other, weight, band, conflict, features, rule, verdict, decided_by, decided_on \
         FROM person_match WHERE pool = $1 AND one = $2 AND other = $3 AND region BETWEEN $4 AND $5 ORDER BY match_no",
        &params![scope.pool(), one.min(other), one.max(other), first, last],
    )?;
    rows.iter().map(kept).collect()
}

fn kept(row: &Row) -> Result<Kept, StoreError> {
    let by = row
        .maybe_text(10)?
        .and_then(|user| UserName::new(user).ok());
    Ok(Kept {
        no: row.no(0, MatchNo::new)?,
        region: row.region(1)?,
        pair: (row.no(2, PersonNo::new)?, row.no(3, PersonNo::new)?),
        weight: row.int(4)?,
        band: row.code(5, Band::parse)?,
        conflict: row.maybe_text(6)?.and_then(Conflict::parse),
        features: row.text(7)?.to_owned(),
        rule: row.text(8)?.to_owned(),
        verdict: row.code(9, Verdict::parse)?,
        by,
        on: row.date(11)?,
    })
}
