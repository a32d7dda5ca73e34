//! Checks at each contact; corrections.

use super::*;
use crate::credential::check::{Contact, CredentialCheck, check, required};
use crate::credential::correction::Correction;
use crate::credential::kind::CredentialKind;
use crate::people::Field;
use access::UserName;

const PLACE: &str = "H41050200001";

fn shown(known: &Known, contact: Contact, no: &str) -> CredentialCheck {
    let card = (CredentialKind::SocialCard, no);
    check((PLACE, contact), card, when("2020-03-10"), &known.records())
}

fn ask(checks: &[CredentialCheck], contact: Contact) -> Result<(), &'static str> {
    let found = required(
        checks,
        person(7),
        (PLACE, contact),
        None,
        when("2020-03-10"),
    );
    found.map(|_| ()).map_err(|refused| refused.code())
}

/// REQ-157: a stolen card fails the check, the check is kept, and nothing can be debited under it.
#[test]
fn req_157_a_stolen_card_fails_and_no_debit_follows() {
    let mut card = active("410500000001", 7);
    card.advance(step(CardState::Lost, "2020-03-09")).unwrap();
    let known = Known {
        cards: vec![card],
        ..Known::default()
    };
    let log = [shown(&known, Contact::Settlement, "410500000001")];
    assert_eq!(log[0].outcome.as_ref().unwrap_err().code(), "card.lost");
    assert_eq!(&*log[0].shown, "********0001");
    let shown = Some((CredentialKind::SocialCard, "410500000001"));
    let at = (PLACE, Contact::Settlement);
    let refused = required(&log, person(7), at, shown, when("2020-03-10")).unwrap_err();
    assert_eq!(refused.code(), "card.lost");
}

/// REQ-359: without a verified credential nothing is booked.
#[test]
fn req_359_no_credential_no_booking() {
    let known = Known {
        cards: vec![active("410500000001", 7), active("410500000002", 8)],
        ..Known::default()
    };
    assert_eq!(ask(&[], Contact::Visit), Err("credential.missing"));
    let passed = shown(&known, Contact::Visit, "410500000001");
    assert_eq!(ask(std::slice::from_ref(&passed), Contact::Visit), Ok(()));
    assert_eq!(
        ask(std::slice::from_ref(&passed), Contact::Settlement),
        Err("credential.missing")
    );
    let other = shown(&known, Contact::Visit, "410500000002");
    let theirs = Some((CredentialKind::SocialCard, "410500000002"));
    let log = std::slice::from_ref(&other);
    let refused = required(
        log,
        person(7),
        (PLACE, Contact::Visit),
        theirs,
        when("2020-03-10"),
    );
    assert_eq!(refused.unwrap_err().code(), "credential.other_person");
    assert_eq!(ask(&[other, passed.clone()], Contact::Visit), Ok(()));
    let elsewhere = CredentialCheck {
        place: "P41050300002".into(),
        ..passed.clone()
    };
    let yesterday = CredentialCheck {
        when: when("2020-03-09"),
        ..passed
    };
    assert_eq!(
        ask(&[elsewhere, yesterday], Contact::Visit),
        Err("credential.missing")
    );
}

/// At a window with many patients: what others showed says nothing of who shows nothing, and whoever shows
/// something hears of that, not of the pass of the patient before.
#[test]
fn the_pass_of_another_patient_hides_no_reason() {
    let mut lost = active("410500000001", 7);
    lost.advance(step(CardState::Lost, "2020-03-09")).unwrap();
    let known = Known {
        cards: vec![lost, active("410500000002", 8)],
        ..Known::default()
    };
    let other = shown(&known, Contact::Visit, "410500000002");
    let own = shown(&known, Contact::Visit, "410500000001");
    let log = [own, other];
    assert_eq!(ask(&log, Contact::Visit), Err("credential.missing"));
    let mine = Some((CredentialKind::SocialCard, "410500000001"));
    let with = |credential| {
        let at = (PLACE, Contact::Visit);
        let found = required(&log, person(7), at, credential, when("2020-03-10"));
        found.map(|_| ()).map_err(|refused| refused.code())
    };
    assert_eq!(with(mine), Err("card.lost"));
    let others = Some((CredentialKind::SocialCard, "410500000002"));
    assert_eq!(with(others), Err("credential.other_person"));
}

/// A card that was reported lost after it was shown is not good any more: the last check of it counts.
#[test]
fn the_last_check_of_a_credential_counts() {
    let mut known = Known {
        cards: vec![active("410500000001", 7)],
        ..Known::default()
    };
    let mine = Some((CredentialKind::SocialCard, "410500000001"));
    let mut log = vec![shown(&known, Contact::Settlement, "410500000001")];
    let ask = |log: &[CredentialCheck]| {
        let at = (PLACE, Contact::Settlement);
        let found = required(log, person(7), at, mine, when("2020-03-10"));
        found.map(|_| ()).map_err(|refused| refused.code())
    };
    assert_eq!(ask(&log), Ok(()));
    known.cards[0]
        .advance(step(CardState::Lost, "2020-03-10"))
        .unwrap();
    let mut later = shown(&known, Contact::Settlement, "410500000001");
    later.when.moment = Moment::from_millis(2_000_000);
    log.push(later);
    assert_eq!(ask(&log), Err("card.lost"));
}

fn user(name: &str) -> UserName {
    UserName::new(name).unwrap()
}

/// REQ-353: a change of name needs evidence and a second user.
#[test]
fn req_353_a_change_of_name_needs_evidence_and_a_second_user() {
    let change = (Field::Name, "张三", "张山");
    let bare = Correction::new(person(7), change, " ", user("wangli"));
    assert_eq!(bare.unwrap_err().code(), "correction.evidence");
    let entered = Correction::new(person(7), change, "户口簿-1", user("wangli")).unwrap();
    let own = entered.clone().confirm(user("wangli"), "张三").unwrap_err();
    assert_eq!(own.code(), "correction.own");
    let stale = entered.clone().confirm(user("sunhua"), "张珊").unwrap_err();
    assert_eq!(stale.code(), "correction.stale");
    let checked = entered.confirm(user("sunhua"), "张三").unwrap();
    assert_eq!(
        (&*checked.correction.after, checked.checker.as_str()),
        ("张山", "sunhua")
    );
    let nothing = Correction::new(
        person(7),
        (Field::Name, "张三", "张三 "),
        "户口簿-1",
        user("wangli"),
    );
    assert_eq!(nothing.unwrap_err().code(), "correction.same");
}
