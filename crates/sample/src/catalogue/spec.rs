//! How large the catalogue is.

use base::Date;
use directory::catalogue::Kind;

/// How many records of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Western and patent drugs, herbal pieces, preparations of hospitals.
    pub drugs: u32,
    /// Services.
    pub services: u32,
    /// Consumables.
    pub consumables: u32,
    /// Diagnoses.
    pub diagnoses: u32,
    /// Operations.
    pub operations: u32,
    /// Chronic diseases.
    pub chronic: u32,
}

impl Sizes {
    /// Those of a city.
    pub const CITY: Sizes = Sizes {
        drugs: 20_000,
        services: 8_000,
        consumables: 30_000,
        diagnoses: 6_000,
        operations: 3_000,
        chronic: 60,
    };

    /// The sizes of a city, each divided by `part` and at least 1.
    #[must_use]
    pub const fn part(part: u32) -> Sizes {
        const fn divided(size: u32, part: u32) -> u32 {
            match size.checked_div(part) {
                None | Some(0) => 1,
                Some(size) => size,
            }
        }
        let city = Sizes::CITY;
        Sizes {
            drugs: divided(city.drugs, part),
            services: divided(city.services, part),
            consumables: divided(city.consumables, part),
            diagnoses: divided(city.diagnoses, part),
            operations: divided(city.operations, part),
            chronic: divided(city.chronic, part),
        }
    }
}

/// What makes a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogueSpec {
    /// Seed: another one gives another catalogue.
    pub seed: u64,
    /// How large it is; beyond [`CatalogueSpec::MOST`] of a kind nothing is made.
    pub sizes: Sizes,
    /// First day of the first version.
    pub from: Date,
}

/// Of a hundred drugs so many are patent drugs, herbal pieces and preparations; the rest is western.
const PATENT: u32 = 28;
const HERBAL: u32 = 7;
const PREPARATION: u32 = 3;

impl CatalogueSpec {
    /// Records of a kind at most: beyond this the codes would run out.
    pub const MOST: u32 = 90_000;

    /// The catalogue of the demo from a day on.
    #[must_use]
    pub const fn demo(from: Date) -> CatalogueSpec {
        CatalogueSpec {
            seed: 20_261_122,
            sizes: Sizes::CITY,
            from,
        }
    }

    /// How many records of a kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> u32 {
        let of_drugs = |part: u32| {
            let part = u64::from(self.sizes.drugs) * u64::from(part) / 100;
            u32::try_from(part).unwrap_or(u32::MAX)
        };
        let count = match kind {
            Kind::Western => {
                let others = [PATENT, HERBAL, PREPARATION].map(of_drugs);
                let others = others.into_iter().fold(0_u32, u32::saturating_add);
                self.sizes.drugs.saturating_sub(others)
            }
            Kind::Patent => of_drugs(PATENT),
            Kind::Herbal => of_drugs(HERBAL),
            Kind::Preparation => of_drugs(PREPARATION),
            Kind::Ethnic | Kind::Granule => 0,
            Kind::Service => self.sizes.services,
            Kind::Consumable => self.sizes.consumables,
            Kind::Diagnosis => self.sizes.diagnoses,
            Kind::Operation => self.sizes.operations,
            Kind::Chronic => self.sizes.chronic,
        };
        count.min(match kind {
            Kind::Diagnosis => 20_000,
            Kind::Operation => 90_000,
            Kind::Chronic => 999,
            _ => CatalogueSpec::MOST,
        })
    }
}
