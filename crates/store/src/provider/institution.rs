//! What is registered of providers: codes, particulars over time, licences, and the codes of older lists.

use std::collections::BTreeMap;

use access::Scope;
use base::RegionCode;
use directory::provider::{
    Grade, Institution, Licence, LicenceKind, Ownership, Particulars, ProviderCode, ProviderKind,
    Rank,
};

use super::value::{count, days, odd, provider, span};
use super::{Which, revision};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// A provider with the county whose agency keeps its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The provider.
    pub institution: Institution,
    /// The county.
    pub region: RegionCode,
}

/// Registers providers with their particulars and licences; a set of rows at once.
///
/// # Errors
/// [`StoreError::Conflict`] where a code is registered already, [`StoreError::Guard`] for a county outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, new: &[Registered]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let (mut heads, mut known, mut licences) = (Vec::new(), Vec::new(), Vec::new());
    for one in new {
        crate::within(scope, one.region)?;
        let code = &one.institution.code;
        let credit = one.institution.credit_code.as_deref().map(str::to_owned);
        heads.push(params![pool, code, one.region, credit, now].to_vec());
        let particulars = one.institution.particulars.iter();
        known.extend(particulars.map(|it| particulars_row(tx, code, one.region, it)));
        let held = one.institution.licences.iter();
        licences.extend(held.map(|it| licence_row(tx, code, one.region, it)));
    }
    tx.insert(
        "provider",
        &["pool", "provider", "region", "credit_code", "tx_from"],
        &heads,
    )?;
    tx.insert("provider_particulars", PARTICULARS, &known)?;
    tx.insert("provider_licence", LICENCE, &licences)?;
    revision::touch(tx)
}

const PARTICULARS: &[&str] = &[
    "pool",
    "provider",
    "region",
    "valid_from",
    "valid_to",
    "name",
    "kind",
    "grade",
    "ownership",
    "rank",
    "networked",
    "place",
    "address",
    "beds",
    "representative",
    "tx_from",
    "tx_to",
];

const LICENCE: &[&str] = &[
    "pool",
    "provider",
    "region",
    "kind",
    "licence_number",
    "valid_from",
    "valid_to",
    "tx_from",
    "tx_to",
];

fn particulars_row(
    tx: &Tx<'_>,
    code: &ProviderCode,
    region: RegionCode,
    one: &Particulars,
) -> Vec<Value> {
    let (from, until) = days(&one.holds);
    params![
        tx.pool(),
        code,
        region,
        from,
        until,
        &*one.name,
        one.kind.code(),
        one.grade.code(),
        one.ownership.code(),
        one.rank.map(Rank::code),
        one.networked,
        one.place,
        &*one.address,
        i64::from(one.beds),
        &*one.representative,
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

fn licence_row(tx: &Tx<'_>, code: &ProviderCode, region: RegionCode, one: &Licence) -> Vec<Value> {
    let (from, until) = days(&one.holds);
    params![
        tx.pool(),
        code,
        region,
        one.kind.code(),
        &*one.number,
        from,
        until,
        tx.no(),
        OPEN_TX
    ]
    .to_vec()
}

/// Records what is now known of a provider in the place of what was: rows that changed are closed, new ones added.
///
/// # Errors
/// [`StoreError::Guard`] where two sets of particulars would hold at a time, or for a county outside the scope.
pub fn replace(
    tx: &mut Tx<'_>,
    scope: Scope,
    old: &Registered,
    new: &Institution,
) -> Result<(), StoreError> {
    crate::within(scope, old.region)?;
    let (pool, now, code) = (tx.pool(), tx.no(), &old.institution.code);
    let gone = |one: &&Particulars| !new.particulars.contains(one);
    for one in old.institution.particulars.iter().filter(gone) {
        tx.run_one(
            "UPDATE provider_particulars SET tx_to = $4 WHERE pool = $1 AND provider = $2 AND valid_from = $3 AND tx_to = $5",
            &params![pool, code, days(&one.holds).0, now, OPEN_TX],
        )?;
    }
    let fresh = |one: &&Particulars| !old.institution.particulars.contains(one);
    let rows: Vec<_> = new
        .particulars
        .iter()
        .filter(fresh)
        .map(|one| particulars_row(tx, code, old.region, one))
        .collect();
    tx.insert("provider_particulars", PARTICULARS, &rows)?;
    let dropped = |one: &&Licence| !new.licences.contains(one);
    for one in old.institution.licences.iter().filter(dropped) {
        tx.run_one(
            "UPDATE provider_licence SET tx_to = $6 WHERE pool = $1 AND provider = $2 AND kind = $3 \
             AND licence_number = $4 AND valid_from = $5 AND tx_to = $7",
            &params![pool, code, one.kind.code(), &*one.number, days(&one.holds).0, now, OPEN_TX],
        )?;
    }
    let added = |one: &&Licence| !old.institution.licences.contains(one);
    let rows: Vec<_> = new
        .licences
        .iter()
        .filter(added)
        .map(|one| licence_row(tx, code, old.region, one))
        .collect();
    tx.insert("provider_licence", LICENCE, &rows)?;
    revision::touch(tx)
}

/// Providers of the scope, by code.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn all(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<Registered>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let asked = params![scope.pool(), first, last, low, high, OPEN_TX];
    let mut found: BTreeMap<ProviderCode, Registered> = BTreeMap::new();
    let heads = session.rows(
        "SELECT provider, region, credit_code FROM provider WHERE pool = $1 AND region BETWEEN $2 AND $3 \
         AND provider BETWEEN $4 AND $5",
        asked.get(..5).unwrap_or_default(),
    )?;
    for row in &heads {
        let code = provider(row, 0)?;
        let institution = Institution {
            code: code.clone(),
            credit_code: row.maybe_text(2)?.map(Into::into),
            particulars: Vec::new(),
            licences: Vec::new(),
        };
        let region = row.region(1)?;
        found.insert(
            code,
            Registered {
                institution,
                region,
            },
        );
    }
    let rows = session.rows(
        "SELECT provider, valid_from, valid_to, name, kind, grade, ownership, rank, networked, place, address, \
         beds, representative \
         FROM provider_particulars WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 \
         AND tx_to = $6 ORDER BY provider, valid_from",
        &asked,
    )?;
    for row in &rows {
        let one = read_particulars(row)?;
        let owner = found.get_mut(&provider(row, 0)?);
        let owner = owner.ok_or_else(|| odd("particulars of no provider"))?;
        owner.institution.particulars.push(one);
    }
    let rows = session.rows(
        "SELECT provider, kind, licence_number, valid_from, valid_to FROM provider_licence \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 AND tx_to = $6 \
         ORDER BY provider, valid_from, licence_number",
        &asked,
    )?;
    for row in &rows {
        let owner = found.get_mut(&provider(row, 0)?);
        let owner = owner.ok_or_else(|| odd("a licence of no provider"))?;
        owner.institution.licences.push(Licence {
            kind: row.code(1, LicenceKind::parse)?,
            number: row.text(2)?.into(),
            holds: span(row, 3, 4)?,
        });
    }
    Ok(found.into_values().collect())
}

fn read_particulars(row: &Row) -> Result<Particulars, StoreError> {
    Ok(Particulars {
        holds: span(row, 1, 2)?,
        name: row.text(3)?.into(),
        kind: row.code(4, ProviderKind::parse)?,
        grade: row.code(5, Grade::parse)?,
        ownership: row.code(6, Ownership::parse)?,
        rank: row
            .maybe_text(7)?
            .map(|word| Rank::parse(word).ok_or_else(|| odd("a rank")))
            .transpose()?,
        networked: row.flag(8)?,
        place: row.region(9)?,
        address: row.text(10)?.into(),
        beds: count(row, 11)?,
        representative: row.text(12)?.into(),
    })
}

/// Which of some codes are registered in the scope, each with its county.
///
/// # Errors
/// [`StoreError`].
pub fn known(
    session: &mut Session<'_>,
    scope: Scope,
    codes: Vec<String>,
) -> Result<BTreeMap<ProviderCode, RegionCode>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT provider, region FROM provider WHERE pool = $1 AND region BETWEEN $2 AND $3 AND provider IN {texts $4}",
        &params![scope.pool(), first, last, codes],
    )?;
    rows.iter()
        .map(|row| Ok((provider(row, 0)?, row.region(1)?)))
        .collect()
}

/// A code of an older list and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldCodeRow {
    /// The list.
    pub list: String,
    /// The code there.
    pub code: String,
    /// The provider.
    pub provider: ProviderCode,
    /// Its county.
    pub region: RegionCode,
    /// By what the row was found to be this provider.
    pub ground: String,
}

/// Keeps codes of older lists.
///
/// # Errors
/// [`StoreError::Conflict`] where a code of the list leads somewhere already, [`StoreError::Guard`] for a county
/// outside the scope.
pub fn keep_old_codes(
    tx: &mut Tx<'_>,
    scope: Scope,
    codes: &[OldCodeRow],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(codes.len());
    for one in codes {
        crate::within(scope, one.region)?;
        rows.push(
            params![
                pool,
                one.list.as_str(),
                one.code.as_str(),
                &one.provider,
                one.region,
                one.ground.as_str(),
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool", "list", "old_code", "provider", "region", "ground", "tx_from",
    ];
    tx.insert("provider_old_code", &columns, &rows)
}

/// The codes of older lists that lead to providers of the scope, by list and code.
///
/// # Errors
/// [`StoreError`].
pub fn old_codes(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<Vec<OldCodeRow>, StoreError> {
    let (first, last) = scope.span();
    let (low, high) = which.bounds();
    let rows = session.rows(
        "SELECT list, old_code, provider, region, ground FROM provider_old_code WHERE pool = $1 \
         AND region BETWEEN $2 AND $3 AND provider BETWEEN $4 AND $5 ORDER BY list, old_code",
        &params![scope.pool(), first, last, low, high],
    )?;
    rows.iter()
        .map(|row| {
            Ok(OldCodeRow {
                list: row.text(0)?.to_owned(),
                code: row.text(1)?.to_owned(),
                provider: provider(row, 2)?,
                region: row.region(3)?,
                ground: row.text(4)?.to_owned(),
            })
        })
        .collect()
}
