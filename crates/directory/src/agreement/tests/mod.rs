//! Tests of designation and agreements, with a provider that goes the whole way.

mod admissions;
mod assessments;
mod entries;
mod paths;
mod penalties;
mod supplements;
mod texts;
mod way;

use super::clause::{Clause, ClauseKind};
use super::contract::{Agreement, AgreementNo, DesignationNo, Draft, Term, put};
use super::designation::{Designation, State, Step};
use super::rules::DesignationRules;
use super::sanction::Sanction;
use super::service::Service;
use super::standing::Dossier;
use super::template::Template;
use crate::provider::sample::{hospital, span};
use crate::provider::{Department, Institution, Practice, Profession, ProviderCode, Staff};
use base::{Date, PersonnelCode, RegionCode};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

fn pool() -> RegionCode {
    region("3404")
}

fn county() -> RegionCode {
    region("340403")
}

fn rules() -> DesignationRules {
    DesignationRules::read(DesignationRules::EXAMPLE).unwrap()
}

fn clauses() -> Vec<Clause> {
    let clause = |kind: &ClauseKind| Clause {
        kind: *kind,
        text: format!("关于{}的约定。", kind.zh()).into(),
    };
    ClauseKind::ALL.iter().map(clause).collect()
}

fn template() -> Template {
    Template::issue(
        "2021-1",
        false,
        (pool(), pool()),
        span("2020-12-01", ""),
        clauses(),
    )
    .unwrap()
}

fn number(no: i64) -> AgreementNo {
    AgreementNo::new(no).unwrap()
}

fn file_number(no: i64) -> DesignationNo {
    DesignationNo::new(no).unwrap()
}

fn step(to: State, on: &str, by: RegionCode, agreement: Option<i64>) -> Step {
    Step {
        to,
        on: day(on),
        by,
        reason: "符合条件".into(),
        evidence: "评分表1".into(),
        agreement: agreement.map(number),
    }
}

fn applied(no: i64, on: &str) -> Designation {
    let code = hospital().code;
    Designation::apply(file_number(no), code, (county(), pool()), day(on), "申请书").unwrap()
}

/// A designation that was signed on a day, with its agreement's number.
fn designated(no: i64, on: &str) -> Designation {
    let mut file = applied(no, on);
    file.advance(step(State::FirstReviewed, on, county(), None))
        .unwrap();
    file.advance(step(State::Confirmed, on, pool(), None))
        .unwrap();
    file.advance(step(State::Signed, on, pool(), Some(no)))
        .unwrap();
    file
}

fn draft(no: i64, term: (&str, &str)) -> Draft {
    let institution = hospital();
    Draft {
        no: number(no),
        designation: file_number(no),
        kind: institution.on(day("2021-01-01")).unwrap().kind,
        provider: institution.code,
        text: clauses(),
        services: vec![Service::Outpatient, Service::Inpatient],
        term: Term::new(day(term.0), day(term.1)).unwrap(),
        for_agency: "王经办".into(),
        for_provider: "李院长".into(),
    }
}

fn signed(no: i64, on: &str, term: (&str, &str)) -> Agreement {
    Agreement::sign(draft(no, term), &template(), day(on)).unwrap()
}

fn department(code: &str) -> Department {
    Department {
        provider: hospital().code,
        code: code.into(),
        name: "内科".into(),
        field: "03".into(),
        holds: span("2015-01-01", ""),
        introduction: "内科".into(),
        head: "李某".into(),
        head_phone: "0554-0000000".into(),
        scope: "内科常见病".into(),
        founded: None,
        staffing: Default::default(),
        beds: 40,
        recognised_beds: 40,
    }
}

fn physician() -> Staff {
    Staff {
        code: PersonnelCode::parse("D340400000001").unwrap(),
        name: "张三".into(),
        document: None,
        profession: Profession::Physician,
        title: "231".into(),
        qualification: "Q1".into(),
        licence: "L1".into(),
        licensed: span("2015-01-01", ""),
        insured_service: true,
    }
}

/// Everything of one provider, owned.
struct House {
    institution: Institution,
    designations: Vec<Designation>,
    agreements: Vec<Agreement>,
    sanctions: Vec<Sanction>,
    departments: Vec<Department>,
    staff: Vec<Staff>,
    practices: Vec<Practice>,
}

impl House {
    /// A hospital designated for 2021, with two departments and a physician.
    fn of_2021() -> House {
        let mut agreements = Vec::new();
        put(
            &mut agreements,
            signed(1, "2020-12-20", ("2021-01-01", "2021-12-31")),
        )
        .unwrap();
        House {
            institution: hospital(),
            designations: vec![designated(1, "2020-12-20")],
            agreements,
            sanctions: Vec::new(),
            departments: vec![department("D01"), department("D02")],
            staff: vec![physician()],
            practices: vec![Practice {
                staff: physician().code,
                provider: hospital().code,
                department: Some("D01".into()),
                holds: span("2015-01-01", ""),
                main: true,
            }],
        }
    }

    fn dossier(&self) -> Dossier<'_> {
        Dossier {
            pool: pool(),
            institution: &self.institution,
            designations: &self.designations,
            agreements: &self.agreements,
            sanctions: &self.sanctions,
            departments: &self.departments,
            staff: &self.staff,
            practices: &self.practices,
        }
    }

    fn code(&self) -> &ProviderCode {
        &self.institution.code
    }
}
