//! A fresh store on each engine with one pooling area, users, a clock that the test sets, and made-up people.
#![allow(dead_code, reason = "each test file uses its part")]

use std::cell::Cell;

use access::{Actor, Grant, Role, Scope, UserName};
use base::{BatchNo, Date, PersonNo, RegionCode, Validity};
use enrolment::people::{Fate, Field, RawPerson};
use service::people::import::{Import, InRow, Order, RowResult};
use service::{Clock, Desk, ServiceError};
use store::users::{self, User};
use store::{Deed, Place, Store, StoreError};

/// The clock of a test.
pub struct Today(Cell<Date>);

impl Clock for Today {
    fn today(&self) -> Date {
        self.0.get()
    }

    fn wall(&self) -> i64 {
        1_790_000_000_000
    }
}

/// A store with its clock; what it stands on is removed when it is dropped.
pub struct Office {
    pub store: Store,
    pub clock: Today,
    pool: RegionCode,
    _ground: Box<dyn std::any::Any>,
}

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

impl Office {
    pub fn sqlite(pool: &str) -> Office {
        let folder = tempfile::tempdir().unwrap();
        Office::on(pool, Place::in_folder(folder.path()), Box::new(folder))
    }

    pub fn postgres(pool: &str) -> Office {
        let database = testkit::postgres::database();
        Office::on(pool, Place::Server(database.url()), Box::new(database))
    }

    fn on(pool: &str, place: Place, ground: Box<dyn std::any::Any>) -> Office {
        let (store, _) = Store::create(place).unwrap();
        store::pool::set_up(&store, region(pool), "某市").unwrap();
        Office {
            store,
            clock: Today(Cell::new(day("2026-03-02"))),
            pool: region(pool),
            _ground: ground,
        }
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.store, &self.clock)
    }

    pub fn on_day(&self, text: &str) {
        self.clock.0.set(day(text));
    }

    /// A user with a grant over a place, as an actor.
    pub fn user(&self, name: &str, role: Role, place: &str) -> Actor {
        let place = region(place);
        let name = UserName::new(name).unwrap();
        let user = User {
            name: name.clone(),
            real_name: format!("用户{name}"),
            staff_no: format!("S-{name}"),
            organisation: "医疗保障局".to_owned(),
            region: place,
            left_on: None,
        };
        let all = Validity::new(Some(day("2010-01-01")), Some(day("2030-12-31"))).unwrap();
        let scope = Scope::new(self.pool, place).unwrap();
        let grant = Grant::new(name.clone(), role, scope, all).unwrap();
        let deed = Deed {
            pool: self.pool,
            region: self.pool,
            user: UserName::new("root").unwrap(),
            role: Role::Administrator,
            command: "user.add".to_owned(),
            reason: None,
            wall: 1_790_000_000_000,
        };
        self.store
            .write::<_, StoreError>(&deed, |tx| {
                users::add(tx, Scope::whole(self.pool), &user)?;
                users::give(tx, Scope::whole(self.pool), &grant)
            })
            .unwrap();
        grant.actor()
    }

    /// Takes rows in as one list.
    pub fn import(
        &self,
        actor: &Actor,
        order: &Order,
        rows: &[Made],
    ) -> Result<(BatchNo, Vec<RowResult>), ServiceError> {
        let desk = self.desk();
        let mut import = Import::open(&desk, actor, order)?;
        let mut results = Vec::new();
        let behind = usize::try_from(import.done()).unwrap();
        let rest = rows.get(behind..).unwrap_or_default();
        let mut chunks = rest.chunks(400).peekable();
        let mut line = i64::try_from(behind).unwrap() + 1;
        while let Some(chunk) = chunks.next() {
            let rows: Vec<InRow<'_>> = chunk
                .iter()
                .map(|made| {
                    line += 1;
                    InRow {
                        line,
                        items: Ok(made.raw()),
                    }
                })
                .collect();
            results.extend(import.take(&desk, actor, &rows, chunks.peek().is_none())?);
        }
        Ok((import.no(), results))
    }

    /// Takes rows in and gives the numbers of their persons.
    pub fn people(&self, actor: &Actor, key: &str, rows: &[Made]) -> Vec<PersonNo> {
        let (_, results) = self
            .import(actor, &order(actor.scope().region(), key), rows)
            .unwrap();
        let taken = results.iter().map(|row| {
            assert_ne!(row.fate, Fate::Refused, "{row:?}");
            row.person.unwrap()
        });
        taken.collect()
    }
}

/// An order for a new list of a region.
pub fn order(region: RegionCode, key: &str) -> Order {
    Order {
        region,
        key: key.to_owned(),
        legacy: false,
        list: None,
    }
}

/// A made-up person as a row.
#[derive(Clone, Debug)]
pub struct Made {
    pub items: Vec<(Field, String)>,
}

impl Made {
    pub fn raw(&self) -> RawPerson<'_> {
        let mut raw = RawPerson::new();
        for (field, value) in &self.items {
            raw.set(*field, value);
        }
        raw
    }

    pub fn with(mut self, field: Field, value: &str) -> Made {
        self.items.push((field, value.to_owned()));
        self
    }
}

/// A resident number that passes its check.
pub fn id(region: &str, birth: &str, sequence: u32) -> String {
    let body = format!("{region}{}{sequence:03}", birth.replace('-', ""));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let last = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
    format!("{body}{last}")
}

const FAMILY: [char; 10] = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = [
    '子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥',
];

/// The n-th made-up person of a village: name, number and village follow from n.
pub fn made(village: &str, n: u32) -> Made {
    let place = n as usize;
    let name: String = [
        FAMILY[place % 10],
        STEMS[place / 10 % 10],
        BRANCHES[place / 100 % 12],
    ]
    .iter()
    .collect();
    let birth = format!("19{:02}-{:02}-{:02}", 40 + n % 60, 1 + n % 12, 1 + n % 28);
    let number = id(&village[..6], &birth, n % 1000);
    Made { items: Vec::new() }
        .with(Field::Name, &name)
        .with(Field::DocumentType, "01")
        .with(Field::DocumentNumber, &number)
        .with(Field::Huji, village)
        .with(Field::Residence, village)
}

/// Makes of each function two tests, one for each engine, over a pooling area.
#[macro_export]
macro_rules! in_offices {
    ($pool:literal $($(#[$meta:meta])* fn $name:ident($office:ident: &Office) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[test] fn $name() { super::$name(&super::people_support::Office::sqlite($pool)); })*
        }
        mod postgres {
            $($(#[$meta])* #[test] fn $name() { super::$name(&super::people_support::Office::postgres($pool)); })*
        }
        $(fn $name($office: &Office) $body)*
    };
}
