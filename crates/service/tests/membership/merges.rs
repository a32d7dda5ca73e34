//! Two records of one person that both have an enrolment: one of the two is contested until somebody decides, and
//! stands again where the records come apart.

use access::{Actor, Role, Verdict};
use base::{EnrolmentNo, PersonNo};
use enrolment::membership::State;
use enrolment::people::matching::Verdict as Match;
use service::ServiceError;
use service::membership::{self as use_case, Change};
use service::people::merge;
use store::membership::enrolment as rows;

use crate::fixture::{Fixture, applies, at, date, person, region};
use crate::on_both;

const DAY: &str = "2021-11-10";

fn enrolled(fixture: &Fixture, clerk: &Actor, who: i64) -> EnrolmentNo {
    let one = at(fixture, DAY, |desk| {
        use_case::enrol(desk, clerk, &applies(who, DAY), 2022, None)
    });
    match one.unwrap() {
        use_case::Answer::Submitted(one, _) => one.no,
        use_case::Answer::Prospect => panic!("a duty"),
    }
}

fn stands(fixture: &Fixture, no: EnrolmentNo) -> (State, bool, Option<EnrolmentNo>) {
    let whole = access::Scope::whole(region("3404"));
    let kept = fixture
        .store
        .read(|session| rows::find(session, whole, no))
        .unwrap()
        .unwrap();
    (kept.is.state, kept.is.runs, kept.is.contested_with)
}

fn merged(
    fixture: &Fixture,
    clerk: &Actor,
    reviewer: &Actor,
    pair: (PersonNo, PersonNo),
) -> Vec<EnrolmentNo> {
    let no = at(fixture, DAY, |desk| {
        merge::propose(desk, clerk, pair, Match::Same, "同一人")
    })
    .unwrap();
    at(fixture, DAY, |desk| {
        merge::decide(desk, reviewer, no, Verdict::Approved, "核实无误")
    })
    .unwrap()
}

fn apart(fixture: &Fixture, clerk: &Actor, reviewer: &Actor, member: PersonNo) -> Vec<EnrolmentNo> {
    let no = at(fixture, DAY, |desk| {
        merge::propose_apart(desk, clerk, member, "实为兄弟")
    })
    .unwrap();
    at(fixture, DAY, |desk| {
        merge::decide(desk, reviewer, no, Verdict::Approved, "核实无误")
    })
    .unwrap()
}

fn sound(fixture: &Fixture) {
    store::verify::run(&fixture.store, &mut |check, outcome| {
        if check.name.starts_with("enrolment.") {
            assert_eq!(outcome.first, None, "{}", check.name);
        }
    })
    .unwrap();
}

fn resolve(
    fixture: &Fixture,
    clerk: &Actor,
    reviewer: &Actor,
    item: i64,
    keeps: EnrolmentNo,
) -> Result<(), ServiceError> {
    let change = Change::Resolve { item, keeps };
    let no = at(fixture, DAY, |desk| use_case::propose(desk, clerk, &change))?;
    at(fixture, DAY, |desk| {
        use_case::decide(desk, reviewer, no, Verdict::Approved, "按首条")
    })
    .map(|_| ())
}

on_both! {
    /// One runs on its track, the other is contested with it; apart again, both stand as they stood, each step on
    /// the record.
    fn a_merge_of_two_enrolled_records_is_contested_and_taken_back(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 4);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let (first, second) = (enrolled(fixture, &clerk, 1), enrolled(fixture, &clerk, 2));
        let review = at(fixture, DAY, |desk| use_case::step(desk, &clerk, &[second], State::FirstReviewed, "核对"));
        assert_eq!(review.unwrap(), 1);
        let contested = merged(fixture, &clerk, &reviewer, (person(1), person(2)));
        assert_eq!(contested, [second]);
        assert_eq!(stands(fixture, first), (State::Submitted, true, None));
        assert_eq!(stands(fixture, second), (State::Contested, false, Some(first)));
        let items = at(fixture, DAY, |desk| use_case::work_items(desk, &clerk, "contested")).unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!((items[0].person, items[0].subject), (person(1), Some(first.get())));
        assert!(items[0].body.contains("\"paid_fen\":0") && items[0].body.contains("resident"), "{}", items[0].body);
        sound(fixture);

        assert_eq!(apart(fixture, &clerk, &reviewer, person(2)), [second]);
        assert_eq!(stands(fixture, first), (State::Submitted, true, None));
        assert_eq!(stands(fixture, second), (State::FirstReviewed, true, None));
        let left = at(fixture, DAY, |desk| use_case::work_items(desk, &clerk, "contested")).unwrap();
        assert!(left.is_empty(), "{left:?}");
        sound(fixture);
    }

    /// A decision keeps one and ends the other; what was not approved yet is not in force by that.
    fn a_contest_of_two_records_is_decided(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 4);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let (first, second) = (enrolled(fixture, &clerk, 1), enrolled(fixture, &clerk, 2));
        merged(fixture, &clerk, &reviewer, (person(1), person(2)));
        let item = at(fixture, DAY, |desk| use_case::work_items(desk, &clerk, "contested")).unwrap()[0].no.get();
        resolve(fixture, &clerk, &reviewer, item, second).unwrap();
        assert_eq!(stands(fixture, first), (State::Ended, false, None));
        assert_eq!(stands(fixture, second), (State::Submitted, true, None));
        assert!(apart(fixture, &clerk, &reviewer, person(2)).is_empty(), "what was decided stays decided");
        assert_eq!(stands(fixture, first).0, State::Ended);
        sound(fixture);
    }

    /// A third record is contested too; two that stay one person stay contested when the third leaves.
    fn a_part_of_a_person_keeps_its_own_contest(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 4);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let all: Vec<_> = (1..=3).map(|who| enrolled(fixture, &clerk, who)).collect();
        assert_eq!(merged(fixture, &clerk, &reviewer, (person(2), person(3))), [all[2]]);
        assert_eq!(merged(fixture, &clerk, &reviewer, (person(1), person(2))), [all[1]]);
        sound(fixture);
        assert_eq!(apart(fixture, &clerk, &reviewer, person(2)), [all[1]]);
        assert_eq!(stands(fixture, all[1]), (State::Submitted, true, None));
        assert_eq!(stands(fixture, all[2]), (State::Contested, false, Some(all[1])));
        sound(fixture);
    }

    /// Enrolments of different years stand beside each other.
    fn a_merge_without_a_double_contests_nothing(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 4);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        enrolled(fixture, &clerk, 1);
        assert!(merged(fixture, &clerk, &reviewer, (person(1), person(2))).is_empty());
        assert_eq!(date(DAY).year(), 2021);
        let items = at(fixture, DAY, |desk| use_case::work_items(desk, &clerk, "contested")).unwrap();
        assert!(items.is_empty());
    }
}
