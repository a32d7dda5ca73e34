//! On whom a certified category falls.

use base::Date;

use crate::category::{Category, Kind};
use crate::city::City;
use crate::draw::Draw;
use crate::person::Person;

/// Certifies the people of a household that the draw falls on.
pub(crate) fn certify(city: &City, household: u32, members: &mut [Person]) {
    let spec = city.spec();
    let mut draw = Draw::at(spec.seed, 4, u64::from(household));
    let rural = members
        .first()
        .is_some_and(|head| !city.is_urban(city.county_of(head.index)));
    let poor = draw.per_mille(if rural { 45 } else { 15 });
    let listed = rural && draw.per_mille(40);
    let alone = members.len() == 1;
    for person in members {
        let old = person.birth().age_on(spec.reference()) >= 60;
        let employed = person.occupation.is_employed();
        let kind = match () {
            () if alone && old && draw.per_mille(150) => Some(Kind::Tekun),
            () if poor => Some(Kind::Dibao),
            () if draw.per_mille(15) => Some(Kind::Canji),
            () if listed => Some(Kind::Jiandang),
            () if old && draw.per_mille(20) => Some(Kind::Youfu),
            () => None,
        };
        person.category = kind.filter(|_| !employed).map(|kind| Category {
            kind,
            from: spec.reference(),
            to: ends(spec.reference(), kind, &mut draw),
            certificate: format!("{}{:08}", kind.code().to_uppercase(), person.index),
        });
    }
}

/// Minimum income is certified for a year, and in one case of five again for a second.
fn ends(from: Date, kind: Kind, draw: &mut Draw) -> Option<Date> {
    if kind != Kind::Dibao {
        return None;
    }
    let years = if draw.per_mille(200) { 1 } else { 2 };
    from.add_years(years)?.add_days(-1)
}
