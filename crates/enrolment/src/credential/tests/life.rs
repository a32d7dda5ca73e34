//! The life of a card.

use super::*;
use crate::credential::kind::CredentialKind;
use crate::credential::resolve::resolve;

fn ask(card: &Card, on: &str) -> Result<PersonNo, &'static str> {
    let known = Known {
        cards: vec![card.clone()],
        ..Known::default()
    };
    let found = resolve(
        CredentialKind::SocialCard,
        card.no.as_str(),
        when(on),
        &known.records(),
    );
    found.map_err(|refused| refused.code())
}

/// REQ-348: a lost card is refused, released it works, cancelled it never does again.
#[test]
fn req_348_lost_is_refused_released_works_cancelled_never() {
    let mut card = active("410500000001", 7);
    card.advance(step(CardState::Lost, "2020-03-01")).unwrap();
    card.advance(step(CardState::Active, "2020-03-05")).unwrap();
    card.advance(step(CardState::Cancelled, "2020-04-01"))
        .unwrap();
    assert_eq!(ask(&card, "2020-02-28"), Ok(person(7)));
    assert_eq!(ask(&card, "2020-03-04"), Err("card.lost"));
    assert_eq!(ask(&card, "2020-03-05"), Ok(person(7)));
    assert_eq!(ask(&card, "2020-04-01"), Err("card.cancelled"));
    for to in CardState::ALL {
        let again = card.advance(step(*to, "2020-05-01")).unwrap_err();
        assert_eq!(again.code(), "card.step");
    }
    let logged: Vec<_> = card.steps().iter().map(|step| step.to.code()).collect();
    assert_eq!(
        logged,
        [
            "made",
            "handed_over",
            "active",
            "lost",
            "active",
            "cancelled"
        ]
    );
}

/// REQ-349: a new card is not activated until its holder activates it.
#[test]
fn req_349_a_new_card_is_not_activated_until_activation() {
    let card = active("410500000001", 7);
    assert_eq!(card.on(day("2020-01-31")), Some(CardState::HandedOver));
    assert_eq!(ask(&card, "2020-01-31"), Err("card.not_activated"));
    assert_eq!(ask(&card, "2020-02-01"), Ok(person(7)));
    assert_eq!(ask(&card, "2019-12-31"), Err("credential.unknown"));
    let mut skipped = made("410500000002", 8);
    let refused = skipped
        .advance(step(CardState::Active, "2020-01-02"))
        .unwrap_err();
    assert!(refused.zh().contains("已制卡未发放") && !refused.zh().contains("410500000002"));
}

/// REQ-360: each step of a card names its archived form.
#[test]
fn req_360_each_step_links_its_form() {
    let bare = CardStep {
        form: " ".into(),
        ..step(CardState::Lost, "2020-03-01")
    };
    let mut card = active("410500000001", 7);
    assert_eq!(card.advance(bare.clone()).unwrap_err().code(), "card.form");
    let made = Card::make(number("1"), person(1), Generation::Old, bare);
    assert_eq!(made.unwrap_err().code(), "card.form");
    assert!(card.steps().iter().all(|step| !step.form.is_empty()));
}

#[test]
fn a_card_lost_before_its_activation_is_not_active_when_found() {
    let mut card = made("410500000001", 7);
    card.advance(step(CardState::HandedOver, "2020-01-20"))
        .unwrap();
    card.advance(step(CardState::Lost, "2020-01-25")).unwrap();
    let active = card
        .advance(step(CardState::Active, "2020-01-26"))
        .unwrap_err();
    assert_eq!(active.code(), "card.step");
    card.advance(step(CardState::HandedOver, "2020-01-26"))
        .unwrap();
    let early = card
        .advance(step(CardState::Active, "2020-01-25"))
        .unwrap_err();
    assert_eq!(early.code(), "card.order");
    card.advance(step(CardState::Active, "2020-01-27")).unwrap();
}

#[test]
fn rows_give_the_card_back() {
    let card = active("410500000001", 7);
    let parts = |steps: &[CardStep]| {
        let (of, kind) = ((card.no.clone(), card.person), (card.generation, card.bank));
        Card::from_rows(of, kind, None, steps.to_vec())
    };
    assert_eq!(parts(card.steps()).unwrap(), card);
    assert_eq!(parts(&card.steps()[1..]).unwrap_err().code(), "card.steps");
    assert_eq!(
        parts(&[card.steps()[0].clone(), card.steps()[2].clone()])
            .unwrap_err()
            .code(),
        "card.step"
    );
}
