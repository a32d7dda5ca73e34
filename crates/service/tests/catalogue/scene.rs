//! A city with two drugs, a service and a material, its people, and a hospital.

use access::{Actor, Grant, Role, Scope, UserName, Verdict};
use base::{Count, UnitPrice, Validity};
use directory::catalogue::row::draft;
use directory::catalogue::*;
use service::catalogue::{self, Loading, Proposed, Report, Site, Sort};
use service::{Desk, ServiceError};

use crate::common::{Fixture, Still, day, region};

pub const DRUG: &str = "XA01ABC001A001010100001";
pub const PATENT: &str = "ZA01AAA0001010100001";
pub const SERVICE: &str = "001102000040000";
pub const STENT: &str = "C0101010010000100001";
pub const HOSPITAL: &str = "H34042100001";

/// The day on which the city works.
pub fn today() -> Still {
    Still(day("2026-03-02"))
}

pub fn item(code: &str, class: Class) -> Item {
    let kind = match code.as_bytes()[0] {
        b'X' => Kind::Western,
        b'Z' => Kind::Patent,
        b'C' => Kind::Consumable,
        _ => Kind::Service,
    };
    Item {
        code: Code::parse(kind, code).unwrap(),
        kind,
        name: format!("甲子{}", kind.zh()).into(),
        spec: "0.25g×24片".into(),
        unit: "盒".into(),
        fee: FeeCategory::OTHER,
        terms: PaymentTerms::of_class(class),
        restriction: Restriction::default(),
        flags: Flags::default(),
        facts: Box::default(),
    }
}

/// Rows of a file, from its second line on.
pub fn rows<T: Tabular>(records: Vec<T>) -> Vec<DraftRow> {
    let entry = |record| Entry {
        validity: Validity::OPEN,
        record,
    };
    let records = (2..).zip(records);
    records
        .map(|(line, record)| draft(line, &entry(record)))
        .collect()
}

pub fn loading(title: &str, effective: &str) -> Loading {
    Loading {
        sort: Sort::parse("items").unwrap(),
        title: title.to_owned(),
        kinds: Vec::new(),
        extent: Extent::Whole,
        effective: day(effective),
    }
}

/// The people of the city, and what they do.
pub struct City<'a> {
    pub fixture: &'a Fixture,
    pub clock: Still,
    pub officer: Actor,
    pub reviewer: Actor,
    pub county: Actor,
    pub clerk: Actor,
}

impl<'a> City<'a> {
    pub fn of(fixture: &'a Fixture) -> City<'a> {
        City {
            fixture,
            clock: today(),
            officer: fixture.user("zhouming", Role::PolicyOfficer, "3404"),
            reviewer: fixture.user("heping", Role::Reviewer, "3404"),
            county: fixture.user("sunhua", Role::Reviewer, "340421"),
            clerk: fixture.user("wangli", Role::Clerk, "340421"),
        }
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.fixture.store, &self.clock)
    }

    pub fn propose(
        &self,
        loading: &Loading,
        rows: Vec<DraftRow>,
    ) -> Result<(base::ProposalNo, Report), ServiceError> {
        match catalogue::propose(&self.desk(), &self.officer, loading, rows)? {
            Proposed::Waiting {
                proposal, report, ..
            } => Ok((proposal, report)),
            Proposed::Flawed { flaws, .. } => panic!("{flaws:?}"),
        }
    }

    pub fn approve(&self, no: base::ProposalNo) -> Result<Option<u32>, ServiceError> {
        catalogue::decide(&self.desk(), &self.reviewer, no, Verdict::Approved, "同意")
    }

    /// Lets a list take effect; the number of its version.
    pub fn load(&self, loading: &Loading, rows: Vec<DraftRow>) -> u32 {
        let (no, _) = self.propose(loading, rows).unwrap();
        self.approve(no).unwrap().unwrap()
    }

    /// The city with its first list, from 2026 on.
    pub fn with_items(fixture: &'a Fixture) -> City<'a> {
        let city = City::of(fixture);
        let mut drug = item(DRUG, Class::A);
        drug.flags.essential = true;
        let items = vec![
            drug,
            item(PATENT, Class::B),
            item(SERVICE, Class::A),
            item(STENT, Class::A),
        ];
        assert_eq!(city.load(&loading("一版", "2026-01-01"), rows(items)), 1);
        city
    }

    pub fn counter(&self) -> catalogue::AtCounter {
        let pool = region("3404");
        let at = self
            .fixture
            .store
            .read(|session| catalogue::at_counter(session, pool, HOSPITAL));
        at.unwrap()
    }
}

/// The hospital.
pub fn site() -> Site<'static> {
    Site {
        code: HOSPITAL,
        region: region("340421"),
    }
}

/// The hospital as an actor: what the gateway makes of a signed message.
pub fn hospital() -> Actor {
    let scope = Scope::new(region("3404"), region("340421")).unwrap();
    let year = Validity::new(Some(day("2026-01-01")), Some(day("2026-12-31"))).unwrap();
    let name = UserName::new(HOSPITAL).unwrap();
    Grant::new(name, Role::Institution, scope, year)
        .unwrap()
        .actor()
}

/// A resident at a second-level hospital.
pub fn context(on: &str) -> LineContext<'static> {
    LineContext {
        on: day(on),
        group: PayGroup::Resident,
        categories: &[],
        level: HospitalLevel::Second,
        inpatient: false,
        sex: None,
        age: None,
        diagnoses: &[],
        approval: Approval::NotNeeded,
    }
}

pub fn charge(price: &str, count: &str) -> Charge {
    Charge {
        price: UnitPrice::parse(price).unwrap(),
        count: Count::parse(count).unwrap(),
        stated: None,
    }
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    answer.unwrap_err().code()
}
