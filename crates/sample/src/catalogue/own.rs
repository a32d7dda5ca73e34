//! The own list of a hospital, with the national code of most of it.

use base::{Date, UnitPrice, Validity};
use directory::catalogue::own::{Mapping, MappingState};
use directory::catalogue::{Code, Kind};

use super::charge;
use super::records::{asked, draw_at, item};
use super::spec::CatalogueSpec;

/// A row of a hospital's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRow {
    /// The hospital's own code.
    pub own: String,
    /// Its own name: that of the catalogue, often written otherwise.
    pub name: String,
    /// Its own specification.
    pub spec: String,
    /// Unit.
    pub unit: String,
    /// Kind.
    pub kind: Kind,
    /// What the hospital charges for one unit; sometimes above the ceiling.
    pub price: UnitPrice,
    /// The national code; `None` where nobody has looked it up yet.
    pub target: Option<Code>,
}

impl OwnRow {
    /// The mapping as the hospital uploads it; `None` without a national code.
    #[must_use]
    pub fn mapping(&self, institution: &str, from: Date) -> Option<Mapping> {
        Some(Mapping {
            institution: institution.into(),
            own: self.own.as_str().into(),
            own_name: self.name.as_str().into(),
            own_spec: self.spec.as_str().into(),
            kind: self.kind,
            target: self.target?,
            validity: Validity::new(Some(from), None).ok()?,
            state: MappingState::Uploaded,
            since: from,
            reason: "".into(),
            approved_class: None,
        })
    }
}

/// Kinds of a hospital's list with the letter of its own codes and their share in per cent.
const LISTS: [(Kind, char, u32); 5] = [
    (Kind::Western, 'Y', 35),
    (Kind::Patent, 'Z', 12),
    (Kind::Herbal, 'H', 8),
    (Kind::Service, 'S', 25),
    (Kind::Consumable, 'C', 20),
];

/// About `rows` rows of the own list of the hospital of a number; other hospitals have other rows.
/// Three in a hundred have no national code.
pub fn own_list(spec: &CatalogueSpec, hospital: u32, rows: u32) -> impl Iterator<Item = OwnRow> {
    let spec = *spec;
    LISTS.into_iter().flat_map(move |(kind, letter, share)| {
        let count = spec.count(kind);
        let wanted = u64::from(rows) * u64::from(share) / 100;
        let wanted = u32::try_from(wanted).unwrap_or(u32::MAX).min(count);
        (0..wanted).filter_map(move |place| {
            // spread over the kind, beginning elsewhere in each hospital
            let step = u64::from(count).checked_div(u64::from(wanted))?.max(1);
            let number = (u64::from(place) * step + u64::from(hospital) * 7) % u64::from(count);
            let number = u32::try_from(number).ok()?;
            row(&spec, (kind, letter), (hospital, place), number)
        })
    })
}

fn row(
    spec: &CatalogueSpec,
    (kind, letter): (Kind, char),
    (hospital, place): (u32, u32),
    number: u32,
) -> Option<OwnRow> {
    let item = item(spec, kind, number)?;
    let mut draw = draw_at(spec, kind, u64::from(hospital).saturating_add(10), place);
    let name = match draw.below(10) {
        0 => format!("{} ", item.name),
        1 => format!("（院）{}", item.name),
        2 => item.name.replace('片', " 片"),
        _ => item.name.to_string(),
    };
    let price = asked(spec, kind, number).saturating_mul(i64::from(draw.between(75, 108))) / 100;
    let unmapped = draw.per_mille(30);
    Some(OwnRow {
        own: format!("{letter}{:06}", place.saturating_add(1)),
        name: name.trim().to_owned(),
        spec: item.spec.to_string(),
        unit: item.unit.to_string(),
        kind,
        price: charge::price(kind, price)?,
        target: (!unmapped).then_some(item.code),
    })
}
