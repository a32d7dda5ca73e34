//! Moves between schemes within a year, tracks, ends.

use access::{Actor, Role, Verdict};
use base::EnrolmentNo;
use enrolment::Scheme;
use enrolment::membership::{EndReason, Standing, State};
use enrolment::regime::{Residence, TrackCase};
use service::ServiceError;
use service::membership::{self as use_case, Answer, Change, Tracked};

use crate::fixture::{Fixture, applies, at, date, line, person, region, village};
use crate::on_both;

fn carry_out(
    fixture: &Fixture,
    day: &str,
    clerk: &Actor,
    reviewer: &Actor,
    change: &Change,
) -> Vec<String> {
    let no = at(fixture, day, |desk| use_case::propose(desk, clerk, change)).unwrap();
    at(fixture, day, |desk| {
        use_case::decide(desk, reviewer, no, Verdict::Approved, "同意")
    })
    .unwrap()
}

fn spans(fixture: &Fixture, clerk: &Actor) -> Vec<(i64, &'static str, String, String)> {
    let seen = at(fixture, "2022-12-01", |desk| {
        use_case::history(desk, clerk, person(1))
    })
    .unwrap();
    let span = |one: &enrolment::membership::Enrolment| {
        (
            one.no.get(),
            one.scheme.code(),
            one.span.from().to_string(),
            one.span.until().to_string(),
        )
    };
    seen.enrolments.iter().map(|(one, _)| span(one)).collect()
}

on_both! {
    /// A resident who becomes an employee in mid-year in another county, and back: no gap, no overlap.
    fn work_in_mid_year_and_back(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        at(fixture, "2021-11-10", |desk| {
            use_case::run(desk, &clerk, &village("v"), [line(1)].into_iter(), &mut |_| {})
        }).unwrap();
        let (other, checker) = (
            fixture.user("sunmei", Role::Clerk, "3404", "340421"),
            fixture.user("zhaofu", Role::Reviewer, "3404", "340421"),
        );
        let work = Change::ToEmployee {
            person: person(1),
            region: region("340421"),
            day: date("2022-07-01"),
            standing: Standing::Working,
            employer: Some(7),
        };
        let told = carry_out(fixture, "2022-07-03", &other, &checker, &work);
        assert!(told[0].contains("到 2022-06-30 为止"), "{told:?}");
        let back = Change::ToResident {
            person: person(1),
            region: region("340421"),
            day: date("2022-10-01"),
            scheme: Scheme::Resident,
        };
        carry_out(fixture, "2022-10-08", &other, &checker, &back);
        let whole = fixture.user("city", Role::Clerk, "3404", "3404");
        let seen: Vec<_> = spans(fixture, &whole).into_iter().map(|(_, scheme, from, until)| (scheme, from, until)).collect();
        let span = |scheme, from: &str, until: &str| (scheme, from.to_owned(), until.to_owned());
        assert_eq!(seen, [
            span("resident", "2022-01-01", "2022-06-30"),
            span("employee", "2022-07-01", "2022-09-30"),
            span("resident", "2022-10-01", "2022-12-31"),
        ]);
    }

    /// What cannot be carried out is told when it is proposed, and nobody decides their own.
    fn a_change_needs_two_users_and_must_be_possible(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let end = |no: i64| Change::End {
            enrolment: EnrolmentNo::new(no).unwrap(),
            last_day: date("2022-05-31"),
            reason: EndReason::Deceased,
        };
        let propose = |change: &Change| at(fixture, "2022-06-02", |desk| use_case::propose(desk, &clerk, change));
        assert!(matches!(propose(&end(1)), Err(ServiceError::NotFound(_))));
        at(fixture, "2021-11-10", |desk| {
            use_case::run(desk, &clerk, &village("v"), [line(1)].into_iter(), &mut |_| {})
        }).unwrap();
        let (no, _, _, until) = spans(fixture, &clerk).remove(0);
        let proposal = propose(&end(no)).unwrap();
        assert_eq!(spans(fixture, &clerk)[0].3, until, "a proposal changes nothing");
        let own = fixture.pretend("wangli", Role::Reviewer, "3404", "340422");
        let decide = |actor: &Actor| {
            at(fixture, "2022-06-02", |desk| use_case::decide(desk, actor, proposal, Verdict::Approved, "属实"))
        };
        assert!(matches!(decide(&own), Err(ServiceError::Denied(_))));
        decide(&fixture.user("zhaofu", Role::Reviewer, "3404", "340422")).unwrap();
        assert_eq!(spans(fixture, &clerk)[0].3, "2022-05-31");
        assert_eq!(propose(&end(no)).unwrap_err().code(), "enrolment.ended");
    }

    /// Who submitted an enrolment may propose its end, also after somebody else approved it; only its approval is another's.
    fn who_submitted_may_propose_the_end_of_what_was_approved(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let no = at(fixture, "2021-11-10", |desk| {
            let answer = use_case::enrol(desk, &clerk, &applies(1, "2021-11-10"), 2022, None).unwrap();
            let Answer::Submitted(enrolment, _) = answer else { panic!("{answer:?}") };
            use_case::step(desk, &clerk, &[enrolment.no], State::FirstReviewed, "材料齐全").unwrap();
            let own = fixture.pretend("wangli", Role::Reviewer, "3404", "340422");
            let alone = use_case::step(desk, &own, &[enrolment.no], State::Approved, "同意");
            assert!(matches!(alone, Err(ServiceError::Store(_))), "{alone:?}");
            use_case::step(desk, &reviewer, &[enrolment.no], State::Approved, "同意").unwrap();
            enrolment.no
        });
        let end = Change::End { enrolment: no, last_day: date("2022-05-31"), reason: EndReason::Deceased };
        carry_out(fixture, "2022-06-02", &clerk, &reviewer, &end);
        assert_eq!(spans(fixture, &clerk)[0].3, "2022-05-31");
    }

    /// Who decided a change of what was only submitted has not submitted it, and may approve it.
    fn who_shortened_a_submitted_enrolment_may_approve_it(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let answer = at(fixture, "2021-11-10", |desk| {
            use_case::enrol(desk, &clerk, &applies(1, "2021-11-10"), 2022, None)
        });
        let Ok(Answer::Submitted(enrolment, _)) = answer else { panic!("{answer:?}") };
        let work = Change::ToEmployee {
            person: person(1),
            region: region("340422"),
            day: date("2022-07-01"),
            standing: Standing::Working,
            employer: None,
        };
        carry_out(fixture, "2021-11-20", &clerk, &reviewer, &work);
        at(fixture, "2021-11-22", |desk| {
            let step = |actor, to| use_case::step(desk, actor, &[enrolment.no], to, "材料齐全");
            step(&clerk, State::FirstReviewed).unwrap();
            let own = fixture.pretend("wangli", Role::Reviewer, "3404", "340422");
            assert!(matches!(step(&own, State::Approved), Err(ServiceError::Store(_))));
            step(&reviewer, State::Approved).unwrap();
        });
    }

    /// REQ-017, REQ-018: the track chosen in 2015 decides the benefits of every day of 2016; from 2017-01-01 both
    /// have the unified scheme.
    fn req_017_benefits_follow_the_track_of_2016(fixture: &Fixture) {
        fixture.people("340321", "340321101", 1, 3);
        let clerk = fixture.user("wangli", Role::Clerk, "340321", "340321");
        let case = |choice| TrackCase { residence: Residence::Urban, paid_on: None, recorded_on: None, choice };
        let day = "2015-11-20";
        let choose = |no, choice| {
            at(fixture, day, |desk| use_case::choose_track(desk, &clerk, person(no), region("340321101"), case(choice)))
        };
        assert!(matches!(choose(1, None), Ok(Tracked::Open(open)) if open.len() == 2));
        assert_eq!(choose(1, Some(Scheme::RuralCooperative)).unwrap(), Tracked::Bound(Scheme::RuralCooperative));
        assert_eq!(choose(2, Some(Scheme::UrbanResident)).unwrap(), Tracked::Bound(Scheme::UrbanResident));
        assert!(choose(1, Some(Scheme::UrbanResident)).is_err(), "a track binds");
        let apply = |no, scheme, year, on: &str| {
            let mut wish = applies(no, on);
            (wish.scheme, wish.region) = (scheme, region("340321101"));
            at(fixture, on, |desk| use_case::enrol(desk, &clerk, &wish, year, None))
        };
        let other = apply(1, Scheme::UrbanResident, 2016, day).unwrap_err();
        assert_eq!(other.code(), "enrolment.track");
        for (no, scheme) in [(1, Scheme::RuralCooperative), (2, Scheme::UrbanResident)] {
            assert!(matches!(apply(no, scheme, 2016, day), Ok(Answer::Submitted(..))));
            let unified = apply(no, Scheme::Resident, 2017, "2016-12-01");
            assert!(matches!(unified, Ok(Answer::Submitted(..))), "{unified:?}");
            assert_eq!(apply(no, scheme, 2017, "2016-12-01").unwrap_err().code(), "regime.scheme_closed");
        }
        let scheme = |no, care: &str| {
            at(fixture, care, |desk| use_case::benefit_scheme(desk, &clerk, person(no), date(care))).unwrap()
        };
        for care in ["2016-01-01", "2016-07-15", "2016-12-31"] {
            assert_eq!(scheme(1, care), Some(Scheme::RuralCooperative));
            assert_eq!(scheme(2, care), Some(Scheme::UrbanResident));
        }
        assert_eq!((scheme(1, "2017-01-01"), scheme(2, "2017-01-01")), (Some(Scheme::Resident), Some(Scheme::Resident)));
        assert_eq!(scheme(3, "2016-07-15"), None);
    }

    /// REQ-016: paid and not recorded becomes a work item that two users decide.
    fn req_016_half_complete_cases_wait_for_a_person(fixture: &Fixture) {
        fixture.people("340321", "340321101", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "340321", "340321");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "340321", "340321");
        let day = "2015-11-20";
        let case = TrackCase {
            residence: Residence::Urban,
            paid_on: Some(date("2015-11-10")),
            recorded_on: None,
            choice: Some(Scheme::UrbanResident),
        };
        let found = at(fixture, day, |desk| use_case::choose_track(desk, &clerk, person(1), region("340321101"), case));
        let Ok(Tracked::Item(item)) = found else { panic!("{found:?}") };
        let mut wish = applies(1, day);
        (wish.scheme, wish.region) = (Scheme::UrbanResident, region("340321101"));
        let early = at(fixture, day, |desk| use_case::enrol(desk, &clerk, &wish, 2016, None)).unwrap_err();
        assert_eq!(early.code(), "enrolment.track", "no automatic track");
        let change = Change::Track { item: item.get(), track: Scheme::UrbanResident };
        carry_out(fixture, day, &clerk, &reviewer, &change);
        let after = at(fixture, day, |desk| use_case::enrol(desk, &clerk, &wish, 2016, None));
        assert!(matches!(after, Ok(Answer::Submitted(..))));
        assert!(at(fixture, day, |desk| use_case::work_items(desk, &clerk, "half_complete")).unwrap().is_empty());
    }

    /// What has not begun yet ends as a whole and frees its time.
    fn what_has_not_begun_ends_as_a_whole(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let submit = || {
            let wish = applies(1, "2021-11-10");
            match at(fixture, "2021-11-10", |desk| use_case::enrol(desk, &clerk, &wish, 2022, None)) {
                Ok(Answer::Submitted(one, _)) => one.no,
                other => panic!("{other:?}"),
            }
        };
        let enrolment = submit();
        let end = Change::End { enrolment, last_day: date("2021-12-15"), reason: EndReason::Withdrawn };
        carry_out(fixture, "2021-12-15", &clerk, &reviewer, &end);
        let seen = at(fixture, "2021-12-15", |desk| use_case::history(desk, &clerk, person(1))).unwrap();
        assert_eq!((seen.enrolments[0].0.state, seen.enrolments[0].0.runs), (State::Ended, false));
        assert_ne!(submit(), enrolment);
    }
}
