//! A hall: residents who paid, one hospital, rules written for the test, and the messages of its software.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Count, Date, Fen, PersonNo, Refused, UnitPrice};
use benefit::plan::Policy;
use directory::agreement::{AgreementNo, Circumstance, Entry, Ground, Service};
use directory::catalogue::{
    Approval, Charge, Class, Code, Exclusion, HospitalLevel, Kind, LineContext, LineFacts,
};
use enrolment::Scheme;
use enrolment::account::{Balance, EntryKind, Move};
use enrolment::credential::{Card, CardNo, CardState, CardStep, Contact, Generation};
use policy::{CompileOptions, Files, Package};
use serde_json::{Value, json};
use service::ServiceError;
use service::catalogue::Turned;
use service::counter::act::{
    self, Described, FileAsk, LineAsk, OpenAsk, ReverseAsk, SettleAsk, UndoAsk, Undone,
};
use service::counter::rules::Adopted;
use service::counter::{
    Answered, Counter, Done, Ids, Key, Listing, Listings, MessageKey, Needs, Outcome, Providers,
    Rules, RulesSource, Settings, Shown, Turned as Unanswered, Work, World,
};
use settlement::answer::Projection;
use settlement::bill::{AccountUse, ProviderGiven, YearEnd};
use settlement::insurer::Contracts;
use settlement::visit::{
    CivilTime, ContractBy, Credential, Diagnosis, DiagnosisKind, FilingKind, MedTypes, Place,
    VisitKind,
};
use settlement::{FilingNo, RecordNo, VisitNo};
use store::account::{self, AccountRow, NewEntry};
use store::catalogue::queue::Noted;
use store::credential::card::CardRow;
use store::credential::form::{self, Form};
use store::people::PersonKey;
use store::{Session, Store, StoreError, params};

use crate::common::{Fixture, Still, day, deed, region};
use crate::scene;

// beside this file, from whichever test it is read
#[path = "asks.rs"]
mod asks;
pub use asks::*;

pub const HOSPITAL: &str = "H34042100001";
pub const TODAY: &str = "2026-11-22";

/// Rules of one package, a catalogue in which everything is class 甲, and one designated hospital.
pub struct Fixed(Arc<Rules>);

impl RulesSource for Fixed {
    fn current(&self, _: &mut Session<'_>) -> Result<Arc<Rules>, ServiceError> {
        Ok(Arc::clone(&self.0))
    }

    fn listings(
        &self,
        _: &mut Session<'_>,
        institutions: &BTreeSet<String>,
    ) -> Result<Listings, ServiceError> {
        let listing = |code: &String| (code.clone(), Arc::new(Everything) as Arc<dyn Listing>);
        Ok(institutions.iter().map(listing).collect())
    }
}

struct Everything;

impl Listing for Everything {
    fn list(
        &self,
        (own, code): (&str, &str),
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Turned> {
        let turned = |why, note| Turned { why, note };
        let unmapped = || Noted {
            own: own.to_owned(),
            national: code.to_owned(),
            on: context.on,
        };
        let amount = charge.amount().map_err(|why| turned(why, None))?;
        let outside = (code == OUTSIDE).then_some(Exclusion::NotInForce);
        if code == DEFECT {
            panic!("a defect of one item");
        }
        let code = Code::parse(Kind::Western, code).map_err(|_| {
            let why = Refused::new("mapping.missing", "院内编码没有对照，请先办理目录对照。");
            turned(why, Some(unmapped()))
        })?;
        Ok(LineFacts {
            code,
            class: Class::A,
            excluded: outside,
            amount,
            quantity: 1,
            unit_price: Fen::new(amount.get().abs()),
            limit: None,
            standard: None,
            own_first: None,
            facts: Box::default(),
            as_one: Some(charge.count),
        })
    }
}

struct OneHospital;

impl Providers for OneHospital {
    fn may_begin(&self, institution: &str, _: &Entry<'_>) -> Result<Ground, Refused> {
        if institution == HOSPITAL {
            return Ok(Ground::Designated(AgreementNo::new(1).unwrap()));
        }
        Err(Refused::new(
            "entry.not_designated",
            "本机构就诊当日不是定点医药机构，不能登记。",
        ))
    }

    fn may_settle(&self, _: &str, _: Ground, _: Date) -> Result<(), Refused> {
        Ok(())
    }

    fn given(&self, institution: &str, _: Ground, _: Date) -> Result<ProviderGiven, Refused> {
        Ok(ProviderGiven {
            code: institution.to_owned(),
            designated: institution == HOSPITAL,
            place: Place::Local,
            facts: vec![("level".to_owned(), "1".to_owned())],
        })
    }

    fn may_order(&self, _: (&str, Ground), _: &str, _: Date) -> Result<(), Refused> {
        Ok(())
    }

    fn level(&self, _: &str, _: Date) -> HospitalLevel {
        HospitalLevel::First
    }

    fn region(&self, institution: &str) -> Option<base::RegionCode> {
        (institution == HOSPITAL).then(|| region("340421"))
    }
}

/// A package with a deductible and a ceiling a year, in 元, and a ratio.
pub fn policy(deductible: &str, ceiling: &str, ratio: &str) -> Policy {
    policy_of("keep", [deductible, ceiling, ratio])
}

/// The same with what a reversal does to later settlements.
pub fn policy_of(reversal: &str, [deductible, ceiling, ratio]: [&str; 3]) -> Policy {
    let text = format!(
        r#"
format = "tongchou-policy/1"
id = "test"
title = "测试"
scheme = "resident"
in_force = {{ from = 2000-01-01 }}
law_date = "service_date"
reversal = "{reversal}"
[year]
starts = "01-01"
by = "settlement_date"
[[source]]
id = "t"
title = "办法"
tier = "D"
file = "sources/t.md"
[payer.pool]
title = "统筹基金"
kind = "fund"
[acc.op_deductible]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "本年门诊起付已计"
[acc.op_paid]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "本年门诊统筹已付"
[table.deductible]
title = "起付"
type = "money"
is = "{deductible}"
cite = ["t#1"]
[table.ceiling]
title = "限额"
type = "money"
is = "{ceiling}"
cite = ["t#1"]
[table.ratio]
title = "比例"
type = "ratio"
is = "{ratio}"
cite = ["t#1"]
[[step]]
id = "deductible"
title = "起付"
do = "deductible"
amount = "table.deductible"
used = "op_deductible"
cite = ["t#1"]
[[step]]
id = "pool"
title = "支付"
do = "share"
payer = "pool"
ratio = "table.ratio"
caps = [{{ acc = "op_paid", limit = "table.ceiling", basis = "paid" }}]
over = "over_ceiling"
cite = ["t#1"]
"#
    );
    let files = Files::from_iter([
        ("policy.toml", text.as_str()),
        ("sources/t.md", "# 办法\n\n## 1 总则\n"),
    ]);
    let package = Package::load(&files).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

/// The rules of one package.
pub fn rules(policy: Policy) -> Rules {
    Rules {
        adopted: vec![Adopted {
            scheme: Scheme::Resident,
            from: Date::MIN,
            until: Date::MAX,
            policy: Arc::new(policy),
            place: None,
        }],
        contracts: Contracts::default(),
        contract_by: ContractBy::Service,
        types: MedTypes::read(MedTypes::SHIPPED).unwrap(),
        projections: BTreeMap::new(),
        projection: Projection::read(Projection::SHIPPED).unwrap(),
        year_end: YearEnd::Whole,
        providers: Arc::new(OneHospital),
    }
}

/// Residents, rules, and one or more counters over the same database.
pub struct Hall<'a> {
    pub fixture: &'a Fixture,
    rules: Arc<Rules>,
    pub counter: Counter,
}

impl<'a> Hall<'a> {
    pub fn new(fixture: &'a Fixture, residents: i64, policy: Policy) -> Hall<'a> {
        Hall::of(fixture, residents, rules(policy))
    }

    /// Under several packages, each from its day on.
    pub fn with(fixture: &'a Fixture, residents: i64, packages: Vec<(Date, Policy)>) -> Hall<'a> {
        let mut all: Vec<Rules> = Vec::new();
        for (from, policy) in packages {
            let mut rules = rules(policy);
            for adopted in &mut rules.adopted {
                adopted.from = from;
            }
            all.push(rules);
        }
        let merged = all.into_iter().reduce(|mut first, mut next| {
            first.adopted.append(&mut next.adopted);
            first
        });
        Hall::of(fixture, residents, merged.unwrap())
    }

    /// A hall that decides by rules of its own.
    pub fn of(fixture: &'a Fixture, residents: i64, rules: Rules) -> Hall<'a> {
        scene::residents(fixture, residents);
        cards(fixture, residents);
        let rules = Arc::new(rules);
        let counter = open(fixture, &rules, TODAY);
        Hall {
            fixture,
            rules,
            counter,
        }
    }

    /// Another server on the same database.
    pub fn another(&self) -> Counter {
        open(self.fixture, &self.rules, TODAY)
    }

    /// The counter on another day.
    pub fn on(&self, today: &str) -> Counter {
        open(self.fixture, &self.rules, today)
    }

    /// A server on the same database that decides by other rules.
    pub fn another_by(&self, rules: Rules) -> Counter {
        open(self.fixture, &Arc::new(rules), TODAY)
    }

    /// A person has an account with so much in it: of the year, and of years past.
    pub fn account(&self, who: i64, current: &str, past: &str) {
        let place = AccountRow {
            bucket: who % 64,
            person: person(who),
            region: region("340421"),
            employer: scene::employer(),
            opened_on: day("2026-01-01"),
        };
        let after = Balance {
            current: yuan(current),
            past: yuan(past),
        };
        let opening = NewEntry {
            account: place.place(),
            on: day("2026-01-01"),
            kind: EntryKind::Opening,
            period: 0,
            moves: Move {
                current: after.current,
                past: after.past,
            },
            after,
            corrects: None,
            bill: None,
            because: "期初".to_owned(),
        };
        let whole = access::Scope::whole(region("3404"));
        let done = self
            .fixture
            .store
            .write::<_, StoreError>(&deed("scene"), |tx| {
                scene::organisation(tx)?;
                account::open(tx, whole, &place)?;
                account::add(tx, whole, &[opening])
            });
        done.unwrap();
    }

    /// What is kept of every determination is held against it.
    pub fn proven(&self) -> store::verify::Outcome {
        let mut proof = service::counter::proof::Proof::default();
        proof.learn(&self.rules);
        let run = |session: &mut Session<'_>| proof.run(session);
        self.fixture.store.read(run).unwrap()
    }

    /// Changes rows of a table as somebody would who has the database itself.
    pub fn past_guards(&self, table: &str, sql: &str) {
        let done = self
            .fixture
            .store
            .write::<_, StoreError>(&deed("tamper"), |tx| {
                if tx.is_sqlite() {
                    let guards =
                        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1";
                    for guard in tx.rows(guards, &params![table])? {
                        tx.run(&format!("DROP TRIGGER {}", guard.text(0)?), &[])?;
                    }
                } else {
                    tx.run(&format!("ALTER TABLE {table} DISABLE TRIGGER USER"), &[])?;
                }
                tx.run(sql, &[])
            });
        assert!(done.unwrap() > 0, "{sql}");
    }

    /// A number of the database.
    pub fn number(&self, sql: &str) -> i64 {
        let read = |session: &mut Session<'_>| session.row(sql, &[]);
        let row = self.fixture.store.read::<_, StoreError>(read).unwrap();
        row.unwrap().int(0).unwrap()
    }
}

/// Everybody has a card that works.
fn cards(fixture: &Fixture, residents: i64) {
    cards_in(&fixture.store, residents);
}

/// The same in a store.
pub fn cards_in(store: &Store, residents: i64) {
    let rows: Vec<CardRow> = (1..=residents)
        .map(|who| {
            let made = Card::make(
                card_no(who),
                person(who),
                Generation::Present,
                steps(CardState::Made),
            );
            let mut card = made.unwrap();
            for to in [CardState::HandedOver, CardState::Active] {
                card.advance(steps(to)).unwrap();
            }
            let key = PersonKey {
                bucket: who % 64,
                person: person(who),
            };
            CardRow {
                card,
                key,
                region: region("340421"),
            }
        })
        .collect();
    let scope = access::Scope::whole(region("3404"));
    let done = store.write::<_, StoreError>(&deed("scene"), |tx| {
        let form = Form {
            no: "F1".to_owned(),
            region: region("340421"),
            title: "社会保障卡申领表".to_owned(),
            digest: "00".repeat(32),
        };
        form::add(tx, scope, &form, b"scan".to_vec())?;
        store::credential::card::add(tx, scope, &rows, None)
    });
    done.unwrap();
}

fn open(fixture: &Fixture, rules: &Arc<Rules>, today: &str) -> Counter {
    let store = Store::open(fixture.store.place().clone()).unwrap();
    let clock = Arc::new(Still(day(today)));
    let source = Arc::new(Fixed(Arc::clone(rules)));
    let settings = Settings::default();
    Counter::open(Arc::new(store), region("3404"), clock, (source, settings)).unwrap()
}

type Act = dyn Fn(&World, Ids) -> Result<Done, Refused> + Send + Sync;

/// A message made of a closure.
pub struct Message {
    needs: Needs,
    act: Box<Act>,
}

impl Work for Message {
    fn needs(&self) -> Needs {
        self.needs.clone()
    }

    fn carry_out(&self, world: &World, ids: Ids) -> Result<Done, Refused> {
        (self.act)(world, ids)
    }
}

impl Message {
    fn new(
        needs: Needs,
        act: impl Fn(&World, Ids) -> Result<Done, Refused> + Send + Sync + 'static,
    ) -> Box<Message> {
        Box::new(Message {
            needs,
            act: Box::new(act),
        })
    }
}

pub fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

pub fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

/// A key of the hospital; the digest is that of the words.
pub fn key(infno: &str, msgid: &str, digest: &str) -> Key {
    Key {
        message: MessageKey {
            institution: HOSPITAL.to_owned(),
            infno: infno.to_owned(),
            msgid: msgid.to_owned(),
        },
        digest: digest.to_owned(),
        unique: true,
        person: None,
    }
}

fn done(answer: &Value, changes: Vec<service::counter::Change>) -> Done {
    Done {
        answer: answer.to_string(),
        changes,
    }
}

/// What a person shows: the card that [`Hall::new`] gave to everybody.
pub fn card(who: i64, contact: Contact) -> Shown {
    Shown {
        place: HOSPITAL.to_owned(),
        contact,
        kind: Credential::Card,
        value: card_no(who).as_str().to_owned(),
    }
}

fn card_no(who: i64) -> CardNo {
    CardNo::new(&format!("A3404{who:05}")).unwrap()
}

/// A card on its way to being used.
fn steps(to: CardState) -> CardStep {
    CardStep {
        to,
        on: day("2026-01-01"),
        at: region("340421"),
        reason: "申领".into(),
        form: "F1".into(),
    }
}

/// The fields of an answer.
pub fn told(outcome: &Outcome) -> Value {
    let Answered { answer, .. } = outcome.as_ref().unwrap();
    serde_json::from_str(answer).unwrap()
}

pub fn number(outcome: &Outcome, field: &str) -> i64 {
    told(outcome)[field].as_i64().unwrap()
}

pub fn visit(outcome: &Outcome) -> VisitNo {
    VisitNo::of_id(told(outcome)["mdtrt_id"].as_str().unwrap()).unwrap()
}

pub fn record(outcome: &Outcome) -> RecordNo {
    RecordNo::of_id(told(outcome)["setl_id"].as_str().unwrap()).unwrap()
}

/// The code of a refusal.
pub fn code(outcome: Outcome) -> &'static str {
    match outcome.unwrap_err() {
        Unanswered::Refused(refused) => refused.code(),
        other => panic!("{}", other.zh()),
    }
}

/// A registered and described visit with one line, ready to be settled; `at` makes the ids of its messages.
pub fn ready(counter: &Counter, who: i64, at: &str, amount: &str) -> VisitNo {
    let opened = counter.carry_out(key("2201", at, at), registration(who, HOSPITAL));
    let no = visit(&opened);
    let described = counter.carry_out(key("2203", at, at), description(no, who));
    assert!(described.is_ok(), "{described:?}");
    let charged = counter.carry_out(key("2204", at, at), fee(no, who, (1, DRUG, amount)));
    assert!(charged.is_ok(), "{charged:?}");
    no
}
