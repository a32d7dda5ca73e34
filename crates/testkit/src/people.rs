//! Sample people: invented, recognisably so, with numbers that pass their check.
//!
//! Surnames are common ones; given names are two of the ten heavenly stems, as a form would name
//! 张甲 and 李乙. The region digits of the numbers begin with 89, which no place has, so that none
//! of them can be the number of a living person.

use crate::plain::{Given, Owners};
use crate::random::Tape;
use base::Date;

/// Common surnames.
const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗",
];
/// The heavenly stems.
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
/// Weights of the first seventeen digits (GB 11643).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check digits by the remainder of 11 (GB 11643).
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A person who does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Number of the resident identity card, 18 places, region 89.
    pub number: String,
    /// Name.
    pub name: String,
    /// Number of the household, shared by its members.
    pub household: String,
    /// Facts of the person, by the names of the registry.
    pub facts: Given,
}

impl Person {
    /// Whose accumulators a claim of this person moves.
    #[must_use]
    pub fn owners(&self) -> Owners {
        Owners {
            person: self.number.clone(),
            family: self.household.clone(),
            ..Owners::default()
        }
    }
}

/// `count` people of a seed, in households of one to four; the same seed gives the same people.
#[must_use]
pub fn people(seed: u64, count: usize) -> Vec<Person> {
    let mut people = Vec::with_capacity(count);
    let (mut household, mut room) = (0_u32, 0_usize);
    for number in 0..count {
        let mut tape = Tape::of_seed(seed.wrapping_mul(1_000_003).wrapping_add(number as u64), 16);
        if room == 0 {
            household += 1;
            room = 1 + tape.below(4);
        }
        room -= 1;
        people.push(person(&mut tape, number, format!("F{household:07}")));
    }
    people
}

fn person(tape: &mut Tape, number: usize, household: String) -> Person {
    let surname = tape.pick(&SURNAMES);
    let (first, second) = (tape.pick(&STEMS), tape.pick(&STEMS));
    let birth = birth(tape);
    let female = tape.below(2) == 1;
    // Place and order of the number count on, so that no two people share one.
    let sequence = 2 * (number / 9_000 % 500) + usize::from(!female);
    let body = format!(
        "89{:04}{:04}{:02}{:02}{sequence:03}",
        1_000 + number % 9_000,
        birth.year(),
        birth.month(),
        birth.day()
    );
    Person {
        number: with_check(&body),
        name: format!("{surname}{first}{second}"),
        household,
        facts: facts(tape, birth, female),
    }
}

/// From new-born to very old, at the end of 2024.
fn birth(tape: &mut Tape) -> Date {
    let year = i32::try_from(tape.between(1935, 2024)).unwrap_or(1980);
    let month = u32::try_from(tape.between(1, 12)).unwrap_or(1);
    let day = u32::try_from(tape.between(1, 28)).unwrap_or(1);
    Date::from_ymd(year, month, day).unwrap_or(Date::MIN)
}

fn facts(tape: &mut Tape, birth: Date, female: bool) -> Given {
    let mut facts = Given::new();
    let mut put = |name: &str, value: String| facts.insert(name.to_owned(), value);
    put("birth", birth.to_string());
    put("sex", if female { "female" } else { "male" }.to_owned());
    let years = |years: i64| birth.add_years(i32::try_from(years).unwrap_or(0));
    if let Some(employed) = years(tape.between(18, 26)).filter(|day| day.year() <= 2024) {
        put("employed_on", employed.to_string());
    }
    let age = if female { 55 } else { 60 };
    if let Some(retired) = years(age).filter(|day| day.year() <= 2024) {
        put("retired", "yes".to_owned());
        put("retired_on", retired.to_string());
    }
    if tape.chance(8) {
        put(
            "identities",
            tape.pick(&["dibao", "canji", "dibao,canji", "tekun"])
                .to_owned(),
        );
    }
    facts
}

/// Seventeen digits with the check digit of GB 11643 behind them.
fn with_check(body: &str) -> String {
    let digits = body.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = CHECKS[usize::try_from(sum % 11).unwrap_or(0)];
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_valid_and_all_different() {
        let people = people(1, 20_000);
        let numbers: BTreeSet<&str> = people.iter().map(|p| p.number.as_str()).collect();
        assert_eq!(numbers.len(), people.len());
        for person in &people {
            assert!(person.number.starts_with("89"));
            let id = base::ResidentId::parse(&person.number);
            let id = id.unwrap_or_else(|flaw| panic!("{} {flaw:?}", person.number));
            assert_eq!(id.birth().to_string(), person.facts["birth"]);
            let female = person.facts["sex"] == "female";
            assert_eq!(id.sex() == base::Sex::Female, female);
        }
    }

    #[test]
    fn the_check_digit_follows_the_standard() {
        // The worked example of GB 11643-1999: 11010519491231002 has X.
        assert_eq!(with_check("11010519491231002"), "11010519491231002X");
    }

    #[test]
    fn a_seed_gives_the_same_people_again() {
        assert_eq!(people(7, 50), people(7, 50));
        assert_ne!(people(7, 50), people(8, 50));
        assert!(
            people(7, 50)
                .iter()
                .all(|person| person.name.chars().count() == 3)
        );
    }
}
