//! The four levels through the use cases, on both engines: a station, a village coordinator, a county, the city.

mod people_support;

use access::{Actor, Permission, Role, Verdict};
use base::{EnrolmentNo, PersonNo, ProposalNo};
use enrolment::Scheme;
use enrolment::membership::{Application, Channel, Funding, Ground, Standing, State};
use in_offices as on_both;
use people_support::{Office, day, made, order, region};
use service::ServiceError;
use service::membership::{self, Answer};
use service::people::view;

const VILLAGE: &str = "340421100201";
const OTHER: &str = "340421100202";

on_both! { "3404"
    /// REQ-042: a station enters a person and an enrolment and reviews it first; it can neither approve it nor
    /// pay anything out.
    fn req_042_a_station_enters_and_reviews_and_neither_approves_nor_pays(office: &Office) {
        office.on_day("2026-11-10");
        let station = office.user("liumei", Role::Station, "340421100");
        let persons = office.people(&station, "list", &[made(VILLAGE, 1), made(VILLAGE, 2)]);
        let one = enrolled(office, &station, persons[0]);
        let desk = office.desk();
        let step = |actor: &Actor, to| membership::step(&desk, actor, &[one], to, "材料齐全");
        assert_eq!(step(&station, State::FirstReviewed).unwrap(), 1);
        for to in [State::Approved, State::Rejected, State::Confirmed] {
            denied(step(&station, to), Permission::EnrolmentDecide);
        }
        let no = ProposalNo::new(1).unwrap();
        denied(
            service::contribution::money::decide_refund(&desk, &station, no, Verdict::Approved, "退款"),
            Permission::ContributionDecide,
        );
        denied(
            service::books::memo_register(&desk, &station),
            Permission::BookRead,
        );
        for paying in [
            Permission::BookPropose,
            Permission::BookDecide,
            Permission::PaymentPay,
            Permission::TreasuryDecide,
            Permission::ContributionPropose,
            Permission::ContributionDecide,
        ] {
            denied(station.may(paying), paying);
        }
        let reviewer = office.user("sunhua", Role::Reviewer, "340421");
        assert_eq!(step(&reviewer, State::Approved).unwrap(), 1, "the county approves it");
    }

    /// REQ-048: a coordinator sees the people of the own village and nobody else.
    /// REQ-282: a user of a town sees the town only, of a county the county, of the city all.
    /// REQ-389: a county officer acts on the own county only.
    fn req_048_282_389_each_level_sees_its_own(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let own = office.people(&clerk, "own", &[made(VILLAGE, 1), made(VILLAGE, 2)]);
        let next = office.people(&clerk, "next", &[made(OTHER, 3)]);
        let town = office.people(&clerk, "town", &[made("340421101001", 4)]);
        let city = office.user("zhaomin", Role::Clerk, "3404");
        let away = office.people(&city, "away", &[made("340422100201", 5)]);
        let coordinator = office.user("cunguan", Role::Coordinator, VILLAGE);
        let station = office.user("liumei", Role::Station, "340421100");
        let all = [own.clone(), next, town, away].concat();
        let seen = |actor: &Actor| -> Vec<bool> {
            let shown = |no: &PersonNo| {
                let as_of = store::AsOf::on(day("2026-03-02"));
                view::show(&office.desk(), actor, *no, as_of, &access::Sight::Masked).is_ok()
            };
            all.iter().map(shown).collect()
        };
        assert_eq!(seen(&coordinator), [true, true, false, false, false]);
        assert_eq!(seen(&station), [true, true, true, false, false]);
        assert_eq!(seen(&clerk), [true, true, true, true, false]);
        assert_eq!(seen(&city), [true; 5]);
        let desk = office.desk();
        let list = view::list(&desk, &coordinator, region(VILLAGE), None, 100).unwrap();
        assert_eq!(list.iter().map(|person| person.no).collect::<Vec<_>>(), own);
        for wider in [OTHER, "340421100", "340421"] {
            let refused = view::list(&desk, &coordinator, region(wider), None, 100);
            assert!(matches!(refused, Err(ServiceError::Denied(_))), "{wider}");
        }
        // and writes nothing there either
        let foreign = application(all[4], "340422100201");
        let refused = membership::enrol(&desk, &clerk, &foreign, 2026, None);
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
        let refused = office.import(&clerk, &order(region("340422"), "x"), &[made("340422100201", 9)]);
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
    }
}

fn application(person: PersonNo, place: &str) -> Application {
    Application {
        person,
        region: region(place),
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Person,
        ground: Some(Ground::Consent),
        place_reason: None,
        funding: Funding::Standard,
        applied_on: day("2026-11-10"),
        from: None,
    }
}

fn enrolled(office: &Office, actor: &Actor, person: PersonNo) -> EnrolmentNo {
    let answer = membership::enrol(
        &office.desk(),
        actor,
        &application(person, VILLAGE),
        2027,
        None,
    );
    match answer.unwrap() {
        Answer::Submitted(one, _) => one.no,
        Answer::Prospect => panic!("a prospect"),
    }
}

#[track_caller]
fn denied<T, E: Into<ServiceError>>(answer: Result<T, E>, wanted: Permission) {
    match answer.map_err(Into::into) {
        Err(ServiceError::Denied(access::Denied::Role { wanted: asked, .. })) => {
            assert_eq!(asked, wanted)
        }
        Err(other) => panic!("refused for another reason: {}", other.zh()),
        Ok(_) => panic!("allowed: {}", wanted.code()),
    }
}
