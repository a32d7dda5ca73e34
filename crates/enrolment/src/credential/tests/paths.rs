//! Random lives of cards.

use super::*;
use crate::credential::issue::{CardOrder, activate, issue, replace};
use crate::credential::kind::CredentialKind;
use crate::credential::resolve::resolve;
use access::Scope;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug)]
enum Act {
    Issue(i64, usize),
    Step(usize, usize),
    Activate(usize),
    Replace(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (1_i64..4, 0_usize..6).prop_map(|(whose, no)| Act::Issue(whose, no)),
        4 => (0_usize..6, 0..CardState::ALL.len()).prop_map(|(no, to)| Act::Step(no, to)),
        2 => (0_usize..6).prop_map(Act::Activate),
        2 => (0_usize..6, 0_usize..6).prop_map(|(old, new)| Act::Replace(old, new)),
    ]
}

fn no(which: usize) -> CardNo {
    number(&format!("41050000000{which}"))
}

fn carry_out(cards: &mut Vec<Card>, act: Act, on: Date) {
    let taken = |to: CardState| CardStep {
        on,
        ..step(to, "2020-01-01")
    };
    let city = RegionCode::parse("4105").unwrap();
    match act {
        Act::Issue(whose, which) => {
            let order = CardOrder {
                person: person(whose),
                no: no(which),
            };
            let issued = issue(cards, &[order], &taken(CardState::Made));
            cards.extend(issued.cards);
        }
        Act::Step(which, to) => {
            let to = CardState::ALL[to];
            if to != CardState::Active
                && let Some(card) = cards.iter_mut().find(|card| card.no == no(which))
            {
                let _ = card.advance(taken(to));
            }
        }
        Act::Activate(which) => {
            let _ = activate(cards, &no(which), &taken(CardState::Active));
        }
        Act::Replace(old, new) => {
            let scope = Scope::new(city, city).unwrap();
            let numbers = (&no(old), no(new));
            let _ = replace(cards, numbers, (scope, city), &taken(CardState::Made));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A number leads to at most one person on any day and never to another one later, what was cancelled
    /// or replaced leads nowhere any more, and nobody has two present cards in use.
    #[test]
    fn a_number_leads_to_one_person(acts in prop::collection::vec((act(), 0_i32..5), 1..40)) {
        let mut cards: Vec<Card> = Vec::new();
        let mut now = 18_300;
        for (act, wait) in acts {
            now += wait;
            carry_out(&mut cards, act, Date::from_day_number(now).unwrap());
        }
        let known = Known { cards, ..Known::default() };
        let (mut ever, mut out): (BTreeMap<usize, PersonNo>, BTreeMap<usize, bool>) = Default::default();
        for on in (18_300..=now + 1).filter_map(Date::from_day_number) {
            let mut in_use: BTreeMap<PersonNo, usize> = BTreeMap::new();
            for which in 0..6 {
                let same = known.cards.iter().filter(|card| card.no == no(which)).count();
                prop_assert!(same <= 1);
                let at = When { day: on, moment: Moment::from_millis(0) };
                match resolve(CredentialKind::SocialCard, no(which).as_str(), at, &known.records()) {
                    Ok(found) => {
                        prop_assert_eq!(*ever.entry(which).or_insert(found), found);
                        prop_assert!(!out.contains_key(&which));
                        let held = in_use.entry(found).or_default();
                        *held += 1;
                        prop_assert!(*held <= 1);
                    }
                    Err(refused) => {
                        if matches!(refused.code(), "card.replaced" | "card.cancelled") {
                            out.insert(which, true);
                        }
                    }
                }
            }
        }
    }
}
