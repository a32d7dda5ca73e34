//! Bases: the wage in force for a month, held between the bounds of the package.

use super::declaration::{Declaration, DeclarationState};
use super::rules::{Rules, Worker};
use crate::ask::Basis;
use crate::month::Month;
use ::base::{Date, Fen, PersonNo, Refused};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What held a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// The own wage stands.
    Own,
    /// Raised to the floor.
    Floor,
    /// Cut to the cap.
    Cap,
}

impl Held {
    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Held::Own => "按本人工资",
            Held::Floor => "按下限",
            Held::Cap => "按上限",
        }
    }
}

/// The base of a person (篇7 第五条第一款).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonBase {
    /// Own average monthly wage of the year before.
    pub wage: Fen,
    /// The base.
    pub base: Fen,
    /// What held it.
    pub held: Held,
    /// The rule.
    pub basis: Arc<Basis>,
}

impl PersonBase {
    /// The base of a working person in a month, by the package's contributions.
    ///
    /// # Errors
    /// [`Refused`] where the package answers nothing, or has no base for such a person.
    pub fn of(rules: &Rules<'_>, worker: &Worker, month: Month) -> Result<PersonBase, Refused> {
        let due = rules.person(worker, month)?;
        let (Some(wage), Some(base)) = (due.wage, due.base) else {
            return Err(Refused::new(
                "premium.no_base",
                format!(
                    "人员 {} 没有缴费基数：退休人员不缴费，在职人员请先申报工资。",
                    worker.person
                ),
            ));
        };
        let held = match base.cmp(&wage) {
            std::cmp::Ordering::Greater => Held::Floor,
            std::cmp::Ordering::Equal => Held::Own,
            std::cmp::Ordering::Less => Held::Cap,
        };
        Ok(PersonBase {
            wage,
            base,
            held,
            basis: due.basis,
        })
    }
}

/// The wages in force, from all declarations of an employer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WageBook {
    /// Per person the wages by first day in force, and within a day by declaration.
    wages: BTreeMap<PersonNo, BTreeMap<(Date, i64), Fen>>,
}

impl WageBook {
    /// The book of the declarations that are in force; their order does not matter.
    #[must_use]
    pub fn of(declarations: &[Declaration]) -> WageBook {
        let mut wages: BTreeMap<PersonNo, BTreeMap<(Date, i64), Fen>> = BTreeMap::new();
        for declaration in declarations {
            let (DeclarationState::InForce, Some(from)) =
                (declaration.state(), declaration.in_force_from())
            else {
                continue;
            };
            for line in &declaration.lines {
                let mine = wages.entry(line.person).or_default();
                mine.insert((from, declaration.no.get()), line.wage);
            }
        }
        WageBook { wages }
    }

    /// The wage on which a person pays in a month: the last that was in force when it began.
    /// Who was first declared within the month pays on that wage.
    #[must_use]
    pub fn wage(&self, person: PersonNo, month: Month) -> Option<Fen> {
        let mine = self.wages.get(&person)?;
        let before = mine.range(..=(month.first(), i64::MAX)).next_back();
        let within = || mine.range(..=(month.last(), i64::MAX)).next();
        before.or_else(within).map(|(_, wage)| *wage)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DeclarationNo;
    use super::super::testing::*;
    use super::*;

    /// REQ-070: average 5000; wages 2000, 8000, 20000 give bases 3000, 8000, 15000.
    #[test]
    fn req_070_own_wage_between_60_and_300_percent() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let rules = Rules::new(&policy);
        let month = Month::new(2003, 4).unwrap();
        let base = |wage: i64| {
            let found = PersonBase::of(&rules, &worker(1, Some(wage)), month).unwrap();
            (found.base.get(), found.held)
        };
        assert_eq!(base(200_000), (300_000, Held::Floor));
        assert_eq!(base(800_000), (800_000, Held::Own));
        assert_eq!(base(2_000_000), (1_500_000, Held::Cap));
    }

    #[test]
    fn without_the_average_wage_of_the_city_nothing_is_guessed() {
        let policy = shanghai(&[]);
        let rules = Rules::new(&policy);
        let month = Month::new(2003, 4).unwrap();
        let refused = PersonBase::of(&rules, &worker(1, Some(800_000)), month).unwrap_err();
        assert_eq!(refused.code(), "policy.unset");
        assert!(refused.zh().contains("city_wage"));
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let refused = PersonBase::of(&Rules::new(&policy), &worker(1, None), month).unwrap_err();
        assert_eq!(refused.code(), "premium.no_wage");
    }

    #[test]
    fn the_last_wage_in_force_counts() {
        let declared = |no: i64, year: i32, amount: i64, from: &str| {
            let on = day(from);
            Declaration::kept(
                (DeclarationNo::new(no).unwrap(), employer(7), year),
                vec![wage(1, amount)],
                on,
                Some(on),
                Some(on),
            )
        };
        let book = WageBook::of(&[
            declared(2, 2026, 600_000, "2026-06-30"),
            declared(1, 2025, 500_000, "2025-06-30"),
        ]);
        let wage = |month: &str| {
            book.wage(person(1), Month::parse(month).unwrap())
                .map(Fen::get)
        };
        assert_eq!(wage("2026-06"), Some(500_000), "June by the old base");
        assert_eq!(wage("2026-07"), Some(600_000), "July by the new one");
        assert_eq!(wage("2025-06"), Some(500_000), "first declared within June");
        assert_eq!(wage("2025-05"), None);
        assert_eq!(book.wage(person(2), Month::parse("2026-07").unwrap()), None);
    }
}
