//! Random days at the counter: what the records say, what accumulators hold and what funds owe never part.

use service::counter::Turned as Unanswered;
use settlement::bill::AccountUse;
use settlement::{RecordNo, VisitNo};

use crate::common::Fixture;
use crate::hall::*;
use crate::sound;

/// Dice whose throws follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        // the multiplier and increment of Knuth's MMIX; the high bits are the good ones
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What a day has left behind.
#[derive(Default)]
struct Past {
    open: Vec<(VisitNo, i64)>,
    settled: Vec<(RecordNo, VisitNo, i64)>,
    fund: i64,
}

/// One random message; refusals are part of the day.
fn one(hall: &Hall<'_>, dice: &mut Dice, past: &mut Past, at: &str) {
    let who = i64::try_from(dice.below(3)).unwrap() + 1;
    match dice.below(10) {
        0..=3 => {
            let amount = format!("{}.{:02}", dice.below(40), dice.below(99) + 1);
            past.open
                .push((ready(&hall.counter, who, at, &amount), who));
        }
        4..=7 if !past.open.is_empty() => {
            let place = usize::try_from(dice.below(past.open.len() as u64)).unwrap();
            let (visit, who) = past.open[place];
            let using = if dice.below(2) == 0 {
                AccountUse::No
            } else {
                AccountUse::Own
            };
            let work = || settlement_as(visit, who, (false, using));
            let trial = hall.counter.trial(&*work());
            let settled = hall.counter.carry_out(key("2207", at, at), work());
            match settled {
                Ok(_) => {
                    assert_eq!(number(&trial, "fund"), number(&settled, "fund"));
                    past.fund += number(&settled, "fund");
                    past.settled.push((record(&settled), visit, who));
                }
                Err(Unanswered::Refused(refused)) => assert_eq!(refused.code(), "visit.no_lines"),
                Err(other) => panic!("{}", other.zh()),
            }
        }
        _ if !past.settled.is_empty() => {
            let place = usize::try_from(dice.below(past.settled.len() as u64)).unwrap();
            let (no, visit, who) = past.settled[place];
            let taken = hall
                .counter
                .carry_out(key("2208", at, at), reversal(no, visit, who));
            match taken {
                Ok(_) => past.fund += number(&taken, "fund"),
                Err(Unanswered::Refused(refused)) => {
                    assert_eq!(refused.code(), "reversal.reversed")
                }
                Err(other) => panic!("{}", other.zh()),
            }
        }
        _ => {}
    }
}

/// Lives a day of so many messages by a seed.
pub fn lived(fixture: &Fixture, seed: u64, messages: u32) {
    let hall = Hall::new(fixture, 3, policy("15", "80", "70%"));
    hall.account(2, "12.50", "7.77");
    let (mut dice, mut past) = (Dice(seed), Past::default());
    for message in 0..messages {
        one(&hall, &mut dice, &mut past, &format!("m{message}"));
    }
    assert!(
        past.settled.len() > 5,
        "a day with little in it proves little"
    );
    sound(&hall);
    let owed = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payable WHERE part = 'fund'";
    assert_eq!(
        hall.number(owed),
        past.fund,
        "what was answered is what is owed, seed {seed}"
    );
    let most = "SELECT CAST(COALESCE(MAX(s), 0) AS BIGINT) FROM (SELECT SUM(fund_pay) AS s FROM settlement GROUP BY person) p";
    assert!(
        hall.number(most) <= 8_000,
        "nobody passes the ceiling, seed {seed}"
    );
    let account = "SELECT CAST(SUM(current_move + past_move) AS BIGINT) FROM account_entry";
    let drawn = "SELECT CAST(COALESCE(SUM(account_pay), 0) AS BIGINT) FROM settlement";
    assert_eq!(hall.number(account), 2_027 - hall.number(drawn));
}
