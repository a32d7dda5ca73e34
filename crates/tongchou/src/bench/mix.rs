//! What comes to the counter: 80 in 100 outpatients, 12 purchases, 8 stays, of one to sixty lines.

use anyhow::{Context, Result, bail};
use base::Fen;
use directory::catalogue::Kind as ListKind;
use directory::provider::ProviderKind;
use sample::catalogue;
use terminal::{Item, Kind, MessageIds, Patient, Place, Sender, Visit, When};

use super::chance::Chance;
use super::ground::Ground;
use crate::demo::station::{Station, WARD};

/// Everything that visits are drawn from.
pub struct Mix {
    seed: u64,
    people: Vec<Patient>,
    /// Hospitals and health centres, where one may lie; clinics, where one may not; pharmacies.
    wards: Vec<Counter>,
    rooms: Vec<Counter>,
    shops: Vec<Counter>,
    /// Diagnoses: code and name.
    diseases: Vec<(String, String)>,
    /// When visits begin.
    begun: When,
}

/// A counter of an institution.
#[derive(Clone)]
pub struct Counter {
    /// Who sends.
    pub sender: Sender,
    /// Ids of its messages.
    pub ids: MessageIds,
    place: Place,
    goods: Vec<Item>,
}

/// What is to be sent, and by whom.
pub struct Planned<'a> {
    /// The counter.
    pub counter: &'a Counter,
    /// The visit.
    pub visit: Visit,
}

/// Diagnoses that are drawn from: as many as the smallest catalogue has.
const DISEASES: u32 = 20;
/// What one unit costs at most: bills that all end at a ceiling would measure nothing else.
const DEAR: Fen = Fen::new(10_000);
/// Lines of a message at most.
const MOST_LINES: usize = 60;

impl Mix {
    /// Draws from the people and counters of a town.
    ///
    /// # Errors
    /// Where a town has no institution of a kind.
    pub fn of(ground: &Ground, seed: u64, now: When) -> Result<Mix> {
        let mut mix = Mix {
            seed,
            people: ground.people.clone(),
            wards: Vec::new(),
            rooms: Vec::new(),
            shops: Vec::new(),
            diseases: (0..DISEASES)
                .filter_map(|number| catalogue::term(ListKind::Diagnosis, number))
                .map(|term| (term.code.to_string(), term.name.to_string()))
                .collect(),
            begun: now.plus_minutes(-120),
        };
        for station in &ground.town.counters.stations {
            let counter = counter(station, now)?;
            match station.kind {
                ProviderKind::Pharmacy => mix.shops.push(counter),
                ProviderKind::VillageClinic => mix.rooms.push(counter),
                _ => {
                    mix.wards.push(counter.clone());
                    mix.rooms.push(counter);
                }
            }
        }
        if mix.people.is_empty() || mix.wards.is_empty() || mix.shops.is_empty() {
            bail!("虚构城市里没有可以结算的人或机构，请加大 --size。");
        }
        Ok(mix)
    }

    /// Persons to draw from.
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// The visit at a place of the stream. So many places in a row as there are people are of different people.
    ///
    /// # Errors
    /// Where a counter sells nothing.
    pub fn visit(&self, place: usize) -> Result<Planned<'_>> {
        let mut chance = Chance::at(self.seed, u64::try_from(place).unwrap_or_default());
        let (kind, counters) = match chance.below(100) {
            0..80 => (Kind::Outpatient, &self.rooms),
            80..92 => (Kind::Pharmacy, &self.shops),
            _ => (Kind::Stay, &self.wards),
        };
        let counter = chance.pick(counters).context("no counter of a kind")?;
        let patient = self.people.get(place % self.people.len().max(1));
        let patient = patient.context("a town has people")?.clone();
        let items = (0..lines(kind, &mut chance)).map(|_| {
            let item = chance.pick(&counter.goods).cloned();
            let count = u32::try_from(chance.between(1, 3)).unwrap_or(1);
            item.map(|item| Item { count, ..item })
        });
        let items: Option<Vec<Item>> = items.collect();
        let visit = Visit {
            kind,
            med_type: med_type(kind).to_owned(),
            patient,
            place: counter.place.clone(),
            disease: chance
                .pick(&self.diseases)
                .cloned()
                .context("a catalogue has diagnoses")?,
            items: items.context("a counter sells something")?,
            begun: self.begun,
            ended: self.begun.plus_minutes(90),
            from_account: false,
        };
        Ok(Planned { counter, visit })
    }
}

const fn med_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Outpatient => "11",
        Kind::Pharmacy => "41",
        Kind::Stay => "21",
    }
}

/// How many lines: few of most outpatients and purchases, many of stays.
fn lines(kind: Kind, chance: &mut Chance) -> usize {
    match (kind, chance.below(100)) {
        (Kind::Pharmacy, _) => chance.between(1, 5),
        (Kind::Outpatient, 0..70) => chance.between(1, 5),
        (Kind::Outpatient, 70..95) => chance.between(6, 20),
        (Kind::Outpatient, _) => chance.between(21, MOST_LINES),
        (Kind::Stay, _) => chance.between(20, MOST_LINES),
    }
}

fn counter(station: &Station, now: When) -> Result<Counter> {
    let institution = station.institution.to_string();
    let physician = station.physicians.first();
    let physician = physician.context("an institution has people")?;
    let drugs_only = station.kind == ProviderKind::Pharmacy;
    let sold = station
        .wares
        .iter()
        .filter(|ware| !drugs_only || ware.kind.is_drug());
    let goods: Vec<Item> = sold
        .filter_map(|ware| {
            // prices of fractions of a 分 are for other tests
            let price = Fen::parse_yuan(&ware.price.to_string()).ok()?;
            (price > Fen::ZERO && price <= DEAR).then(|| Item {
                code: ware.national.clone(),
                own_code: ware.own.clone(),
                price,
                count: 1,
            })
        })
        .collect();
    Ok(Counter {
        ids: MessageIds::from(&institution, now),
        sender: Sender {
            institution,
            name: station.name.clone(),
            area: station.region.admdvs(),
            operator: ("01".to_owned(), "收费员".to_owned()),
        },
        place: Place {
            department: (WARD.0.to_owned(), WARD.1.to_owned()),
            physician: (physician.code.clone(), physician.name.clone()),
        },
        goods,
    })
}
