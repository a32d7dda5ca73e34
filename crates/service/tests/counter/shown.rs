//! Nobody is served without his credential, and every check is kept.

use access::Role;
use directory::agreement::Circumstance;
use enrolment::credential::{CardNo, Contact, CredentialKind};
use service::credential::life::{Deed, step};
use service::credential::shown::log;
use service::credential::{Act, form};
use service::{Desk, counter};
use settlement::bill::AccountUse;

use crate::common::{self, Fixture, Still, day};
use crate::hall::*;

/// The card of a person is reported lost at the window of his county.
fn lost(fixture: &Fixture, who: i64) {
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    form::file(&desk, &clerk, ("F2", "挂失申请表"), b"scan".to_vec()).unwrap();
    let no = CardNo::new(&card(who, Contact::Visit).value).unwrap();
    let act = Act {
        on: day(TODAY),
        reason: "被盗",
        form: "F2",
    };
    step(&desk, &clerk, &no, Deed::Lose, &act).unwrap();
}

/// The checks of the hospital: for what, and who it was or why it failed.
fn kept(fixture: &Fixture) -> Vec<(Contact, CredentialKind, Result<i64, String>)> {
    let reader = fixture.user("zhao", Role::Reviewer, "340421");
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    let rows = log(&desk, &reader, HOSPITAL, day(TODAY)).unwrap();
    rows.into_iter()
        .map(|row| {
            let outcome = row.outcome.map(base::PersonNo::get);
            (row.contact, row.kind, outcome.map_err(|(code, _)| code))
        })
        .collect()
}

fn said(outcome: &counter::Outcome) -> String {
    outcome.as_ref().unwrap_err().zh()
}

on_both! {
    /// REQ-359
    fn req_359_nobody_is_booked_without_a_credential_of_his_own(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "60", "100%"));
        let register = |at: &str, value: &str| {
            let work = registration_with(1, |ask| ask.shown.value = value.to_owned());
            hall.counter.carry_out(key("2201", at, at), work)
        };
        let without = register("a", " ");
        assert!(said(&without).contains("请出示") && said(&without).contains("篇7 第二十条"), "{}", said(&without));
        assert_eq!(code(without), "credential.missing");
        assert_eq!(code(register("b", &card(2, Contact::Visit).value)), "credential.other_person");
        assert_eq!(code(register("c", "A999900001")), "credential.unknown");
        assert_eq!(hall.number("SELECT COUNT(*) FROM visit"), 0, "no booking");
        let brought = |at: &str, change: &dyn Fn(&mut counter::act::OpenAsk)| {
            hall.counter.carry_out(key("2201", at, at), registration_with(1, change))
        };
        let urgent = brought("d", &|ask| {
            (ask.circumstance, ask.shown.value) = (Circumstance::Emergency, String::new());
        });
        let visit = visit(&urgent);
        hall.counter.carry_out(key("2203", "e", "e"), description(visit, 1)).unwrap();
        hall.counter.carry_out(key("2204", "f", "f"), fee(visit, 1, (1, DRUG, "50"))).unwrap();
        let settle = |at: &str, value: &str| {
            let work = settlement_with(visit, 1, |ask| ask.shown.value = value.to_owned());
            hall.counter.carry_out(key("2207", at, at), work)
        };
        assert_eq!(code(settle("g", "")), "credential.missing", "who came as an emergency shows it before he settles");
        settle("h", &card(1, Contact::Visit).value).unwrap();
        settle("h", &card(1, Contact::Visit).value).unwrap();
        let social = CredentialKind::SocialCard;
        assert_eq!(kept(fixture), [
            (Contact::Visit, social, Ok(2)),
            (Contact::Visit, social, Err("credential.unknown".to_owned())),
            (Contact::Settlement, social, Ok(1)),
        ], "a retry is no contact");
    }

    /// REQ-157
    fn req_157_a_stolen_card_is_checked_at_each_contact_and_debits_nothing(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("100", "60", "100%"));
        hall.account(1, "10", "20");
        let visit = ready(&hall.counter, 1, "a", "100");
        lost(fixture, 1);
        let ask = || settlement_as(visit, 1, (false, AccountUse::Own));
        assert_eq!(code(hall.counter.trial(&*ask())), "card.lost");
        let refused = hall.counter.carry_out(key("2207", "b", "b"), ask());
        assert!(said(&refused).contains("挂失") && said(&refused).contains("篇7 第二十条"), "{}", said(&refused));
        let again = hall.counter.carry_out(key("2201", "c", "c"), registration(1, HOSPITAL));
        assert_eq!(code(again), "card.lost");
        assert_eq!(hall.number("SELECT COUNT(*) FROM settlement"), 0);
        assert_eq!(hall.number("SELECT COUNT(*) FROM account_entry"), 1, "the opening alone");
        let social = CredentialKind::SocialCard;
        assert_eq!(kept(fixture), [
            (Contact::Visit, social, Ok(1)),
            (Contact::Settlement, social, Err("card.lost".to_owned())),
            (Contact::Visit, social, Err("card.lost".to_owned())),
        ]);
    }
}
