//! The driver: throws the dice, does what they say through the use cases, counts what came of it.

use crate::acts;
use crate::acts::Act;
use crate::model::Model;
use crate::office::{Engine, FIRST_DAY, Office, day};
use crate::random::Random;
use service::{Desk, ServiceError};
use std::collections::BTreeMap;
use std::fmt::Debug;
use store::StoreError;

/// Days that a history lasts, however many events it has: summer 2025 to the end of 2026.
const DAYS: u64 = 569;

/// What came of an act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: u64,
    pub refused: BTreeMap<&'static str, u64>,
}

/// A random history on one engine.
pub struct History {
    pub office: Office,
    pub dice: Random,
    pub model: Model,
    pub told: BTreeMap<&'static str, Tally>,
    pub events: u64,
    seed: u64,
    last_tx: i64,
}

impl History {
    /// A history that has not begun: the office is furnished.
    pub fn of(engine: Engine, seed: u64) -> History {
        let office = Office::open(engine);
        let last_tx = office.last_tx();
        let mut history = History {
            office,
            dice: Random::new(seed),
            model: Model::default(),
            told: BTreeMap::new(),
            events: 0,
            seed,
            last_tx,
        };
        acts::furnish(&mut history);
        history
    }

    /// The seed.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Goes on until so many events have happened of `whole`.
    pub fn go_on(&mut self, until: u64, whole: u64) {
        while self.events < until {
            let days = i64::try_from(DAYS * self.events / whole.max(1)).unwrap();
            let today = day(FIRST_DAY)
                .add_days(i32::try_from(days).unwrap())
                .unwrap();
            self.office.move_to(today);
            let act = self.choose();
            act(self);
        }
    }

    fn choose(&mut self) -> Act {
        let whole: usize = acts::ALL.iter().map(|(weight, _)| weight).sum();
        let mut left = self.dice.below(whole);
        for (weight, act) in acts::ALL {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *act,
            }
        }
        unreachable!("the weights add up")
    }

    /// One use case. Refused, it must have left nothing behind: whatever writes takes a number of transaction.
    pub fn call<T>(
        &mut self,
        act: &'static str,
        work: impl FnOnce(&Desk<'_>) -> Result<T, ServiceError>,
    ) -> Option<T> {
        let answer = work(&self.office.desk());
        self.events += 1;
        let now = self.office.last_tx();
        let before = std::mem::replace(&mut self.last_tx, now);
        let tally = self.told.entry(act).or_default();
        match answer {
            Ok(value) => {
                tally.done += 1;
                Some(value)
            }
            Err(error) => {
                let seed = self.seed;
                assert!(is_refusal(&error), "seed {seed}: {act} broke: {error}");
                assert_eq!(
                    before, now,
                    "seed {seed}: {act} was refused and left something: {error}"
                );
                *tally.refused.entry(error.code()).or_default() += 1;
                None
            }
        }
    }

    /// One use case that nobody may get through.
    pub fn wrong<T: Debug>(
        &mut self,
        act: &'static str,
        codes: &[&str],
        work: impl FnOnce(&Desk<'_>) -> Result<T, ServiceError>,
    ) {
        let mut told = None;
        let got = self.call(act, |desk| {
            let answer = work(desk);
            told = answer.as_ref().err().map(ServiceError::code);
            answer
        });
        let seed = self.seed;
        assert!(got.is_none(), "seed {seed}: {act} went through: {got:?}");
        let told = told.unwrap();
        assert!(
            codes.contains(&told),
            "seed {seed}: {act} was refused as {told} and not as {codes:?}"
        );
    }

    /// What came of every act, a line each.
    pub fn report(&self) -> String {
        let mut text = String::new();
        for (act, tally) in &self.told {
            text += &format!("  {act:<28}{:>6} done", tally.done);
            for (code, count) in &tally.refused {
                text += &format!("  {code} {count}");
            }
            text += "\n";
        }
        text
    }

    /// How many use cases were done, and how many refused.
    pub fn counts(&self) -> (u64, u64) {
        let done = self.told.values().map(|tally| tally.done).sum();
        let refused = self
            .told
            .values()
            .flat_map(|tally| tally.refused.values())
            .sum();
        (done, refused)
    }
}

/// Whether an error is an answer; a store that fails is none.
fn is_refusal(error: &ServiceError) -> bool {
    match error {
        ServiceError::Store(error) => matches!(
            error,
            StoreError::Guard(_) | StoreError::Conflict(_) | StoreError::Reference(_)
        ),
        _ => true,
    }
}
