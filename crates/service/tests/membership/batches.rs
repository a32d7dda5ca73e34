//! Lists: rosters, villages, retirees, renewal, old data; cut off and taken up again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use access::{Actor, Role, Verdict};
use base::{BatchNo, Fen};
use enrolment::Scheme;
use enrolment::membership::{Channel, Debit, Funding, Ground, Span, Standing, State};
use service::membership::{self as use_case, BadLine, Change, Line, OldLine, Order, Who};
use store::StoreError;
use store::batch::Batch;
use store::membership::renewal;

use crate::fixture::{Fixture, applies, at, date, line, person, region, village};
use crate::on_both;

const DAY: &str = "2021-11-10";

fn run(
    fixture: &Fixture,
    clerk: &Actor,
    order: &Order,
    lines: impl Iterator<Item = Result<Line, BadLine>>,
) -> Batch {
    at(fixture, DAY, |desk| {
        use_case::run(desk, clerk, order, lines, &mut |_| {})
    })
    .unwrap()
}

fn rows(fixture: &Fixture, clerk: &Actor, no: BatchNo) -> Vec<(i64, String)> {
    let rows = at(fixture, DAY, |desk| use_case::batch_rows(desk, clerk, no)).unwrap();
    rows.into_iter().map(|row| (row.line, row.code)).collect()
}

on_both! {
    /// REQ-007: a roster of 500, 3 insured already: 497 enrolled, 3 refused with reasons.
    fn req_007_a_school_roster(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 500);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let insured = run(fixture, &clerk, &village("before"), [17, 203, 500].into_iter().map(line));
        assert_eq!((insured.taken, insured.refused), (3, 0));
        let roster = Order { channel: Channel::School, collective: Some(31), ..village("roster") };
        let done = run(fixture, &clerk, &roster, (1..=500).map(line));
        assert_eq!((done.taken, done.refused, done.finished), (497, 3, true));
        let second = "enrolment.second_active".to_owned();
        let expected = [17, 203, 500].map(|no| (no, second.clone()));
        assert_eq!(rows(fixture, &clerk, done.no), expected);
    }

    /// REQ-008: a village list of 120 is one batch with a result for each person; bad lines are told, not lost.
    fn req_008_a_village_list(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 120);
        let clerk = fixture.user("wangli", Role::Coordinator, "3404", "340422100201");
        let bad = Err(BadLine {
            line: 122,
            code: "row.encoding".to_owned(),
            shown: String::new(),
            reason: "文字编码无法识别。".to_owned(),
        });
        let unknown = line(999).map(|one| Line { line: 121, ..one });
        let lines = (1..=120).map(line).chain([unknown, bad]);
        let done = run(fixture, &clerk, &village("v"), lines);
        assert_eq!((done.taken, done.refused), (120, 2));
        let enrolled = at(fixture, DAY, |desk| use_case::batch_enrolments(desk, &clerk, done.no, 0, 500)).unwrap();
        assert_eq!(enrolled.len(), 120);
        assert!(enrolled.iter().all(|one| one.state == State::Submitted && one.ground == Ground::Duty));
        let told = rows(fixture, &clerk, done.no);
        let told: Vec<_> = told.iter().map(|(line, code)| (*line, code.as_str())).collect();
        assert_eq!(told, [(121, "enrolment.unknown_person"), (122, "row.encoding")]);
        let again = run(fixture, &clerk, &village("v"), (1..=120).map(line));
        assert_eq!(again, done, "a finished list changes nothing");
    }

    /// Cut off in the middle of a long list, the same call finishes it; nothing is doubled or lost.
    fn a_list_that_was_cut_off_is_finished(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 9_000);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let broken = (1..=9_000).map(|no| {
            assert!(no < 6_000, "the machine stops here");
            line(no)
        });
        let stopped = catch_unwind(AssertUnwindSafe(|| run(fixture, &clerk, &village("long"), broken)));
        assert!(stopped.is_err());
        let done = run(fixture, &clerk, &village("long"), (1..=9_000).map(line));
        assert_eq!((done.done, done.taken, done.refused), (9_000, 9_000, 0));
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let step = |actor: &Actor, to| {
            at(fixture, DAY, |desk| use_case::step_batch(desk, actor, done.no, to, "名单核对无误", &mut |_| {}))
        };
        assert_eq!(step(&clerk, State::FirstReviewed).unwrap(), 9_000);
        assert_eq!(step(&reviewer, State::Approved).unwrap(), 9_000);
        assert_eq!(step(&reviewer, State::Approved).unwrap(), 0);
        assert_eq!(step(&reviewer, State::Active).unwrap_err().code(), "enrolment.not_by_hand", "nobody has paid");
        let count = fixture.store.read::<_, StoreError>(|session| {
            let sql = "SELECT COUNT(*), COUNT(DISTINCT person) FROM enrolment WHERE tx_to = 9223372036854775807 AND state = 'approved'";
            let row = session.row(sql, &[])?.unwrap();
            Ok((row.int(0)?, row.int(1)?))
        });
        assert_eq!(count.unwrap(), (9_000, 9_000));
    }

    /// A batch that is not there, not of the actor's region or not reviewed yet is no batch of 0.
    fn a_batch_that_cannot_be_moved_is_told(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 113);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "3404", "340422");
        let foreign = fixture.user("zheng", Role::Reviewer, "3404", "340421");
        let done = run(fixture, &clerk, &village("v"), (1..=113).map(line));
        let empty = run(fixture, &clerk, &village("nobody"), (900..=901).map(line));
        let step = |actor: &Actor, no: BatchNo, to| {
            at(fixture, DAY, |desk| use_case::step_batch(desk, actor, no, to, "名单核对无误", &mut |_| {}))
        };
        let none = BatchNo::new(999).unwrap();
        assert_eq!(step(&clerk, none, State::FirstReviewed).unwrap_err().code(), "not_found");
        assert_eq!(step(&foreign, done.no, State::Approved).unwrap_err().code(), "not_found");
        assert_eq!(step(&clerk, empty.no, State::FirstReviewed).unwrap_err().code(), "enrolment.batch_empty");
        let behind = step(&reviewer, done.no, State::Approved).unwrap_err();
        assert_eq!(behind.code(), "enrolment.batch_behind");
        assert!(behind.zh().contains("113 条尚未初审"), "{}", behind.zh());
        assert_eq!(step(&clerk, done.no, State::FirstReviewed).unwrap(), 113);
        assert_eq!(step(&reviewer, done.no, State::Approved).unwrap(), 113);
        assert_eq!(step(&reviewer, done.no, State::Approved).unwrap(), 0, "done before: the same call goes on");

        let one = at(fixture, DAY, |desk| use_case::batch_enrolments(desk, &clerk, done.no, 0, 1)).unwrap().remove(0);
        let reject = || at(fixture, DAY, |desk| use_case::step(desk, &reviewer, &[one.no], State::Rejected, "误报"));
        let approved = reject().unwrap_err();
        assert_eq!(approved.code(), "enrolment.approved");
        assert!(approved.zh().contains("已经核准") && approved.zh().contains("enrol end"), "{}", approved.zh());
    }

    /// A year beyond the next is a slip of the pen: refused before anything is opened or written.
    fn a_year_too_far_ahead_is_refused(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let far = Order { year: 2035, ..village("far") };
        let list = |order: &Order| at(fixture, DAY, |desk| {
            use_case::run(desk, &clerk, order, (1..=1).map(line), &mut |_| {})
        });
        let refused = list(&far).unwrap_err();
        assert_eq!(refused.code(), "enrolment.year_ahead");
        assert!(refused.zh().contains("2035") && refused.zh().contains("2022"), "{}", refused.zh());
        let beyond = Order { year: 2023, ..village("far") };
        assert_eq!(list(&beyond).unwrap_err().code(), "enrolment.year_ahead");
        let one = at(fixture, DAY, |desk| use_case::enrol(desk, &clerk, &applies(1, DAY), 2035, None));
        assert_eq!(one.unwrap_err().code(), "enrolment.year_ahead");
        let renewed = at(fixture, DAY, |desk| {
            let (place, on) = (region("340422100201"), date(DAY));
            use_case::renew(desk, &clerk, place, 2034, Scheme::Resident, on, &mut |_| {})
        });
        assert_eq!(renewed.unwrap_err().code(), "enrolment.year_ahead");
        let next = list(&Order { year: 2022, ..village("far") }).unwrap();
        assert_eq!((next.no, next.taken), (BatchNo::new(1).unwrap(), 1), "no batch was opened before");
    }

    /// REQ-024: 2,324 retirees of restructured firms, without an employer, funded by the restructuring.
    fn req_024_retirees_of_restructured_firms(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 2_324);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        let order = Order {
            scheme: Scheme::Employee,
            standing: Standing::Retired,
            channel: Channel::Restructuring,
            ground: Some(Ground::Decision),
            funding: Funding::Restructuring,
            from: Some(date("2021-12-01")),
            ..village("retirees")
        };
        let done = run(fixture, &clerk, &order, (1..=2_324).map(line));
        assert_eq!((done.taken, done.refused), (2_324, 0));
        let all = at(fixture, DAY, |desk| use_case::batch_enrolments(desk, &clerk, done.no, 0, 5_000)).unwrap();
        assert_eq!(all.len(), 2_324);
        assert!(all.iter().all(|one| {
            one.standing == Standing::Retired && one.funding == Funding::Restructuring && one.collective.is_none()
        }));
    }

    /// REQ-474: of 1,000 members 940 are renewed by debit, 20 fail, 40 are not renewed; the lists add up.
    fn req_474_renewal_by_debit(fixture: &Fixture) {
        fixture.people("3404", "340422100201", 1, 1_000);
        let clerk = fixture.user("wangli", Role::Clerk, "3404", "340422");
        run(fixture, &clerk, &village("2022"), (1..=1_000).map(line));
        fixture.store.write::<_, StoreError>(&fixture.deed("3404"), |tx| {
            let mandate = |no: i64| renewal::Mandate {
                key: (no % 64, person(no)),
                region: region("340422100201"),
                bank: "样例银行".to_owned(),
                account: "6200000000000000001".to_owned(),
                from: date("2022-01-01"),
            };
            let mandates: Vec<_> = (1..=960).map(mandate).collect();
            renewal::add_mandates(tx, &mandates)?;
            let outcome = |no: i64| match no {
                1..=940 => (person(no), Debit::Debited, None),
                _ => (person(no), Debit::Failed, Some("余额不足".to_owned())),
            };
            let outcomes: Vec<_> = (1..=960).map(outcome).collect();
            renewal::record_debits(tx, access::Scope::whole(region("3404")), 2023, &outcomes)
        }).unwrap();
        let renew = || at(fixture, "2022-11-20", |desk| {
            let (place, on) = (region("340422100201"), date("2022-11-20"));
            use_case::renew(desk, &clerk, place, 2022, Scheme::Resident, on, &mut |_| {})
        }).unwrap();
        let done = renew();
        assert_eq!((done.done, done.taken, done.refused), (1_000, 940, 60));
        let told = rows(fixture, &clerk, done.no);
        let of = |code: &str| told.iter().filter(|(_, one)| one == code).count();
        assert_eq!((of("renewal.failed"), of("renewal.not_renewed")), (20, 40));
        assert_eq!(renew(), done);
        let renewed = at(fixture, DAY, |desk| use_case::batch_enrolments(desk, &clerk, done.no, 0, 2_000)).unwrap();
        assert!(renewed.iter().all(|one| one.year == 2023 && one.follows.is_some() && one.missed_years == 0));
    }

    /// Doubles of old data are taken in as contested and run on one track until a second user resolves them.
    fn doubles_of_old_data_are_contested(fixture: &Fixture) {
        fixture.people("340321", "340321101", 1, 3);
        let clerk = fixture.user("wangli", Role::Clerk, "340321", "340321");
        let reviewer = fixture.user("zhaofu", Role::Reviewer, "340321", "340321");
        let old = |line: i64, who: i64, scheme, paid| Ok(OldLine {
            line,
            who: Who::Person(person(who)),
            scheme,
            region: region("340321101"),
            span: Span::new(date("2016-01-01"), date("2016-12-31")).unwrap(),
            paid: Fen::new(paid),
        });
        let lines = vec![
            old(1, 1, Scheme::UrbanResident, 9_000),
            old(2, 1, Scheme::RuralCooperative, 12_000),
            old(3, 2, Scheme::RuralCooperative, 12_000),
        ];
        let day = "2016-02-01";
        let done = at(fixture, day, |desk| {
            use_case::load_old_data(desk, &clerk, region("340321"), "old", lines.into_iter(), &mut |_| {})
        }).unwrap();
        assert_eq!((done.taken, done.refused, done.amount.get()), (3, 0, 33_000));
        assert_eq!(rows(fixture, &clerk, done.no), [(2, "enrolment.contested".to_owned())]);
        let doubles = at(fixture, day, |desk| use_case::doubles(desk, &clerk)).unwrap();
        assert_eq!((doubles.len(), doubles[0].person), (1, person(1)));
        let item = at(fixture, day, |desk| use_case::work_items(desk, &clerk, "contested")).unwrap().remove(0);
        assert!(item.body.contains("12000"));
        let change = Change::Resolve { item: item.no.get(), keeps: doubles[0].second };
        let no = at(fixture, day, |desk| use_case::propose(desk, &clerk, &change)).unwrap();
        at(fixture, day, |desk| use_case::decide(desk, &reviewer, no, Verdict::Approved, "按新农合")).unwrap();
        let seen = at(fixture, day, |desk| use_case::history(desk, &clerk, person(1))).unwrap();
        let states: Vec<_> = seen.enrolments.iter().map(|(one, _)| (one.scheme, one.state, one.runs)).collect();
        assert_eq!(states, [
            (Scheme::UrbanResident, State::Ended, false),
            (Scheme::RuralCooperative, State::Active, true),
        ]);
        assert_eq!(at(fixture, day, |desk| use_case::doubles(desk, &clerk)).unwrap(), []);
    }
}
