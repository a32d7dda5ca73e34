//! The provider lists that two schemes kept become one: doubles are found against the register and each other, old
//! codes stay findable (南京2017 三(五), 淮南2020 四(一)).

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permission, Scope};
use base::{Date, Refused};
use directory::provider::ProviderCode;
use directory::provider::merge::{ListedProvider, MergedProvider, merge_lists as joined};
use store::provider::Which;
use store::provider::institution::{self, OldCodeRow, Registered};

use crate::{Desk, ServiceError};

/// The list that the register itself stands for.
const REGISTER: &str = "register";

/// What came of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergedLists {
    /// Providers that rows were joined to.
    pub providers: usize,
    /// Rows of the lists that were joined to another one.
    pub doubles: usize,
    /// Codes that were kept now.
    pub kept: usize,
    /// Rows of providers that are not registered yet: list, code, name.
    pub unregistered: Vec<(String, String, String)>,
    /// Pairs that a clerk must look at, in Chinese.
    pub doubts: Vec<String>,
}

/// Merges lists into the register: each row that is a registered provider leaves its old code with it. A second run
/// keeps only what is new, so that after registering what was missing the same lists are merged again.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `provider.old_code` where an old code would lead to two
/// providers; storage.
pub fn merge_lists(
    desk: &Desk<'_>,
    actor: &Actor,
    rows: &[ListedProvider],
) -> Result<MergedLists, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let today = desk.today();
    desk.write(actor, "provider.merge", None, |tx| {
        let registered = institution::all(tx, scope, Which::All)?;
        let mut all: Vec<ListedProvider> = registered
            .iter()
            .filter_map(|one| listed(one, today))
            .collect();
        let own = all.len();
        all.extend(rows.iter().cloned());
        let report = joined(&all);
        let mut told = MergedLists {
            doubts: report
                .doubts
                .iter()
                .map(|doubt| doubt.zh.to_string())
                .collect(),
            ..MergedLists::default()
        };
        let known = institution::old_codes(tx, scope, Which::All)?;
        let known: BTreeMap<(String, String), ProviderCode> = known
            .into_iter()
            .map(|one| ((one.list, one.code), one.provider))
            .collect();
        let mut new = BTreeMap::new();
        for merged in &report.providers {
            gather(merged, (&all, own), &registered, &mut new, &mut told)?;
        }
        let homes: BTreeSet<&ProviderCode> = new.values().map(|one| &one.provider).collect();
        told.providers = homes.len();
        new.retain(|key, one: &mut OldCodeRow| known.get(key) != Some(&one.provider));
        if let Some((key, _)) = new.iter().find(|(key, _)| known.contains_key(*key)) {
            return Err(two(&key.0, &key.1).into());
        }
        told.kept = new.len();
        let new: Vec<OldCodeRow> = new.into_values().collect();
        institution::keep_old_codes(tx, scope, &new)?;
        Ok(told)
    })
}

/// A registered provider as a row of a list.
fn listed(one: &Registered, on: Date) -> Option<ListedProvider> {
    let known = one
        .institution
        .on(on)
        .or(one.institution.particulars.last())?;
    let licence = one.institution.licences.last();
    Some(ListedProvider {
        list: REGISTER.into(),
        old_code: one.institution.code.as_str().into(),
        name: known.name.clone(),
        kind: known.kind,
        county: one.region,
        credit_code: one.institution.credit_code.clone(),
        licence: licence.map(|licence| licence.number.clone()),
    })
}

/// Old codes of the rows that are one provider, or that they wait for its registration.
fn gather(
    merged: &MergedProvider,
    (all, own): (&[ListedProvider], usize),
    registered: &[Registered],
    new: &mut BTreeMap<(String, String), OldCodeRow>,
    told: &mut MergedLists,
) -> Result<(), Refused> {
    let first = merged.rows.first().and_then(|place| all.get(*place));
    let home = first.filter(|row| *row.list == *REGISTER);
    let home = home.and_then(|row| {
        let mut known = registered.iter();
        known.find(|one| *one.institution.code.as_str() == *row.old_code)
    });
    let rows = merged.rows.iter().enumerate();
    for (at, place) in rows.filter(|(_, place)| **place >= own) {
        let Some(row) = all.get(*place) else {
            continue;
        };
        let ground = at.checked_sub(1).and_then(|at| merged.grounds.get(at));
        told.doubles = told.doubles.saturating_add(usize::from(at > 0));
        let Some(home) = home else {
            let (list, code) = (row.list.to_string(), row.old_code.to_string());
            told.unregistered.push((list, code, row.name.to_string()));
            continue;
        };
        let kept = OldCodeRow {
            list: row.list.to_string(),
            code: row.old_code.to_string(),
            provider: home.institution.code.clone(),
            region: home.region,
            ground: ground.map_or("", |ground| ground.code()).to_owned(),
        };
        let key = (kept.list.clone(), kept.code.clone());
        let before = new.insert(key, kept);
        if before.is_some_and(|one| one.provider != home.institution.code) {
            return Err(two(&row.list, &row.old_code));
        }
    }
    Ok(())
}

fn two(list: &str, code: &str) -> Refused {
    Refused::new(
        "provider.old_code",
        format!("名单 {list} 的旧编码 {code} 对应两个机构，请先核对重复。"),
    )
}

/// The codes of older lists that lead to providers of the actor's region; of one provider, or of all.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn old_codes(
    desk: &Desk<'_>,
    actor: &Actor,
    code: Option<&ProviderCode>,
) -> Result<Vec<OldCodeRow>, ServiceError> {
    let scope: Scope = actor.may(Permission::ProviderRead)?;
    let which = code.map_or(Which::All, Which::One);
    Ok(desk.read(|session| institution::old_codes(session, scope, which))?)
}
