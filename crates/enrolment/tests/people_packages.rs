//! People through real policy packages: deadlines of employers, categories and what they pay.

use base::{Date, Fen, OrganisationNo, PersonNo, RegionCode, Sex, Validity, WorkingCalendar};
use benefit::claim::{AccView, Facts};
use benefit::plan::Policy;
use benefit::sections::Section;
use enrolment::Scheme;
use enrolment::category::{
    Authority, Category, Certified, Circumstances, Evidence, Grouping, facts_for,
};
use enrolment::organisation::{ActKind, Affiliation, MemberRole, Stage, due};
use enrolment::people::{
    Household, HouseholdKind, IncomeSpan, Papers, Person, PersonName, Relation,
};
use policy::{CompileOptions, Files, Package};
use std::path::Path;

fn package(id: &str) -> Policy {
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
            let name = path.strip_prefix(&root).unwrap();
            let name = name.to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
    let package = Package::load(&files).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn due_on(kind: ActKind, event: &str) -> Date {
    let policy = package("cn.310000.employee");
    let facts = Facts::none(policy.facts.len());
    let plan = policy.version_on(day(event)).unwrap();
    let view = AccView::zero(policy.accs.len());
    let section = Section::new(&policy, plan, &facts, &view);
    let found = due(&section, kind, day(event), &WorkingCalendar::default()).unwrap();
    let (date, articles) = found.unwrap();
    assert!(!articles.is_empty(), "the deadline names its article");
    date
}

/// REQ-026: founded 2025-01-31, due 2025-03-02; registered on 03-03 it is late.
#[test]
fn req_026_registration_is_due_within_thirty_days_of_founding() {
    let due = due_on(ActKind::Registration, "2025-01-31");
    assert_eq!(due, day("2025-03-02"));
    let act = |filed: &str| enrolment::organisation::Act {
        no: enrolment::organisation::registration::ActNo::new(1).unwrap(),
        organisation: OrganisationNo::new(1).unwrap(),
        kind: ActKind::Registration,
        event: day("2025-01-31"),
        filed: day(filed),
        due: Some(due),
        changes: Vec::new(),
    };
    assert!(!act("2025-03-02").is_late());
    assert!(act("2025-03-03").is_late());
}

/// REQ-027: merged 2025-06-01, due 2025-07-01, for a change as for a cancellation.
#[test]
fn req_027_change_and_cancellation_are_due_within_thirty_days() {
    for kind in [ActKind::Change, ActKind::Cancellation] {
        assert_eq!(due_on(kind, "2025-06-01"), day("2025-07-01"));
    }
}

fn person(birth: &str, sex: Sex) -> Person {
    Person {
        no: PersonNo::new(1).unwrap(),
        name: PersonName::new("王芳").unwrap(),
        former_names: Vec::new(),
        sex,
        birth: day(birth),
        death: None,
        ethnicity: None,
        huji: None,
        huji_kind: None,
        residence: RegionCode::parse("650102001001").unwrap(),
        address: None,
        phone: None,
        guardian: None,
        papers: Papers::default(),
    }
}

fn certified(category: Category) -> Certified {
    Certified {
        person: PersonNo::new(1).unwrap(),
        category,
        holds: Validity::new(Some(day("2011-01-01")), None).unwrap(),
        authority: category.authority(),
        evidence: Evidence::Application,
    }
}

fn studies(stage: Stage) -> Affiliation {
    Affiliation {
        person: PersonNo::new(1).unwrap(),
        organisation: OrganisationNo::new(1).unwrap(),
        role: MemberRole::Student,
        stage: Some(stage),
        belongs: Validity::new(Some(day("2011-09-01")), None).unwrap(),
    }
}

/// What the person pays for the year, by the package of 乌鲁木齐 2012.
fn pays(of: &Circumstances<'_>) -> Fen {
    let policy = package("cn.650100.urban_resident");
    let grouping = Grouping::parse(Grouping::SHIPPED).unwrap();
    let facts = facts_for(&policy, Scheme::UrbanResident, of, &grouping).unwrap();
    let view = AccView::zero(policy.accs.len());
    let section = Section::new(&policy, &policy.versions[0], &facts, &view);
    let standards = section.contributions(Some("yearly")).unwrap();
    let parts = standards[0].says.pay.iter();
    let own = parts
        .filter(|part| part.by == "person")
        .map(|part| part.amount);
    Fen::checked_sum(own).unwrap()
}

fn yuan(text: i64) -> Fen {
    Fen::new(text * 100)
}

/// REQ-021: a graduate student is classified as a student, a disabled student to the reduced rate.
#[test]
fn req_021_graduates_are_students_and_disabled_students_pay_the_reduced_rate() {
    let graduate = person("1988-05-01", Sex::Female);
    let at = [studies(Stage::Graduate)];
    let of = |categories, affiliations| Circumstances {
        person: &graduate,
        categories,
        affiliations,
        household: None,
        minimum_wage: None,
        on: day("2012-01-01"),
    };
    assert_eq!(pays(&of(&[], &at)), yuan(40));
    assert_eq!(
        pays(&of(&[], &[])),
        yuan(222),
        "the same person out of school"
    );
    let disabled = [certified(Category::Canji)];
    assert_eq!(pays(&of(&disabled, &at)), yuan(20));
    assert_eq!(pays(&of(&disabled, &[])), yuan(75));
    let both = [certified(Category::Canji), certified(Category::Dibao)];
    assert_eq!(pays(&of(&both, &at)), yuan(20), "combined once");
}

fn household(yearly: i64) -> Household {
    let region = RegionCode::parse("650102001001").unwrap();
    let no = base::HouseholdNo::new(1).unwrap();
    let mut household = Household::new(no, HouseholdKind::Family, region);
    let one = PersonNo::new(1).unwrap();
    household
        .join(one, Relation::Head, day("2000-01-01"))
        .unwrap();
    household.incomes.push(IncomeSpan {
        yearly: yuan(yearly),
        counts: Validity::new(Some(day("2011-01-01")), Some(day("2012-12-31"))).unwrap(),
        certified_by: "街道".into(),
    });
    household
}

/// REQ-022: a man of a low-income family turning 60 on 1 January 2012 pays 75 on that day and the full
/// standard the day before; a woman at 55.
#[test]
fn req_022_old_and_poor_by_age_sex_and_income() {
    let man = person("1952-01-01", Sex::Male);
    let woman = person("1957-01-01", Sex::Female);
    let minimum_wage = yuan(1_340);
    let poor = household(12 * 1_339);
    let of = |person, household, on: &str| {
        pays(&Circumstances {
            person,
            categories: &[],
            affiliations: &[],
            household: Some(household),
            minimum_wage: Some(minimum_wage),
            on: day(on),
        })
    };
    assert_eq!(of(&man, &poor, "2012-01-01"), yuan(75));
    assert_eq!(of(&man, &poor, "2011-12-31"), yuan(222));
    assert_eq!(of(&woman, &poor, "2012-01-01"), yuan(75));
    assert_eq!(of(&woman, &poor, "2011-12-31"), yuan(222));
    let enough = household(12 * 1_340);
    assert_eq!(of(&man, &enough, "2012-01-01"), yuan(222), "not below");
}

/// REQ-020: on the list of civil affairs, the subsidised bill follows without any application.
#[test]
fn req_020_the_list_alone_brings_the_subsidised_bill() {
    let on_the_list = person("1975-01-01", Sex::Male);
    let listed = Certified {
        authority: Authority::CivilAffairs,
        evidence: Evidence::List(base::BatchNo::new(1).unwrap(), 7),
        ..certified(Category::Dibao)
    };
    let of = |categories| {
        pays(&Circumstances {
            person: &on_the_list,
            categories,
            affiliations: &[],
            household: None,
            minimum_wage: None,
            on: day("2012-01-01"),
        })
    };
    assert_eq!(of(std::slice::from_ref(&listed)), yuan(75));
    assert_eq!(of(&[]), yuan(222));
}
