//! The whole catalogue in memory, shared by everything that asks it, and read again only when its revision moved.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use access::Scope;
use base::RegionCode;
use directory::catalogue::own::OwnList;
use directory::catalogue::{
    Catalogue, Coded, Entry, List, ListedNo, Overlay, Recode, Recodes, Table, Version,
};
use store::catalogue::listed::{self, Kept};
use store::catalogue::own::KeptMapping;
use store::catalogue::release::{self, Effective};
use store::catalogue::revision::{self, CITY, Revision};
use store::{Session, StoreError};

use crate::ServiceError;

/// The number of a record, and the version that brought it.
pub(super) type Mark = (ListedNo, u32);

/// The catalogue of a pooling area as it stood at a revision.
#[derive(Debug, Clone, Default)]
pub struct City {
    revision: Revision,
    catalogue: Catalogue,
    versions: Vec<Effective>,
    // by the code of the list, in the order of the entries of its table
    marks: BTreeMap<String, Vec<Mark>>,
    recodes: Vec<Kept<Recode>>,
}

impl City {
    /// The catalogue: what every look-up starts from.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How often it changed.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision.number
    }

    /// The versions, in the order in which they took effect.
    #[must_use]
    pub fn versions(&self) -> &[Effective] {
        &self.versions
    }

    /// Number and version of each entry of a list, in the order of its table.
    pub(super) fn marks(&self, list: &List) -> &[Mark] {
        self.marks.get(&list.code()).map_or(&[], Vec::as_slice)
    }

    /// The old codes with their numbers.
    pub(super) fn recodes(&self) -> &[Kept<Recode>] {
        &self.recodes
    }

    pub(super) fn version(&self, number: u32) -> Option<&Effective> {
        let place = self
            .versions
            .binary_search_by_key(&number, |version| version.version);
        place.ok().and_then(|place| self.versions.get(place))
    }

    fn load(
        session: &mut Session<'_>,
        scope: Scope,
        revision: Revision,
    ) -> Result<City, StoreError> {
        let versions = release::versions(session, scope)?;
        let mut marks = BTreeMap::new();
        let mut tables = BTreeMap::new();
        for (list, kept) in listed::items(session, scope, None)? {
            let (table, own) = table(&list, kept)?;
            tables.insert(list.clone(), table);
            marks.insert(list, own);
        }
        let (terms, own) = table("terms", listed::terms(session, scope, None)?)?;
        marks.insert(List::Terms.code(), own);
        let recodes = listed::recodes(session, scope, None)?;
        let all = recodes.iter().map(|kept| kept.what.clone()).collect();
        let map = Recodes::new(all).map_err(|_| StoreError::Corrupt("catalogue_recode".into()))?;
        let items = tables.remove(&List::Items.code()).unwrap_or_default();
        let overlays = overlays(&versions, tables);
        let catalogue = Catalogue::kept(items, terms, overlays, map, numbered(&versions));
        Ok(City {
            revision,
            catalogue,
            versions,
            marks,
            recodes,
        })
    }
}

fn table<T: Coded>(
    list: &str,
    kept: Vec<Kept<Entry<T>>>,
) -> Result<(Table<T>, Vec<Mark>), StoreError> {
    let marks = kept.iter().map(|kept| (kept.no, kept.version)).collect();
    let entries = kept.into_iter().map(|kept| kept.what).collect();
    let table = Table::new(entries)
        .map_err(|_| StoreError::Corrupt(format!("catalogue_item list={list}")))?;
    Ok((table, marks))
}

/// The wider lists; that which took effect first stands first.
fn overlays(
    versions: &[Effective],
    mut tables: BTreeMap<String, Table<directory::catalogue::Item>>,
) -> Vec<Overlay> {
    let mut overlays = Vec::new();
    for version in versions {
        if let Some(List::Overlay(category)) = List::parse(&version.list)
            && let Some(items) = tables.remove(&version.list)
        {
            overlays.push(Overlay { category, items });
        }
    }
    overlays
}

/// The versions of lists that lines are read by.
fn numbered(versions: &[Effective]) -> Vec<Version> {
    let version = |version: &Effective| {
        Some(Version {
            number: version.version,
            name: version.title.as_str().into(),
            list: List::parse(&version.list)?,
            kinds: version.kinds.clone(),
            effective: version.effective,
        })
    };
    versions.iter().filter_map(version).collect()
}

/// The own list of an institution as it stood at a revision.
#[derive(Debug, Clone, Default)]
pub struct OwnCodes {
    revision: i64,
    list: OwnList,
}

impl OwnCodes {
    /// The mappings, found by own code and day.
    #[must_use]
    pub const fn list(&self) -> &OwnList {
        &self.list
    }

    /// How often it changed; 0 where the institution has none.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision
    }
}

/// Lists as mappings, in the order of upload.
pub(super) fn own_list(kept: &[KeptMapping]) -> OwnList {
    OwnList::kept(kept.iter().map(|kept| kept.mapping.clone()).collect())
}

/// Catalogues by pool and token. The token is the digest of all changes, so an entry never goes stale, whichever store
/// it came from.
static CITIES: Mutex<BTreeMap<(i64, String), Arc<City>>> = Mutex::new(BTreeMap::new());

/// Own lists by pool, institution and token.
static OWN: Mutex<BTreeMap<(i64, String, String), Arc<OwnCodes>>> = Mutex::new(BTreeMap::new());

/// More catalogues are not kept at a time: one is as large as a city's list.
const CITIES_KEPT: usize = 3;
/// More own lists are not kept at a time.
const OWN_KEPT: usize = 2_000;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The catalogue of the pooling area as it stands: one statement where it did not change since it was asked last.
///
/// # Errors
/// Storage.
pub fn current(session: &mut Session<'_>, scope: Scope) -> Result<Arc<City>, ServiceError> {
    let revision = revision::of(session, scope, &[CITY])?.pop();
    Ok(city(session, scope, revision.unwrap_or_default())?)
}

pub(super) fn city(
    session: &mut Session<'_>,
    scope: Scope,
    revision: Revision,
) -> Result<Arc<City>, StoreError> {
    let key = (scope.pool().number(), revision.token.clone());
    if let Some(city) = lock(&CITIES).get(&key) {
        return Ok(Arc::clone(city));
    }
    let city = Arc::new(City::load(session, scope, revision)?);
    let mut kept = lock(&CITIES);
    if kept.len() >= CITIES_KEPT {
        kept.clear();
    }
    kept.insert(key, Arc::clone(&city));
    Ok(city)
}

/// The own list of an institution as it stands: one statement where it did not change since it was asked last. The
/// caller has seen to it that it may be asked for.
///
/// # Errors
/// Storage.
pub fn own(
    session: &mut Session<'_>,
    pool: RegionCode,
    institution: &str,
) -> Result<Arc<OwnCodes>, ServiceError> {
    if institution == CITY {
        return Ok(Arc::default());
    }
    let whole = Scope::whole(pool);
    let revision = revision::of(session, whole, &[institution])?.pop();
    Ok(own_codes(
        session,
        pool,
        institution,
        revision.unwrap_or_default(),
    )?)
}

pub(super) fn own_codes(
    session: &mut Session<'_>,
    pool: RegionCode,
    institution: &str,
    revision: Revision,
) -> Result<Arc<OwnCodes>, StoreError> {
    let key = (
        pool.number(),
        institution.to_owned(),
        revision.token.clone(),
    );
    if let Some(own) = lock(&OWN).get(&key) {
        return Ok(Arc::clone(own));
    }
    let whole = Scope::whole(pool);
    let kept = store::catalogue::own::of_institution(session, whole, institution)?;
    let own = Arc::new(OwnCodes {
        revision: revision.number,
        list: own_list(&kept),
    });
    let mut all = lock(&OWN);
    if all.len() >= OWN_KEPT {
        all.clear();
    }
    all.insert(key, Arc::clone(&own));
    Ok(own)
}
