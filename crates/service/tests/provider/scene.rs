//! A city with its people, a county with its people, and a hospital on its way.

use access::{Actor, Role, Verdict};
use base::{Date, ProposalNo, RegionCode, Validity};
use directory::agreement::{
    Circumstance, Clause, ClauseKind, DesignationNo, Entry, Ground, Service,
};
use directory::provider::{
    Department, Grade, Institution, Licence, LicenceKind, Ownership, Particulars, ProviderCode,
    ProviderKind, Rank,
};
use service::provider::{self, NewText, RuleKind, Signing};
use store::provider::institution::Registered;

use crate::people_support::{Office, day, region};

/// The code of the hospital.
pub const HOSPITAL: &str = "H34042100001";

/// Makes of each function two tests, one for each engine.
#[macro_export]
macro_rules! in_town {
    ($($(#[$meta:meta])* fn $name:ident($town:ident: &Town) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[test] fn $name() { super::$name(&super::Town::sqlite()); })*
        }
        mod postgres {
            $($(#[$meta])* #[test] fn $name() { super::$name(&super::Town::postgres()); })*
        }
        $($(#[$meta])* fn $name($town: &Town) $body)*
    };
}

/// The people of a city and of one of its counties.
pub struct Town {
    pub office: Office,
    /// The county's clerk and reviewer.
    pub clerk: Actor,
    pub reviewer: Actor,
    /// The city's clerk, policy officer and reviewer.
    pub city: Actor,
    pub officer: Actor,
    pub city_reviewer: Actor,
    /// A clerk of another county.
    pub foreign: Actor,
}

impl Town {
    pub fn sqlite() -> Town {
        Town::at(Office::sqlite("3404"))
    }

    pub fn postgres() -> Town {
        Town::at(Office::postgres("3404"))
    }

    fn at(office: Office) -> Town {
        office.on_day("2026-03-02");
        Town {
            clerk: office.user("wangli", Role::Clerk, "340421"),
            reviewer: office.user("sunhua", Role::Reviewer, "340421"),
            city: office.user("chengyu", Role::Clerk, "3404"),
            officer: office.user("zhouming", Role::PolicyOfficer, "3404"),
            city_reviewer: office.user("heping", Role::Reviewer, "3404"),
            foreign: office.user("liuyang", Role::Clerk, "340422"),
            office,
        }
    }

    /// Decides as the county's reviewer.
    pub fn county_says(&self, no: ProposalNo, verdict: Verdict) -> String {
        let desk = self.office.desk();
        provider::decide(&desk, &self.reviewer, no, verdict, "材料齐全").unwrap()
    }

    /// Decides as the city's reviewer.
    pub fn city_says(&self, no: ProposalNo) -> String {
        let desk = self.office.desk();
        provider::decide(&desk, &self.city_reviewer, no, Verdict::Approved, "同意").unwrap()
    }

    /// Registers a provider of the county.
    pub fn registered(&self, new: &Registered) -> ProviderCode {
        provider::register(&self.office.desk(), &self.clerk, new).unwrap();
        new.institution.code.clone()
    }

    /// Issues the texts of the agreement, one for institutions and one for pharmacies.
    pub fn texts(&self) {
        for pharmacies in [false, true] {
            let new = text(
                &format!("2026-{}", i32::from(pharmacies) + 1),
                pharmacies,
                "2026-01-01",
            );
            let no = provider::propose_text(&self.office.desk(), &self.officer, &new).unwrap();
            self.city_says(no);
        }
    }

    /// A provider goes the way up to the city's confirmation.
    pub fn confirmed(&self, code: &ProviderCode) -> DesignationNo {
        let desk = self.office.desk();
        let (no, first) = provider::apply(&desk, &self.clerk, code, "申请书1").unwrap();
        self.county_says(first, Verdict::Approved);
        let why = ("评估合格", "评估表1");
        let second = provider::propose_confirm(&desk, &self.city, no, why).unwrap();
        self.city_says(second);
        no
    }

    /// The hospital, designated for the rest of the year.
    pub fn designated(&self) -> (ProviderCode, DesignationNo) {
        let code = self.registered(&hospital());
        self.texts();
        let no = self.confirmed(&code);
        let signing = signing(no, ("2026-03-02", "2026-12-31"));
        let desk = self.office.desk();
        let proposal = provider::propose_agreement(&desk, &self.clerk, &signing).unwrap();
        self.county_says(proposal, Verdict::Approved);
        (code, no)
    }

    /// Adopts rules of the city from the beginning of the year on.
    pub fn rules(&self, kind: RuleKind, text: &str) {
        let (desk, from) = (self.office.desk(), day("2026-01-01"));
        let no = provider::propose_rules(&desk, &self.officer, kind, from, text).unwrap();
        self.city_says(no);
    }

    /// Whether a stay may begin on a day, by the directory read now.
    pub fn may_begin(&self, code: &str, on: &str) -> Result<Ground, base::Refused> {
        let read = |session: &mut store::Session<'_>| provider::directory(session, region("3404"));
        let all = self.office.desk().read(read).unwrap();
        all.may_begin(code, &entry(on))
    }
}

/// A stay on a day.
pub fn entry(on: &str) -> Entry<'static> {
    Entry {
        department: None,
        physician: None,
        on: day(on),
        service: Service::Inpatient,
        circumstance: Circumstance::Ordinary,
    }
}

pub fn span(from: &str, until: &str) -> Validity {
    Validity::new(Date::parse(from).ok(), Date::parse(until).ok()).unwrap()
}

/// A provider of the county, licensed since 2015.
pub fn one(kind: ProviderKind, code: &str, name: &str) -> Registered {
    let county = region("340421");
    let particulars = Particulars {
        holds: span("2015-01-01", ""),
        name: name.into(),
        kind,
        grade: if kind == ProviderKind::Hospital {
            Grade::SecondA
        } else {
            Grade::Ungraded
        },
        ownership: Ownership::Public,
        rank: Some(Rank::County),
        networked: true,
        place: county,
        address: "老街2号".into(),
        beds: 200,
        representative: "李某".into(),
    };
    let code = ProviderCode::parse(code).unwrap();
    let mut institution = Institution::new(code.clone(), None, particulars).unwrap();
    institution.licences.push(Licence {
        kind: LicenceKind::needed_by(kind),
        number: format!("PDY{}", code.as_str()).into(),
        holds: span("2015-01-01", ""),
    });
    Registered {
        institution,
        region: county,
    }
}

pub fn hospital() -> Registered {
    one(ProviderKind::Hospital, HOSPITAL, "样例县医院")
}

pub fn clauses() -> Vec<Clause> {
    let clause = |kind: &ClauseKind| Clause {
        kind: *kind,
        text: format!("关于{}的约定。", kind.zh()).into(),
    };
    ClauseKind::ALL.iter().map(clause).collect()
}

pub fn text(version: &str, pharmacies: bool, from: &str) -> NewText {
    NewText {
        version: version.to_owned(),
        pharmacies,
        from: day(from),
        clauses: clauses(),
    }
}

pub fn signing(designation: DesignationNo, days: (&str, &str)) -> Signing {
    Signing {
        designation,
        text: None,
        services: vec![Service::Outpatient, Service::Inpatient],
        days: (day(days.0), day(days.1)),
        for_agency: "王经办".to_owned(),
        for_provider: "李院长".to_owned(),
    }
}

pub fn department(code: &str, name: &str, from: &str) -> Department {
    Department {
        provider: ProviderCode::parse(HOSPITAL).unwrap(),
        code: code.into(),
        name: name.into(),
        field: "A03".into(),
        holds: span(from, ""),
        introduction: "内科".into(),
        head: "李某".into(),
        head_phone: "0554-0000000".into(),
        scope: "内科常见病".into(),
        founded: None,
        staffing: Default::default(),
        beds: 40,
        recognised_beds: 30,
    }
}

/// The place of the town, for what asks for it.
pub fn county() -> RegionCode {
    region("340421")
}
