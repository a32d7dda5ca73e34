//! A city in a store: residents with identity cards, designated institutions with departments and physicians, a
//! catalogue with own codes, a package; and a counter over it.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Actor, Role, Verdict};
use base::{Date, PersonnelCode, ProposalNo, UnitPrice, Validity};
use directory::agreement::{Clause, ClauseKind, Service};
use directory::catalogue::{
    Ceilings, Class, Code, Coded, DraftRow, Entry, Extent, FeeCategory, FirstSelfPay, Flags, Item,
    Kind, PaymentTerms, Restriction, Tabular, Term, draft,
};
use directory::provider::{
    Department, Grade, Institution, Licence, LicenceKind, Ownership, Particulars, Practice,
    Profession, ProviderCode, ProviderKind, Staff,
};
use enrolment::Scheme;
use service::catalogue::{self, Loading, Proposed, Site, Sort, Uploading};
use service::counter::rules::Adopted;
use service::counter::{Counter, Listings, Rules, RulesSource, Settings, StoredRules};
use service::gateway::{Sender, actor_of};
use service::provider::{self, NewText, Signing};
use service::{Desk, ServiceError};
use settlement::answer::Projection;
use settlement::bill::YearEnd;
use settlement::visit::MedTypes;
use store::catalogue::own::Particulars as More;
use store::provider::institution::Registered;
use store::provider::staff;
use store::{Place, Session, Store, StoreError};

use crate::common::{Fixture, Still, day, deed, region};
use crate::hall::policy;
use crate::papers::papers;
use crate::scene;
use crate::support::now;
use crate::world::{COUNTY, HOSPITAL, Hand, PHARMACY, PLAIN};

/// A western drug, the service and the material that everybody may charge.
pub const DRUG: &str = "XA01ABD075A002010100483";
/// The own code that means [`DRUG`] everywhere.
pub const OWN: &str = "Y1";
/// A herbal drug, for lists.
const HERB: &str = "T001700001";
/// A service.
const SERVICE: &str = "001102000040000";
/// An ethnic drug.
const ETHNIC: &str = "MZ0000001";
/// The disease of visits.
const DISEASE: &str = "J18.900";
/// A chronic disease.
const CHRONIC: &str = "M03900";
/// The physician of an institution that ends so.
const PHYSICIANS: [(&str, &str); 4] = [
    (HOSPITAL, "D440100000001"),
    (PLAIN, "D430100000001"),
    (COUNTY, "D340421000011"),
    (PHARMACY, "D340421000012"),
];
/// The department that all of them have.
const DEPARTMENT: &str = "0101";
/// Residents of the city.
pub const RESIDENTS: i64 = 400;

/// The package of the tests, with catalogue, own lists and institutions of the store.
struct CityRules {
    stored: StoredRules,
    directories: provider::Directories,
}

impl RulesSource for CityRules {
    fn current(&self, session: &mut Session<'_>) -> Result<Arc<Rules>, ServiceError> {
        let providers = self.directories.current(session, region("3404"))?;
        Ok(Arc::new(Rules {
            adopted: vec![Adopted {
                scheme: Scheme::Resident,
                from: Date::MIN,
                until: Date::MAX,
                policy: Arc::new(policy("0", "100000", "60%")),
                place: None,
            }],
            contracts: settlement::insurer::Contracts::default(),
            contract_by: settlement::visit::ContractBy::Service,
            types: MedTypes::read(MedTypes::SHIPPED)?,
            projections: std::collections::BTreeMap::new(),
            projection: Projection::read(Projection::SHIPPED)?,
            year_end: YearEnd::Whole,
            providers,
        }))
    }

    fn listings(
        &self,
        session: &mut Session<'_>,
        institutions: &BTreeSet<String>,
    ) -> Result<Listings, ServiceError> {
        self.stored.listings(session, institutions)
    }
}

/// The city, as on the day of the captures.
pub fn build(fixture: &Fixture) -> Counter {
    scene::residents(fixture, RESIDENTS);
    papers(fixture, RESIDENTS);
    let people = People::of(fixture);
    people.institutions();
    people.catalogue();
    people.own_codes();
    counter(
        fixture.store.place().clone(),
        Arc::new(Hand::at(now().millis())),
    )
}

/// A counter over a city that was built.
pub fn counter(place: Place, clock: Arc<Hand>) -> Counter {
    let store = Arc::new(Store::open(place).unwrap());
    let how = (
        Arc::new(rules()) as Arc<dyn RulesSource>,
        Settings::default(),
    );
    Counter::open(store, region("3404"), clock, how).unwrap()
}

/// What the city decides by.
pub fn rules() -> impl RulesSource {
    CityRules {
        stored: StoredRules::new(region("3404"), YearEnd::Whole),
        directories: provider::Directories::default(),
    }
}

/// Who works in the city, in March.
struct People<'a> {
    fixture: &'a Fixture,
    march: Still,
    clerk: Actor,
    reviewer: Actor,
    city: Actor,
    officer: Actor,
    decider: Actor,
}

impl People<'_> {
    fn of(fixture: &Fixture) -> People<'_> {
        People {
            fixture,
            march: Still(day("2026-03-02")),
            clerk: fixture.user("wangli", Role::Clerk, "340421"),
            reviewer: fixture.user("sunhua", Role::Reviewer, "340421"),
            city: fixture.user("chengyu", Role::Clerk, "3404"),
            officer: fixture.user("zhouming", Role::PolicyOfficer, "3404"),
            decider: fixture.user("heping", Role::Reviewer, "3404"),
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk::new(&self.fixture.store, &self.march)
    }

    fn decided(&self, by: &Actor, no: ProposalNo) {
        let desk = self.desk();
        provider::decide(&desk, by, no, Verdict::Approved, "材料齐全").unwrap();
    }

    /// Registered, applied, confirmed, signed: three hospitals and a pharmacy.
    fn institutions(&self) {
        let desk = self.desk();
        for pharmacies in [false, true] {
            let no = provider::propose_text(&desk, &self.officer, &text(pharmacies)).unwrap();
            self.decided(&self.decider, no);
        }
        for (code, physician) in PHYSICIANS {
            let new = registered(code);
            let pharmacy = new.institution.code.is_pharmacy();
            provider::register(&desk, &self.clerk, &new).unwrap();
            let code = &new.institution.code;
            let (no, first) = provider::apply(&desk, &self.clerk, code, "申请书").unwrap();
            self.decided(&self.reviewer, first);
            let why = ("评估合格", "评估表");
            let second = provider::propose_confirm(&desk, &self.city, no, why).unwrap();
            self.decided(&self.decider, second);
            let signing = Signing {
                designation: no,
                text: None,
                services: match pharmacy {
                    true => vec![Service::Pharmacy],
                    false => vec![Service::Outpatient, Service::Inpatient],
                },
                days: (day("2026-03-02"), day("2026-12-31")),
                for_agency: "王经办".to_owned(),
                for_provider: "李院长".to_owned(),
            };
            let third = provider::propose_agreement(&desk, &self.clerk, &signing).unwrap();
            self.decided(&self.reviewer, third);
            if !pharmacy {
                provider::register_department(&desk, &self.clerk, department(code)).unwrap();
            }
            self.physician(code, physician);
        }
    }

    fn physician(&self, at: &ProviderCode, code: &str) {
        let code = PersonnelCode::parse(code).unwrap();
        let person = Staff {
            code: code.clone(),
            name: "张三".into(),
            document: None,
            profession: Profession::Physician,
            title: "231".into(),
            qualification: "Q1".into(),
            licence: format!("L{}", at.as_str()).into(),
            licensed: since("2015-01-01"),
            insured_service: true,
        };
        let practice = Practice {
            staff: code,
            provider: at.clone(),
            department: None,
            holds: since("2015-01-01"),
            main: true,
        };
        let whole = access::Scope::whole(region("3404"));
        let done = self
            .fixture
            .store
            .write::<_, StoreError>(&deed("scene"), |tx| {
                staff::put(tx, &[person])?;
                staff::replace(tx, whole, (&[], &[practice]), |_| Some(region("340421")))
            });
        done.unwrap();
    }

    fn catalogue(&self) {
        let items = vec![
            item(Kind::Western, DRUG, Class::A),
            item(Kind::Herbal, HERB, Class::B),
            item(Kind::Ethnic, ETHNIC, Class::B),
            item(Kind::Service, SERVICE, Class::A),
        ];
        let terms = vec![
            term(Kind::Diagnosis, DISEASE, "肺炎"),
            term(Kind::Operation, "47.0100", "腹腔镜下阑尾切除术"),
            term(Kind::Chronic, CHRONIC, "高血压病"),
        ];
        self.load("items", rows(items));
        self.load("terms", rows(terms));
    }

    fn load(&self, sort: &str, rows: Vec<DraftRow>) {
        let desk = self.desk();
        let loading = Loading {
            sort: Sort::parse(sort).unwrap(),
            title: format!("{sort} 2026年版"),
            kinds: Vec::new(),
            extent: Extent::Whole,
            effective: day("2026-01-01"),
        };
        let proposed = catalogue::propose(&desk, &self.officer, &loading, rows).unwrap();
        let Proposed::Waiting { proposal, .. } = proposed else {
            panic!("{proposed:?}");
        };
        let verdict = Verdict::Approved;
        catalogue::decide(&desk, &self.decider, proposal, verdict, "同意").unwrap();
    }

    /// The own code of the drug, approved at every institution.
    fn own_codes(&self) {
        let desk = self.desk();
        for (institution, _) in PHYSICIANS {
            let sender = Sender {
                account: None,
                institution: institution.to_owned(),
                region: region("340421"),
            };
            let actor = actor_of(region("3404"), &sender).unwrap();
            let site = Site {
                code: institution,
                region: sender.region,
            };
            let coming = vec![own_code(institution)];
            let taken = catalogue::upload(&desk, &actor, site, coming).unwrap();
            assert_eq!(taken.refused, []);
            let numbers: Vec<_> = taken.taken.iter().map(|(_, no, _)| *no).collect();
            catalogue::approve(&desk, &self.reviewer, &numbers).unwrap();
        }
    }
}

fn since(from: &str) -> Validity {
    Validity::new(Date::parse(from).ok(), None).unwrap()
}

fn text(pharmacies: bool) -> NewText {
    let clause = |kind: &ClauseKind| Clause {
        kind: *kind,
        text: format!("关于{}的约定。", kind.zh()).into(),
    };
    NewText {
        version: format!("2026-{}", i32::from(pharmacies) + 1),
        pharmacies,
        from: day("2026-01-01"),
        clauses: ClauseKind::ALL.iter().map(clause).collect(),
    }
}

fn registered(code: &str) -> Registered {
    let code = ProviderCode::parse(code).unwrap();
    let kind = match code.is_pharmacy() {
        true => ProviderKind::Pharmacy,
        false => ProviderKind::Hospital,
    };
    let particulars = Particulars {
        holds: since("2015-01-01"),
        name: format!("样例机构{}", code.as_str()).into(),
        kind,
        grade: match kind {
            ProviderKind::Hospital => Grade::SecondA,
            _ => Grade::Ungraded,
        },
        ownership: Ownership::Public,
        rank: None,
        networked: true,
        place: region("340421"),
        address: "老街2号".into(),
        beds: 200,
        representative: "李某".into(),
    };
    let mut institution = Institution::new(code.clone(), Some("123"), particulars).unwrap();
    institution.licences.push(Licence {
        kind: LicenceKind::needed_by(kind),
        number: format!("PDY{}", code.as_str()).into(),
        holds: since("2015-01-01"),
    });
    Registered {
        institution,
        region: region("340421"),
    }
}

fn department(code: &ProviderCode) -> Department {
    Department {
        provider: code.clone(),
        code: DEPARTMENT.into(),
        name: "内科".into(),
        field: "A03".into(),
        holds: since("2026-01-01"),
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

fn item(kind: Kind, code: &str, class: Class) -> Item {
    let mut terms = PaymentTerms::of_class(class);
    let price = |yuan: &str| UnitPrice::parse(yuan).ok();
    terms.ceilings = Ceilings::new([price("150"), price("160.5"), price("170")]);
    if class == Class::B {
        terms.first = FirstSelfPay::of_all(base::Ratio::parse("10%").unwrap()).unwrap();
    }
    Item {
        code: Code::parse(kind, code).unwrap(),
        kind,
        name: format!("样例{}", kind.zh()).into(),
        spec: "0.25g×24片".into(),
        unit: "盒".into(),
        fee: FeeCategory::OTHER,
        terms,
        restriction: Restriction::default(),
        flags: Flags::default(),
        facts: Box::default(),
    }
}

fn term(kind: Kind, code: &str, name: &str) -> Term {
    Term {
        code: Code::parse(kind, code).unwrap(),
        kind,
        name: name.into(),
        group: "".into(),
    }
}

fn rows<T: Tabular + Coded>(records: Vec<T>) -> Vec<DraftRow> {
    let entry = |record| Entry {
        validity: Validity::OPEN,
        record,
    };
    let records = (2..).zip(records);
    let rows = records.map(|(line, record)| draft(line, &entry(record)));
    rows.collect()
}

fn own_code(institution: &str) -> Uploading {
    use directory::catalogue::own::{Mapping, MappingState};
    Uploading {
        line: 1,
        mapping: Mapping {
            institution: institution.into(),
            own: OWN.into(),
            own_name: "样例西药".into(),
            own_spec: "0.25g×24片".into(),
            kind: Kind::Western,
            target: Code::parse(Kind::Western, DRUG).unwrap(),
            validity: since("2026-01-01"),
            state: MappingState::Uploaded,
            since: day("2026-03-02"),
            reason: "".into(),
            approved_class: None,
        },
        more: More::default(),
    }
}
