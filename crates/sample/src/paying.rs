//! Who pays the yearly contribution, when and through whom, and what the bank answers.

use base::Date;

use crate::city::City;
use crate::draw::Draw;
use crate::person::{Occupation, Person};

/// Through whom a contribution is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// The agent of the village or street.
    Village,
    /// The school.
    School,
    /// A debit of the bank account.
    Bank,
    /// The tax bureau.
    Tax,
}

/// A contribution that is paid. The amount is that of the bill, which the sample does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The day.
    pub on: Date,
    /// Through whom.
    pub channel: Channel,
}

/// What the bank answers to a debit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DebitResult {
    /// The whole amount was debited.
    Paid,
    /// Not enough money in the account.
    Insufficient,
    /// No such account any more.
    Closed,
}

impl DebitResult {
    /// What the file of the bank says.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            DebitResult::Paid => "成功",
            DebitResult::Insufficient => "余额不足",
            DebitResult::Closed => "账户已销户",
        }
    }
}

/// How a person pays for a year; `None` where nothing is paid. Collection runs from the September
/// before the year to its February, and one in twenty of those who pay comes late.
#[must_use]
pub fn of(city: &City, person: &Person, year: i32) -> Option<Payment> {
    let place = u64::from(person.index);
    let mut draw = Draw::at(city.spec().seed ^ u64::from(year.unsigned_abs()), 6, place);
    // a village of the countryside is asked door by door and pays better
    let paying = if city.is_urban(city.county_of(person.index)) {
        930
    } else {
        965
    };
    if !draw.per_mille(paying) {
        return None;
    }
    let channel = match person.occupation {
        Occupation::Student(_) if draw.per_mille(900) => Channel::School,
        _ => match draw.below(10) {
            0..=4 => Channel::Village,
            5..=6 => Channel::Bank,
            _ => Channel::Tax,
        },
    };
    let september = Date::from_ymd(year.checked_sub(1)?, 9, 1).ok()?;
    let after = if draw.per_mille(50) {
        draw.between(122, 180)
    } else {
        draw.below(120)
    };
    let on = september.add_days(i32::try_from(after).ok()?)?;
    Some(Payment { on, channel })
}

/// What the bank answers to the debit of a person for a year: nineteen in twenty are paid.
#[must_use]
pub fn debit(city: &City, person: u32, year: i32) -> DebitResult {
    let seed = city.spec().seed ^ u64::from(year.unsigned_abs());
    match Draw::at(seed, 7, u64::from(person)).below(100) {
        0..=3 => DebitResult::Insufficient,
        4 => DebitResult::Closed,
        _ => DebitResult::Paid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;

    #[test]
    fn most_pay_in_time_and_through_every_channel() {
        let city = City::new(Spec::demo(5_000, 2025).unwrap()).unwrap();
        let mut channels = [0_u32; 4];
        let mut late = 0;
        for person in city.people() {
            let Some(payment) = of(&city, &person, 2026) else {
                continue;
            };
            late += u32::from(payment.on.year() == 2026);
            channels[payment.channel as usize] += 1;
            assert!((20_250_901..=20_260_301).contains(&payment.on.number()));
        }
        let paid: u32 = channels.iter().sum();
        assert!((4_500..4_950).contains(&paid), "{paid}");
        assert!((100..500).contains(&late), "{late}");
        assert!(channels.iter().all(|count| *count > 200), "{channels:?}");
        let refused = (0..1_000).filter(|person| debit(&city, *person, 2026) != DebitResult::Paid);
        assert!((20..90).contains(&refused.count()));
    }
}
