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
//! | [`part`] | who opens them, what is opened, what comes of it |
//! | [`place`] | which institutions a county has |
//! | [`provider`] | registration, designation, agreement, physicians |
//! | [`account`] | accounts of the interface and their secrets |

mod account;
mod catalogue;
pub mod part;
mod place;
mod provider;

use std::collections::BTreeMap;

use anyhow::Result;
use sample::catalogue::{CatalogueSpec, Sizes};
use service::Desk;
use service::gateway::Vault;

pub use provider::WARD;

pub use part::{Counters, Hands, Opening, Station};

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
    provider::departments(desk, hands, &places)?;
    let staff = provider::staff(desk, hands, &places)?;
    let mut wares = BTreeMap::new();
    for (number, place) in (1..).zip(&places) {
        let list = (number, wanted.own_rows.max(20));
        let own = catalogue::own_list(desk, hands, place, &spec, list)?;
        wares.insert(place.code.clone(), own);
    }
    let mut stations = Vec::new();
    for (place, physicians) in places.into_iter().zip(staff) {
        let signs = wanted.signing && place.first;
        let profile = if signs { "guangdong" } else { "national" };
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
