//! People through the use cases, on both engines: import, match, merge and un-merge, change, coverage.

mod people_support;

use access::{Reason, Role, Sight, TrailKind, Verdict};
use base::{DocumentType, PersonNo, Sex};
use enrolment::Scheme;
use enrolment::people::matching::Verdict as Match;
use enrolment::people::{DocumentNumber, Fate, Field, PersonName, Relation, SourceList, Standing};
use in_offices as on_both;
use people_support::{Made, Office, day, id, made, order, region};
use service::ServiceError;
use service::membership;
use service::people::change::{PaperChange, PersonChange};
use service::people::household::HouseholdChange;
use service::people::import::{Import, InRow, Order};
use service::people::{change, coverage, household, merge, register, takeover, view};
use store::audit::Filter;
use store::{AsOf, OPEN_TX, StoreError, params};

const CARD: DocumentType = DocumentType::ResidentCard;
const VILLAGE: &str = "340421100201";

on_both! { "3404"
    fn a_list_is_taken_row_by_row_and_every_row_answered(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let good: Vec<Made> = (1..=30).map(|n| made(VILLAGE, n)).collect();
        let mut rows = good.clone();
        rows.push(made(VILLAGE, 31).with(Field::DocumentNumber, "340421194101020019"));
        rows.push(made(VILLAGE, 32).with(Field::Birth, "1941-02-30"));
        rows.push(made(VILLAGE, 33).with(Field::Residence, "340422100201"));
        rows.push(made(VILLAGE, 34).with(Field::Residence, "99"));
        rows.push(good[4].clone());
        rows.push(made(VILLAGE, 36).with(Field::Name, "=HYPERLINK(1)"));
        let (batch, results) = office.import(&clerk, &order(region("340421"), "a"), &rows).unwrap();
        let fates: Vec<Fate> = results.iter().map(|row| row.fate).collect();
        assert!(fates[..30].iter().all(|fate| *fate == Fate::New));
        let codes: Vec<&str> = results[30..]
            .iter()
            .map(|row| row.remark.as_ref().map_or("", |(code, _)| code))
            .collect();
        assert_eq!(codes, ["row.number", "row.birth", "row.region", "row.region", "person.known", "row.name"]);
        assert_eq!(fates[34], Fate::Known);
        assert_eq!(results[34].person, results[4].person);
        let scope = clerk.scope();
        let kept = office.store.read(|session| store::batch::find(session, scope, batch)).unwrap().unwrap();
        assert_eq!((kept.done, kept.taken, kept.refused, kept.finished), (36, 31, 5, true));
        let again = office.import(&clerk, &order(region("340421"), "a"), &rows).unwrap();
        assert!(again.1.is_empty(), "the same file again changes nothing");
        let list = view::list(&office.desk(), &clerk, region("340421"), None, 100).unwrap();
        assert_eq!(list.len(), 30);
    }

    fn a_list_cut_off_goes_on_where_it_stopped(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let rows: Vec<Made> = (1..=900).map(|n| made(VILLAGE, n)).collect();
        let order = order(region("340421"), "cut");
        let desk = office.desk();
        let mut first = Import::open(&desk, &clerk, &order).unwrap();
        let head: Vec<InRow<'_>> = (2_i64..)
            .zip(&rows[..300])
            .map(|(line, made)| InRow { line, items: Ok(made.raw()) })
            .collect();
        first.take(&desk, &clerk, &head, false).unwrap();
        let (batch, results) = office.import(&clerk, &order, &rows).unwrap();
        assert_eq!(results.len(), 600);
        let scope = clerk.scope();
        let kept = office.store.read(|session| store::batch::find(session, scope, batch)).unwrap().unwrap();
        assert_eq!((kept.done, kept.taken), (900, 900));
        let list = view::list(&office.desk(), &clerk, region("340421"), None, 2_000).unwrap();
        assert_eq!(list.len(), 900, "nobody is lost or doubled");
    }

    fn households_come_with_the_list(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let member = |n: u32, relation: &str| {
            made(VILLAGE, n).with(Field::Household, "H1").with(Field::Relation, relation)
        };
        let persons = office.people(&clerk, "a", &[member(1, "户主"), member(2, "配偶")]);
        let later = office.people(&clerk, "b", &[member(3, "子")]);
        let desk = office.desk();
        let now = AsOf::on(day("2026-03-02"));
        let seen = view::show(&desk, &clerk, later[0], now, &Sight::Masked).unwrap();
        let no = seen.households[0].0;
        let family = household::show(&desk, &clerk, no).unwrap();
        assert_eq!(family.on(day("2026-03-02")).count(), 3);
        assert_eq!(family.head(day("2026-03-02")), Some(persons[0]));
        let head = HouseholdChange::Head(persons[1], Relation::Spouse, day("2026-03-02"));
        let after = household::change(&desk, &clerk, no, &head).unwrap();
        assert_eq!(after.head(day("2026-03-02")), Some(persons[1]));
        let kept = household::show(&desk, &clerk, no).unwrap();
        assert_eq!(kept.head(day("2026-03-01")), Some(persons[0]));
        assert_eq!(kept.head(day("2026-03-02")), Some(persons[1]));
        let other = household::open(&desk, &clerk, region(VILLAGE), enrolment::people::HouseholdKind::Family, None);
        let join = HouseholdChange::Join(later[0], Relation::Head, day("2026-03-02"));
        let refused = household::change(&desk, &clerk, other.unwrap(), &join).unwrap_err();
        assert_eq!(refused.code(), "household.other");
    }

    fn a_merge_needs_two_people_and_a_reviewer_of_the_place(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let foreign = office.user("chenhao", Role::Reviewer, "340422");
        let persons = office.people(&clerk, "a", &[made(VILLAGE, 1), made(VILLAGE, 2)]);
        let desk = office.desk();
        let proposal = merge::propose(&desk, &clerk, (persons[0], persons[1]), Match::Same, "").unwrap();
        let own = merge::decide(&desk, &clerk, proposal, Verdict::Approved, "");
        assert!(matches!(own, Err(ServiceError::Denied(_))), "{own:?}");
        let other = merge::decide(&desk, &foreign, proposal, Verdict::Approved, "");
        assert!(matches!(other, Err(ServiceError::NotFound(_))), "{other:?}");
        let who = view::leader(&desk, clerk.scope(), persons[1]).unwrap();
        assert_eq!(who, persons[1], "nothing came of it");
    }

    fn two_people_with_one_number_both_stand_and_are_marked(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let first = made(VILLAGE, 1);
        let other = first.clone().with(Field::Name, "马戊午");
        let (_, results) = office
            .import(&clerk, &order(region("340421"), "a"), &[first.clone(), other])
            .unwrap();
        assert_eq!(results.iter().map(|row| row.fate).collect::<Vec<_>>(), [Fate::New, Fate::Queued]);
        let third = office.people(&clerk, "b", &[first.with(Field::Name, "牛己未")]);
        let number = made(VILLAGE, 1).items[2].1.clone();
        let desk = office.desk();
        let holders = view::find(&desk, &clerk, CARD, &number).unwrap();
        assert_eq!(holders.len(), 3);
        assert!(holders.iter().all(|one| one.standing == Standing::Contested), "{holders:?}");
        assert_eq!(merge::queue(&desk, &clerk, 10).unwrap().len(), 3);
        assert!(holders.iter().any(|one| one.record == third[0]));
    }

    fn a_number_put_right_and_a_name_before_stay_findable(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let wrong = id("340421", "1950-01-01", 1);
        let right = id("340421", "1950-01-01", 3);
        let row = made(VILLAGE, 1).with(Field::DocumentNumber, &wrong).with(Field::Birth, "1950-01-01");
        let person = office.people(&clerk, "a", &[row])[0];
        let desk = office.desk();
        let read = |number: &str| DocumentNumber::read(CARD, number).unwrap();
        let correct = PaperChange::Correct(read(&wrong), read(&right));
        change::papers(&desk, &clerk, person, &correct, day("2026-03-02"), "登记有误").unwrap();
        let new_name = PersonChange::Name(PersonName::new("王甲辰").unwrap());
        change::change(&desk, &clerk, person, &new_name, day("2026-03-02"), "更名").unwrap();
        let find = |number: &str| view::find(&desk, &clerk, CARD, number).unwrap();
        assert_eq!((find(&wrong)[0].record, find(&wrong)[0].standing), (person, Standing::Alias));
        assert_eq!(find(&right)[0].standing, Standing::Current);
        let show = |on: &str| view::show(&desk, &clerk, person, AsOf::on(day(on)), &full()).unwrap().person;
        assert_eq!(show("2026-03-02").name, "王甲辰");
        assert_eq!(show("2026-03-02").former_names.len(), 1);
        assert_eq!(show("2026-03-01").name, "钱甲子");
        let taken = made(VILLAGE, 9).with(Field::Name, "赵丁丑");
        let second = office.people(&clerk, "b", &[taken])[0];
        let other = PaperChange::Add(read(&right));
        let refused = change::papers(&desk, &clerk, second, &other, day("2026-03-02"), "").unwrap_err();
        assert_eq!(refused.code(), "document.second_number");
        let died = PersonChange::Death("民政".to_owned());
        change::change(&desk, &clerk, person, &died, day("2026-03-10"), "死亡").unwrap();
        assert_eq!(show("2026-03-11").death.map(|death| death.on), Some(day("2026-03-10")));
        assert!(show("2026-03-09").death.is_none());
    }

    fn one_at_the_counter_is_told_who_is_on_record(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let desk = office.desk();
        let row = made(VILLAGE, 1);
        let first = register::register(&desk, &clerk, &row.raw()).unwrap();
        assert_eq!(first.remark, None);
        let again = register::register(&desk, &clerk, &row.raw()).unwrap_err();
        assert_eq!(again.code(), "person.known");
        let names = [(region("340421100201"), "东庄村".to_owned())];
        register::declare_regions(&desk, &clerk, &names).unwrap();
        let elsewhere = made("340421100299", 2);
        let unknown = register::register(&desk, &clerk, &elsewhere.raw()).unwrap_err();
        assert_eq!(unknown.code(), "row.region");
        let newborn = Made { items: vec![] }
            .with(Field::Name, "钱甲子之女")
            .with(Field::Sex, "女")
            .with(Field::Birth, "2026-03-01")
            .with(Field::Huji, VILLAGE)
            .with(Field::Residence, VILLAGE)
            .with(Field::GuardianNumber, &row.items[2].1);
        let newborn = register::register(&desk, &clerk, &newborn.raw()).unwrap();
        let seen = view::show(&desk, &clerk, newborn.person, AsOf::on(day("2026-03-02")), &Sight::Masked).unwrap();
        assert_eq!(seen.person.guardian, Some(first.person));
        assert_eq!(seen.person.primary, None);
        assert_eq!(seen.person.sex, Sex::Female);
    }

    /// REQ-361: an operator outside the case gets masked data from the use case itself, whatever shows it; data in
    /// full needs a role that may and a reason; each view is on the trail, and what is refused shows nothing.
    fn req_361_an_operator_outside_the_case_sees_masked_data(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let phone = "13800001234";
        let address = "东庄村东街12号";
        let row = made(VILLAGE, 1).with(Field::Phone, phone).with(Field::Address, address);
        let person = office.people(&clerk, "a", std::slice::from_ref(&row))[0];
        let (name, number) = (&row.items[0].1, &row.items[2].1);
        let secrets = [name.clone(), number.clone(), birth_of(number), phone.to_owned(), address.to_owned()];
        let told = |text: String| secrets.iter().filter(|secret| text.contains(secret.as_str())).count();
        let desk = office.desk();
        let now = AsOf::on(day("2026-03-02"));
        let outside = office.user("cunguan", Role::Coordinator, VILLAGE);
        for actor in [&outside, &clerk] {
            let seen = view::show(&desk, actor, person, now, &Sight::Masked).unwrap();
            assert_eq!(told(format!("{seen:?}")), 0, "{seen:?}");
            let paper = seen.person.primary.unwrap();
            assert_eq!(paper.number, base::mask(base::Personal::DocumentNumber, number));
            let list = view::list(&desk, actor, region(VILLAGE), None, 10).unwrap();
            assert_eq!((list.len(), told(format!("{list:?}"))), (1, 0), "{list:?}");
        }
        // In full: not for the role outside, and for nobody without a reason.
        let refused = view::show(&desk, &outside, person, now, &full()).unwrap_err();
        assert!(matches!(refused, ServiceError::Denied(_)));
        assert!(Reason::parse("看看").is_err());
        let seen = view::show(&desk, &clerk, person, now, &full()).unwrap();
        assert_eq!(told(format!("{seen:?} {}", seen.person.birth)), secrets.len(), "{seen:?}");

        let auditor = office.user("shenji", Role::Auditor, "3404");
        let filter = Filter { limit: 100, ..Filter::default() };
        let trail = service::audit::read(&desk, &auditor, &filter).unwrap();
        let views: Vec<(&str, TrailKind, &str)> = trail
            .iter()
            .filter(|entry| entry.command == "person.show" && entry.subject == format!("人员 {person}"))
            .map(|entry| (entry.user.as_str(), entry.kind, entry.reason.as_str()))
            .collect();
        let wanted = [
            ("cunguan", TrailKind::Viewed, ""),
            ("wangli", TrailKind::Viewed, ""),
            ("wangli", TrailKind::Unmasked, "核对登记档案第12号"),
        ];
        assert_eq!(views, wanted);
        assert_eq!(trail.iter().filter(|entry| entry.command == "person.list").count(), 2);
        assert_eq!(told(format!("{trail:?}")), 0, "the trail tells nothing of the person itself");
    }

}

/// In full, with a reason.
fn full() -> Sight {
    Sight::Full(Reason::parse("核对登记档案第12号").unwrap())
}

fn birth_of(number: &str) -> String {
    format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14])
}

fn sex_of(number: &str) -> &'static str {
    let sequence: u32 = number[16..17].parse().unwrap();
    if sequence % 2 == 1 { "男" } else { "女" }
}

/// An enrolment that runs through 2026, as the enrolment desk writes it.
fn enrol(office: &Office, actor: &access::Actor, person: PersonNo, scheme: &str, no: i64) {
    let desk = office.desk();
    desk.write::<_, StoreError>(actor, "test.enrol", None, |tx| {
        let keys = store::people::read::keys(tx, actor.scope(), &[person])?;
        let (key, region) = keys[&person];
        let row = params![
            tx.pool(), key.bucket, no, person, region, scheme, 2026, 20_260_101, 20_261_231, "active", true,
            "resident", "person", "duty", "standard", 20_260_101, 0, tx.no(), OPEN_TX
        ];
        tx.run(
            "INSERT INTO enrolment (pool, bucket, enrolment, person, region, scheme, benefit_year, valid_from, valid_to, \
             state, runs, standing, channel, basis, funding, applied_on, missed_years, tx_from, tx_to) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            &row,
        )?;
        Ok(())
    })
    .unwrap();
}

fn enrolled(office: &Office, actor: &access::Actor) -> Vec<PersonNo> {
    let sql = "SELECT person FROM enrolment WHERE pool = $1 ORDER BY enrolment";
    let pool = actor.scope().pool();
    let rows = office
        .store
        .read::<_, StoreError>(|session| session.rows(sql, &params![pool]));
    rows.unwrap()
        .iter()
        .map(|row| row.no(0, PersonNo::new).unwrap())
        .collect()
}

/// The lists of 南京2017 三(一): the city's urban residents and the rural scheme of seven districts.
const LISTS: [(&str, &str, u64); 8] = [
    ("市区城镇居民", "320102", 40),
    ("栖霞新农合", "320113", 11),
    ("雨花台新农合", "320114", 12),
    ("浦口新农合", "320111", 13),
    ("江宁新农合", "320115", 14),
    ("六合新农合", "320116", 15),
    ("溧水新农合", "320117", 16),
    ("高淳新农合", "320118", 17),
];

fn reconciles_eight_lists(office: &Office) {
    let clerk = office.user("wangli", Role::Clerk, "3201");
    let desk = office.desk();
    for (place, (name, county, rows)) in (0_u32..).zip(LISTS) {
        let scheme = if place == 0 {
            Scheme::UrbanResident
        } else {
            Scheme::RuralCooperative
        };
        let list = SourceList {
            id: name.into(),
            scheme,
            region: region(county),
            stated: rows,
        };
        takeover::declare(&desk, &clerk, &list).unwrap();
        let village = format!("{county}001001");
        let mut people: Vec<Made> = (0..rows)
            .map(|n| made(&village, place * 100 + u32::try_from(n).unwrap()))
            .collect();
        if place == 1 {
            // one of 栖霞 is on the city's list too, and one has a flawed number
            let known = made("320102001001", 5);
            people[0] = known.with(Field::Residence, &village);
            people[1] = people[1]
                .clone()
                .with(Field::DocumentNumber, "320113194101020019")
                .with(Field::Birth, "1941-01-02")
                .with(Field::Sex, "男");
        }
        let order = Order {
            legacy: true,
            list: Some(name.to_owned()),
            ..order(region(county), name)
        };
        let before = takeover::reconcile(&desk, &clerk).unwrap_err();
        assert_eq!(before.code(), "takeover.incomplete");
        office.import(&clerk, &order, &people).unwrap();
    }
    let stands = takeover::reconcile(&desk, &clerk).unwrap();
    assert_eq!(stands.len(), 8);
    assert!(stands.iter().all(|stand| stand.is_complete()));
    let rows: u64 = stands.iter().map(|stand| stand.taken.taken()).sum();
    assert_eq!(
        rows,
        LISTS.iter().map(|(_, _, rows)| rows).sum::<u64>(),
        "zero loss"
    );
    let known: u64 = stands.iter().map(|stand| stand.taken.of(Fate::Known)).sum();
    assert_eq!(known, 1, "one person was on two lists and is one record");
    let people = view::list(&desk, &clerk, region("3201"), None, 1_000).unwrap();
    assert_eq!(u64::try_from(people.len()).unwrap(), rows - known);
    let stray = Order {
        list: Some("未移交".to_owned()),
        ..order(region("320113"), "stray")
    };
    let stray = office.import(&clerk, &stray, &[made("320113001001", 900)]);
    assert!(matches!(
        stray,
        Err(ServiceError::Store(StoreError::Conflict(_)))
    ));
}

/// REQ-005: after the import the seven districts and the city's urban list meet the counts of their givers.
#[test]
fn req_005_seven_districts_and_the_city_list_reconcile_without_loss() {
    reconciles_eight_lists(&Office::sqlite("3201"));
}

/// REQ-005, on the other engine.
#[test]
fn req_005_the_same_on_postgres() {
    reconciles_eight_lists(&Office::postgres("3201"));
}

/// Two records of one person: one from the city's list, one from the rural list of another county with a
/// slip in the number. Their numbers, and the spelling with the slip.
fn two_records(office: &Office, clerk: &access::Actor) -> (PersonNo, PersonNo, String) {
    let good = made(VILLAGE, 7);
    let number = good
        .items
        .iter()
        .find(|(field, _)| *field == Field::DocumentNumber)
        .unwrap()
        .1
        .clone();
    let slip = format!(
        "{}{}",
        &number[..17],
        if number.ends_with('0') { "1" } else { "0" }
    );
    let old = Made {
        items: good.items.clone(),
    }
    .with(Field::DocumentNumber, &slip)
    .with(Field::Birth, &birth_of(&number))
    .with(Field::Sex, sex_of(&number))
    .with(Field::Residence, "340422100201");
    let urban = office.people(clerk, "urban", &[good])[0];
    let legacy = Order {
        legacy: true,
        ..order(region("3404"), "nrcms")
    };
    let (_, results) = office.import(clerk, &legacy, &[old]).unwrap();
    assert_eq!(results[0].fate, Fate::Queued, "{results:?}");
    let rural = results[0].person.unwrap();
    (urban, rural, slip)
}

fn two_records_become_one_person_and_come_apart_without_loss(office: &Office) {
    let clerk = office.user("wangli", Role::Clerk, "3404");
    let reviewer = office.user("zhangmin", Role::Reviewer, "3404");
    let (urban, rural, slip) = two_records(office, &clerk);
    enrol(office, &clerk, urban, "urban_resident", 1);
    enrol(office, &clerk, rural, "nrcms", 2);
    let desk = office.desk();
    let card = DocumentNumber::read(DocumentType::SocialSecurityCard, "AB0000001").unwrap();
    change::papers(
        &desk,
        &clerk,
        rural,
        &PaperChange::Add(card),
        day("2026-03-02"),
        "发卡",
    )
    .unwrap();
    let queue = merge::queue(&desk, &reviewer, 10).unwrap();
    assert_eq!(queue.len(), 1);
    assert!(queue[0].features.contains("证件号码") && queue[0].rule == "match/1");

    let proposal = merge::propose(&desk, &clerk, (urban, rural), Match::Same, "同一人").unwrap();
    merge::decide(&desk, &reviewer, proposal, Verdict::Approved, "核实无误").unwrap();
    assert!(merge::queue(&desk, &reviewer, 10).unwrap().is_empty());
    let who = |record| view::leader(&desk, clerk.scope(), record).unwrap();
    assert_eq!((who(urban), who(rural)), (urban, urban));
    for person in enrolled(office, &clerk) {
        assert_eq!(who(person), urban, "every scheme points to the one person");
    }
    let by_card = view::find(&desk, &clerk, DocumentType::SocialSecurityCard, "AB0000001").unwrap();
    assert_eq!(by_card[0].person, urban, "the card too");
    let by_old = view::find(&desk, &clerk, CARD, &slip).unwrap();
    assert_eq!(by_old[0].person, urban);
    let now = AsOf::on(day("2026-03-02"));
    let both = view::show(&desk, &clerk, urban, now, &full()).unwrap();
    assert_eq!(both.others.len(), 1);
    assert_eq!(both.others[0].papers.len(), 2, "with the history of both");

    office.on_day("2026-04-01");
    let apart = merge::propose_apart(&desk, &clerk, rural, "实为兄弟").unwrap();
    merge::decide(&desk, &reviewer, apart, Verdict::Approved, "核实").unwrap();
    assert_eq!((who(urban), who(rural)), (urban, rural));
    let then = view::show(&desk, &clerk, rural, now, &Sight::Masked).unwrap();
    assert_eq!(then.leader, urban, "the days before stay as they were");
    let alone = view::show(&desk, &clerk, rural, AsOf::on(day("2026-04-01")), &full()).unwrap();
    assert_eq!(
        alone.person, both.others[0],
        "nothing of the record is lost"
    );
    assert!(alone.others.is_empty());
}

/// REQ-472: two records of one person, one from each scheme's list, are merged with both histories and
/// come apart without loss; enrolments and card of either record lead to the one person.
#[test]
fn req_472_two_records_become_one_person_and_come_apart_without_loss() {
    two_records_become_one_person_and_come_apart_without_loss(&Office::sqlite("3404"));
}

/// REQ-472, on the other engine.
#[test]
fn req_472_two_records_become_one_person_and_come_apart_without_loss_on_postgres() {
    two_records_become_one_person_and_come_apart_without_loss(&Office::postgres("3404"));
}

fn thirty_of_a_thousand_are_in_no_scheme(office: &Office) {
    let clerk = office.user("wangli", Role::Clerk, "340421");
    let foreign = office.user("chenhao", Role::Clerk, "340422");
    let villages = ["340421100201", "340421100202", "340421101201"];
    let rows: Vec<Made> = (0..1000)
        .map(|n| made(villages[n as usize % 3], n))
        .collect();
    let persons = office.people(&clerk, "a", &rows);
    for (person, no) in persons[30..].iter().zip(1..) {
        enrol(office, &clerk, *person, "resident", no);
    }
    let desk = office.desk();
    let on = day("2026-03-02");
    let rates = coverage::villages(&desk, &clerk, on).unwrap();
    assert_eq!(rates.len(), 3);
    assert_eq!(coverage::rate(&rates), "97.0%");
    let missing: i64 = rates.iter().map(coverage::VillageRate::missing).sum();
    assert_eq!(missing, 30);
    let mut listed = Vec::new();
    for village in &rates {
        let people = coverage::missing(&desk, &clerk, village.region, on).unwrap();
        assert_eq!(i64::try_from(people.len()).unwrap(), village.missing());
        listed.extend(people);
    }
    listed.sort();
    assert_eq!(listed, persons[..30]);
    let counts = membership::unenrolled_counts(&desk, &clerk, on).unwrap();
    let told: Vec<_> = rates
        .iter()
        .map(|one| (one.region, one.missing()))
        .collect();
    assert_eq!(
        counts, told,
        "the list of the unenrolled counts as the rate does"
    );
    let mut pages = membership::unenrolled(&desk, &clerk, on, 0, 20).unwrap();
    let after = pages.last().unwrap().1.get();
    pages.extend(membership::unenrolled(&desk, &clerk, on, after, 20).unwrap());
    let paged: Vec<_> = pages.iter().map(|(_, person)| *person).collect();
    assert_eq!(paged, listed);
    assert!(coverage::villages(&desk, &foreign, on).unwrap().is_empty());
}

/// REQ-004: of a thousand registered persons 970 are enrolled; the thirty others are listed by village,
/// and the rate is 97.0 %.
#[test]
fn req_004_thirty_of_a_thousand_are_in_no_scheme() {
    thirty_of_a_thousand_are_in_no_scheme(&Office::sqlite("3404"));
}

/// REQ-004, on the other engine.
#[test]
fn req_004_thirty_of_a_thousand_are_in_no_scheme_on_postgres() {
    thirty_of_a_thousand_are_in_no_scheme(&Office::postgres("3404"));
}
