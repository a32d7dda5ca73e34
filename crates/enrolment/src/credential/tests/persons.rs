//! From credentials to one person.

use super::*;
use crate::credential::kind::CredentialKind;
use crate::credential::resolve::{link, resolve};
use crate::people::{DocumentNumber, Link};
use base::{DocumentType, Validity};

const NUMBER: &str = "11010519491231002X";
const CARD: DocumentType = DocumentType::ResidentCard;

fn papers(number: &str) -> Papers {
    let mut papers = Papers::default();
    let number = DocumentNumber::read(CARD, number).unwrap();
    papers.add(number, day("2016-01-01")).unwrap();
    papers
}

fn health_card(value: &str, whose: i64) -> CredentialLink {
    CredentialLink {
        kind: CredentialKind::HealthCard,
        value: value.into(),
        person: person(whose),
        holds: Validity::new(Some(day("2019-01-01")), None).unwrap(),
    }
}

fn of(known: &Known, kind: CredentialKind, value: &str) -> Result<PersonNo, &'static str> {
    resolve(kind, value, when("2020-03-01"), &known.records()).map_err(|refused| refused.code())
}

/// REQ-356: the social-security card and the health card find the same person; so do the number of the
/// resident card, the e-voucher and a card of the old generation.
#[test]
fn req_356_either_credential_finds_the_same_person() {
    let mut old = active("NRCMS-0001", 7);
    old.generation = Generation::Old;
    let voucher = Voucher::issue(
        person(7),
        Moment::from_millis(900_000),
        5,
        "0123456789abcdef",
    )
    .unwrap();
    let mut known = Known {
        cards: vec![active("410500000001", 7), old],
        papers: vec![
            (person(7), papers(NUMBER)),
            (person(8), papers("440524188001010014")),
        ],
        vouchers: vec![voucher.clone()],
        ..Known::default()
    };
    link(&mut known.links, health_card("JK001", 7)).unwrap();
    let shown = [
        (CredentialKind::SocialCard, "410500000001"),
        (CredentialKind::SocialCard, " NRCMS-0001 "),
        (CredentialKind::HealthCard, "JK001"),
        (CredentialKind::ResidentCard, "11010519491231002x"),
        (CredentialKind::EVoucher, &voucher.payload()),
    ];
    for (kind, value) in shown {
        assert_eq!(of(&known, kind, value), Ok(person(7)), "{value}");
    }
    assert_eq!(
        of(&known, CredentialKind::HealthCard, "JK002"),
        Err("credential.unknown")
    );
    assert_eq!(
        of(&known, CredentialKind::HealthCard, "410500000001"),
        Err("credential.unknown")
    );
    let second = link(&mut known.links, health_card("JK001", 8)).unwrap_err();
    assert_eq!(second.code(), "credential.linked");
}

/// REQ-357: the card of one county works wherever it is shown: nothing asks for a county.
#[test]
fn req_357_a_card_works_in_every_county() {
    let known = Known {
        cards: vec![active("410500000001", 7)],
        ..Known::default()
    };
    for place in ["H41050200001", "P41050300002", "H41052300003"] {
        let contact = (place, crate::credential::check::Contact::Purchase);
        let shown = (CredentialKind::SocialCard, "410500000001");
        let check =
            crate::credential::check::check(contact, shown, when("2020-03-01"), &known.records());
        assert_eq!(check.outcome, Ok(person(7)));
    }
}

#[test]
fn every_record_of_a_merged_person_leads_to_one() {
    let known = Known {
        cards: vec![active("410500000001", 7), active("410500000002", 8)],
        papers: vec![(person(7), papers(NUMBER)), (person(8), papers(NUMBER))],
        linkage: Linkage::from_rows(vec![Link {
            member: person(8),
            leader: person(7),
            holds: Validity::new(Some(day("2020-02-01")), None).unwrap(),
            decision: None,
            ended: None,
            void: false,
        }]),
        ..Known::default()
    };
    assert_eq!(
        of(&known, CredentialKind::SocialCard, "410500000002"),
        Ok(person(7))
    );
    assert_eq!(
        of(&known, CredentialKind::ResidentCard, NUMBER),
        Ok(person(7))
    );
    let before = resolve(
        CredentialKind::ResidentCard,
        NUMBER,
        when("2020-01-31"),
        &known.records(),
    );
    assert_eq!(before.unwrap_err().code(), "credential.contested");
}

#[test]
fn a_number_of_two_people_or_one_put_right_leads_nowhere() {
    let mut contested = papers(NUMBER);
    contested.contest(CARD, NUMBER, true).unwrap();
    let mut corrected = papers("440524188001010014");
    let right = DocumentNumber::read(CARD, "440524188001010022").unwrap();
    let wrong = (CARD, "440524188001010014");
    corrected
        .correct(wrong, right, day("2019-01-01"), "录错")
        .unwrap();
    let known = Known {
        papers: vec![(person(1), contested), (person(2), corrected)],
        ..Known::default()
    };
    assert_eq!(
        of(&known, CredentialKind::ResidentCard, NUMBER),
        Err("credential.contested")
    );
    assert_eq!(
        of(&known, CredentialKind::ResidentCard, wrong.1),
        Err("credential.corrected")
    );
    let unknown = resolve(
        CredentialKind::ResidentCard,
        "123",
        when("2020-03-01"),
        &known.records(),
    );
    assert_eq!(unknown.unwrap_err().code(), "credential.unknown");
    let told = resolve(
        CredentialKind::ResidentCard,
        NUMBER,
        when("2020-03-01"),
        &known.records(),
    );
    assert!(!told.unwrap_err().zh().contains("19491231"));
}

#[test]
fn codes_of_the_interface_name_kinds() {
    let kinds = ["01", "02", "03", "04"].map(CredentialKind::of_mdtrt_cert_type);
    assert_eq!(
        kinds,
        [
            Some(CredentialKind::EVoucher),
            Some(CredentialKind::ResidentCard),
            Some(CredentialKind::SocialCard),
            None
        ]
    );
}
