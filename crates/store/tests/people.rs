//! The register of people in the store, on both engines: a foreign county gets nothing, what is derived is
//! verified, and the database refuses what the program would.

mod common;

use access::{Scope, UserName};
use base::{BatchNo, Date, DocumentType, Fen, OrganisationNo, PersonNo, Validity};
use common::{Fixture, deed, region, today};
use enrolment::Scheme;
use enrolment::category::{Authority, Category, Certified, Evidence};
use enrolment::organisation::registration::{ActNo, NoticeNo, notice};
use enrolment::organisation::{
    Act, ActKind, Affiliation, Agent, MemberRole, Organisation, OrganisationKind,
    OrganisationState, Review,
};
use enrolment::people::matching::{MatchRule, Matched, Profile, RecordId, score};
use enrolment::people::{
    Admission, Fate, Field, HouseholdKind, IncomeSpan, MinimumSet, RawPerson, Relation, SourceList,
    admit,
};
use store::people::households::{NewHousehold, NewMember};
use store::people::register::{NewPerson, SourceRow};
use store::people::work::NewWork;
use store::people::{
    PersonKey, acts, affiliations, candidates, categories, coverage, households, links, matches,
    organisations, read, register, sources, work,
};
use store::{AsOf, Session, StoreError, Tx, params, verify};

const NUMBERS: [&str; 2] = ["340421197001010029", "340421197001010045"];

fn who(no: i64) -> PersonKey {
    PersonKey::new(PersonNo::new(no).unwrap(), None)
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn person(no: i64) -> NewPerson {
    let set = MinimumSet::parse(MinimumSet::SHIPPED).unwrap();
    let number = NUMBERS[usize::try_from(no - 1).unwrap()];
    let row = RawPerson::new()
        .with(Field::Name, "王甲子")
        .with(Field::DocumentNumber, number)
        .with(Field::Sex, "女")
        .with(Field::Birth, "1970-01-01")
        .with(Field::Huji, "340421100201")
        .with(Field::Residence, "340421100201");
    let by = Admission {
        set: &set,
        today: today(),
        legacy: true,
        known_region: &|_| true,
    };
    NewPerson {
        key: who(no),
        admitted: admit(&row, &by).unwrap(),
        guardian: None,
        contested: false,
    }
}

fn affiliation() -> Affiliation {
    Affiliation {
        person: who(1).person,
        organisation: OrganisationNo::new(1).unwrap(),
        role: MemberRole::Active,
        stage: None,
        belongs: Validity::new(Some(day("2026-01-01")), None).unwrap(),
    }
}

/// One record of everything, in 340421.
fn furnish(fixture: &Fixture) {
    let county = region("340421");
    let scope = Scope::new(region("3404"), county).unwrap();
    fixture
        .store
        .write::<_, StoreError>(&deed("furnish"), |tx| {
            let people = [person(1), person(2)];
            register::add(tx, scope, &people)?;
            let profiles: Vec<Profile> = people
                .iter()
                .map(|one| Profile::of_row(&one.admitted))
                .collect();
            let rule = MatchRule::parse(MatchRule::SHIPPED).unwrap();
            let scored = score(&rule, &profiles[0], &profiles[1]);
            let (one, two) = (
                RecordId::Person(who(1).person),
                RecordId::Person(who(2).person),
            );
            let mut open = Matched::by_machine(one, two, scored, today());
            open.verdict = enrolment::people::matching::Verdict::Open;
            matches::keep(tx, scope, &[(county, open, None)])?;
            homes(tx, scope)?;
            firm(tx, scope)?;
            let certified = Certified {
                person: who(1).person,
                category: Category::Dibao,
                holds: affiliation().belongs,
                authority: Authority::CivilAffairs,
                evidence: Evidence::Application,
            };
            categories::add(tx, scope, &[(who(1), county, certified)])?;
            let item = NewWork {
                region: county,
                kind: "list.unknown".to_owned(),
                subject: None,
                shown: String::new(),
                body: "{}".to_owned(),
                reason: "查无此人".to_owned(),
                source: None,
            };
            work::open(tx, scope, &[item], today())?;
            let list = SourceList {
                id: "旧名册".into(),
                scheme: Scheme::RuralCooperative,
                region: county,
                stated: 2,
            };
            sources::declare(tx, scope, &list)?;
            let batch = store::batch::open(tx, county, "person.import", "k")?;
            sources::taken_by(tx, scope, "旧名册", batch.no)?;
            let row = |no| SourceRow {
                batch: batch.no,
                line: no,
                key: who(no),
                fate: Fate::New,
            };
            register::sources(tx, &[row(1), row(2)])?;
            let done = store::batch::Chunk {
                taken: 2,
                amount: Fen::ZERO,
                rows: vec![],
                last: true,
            };
            store::batch::advance(tx, &batch, &done)?;
            Ok(())
        })
        .unwrap();
}

fn homes(tx: &mut Tx<'_>, scope: Scope) -> Result<(), StoreError> {
    let no = tx.next("household", base::HouseholdNo::new)?;
    let new = NewHousehold {
        no,
        region: region("340421100201"),
        kind: HouseholdKind::Family,
        mark: Some("H1".into()),
    };
    households::add(tx, scope, &[new])?;
    let member = NewMember {
        household: no,
        person: who(1),
        relation: Relation::Head,
        belongs: Validity::OPEN,
    };
    households::join(tx, &[member])?;
    let income = IncomeSpan {
        yearly: Fen::new(100),
        counts: affiliation().belongs,
        certified_by: "街道".into(),
    };
    households::income(tx, no, &income)
}

fn firm(tx: &mut Tx<'_>, scope: Scope) -> Result<(), StoreError> {
    let county = region("340421");
    let organisation = Organisation {
        no: OrganisationNo::new(1).unwrap(),
        kind: OrganisationKind::Enterprise,
        name: "青禾机械厂".into(),
        credit_code: None,
        region: county,
        founded: Some(day("2026-01-01")),
        ended: None,
        state: OrganisationState::Filed,
    };
    organisations::add(tx, scope, &organisation)?;
    let no = ActNo::new(1).unwrap();
    let act = Act {
        no,
        organisation: organisation.no,
        kind: ActKind::Registration,
        event: day("2026-01-01"),
        filed: day("2026-01-10"),
        due: Some(day("2026-01-31")),
        changes: vec![],
    };
    acts::file(tx, scope, county, &act, None)?;
    let by = UserName::new("zhangmin").unwrap();
    let review = Review {
        act: no,
        approved: true,
        reason: "".into(),
        by: by.clone(),
        on: today(),
    };
    acts::review(tx, scope, county, &review)?;
    acts::send(
        tx,
        scope,
        county,
        &notice(NoticeNo::new(1).unwrap(), &review).unwrap(),
    )?;
    affiliations::add(tx, scope, county, &[(who(1), affiliation())])?;
    let agent = Agent {
        organisation: organisation.no,
        user: by,
        region: county,
        acts: affiliation().belongs,
    };
    organisations::appoint(tx, scope, &agent)
}

/// How many records each reader gives a scope.
fn counts(fixture: &Fixture, scope: Scope) -> Vec<(&'static str, usize)> {
    let both = |s: &mut Session<'_>| {
        let mut all = of_persons(s, scope)?;
        all.extend(of_places(s, scope)?);
        Ok::<_, StoreError>(all)
    };
    fixture.store.read(both).unwrap()
}

type Counts = Result<Vec<(&'static str, usize)>, StoreError>;

fn of_persons(s: &mut Session<'_>, scope: Scope) -> Counts {
    let one = who(1).person;
    let (on, county, card) = (
        AsOf::on(today()),
        region("340421"),
        DocumentType::ResidentCard,
    );
    let key = vec![NUMBERS[0].to_owned()];
    Ok(vec![
        (
            "read.find",
            usize::from(read::find(s, scope, one, on)?.is_some()),
        ),
        (
            "read.in_region",
            read::in_region(s, scope, county, None, 9)?.len(),
        ),
        ("read.keys", read::keys(s, scope, &[one])?.len()),
        (
            "read.by_number",
            read::by_number(s, scope, card, NUMBERS[0])?.len(),
        ),
        ("candidates", candidates::find(s, scope, key, vec![])?.len()),
        ("matches.open", matches::open(s, scope, 9)?.len()),
        (
            "matches.of_pair",
            matches::of_pair(s, scope, one, who(2).person)?.len(),
        ),
        (
            "affiliations.of_persons",
            affiliations::of_persons(s, scope, &[one])?.len(),
        ),
        (
            "categories.of_persons",
            categories::of_persons(s, scope, &[one])?.len(),
        ),
        ("work.waiting", work::waiting(s, scope, 9)?.len()),
        (
            "coverage.villages",
            coverage::villages(s, scope, today())?.len(),
        ),
        (
            "coverage.missing",
            coverage::missing(s, scope, county, today())?.len(),
        ),
    ])
}

fn of_places(s: &mut Session<'_>, scope: Scope) -> Counts {
    let (one, firm, county) = (
        who(1).person,
        OrganisationNo::new(1).unwrap(),
        region("340421"),
    );
    let home = base::HouseholdNo::new(1).unwrap();
    let (village, mark) = (vec![340_421_100_201], vec!["H1".to_owned()]);
    let act = ActNo::new(1).unwrap();
    Ok(vec![
        (
            "households.find",
            usize::from(households::find(s, scope, home)?.is_some()),
        ),
        (
            "households.of_person",
            households::of_person(s, scope, one)?.len(),
        ),
        (
            "households.by_marks",
            households::by_marks(s, scope, village, mark)?.len(),
        ),
        (
            "organisations.find",
            usize::from(organisations::find(s, scope, firm)?.is_some()),
        ),
        (
            "organisations.in_region",
            organisations::in_region(s, scope, county, None)?.len(),
        ),
        (
            "organisations.agents",
            organisations::agents(s, scope)?.len(),
        ),
        (
            "acts.find",
            usize::from(acts::find(s, scope, act)?.is_some()),
        ),
        ("acts.list", acts::list(s, scope, false)?.len()),
        ("acts.notices", acts::notices(s, scope)?.len()),
        (
            "affiliations.of_organisation",
            affiliations::of_organisation(s, scope, firm)?.len(),
        ),
        ("sources.lists", sources::lists(s, scope)?.len()),
        ("sources.taken", sources::taken(s, scope)?.len()),
    ])
}

on_both! {
    fn every_reader_gives_the_own_county_its_records_and_a_foreign_one_none(fixture: &Fixture) {
        furnish(fixture);
        let scope = |place: &str| Scope::new(region("3404"), region(place)).unwrap();
        for (reader, count) in counts(fixture, scope("340421")) {
            assert!(count > 0, "{reader} gives the own county nothing");
        }
        for (reader, count) in counts(fixture, scope("340422")) {
            assert_eq!(count, 0, "{reader} gives a foreign county something");
        }
    }

    fn a_region_outside_the_scope_is_not_written(fixture: &Fixture) {
        let foreign = Scope::new(region("3404"), region("340422")).unwrap();
        let refused = fixture
            .store
            .write::<_, StoreError>(&deed("a"), |tx| register::add(tx, foreign, &[person(1)]));
        assert!(matches!(refused, Err(StoreError::Guard(_))), "{refused:?}");
    }

    fn the_database_keeps_numbers_links_and_history(fixture: &Fixture) {
        furnish(fixture);
        let scope = Scope::new(region("3404"), region("340421")).unwrap();
        let run = |sql: &'static str| {
            fixture.store.write::<_, StoreError>(&deed("a"), |tx| {
                let pool = tx.pool();
                tx.run(sql, &params![pool])
            })
        };
        for sql in [
            "DELETE FROM person WHERE pool = $1",
            "UPDATE person SET bucket = 5 WHERE pool = $1",
            "UPDATE person_version SET name = 'x' WHERE pool = $1",
            "DELETE FROM person_document WHERE pool = $1",
            "UPDATE person_match SET verdict = 'same' WHERE pool = $1",
            "UPDATE registration_act SET late = 1 WHERE pool = $1",
            "DELETE FROM people_work WHERE pool = $1",
        ] {
            let touched = run(sql);
            assert!(matches!(touched, Err(StoreError::Guard(_))), "{sql}: {touched:?}");
        }
        let mut same = person(2);
        same.key = who(3);
        let twice = fixture
            .store
            .write::<_, StoreError>(&deed("a"), |tx| register::add(tx, scope, &[same]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "one sound number, one record: {twice:?}");
    }

    fn what_is_derived_is_verified(fixture: &Fixture) {
        furnish(fixture);
        let all = verify::run(&fixture.store, &mut |_, _| {}).unwrap();
        for name in ["person.derived", "person.number", "person.source"] {
            let (_, outcome) = all.iter().find(|(check, _)| check.name == name).unwrap();
            assert!(outcome.examined > 0 && outcome.first.is_none(), "{name}: {outcome:?}");
        }
        let scope = Scope::new(region("3404"), region("340421")).unwrap();
        let lost = fixture.store.write::<_, StoreError>(&deed("a"), |tx| {
            let row = |line| SourceRow { batch: BatchNo::new(1).unwrap(), line, key: who(1), fate: Fate::Known };
            register::sources(tx, &[row(9)])?;
            let leader = links::leaders(tx, scope, &[who(2).person], AsOf::on(today()))?;
            Ok(leader[&who(2).person])
        });
        assert_eq!(lost.unwrap(), who(2).person);
        let all = verify::run(&fixture.store, &mut |_, _| {}).unwrap();
        let (_, outcome) = all.iter().find(|(check, _)| check.name == "person.source").unwrap();
        assert!(outcome.first.is_some(), "a row without a count is found");
    }
}
