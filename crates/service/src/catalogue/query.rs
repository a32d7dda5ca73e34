//! Rows for the national interface: lists (1301–1309, 1312, 1316), price ceilings (1318), first self-pay (1319), and an
//! institution's own mappings (1317). All but the last come from memory; each answer names the version it was read from.
//!
//! What 1310, 1311 and 1313 to 1315 ask for (diseases paid by case, day surgery, tumour morphology, Chinese medicine) is
//! kept by no list here: their answers are empty. The dictionaries of 1901 stand with the interface itself.

use access::{Actor, Permission};
use base::{Date, Ratio, UnitPrice};
use directory::catalogue::own::{Mapping, MappingState};
use directory::catalogue::{
    Class, Coded, Entry, FeeCategory, HospitalLevel, Item, Kind, List, ListedNo, PayGroup, Table,
    Term,
};
use store::catalogue::own::KeptMapping;
use store::catalogue::release::Effective;

use super::compiled::{City, Mark};
use super::mapping::{Site, acts_for};
use super::report::Named;
use crate::{Desk, ServiceError};

/// Which page is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    /// Its number, from 1 (`page_num`); 0 is read as 1.
    pub page: u32,
    /// Rows on it (`page_size`), at most [`Pages::MOST`]; 0 is read as that.
    pub size: u32,
}

impl Pages {
    /// Rows on a page at most.
    pub const MOST: u32 = 2_000;

    fn rows(self) -> usize {
        let size = if self.size == 0 {
            Pages::MOST
        } else {
            self.size.min(Pages::MOST)
        };
        size as usize
    }

    fn skipped(self) -> usize {
        (self.page.max(1) as usize - 1).saturating_mul(self.rows())
    }

    fn of<T>(self, all: impl Iterator<Item = T>, city: &City) -> Page<T> {
        let mut total = 0_u64;
        let (first, size) = (self.skipped(), self.rows());
        let mut rows = Vec::new();
        for (place, row) in all.enumerate() {
            total += 1;
            if place >= first && rows.len() < size {
                rows.push(row);
            }
        }
        Page {
            rows,
            total,
            page: self.page.max(1),
            size: u32::try_from(size).unwrap_or(Pages::MOST),
            version: city.versions().last().map_or(0, |version| version.version),
        }
    }
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many rows there are on all pages (`recordCounts`).
    pub total: u64,
    /// Number of the page, from 1.
    pub page: u32,
    /// Rows on a page.
    pub size: u32,
    /// The latest version of the catalogue (`ver`).
    pub version: u32,
}

/// What rows are wanted: each part that is given must hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Of these kinds; empty: of all.
    pub kinds: &'a [Kind],
    /// Of this code.
    pub code: &'a str,
    /// Whose name contains this.
    pub name: &'a str,
    /// In force on this day (`query_date`).
    pub on: Option<Date>,
    /// In force on a day, or not (`vali_flag`); of an own code: approved too.
    pub valid: Option<(bool, Date)>,
    /// Beginning on this day or later (`begndate`).
    pub from: Option<Date>,
    /// Of this class (`chrgitm_lv`).
    pub class: Option<Class>,
    /// Of this fee category (`med_chrgitm_type`).
    pub fee: Option<FeeCategory>,
    /// Restricted, or not (`lmt_used_flag`).
    pub restricted: Option<bool>,
    /// Changed at this moment or later (`updt_time`), in milliseconds since 1970-01-01 UTC.
    pub updated: Option<i64>,
}

/// A record of the catalogue with what says when it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Listed<'a, T> {
    /// Its number in the pooling area (`rid`).
    pub no: ListedNo,
    /// In which days it holds, and what it is.
    pub entry: &'a Entry<T>,
    /// The version that brought it (`ver`, `updt_time`).
    pub version: &'a Effective,
}

// by hand: a reference is copied whatever it points to
impl<T> Clone for Listed<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Listed<'_, T> {}

impl<T> Listed<'_, T> {
    /// Whether it holds on a day (`vali_flag`).
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.entry.validity.covers(on)
    }
}

fn listed<'a, T: Coded>(
    city: &'a City,
    table: &'a Table<T>,
    marks: &'a [Mark],
) -> impl Iterator<Item = Listed<'a, T>> {
    let rows = table.entries().iter().zip(marks);
    rows.filter_map(|(entry, (no, version))| {
        Some(Listed {
            no: *no,
            entry,
            version: city.version(*version)?,
        })
    })
}

fn fits<T: Coded + Named>(row: &Listed<'_, T>, kind: Kind, wanted: &Wanted<'_>) -> bool {
    let record = &row.entry.record;
    (wanted.kinds.is_empty() || wanted.kinds.contains(&kind))
        && (wanted.code.is_empty() || record.code().as_str() == wanted.code)
        && (wanted.name.is_empty() || record.name().contains(wanted.name))
        && wanted.on.is_none_or(|on| row.entry.validity.covers(on))
        && wanted
            .valid
            .is_none_or(|(valid, on)| row.entry.validity.covers(on) == valid)
        && wanted
            .from
            .is_none_or(|from| row.entry.validity.from().is_some_and(|day| from <= day))
        && wanted.updated.is_none_or(|since| since <= row.version.wall)
}

fn found<'a>(city: &'a City, wanted: &'a Wanted<'a>) -> impl Iterator<Item = Listed<'a, Item>> {
    let all = listed(city, city.catalogue().items(), city.marks(&List::Items));
    all.filter(|row| {
        let item = &row.entry.record;
        fits(row, item.kind, wanted)
            && wanted.class.is_none_or(|class| class == item.terms.class)
            && wanted.fee.is_none_or(|fee| fee == item.fee)
            && wanted
                .restricted
                .is_none_or(|flag| flag == item.restriction.approval)
    })
}

/// Drugs, services and consumables of the base list, by code and day (1304, 1312, 1316).
#[must_use]
pub fn items<'a>(city: &'a City, wanted: &'a Wanted<'a>, pages: Pages) -> Page<Listed<'a, Item>> {
    pages.of(found(city, wanted), city)
}

/// Diagnoses, operations and diseases (1307–1309). Class, fee and restriction are not asked.
#[must_use]
pub fn terms<'a>(city: &'a City, wanted: &'a Wanted<'a>, pages: Pages) -> Page<Listed<'a, Term>> {
    let all = listed(city, city.catalogue().terms(), city.marks(&List::Terms));
    pages.of(
        all.filter(|row| fits(row, row.entry.record.kind, wanted)),
        city,
    )
}

/// What later versions brought, of some kinds: the rows of a download for who has `version` already (1301–1309), items
/// first. 0 is all.
pub fn since<'a>(
    city: &'a City,
    kinds: &'a [Kind],
    version: u32,
) -> (Vec<Listed<'a, Item>>, Vec<Listed<'a, Term>>) {
    let items = listed(city, city.catalogue().items(), city.marks(&List::Items));
    let terms = listed(city, city.catalogue().terms(), city.marks(&List::Terms));
    let items = items.filter(|row| kinds.contains(&row.entry.record.kind));
    let terms = terms.filter(|row| kinds.contains(&row.entry.record.kind));
    (
        items.filter(|row| version < row.version.version).collect(),
        terms.filter(|row| version < row.version.version).collect(),
    )
}

/// A price ceiling (1318).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit<'a> {
    /// The item.
    pub item: Listed<'a, Item>,
    /// The level of hospital that it is for (`hilist_lmtpric_type`: 1 一级及以下, 2 二级, 3 三级).
    pub level: HospitalLevel,
    /// Of one unit: the lowest of ceiling, payment standard and own limit.
    pub price: UnitPrice,
}

/// The levels that prices are told for: 一级及以下, 二级, 三级.
const LEVELS: [HospitalLevel; 3] = [
    HospitalLevel::First,
    HospitalLevel::Second,
    HospitalLevel::Third,
];

/// Price ceilings by level of hospital (1318).
#[must_use]
pub fn limits<'a>(
    city: &'a City,
    wanted: &'a Wanted<'a>,
    levels: &'a [HospitalLevel],
    pages: Pages,
) -> Page<Limit<'a>> {
    let asked = move |level: &HospitalLevel| levels.is_empty() || levels.contains(level);
    let all = found(city, wanted).flat_map(move |item| {
        let levels = LEVELS.into_iter().filter(asked);
        levels.filter_map(move |level| {
            let (price, _) = item.entry.record.terms.limit(level)?;
            Some(Limit { item, level, price })
        })
    });
    pages.of(all, city)
}

/// A first self-pay (1319).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfPay<'a> {
    /// The item.
    pub item: Listed<'a, Item>,
    /// Whose it is (`selfpay_prop_psn_type`).
    pub group: PayGroup,
    /// The ratio (`selfpay_prop`), the highest of the levels where they differ.
    pub ratio: Ratio,
    /// Whether it is the same at hospitals of every level.
    pub everywhere: bool,
}

/// First self-pay ratios by group of persons (1319).
#[must_use]
pub fn self_pays<'a>(
    city: &'a City,
    wanted: &'a Wanted<'a>,
    groups: &'a [PayGroup],
    pages: Pages,
) -> Page<SelfPay<'a>> {
    let asked = move |group: &PayGroup| groups.is_empty() || groups.contains(group);
    let all = found(city, wanted).flat_map(move |item| {
        let groups = PayGroup::ALL.into_iter().filter(asked);
        groups.filter_map(move |group| {
            let ratios = item.entry.record.terms.first.of_group(group);
            let ratio = ratios.into_iter().flatten().max()?;
            Some(SelfPay {
                item,
                group,
                ratio,
                everywhere: ratios.into_iter().all(|here| here == Some(ratio)),
            })
        })
    });
    pages.of(all, city)
}

/// A mapping of an institution as it stands.
pub type MappingRow = KeptMapping;

/// The mappings of an institution (1317): by own code, national code, own name, kind and day, each where it is given.
///
/// # Errors
/// [`ServiceError::Denied`], `own_list.other`; storage.
pub fn mappings(
    desk: &Desk<'_>,
    actor: &Actor,
    site: Site<'_>,
    (own, wanted): (&str, &Wanted<'_>),
    pages: Pages,
) -> Result<Page<MappingRow>, ServiceError> {
    let scope = acts_for(actor, site, Permission::CatalogueRead)?;
    let (all, city) = desk.read(|session| {
        let all = store::catalogue::own::of_institution(session, scope, site.code)?;
        Ok::<_, ServiceError>((all, super::current(session, scope)?))
    })?;
    let holds = |mapping: &Mapping, on: Date| {
        mapping.state == MappingState::Approved && mapping.validity.covers(on)
    };
    let fits = |kept: &KeptMapping| {
        let mapping = &kept.mapping;
        (own.is_empty() || *mapping.own == *own)
            && (wanted.code.is_empty() || mapping.target.as_str() == wanted.code)
            && (wanted.name.is_empty() || mapping.own_name.contains(wanted.name))
            && (wanted.kinds.is_empty() || wanted.kinds.contains(&mapping.kind))
            && wanted.on.is_none_or(|on| mapping.validity.covers(on))
            && wanted
                .valid
                .is_none_or(|(valid, on)| holds(mapping, on) == valid)
            && wanted
                .from
                .is_none_or(|from| mapping.validity.from().is_some_and(|day| from <= day))
    };
    Ok(pages.of(all.into_iter().filter(fits), &city))
}
