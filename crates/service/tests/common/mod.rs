//! What every test of use cases starts from: a fresh store on each engine, with one pooling area.
#![allow(dead_code, reason = "each test file uses its part")]

use access::{Actor, Grant, Role, Scope, UserName};
use base::{Date, RegionCode, Validity};
use store::users::{self, User};
use store::{Deed, Place, Store, StoreError};

/// A fresh store; what it stands on is removed when it is dropped.
pub struct Fixture {
    /// The store, with the pooling area 3404.
    pub store: Store,
    _ground: Box<dyn std::any::Any>,
}

impl Fixture {
    /// On a file.
    pub fn sqlite() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        Fixture::on(Place::in_folder(folder.path()), Box::new(folder))
    }

    /// On a server.
    pub fn postgres() -> Fixture {
        let database = testkit::postgres::database();
        Fixture::on(Place::Server(database.url()), Box::new(database))
    }

    /// At a place that somebody else removes.
    pub fn at(place: Place) -> Fixture {
        Fixture::on(place, Box::new(()))
    }

    fn on(place: Place, ground: Box<dyn std::any::Any>) -> Fixture {
        let (store, _) = Store::create(place).unwrap();
        store::pool::set_up(&store, region("3404"), "淮南市").unwrap();
        Fixture {
            store,
            _ground: ground,
        }
    }
}

impl Fixture {
    /// A user with a grant over a place of 3404 for the year 2026, as an actor.
    pub fn user(&self, name: &str, role: Role, place: &str) -> Actor {
        let (pool, place) = (region("3404"), region(place));
        let name = UserName::new(name).unwrap();
        let user = User {
            name: name.clone(),
            real_name: format!("用户{name}"),
            staff_no: format!("S-{name}"),
            organisation: "医疗保障局".to_owned(),
            region: place,
            left_on: None,
        };
        let year = Validity::new(
            Date::from_ymd(2026, 1, 1).ok(),
            Date::from_ymd(2026, 12, 31).ok(),
        );
        let scope = Scope::new(pool, place).unwrap();
        let grant = Grant::new(name, role, scope, year.unwrap()).unwrap();
        self.store
            .write::<_, StoreError>(&deed("user.add"), |tx| {
                if users::find(tx, Scope::whole(pool), &user.name)?.is_none() {
                    users::add(tx, Scope::whole(pool), &user)?;
                }
                users::give(tx, Scope::whole(pool), &grant)
            })
            .unwrap();
        grant.actor()
    }
}

/// The day of tests.
pub fn today() -> Date {
    Date::from_ymd(2026, 11, 22).unwrap()
}

/// A region.
pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

/// A deed of a clerk of 340421.
pub fn deed(command: &str) -> Deed {
    Deed {
        pool: region("3404"),
        region: region("340421"),
        user: UserName::new("wangli").unwrap(),
        role: Role::Clerk,
        command: command.to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    }
}

/// A clock that stands still.
pub struct Still(pub Date);

impl service::Clock for Still {
    fn today(&self) -> Date {
        self.0
    }

    fn wall(&self) -> i64 {
        1_790_000_000_000
    }
}

/// A day.
pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Makes of each function two tests, one for each engine.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($fixture:ident: &Fixture) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[test] fn $name() { super::$name(&super::common::Fixture::sqlite()); })*
        }
        mod postgres {
            $($(#[$meta])* #[test] fn $name() { super::$name(&super::common::Fixture::postgres()); })*
        }
        $(fn $name($fixture: &Fixture) $body)*
    };
}
