//! Lists to be released: the first of a city, the next one, the wider one of assisted persons.

use base::{Refused, UnitPrice, Validity};
use directory::catalogue::{
    Catalogue, Ceilings, Class, Entry, Extent, FirstSelfPay, Item, Kind, Release, Term,
};

use super::records::{draw_at, is_paid, item, term};
use super::spec::CatalogueSpec;

/// All items of the first version, kind by kind.
pub fn items(spec: &CatalogueSpec) -> impl Iterator<Item = Entry<Item>> {
    let spec = *spec;
    let charged = Kind::ALL.into_iter().filter(|kind| kind.is_charged());
    charged.flat_map(move |kind| {
        let numbers = 0..spec.count(kind);
        numbers.filter_map(move |number| Some(open(item(&spec, kind, number)?)))
    })
}

/// All diagnoses, operations and chronic diseases.
pub fn terms(spec: &CatalogueSpec) -> impl Iterator<Item = Entry<Term>> {
    let spec = *spec;
    let named = Kind::ALL.into_iter().filter(|kind| !kind.is_charged());
    named.flat_map(move |kind| {
        let numbers = 0..spec.count(kind);
        numbers.filter_map(move |number| Some(open(term(kind, number)?)))
    })
}

/// The whole list of the next version: of a thousand items twenty have ended, some are cheaper, paid
/// better or worse, and two in a hundred are new.
pub fn next_items(spec: &CatalogueSpec) -> impl Iterator<Item = Entry<Item>> {
    let spec = *spec;
    let charged = Kind::ALL.into_iter().filter(|kind| kind.is_charged());
    charged.flat_map(move |kind| {
        let count = spec.count(kind);
        let numbers = 0..count.saturating_add(count / 50);
        numbers.filter_map(move |number| {
            let item = item(&spec, kind, number)?;
            let kept = if number < count {
                changed(&spec, item, number)?
            } else {
                item
            };
            Some(open(kept))
        })
    })
}

/// What assisted persons get besides: class 丙 drugs in class 乙.
pub fn wider_items(spec: &CatalogueSpec) -> impl Iterator<Item = Entry<Item>> {
    let spec = *spec;
    let numbers = 0..spec.count(Kind::Western);
    numbers.filter_map(move |number| {
        let mut item = item(&spec, Kind::Western, number)?;
        let chosen = draw_at(&spec, Kind::Western, 2, number).per_mille(50);
        if is_paid(&item) || !chosen {
            return None;
        }
        item.terms.class = Class::B;
        Some(open(item))
    })
}

/// The catalogue with its first version, from the first day of the spec.
///
/// # Errors
/// What the catalogue refuses; it refuses nothing of what is made here.
pub fn catalogue(spec: &CatalogueSpec) -> Result<Catalogue, Refused> {
    let kinds = |charged: bool| {
        let all = Kind::ALL.into_iter();
        all.filter(|kind| kind.is_charged() == charged).collect()
    };
    let mut catalogue = Catalogue::default();
    let release = Release {
        name: "示例目录第一版".into(),
        kinds: kinds(true),
        extent: Extent::Whole,
        effective: spec.from,
        entries: items(spec).collect(),
    };
    let planned = catalogue.plan_items(release, spec.from)?;
    catalogue.take_items(&planned)?;
    let release = Release {
        name: "示例诊断目录第一版".into(),
        kinds: kinds(false),
        extent: Extent::Whole,
        effective: spec.from,
        entries: terms(spec).collect(),
    };
    let planned = catalogue.plan_terms(release, spec.from)?;
    catalogue.take_terms(&planned)?;
    Ok(catalogue)
}

fn open<T>(record: T) -> Entry<T> {
    Entry {
        validity: Validity::OPEN,
        record,
    }
}

/// An item as the next version has it; `None` where it ended.
fn changed(spec: &CatalogueSpec, mut item: Item, number: u32) -> Option<Item> {
    let mut draw = draw_at(spec, item.kind, 1, number);
    match draw.below(1_000) {
        0..20 => return None,
        20..70 => {
            let part = i64::from(draw.between(70, 97));
            let cheaper = |price: Option<UnitPrice>| {
                let micro = price?.micro().saturating_mul(part) / 100;
                // whole 分 stay whole 分
                let step = if price?.whole_fen().is_some() {
                    10_000
                } else {
                    100
                };
                UnitPrice::from_micro((micro / step).max(1).saturating_mul(step))
            };
            item.terms.ceilings = Ceilings::new(item.terms.ceilings.by_level().map(cheaper));
            item.terms.standard = cheaper(item.terms.standard);
        }
        70..80 if item.terms.class == Class::B => {
            item.terms.class = Class::A;
            item.terms.first = FirstSelfPay::NONE;
        }
        80..90 if item.terms.class == Class::C => item.terms.class = Class::B,
        90..95 => item.terms.class = Class::C,
        _ => {}
    }
    Some(item)
}
