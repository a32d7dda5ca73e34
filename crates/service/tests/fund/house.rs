//! A fresh store on each engine, a clock that tests set, users, and money in the books of 淮南.

use std::cell::Cell;
use std::collections::BTreeMap;

use access::{Actor, Grant, Role, Scope, UserName, Verdict};
use base::{Date, Fen, RegionCode, Validity};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::{
    BankAccount, Counterparty, CounterpartyKind, CounterpartyName, Digest, DocumentId, EventCode,
    Evidence, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use service::books::{self, Wish};
use service::{Clock, Desk, ServiceError};
use store::ledger::Bank;
use store::membership::regime::{ProfileText, adopt};
use store::users::{self, User};
use store::{Deed, Place, Store, StoreError};

pub const CITY: &str = "3404";
pub const FENGTAI: &str = "340421";
pub const SHOU: &str = "340422";

/// The resident fund of 2026.
pub const FUND: Fund = Fund::ResidentPooled;

pub fn year() -> FundYear {
    FundYear::new(2026).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

pub fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

/// A clock that stands still until it is set.
pub struct SetClock(Cell<Date>);

impl Clock for SetClock {
    fn today(&self) -> Date {
        self.0.get()
    }

    fn wall(&self) -> i64 {
        i64::from(self.0.get().day_number()) * 86_400_000
    }
}

pub struct House {
    pub store: Store,
    clock: SetClock,
    _ground: Box<dyn std::any::Any>,
}

impl House {
    pub fn sqlite() -> House {
        let folder = tempfile::tempdir().unwrap();
        House::on(Place::in_folder(folder.path()), Box::new(folder))
    }

    pub fn postgres() -> House {
        let database = testkit::postgres::database();
        House::on(Place::Server(database.url()), Box::new(database))
    }

    fn on(place: Place, ground: Box<dyn std::any::Any>) -> House {
        let (store, _) = Store::create(place).unwrap();
        store::pool::set_up(&store, region(CITY), "淮南市").unwrap();
        let clock = SetClock(Cell::new(day("2026-03-10")));
        House {
            store,
            clock,
            _ground: ground,
        }
    }

    /// Beside something else that uses the same store.
    pub fn beside(store: &Store) -> House {
        House {
            store: Store::open(store.place().clone()).unwrap(),
            clock: SetClock(Cell::new(day("2026-03-10"))),
            _ground: Box::new(()),
        }
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.store, &self.clock)
    }

    pub fn set_today(&self, today: &str) {
        self.clock.0.set(day(today));
    }

    pub fn user(&self, name: &str, role: Role, place: &str) -> Actor {
        let (pool, place) = (region(CITY), region(place));
        let name = UserName::new(name).unwrap();
        let user = User {
            name: name.clone(),
            real_name: format!("用户{name}"),
            staff_no: format!("S-{name}"),
            organisation: "医疗保障局".to_owned(),
            region: place,
            left_on: None,
        };
        let years = Validity::new(Some(day("2020-01-01")), Some(day("2030-12-31")));
        let scope = Scope::new(pool, place).unwrap();
        let grant = Grant::new(name, role, scope, years.unwrap()).unwrap();
        let known = self.store.write::<_, StoreError>(&deed(), |tx| {
            let known = users::find(tx, Scope::whole(pool), &user.name)?.is_some();
            if !known {
                users::add(tx, Scope::whole(pool), &user)?;
                users::give(tx, Scope::whole(pool), &grant)?;
            }
            Ok(known)
        });
        known.unwrap();
        grant.actor()
    }

    pub fn maker(&self, place: &str) -> Actor {
        self.user(&format!("kj-{place}"), Role::Accountant, place)
    }

    pub fn checker(&self, place: &str) -> Actor {
        self.user(&format!("fh-{place}"), Role::FinanceReviewer, place)
    }

    pub fn finance(&self, place: &str, no: u32) -> Actor {
        self.user(&format!("cz{no}-{place}"), Role::Treasury, place)
    }

    pub fn auditor(&self, place: &str) -> Actor {
        self.user(&format!("sj-{place}"), Role::Auditor, place)
    }

    /// Adopts the regime of 淮南 and opens its bank accounts.
    pub fn with_books(self) -> House {
        self.with_regime(include_str!("../../../enrolment/regimes/340400.toml"))
    }

    /// The same with the fund mode of 永州: counties keep their money, the city has a risk adjustment fund.
    pub fn with_risk_fund(self) -> House {
        self.with_regime(include_str!("../../../enrolment/regimes/431100.toml"))
    }

    fn with_regime(self, body: &str) -> House {
        let profile = ProfileText {
            title: "统筹区".to_owned(),
            during: Validity::new(Some(day("2020-10-19")), None).unwrap(),
            digest: Digest::of(body.as_bytes()).to_string(),
            body: body.to_owned(),
        };
        let adopted = self
            .store
            .write::<_, StoreError>(&deed(), |tx| adopt(tx, &profile, None));
        adopted.unwrap();
        self.bank("市财政专户", CITY, MoneyPlace::Fiscal);
        self
    }

    /// Opens a bank account.
    pub fn bank(&self, name: &str, keeper: &str, place: MoneyPlace) {
        let bank = Bank {
            name: BankAccount::new(name).unwrap(),
            seat: BankSeat {
                keeper: region(keeper),
                place,
                validity: Validity::new(Some(day("2020-01-01")), None).unwrap(),
            },
        };
        let no = books::propose_bank(&self.desk(), &self.maker(CITY), &bank).unwrap();
        books::decide(&self.desk(), &self.checker(CITY), no, Verdict::Approved, "").unwrap();
    }

    /// Posts an event of a county: (event, variant, county, day, sub-account, amount), with bank accounts by account.
    pub fn post(
        &self,
        what: (&str, &str, &str, &str),
        sub: &str,
        amount: Fen,
        banks: &[(&str, &str)],
    ) {
        let done = self.try_post(what, sub, amount, banks);
        done.unwrap_or_else(|error| panic!("{}: {}", what.0, error.zh()));
    }

    /// The same where it may be refused.
    pub fn try_post(
        &self,
        what: (&str, &str, &str, &str),
        sub: &str,
        amount: Fen,
        banks: &[(&str, &str)],
    ) -> Result<(), ServiceError> {
        let (event, variant, county, date) = what;
        let code = EventCode::parse(event).unwrap();
        let library = books::library().unwrap();
        let evidence = library
            .events
            .get(code)
            .unwrap()
            .evidence
            .iter()
            .map(|kind| Evidence {
                kind: *kind,
                reference: EvidenceRef::new(kind.code()).unwrap(),
                digest: Digest::of(kind.code().as_bytes()),
            });
        let part = Part {
            sub: (!sub.is_empty()).then(|| SubAccount::new(sub).unwrap()),
            benefit_year: FundYear::new(2026),
            counterparty: Some(Counterparty {
                kind: CounterpartyKind::Provider,
                name: CounterpartyName::new("H34042100001").unwrap(),
            }),
            ..Part::new(amount)
        };
        let named = |(account, bank): &(&str, &str)| {
            ((*account).to_owned(), BankAccount::new(bank).unwrap())
        };
        let wish = Wish {
            event: code,
            variant: variant.to_owned(),
            county: region(county),
            fund: FUND,
            value_date: day(date),
            book_date: day(date),
            parts: vec![part],
            slots: BTreeMap::new(),
            banks: banks.iter().map(named).collect(),
            evidence: evidence.collect(),
            answers: None,
        };
        let no = books::propose(&self.desk(), &self.maker(CITY), &wish)?;
        let checker = self.releaser(event);
        books::decide(&self.desk(), &checker, no, Verdict::Approved, "").map(drop)
    }
}

impl House {
    /// What the agency's book of a tier holds on an account of a fund, debit less credit, in 元.
    pub fn held(&self, fund: Fund, county: &str, account: i64) -> i64 {
        let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) \
                   FROM ledger_leg WHERE book = 'agency' AND fund = $1 AND region = $2 AND account = $3";
        let values = store::params![fund.code(), region(county), account];
        let read = |session: &mut store::Session<'_>| session.row(sql, &values);
        let row = self.store.read::<_, StoreError>(read).unwrap();
        row.unwrap().int(0).unwrap() / 100
    }

    /// Undoes in red letter what a document wrote, as accountant of the city and who decides on its event.
    pub fn undo(&self, document: &str, event: &str, date: &str) {
        let code = EventCode::parse(event).unwrap();
        let kinds = &books::library().unwrap().events.get(code).unwrap().evidence;
        let proofs: Vec<Evidence> = kinds
            .iter()
            .map(|kind| Evidence {
                kind: *kind,
                reference: EvidenceRef::new("更正").unwrap(),
                digest: Digest::of(b"undo"),
            })
            .collect();
        let what = (&DocumentId::new(document).unwrap(), code);
        let maker = self.maker(CITY);
        let no = books::propose_undo(&self.desk(), &maker, what, day(date), &proofs).unwrap();
        let checker = self.releaser(event);
        books::decide(&self.desk(), &checker, no, Verdict::Approved, "").unwrap();
    }

    /// Who decides on a document of an event: the treasury where money is released to the county.
    fn releaser(&self, event: &str) -> Actor {
        if ["E10", "E34"].contains(&event) {
            self.finance(CITY, 1)
        } else {
            self.checker(CITY)
        }
    }

    /// What the check of a name finds first.
    pub fn found(&self, name: &str) -> Option<String> {
        let check = store::control::CHECKS
            .iter()
            .find(|check| check.name == name);
        let run = |session: &mut store::Session<'_>| (check.unwrap().run)(session);
        let first = self.store.read(run).unwrap().first;
        first.map(|difference| format!("{difference:?}"))
    }

    /// Whether every check of fund control agrees; what does not is named.
    pub fn verified(&self) {
        for check in store::control::CHECKS {
            let run = |session: &mut store::Session<'_>| (check.run)(session);
            let outcome = self.store.read(run).unwrap();
            assert_eq!(outcome.first, None, "{}", check.name);
            assert!(outcome.examined < 10_000);
        }
    }
}

fn deed() -> Deed {
    Deed {
        pool: region(CITY),
        region: region(CITY),
        user: UserName::new("first").unwrap(),
        role: Role::Administrator,
        command: "test".to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    }
}
