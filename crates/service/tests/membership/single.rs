//! One application, from submission to an active enrolment.

use access::Role;
use enrolment::Scheme;
use enrolment::membership::{Enrolment, State};
use service::ServiceError;
use service::membership::{self as use_case, Answer};
use store::StoreError;

use crate::fixture::{Fixture, applies, at, date, line, person, region, village};
use crate::on_both;

const DAY: &str = "2021-11-10";

fn submit(fixture: &Fixture, clerk: &access::Actor, no: i64) -> Enrolment {
    let answer = at(fixture, DAY, |desk| {
        use_case::enrol(desk, clerk, &applies(no, DAY), 2022, None)
    });
    match answer.unwrap() {
        Answer::Submitted(one, _) => *one,
        Answer::Prospect => panic!("a prospect"),
    }
}

on_both! {
    /// A state after the other, by two users; a state left out is refused, and nobody approves their own.
    fn an_application_goes_its_way(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 3);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let one = submit(fixture, &clerk, 1);
        assert_eq!((one.span.from(), one.span.until()), (date("2022-01-01"), date("2022-12-31")));
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let own = fixture.pretend("wangli", Role::Reviewer, "3404", "340422");
        let step = |actor: &access::Actor, to, why: &str| {
            at(fixture, DAY, |desk| use_case::step(desk, actor, &[one.no], to, why))
        };
        let early = step(&reviewer, State::Approved, "材料齐全").unwrap_err();
        assert_eq!(early.code(), "enrolment.transition");
        assert!(matches!(step(&reviewer, State::FirstReviewed, "x"), Err(ServiceError::Denied(_))));
        assert_eq!(step(&clerk, State::FirstReviewed, " ").unwrap_err().code(), "enrolment.no_reason");
        assert_eq!(step(&clerk, State::FirstReviewed, "材料齐全").unwrap(), 1);
        let same = step(&own, State::Approved, "同意");
        assert!(matches!(same, Err(ServiceError::Store(StoreError::Guard(_)))));
        let extra = step(&reviewer, State::Confirmed, "市级确认").unwrap_err();
        assert_eq!(extra.code(), "flow.extra_state", "淮南 has no confirmation by the city");
        assert_eq!(step(&reviewer, State::Approved, "同意").unwrap(), 1);
        let unpaid = step(&reviewer, State::Active, "已缴费").unwrap_err();
        assert_eq!(unpaid.code(), "enrolment.not_by_hand", "money alone activates");
        let again = step(&reviewer, State::Submitted, "重来").unwrap_err();
        assert_eq!(again.code(), "enrolment.not_by_hand");
        let paid = at(fixture, DAY, |desk| desk.write::<_, ServiceError>(&clerk, "pay", None, |tx| {
            use_case::activate(desk, tx, clerk.scope(), &[one.no])
        }));
        assert_eq!(paid.unwrap(), 1);
        let seen = at(fixture, DAY, |desk| use_case::history(desk, &clerk, person(1))).unwrap();
        let (now, trail) = &seen.enrolments[0];
        assert_eq!(now.state, State::Active);
        let steps: Vec<_> = trail.iter().map(|one| (one.to, one.user.as_str())).collect();
        assert_eq!(steps, [
            (State::Submitted, "wangli"),
            (State::FirstReviewed, "wangli"),
            (State::Approved, "zhaofu"),
            (State::Active, "wangli"),
        ]);
        let foreign = fixture.user("other", Role::Clerk, "3404", "340421");
        let seen = at(fixture, DAY, |desk| use_case::history(desk, &foreign, person(1))).unwrap();
        assert_eq!(seen.enrolments, []);
    }

    /// REQ-002: a second enrolment, in another scheme and county, is refused with the number of the first.
    fn req_002_a_second_one_is_refused_with_the_first(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 3);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let other = fixture.user("sunmei", Role::Clerk, "3404", "340421");
        let first = submit(fixture, &clerk, 1);
        let mut second = applies(1, DAY);
        second.region = region("340421100201");
        second.place_reason = Some("residence".into());
        let refused = at(fixture, DAY, |desk| use_case::enrol(desk, &other, &second, 2022, None)).unwrap_err();
        assert_eq!(refused.code(), "enrolment.second_active");
        assert!(refused.zh().contains(&format!("登记 {}", first.no)));
        let denied = at(fixture, DAY, |desk| use_case::enrol(desk, &clerk, &second, 2022, None));
        assert!(matches!(denied, Err(ServiceError::Denied(_))), "not in the clerk's county");
    }

    /// REQ-006: away from the household registration refused without a reason; with one stored and reported.
    fn req_006_away_from_huji_is_reported(fixture: &Fixture) {
        fixture.people("3404", "340421100201", 1, 2);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let mut away = applies(1, DAY);
        let apply = |wish: &enrolment::membership::Application| {
            at(fixture, DAY, |desk| use_case::enrol(desk, &clerk, wish, 2022, None))
        };
        assert_eq!(apply(&away).unwrap_err().code(), "enrolment.place");
        away.place_reason = Some("marriage".into());
        assert!(matches!(apply(&away), Ok(Answer::Submitted(_, found)) if found.exception));
        let listed = at(fixture, DAY, |desk| use_case::exceptions(desk, &clerk, 2022)).unwrap();
        assert_eq!((listed.len(), listed[0].place_reason.as_deref()), (1, Some("marriage")));
    }

    /// REQ-001: refused while an employer has the person registered, accepted afterwards.
    fn req_001_an_employer_stands_in_the_way(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let employ = |until: i64| {
            fixture.store.write::<_, StoreError>(&fixture.deed("3404"), |tx| {
                let (pool, now) = (tx.pool(), tx.no());
                let place = region("340422");
                tx.run(
                    "INSERT INTO organisation (pool, organisation, region, kind, name, state, tx_from) \
                     VALUES ($1, 7, $2, 'enterprise', '样例公司', 'registered', $3) ON CONFLICT (pool, organisation) DO NOTHING",
                    &store::params![pool, place, now],
                )?;
                tx.run(
                    "UPDATE affiliation SET tx_to = $2 WHERE pool = $1 AND tx_to = 9223372036854775807",
                    &store::params![pool, now],
                )?;
                tx.run(
                    "INSERT INTO affiliation (pool, bucket, person, organisation, region, role, valid_from, valid_to, tx_from, tx_to) \
                     VALUES ($1, 1, 1, 7, $2, 'active', 20200301, $3, $4, 9223372036854775807)",
                    &store::params![pool, place, until, now],
                )
            }).unwrap();
        };
        employ(99_991_231);
        let apply = || at(fixture, DAY, |desk| use_case::enrol(desk, &clerk, &applies(1, DAY), 2022, None));
        let refused = apply().unwrap_err();
        assert_eq!(refused.code(), "enrolment.employee_obligation");
        employ(20_211_031);
        assert!(matches!(apply(), Ok(Answer::Submitted(..))));
    }

    /// REQ-013: where enrolment is voluntary an import makes prospects only; where it is a duty the unenrolled are
    /// listed by village.
    fn req_013_prospects_and_the_unenrolled(fixture: &Fixture) {
        fixture.people("3709", "370902", 1, 4);
        let taian = fixture.user("taian", Role::Clerk, "3709", "370902");
        let mut order = village("list");
        order.region = region("370902");
        order.scheme = Scheme::RuralCooperative;
        (order.year, order.applied_on) = (2016, date("2016-01-05"));
        let lines = (1..=4).map(line);
        let done = at(fixture, "2016-01-05", |desk| use_case::run(desk, &taian, &order, lines, &mut |_| {})).unwrap();
        assert_eq!((done.taken, done.refused), (4, 0));
        let found = at(fixture, "2016-01-05", |desk| {
            let enrolled = use_case::batch_enrolments(desk, &taian, done.no, 0, 10).unwrap();
            (enrolled.len(), use_case::prospects(desk, &taian, 2016).unwrap().len())
        });
        assert_eq!(found, (0, 4));

        fixture.people("3404", "340422100201", 1, 3);
        fixture.people("3404", "340422100202", 4, 8);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        submit(fixture, &clerk, 2);
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let count = || at(fixture, DAY, |desk| use_case::unenrolled_counts(desk, &clerk, date("2022-03-01"))).unwrap();
        assert_eq!(count()[0], (region("340422100201"), 3), "an application is no enrolment yet");
        let numbers = at(fixture, DAY, |desk| use_case::history(desk, &clerk, person(2))).unwrap().enrolments;
        let numbers: Vec<_> = numbers.iter().map(|(one, _)| one.no).collect();
        for (actor, to) in [(&clerk, State::FirstReviewed), (&reviewer, State::Approved)] {
            at(fixture, DAY, |desk| use_case::step(desk, actor, &numbers, to, "核对")).unwrap();
        }
        let counts = count();
        assert_eq!(counts, [(region("340422100201"), 2), (region("340422100202"), 5)]);
    }
}
