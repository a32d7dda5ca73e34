//! Enrolment on both engines.

mod common;

use access::{Scope, UserName};
use base::{BatchNo, Date, EnrolmentNo, PersonNo};
use common::{Fixture, deed, region};
use enrolment::Scheme;
use enrolment::membership::{
    Channel, Debit, EndReason, Enrolment, Funding, Ground, HistorySpan, NotRenewed, Span, Standing,
    State, TransferSide, TransferState,
};
use enrolment::regime::{CountySetting, Residence, TrackCase, UnifiedItem};
use store::membership::enrolment::Kept;
use store::membership::transfer::{Transfer, TransferNo};
use store::membership::{
    dossier, enrolment as repo, regime, renewal, report, step, transfer, work,
};
use store::people::coverage;
use store::{Deed, StoreError, Tx, params};

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn span(from: &str, until: &str) -> Span {
    Span::new(date(from), date(until)).unwrap()
}

fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

fn number(no: i64) -> EnrolmentNo {
    EnrolmentNo::new(no).unwrap()
}

fn county() -> Scope {
    Scope::new(region("3404"), region("340421")).unwrap()
}

fn foreign() -> Scope {
    Scope::new(region("3404"), region("340422")).unwrap()
}

fn kept(no: i64, who: i64, days: Span) -> Kept {
    Kept {
        bucket: who % 64,
        is: Enrolment {
            no: number(no),
            person: person(who),
            region: region("340421100201"),
            scheme: Scheme::Resident,
            year: days.from().year(),
            span: days,
            state: State::Submitted,
            runs: true,
            standing: Standing::Resident,
            channel: Channel::Village,
            collective: None,
            batch: BatchNo::new(9),
            ground: Ground::Duty,
            place_reason: Some("family".into()),
            funding: Funding::Standard,
            applied_on: date("2021-11-10"),
            missed_years: 1,
            wait_until: Some(date("2022-03-31")),
            follows: None,
            contested_with: None,
            end: None,
        },
    }
}

fn write<T>(
    fixture: &Fixture,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    fixture
        .store
        .write(&deed("enrol.test").because("测试"), work)
}

fn add(fixture: &Fixture, new: &[Kept]) -> Result<(), StoreError> {
    write(fixture, |tx| repo::add(tx, county(), new))
}

fn of_2022() -> Span {
    span("2022-01-01", "2022-12-31")
}

/// Persons 1 to 4 of 340421, born in 1980, registered in 340421.
fn people(fixture: &Fixture) {
    write(fixture, |tx| {
        for no in 1..=4_i64 {
            let key = params![tx.pool(), no % 64, no, region("340421100201"), tx.no()];
            tx.run("INSERT INTO person (pool, bucket, person, region, tx_from) VALUES ($1, $2, $3, $4, $5)", &key)?;
            let version = params![tx.pool(), no % 64, no, region("340421"), tx.no()];
            tx.run(
                "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, huji, \
                 residence, tx_from, tx_to) VALUES ($1, $2, $3, 19800101, 99991231, '样例', '样例', 1, 'male', 19800101, $4, \
                 $4, $5, 9223372036854775807)",
                &version,
            )?;
        }
        Ok(())
    })
    .unwrap();
}

on_both! {
    /// What goes in comes out, and a foreign county gets nothing.
    fn an_enrolment_comes_back_to_its_own_county(fixture: &Fixture) {
        people(fixture);
        let one = kept(1, 1, of_2022());
        add(fixture, std::slice::from_ref(&one)).unwrap();
        let read = |scope| fixture.store.read(|s| repo::find(s, scope, number(1))).unwrap();
        assert_eq!(read(county()), Some(one.clone()));
        assert_eq!(read(foreign()), None);
        let all = |scope| fixture.store.read(|s| repo::of_person(s, scope, person(1))).unwrap();
        assert_eq!((all(county()), all(foreign())), (vec![one], vec![]));
        let trail = |scope| fixture.store.read(|s| repo::trail(s, scope, number(1))).unwrap();
        assert_eq!(trail(foreign()), []);
        let trail = trail(county());
        assert_eq!((trail[0].to, &*trail[0].reason), (State::Submitted, "测试"));
        let exceptions = |scope| fixture.store.read(|s| report::exceptions(s, scope, 2022)).unwrap();
        assert_eq!((exceptions(county()).len(), exceptions(foreign()).len()), (1, 0));
        let interrupted = |scope| fixture.store.read(|s| report::interrupted(s, scope, 2022)).unwrap();
        assert_eq!((interrupted(county()).len(), interrupted(foreign()).len()), (1, 0));
        let outside = write(fixture, |tx| repo::add(tx, foreign(), &[kept(2, 2, of_2022())]));
        assert!(matches!(outside, Err(StoreError::Guard(_))));
    }

    /// REQ-002: the database itself refuses a second running enrolment of a person, in bulk and one by one.
    fn req_002_the_database_refuses_a_second_one(fixture: &Fixture) {
        people(fixture);
        add(fixture, &[kept(1, 1, of_2022()), kept(2, 2, of_2022())]).unwrap();
        let refused = |new: &[Kept]| match add(fixture, new) {
            Err(StoreError::Guard(why)) => assert!(why.contains("one running enrolment"), "{why}"),
            other => panic!("{other:?}"),
        };
        refused(&[kept(3, 1, span("2022-12-31", "2023-12-31"))]);
        let mut elsewhere = kept(3, 1, of_2022());
        elsewhere.is.scheme = Scheme::Employee;
        elsewhere.is.region = region("340421200");
        refused(&[elsewhere]);
        refused(&[kept(4, 3, of_2022()), kept(5, 3, of_2022())]);
        let mut contested = kept(6, 1, of_2022());
        contested.is.runs = false;
        contested.is.state = State::Contested;
        contested.is.contested_with = Some(number(1));
        add(fixture, &[contested, kept(7, 1, span("2023-01-01", "2023-12-31"))]).unwrap();
        let doubles = |scope| fixture.store.read(|s| report::doubles(s, scope)).unwrap();
        let pairs = doubles(county());
        assert_eq!((pairs[0].first, pairs[0].second), (number(1), number(6)));
        assert_eq!(doubles(foreign()), []);
        let found = store::verify::run(&fixture.store, &mut |_, _| ()).unwrap();
        let mine: Vec<_> = found.iter().filter(|(check, _)| check.name.starts_with("enrolment.")).collect();
        assert_eq!(mine.len(), 4);
        assert!(mine.iter().all(|(_, outcome)| outcome.first.is_none() && outcome.examined == 4));
    }

    /// A set goes from state to state; what is in another state or county stays.
    fn a_set_goes_from_state_to_state(fixture: &Fixture) {
        people(fixture);
        add(fixture, &[kept(1, 1, of_2022()), kept(2, 2, of_2022()), kept(3, 3, of_2022())]).unwrap();
        let numbers = [number(1), number(2), number(9)];
        let (from, to) = (State::Submitted, State::FirstReviewed);
        let none = write(fixture, |tx| step::many(tx, foreign(), &numbers, from, to, None));
        assert_eq!(none.unwrap(), 0);
        let two = write(fixture, |tx| step::many(tx, county(), &numbers, from, to, None));
        assert_eq!(two.unwrap(), 2);
        let state = |no| fixture.store.read(|s| repo::find(s, county(), number(no))).unwrap().unwrap().is.state;
        assert_eq!((state(1), state(3)), (State::FirstReviewed, State::Submitted));
        let batch = BatchNo::new(9).unwrap();
        let step = |after: Option<i64>| {
            write(fixture, |tx| step::batch(tx, county(), batch, (from, to), after.map(number), 10)).unwrap()
        };
        assert_eq!(step(Some(3)), None, "3 is not behind 3");
        assert_eq!(step(None), Some((1, number(3))));
        assert_eq!(step(None), None);
        let trail = fixture.store.read(|s| repo::trail(s, county(), number(1))).unwrap();
        let states: Vec<_> = trail.iter().map(|one| one.to).collect();
        assert_eq!(states, [State::Submitted, State::FirstReviewed]);
    }

    /// Who submitted an enrolment does not approve it: the database refuses.
    fn the_submitter_does_not_approve(fixture: &Fixture) {
        people(fixture);
        add(fixture, &[kept(1, 1, of_2022())]).unwrap();
        let (reviewed, approved) = (State::FirstReviewed, State::Approved);
        write(fixture, |tx| step::many(tx, county(), &[number(1)], State::Submitted, reviewed, None)).unwrap();
        let approve = |deed: &Deed| {
            fixture.store.write::<_, StoreError>(deed, |tx| {
                step::many(tx, county(), &[number(1)], reviewed, approved, None)
            })
        };
        let own = approve(&deed("enrol.approve"));
        assert!(matches!(own, Err(StoreError::Guard(why)) if why.contains("submitted")));
        let mut other = deed("enrol.approve");
        other.user = UserName::new("zhaofu").unwrap();
        assert_eq!(approve(&other).unwrap(), 1);
    }

    /// An enrolment that ends makes room for the next; nobody rewrites what was.
    fn an_end_makes_room(fixture: &Fixture) {
        people(fixture);
        let mut one = kept(1, 1, of_2022());
        one.is.state = State::Active;
        add(fixture, std::slice::from_ref(&one)).unwrap();
        let mut ended = one.clone();
        ended.is.span = span("2022-01-01", "2022-06-30");
        ended.is.state = State::Active;
        ended.is.end = Some(EndReason::Employment);
        let conflict = write(fixture, |tx| repo::replace(tx, foreign(), &ended));
        assert!(matches!(conflict, Err(StoreError::Conflict(_))));
        write(fixture, |tx| {
            repo::replace(tx, county(), &ended)?;
            repo::add(tx, county(), &[kept(2, 1, span("2022-07-01", "2022-12-31"))])
        })
        .unwrap();
        let on = |day| fixture.store.read(|s| repo::running_on(s, county(), person(1), date(day))).unwrap();
        assert_eq!(on("2022-06-30").unwrap().is.no, number(1));
        assert_eq!(on("2022-07-01").unwrap().is.no, number(2));
        let sql = "UPDATE enrolment SET region = 1";
        let touched = write(fixture, |tx| tx.run(sql, &[]));
        assert!(matches!(touched, Err(StoreError::Guard(_))));
    }

    /// The dossier holds what every county knows of a person, and unknown persons are left out.
    fn a_dossier_sees_every_county(fixture: &Fixture) {
        people(fixture);
        add(fixture, &[kept(1, 1, of_2022())]).unwrap();
        write(fixture, |tx| work::choose(tx, &choice(2))).unwrap();
        let load = |scope| {
            let asked = [person(1), person(2), person(77)];
            fixture.store.read(|s| dossier::load(s, scope, &asked)).unwrap()
        };
        let dossiers = load(foreign());
        assert_eq!(dossiers.len(), 2);
        let (bucket, one) = &dossiers[&person(1)];
        assert_eq!((*bucket, one.held.len(), one.huji), (1, 1, Some(region("340421"))));
        assert_eq!(one.held[0].no, number(1));
        assert_eq!(dossiers[&person(2)].1.track, Some(Scheme::RuralCooperative));
    }

    /// Work items and tracks: open once, decided once, for their own county.
    fn work_is_decided_once(fixture: &Fixture) {
        people(fixture);
        let open = |tx: &mut Tx<'_>| work::open(tx, region("340421"), "half_complete", person(1), None, "{}");
        let no = write(fixture, open).unwrap();
        let items = |scope| fixture.store.read(|s| work::open_items(s, scope, "half_complete")).unwrap();
        assert_eq!((items(county()).len(), items(foreign()).len()), (1, 0));
        let find = |scope| fixture.store.read(|s| work::find(s, scope, no)).unwrap();
        assert_eq!(find(foreign()), None);
        let item = find(county()).unwrap();
        let decide = || write(fixture, |tx| work::decide(tx, county(), &item, "nrcms"));
        decide().unwrap();
        assert!(matches!(decide(), Err(StoreError::Conflict(_))));
        assert_eq!(find(county()).unwrap().outcome.as_deref(), Some("nrcms"));
        write(fixture, |tx| work::choose(tx, &choice(1))).unwrap();
        let again = write(fixture, |tx| work::choose(tx, &choice(1)));
        assert!(matches!(again, Err(StoreError::Conflict(_))));
        let track = |scope| fixture.store.read(|s| work::track_of(s, scope, person(1))).unwrap();
        assert_eq!((track(county()), track(foreign())), (Some(choice(1)), None));
    }

    /// Transfers and their history stay with their county.
    fn a_transfer_goes_through_its_states(fixture: &Fixture) {
        people(fixture);
        let sent = Transfer {
            no: TransferNo::new(1).unwrap(),
            key: (1, person(1)),
            region: region("340421"),
            side: TransferSide::In,
            other: region("320100"),
            scheme: Scheme::Employee,
            day: date("2022-06-01"),
            months: 72,
            converted_months: Some(36),
            wait_months: None,
            state: TransferState::Received,
            message: "320100-1".to_owned(),
            body: "last_day 2022-05-31\n".to_owned(),
            digest: "d".to_owned(),
            reason: String::new(),
        };
        let history = [HistorySpan {
            scheme: Scheme::UrbanResident,
            span: span("2016-06-01", "2022-05-31"),
            months: 72,
        }];
        write(fixture, |tx| {
            transfer::add(tx, &sent)?;
            transfer::keep_history(tx, &sent, &history)
        })
        .unwrap();
        let next = Transfer { state: TransferState::Acknowledged, ..sent.clone() };
        let foreign_try = write(fixture, |tx| transfer::replace(tx, foreign(), &next));
        assert!(matches!(foreign_try, Err(StoreError::Conflict(_))));
        write(fixture, |tx| transfer::replace(tx, county(), &next)).unwrap();
        let found = |scope| {
            let side = TransferSide::In;
            fixture.store.read(|s| transfer::by_message(s, scope, side, "320100-1")).unwrap()
        };
        assert_eq!((found(county()), found(foreign())), (Some(next), None));
        let all = |scope| fixture.store.read(|s| transfer::all(s, scope)).unwrap().len();
        assert_eq!((all(county()), all(foreign())), (1, 0));
        let dossiers = fixture.store.read(|s| dossier::load(s, county(), &[person(1)])).unwrap();
        assert_eq!(dossiers[&person(1)].1.earlier, [span("2016-06-01", "2022-05-31")]);
    }

    /// Last year's members with their mandates and debits, page by page.
    fn members_of_last_year_are_sorted(fixture: &Fixture) {
        people(fixture);
        let new: Vec<_> = (1..=4).map(|no| kept(no, no, of_2022())).collect();
        add(fixture, &new).unwrap();
        let mandate = |no: i64| renewal::Mandate {
            key: (no, person(no)),
            region: region("340421"),
            bank: "样例银行".to_owned(),
            account: "6200000000000000001".to_owned(),
            from: date("2022-01-01"),
        };
        write(fixture, |tx| {
            renewal::add_mandates(tx, &[mandate(1), mandate(2)])?;
            let outcomes = [(person(1), Debit::Debited, None), (person(2), Debit::Failed, Some("余额不足".to_owned()))];
            renewal::record_debits(tx, county(), 2023, &outcomes)
        })
        .unwrap();
        let death = "UPDATE person_version SET tx_to = $2 WHERE pool = $1 AND person = 4";
        write(fixture, |tx| {
            tx.run(death, &params![tx.pool(), tx.no()])?;
            tx.run(
                "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, death, \
                 residence, tx_from, tx_to) VALUES ($1, 4, 4, 19800101, 99991231, '样例', '样例', 1, 'male', 19800101, 20221101, \
                 340421000000, $2, 9223372036854775807)",
                &params![tx.pool(), tx.no()],
            )
        })
        .unwrap();
        let page = |scope, after, limit| {
            fixture.store.read(|s| renewal::members(s, scope, 2022, after, limit)).unwrap()
        };
        assert_eq!(page(foreign(), 0, 10), []);
        assert_eq!(page(county(), 0, 3).len(), 3);
        let all = page(county(), 0, 10);
        let known: Vec<_> = all.iter().map(|one| (one.mandate, one.debit, one.obstacle)).collect();
        assert_eq!(known, [
            (true, Some(Debit::Debited), None),
            (true, Some(Debit::Failed), None),
            (false, None, None),
            (false, None, Some(NotRenewed::Deceased)),
        ]);
        let open = fixture.store.read(|s| renewal::without_enrolment(s, county(), 2023, &[person(1), person(3)]));
        assert_eq!(open.unwrap(), [person(1)]);
    }

    /// Who is in no scheme, for the own county only; who has only applied is in none.
    fn the_unenrolled_are_listed(fixture: &Fixture) {
        people(fixture);
        let mut enrolled = kept(1, 1, of_2022());
        enrolled.is.state = State::Active;
        add(fixture, &[enrolled, kept(2, 2, of_2022())]).unwrap();
        let day = date("2022-05-01");
        let list = |scope| fixture.store.read(|s| coverage::unenrolled(s, scope, day, 0, 10)).unwrap();
        let found: Vec<_> = list(county()).iter().map(|(_, who)| who.get()).collect();
        assert_eq!(found, [2, 3, 4]);
        assert_eq!(list(foreign()), []);
        let villages = fixture.store.read(|s| coverage::villages(s, county(), day)).unwrap();
        let village = coverage::Village { region: region("340421100201"), registered: 4, enrolled: 1 };
        assert_eq!(villages, [village], "counted as listed");
        write(fixture, |tx| {
            let found = [((2, person(2)), region("340421"))];
            report::add_prospects(tx, 2022, &found)?;
            report::add_prospects(tx, 2022, &found)
        })
        .unwrap();
        let prospects = |scope| fixture.store.read(|s| report::prospects(s, scope, 2022)).unwrap();
        assert_eq!((prospects(county()), prospects(foreign())), (vec![person(2)], vec![]));
    }

    /// One profile at a time; what is practised ends when something else is.
    fn profiles_and_practice_follow_each_other(fixture: &Fixture) {
        let profile = |title: &str, from: &str| regime::ProfileText {
            title: title.to_owned(),
            during: base::Validity::new(Some(date(from)), None).unwrap(),
            digest: title.to_owned(),
            body: "format".to_owned(),
        };
        write(fixture, |tx| regime::adopt(tx, &profile("一", "2021-01-01"), None)).unwrap();
        let second = profile("二", "2023-01-01");
        let both = write(fixture, |tx| regime::adopt(tx, &second, None));
        assert!(matches!(both, Err(StoreError::Guard(why)) if why.contains("one regime profile")));
        write(fixture, |tx| {
            assert!(regime::end_before(tx, date("2023-01-01"))?);
            regime::adopt(tx, &second, None)
        })
        .unwrap();
        let all = fixture.store.read(|s| regime::all(s, county())).unwrap();
        assert_eq!(all[0].during.until(), Some(date("2022-12-31")));
        assert_eq!(all.len(), 2);
        let set = |place: &str, value: &str, from: &str| {
            let setting = CountySetting {
                county: region(place),
                item: UnifiedItem::Financing,
                name: "contribution.adult".into(),
                value: value.into(),
            };
            write(fixture, |tx| regime::practise(tx, &setting, date(from))).unwrap();
        };
        set("3404", "350.00", "2021-01-01");
        set("340421", "320.00", "2021-01-01");
        set("340421", "350.00", "2022-01-01");
        let on = |scope, day| {
            let found = fixture.store.read(|s| regime::practised(s, scope, date(day))).unwrap();
            found.iter().map(|one| one.value.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(on(county(), "2021-06-01"), ["350.00", "320.00"]);
        assert_eq!(on(county(), "2022-06-01"), ["350.00", "350.00"]);
        assert_eq!(on(foreign(), "2021-06-01"), ["350.00"], "the city's own is open, the other county's is not");
    }
}

fn choice(no: i64) -> work::Choice {
    work::Choice {
        key: (no, person(no)),
        region: region("340421"),
        case: TrackCase {
            residence: Residence::Urban,
            paid_on: None,
            recorded_on: Some(date("2015-11-16")),
            choice: Some(Scheme::RuralCooperative),
        },
        track: Scheme::RuralCooperative,
        by_hand: false,
    }
}
