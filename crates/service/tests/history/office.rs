//! The pooling area of a history: its store, its clock, and everybody who works in it.

use access::{Actor, Grant, Role, Scope, UserName};
use base::{Date, Fen, RegionCode, Validity};
use service::{Clock, Desk};
use std::cell::Cell;
use store::users::{self, User};
use store::{Deed, Place, Store, StoreError};

/// The pooling area.
pub const CITY: &str = "3404";
/// Its counties with books of their own.
pub const COUNTIES: [&str; 2] = ["340421", "340422"];
/// The first day of a history.
pub const FIRST_DAY: &str = "2025-06-10";
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A clock that the history moves; every look is a second later than the one before.
pub struct Wanders {
    today: Cell<Date>,
    looks: Cell<i64>,
}

impl Clock for Wanders {
    fn today(&self) -> Date {
        self.today.get()
    }

    fn wall(&self) -> i64 {
        self.looks.set(self.looks.get() + 1);
        i64::from(self.today.get().day_number()) * DAY + self.looks.get() * 1_000
    }
}

/// A store of its own; what it stands on is removed when it is dropped.
pub struct Office {
    pub store: Store,
    clock: Wanders,
    _ground: Box<dyn std::any::Any>,
}

/// The engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

impl Office {
    /// An office without people on an engine.
    pub fn open(engine: Engine) -> Office {
        let (place, ground): (Place, Box<dyn std::any::Any>) = match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                (Place::in_folder(folder.path()), Box::new(folder))
            }
            Engine::Postgres => {
                let database = testkit::postgres::database();
                (Place::Server(database.url()), Box::new(database))
            }
        };
        let (store, _) = Store::create(place).unwrap();
        store::pool::set_up(&store, region(CITY), "淮南市").unwrap();
        let office = Office {
            store,
            clock: Wanders {
                today: Cell::new(day(FIRST_DAY)),
                looks: Cell::new(0),
            },
            _ground: ground,
        };
        office.hire();
        office
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.store, &self.clock)
    }

    pub fn today(&self) -> Date {
        self.clock.today.get()
    }

    /// Moves the clock to a later day; an earlier one changes nothing.
    pub fn move_to(&self, day: Date) {
        if day > self.today() {
            self.clock.today.set(day);
            self.clock.looks.set(0);
        }
    }

    /// The last transaction.
    pub fn last_tx(&self) -> i64 {
        let sql = "SELECT next - 1 FROM sequence WHERE name = 'tx'";
        let read = |session: &mut store::Session<'_>| session.row(sql, &[]);
        let row = self.store.read::<_, StoreError>(read).unwrap();
        row.unwrap().int(0).unwrap()
    }

    fn hire(&self) {
        for place in [CITY, COUNTIES[0], COUNTIES[1]] {
            for (role, prefix) in STAFF {
                if place == CITY || !matches!(role, Role::PolicyOfficer | Role::Operator) {
                    self.employ(&format!("{prefix}-{place}"), *role, place);
                }
            }
        }
    }

    /// A user with a grant. Passwords are left out: a history signs nobody in.
    fn employ(&self, name: &str, role: Role, place: &str) {
        let whole = Scope::whole(region(CITY));
        let name = UserName::new(name).unwrap();
        let user = User {
            name: name.clone(),
            real_name: format!("用户{name}"),
            staff_no: format!("S-{name}"),
            organisation: "医疗保障局".to_owned(),
            region: region(place),
            left_on: None,
        };
        let years = Validity::new(Some(day("2020-01-01")), Some(day("2030-12-31"))).unwrap();
        let scope = Scope::new(region(CITY), region(place)).unwrap();
        let grant = Grant::new(name, role, scope, years).unwrap();
        let hired = self.store.write::<_, StoreError>(&deed("user.add"), |tx| {
            users::add(tx, whole, &user)?;
            users::give(tx, whole, &grant)
        });
        hired.unwrap();
    }
}

/// Who works in every place, and how their names begin.
const STAFF: &[(Role, &str)] = &[
    (Role::Clerk, "jb"),
    (Role::Reviewer, "sh"),
    (Role::Accountant, "kj"),
    (Role::FinanceReviewer, "fh"),
    (Role::Treasury, "cz1"),
    (Role::Treasury, "cz2"),
    (Role::Auditor, "sj"),
    (Role::PolicyOfficer, "zc"),
    (Role::Operator, "yw"),
];

/// Somebody who works in a place.
pub fn staff(prefix: &str, place: &str) -> Actor {
    let role = STAFF.iter().find(|(_, known)| *known == prefix).unwrap().0;
    let scope = Scope::new(region(CITY), region(place)).unwrap();
    let name = UserName::new(&format!("{prefix}-{place}")).unwrap();
    Actor::new(name, role, scope)
}

/// A user in a role that no grant gives: what must be refused.
pub fn pretender(prefix: &str, place: &str, role: Role) -> Actor {
    let scope = Scope::new(region(CITY), region(place)).unwrap();
    let name = UserName::new(&format!("{prefix}-{place}")).unwrap();
    Actor::new(name, role, scope)
}

/// What the setting up of users and the tampering are done as.
pub fn deed(command: &str) -> Deed {
    Deed {
        pool: region(CITY),
        region: region(CITY),
        user: UserName::new("setup").unwrap(),
        role: Role::Administrator,
        command: command.to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    }
}
