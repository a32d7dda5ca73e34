//! What the software of an institution sends, over the rules that the store has.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use base::{Count, Date, Fen, PersonNo, Refused, UnitPrice};
use benefit::plan::Policy;
use directory::agreement::{Circumstance, Service};
use directory::catalogue::{Approval, Class};
use enrolment::Scheme;
use service::counter::act::{self, Described, FileAsk, LineAsk, OpenAsk, ReverseAsk, SettleAsk};
use service::counter::rules::Adopted;
use service::counter::{
    Contact, Counter, Done, Ids, Key, Listing, Listings, MessageKey, Needs, Rules, RulesSource,
    Settings, Shown, Turned, Work, World,
};
use service::provider::Directories;
use service::{ServiceError, catalogue};
use settlement::answer::Projection;
use settlement::bill::{AccountUse, YearEnd};
use settlement::visit::{CivilTime, Diagnosis, DiagnosisKind, MedTypes, VisitKind};
use settlement::{RecordNo, VisitNo};
use store::{Session, Store};

use crate::common::{Still, day, region};
use crate::hall::card;
use crate::listed;
use crate::town::Town;

/// The rules of the store, with a package of the test.
struct Stored {
    policy: Arc<Policy>,
    directories: Directories,
}

impl RulesSource for Stored {
    fn current(&self, session: &mut Session<'_>) -> Result<Arc<Rules>, ServiceError> {
        Ok(Arc::new(Rules {
            adopted: vec![Adopted {
                scheme: Scheme::Resident,
                from: Date::MIN,
                until: Date::MAX,
                policy: Arc::clone(&self.policy),
                place: None,
            }],
            contracts: settlement::insurer::Contracts::default(),
            contract_by: settlement::visit::ContractBy::Service,
            types: MedTypes::read(MedTypes::SHIPPED)?,
            projections: std::collections::BTreeMap::new(),
            projection: Projection::read(Projection::SHIPPED)?,
            year_end: YearEnd::Whole,
            providers: self.directories.current(session, region("3404"))?,
        }))
    }

    fn listings(
        &self,
        session: &mut Session<'_>,
        institutions: &BTreeSet<String>,
    ) -> Result<Listings, ServiceError> {
        let found = catalogue::at_counters(session, region("3404"), institutions)?;
        let listing = |(code, at)| (code, Arc::new(at) as Arc<dyn Listing>);
        Ok(found.into_iter().map(listing).collect())
    }
}

/// The counter of a town on a day.
pub struct Hall {
    counter: Counter,
    today: String,
    sent: Cell<u32>,
}

type Act = dyn Fn(&World, Ids) -> Result<Done, Refused> + Send + Sync;

struct Message(Needs, Box<Act>);

impl Work for Message {
    fn needs(&self) -> Needs {
        self.0.clone()
    }

    fn carry_out(&self, world: &World, ids: Ids) -> Result<Done, Refused> {
        (self.1)(world, ids)
    }
}

/// What a settlement came to, in 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    pub record: i64,
    pub bill: i64,
    pub fund: i64,
}

/// The card that everybody has, shown at an institution.
fn shown(who: i64, institution: &str, contact: Contact) -> Shown {
    Shown {
        place: institution.to_owned(),
        ..card(who, contact)
    }
}

/// A registration of a resident at an institution.
pub fn visit_of(who: i64, institution: &str, began: &str) -> OpenAsk {
    OpenAsk {
        person: person(who),
        institution: institution.to_owned(),
        inside_no: format!("MZ{who}"),
        kind: VisitKind::Outpatient,
        insurance: "390".to_owned(),
        shown: shown(who, institution, Contact::Visit),
        department: String::new(),
        physician: None,
        began: CivilTime::parse("begntime", began).unwrap(),
        service: Service::Outpatient,
        circumstance: Circumstance::Ordinary,
        described: None,
        transferred_from: None,
    }
}

/// A stay of a resident.
pub fn stay_of(who: i64, institution: &str, began: &str) -> OpenAsk {
    OpenAsk {
        kind: VisitKind::Stay,
        service: Service::Inpatient,
        described: Some(described("2101")),
        ..visit_of(who, institution, began)
    }
}

pub fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

fn described(med_type: &str) -> Described {
    Described {
        med_type: med_type.to_owned(),
        diagnoses: vec![Diagnosis {
            kind: DiagnosisKind::Western,
            sequence: 1,
            code: "J18.900".to_owned(),
            name: "肺炎".to_owned(),
            main: true,
            department: "0101".to_owned(),
            physician: "D340421000011".to_owned(),
            made_at: CivilTime::parse("diag_time", "2026-03-02 08:30:00").unwrap(),
            valid: true,
        }],
        disease: None,
        operation: None,
    }
}

/// A line of one piece: number, national code, 元, who ordered it.
pub type Line<'a> = (u64, &'a str, &'a str, Option<&'a str>);

impl Hall {
    /// Opens the counter of a town on a day.
    pub fn open(town: &Town, today: &str, policy: Policy) -> Hall {
        let store = Store::open(town.office.store.place().clone()).unwrap();
        let clock = Arc::new(Still(day(today)));
        let source = Arc::new(Stored {
            policy: Arc::new(policy),
            directories: Directories::default(),
        });
        let pool = region("3404");
        let settings = Settings::default();
        Hall {
            counter: Counter::open(Arc::new(store), pool, clock, (source, settings)).unwrap(),
            today: today.to_owned(),
            sent: Cell::new(0),
        }
    }

    fn send(
        &self,
        institution: &str,
        needs: Needs,
        act: impl Fn(&World, Ids) -> Result<Done, Refused> + Send + Sync + 'static,
    ) -> Result<serde_json::Value, Refused> {
        self.sent.set(self.sent.get() + 1);
        let id = format!("{}.{}", self.today, self.sent.get());
        let key = Key {
            message: MessageKey {
                institution: institution.to_owned(),
                infno: "0000".to_owned(),
                msgid: id.clone(),
            },
            digest: id,
            unique: true,
            person: None,
        };
        match self
            .counter
            .carry_out(key, Box::new(Message(needs, Box::new(act))))
        {
            Ok(answered) => Ok(serde_json::from_str(&answered.answer).unwrap()),
            Err(Turned::Refused(refused)) => Err(refused),
            Err(other) => panic!("{}", other.zh()),
        }
    }

    /// 2201 and 2401.
    pub fn begin(&self, ask: OpenAsk) -> Result<VisitNo, Refused> {
        let needs = Needs {
            people: vec![(ask.person, ask.began.date())],
            shown: vec![ask.shown.clone()],
            whole_history: ask.kind == VisitKind::Stay,
            ..Needs::default()
        };
        let institution = ask.institution.clone();
        let told = self.send(&institution, needs, move |world, ids| {
            let (no, changes) = act::open(world, ids, &ask)?;
            done(serde_json::json!(no.get()), changes)
        })?;
        Ok(VisitNo::new(told.as_i64().unwrap()).unwrap())
    }

    /// 2204 and 2301.
    pub fn charge(
        &self,
        (visit, who, institution): (VisitNo, i64, &str),
        (number, code, amount, physician): Line<'_>,
        at: &str,
    ) -> Result<(), Refused> {
        let line = LineAsk {
            number,
            corrects: None,
            batch: String::new(),
            occurred: CivilTime::parse("fee_ocur_time", at).unwrap(),
            code: code.to_owned(),
            own_code: code.to_owned(),
            count: Count::parse("1").unwrap(),
            price: UnitPrice::parse(amount).unwrap(),
            amount: Fen::parse_yuan(amount).unwrap(),
            disease: None,
            approval: Approval::NotNeeded,
            physician: physician.map(str::to_owned),
        };
        let of = institution.to_owned();
        let told = self.send(institution, of_visit(visit), move |world, _| {
            let which = (visit, person(who), of.as_str());
            let mut line = line.clone();
            if world.visit(visit, &of)?.row.visit.opening.kind != VisitKind::Stay {
                line.batch = format!("B{number}");
            }
            let (_, changes) = act::charge(world, which, &[line])?;
            done(serde_json::json!({}), changes)
        });
        told.map(drop)
    }

    /// 2203.
    pub fn describe(&self, (visit, who, institution): (VisitNo, i64, &str), med_type: &str) {
        let of = institution.to_owned();
        let described = described(med_type);
        let told = self.send(institution, of_visit(visit), move |world, _| {
            let changes = act::describe(world, (visit, person(who), of.as_str()), &described)?;
            done(serde_json::json!({}), changes)
        });
        told.unwrap();
    }

    /// 2402.
    pub fn discharge(&self, (visit, who, institution): (VisitNo, i64, &str), at: &str) {
        let (of, ended) = (
            institution.to_owned(),
            CivilTime::parse("endtime", at).unwrap(),
        );
        let told = self.send(institution, of_visit(visit), move |world, _| {
            let which = (visit, person(who), of.as_str());
            let changes = act::discharge(world, which, (ended, None))?;
            done(serde_json::json!({}), changes)
        });
        told.unwrap();
    }

    /// 2207 and 2304.
    pub fn settle(&self, (visit, who, institution): (VisitNo, i64, &str)) -> Result<Came, Refused> {
        let ask = SettleAsk {
            visit,
            person: person(who),
            institution: institution.to_owned(),
            batches: Vec::new(),
            mid_stay: false,
            using: AccountUse::No,
            shown: shown(who, institution, Contact::Settlement),
            invoice: None,
            declared: None,
            msgid: "m".to_owned(),
        };
        let needs = Needs {
            shown: vec![ask.shown.clone()],
            ..of_visit(visit)
        };
        let told = self.send(institution, needs, move |world, ids| {
            let (settled, changes) = act::settle(world, ids, &ask)?;
            let figures = &settled.answer.figures;
            let told = serde_json::json!([
                settled.no.get(),
                figures.medfee_sumamt.get(),
                figures.fund_pay_sumamt.get()
            ]);
            done(told, changes)
        })?;
        let number = |at: usize| told[at].as_i64().unwrap();
        Ok(Came {
            record: number(0),
            bill: number(1),
            fund: number(2),
        })
    }

    /// 2208 and 2305.
    pub fn reverse(&self, (visit, who, institution): (VisitNo, i64, &str), record: i64) {
        let record = RecordNo::new(record).unwrap();
        let ask = ReverseAsk {
            record,
            visit,
            person: person(who),
            institution: institution.to_owned(),
            msgid: "r".to_owned(),
        };
        let needs = Needs {
            people: vec![(ask.person, day(&self.today))],
            records: vec![record],
            whole_history: true,
            spare: 16,
            ..Needs::default()
        };
        let told = self.send(institution, needs, move |world, ids| {
            let (_, changes) = act::reverse(world, ids, &ask)?;
            done(serde_json::json!({}), changes)
        });
        told.unwrap();
    }

    /// 2501.
    pub fn file(&self, ask: FileAsk) -> i64 {
        let needs = Needs {
            people: vec![(ask.person, day(&self.today))],
            ..Needs::default()
        };
        let by = ask.institution.clone();
        let told = self.send(&by, needs, move |world, ids| {
            let (no, changes) = act::file(world, ids, &ask)?;
            done(serde_json::json!(no.get()), changes)
        });
        told.unwrap().as_i64().unwrap()
    }

    /// A visit from registration to settlement with one line.
    pub fn treated(
        &self,
        (who, institution, on): (i64, &str, &str),
        line: Line<'_>,
    ) -> Result<Came, Refused> {
        let at = format!("{on} 09:00:00");
        let visit = self.begin(visit_of(who, institution, &at))?;
        let of = (visit, who, institution);
        self.describe(of, "11");
        self.charge(of, line, &at)?;
        self.settle(of)
    }
}

fn of_visit(visit: VisitNo) -> Needs {
    Needs {
        visits: vec![visit],
        ..Needs::default()
    }
}

fn done(told: serde_json::Value, changes: Vec<service::counter::Change>) -> Result<Done, Refused> {
    Ok(Done {
        answer: told.to_string(),
        changes,
    })
}

/// Loads the catalogue of the city: a drug that is essential, a patent medicine that is not, a service.
pub fn with_catalogue(town: &Town) {
    let mut drug = listed::item(listed::DRUG, Class::A);
    drug.flags.essential = true;
    let items = vec![
        drug,
        listed::item(listed::PATENT, Class::A),
        listed::item(listed::SERVICE, Class::A),
    ];
    let desk = town.office.desk();
    let loading = listed::loading("一版", "2026-01-01");
    let proposed = catalogue::propose(&desk, &town.officer, &loading, listed::rows(items));
    let no = match proposed.unwrap() {
        catalogue::Proposed::Waiting { proposal, .. } => proposal,
        catalogue::Proposed::Flawed { flaws, .. } => panic!("{flaws:?}"),
    };
    let yes = access::Verdict::Approved;
    catalogue::decide(&desk, &town.city_reviewer, no, yes, "同意").unwrap();
}
