//! Households of a village.

use base::{Date, Sex};

use crate::certify;
use crate::city::City;
use crate::draw::Draw;
use crate::naming;
use crate::numbers::{self, Ages, Origin};
use crate::person::{Occupation, Person, Relation};
use crate::place::Village;

/// People under one roof; the first is the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Counted through the city from 0: the place of its head.
    pub number: u32,
    /// Its people.
    pub members: Vec<Person>,
}

impl City {
    /// The households of a village, in order.
    #[must_use]
    pub fn village(&self, village: &Village) -> Vec<Household> {
        of_village(self, village)
    }

    /// Every household of the city, village by village, made as they are asked for.
    pub fn households(&self) -> impl Iterator<Item = Household> + '_ {
        self.villages()
            .iter()
            .flat_map(|village| self.village(village))
    }

    /// Every person of the city, in order.
    pub fn people(&self) -> impl Iterator<Item = Person> + '_ {
        self.households().flat_map(|household| household.members)
    }
}

/// One place of a household's plan.
#[derive(Clone, Copy)]
struct Place {
    relation: Relation,
    ages: Ages,
    sex: Option<Sex>,
}

const fn place(relation: Relation, from: i32, to: i32, sex: Option<Sex>) -> Place {
    Place {
        relation,
        ages: Ages { from, to },
        sex,
    }
}

const HE: Option<Sex> = Some(Sex::Male);
const SHE: Option<Sex> = Some(Sex::Female);

/// The forms of households with their weights of 100. Parents are old enough for their children.
const FORMS: &[(u32, &[Place])] = &[
    (10, &[place(Relation::Head, 18, 35, None)]),
    (7, &[place(Relation::Head, 60, 95, None)]),
    (
        15,
        &[
            place(Relation::Head, 60, 90, HE),
            place(Relation::Spouse, 58, 88, SHE),
        ],
    ),
    (
        10,
        &[
            place(Relation::Head, 25, 58, HE),
            place(Relation::Spouse, 25, 56, SHE),
        ],
    ),
    (
        16,
        &[
            place(Relation::Head, 25, 38, HE),
            place(Relation::Spouse, 25, 38, SHE),
            place(Relation::Child, 0, 6, None),
        ],
    ),
    (
        18,
        &[
            place(Relation::Head, 38, 55, HE),
            place(Relation::Spouse, 38, 54, SHE),
            place(Relation::Child, 7, 17, None),
        ],
    ),
    (
        12,
        &[
            place(Relation::Head, 42, 56, HE),
            place(Relation::Spouse, 42, 54, SHE),
            place(Relation::Child, 18, 22, None),
            place(Relation::Child, 7, 17, None),
        ],
    ),
    (
        12,
        &[
            place(Relation::Head, 28, 42, HE),
            place(Relation::Spouse, 28, 42, SHE),
            place(Relation::Child, 0, 9, None),
            place(Relation::Parent, 62, 85, HE),
            place(Relation::Parent, 60, 85, SHE),
        ],
    ),
];

fn form(draw: &mut Draw) -> &'static [Place] {
    let mut left = draw.below(100);
    for (weight, places) in FORMS {
        match left.checked_sub(*weight) {
            Some(rest) => left = rest,
            None => return places,
        }
    }
    FORMS.first().map_or(&[], |(_, places)| places)
}

/// The households of a village, one after the other; the last one is cut where the village is full.
fn of_village(city: &City, village: &Village) -> Vec<Household> {
    let end = village.first.saturating_add(village.people);
    let (mut households, mut next) = (Vec::new(), village.first);
    while next < end {
        let household = household(city, village, next, end);
        let size = u32::try_from(household.members.len()).unwrap_or(1).max(1);
        next = next.saturating_add(size);
        households.push(household);
    }
    households
}

fn household(city: &City, village: &Village, number: u32, end: u32) -> Household {
    let mut draw = Draw::at(city.spec().seed, 1, u64::from(number));
    let surname = naming::surname(&mut draw);
    let plan = form(&mut draw).iter().zip(number..end);
    let mut members: Vec<Person> = plan
        .filter_map(|(place, index)| member(city, village, place, (number, index), surname))
        .collect();
    certify::certify(city, number, &mut members);
    Household { number, members }
}

fn member(
    city: &City,
    village: &Village,
    place: &Place,
    (household, index): (u32, u32),
    surname: &str,
) -> Option<Person> {
    let mut draw = Draw::at(city.spec().seed, 2, u64::from(index));
    let drawn = if draw.per_mille(515) {
        Sex::Male
    } else {
        Sex::Female
    };
    let sex = place.sex.unwrap_or(drawn);
    let days = numbers::born(place.ages, city.spec().reference())?;
    let id = numbers::number(Origin::Resident, index, days, sex, &mut draw)?;
    // wives and the mothers of heads keep their own surname
    let own = match (place.relation, sex) {
        (Relation::Spouse, _) | (Relation::Parent, Sex::Female) => naming::surname(&mut draw),
        _ => surname,
    };
    Some(Person {
        index,
        household,
        relation: place.relation,
        id,
        name: naming::person(&mut draw, own),
        region: village.region,
        occupation: occupation(city, village, id.birth(), sex, &mut draw),
        category: None,
    })
}

/// Years of age from which somebody counts as an elder here. It decides nothing but who is drawn as
/// employed; rules of law come from packages.
const ELDER: i32 = 60;

fn occupation(
    city: &City,
    village: &Village,
    birth: Date,
    sex: Sex,
    draw: &mut Draw,
) -> Occupation {
    let age = birth.age_on(city.spec().reference());
    let elder = if sex == Sex::Female { ELDER - 5 } else { ELDER };
    let employed_of_1000 = if city.is_urban(village.county) {
        520
    } else {
        170
    };
    match age {
        ..=2 => Occupation::Infant,
        3..=17 => city
            .school_for(village.county, age, draw)
            .map_or(Occupation::Infant, Occupation::Student),
        18..=21 if draw.per_mille(400) => city
            .college_for(draw)
            .map_or(Occupation::Resident, Occupation::Student),
        _ if age >= elder => Occupation::Elder,
        _ if draw.per_mille(employed_of_1000) => {
            city.employer_for(village.county, draw)
                .map_or(Occupation::Resident, |employer| Occupation::Employee {
                    employer,
                    wage: wage(draw),
                })
        }
        _ => Occupation::Resident,
    }
}

/// A monthly wage in 分: most near the middle, some low enough and some high enough for a clamp.
fn wage(draw: &mut Draw) -> i64 {
    let hundreds: u32 = (0..3).map(|_| draw.between(6, 40)).sum();
    let top = if draw.per_mille(40) { 250 } else { 0 };
    i64::from(hundreds.saturating_add(top)).saturating_mul(10_000)
}
