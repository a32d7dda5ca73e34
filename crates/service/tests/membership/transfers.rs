//! A person goes from one pooling area to another, with messages between the agencies.

use access::{Actor, Role, Verdict};
use base::Fen;
use enrolment::Scheme;
use enrolment::membership::{Span, Standing, TransferState};
use service::membership::{self as use_case, Change, Order, Who, Wire};

use crate::fixture::{Fixture, at, date, person, region, village};
use crate::on_both;

struct Agencies {
    clerk: Actor,
    reviewer: Actor,
    there: Actor,
    checker: Actor,
}

/// Six years in 淮南's old scheme, ending on 31 May; the person is known in 乌鲁木齐 too.
fn agencies(fixture: &Fixture) -> Agencies {
    fixture.people("3404", "340422100201", 1, 1);
    fixture.people("6501", "650102", 1, 1);
    let all = Agencies {
        clerk: fixture.user("wangli", Role::Clerk, "3404", "340422"),
        reviewer: fixture.user("zhaofu", Role::Reviewer, "3404", "340422"),
        there: fixture.user("aili", Role::Clerk, "6501", "650102"),
        checker: fixture.user("gulnar", Role::Reviewer, "6501", "650102"),
    };
    let old = use_case::OldLine {
        line: 1,
        who: Who::Person(person(1)),
        scheme: Scheme::RuralCooperative,
        region: region("340422100201"),
        span: Span::new(date("2015-06-01"), date("2021-12-31")).unwrap(),
        paid: Fen::ZERO,
    };
    at(fixture, "2021-01-05", |desk| {
        use_case::load_old_data(
            desk,
            &all.clerk,
            region("340422"),
            "old",
            [Ok(old)].into_iter(),
            &mut |_| {},
        )
    })
    .unwrap();
    all
}

fn out(fixture: &Fixture, all: &Agencies) -> Wire {
    let enrolment = at(fixture, "2021-05-31", |desk| {
        use_case::history(desk, &all.clerk, person(1))
    })
    .unwrap();
    let change = Change::TransferOut {
        enrolment: enrolment.enrolments[0].0.no,
        last_day: date("2021-05-31"),
        to: region("6501"),
    };
    let no = at(fixture, "2021-05-31", |desk| {
        use_case::propose(desk, &all.clerk, &change)
    })
    .unwrap();
    at(fixture, "2021-05-31", |desk| {
        use_case::decide(desk, &all.reviewer, no, Verdict::Approved, "同意转出")
    })
    .unwrap();
    let transfers = at(fixture, "2021-05-31", |desk| {
        use_case::transfers(desk, &all.clerk)
    })
    .unwrap();
    assert_eq!(transfers[0].state, TransferState::Certified);
    at(fixture, "2021-05-31", |desk| {
        use_case::send(desk, &all.clerk, &transfers[0].message)
    })
    .unwrap()
}

fn take_in(
    fixture: &Fixture,
    all: &Agencies,
    id: &str,
    first_day: &str,
) -> Result<Vec<String>, service::ServiceError> {
    let change = Change::TransferIn {
        message: id.to_owned(),
        scheme: Scheme::Employee,
        standing: Standing::Working,
        first_day: date(first_day),
    };
    let no = at(fixture, "2021-06-05", |desk| {
        use_case::propose(desk, &all.there, &change)
    })?;
    at(fixture, "2021-06-05", |desk| {
        use_case::decide(desk, &all.checker, no, Verdict::Approved, "同意接收")
    })
}

on_both! {
    /// REQ-037, REQ-039, REQ-040: out on 31 May, in on 1 June, two years for one, states on both sides.
    fn req_039_a_relation_moves_with_its_history(fixture: &Fixture) {
        let all = agencies(fixture);
        let sent = out(fixture, &all);
        let state = |actor: &Actor| at(fixture, "2021-06-05", |desk| use_case::transfers(desk, actor)).unwrap()[0].state;
        assert_eq!(state(&all.clerk), TransferState::Sent);
        let day = "2021-06-02";
        let receive = || at(fixture, day, |desk| use_case::receive(desk, &all.there, &sent, region("650102")));
        let received = receive().unwrap();
        assert_eq!((received.state, received.months), (TransferState::Received, 72));
        assert_eq!(receive().unwrap(), received, "received twice is received once");
        let receipt = at(fixture, day, |desk| use_case::acknowledge(desk, &all.there, &sent.id)).unwrap();
        let answered = |wire: &Wire| at(fixture, day, |desk| use_case::receive_answer(desk, &all.clerk, wire));
        assert_eq!(answered(&receipt).unwrap(), TransferState::Acknowledged);
        let overlap = take_in(fixture, &all, &sent.id, "2021-05-31").unwrap_err();
        assert_eq!(overlap.code(), "transfer.overlap");
        let told = take_in(fixture, &all, &sent.id, "2021-06-01").unwrap();
        assert!(told[0].contains("72 个月") && told[0].contains("36 个月"), "{told:?}");
        assert!(told[1].contains("连续"));
        let answer = at(fixture, day, |desk| use_case::acknowledge(desk, &all.there, &sent.id)).unwrap();
        assert_eq!(answered(&answer).unwrap(), TransferState::Accepted);
        assert_eq!((state(&all.clerk), state(&all.there)), (TransferState::Accepted, TransferState::Accepted));
        let here = at(fixture, day, |desk| use_case::history(desk, &all.there, person(1))).unwrap();
        assert_eq!(here.outside[0].months, 72);
        assert_eq!(here.enrolments[0].0.span.from(), date("2021-06-01"));
        let there = at(fixture, day, |desk| use_case::history(desk, &all.clerk, person(1))).unwrap();
        assert_eq!(there.enrolments[0].0.span.until(), date("2021-05-31"));
    }

    /// A message that was changed or strayed is refused, and so is one of a person nobody knows.
    fn what_was_changed_on_the_way_is_refused(fixture: &Fixture) {
        let all = agencies(fixture);
        let sent = out(fixture, &all);
        let receive = |wire: &Wire, actor: &Actor, place: &str| {
            at(fixture, "2021-06-02", |desk| use_case::receive(desk, actor, wire, region(place)))
        };
        let changed = Wire { body: sent.body.replace("72", "96"), ..sent.clone() };
        assert_eq!(receive(&changed, &all.there, "650102").unwrap_err().code(), "transfer.digest");
        assert_eq!(receive(&sent, &all.clerk, "340422").unwrap_err().code(), "transfer.other_pool");
        at(fixture, "2021-06-02", |desk| use_case::receive(desk, &all.there, &sent, region("650102"))).unwrap();
        let early = take_in(fixture, &all, &sent.id, "2021-06-01").unwrap_err();
        assert_eq!(early.code(), "transfer.message_order", "not acknowledged yet");
        let receipt = at(fixture, "2021-06-02", |desk| use_case::acknowledge(desk, &all.there, &sent.id)).unwrap();
        at(fixture, "2021-06-02", |desk| use_case::receive_answer(desk, &all.clerk, &receipt)).unwrap();
        at(fixture, "2021-06-02", |desk| use_case::turn_down(desk, &all.checker, &sent.id, "材料不符")).unwrap();
        let answer = at(fixture, "2021-06-02", |desk| use_case::acknowledge(desk, &all.there, &sent.id)).unwrap();
        let state = at(fixture, "2021-06-03", |desk| use_case::receive_answer(desk, &all.clerk, &answer)).unwrap();
        assert_eq!(state, TransferState::Refused);
    }

    /// Where the person is enrolled on one of the days already, nobody takes them in.
    fn who_is_enrolled_here_is_not_taken_in_twice(fixture: &Fixture) {
        let all = agencies(fixture);
        let sent = out(fixture, &all);
        let order = Order {
            region: region("650102"),
            scheme: Scheme::Employee,
            standing: Standing::Working,
            ground: Some(enrolment::membership::Ground::Decision),
            from: Some(date("2021-05-01")),
            applied_on: date("2021-05-01"),
            ..village("work")
        };
        let order = Order { channel: enrolment::membership::Channel::Employer, year: 2021, ..order };
        at(fixture, "2021-05-01", |desk| {
            use_case::run(desk, &all.there, &order, [crate::fixture::line(1)].into_iter(), &mut |_| {})
        }).unwrap();
        at(fixture, "2021-06-02", |desk| use_case::receive(desk, &all.there, &sent, region("650102"))).unwrap();
        at(fixture, "2021-06-02", |desk| use_case::acknowledge(desk, &all.there, &sent.id)).unwrap();
        let twice = take_in(fixture, &all, &sent.id, "2021-06-01").unwrap_err();
        assert_eq!(twice.code(), "enrolment.second_active");
    }
}
