//! Who comes to the counters of hospitals and pharmacies in a month, for what, and what goes wrong there.

use crate::draw::Draw;

/// Streams of numbers of visits, so that they meet no other of the sample.
const TOPIC: u64 = 5_000;

/// What kind of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 普通门诊
    Outpatient,
    /// 门诊慢特病
    Chronic,
    /// 药店购药
    Pharmacy,
    /// 住院
    Stay,
}

/// What becomes of its settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Settled.
    Plain,
    /// The answer was lost: the message is sent again.
    Repeated,
    /// Taken back afterwards.
    Reversed,
    /// The answer was lost and cannot be waited for: undone, and settled anew.
    Undone,
    /// A stay that is settled in the middle, too.
    Parted,
}

/// Somebody who comes. Numbers that name one of many are draws over the whole range of `u32`: whoever uses them takes
/// them modulo the length of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The day of the month, from 1.
    pub day: u32,
    /// Nights of a stay, 2 to 12; 0 for everything else. It ends within the month.
    pub nights: u32,
    /// Who.
    pub person: u32,
    /// Where.
    pub station: u32,
    /// Whether it is an institution of another county.
    pub away: bool,
    /// With what.
    pub disease: u32,
    /// What is charged: one of the institution's list, and how many.
    pub lines: Vec<(u32, u32)>,
    /// What kind of care.
    pub kind: Kind,
    /// What becomes of it.
    pub fate: Fate,
}

/// So many visits in a month of so many days (at least 14), by day. The first six show everything that can happen;
/// after them 72 of a hundred are outpatients, 8 of them with a chronic disease, 12 purchases, 8 stays; one in a
/// hundred is taken back, one sent twice.
#[must_use]
pub fn month(seed: u64, days: u32, count: u32) -> Vec<Coming> {
    let mut all: Vec<Coming> = (0..count).map(|place| one(seed, days, place)).collect();
    all.sort_by_key(|coming| coming.day);
    all
}

/// What the first six are.
const SHOWN: [(Kind, Fate); 6] = [
    (Kind::Stay, Fate::Parted),
    (Kind::Outpatient, Fate::Reversed),
    (Kind::Pharmacy, Fate::Repeated),
    (Kind::Outpatient, Fate::Undone),
    (Kind::Chronic, Fate::Plain),
    (Kind::Stay, Fate::Reversed),
];

fn one(seed: u64, days: u32, place: u32) -> Coming {
    let mut draw = Draw::at(seed, TOPIC, u64::from(place));
    let drawn = (kind(&mut draw), fate(&mut draw));
    let shown = SHOWN.get(place as usize).copied();
    let (kind, fate) = shown.unwrap_or(drawn);
    let nights = match kind {
        Kind::Stay => draw.between(2, 12),
        _ => 0,
    };
    let most = match kind {
        Kind::Stay => 40,
        Kind::Pharmacy => 4,
        Kind::Outpatient | Kind::Chronic => 9,
    };
    let lines = draw.between(1, most);
    let many = if kind == Kind::Stay { nights } else { 3 };
    let line = |draw: &mut Draw| (draw.below(u32::MAX), draw.between(1, many));
    Coming {
        day: draw.between(1, days.saturating_sub(nights).max(1)),
        nights,
        person: draw.below(u32::MAX),
        station: draw.below(u32::MAX),
        away: draw.per_mille(150),
        disease: draw.below(u32::MAX),
        lines: (0..lines).map(|_| line(&mut draw)).collect(),
        kind,
        fate,
    }
}

fn kind(draw: &mut Draw) -> Kind {
    match draw.below(100) {
        0..72 => Kind::Outpatient,
        72..80 => Kind::Chronic,
        80..92 => Kind::Pharmacy,
        _ => Kind::Stay,
    }
}

fn fate(draw: &mut Draw) -> Fate {
    match draw.below(100) {
        0 => Fate::Reversed,
        1 => Fate::Repeated,
        _ => Fate::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_mix_and_is_the_same_every_time() {
        let all = month(7, 31, 2_000);
        assert_eq!(all, month(7, 31, 2_000));
        assert_ne!(all, month(8, 31, 2_000));
        let of = |kind| all.iter().filter(|one| one.kind == kind).count();
        assert!((1_340..1_540).contains(&of(Kind::Outpatient)));
        assert!((120..200).contains(&of(Kind::Chronic)));
        assert!((190..290).contains(&of(Kind::Pharmacy)));
        assert!((120..200).contains(&of(Kind::Stay)));
        assert!(all.windows(2).all(|two| two[0].day <= two[1].day));
        for one in &all {
            assert!((1..=31).contains(&(one.day + one.nights)), "{one:?}");
            assert_eq!(one.nights > 0, one.kind == Kind::Stay);
            assert!((1..=40).contains(&one.lines.len()));
        }
    }

    #[test]
    fn the_smallest_month_shows_everything() {
        let all = month(7, 30, 6);
        for fate in [Fate::Repeated, Fate::Reversed, Fate::Undone, Fate::Parted] {
            assert!(all.iter().any(|one| one.fate == fate), "{fate:?}");
        }
        let parted = all.iter().find(|one| one.fate == Fate::Parted);
        assert_eq!(parted.map(|one| one.kind), Some(Kind::Stay));
    }
}
