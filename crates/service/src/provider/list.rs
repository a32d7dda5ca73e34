//! Lists: the register with where each stands, counts by type on a day, the planning view, sanctions, a dossier.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permission, Scope};
use base::{Date, RegionCode, RegionLevel};
use directory::agreement::{Sanction, Standing};
use directory::provider::planning::{PlanningView, Population, planning_view};
use directory::provider::register::{Counts, count};
use directory::provider::{Institution, Ownership, Particulars, ProviderCode, ProviderKind};
use store::provider::{Which, sanction};

use super::directory::{Record, directory, on_record};
use crate::{Desk, ServiceError};

/// A provider in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its code.
    pub code: ProviderCode,
    /// What is registered of it on the day.
    pub known: Particulars,
    /// Where it stands on the day.
    pub standing: Standing,
    /// The first day of its first agreement: since when it belongs to the network.
    pub designated_from: Option<Date>,
    /// The last day of its agreement in force.
    pub agreed_until: Option<Date>,
    /// The last day of its licence in force; `None` where it has no end, or none is in force.
    pub licensed_until: Option<Date>,
}

/// The providers of a pooling area as they stand on a day, by code. The list of designated providers is public: every
/// county sees it whole, for each may be chosen freely (篇7 第十九条).
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn providers(desk: &Desk<'_>, actor: &Actor, on: Date) -> Result<Vec<Listed>, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    let all = desk.read(|session| directory(session, scope.pool()))?;
    Ok(all.records().filter_map(|one| listed(one, on)).collect())
}

fn listed(record: &Record, on: Date) -> Option<Listed> {
    let known = record.institution.on(on)?.clone();
    let dossier = record.dossier();
    let licences = &record.institution.licences;
    let licence = directory::provider::licensed(known.kind, licences, on).ok();
    Some(Listed {
        code: record.institution.code.clone(),
        standing: dossier.standing(on),
        designated_from: record.agreements.iter().map(|one| one.term.from()).min(),
        agreed_until: dossier.agreement(on).map(|one| one.last_day()),
        licensed_until: licence.and_then(|one| one.holds.until()),
        known,
    })
}

/// How many providers of each type lie in a region on a day: the designated ones, or all that are registered. The
/// same day gives the same counts whenever it is asked for.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn counts(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    (on, designated): (Date, bool),
) -> Result<Counts, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    let all = desk.read(|session| directory(session, scope.pool()))?;
    let serving: BTreeSet<&ProviderCode> = all
        .records()
        .filter(|one| one.dossier().agreement(on).is_some())
        .map(|one| &one.institution.code)
        .collect();
    let institutions = all.records().map(|one| &one.institution);
    Ok(count(institutions, region, on, |code| {
        !designated || serving.contains(code)
    }))
}

/// Providers per 10 000 insured by area, before new ones are designated.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn planning(
    desk: &Desk<'_>,
    actor: &Actor,
    populations: &[Population],
    (level, on): (RegionLevel, Date),
    kinds: &[ProviderKind],
) -> Result<PlanningView, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    let all = desk.read(|session| directory(session, scope.pool()))?;
    let serving = all
        .records()
        .filter(|one| one.dossier().agreement(on).is_some());
    let serving: Vec<&Institution> = serving.map(|one| &one.institution).collect();
    let counts = |kind: ProviderKind| kinds.is_empty() || kinds.contains(&kind);
    Ok(planning_view(serving, populations, level, on, counts))
}

/// Everything on record of a provider of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; storage.
pub fn dossier(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
) -> Result<Record, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    desk.read(|session| on_record(session, scope, code))
}

/// The sanctions of the actor's region, by number, those that ran out or were lifted too.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn sanctions(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Sanction>, ServiceError> {
    let scope: Scope = actor.may(Permission::ProviderRead)?;
    Ok(desk.read(|session| sanction::all(session, scope, Which::All))?)
}

/// The violations of the actor's region that were sanctioned from a day to a day, by the ownership of the provider on
/// the day from which the sanction holds: public providers and those of society under one list (篇9 四(一)5).
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn violations(
    desk: &Desk<'_>,
    actor: &Actor,
    (from, until): (Date, Date),
) -> Result<BTreeMap<Ownership, Vec<Sanction>>, ServiceError> {
    let scope: Scope = actor.may(Permission::ProviderRead)?;
    let (found, all) = desk.read(|session| {
        let found = sanction::all(session, scope, Which::All)?;
        Ok::<_, ServiceError>((found, directory(session, scope.pool())?))
    })?;
    let mut lists: BTreeMap<Ownership, Vec<Sanction>> = BTreeMap::new();
    for one in found {
        let Some(on) = one.holds.from().filter(|on| from <= *on && *on <= until) else {
            continue;
        };
        let record = all.find(one.provider.as_str())?;
        if let Some(known) = record.institution.on(on) {
            lists.entry(known.ownership).or_default().push(one);
        }
    }
    Ok(lists)
}
