//! Who opens counters, what is to be opened, and what comes of it.

use access::Actor;
use base::{Date, RegionCode, UnitPrice};
use directory::provider::{Grade, ProviderCode, ProviderKind};
use sample::City;
use sample::catalogue::CatalogueSpec;

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
    /// Whether the largest institution of each county signs its messages, as in Guangdong; all others, and without
    /// this all, send as the national baseline has it.
    pub signing: bool,
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
