//! Claims as rows have them.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen, RegionCode};
use enrolment::Month;
use settlement::claim::{
    Care, Claim, ClaimKey, ClaimLine, ClaimNo, Draft, Fault, Finding, FundCode, LineKey, Opinion,
    Part, ReimbursementNo, Resolution, Ruling, Signed, Stage, Steps, Verdict,
};

use super::value::{broken, nature, pay_key, settlement, signed};
use crate::{Row, Session, StoreError, params};

/// A claim as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub no: ClaimNo,
    /// Whose, and of which month.
    pub key: ClaimKey,
    /// The office that reviews it.
    pub office: RegionCode,
    /// When it was drawn up.
    pub drawn_on: Date,
    /// How far it has come.
    pub stage: Stage,
    /// How many lines.
    pub lines: i64,
    /// Fund money, in 分.
    pub fund: Fen,
    /// Money of accounts, in 分.
    pub account: Fen,
    /// What decisions award so far, in 分.
    pub awarded: Fen,
}

/// Which claims are asked for; `None` asks for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Of a month.
    pub month: Option<Month>,
    /// Of one claimant, by its code.
    pub claimant: Option<&'a str>,
    /// These alone.
    pub nos: Option<&'a [ClaimNo]>,
}

/// Claims whose office or county lies in the scope, by number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn heads(
    session: &mut Session<'_>,
    scope: Scope,
    wanted: Wanted<'_>,
) -> Result<Vec<Head>, StoreError> {
    let (first, last) = scope.span();
    let nos: Vec<i64> = wanted
        .nos
        .unwrap_or_default()
        .iter()
        .map(|no| no.get())
        .collect();
    let rows = session.rows(
        "SELECT c.claim, c.claimant_kind, c.claimant, c.county, c.fund, c.scheme, c.month, c.application, c.region, \
         c.drawn_on, CAST(COALESCE(s.step, 0) AS BIGINT), CAST(COALESCE(l.lines, 0) AS BIGINT), \
         CAST(COALESCE(l.of_fund, 0) AS BIGINT), CAST(COALESCE(l.of_account, 0) AS BIGINT), \
         CAST(COALESCE(a.amount, 0) AS BIGINT) FROM claim c \
         LEFT JOIN (SELECT pool, claim, MAX(step) AS step FROM claim_step GROUP BY pool, claim) s \
         ON s.pool = c.pool AND s.claim = c.claim \
         LEFT JOIN (SELECT pool, claim, COUNT(*) AS lines, SUM(CASE WHEN part = 'fund' THEN amount ELSE 0 END) AS of_fund, \
         SUM(CASE WHEN part = 'account' THEN amount ELSE 0 END) AS of_account FROM claim_line GROUP BY pool, claim) l \
         ON l.pool = c.pool AND l.claim = c.claim \
         LEFT JOIN (SELECT pool, claim, SUM(amount) AS amount FROM claim_award GROUP BY pool, claim) a \
         ON a.pool = c.pool AND a.claim = c.claim \
         WHERE c.pool = $1 AND (c.region BETWEEN $2 AND $3 OR c.county BETWEEN $2 AND $3) \
         AND (CAST($4 AS BIGINT) = 0 OR c.month = $4) AND (CAST($5 AS TEXT) = '' OR c.claimant = $5) \
         AND (CAST($6 AS BIGINT) = 0 OR c.claim IN {ints $7}) \
         ORDER BY c.claim",
        &params![
            scope.pool(),
            first,
            last,
            wanted.month.map_or(0, Month::number),
            wanted.claimant.unwrap_or_default(),
            wanted.nos.is_some(),
            nos
        ],
    )?;
    rows.iter().map(head).collect()
}

fn head(row: &Row) -> Result<Head, StoreError> {
    let application = match row.int(7)? {
        0 => None,
        number => Some(ReimbursementNo::new(number).ok_or_else(|| broken("an application"))?),
    };
    Ok(Head {
        no: row.no(0, ClaimNo::new)?,
        key: ClaimKey {
            pay: pay_key(row, 1)?,
            month: row.no(6, Month::from_number)?,
            application,
        },
        office: row.region(8)?,
        drawn_on: row.date(9)?,
        stage: match row.int(10)? {
            0 => Stage::Drawn,
            1 => Stage::Submitted,
            2 => Stage::Reviewed,
            _ => Stage::Decided,
        },
        lines: row.int(11)?,
        fund: row.fen(12)?,
        account: row.fen(13)?,
        awarded: row.fen(14)?,
    })
}

/// Claims with their lines and steps, by number.
///
/// # Errors
/// [`StoreError::Corrupt`] where the rows tell of steps that no claim takes.
pub fn load(
    session: &mut Session<'_>,
    scope: Scope,
    nos: &[ClaimNo],
) -> Result<Vec<Claim>, StoreError> {
    if nos.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = Wanted {
        nos: Some(nos),
        ..Wanted::default()
    };
    let heads = heads(session, scope, wanted)?;
    let seen: Vec<i64> = heads.iter().map(|head| head.no.get()).collect();
    let pool = scope.pool();
    let mut lines = lines(session, pool, &seen)?;
    let mut steps = steps(session, pool, &seen)?;
    let mut claims = Vec::with_capacity(heads.len());
    for head in heads {
        let draft = Draft {
            key: head.key,
            office: head.office,
            lines: lines.remove(&head.no).unwrap_or_default(),
        };
        let steps = steps.remove(&head.no).unwrap_or_default();
        let claim = Claim::restore(head.no, draft, steps);
        claims.push(claim.map_err(|why| broken(&format!("claim {}: {}", head.no, why.code())))?);
    }
    Ok(claims)
}

/// A claim by its number.
///
/// # Errors
/// As [`load`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ClaimNo,
) -> Result<Option<Claim>, StoreError> {
    Ok(load(session, scope, &[no])?.pop())
}

/// The claims of one fund with lines of, or about, these records.
///
/// # Errors
/// As above.
pub fn around(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
    settlements: &[i64],
) -> Result<Vec<ClaimNo>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT c.claim FROM claim_line l JOIN claim c ON c.pool = l.pool AND c.claim = l.claim \
         WHERE l.pool = $1 AND (c.region BETWEEN $2 AND $3 OR c.county BETWEEN $2 AND $3) AND l.fund = $4 \
         AND (l.settlement IN {ints $5} OR l.about IN {ints $5}) ORDER BY c.claim",
        &params![scope.pool(), first, last, fund.as_str(), settlements.to_vec()],
    )?;
    rows.iter().map(|row| row.no(0, ClaimNo::new)).collect()
}

type Lines = BTreeMap<ClaimNo, Vec<ClaimLine>>;

fn lines(session: &mut Session<'_>, pool: RegionCode, nos: &[i64]) -> Result<Lines, StoreError> {
    let mut all = Lines::new();
    session.each(
        "SELECT claim, settlement, part, nature, about, care, benefit_year, settled_on, amount FROM claim_line \
         WHERE pool = $1 AND claim IN {ints $2}",
        &params![pool, nos.to_vec()],
        &mut |row| {
            let about = row.maybe_int(4)?;
            let odd = |_| broken("a benefit year");
            let line = ClaimLine {
                key: LineKey {
                    settlement: settlement(row.int(1)?)?,
                    part: row.code(2, Part::parse)?,
                },
                nature: row.code(3, |code| nature(code, about))?,
                care: row.code(5, Care::parse)?,
                benefit_year: i32::try_from(row.int(6)?).map_err(odd)?,
                settled_on: row.date(7)?,
                amount: row.fen(8)?,
            };
            all.entry(row.no(0, ClaimNo::new)?).or_default().push(line);
            Ok(())
        },
    )?;
    Ok(all)
}

type AtStep = (ClaimNo, i64);

fn steps(
    session: &mut Session<'_>,
    pool: RegionCode,
    nos: &[i64],
) -> Result<BTreeMap<ClaimNo, Steps>, StoreError> {
    let mut findings = findings(session, pool, nos)?;
    let mut rulings = rulings(session, pool, nos)?;
    let rows = session.rows(
        "SELECT claim, step, kind, user_name, region, step_on FROM claim_step WHERE pool = $1 AND claim IN {ints $2} \
         ORDER BY claim, step",
        &params![pool, nos.to_vec()],
    )?;
    let mut all: BTreeMap<ClaimNo, Steps> = BTreeMap::new();
    for row in &rows {
        let at = (row.no(0, ClaimNo::new)?, row.int(1)?);
        let steps = all.entry(at.0).or_default();
        let signed: Signed = signed(row, 3)?;
        let mut opinion = |signed| Opinion {
            signed,
            findings: findings.remove(&at).unwrap_or_default(),
        };
        match row.text(2)? {
            "submitted" => steps.submission = Some(signed),
            "reviewed" => steps.review = Some(opinion(signed)),
            "decided" => steps.decision = Some(opinion(signed)),
            _ => steps.resolutions.push(Resolution {
                signed,
                rulings: rulings.remove(&at).unwrap_or_default(),
            }),
        }
    }
    Ok(all)
}

fn findings(
    session: &mut Session<'_>,
    pool: RegionCode,
    nos: &[i64],
) -> Result<BTreeMap<AtStep, Vec<Finding>>, StoreError> {
    let rows = session.rows(
        "SELECT claim, step, settlement, part, verdict, amount, fault, reason FROM claim_finding \
         WHERE pool = $1 AND claim IN {ints $2} ORDER BY claim, step, place",
        &params![pool, nos.to_vec()],
    )?;
    let mut all: BTreeMap<AtStep, Vec<Finding>> = BTreeMap::new();
    for row in &rows {
        let at = (row.no(0, ClaimNo::new)?, row.int(1)?);
        all.entry(at).or_default().push(Finding {
            line: LineKey {
                settlement: settlement(row.int(2)?)?,
                part: row.code(3, Part::parse)?,
            },
            verdict: row.code(4, Verdict::parse)?,
            amount: row.fen(5)?,
            fault: row.code(6, Fault::parse)?,
            reason: row.text(7)?.to_owned(),
        });
    }
    Ok(all)
}

fn rulings(
    session: &mut Session<'_>,
    pool: RegionCode,
    nos: &[i64],
) -> Result<BTreeMap<AtStep, Vec<Ruling>>, StoreError> {
    let rows = session.rows(
        "SELECT claim, step, settlement, part, refused, fault, reason FROM claim_ruling \
         WHERE pool = $1 AND claim IN {ints $2} ORDER BY claim, step, settlement, part",
        &params![pool, nos.to_vec()],
    )?;
    let mut all: BTreeMap<AtStep, Vec<Ruling>> = BTreeMap::new();
    for row in &rows {
        let at = (row.no(0, ClaimNo::new)?, row.int(1)?);
        all.entry(at).or_default().push(Ruling {
            line: LineKey {
                settlement: settlement(row.int(2)?)?,
                part: row.code(3, Part::parse)?,
            },
            refused: row.fen(4)?,
            fault: row.code(5, Fault::parse)?,
            reason: row.text(6)?.to_owned(),
        });
    }
    Ok(all)
}
