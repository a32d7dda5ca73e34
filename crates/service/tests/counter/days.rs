//! Random days at the counter: what the records say, what accumulators hold and what funds owe never part.

use base::Date;
use serde_json::Value;
use service::counter::{Counter, Outcome, Turned as Unanswered};
use settlement::bill::AccountUse;
use settlement::{RecordNo, VisitNo};

use crate::common::{Fixture, day};
use crate::hall::*;
use crate::sound;

/// Dice whose throws follow from a seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: u64) -> u64 {
        // the multiplier and increment of Knuth's MMIX; the high bits are the good ones
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn amount(&mut self) -> String {
        format!("{}.{:02}", self.below(40), self.below(99) + 1)
    }
}

/// Somebody who lies in.
struct Stay {
    visit: VisitNo,
    who: i64,
    lines: u64,
    left: bool,
}

/// What the days have left behind.
#[derive(Default)]
struct Past {
    open: Vec<(VisitNo, i64)>,
    stays: Vec<Stay>,
    settled: Vec<Settled>,
    fund: i64,
    refused: Vec<&'static str>,
}

/// The identities of the interface, over the figures of an answer.
pub fn balanced(answer: &Value) {
    let of = |name: &str| answer["figures"][name].as_i64().unwrap();
    let sum = |names: &[&str]| names.iter().map(|name| of(name)).sum::<i64>();
    let all = [
        (
            "medfee_sumamt",
            &["fund_pay_sumamt", "psn_part_amt", "hosp_part_amt"][..],
        ),
        (
            "fund_pay_sumamt",
            &[
                "hifp_pay",
                "cvlserv_pay",
                "hifes_pay",
                "hifmi_pay",
                "hifob_pay",
                "maf_pay",
                "oth_pay",
                "hifdm_pay",
            ],
        ),
        ("psn_part_amt", &["acct_pay", "psn_cash_pay"]),
        (
            "medfee_sumamt",
            &[
                "fulamt_ownpay_amt",
                "overlmt_selfpay",
                "preselfpay_amt",
                "inscp_scp_amt",
            ],
        ),
    ];
    for (whole, parts) in all {
        assert_eq!(of(whole), sum(parts), "{whole} = {parts:?}: {answer}");
    }
}

/// A day's counter with its dice and what came before.
struct Day<'a> {
    counter: &'a Counter,
    dice: Dice,
    past: Past,
    accounts: bool,
}

impl Day<'_> {
    /// One random message; refusals are part of the day.
    fn one(&mut self, at: &str) {
        let who = i64::try_from(self.dice.below(3)).unwrap() + 1;
        match self.dice.below(14) {
            0..=3 => self.visit(who, at),
            4..=6 if !self.past.open.is_empty() => {
                let (visit, who) = *self.dice.one(&self.past.open);
                self.settle("2207", at, (visit, who, false));
            }
            7 => self.admit(who, at),
            8..=10 if !self.past.stays.is_empty() => self.tend(at),
            _ if !self.past.settled.is_empty() => {
                let one = *self.dice.one(&self.past.settled);
                self.take_back(at, one);
            }
            _ => {}
        }
    }

    fn carry(&mut self, infno: &str, at: &str, work: Box<Message>) -> Outcome {
        let outcome = self.counter.carry_out(key(infno, at, at), work);
        if let Err(turned) = &outcome {
            match turned {
                Unanswered::Refused(refused) => self.past.refused.push(refused.code()),
                other => panic!("{}", other.zh()),
            }
        }
        outcome
    }

    /// A visit before or after the law changed.
    fn visit(&mut self, who: i64, at: &str) {
        let on = *self.dice.one(&["2026-11-18", TODAY]);
        let amount = self.dice.amount();
        let opened = self.carry("2201", at, registration_on(who, HOSPITAL, on));
        let no = visit(&opened);
        self.carry("2203", at, description(no, who)).unwrap();
        self.carry("2204", at, fee(no, who, (1, DRUG, &amount)))
            .unwrap();
        self.past.open.push((no, who));
    }

    fn admit(&mut self, who: i64, at: &str) {
        if let Ok(answered) = self.carry("2401", at, admission(who)) {
            self.past.stays.push(Stay {
                visit: visit(&Ok(answered)),
                who,
                lines: 0,
                left: false,
            });
        }
    }

    /// Something happens to somebody who lies in.
    fn tend(&mut self, at: &str) {
        let place = usize::try_from(self.dice.below(self.past.stays.len() as u64)).unwrap();
        let Stay {
            visit,
            who,
            lines,
            left,
        } = self.past.stays[place];
        match self.dice.below(6) {
            0..=2 if !left => {
                let number = lines + 1;
                // some of what was charged is given back
                let back = lines > 0 && self.dice.below(4) == 0;
                let line = if back {
                    (number, Some(1), "-0.5", "10.01")
                } else {
                    (number, None, *self.dice.one(&["1", "2.5"]), "10.01")
                };
                if self.carry("2301", at, stay_fee(visit, who, line)).is_ok() {
                    self.past.stays[place].lines = number;
                }
            }
            3 if !left => {
                self.past.stays[place].left = self.carry("2402", at, leaving(visit, who)).is_ok();
            }
            _ => self.settle("2304", at, (visit, who, !left)),
        }
    }

    fn settle(&mut self, infno: &str, at: &str, (visit, who, mid_stay): (VisitNo, i64, bool)) {
        let using = match self.dice.below(2) {
            1 if self.accounts => AccountUse::Own,
            _ => AccountUse::No,
        };
        let work = || settlement_as(visit, who, (mid_stay, using));
        let trial = self.counter.trial(&*work());
        let settled = self.carry(infno, at, work());
        assert_eq!(trial.is_ok(), settled.is_ok(), "{trial:?} {settled:?}");
        if settled.is_err() {
            return;
        }
        let (tried, answer) = (told(&trial), told(&settled));
        balanced(&tried);
        balanced(&answer);
        assert_eq!(tried["figures"], answer["figures"]);
        self.past.fund += number(&settled, "fund");
        self.past.settled.push((record(&settled), visit, who));
    }

    fn take_back(&mut self, at: &str, (no, visit, who): (RecordNo, VisitNo, i64)) {
        let taken = self.carry("2208", at, reversal(no, visit, who));
        if taken.is_ok() {
            balanced(&told(&taken));
            self.past.fund += number(&taken, "fund");
            if let Some(stay) = self.past.stays.iter_mut().find(|it| it.visit == visit) {
                // a stay that is settled no longer may be charged again only by leaving again
                stay.left = stay.left || stay.lines == 0;
            }
        }
    }
}

/// Refusals that random days bring; any other is a mistake.
const USUAL: [&str; 11] = [
    "visit.no_lines",
    "visit.state",
    "visit.settled",
    "visit.stay_open",
    "fee.below_nothing",
    "fee.settled",
    "reversal.reversed",
    "reversal.replaced",
    "reversal.not_last",
    "stay.year_end",
    "account.overdrawn",
];

/// Under two packages, of which the second counts for what is of 2026-11-21 and later.
pub fn packages(reversal: &str) -> Vec<(Date, benefit::plan::Policy)> {
    vec![
        (Date::MIN, policy_of(reversal, ["15", "80", "70%"])),
        (day("2026-11-21"), policy_of(reversal, ["25", "80", "55%"])),
    ]
}

/// Lives a day of so many messages by a seed.
pub fn lived(fixture: &Fixture, reversal: &str, (seed, messages): (u64, u32)) {
    let hall = Hall::with(fixture, 3, packages(reversal));
    hall.account(2, "12.50", "7.77");
    let (past, _) = live(&hall, (seed, messages), true);
    if reversal != "replay" {
        assert_eq!(
            owed(&hall),
            past,
            "what was answered is what is owed, seed {seed}"
        );
    }
    let account = "SELECT CAST(SUM(current_move + past_move) AS BIGINT) FROM account_entry";
    let drawn = "SELECT CAST(COALESCE(SUM(account_pay), 0) AS BIGINT) FROM settlement \
                 WHERE nature <> 'adjustment' AND tx_to = 9223372036854775807";
    assert_eq!(
        hall.number(account),
        2_027 - hall.number(drawn),
        "seed {seed}"
    );
}

/// What funds owe after all.
pub fn owed(hall: &Hall<'_>) -> i64 {
    hall.number("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payable WHERE part = 'fund'")
}

/// A settlement: record, visit, person.
pub type Settled = (RecordNo, VisitNo, i64);

/// Lives the messages of a seed; the sum of what was answered of funds, and the settlements, also those taken back.
pub fn live(hall: &Hall<'_>, (seed, messages): (u64, u32), accounts: bool) -> (i64, Vec<Settled>) {
    let mut day = Day {
        counter: &hall.counter,
        dice: Dice(seed),
        past: Past::default(),
        accounts,
    };
    for message in 0..messages {
        day.one(&format!("m{message}"));
    }
    let Past {
        settled,
        refused,
        fund,
        ..
    } = day.past;
    assert!(settled.len() > 5, "a day with little in it proves little");
    let odd = refused.iter().find(|code| !USUAL.contains(code));
    assert_eq!(odd, None, "seed {seed}");
    sound(hall);
    let most = "SELECT CAST(COALESCE(MAX(s), 0) AS BIGINT) FROM (SELECT SUM(fund_pay) AS s FROM settlement \
                WHERE nature <> 'adjustment' AND tx_to = 9223372036854775807 GROUP BY person) p";
    assert!(
        hall.number(most) <= 8_000,
        "nobody passes the ceiling, seed {seed}"
    );
    (fund, settled)
}
