//! Batches, replacement, activation, the bank.

use super::*;
use crate::credential::card::BankSide;
use crate::credential::issue::{
    BankAnswer, CardOrder, activate, cards_of, issue, replace, take_answers, take_over,
};
use crate::credential::kind::CredentialKind;
use crate::credential::resolve::resolve;
use access::Scope;

fn order(whose: i64, no: &str) -> CardOrder {
    CardOrder {
        person: person(whose),
        no: number(no),
    }
}

fn scope(region: &str) -> Scope {
    let region = RegionCode::parse(region).unwrap();
    Scope::new(RegionCode::parse("4105").unwrap(), region).unwrap()
}

fn county(region: &str) -> RegionCode {
    RegionCode::parse(region).unwrap()
}

/// REQ-347: a batch is issued, and each card leads to its person at the counter.
#[test]
fn req_347_a_batch_is_issued_and_each_card_leads_to_its_person() {
    let orders: Vec<_> = (1..=100)
        .map(|n| order(n, &format!("4105{n:08}")))
        .collect();
    let issued = issue(&[], &orders, &step(CardState::Made, "2020-01-01"));
    assert_eq!((issued.cards.len(), issued.refused.len()), (100, 0));
    let mut known = Known {
        cards: issued.cards,
        ..Known::default()
    };
    for card in &mut known.cards {
        card.advance(step(CardState::HandedOver, "2020-01-10"))
            .unwrap();
        card.advance(step(CardState::Active, "2020-01-10")).unwrap();
    }
    for order in &orders {
        let found = resolve(
            CredentialKind::SocialCard,
            order.no.as_str(),
            when("2020-01-10"),
            &known.records(),
        );
        assert_eq!(found, Ok(order.person));
    }
}

#[test]
fn one_order_that_cannot_be_carried_out_stops_no_other() {
    let known = [active("410500000001", 1)];
    let orders = [
        order(1, "410500000002"),
        order(2, "410500000001"),
        order(3, "410500000003"),
        order(4, "410500000003"),
    ];
    let issued = issue(&known, &orders, &step(CardState::Made, "2020-05-01"));
    let refused: Vec<_> = issued
        .refused
        .iter()
        .map(|(place, refused)| (*place, refused.code()))
        .collect();
    assert_eq!(
        refused,
        [
            (0, "card.held"),
            (1, "card.number_taken"),
            (3, "card.number_taken")
        ]
    );
    assert_eq!(issued.cards.len(), 1);
}

/// REQ-350: a replacement bears a new number and works while the bank is offline.
#[test]
fn req_350_a_replacement_works_while_the_bank_is_offline() {
    let mut cards = vec![active("410500000001", 7)];
    let (old, new) = (number("410500000001"), number("410500000002"));
    cards[0]
        .advance(step(CardState::Lost, "2020-03-01"))
        .unwrap();
    let here = (scope("410502"), county("410502"));
    replace(
        &mut cards,
        (&old, new.clone()),
        here,
        &step(CardState::Made, "2020-03-02"),
    )
    .unwrap();
    cards[1]
        .advance(step(CardState::HandedOver, "2020-03-02"))
        .unwrap();
    activate(&mut cards, &new, &step(CardState::Active, "2020-03-02")).unwrap();
    assert_eq!(cards[1].bank, BankSide::None);
    assert_eq!(cards[1].replaces, Some(old.clone()));
    let known = Known {
        cards,
        ..Known::default()
    };
    let ask = |no: &CardNo| {
        let found = resolve(
            CredentialKind::SocialCard,
            no.as_str(),
            when("2020-03-02"),
            &known.records(),
        );
        found.map_err(|refused| refused.code())
    };
    assert_eq!(ask(&new), Ok(person(7)));
    assert_eq!(ask(&old), Err("card.replaced"));
    assert_eq!(
        cards_of(&known.cards, person(7), day("2020-03-02")).len(),
        1
    );
}

/// REQ-352: a county replaces the cards of its own members only.
#[test]
fn req_352_a_county_replaces_for_its_own_members_only() {
    let mut cards = vec![active("410500000001", 7)];
    let old = number("410500000001");
    let made = step(CardState::Made, "2020-03-02");
    let elsewhere = (scope("410502"), county("410503"));
    let refused =
        replace(&mut cards, (&old, number("410500000002")), elsewhere, &made).unwrap_err();
    assert_eq!(refused.code(), "card.other_county");
    assert_eq!((cards.len(), cards[0].state()), (1, CardState::Active));
    let city = (scope("4105"), county("410503"));
    replace(&mut cards, (&old, number("410500000002")), city, &made).unwrap();
    assert_eq!(cards[0].state(), CardState::Replaced);
    let own = (scope("410503"), county("410503"));
    let again = replace(&mut cards, (&old, number("410500000003")), own, &made).unwrap_err();
    assert_eq!(again.code(), "card.step");
    assert_eq!(cards.len(), 2);
    let taken = replace(
        &mut cards,
        (&number("410500000002"), old.clone()),
        own,
        &made,
    );
    assert_eq!(taken.unwrap_err().code(), "card.number_taken");
    let unknown = replace(&mut cards, (&number("9"), number("8")), own, &made);
    assert_eq!(unknown.unwrap_err().code(), "card.unknown");
}

/// REQ-351: a batch with two errors comes back with the two reasons.
#[test]
fn req_351_a_batch_with_two_errors_returns_the_reasons() {
    let mut cards: Vec<Card> = (1..=4)
        .map(|n| made(&format!("41050000000{n}"), n))
        .collect();
    for card in &mut cards {
        card.bank = BankSide::Submitted;
    }
    let answer = |no: &str, error: Option<&str>| BankAnswer {
        no: number(no),
        error: error.map(Into::into),
    };
    let exchange = take_answers(
        &mut cards,
        &[
            answer("410500000001", None),
            answer("410500000002", Some("姓名与证件不符")),
            answer("410500000003", Some("证件已过期")),
            answer("410500000001", None),
        ],
    );
    let reasons: Vec<_> = exchange
        .returned
        .iter()
        .map(|(no, why)| (no.as_str(), &**why))
        .collect();
    assert_eq!(
        reasons,
        [
            ("410500000002", "姓名与证件不符"),
            ("410500000003", "证件已过期")
        ]
    );
    assert_eq!(exchange.opened, [number("410500000001")]);
    assert_eq!(exchange.unanswered, [number("410500000004")]);
    assert_eq!(exchange.strange, [number("410500000001")]);
    assert_eq!(cards[1].bank, BankSide::Returned);
}

#[test]
fn old_and_new_cards_are_in_use_side_by_side_and_one_new_one_at_a_time() {
    let mut old = made("OLD1", 7);
    old.generation = Generation::Old;
    old.advance(step(CardState::HandedOver, "2020-01-02"))
        .unwrap();
    old.advance(step(CardState::Active, "2020-01-02")).unwrap();
    let mut cards = vec![active("410500000001", 7)];
    take_over(&mut cards, old.clone()).unwrap();
    let twice = take_over(&mut cards, old).unwrap_err();
    assert_eq!(twice.code(), "card.number_taken");
    let held: Vec<_> = cards_of(&cards, person(7), day("2020-03-01"))
        .iter()
        .map(|card| card.no.as_str())
        .collect();
    assert_eq!(held, ["410500000001", "OLD1"]);
    let mut second = made("410500000002", 7);
    second
        .advance(step(CardState::HandedOver, "2020-01-02"))
        .unwrap();
    cards.push(second);
    let refused = activate(
        &mut cards,
        &number("410500000002"),
        &step(CardState::Active, "2020-03-01"),
    );
    assert_eq!(refused.unwrap_err().code(), "card.second_active");
    let unknown = activate(
        &mut cards,
        &number("9"),
        &step(CardState::Active, "2020-03-01"),
    );
    assert_eq!(unknown.unwrap_err().code(), "card.unknown");
}

/// An old card cannot be turned into a second card of the present generation.
#[test]
fn an_old_card_of_somebody_with_a_new_one_is_not_replaced() {
    let mut old = made("OLD1", 7);
    old.generation = Generation::Old;
    old.advance(step(CardState::HandedOver, "2020-01-02"))
        .unwrap();
    old.advance(step(CardState::Active, "2020-01-02")).unwrap();
    let mut cards = vec![active("410500000001", 7), old.clone()];
    let here = (scope("410502"), county("410502"));
    let made_on = step(CardState::Made, "2020-03-02");
    let (from, to) = (number("OLD1"), number("410500000002"));
    let refused = replace(&mut cards, (&from, to.clone()), here, &made_on).unwrap_err();
    assert_eq!(refused.code(), "card.held");
    assert_eq!((cards.len(), cards[1].state()), (2, CardState::Active));
    let mut alone = vec![old];
    replace(&mut alone, (&from, to), here, &made_on).unwrap();
    assert_eq!(alone[1].generation, Generation::Present);
}
