//! A city's counters made ready, through the use cases that an agency works with: nothing is written by hand.
//!
//! [`open`] loads and approves a catalogue, registers institutions of every level with their physicians, designates
//! them and signs their agreements, maps their own lists, and issues the accounts of their software. Each step is
//! proposed by one user and decided by another. What the software of an institution needs to send comes back as
//! [`Station`]s.
//!
//! | module | what it does |
//! |---|---|
//! | [`catalogue`] | the catalogue of the city and the own list of each institution |
//! | [`place`] | which institutions a county has |
//! | [`provider`] | registration, designation, agreement, physicians |
//! | [`account`] | accounts of the interface and their secrets |

mod account;
mod catalogue;
mod place;
mod provider;

use std::collections::BTreeMap;

use access::Actor;
use anyhow::Result;
use base::{Date, RegionCode, UnitPrice};
use directory::provider::{Grade, ProviderCode, ProviderKind};
use sample::City;
use sample::catalogue::{CatalogueSpec, Sizes};
use service::Desk;
use service::gateway::Vault;

/// Who does it. Makers and checkers are different users.
#[derive(Debug, Clone, Copy)]
pub struct Hands<'a> {
    /// Proposes the catalogue and the text of the agreements.
    pub officer: &'a Actor,
    /// Decides what the officer and the clerk propose.
    pub reviewer: &'a Actor,
    /// Registers and proposes.
    pub clerk: &'a Actor,
    /// The first proposes accounts of the interface, the second decides them.
    pub administrators: [&'a Actor; 2],
}

/// What is to be opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The city.
    pub city: &'a City,
    /// The last day of agreements and accounts; the first is today.
    pub until: Date,
    /// The catalogue is a part of one for a whole city, so many times smaller: 1 gives 20,000 drugs, 8,000 services,
    /// 30,000 consumables.
    pub part: u32,
    /// Rows of the own list of each institution, at least 20.
    pub own_rows: u32,
    /// The dialect of the accounts of each kind of institution.
    pub dialects: Dialects,
}

/// In which dialects the institutions send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialects {
    /// All as the national baseline has it, without signed headers.
    National,
    /// The first institution of each county signs as in Guangdong; the others send as the national baseline has it.
    FirstSigned,
}

/// The counters of a city.
#[derive(Debug)]
pub struct Counters {
    /// What the catalogue was made from.
    pub catalogue: CatalogueSpec,
    /// The institutions, county by county.
    pub stations: Vec<Station>,
}

/// An institution whose software may send.
#[derive(Debug, Clone)]
pub struct Station {
    /// Its national code.
    pub institution: ProviderCode,
    /// Its name.
    pub name: String,
    /// The county where it lies.
    pub region: RegionCode,
    /// Its grade.
    pub level: Grade,
    /// What it is.
    pub kind: ProviderKind,
    /// The account of its software.
    pub account: String,
    /// The dialect of the account.
    pub profile: &'static str,
    /// The secret of the account, where its dialect signs.
    pub secret: Option<String>,
    /// Its physicians, or the pharmacists of a pharmacy.
    pub physicians: Vec<Physician>,
    /// What it sells and does, by its own codes, mapped and approved.
    pub wares: Vec<Ware>,
}

/// Somebody who treats or dispenses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Physician {
    /// The national code.
    pub code: String,
    /// The name; nobody bears it.
    pub name: String,
}

/// Something that an institution charges for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ware {
    /// Its own code.
    pub own: String,
    /// Its own name.
    pub name: String,
    /// The national code.
    pub national: String,
    /// Kind.
    pub kind: directory::catalogue::Kind,
    /// The category of fee (`med_chrgitm_type`).
    pub fee: String,
    /// What one unit costs.
    pub price: UnitPrice,
}

/// Makes the counters ready.
///
/// # Errors
/// What a use case refuses, as a sentence for users.
pub fn open(
    desk: &Desk<'_>,
    hands: Hands<'_>,
    vault: &dyn Vault,
    wanted: &Opening<'_>,
) -> Result<Counters> {
    let mut spec = CatalogueSpec::demo(desk.today());
    spec.sizes = Sizes::part(wanted.part);
    catalogue::load(desk, hands, &spec)?;
    let places = place::of(wanted.city)?;
    provider::designate(desk, hands, &places, (desk.today(), wanted.until))?;
    let staff = provider::staff(desk, hands, &places)?;
    let mut wares = BTreeMap::new();
    for (number, place) in (1..).zip(&places) {
        let list = (number, wanted.own_rows.max(20));
        let own = catalogue::own_list(desk, hands, place, &spec, list)?;
        wares.insert(place.code.clone(), own);
    }
    let mut stations = Vec::new();
    for (place, physicians) in places.into_iter().zip(staff) {
        let signed = wanted.dialects == Dialects::FirstSigned && place.first;
        let profile = if signed { "guangdong" } else { "national" };
        let issued = account::issue(desk, hands, vault, (&place, profile), wanted.until)?;
        stations.push(Station {
            wares: wares.remove(&place.code).unwrap_or_default(),
            institution: place.code,
            name: place.name,
            region: place.region,
            level: place.grade,
            kind: place.kind,
            account: issued.account,
            profile,
            secret: issued.secret,
            physicians,
        });
    }
    Ok(Counters {
        catalogue: spec,
        stations,
    })
}
