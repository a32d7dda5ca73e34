//! What a list changes, and how that is written.

use std::collections::BTreeSet;

use base::{Date, Refused};
use directory::catalogue::{
    Change, Code, Coded, Concern, Difference, Effect, Entry, Extent, Item, Kind, List,
    Listed as Judged, ListedNo, Planned, Recode, Recodes, Release, Table, Term,
};
use store::catalogue::listed;
use store::catalogue::release::Counts;
use store::{StoreError, Tx};

use super::compiled::{City, Mark};
use super::content::Parsed;
use super::sort::Sort;

/// A list that is to be compared with the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Coming<'a> {
    /// Which list.
    pub sort: &'a Sort,
    /// Its name.
    pub title: &'a str,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// How much it says of them.
    pub extent: Extent,
    /// First day on which it holds.
    pub effective: Date,
}

/// What a list changes.
#[derive(Debug)]
pub(super) enum Plan {
    /// In drugs, services, consumables.
    Items(Planned<Item>),
    /// In diagnoses, operations, diseases.
    Terms(Planned<Term>),
    /// In old codes.
    Recodes(RecodePlan),
}

/// What a list of old codes changes.
#[derive(Debug)]
pub(super) struct RecodePlan {
    /// Those that end.
    pub ending: Vec<(ListedNo, Recode)>,
    /// Those that come in.
    pub coming: Vec<Recode>,
    /// How many stay.
    pub unchanged: usize,
}

/// Compares a list with the catalogue; nothing takes effect.
pub(super) fn plan(
    city: &City,
    coming: &Coming<'_>,
    parsed: Parsed,
    today: Date,
) -> Result<Plan, Refused> {
    let catalogue = city.catalogue();
    match (coming.sort, parsed) {
        (Sort::Of(List::Overlay(category)), Parsed::Items(entries)) => {
            let release = release(coming, entries);
            let planned = catalogue.plan_overlay(category, release, today)?;
            Ok(Plan::Items(planned))
        }
        (_, Parsed::Items(entries)) => {
            let planned = catalogue.plan_items(release(coming, entries), today)?;
            Ok(Plan::Items(planned))
        }
        (_, Parsed::Terms(entries)) => {
            let planned = catalogue.plan_terms(release(coming, entries), today)?;
            Ok(Plan::Terms(planned))
        }
        (_, Parsed::Recodes(list)) => recodes(city, coming.extent, list).map(Plan::Recodes),
    }
}

fn release<T>(coming: &Coming<'_>, entries: Vec<Entry<T>>) -> Release<T> {
    Release {
        name: coming.title.into(),
        kinds: coming.kinds.clone(),
        extent: coming.extent,
        effective: coming.effective,
        entries,
    }
}

fn recodes(city: &City, extent: Extent, list: Vec<Recode>) -> Result<RecodePlan, Refused> {
    let new: BTreeSet<_> = list.iter().map(identity).collect();
    let (mut ending, mut staying) = (Vec::new(), Vec::new());
    for kept in city.recodes() {
        if extent == Extent::Whole && !new.contains(&identity(&kept.what)) {
            ending.push((kept.no, kept.what.clone()));
        } else {
            staying.push(kept.what.clone());
        }
    }
    let known: BTreeSet<_> = staying.iter().map(identity).collect();
    let comes = |new: &&Recode| !known.contains(&identity(new));
    let coming: Vec<Recode> = list.iter().filter(comes).cloned().collect();
    // what they say together must agree
    Recodes::new(staying.iter().chain(&coming).cloned().collect())?;
    Ok(RecodePlan {
        ending,
        coming,
        unchanged: staying.len(),
    })
}

type Identity<'a> = (&'a str, &'a str, Code, Option<Date>, Option<Date>);

fn identity(recode: &Recode) -> Identity<'_> {
    let days = recode.validity;
    (
        &recode.system,
        &recode.old,
        recode.new,
        days.from(),
        days.until(),
    )
}

impl Plan {
    /// How many codes it changes.
    pub fn counts(&self) -> Counts {
        match self {
            Plan::Items(planned) => counts(&planned.difference),
            Plan::Terms(planned) => counts(&planned.difference),
            Plan::Recodes(plan) => Counts {
                added: int(plan.coming.len()),
                ended: int(plan.ending.len()),
                unchanged: int(plan.unchanged),
                ..Counts::default()
            },
        }
    }

    /// Writes what it changes as a version.
    pub fn write(&self, tx: &mut Tx<'_>, city: &City, version: u32) -> Result<(), StoreError> {
        match self {
            Plan::Items(planned) => {
                let table = items_of(city, &planned.list);
                let marks = city.marks(&planned.list);
                let (ending, coming) = moves(table, marks, &planned.difference.changes);
                listed::end_items(tx, &ending)?;
                listed::add_items(tx, (&planned.list.code(), version), &coming)?;
            }
            Plan::Terms(planned) => {
                let (table, marks) = (city.catalogue().terms(), city.marks(&List::Terms));
                let (ending, coming) = moves(Some(table), marks, &planned.difference.changes);
                listed::end_terms(tx, &ending)?;
                listed::add_terms(tx, version, &coming)?;
            }
            Plan::Recodes(plan) => {
                let ending: Vec<ListedNo> = plan.ending.iter().map(|(no, _)| *no).collect();
                listed::end_recodes(tx, &ending)?;
                listed::add_recodes(tx, version, &plan.coming)?;
            }
        }
        Ok(())
    }
}

/// The table of a list of items; `None` before its first version.
pub(super) fn items_of<'a>(city: &'a City, list: &List) -> Option<&'a Table<Item>> {
    match list {
        List::Overlay(category) => {
            let mut overlays = city.catalogue().overlays().iter();
            let overlay = overlays.find(|overlay| overlay.category == *category)?;
            Some(&overlay.items)
        }
        List::Items | List::Terms => Some(city.catalogue().items()),
    }
}

/// The records that end, and those that come in: what a code goes on saying stays the record that it was.
fn moves<'a, T: Coded>(
    table: Option<&Table<T>>,
    marks: &[Mark],
    changes: &'a [Change<T>],
) -> (Vec<ListedNo>, Vec<&'a Entry<T>>) {
    let (mut ending, mut coming) = (Vec::new(), Vec::new());
    for change in changes {
        let old = table.map_or(&[][..], |table| table.history(&change.code));
        let first = table.map_or(0, |table| {
            let entries = table.entries();
            entries.partition_point(|entry| entry.record.code() < change.code)
        });
        let marked = old.iter().zip(marks.iter().skip(first));
        let gone = marked.filter(|(entry, _)| !change.spans().contains(entry));
        ending.extend(gone.map(|(_, (no, _))| *no));
        coming.extend(change.spans().iter().filter(|span| !old.contains(span)));
    }
    (ending, coming)
}

fn counts<T: Judged>(difference: &Difference<T>) -> Counts {
    let concerned = difference.changes.iter();
    let concerned = concerned.filter(|change| !change.concerns.is_empty());
    Counts {
        added: int(difference.count(Effect::New)),
        changed: int(difference.count(Effect::Changed)),
        ended: int(difference.count(Effect::Ended)),
        unchanged: int(difference.unchanged),
        concerned: int(concerned.count()),
        backdated: int(difference.concerned(Concern::Backdated)),
    }
}

fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
