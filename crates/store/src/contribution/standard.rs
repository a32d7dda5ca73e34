//! Approved versions of the financing standards.

use access::Scope;
use base::{Date, Fen, ProposalNo};
use enrolment::Scheme;
use enrolment::contribution::standard::{
    AdoptionNo, FundShare, GroupCode, Level, Part, Standard, StandardNo, TierCode,
};
use enrolment::contribution::{FundName, Source, Year};

use crate::{Row, Session, StoreError, Tx, Value, open_date, params};

/// The payer under which the shares of insurances are kept.
const SPLIT: &str = "split";

/// A version of the standards of a scheme and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredStandard {
    /// Its number.
    pub no: StandardNo,
    /// The scheme.
    pub scheme: Scheme,
    /// The insurance year.
    pub year: Year,
    /// 1 for the first of the year.
    pub version: i64,
    /// The adoption of a package that it was read from.
    pub adoption: AdoptionNo,
    /// First day on which bills are drawn up by it.
    pub bill_from: Date,
    /// Last day; none for open.
    pub bill_to: Option<Date>,
    /// The decision behind it.
    pub proposal: ProposalNo,
}

/// What one group and tier pays under a stored standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLevel {
    /// The group; none where people are not told apart.
    pub group: Option<GroupCode>,
    /// The tier.
    pub tier: Option<TierCode>,
    /// Who pays what.
    pub parts: Vec<Part>,
    /// How the whole is divided between insurances.
    pub split: Vec<FundShare>,
    /// Total and personal part.
    pub level: Level,
}

/// Records an approved version and the standards of its groups.
///
/// # Errors
/// [`StoreError`]; a version that is there already is a conflict.
pub fn insert(
    tx: &mut Tx<'_>,
    standard: &StoredStandard,
    groups: &[Standard],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        standard.no.get(),
        standard.scheme.code(),
        standard.year,
        standard.version,
        standard.adoption.get(),
        standard.bill_from,
        open_date(standard.bill_to),
        standard.proposal,
        now
    ];
    tx.run(
        "INSERT INTO standard (pool, standard, scheme, benefit_year, version, adoption, bill_from, bill_to, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values,
    )?;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for group in groups {
        let name = group.group.as_ref().map_or("", |name| name.as_str());
        let tier = group.tier.as_ref().map_or("", |name| name.as_str());
        let mut push = |payer: &str, fund: &FundName, amount: Fen| {
            let row = params![
                pool,
                standard.no.get(),
                name,
                tier,
                payer,
                fund.as_str(),
                amount,
                now
            ];
            rows.push(row.to_vec());
        };
        for part in &group.parts {
            push(part.source.code(), &part.fund, part.amount);
        }
        for share in &group.split {
            push(SPLIT, &share.to, share.amount);
        }
    }
    let columns = [
        "pool", "standard", "grp", "tier", "payer", "fund", "amount", "tx_from",
    ];
    tx.insert("standard_part", &columns, &rows)
}

/// The version by which bills are drawn up on a day: the highest of the scheme and year that holds it.
///
/// # Errors
/// [`StoreError`].
pub fn in_force(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
    on: Date,
) -> Result<Option<StoredStandard>, StoreError> {
    let row = session.row(
        "SELECT standard, scheme, benefit_year, version, adoption, bill_from, bill_to, proposal FROM standard \
         WHERE pool = $1 AND scheme = $2 AND benefit_year = $3 AND bill_from <= $4 AND bill_to >= $4 \
         ORDER BY version DESC LIMIT 1",
        &params![scope.pool(), scheme.code(), year, on],
    )?;
    row.as_ref().map(stored).transpose()
}

/// Every version, by scheme, year and version.
///
/// # Errors
/// [`StoreError`].
pub fn all(session: &mut Session<'_>, scope: Scope) -> Result<Vec<StoredStandard>, StoreError> {
    let rows = session.rows(
        "SELECT standard, scheme, benefit_year, version, adoption, bill_from, bill_to, proposal FROM standard \
         WHERE pool = $1 ORDER BY scheme, benefit_year, version",
        &[Value::from(scope.pool())],
    )?;
    rows.iter().map(stored).collect()
}

/// The highest version of a scheme and year so far; 0 where there is none.
///
/// # Errors
/// [`StoreError`].
pub fn last_version(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
) -> Result<i64, StoreError> {
    let row = session.row(
        "SELECT COALESCE(MAX(version), 0) FROM standard WHERE pool = $1 AND scheme = $2 AND benefit_year = $3",
        &params![scope.pool(), scheme.code(), year],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// What each group and tier pays under a version.
///
/// # Errors
/// [`StoreError`].
pub fn levels(
    session: &mut Session<'_>,
    scope: Scope,
    no: StandardNo,
) -> Result<Vec<StoredLevel>, StoreError> {
    let rows = session.rows(
        "SELECT grp, tier, payer, fund, amount FROM standard_part \
         WHERE pool = $1 AND standard = $2 ORDER BY grp, tier, payer, fund",
        &params![scope.pool(), no.get()],
    )?;
    let mut levels: Vec<StoredLevel> = Vec::new();
    for row in &rows {
        let group = GroupCode::new(row.text(0)?).ok();
        let tier = TierCode::new(row.text(1)?).ok();
        let fund = row.code(3, |text| FundName::new(text).ok())?;
        let amount = row.fen(4)?;
        if levels
            .last()
            .is_none_or(|last| last.group != group || last.tier != tier)
        {
            levels.push(StoredLevel {
                group,
                tier,
                parts: Vec::new(),
                split: Vec::new(),
                level: Level {
                    total: Fen::ZERO,
                    personal: Fen::ZERO,
                },
            });
        }
        let Some(level) = levels.last_mut() else {
            continue;
        };
        if row.text(2)? == SPLIT {
            level.split.push(FundShare { to: fund, amount });
        } else {
            let source = row.code(2, Source::parse)?;
            level.parts.push(Part {
                source,
                fund,
                amount,
            });
        }
    }
    for level in &mut levels {
        let sum = Level::of(&level.parts);
        level.level =
            sum.ok_or_else(|| StoreError::Corrupt("an impossible standard".to_owned()))?;
    }
    Ok(levels)
}

fn stored(row: &Row) -> Result<StoredStandard, StoreError> {
    Ok(StoredStandard {
        no: row.no(0, StandardNo::new)?,
        scheme: row.code(1, Scheme::parse)?,
        year: row.no(2, Year::from_number)?,
        version: row.int(3)?,
        adoption: row.no(4, AdoptionNo::new)?,
        bill_from: row.date(5)?,
        bill_to: row.maybe_date(6)?,
        proposal: row.no(7, ProposalNo::new)?,
    })
}
