//! Who may come to the counters: the people of the register.

use super::super::register::number;
use super::super::scene::Scene;
use base::{Date, RegionCode, RegionLevel};
use terminal::Patient;

/// Somebody of the register.
pub struct Insured {
    /// As he stands at the counter.
    pub patient: Patient,
    /// The county where he lives.
    pub county: RegionCode,
    /// Whether he is insured through an employer.
    pub employed: bool,
}

/// Everybody who is on the register on a day and has not left, in the order of the sample.
pub fn of(scene: &Scene<'_>, on: Date) -> Vec<Insured> {
    let there = |person: &sample::Person| {
        !scene.gone.contains(&person.index) && person.birth().add_years(1).is_some_and(|it| it < on)
    };
    let known = scene.city.people().filter(there).filter_map(|person| {
        let number = number(scene, &person)?;
        let employed = person.occupation.is_employed();
        let county = person
            .region
            .at(RegionLevel::County)
            .unwrap_or(person.region);
        let patient = Patient {
            number: number.to_string(),
            certificate: person.id.to_string(),
            name: person.name.clone(),
            kind: if employed { "11" } else { "14" }.to_owned(),
            insurance: if employed { "310" } else { "390" }.to_owned(),
            insured_at: county.admdvs().to_string(),
        };
        Some(Insured {
            patient,
            county,
            employed,
        })
    });
    known.collect()
}
