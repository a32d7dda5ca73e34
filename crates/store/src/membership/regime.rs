//! Regime profiles in force, and what the city has issued and counties practise.

use access::Scope;
use base::{Date, ProposalNo, RegionCode, Validity};
use enrolment::regime::{CountySetting, UnifiedItem};

use crate::{OPEN_TX, Session, StoreError, Tx, params};

/// A profile as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileText {
    /// The title.
    pub title: String,
    /// The days on which it holds.
    pub during: Validity,
    /// The digest of the text.
    pub digest: String,
    /// The text.
    pub body: String,
}

/// Puts a profile in force.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] where another holds on one of its days.
pub fn adopt(
    tx: &mut Tx<'_>,
    profile: &ProfileText,
    proposal: Option<ProposalNo>,
) -> Result<(), StoreError> {
    let no = tx.take("regime_profile", 1)?;
    let values = params![
        tx.pool(),
        no,
        tx.pool(),
        profile.title.as_str(),
        profile.during.from().unwrap_or(Date::MIN),
        crate::open_date(profile.during.until()),
        profile.digest.as_str(),
        profile.body.as_str(),
        proposal,
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO regime_profile (pool, profile, region, title, valid_from, valid_to, digest, body, proposal, \
         tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(())
}

/// Ends the profile that holds on a day the day before, so that another may follow. Whether there was one.
///
/// # Errors
/// As [`adopt`].
pub fn end_before(tx: &mut Tx<'_>, day: Date) -> Result<bool, StoreError> {
    let pool = tx.pool();
    let row = tx.row(
        "SELECT profile, region, title, valid_from, digest, body, proposal FROM regime_profile WHERE pool = $1 \
         AND tx_to = 9223372036854775807 AND valid_from < $2 AND valid_to >= $2",
        &params![pool, day],
    )?;
    let Some(row) = row else { return Ok(false) };
    let no = row.int(0)?;
    let close = params![tx.pool(), no, tx.no()];
    tx.run_one(
        "UPDATE regime_profile SET tx_to = $3 WHERE pool = $1 AND profile = $2 AND tx_to = 9223372036854775807",
        &close,
    )?;
    let last = day.add_days(-1).unwrap_or(day);
    let values = params![
        tx.pool(),
        no,
        row.region(1)?,
        row.text(2)?,
        row.date(3)?,
        last,
        row.text(4)?,
        row.text(5)?,
        row.maybe_int(6)?,
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO regime_profile (pool, profile, region, title, valid_from, valid_to, digest, body, proposal, \
         tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(true)
}

/// The profiles of the pooling area, by first day. They are the law of the place and open to everybody in it.
///
/// # Errors
/// As [`adopt`].
pub fn all(session: &mut Session<'_>, scope: Scope) -> Result<Vec<ProfileText>, StoreError> {
    let rows = session.rows(
        "SELECT title, valid_from, valid_to, digest, body FROM regime_profile WHERE pool = $1 \
         AND tx_to = 9223372036854775807 ORDER BY valid_from",
        &params![scope.pool()],
    )?;
    rows.iter()
        .map(|row| {
            let from = row.maybe_date(1)?.filter(|from| *from != Date::MIN);
            let during = Validity::new(from, row.maybe_date(2)?);
            Ok(ProfileText {
                title: row.text(0)?.to_owned(),
                during: during
                    .map_err(|_| StoreError::Corrupt("a profile that ends first".to_owned()))?,
                digest: row.text(3)?.to_owned(),
                body: row.text(4)?.to_owned(),
            })
        })
        .collect()
}

/// Records how a region practises something; the city's own region is what it has issued. The former value
/// of the same name ends the day before.
///
/// # Errors
/// As [`adopt`].
pub fn practise(tx: &mut Tx<'_>, setting: &CountySetting, from: Date) -> Result<(), StoreError> {
    let pool = tx.pool();
    let open = tx.row(
        "SELECT practice, valid_from, value FROM practice WHERE pool = $1 AND region = $2 AND item = $3 AND name = $4 \
         AND tx_to = 9223372036854775807 AND valid_to = 99991231",
        &params![pool, setting.county, setting.item.code(), &*setting.name],
    )?;
    if let Some(row) = open {
        let (no, since, value) = (row.int(0)?, row.date(1)?, row.text(2)?.to_owned());
        let close = params![tx.pool(), no, tx.no()];
        tx.run_one(
            "UPDATE practice SET tx_to = $3 WHERE pool = $1 AND practice = $2 AND tx_to = 9223372036854775807",
            &close,
        )?;
        if since < from {
            let last = from.add_days(-1).unwrap_or(from);
            keep(tx, no, setting, &value, since, Some(last))?;
        }
    }
    let no = tx.take("practice", 1)?;
    keep(tx, no, setting, &setting.value, from, None)
}

fn keep(
    tx: &mut Tx<'_>,
    no: i64,
    setting: &CountySetting,
    value: &str,
    from: Date,
    until: Option<Date>,
) -> Result<(), StoreError> {
    let values = params![
        tx.pool(),
        no,
        setting.county,
        setting.item.code(),
        &*setting.name,
        value,
        from,
        crate::open_date(until),
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO practice (pool, practice, region, item, name, value, valid_from, valid_to, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values,
    )?;
    Ok(())
}

/// What is practised on a day within the scope, and what the city has issued, whoever asks.
///
/// # Errors
/// As [`adopt`].
pub fn practised(
    session: &mut Session<'_>,
    scope: Scope,
    day: Date,
) -> Result<Vec<CountySetting>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, item, name, value FROM practice WHERE pool = $1 AND tx_to = 9223372036854775807 \
         AND valid_from <= $2 AND valid_to >= $2 AND (region = $1 OR region BETWEEN $3 AND $4) \
         ORDER BY item, name, region",
        &params![scope.pool(), day, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(CountySetting {
                county: row.region(0)?,
                item: row.code(1, UnifiedItem::parse)?,
                name: row.text(2)?.into(),
                value: row.text(3)?.into(),
            })
        })
        .collect()
}

/// Whether a region is a county or narrower, and not the pooling area itself.
#[must_use]
pub fn is_below(pool: RegionCode, region: RegionCode) -> bool {
    pool != region && pool.contains(region)
}
