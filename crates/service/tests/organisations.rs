//! Employers, schools and categories through the use cases, on both engines.

mod people_support;

use access::{Actor, Role, UserName, Verdict};
use base::{Date, Fen, OrganisationNo, PersonNo, Validity};
use benefit::claim::AccView;
use benefit::plan::Policy;
use benefit::sections::Section;
use enrolment::Scheme;
use enrolment::category::{Authority, Category, Certified, Evidence, ListRow};
use enrolment::membership::{Application as ToEnrol, Channel, Funding, Standing};
use enrolment::organisation::roster::RosterLine;
use enrolment::organisation::{ActKind, Affiliation, Change, MemberRole, Stage};
use enrolment::people::{DocumentNumber, Field, PersonName};
use in_offices as on_both;
use people_support::{Made, Office, day, made, region};
use policy::{CompileOptions, Files, Package};
use service::people::category::{ListOrder, ListResult};
use service::people::organisation::Application;
use service::people::{category, members, organisation};
use service::{ServiceError, membership};
use std::path::Path;
use store::StoreError;

const VILLAGE: &str = "340421100201";

fn files(id: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(id);
    let mut files = Files::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
    files
}

fn package(id: &str) -> Policy {
    let package = Package::load(&files(id)).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

/// The pooling area works by a package for employees.
fn adopted(office: &Office, id: &str) {
    let officer = office.user("zhaohe", Role::PolicyOfficer, "3404");
    let reviewer = office.user("qianyu", Role::Reviewer, "3404");
    let adopting = service::package::Adopting {
        scheme: Scheme::Employee,
        files: files(id),
        parameters: std::collections::BTreeMap::new(),
        from: day("2026-01-01"),
        until: None,
    };
    let desk = office.desk();
    let no = service::package::propose(&desk, &officer, &adopting).unwrap();
    service::package::decide(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
}

fn employer(founded: &str) -> Application<'_> {
    Application {
        kind: "城镇企业",
        name: "青禾机械厂",
        credit_code: None,
        region: region("340421"),
        founded: Some(day(founded)),
    }
}

/// A registered employer.
fn registered(office: &Office, clerk: &Actor, reviewer: &Actor) -> OrganisationNo {
    let desk = office.desk();
    let filed = organisation::file(&desk, clerk, &employer("2026-02-20")).unwrap();
    let act = filed.act.unwrap();
    organisation::review(&desk, reviewer, act.no, true, "材料齐全").unwrap();
    filed.organisation
}

fn works(person: PersonNo, organisation: OrganisationNo, from: &str) -> Affiliation {
    Affiliation {
        person,
        organisation,
        role: MemberRole::Active,
        stage: None,
        belongs: Validity::new(Some(day(from)), None).unwrap(),
    }
}

on_both! { "3404"
    fn who_filed_an_act_does_not_review_it(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let foreign = office.user("chenhao", Role::Reviewer, "340422");
        let desk = office.desk();
        let act = organisation::file(&desk, &clerk, &employer("2026-02-20")).unwrap().act.unwrap();
        let denied = organisation::review(&desk, &clerk, act.no, true, "");
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        let elsewhere = organisation::review(&desk, &foreign, act.no, true, "");
        assert!(matches!(elsewhere, Err(ServiceError::NotFound(_))));
        assert!(organisation::list_acts(&desk, &foreign, false).unwrap().is_empty());
        // past the use case the database refuses
        let scope = clerk.scope();
        let review = enrolment::organisation::Review {
            act: act.no,
            approved: true,
            reason: "".into(),
            by: clerk.user().clone(),
            on: day("2026-03-02"),
        };
        let own = desk.write::<_, StoreError>(&clerk, "test", None, |tx| {
            store::people::acts::review(tx, scope, region("340421"), &review)
        });
        assert!(matches!(own, Err(StoreError::Guard(_))), "{own:?}");
    }

    fn a_second_employer_waits_for_the_first(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "3404");
        let reviewer = office.user("zhangmin", Role::Reviewer, "3404");
        let persons = office.people(&clerk, "a", &[made(VILLAGE, 1), made(VILLAGE, 2)]);
        let (one, two) = (registered(office, &clerk, &reviewer), registered(office, &clerk, &reviewer));
        let desk = office.desk();
        members::join(&desk, &clerk, one, &[works(persons[0], one, "2026-03-01")]).unwrap();
        let unknown = PersonNo::new(999).unwrap();
        let rows = [works(persons[0], two, "2026-03-15"), works(persons[1], two, "2026-03-15"), works(unknown, two, "2026-03-15")];
        let answers = members::join(&desk, &clerk, two, &rows).unwrap();
        let codes: Vec<&str> = answers.iter().map(|one| one.as_ref().map_or_else(|e| e.code(), |()| "")).collect();
        assert_eq!(codes, ["affiliation.second_employer", "", "person.unknown"]);
        let unreviewed = organisation::file(&desk, &clerk, &employer("2026-02-20")).unwrap().organisation;
        let early = members::join(&desk, &clerk, unreviewed, &[works(persons[1], unreviewed, "2026-03-15")]);
        assert_eq!(early.unwrap_err().code(), "organisation.state");
        let shop = Application { kind: "个体工商户", ..employer("2026-02-20") };
        assert_eq!(organisation::file(&desk, &clerk, &shop).unwrap_err().code(), "employer.elsewhere");
    }

    fn a_roster_moves_pupils_up(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "3404");
        let persons = office.people(&clerk, "a", &[made(VILLAGE, 1), made(VILLAGE, 2)]);
        let desk = office.desk();
        let school = Application { kind: "学校", name: "东庄小学", founded: None, ..employer("2026-02-20") };
        let school = organisation::file(&desk, &clerk, &school).unwrap();
        assert_eq!(school.act, None, "a school is no employer here");
        let line = |person, stage| RosterLine { person, stage };
        let first = [line(persons[0], Stage::Primary), line(persons[1], Stage::Primary)];
        let result = members::roster(&desk, &clerk, school.organisation, &first, day("2025-09-01")).unwrap();
        assert_eq!((result.joined, result.left, result.stayed), (2, 0, 0));
        let second = [line(persons[0], Stage::Secondary)];
        let result = members::roster(&desk, &clerk, school.organisation, &second, day("2026-02-16")).unwrap();
        assert_eq!((result.joined, result.left, result.stayed), (1, 2, 0));
        let user = UserName::new("wanglaoshi").unwrap();
        let acts = Validity::new(Some(day("2026-01-01")), None).unwrap();
        let agent = organisation::appoint(&desk, &clerk, school.organisation, &user, acts).unwrap();
        assert_eq!(agent.region, region("340421"));
        let kept = desk.read(|s| store::people::organisations::agents(s, clerk.scope())).unwrap();
        assert_eq!(kept, [agent]);
    }

    fn categories_are_certified_by_whom_they_are_for(office: &Office) {
        let clerk = office.user("wangli", Role::Clerk, "340421");
        let person = office.people(&clerk, "a", &[made(VILLAGE, 1)])[0];
        let desk = office.desk();
        let new = |authority| Certified {
            person,
            category: Category::Canji,
            holds: Validity::new(Some(day("2026-01-01")), None).unwrap(),
            authority,
            evidence: Evidence::Application,
        };
        let wrong = category::certify(&desk, &clerk, &new(Authority::CivilAffairs)).unwrap_err();
        assert_eq!(wrong.code(), "category.authority");
        category::certify(&desk, &clerk, &new(Authority::DisabledFederation)).unwrap();
        let twice = category::certify(&desk, &clerk, &new(Authority::DisabledFederation)).unwrap_err();
        assert_eq!(twice.code(), "category.known");
        let rules = enrolment::category::PoolRules::default();
        let freelancer = category::rule(&rules, Category::Freelance).unwrap_err();
        assert_eq!(freelancer.code(), "category.rules_missing");
    }
}

fn listed(made: &Made) -> ListRow {
    let raw = made.raw();
    let number = raw.get(Field::DocumentNumber);
    ListRow {
        name: PersonName::new(raw.get(Field::Name)).unwrap(),
        number: DocumentNumber::read(base::DocumentType::ResidentCard, number).unwrap(),
        category: Category::Dibao,
        authority: Authority::CivilAffairs,
        holds: Validity::new(Some(day("2012-01-01")), Some(day("2012-12-31"))).unwrap(),
        region: region("340421"),
    }
}

fn take(office: &Office, clerk: &Actor, key: &str, list: &[ListRow]) -> Vec<ListResult> {
    let desk = office.desk();
    let order = ListOrder {
        region: region("340421"),
        key: key.to_owned(),
    };
    let batch = category::open_list(&desk, clerk, &order).unwrap();
    let rows: Vec<_> = (2..)
        .zip(list)
        .map(|(line, row)| (line, Ok(row.clone())))
        .collect();
    let (after, results) = category::take_list(&desk, clerk, &order, &batch, &rows, true).unwrap();
    assert!(after.finished);
    results
}

/// What a person pays for 2012 by a package, from what the store holds.
fn pays(office: &Office, clerk: &Actor, policy: &Policy, person: PersonNo) -> Fen {
    let on: Date = day("2012-01-01");
    let facts = office.desk().read::<_, ServiceError>(|session| {
        let of = (policy, Scheme::UrbanResident);
        category::facts(session, clerk.scope(), &[person], of, on)
    });
    let facts = facts.unwrap().remove(&person).unwrap().unwrap();
    let view = AccView::zero(policy.accs.len());
    let section = Section::new(policy, policy.version_on(on).unwrap(), &facts, &view);
    let standards = section.contributions(Some("yearly")).unwrap();
    let own = standards[0]
        .says
        .pay
        .iter()
        .filter(|part| part.by == "person");
    Fen::checked_sum(own.map(|part| part.amount)).unwrap()
}

fn each_approved_act_brings_one_notice_with_acknowledgement(office: &Office) {
    let clerk = office.user("wangli", Role::Clerk, "340421");
    let reviewer = office.user("zhangmin", Role::Reviewer, "340421");
    let bureau = office.user("liubo", Role::Reviewer, "3404");
    let desk = office.desk();
    adopted(office, "cn.310000.employee");
    let filed = organisation::file(&desk, &clerk, &employer("2026-01-30")).unwrap();
    let act = filed.act.unwrap();
    assert_eq!(
        (act.due, act.is_late()),
        (Some(day("2026-03-01")), true),
        "filed on 2026-03-02"
    );
    assert!(
        organisation::notices(&desk, &bureau).unwrap().is_empty(),
        "not before the review"
    );
    organisation::review(&desk, &reviewer, act.no, true, "").unwrap();
    let name = || Change::Name("青禾重机厂".into());
    let rename = |changes| (ActKind::Change, day("2026-03-01"), changes);
    let rejected =
        organisation::file_change(&desk, &clerk, filed.organisation, rename(vec![name()]));
    let rejected = rejected.unwrap();
    assert_eq!(rejected.due, Some(day("2026-03-31")));
    let bare = organisation::review(&desk, &reviewer, rejected.no, false, " ").unwrap_err();
    assert_eq!(bare.code(), "act.reason");
    let none = organisation::review(&desk, &reviewer, rejected.no, false, "缺少证明").unwrap();
    assert_eq!(none, None);
    let again = organisation::file_change(&desk, &clerk, filed.organisation, rename(vec![name()]));
    organisation::review(&desk, &reviewer, again.unwrap().no, true, "").unwrap();
    let end = (
        ActKind::Cancellation,
        day("2026-03-02"),
        vec![Change::Ended(None)],
    );
    let end = organisation::file_change(&desk, &clerk, filed.organisation, end).unwrap();
    organisation::review(&desk, &reviewer, end.no, true, "").unwrap();

    let notices = organisation::notices(&desk, &bureau).unwrap();
    assert_eq!(notices.len(), 3, "three approved acts, three notices");
    for notice in &notices {
        organisation::acknowledge(&desk, &bureau, notice.no).unwrap();
        let twice = organisation::acknowledge(&desk, &bureau, notice.no).unwrap_err();
        assert_eq!(twice.code(), "notice.acknowledged");
    }
    let notices = organisation::notices(&desk, &bureau).unwrap();
    assert!(notices.iter().all(|notice| notice.acknowledged.is_some()));
    let now = organisation::list(&desk, &clerk, region("340421"), None).unwrap();
    assert_eq!(&*now[0].name, "青禾重机厂");
    assert_eq!(now[0].ended, Some(day("2026-03-02")));
}

/// REQ-028: each approved registration, change and cancellation brings one notice to the bureau, which
/// acknowledges it once; a rejected one brings none.
#[test]
fn req_028_each_approved_act_brings_one_notice_with_acknowledgement() {
    each_approved_act_brings_one_notice_with_acknowledgement(&Office::sqlite("3404"));
}

/// REQ-028, on the other engine.
#[test]
fn req_028_each_approved_act_brings_one_notice_with_acknowledgement_on_postgres() {
    each_approved_act_brings_one_notice_with_acknowledgement(&Office::postgres("3404"));
}

fn an_active_registration_obliges_until_it_ends(office: &Office) {
    let clerk = office.user("wangli", Role::Clerk, "3404");
    let reviewer = office.user("zhangmin", Role::Reviewer, "3404");
    let person = office.people(&clerk, "a", &[made(VILLAGE, 1)])[0];
    let firm = registered(office, &clerk, &reviewer);
    let desk = office.desk();
    let join = members::join(&desk, &clerk, firm, &[works(person, firm, "2026-03-01")]).unwrap();
    assert_eq!(join, [Ok(())]);
    let application = ToEnrol {
        person,
        region: region(VILLAGE),
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Person,
        ground: None,
        place_reason: None,
        funding: Funding::Standard,
        applied_on: day("2026-10-12"),
        from: None,
    };
    office.on_day("2026-10-12");
    let apply = || membership::enrol(&desk, &clerk, &application, 2027, None);
    let refused = apply().unwrap_err();
    assert_eq!(refused.code(), "enrolment.employee_obligation");
    assert!(
        refused.zh().contains(&format!("单位 {firm}")),
        "{}",
        refused.zh()
    );
    let role = (person, MemberRole::Active);
    members::leave(&desk, &clerk, firm, role, day("2026-04-30"), "解除合同").unwrap();
    let accepted = apply().unwrap();
    assert!(
        matches!(accepted, membership::Answer::Submitted(..)),
        "{accepted:?}"
    );
    let list = members::list(&desk, &clerk, firm).unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].belongs.until(), Some(day("2026-04-30")));
}

/// REQ-001: with an active employer registration the resident scheme is refused with the reason; after
/// it has ended the same person is accepted.
#[test]
fn req_001_an_active_registration_obliges_until_it_ends() {
    an_active_registration_obliges_until_it_ends(&Office::sqlite("3404"));
}

/// REQ-001, on the other engine.
#[test]
fn req_001_an_active_registration_obliges_until_it_ends_on_postgres() {
    an_active_registration_obliges_until_it_ends(&Office::postgres("3404"));
}

fn a_list_of_ten_certifies_nine_and_no_one_applies(office: &Office) {
    let clerk = office.user("wangli", Role::Clerk, "340421");
    let foreign = office.user("chenhao", Role::Clerk, "340422");
    let people: Vec<Made> = (1..=10).map(|n| made(VILLAGE, n)).collect();
    let persons = office.people(&clerk, "a", &people);
    let mut list: Vec<ListRow> = people.iter().map(listed).collect();
    list[3].name = PersonName::new("马戊午").unwrap();
    let results = take(office, &clerk, "list", &list);
    let work: Vec<&ListResult> = results.iter().filter(|row| row.waits).collect();
    assert_eq!(work.len(), 1);
    assert_eq!(work[0].remark.as_ref().unwrap().0, "list.name_differs");
    let desk = office.desk();
    let scope = clerk.scope();
    let held = desk
        .read(|s| store::people::categories::of_persons(s, scope, &persons))
        .unwrap();
    assert_eq!(held.len(), 9);
    for spans in held.values() {
        assert_eq!(spans[0].holds, list[0].holds, "with start and end");
        assert!(matches!(spans[0].evidence, Evidence::List(..)));
    }
    let open = category::waiting(&desk, &clerk, 10).unwrap();
    assert_eq!(open.len(), 1);
    assert!(
        !open[0].new.shown.contains(list[3].number.canonical()),
        "masked in lists"
    );
    assert!(category::waiting(&desk, &foreign, 10).unwrap().is_empty());
    category::close(&desk, &clerk, open[0].no, "民政部门已更正").unwrap();
    assert!(category::waiting(&desk, &clerk, 10).unwrap().is_empty());
    let again = take(office, &clerk, "again", &list[..3]);
    assert!(
        again
            .iter()
            .all(|row| row.remark.as_ref().unwrap().0 == "category.known")
    );

    let policy = package("cn.650100.urban_resident");
    assert_eq!(pays(office, &clerk, &policy, persons[0]), Fen::new(7_500));
    assert_eq!(
        pays(office, &clerk, &policy, persons[3]),
        Fen::new(22_200),
        "the one still to be settled"
    );
}

/// REQ-019: of a list of ten, nine are certified with first and last day and one becomes a work item.
/// REQ-020: nobody applied, and the subsidised standard follows from the list alone.
#[test]
fn req_019_req_020_a_list_of_ten_certifies_nine_and_no_one_applies() {
    a_list_of_ten_certifies_nine_and_no_one_applies(&Office::sqlite("3404"));
}

/// REQ-019, REQ-020, on the other engine.
#[test]
fn req_019_req_020_a_list_of_ten_certifies_nine_and_no_one_applies_on_postgres() {
    a_list_of_ten_certifies_nine_and_no_one_applies(&Office::postgres("3404"));
}
