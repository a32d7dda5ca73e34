//! Identity numbers: unique by the way they are made, with nothing to remember.

use base::{Date, ResidentId, Sex};

use crate::draw::Draw;

/// Years of age at the reference day, youngest and oldest, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ages {
    pub(crate) from: i32,
    pub(crate) to: i32,
}

/// Whose numbers: each kind of people has region digits of its own, so that none share a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Residents at the reference day.
    Resident,
    /// Born afterwards.
    Newborn,
    /// Moved in afterwards.
    Mover,
}

impl Origin {
    const fn digits(self) -> &'static str {
        match self {
            Origin::Resident => "8901",
            Origin::Newborn => "8902",
            Origin::Mover => "8903",
        }
    }
}

/// The last two digits of the region count to this.
const REGIONS: u32 = 100;
/// Sequences of each sex.
const SEQUENCES: u32 = 500;
/// Birth days are told apart by their remainder of this.
const DAYS: u32 = 64;

/// The number of the person at a place: the place is split into region, sequence and the remainder of
/// the birth day, so that two places never share all three; the rest of the birth day is drawn.
///
/// `None` beyond 3,200,000 places.
pub(crate) fn number(
    origin: Origin,
    place: u32,
    (first, last): (Date, Date),
    sex: Sex,
    draw: &mut Draw,
) -> Option<ResidentId> {
    let region = place % REGIONS;
    let sequence = place / REGIONS % SEQUENCES;
    let class = place / REGIONS / SEQUENCES;
    if class >= DAYS {
        return None;
    }
    let class = i32::try_from(class).ok()?;
    let width = i32::try_from(DAYS).ok()?;
    // the first day of the span with the wanted remainder
    let ahead = class.checked_sub(first.day_number())?.rem_euclid(width);
    let days = last.day_number().checked_sub(first.day_number())?;
    let rounds = days.checked_sub(ahead)?.checked_div(width)?;
    let round = draw.below(u32::try_from(rounds).ok()?.saturating_add(1));
    let after = i32::try_from(round)
        .ok()?
        .checked_mul(width)?
        .checked_add(ahead)?;
    let birth = first.add_days(after)?;
    let odd = u32::from(sex == Sex::Male);
    let sequence = sequence.checked_mul(2)?.checked_add(odd)?;
    with_check(&format!(
        "{}{region:02}{:08}{sequence:03}",
        origin.digits(),
        birth.number()
    ))
}

/// The days on which somebody of an age at the reference day was born.
pub(crate) fn born(ages: Ages, reference: Date) -> Option<(Date, Date)> {
    let last = reference.add_years(ages.from.checked_neg()?)?;
    let before = reference.add_years(ages.to.checked_add(1)?.checked_neg()?)?;
    Some((before.add_days(1)?, last))
}

/// Seventeen digits with the one check character that the form accepts.
fn with_check(body: &str) -> Option<ResidentId> {
    let checks = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'X'];
    checks
        .into_iter()
        .find_map(|check| ResidentId::parse(&format!("{body}{check}")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn places_give_numbers_of_their_own_within_the_ages() {
        let reference = Date::parse("2025-01-01").unwrap();
        let span = born(Ages { from: 0, to: 5 }, reference).unwrap();
        let mut draw = Draw::at(1, 1, 1);
        let places = (0..60_000).chain(3_190_000..3_200_000);
        let ids: BTreeSet<_> = places
            .map(|place| {
                let sex = if place % 3 == 0 {
                    Sex::Male
                } else {
                    Sex::Female
                };
                let id = number(Origin::Resident, place, span, sex, &mut draw).unwrap();
                let age = id.birth().age_on(reference);
                assert!((0..=5).contains(&age), "{age}");
                assert_eq!(id.sex(), sex);
                id
            })
            .collect();
        assert_eq!(ids.len(), 70_000);
        assert!(number(Origin::Mover, 3_200_000, span, Sex::Male, &mut draw).is_none());
    }
}
