//! A store with a pooling area, users with grants, and persons.

use access::{Actor, Grant, Role, Scope, UserName};
use base::{Date, PersonNo, RegionCode, Validity};
use enrolment::Scheme;
use enrolment::membership::{Application, Channel, Funding, Ground, Standing};
use service::membership::{Order, Who};
use service::{Clock, Desk};
use store::users::{self, User};
use store::{Deed, Place, Store, StoreError, Tx, Value, params};

/// A fresh store; what it stands on is removed when it is dropped.
pub struct Fixture {
    pub store: Store,
    _ground: Box<dyn std::any::Any>,
}

/// A clock that stands still.
pub struct Day(pub Date);

impl Clock for Day {
    fn today(&self) -> Date {
        self.0
    }

    fn wall(&self) -> i64 {
        i64::from(self.0.day_number()) * 86_400_000
    }
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

pub fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

impl Fixture {
    pub fn sqlite() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        Fixture::on(Place::in_folder(folder.path()), Box::new(folder))
    }

    pub fn postgres() -> Fixture {
        let database = testkit::postgres::database();
        Fixture::on(Place::Server(database.url()), Box::new(database))
    }

    fn on(place: Place, ground: Box<dyn std::any::Any>) -> Fixture {
        let (store, _) = Store::create(place).unwrap();
        for (pool, name) in [
            ("3404", "淮南市"),
            ("6501", "乌鲁木齐市"),
            ("340321", "怀远县"),
            ("3709", "泰安市"),
        ] {
            store::pool::set_up(&store, region(pool), name).unwrap();
        }
        Fixture {
            store,
            _ground: ground,
        }
    }

    pub fn deed(&self, pool: &str) -> Deed {
        Deed {
            pool: region(pool),
            region: region(pool),
            user: UserName::new("setup").unwrap(),
            role: Role::Administrator,
            command: "test.setup".to_owned(),
            reason: None,
            wall: 0,
        }
    }

    /// A user with a grant over a place of a pooling area.
    pub fn user(&self, name: &str, role: Role, pool: &str, place: &str) -> Actor {
        let scope = Scope::new(region(pool), region(place)).unwrap();
        let name = UserName::new(name).unwrap();
        let user = User {
            name: name.clone(),
            real_name: "样例".to_owned(),
            staff_no: format!("S-{name}"),
            organisation: "医疗保障局".to_owned(),
            region: region(place),
            left_on: None,
        };
        let always = Validity::new(Some(date("2000-01-01")), Some(date("2099-12-31"))).unwrap();
        let grant = Grant::new(name, role, scope, always).unwrap();
        let whole = Scope::whole(region(pool));
        self.store
            .write::<_, StoreError>(&self.deed(pool), |tx| {
                if users::find(tx, whole, &user.name)?.is_none() {
                    users::add(tx, whole, &user)?;
                }
                users::give(tx, whole, &grant)
            })
            .unwrap();
        grant.actor()
    }

    /// Somebody in a role that the same user may not hold beside another: what the guards have to stop.
    pub fn pretend(&self, name: &str, role: Role, pool: &str, place: &str) -> Actor {
        let scope = Scope::new(region(pool), region(place)).unwrap();
        Actor::new(UserName::new(name).unwrap(), role, scope)
    }

    /// Persons `from` to `until` of a region, registered there, each with a document number `N…`.
    pub fn people(&self, pool: &str, place: &str, from: i64, until: i64) {
        self.store
            .write::<_, StoreError>(&self.deed(pool), |tx| {
                let place = region(place);
                let of = |one: fn(&Tx<'_>, i64, RegionCode) -> Vec<Value>, tx: &Tx<'_>| {
                    (from..=until)
                        .map(|no| one(tx, no, place))
                        .collect::<Vec<_>>()
                };
                let (people, versions, papers) =
                    (of(person_row, tx), of(version_row, tx), of(paper_row, tx));
                tx.insert(
                    "person",
                    &["pool", "bucket", "person", "region", "tx_from"],
                    &people,
                )?;
                tx.insert("person_version", VERSION, &versions)?;
                tx.insert("person_document", PAPER, &papers)
            })
            .unwrap();
    }
}

const VERSION: &[&str] = &[
    "pool",
    "bucket",
    "person",
    "valid_from",
    "valid_to",
    "name",
    "name_key",
    "block",
    "sex",
    "birth",
    "huji",
    "residence",
    "tx_from",
    "tx_to",
];
const PAPER: &[&str] = &[
    "pool",
    "bucket",
    "person",
    "document_type",
    "number_key",
    "number",
    "sound",
    "standing",
    "valid_from",
    "valid_to",
    "tx_from",
    "tx_to",
];

fn person_row(tx: &Tx<'_>, no: i64, place: RegionCode) -> Vec<Value> {
    params![tx.pool(), no % 64, no, place, tx.no()].to_vec()
}

fn version_row(tx: &Tx<'_>, no: i64, place: RegionCode) -> Vec<Value> {
    let born = date("1980-01-01");
    let (open, now) = (99_991_231, tx.no());
    params![
        tx.pool(),
        no % 64,
        no,
        born,
        open,
        "样例",
        "样例",
        1,
        "1",
        born,
        place,
        place,
        now,
        i64::MAX
    ]
    .to_vec()
}

fn paper_row(tx: &Tx<'_>, no: i64, _: RegionCode) -> Vec<Value> {
    let number = format!("N{no:08}");
    let (born, open) = (date("1980-01-01"), 99_991_231);
    params![
        tx.pool(),
        no % 64,
        no,
        "99",
        number.as_str(),
        number.as_str(),
        1,
        "current",
        born,
        open,
        tx.no(),
        i64::MAX
    ]
    .to_vec()
}

/// A resident of 寿县 who applies by consent.
pub fn applies(no: i64, on: &str) -> Application {
    Application {
        person: person(no),
        region: region("340422100201"),
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Person,
        ground: Some(Ground::Consent),
        place_reason: None,
        funding: Funding::Standard,
        applied_on: date(on),
        from: None,
    }
}

/// A village list of 寿县 for 2022.
pub fn village(digest: &str) -> Order {
    Order {
        region: region("340422100201"),
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Village,
        ground: None,
        funding: Funding::Standard,
        year: 2022,
        applied_on: date("2021-11-10"),
        from: None,
        collective: None,
        digest: digest.to_owned(),
    }
}

/// A line of a list.
pub fn line(no: i64) -> Result<service::membership::Line, service::membership::BadLine> {
    Ok(service::membership::Line {
        line: no,
        who: Who::Document(format!("N{no:08}")),
        region: None,
        place_reason: None,
        ground: None,
    })
}

/// Works at a desk on a day.
pub fn at<T>(fixture: &Fixture, day: &str, work: impl FnOnce(&Desk<'_>) -> T) -> T {
    let clock = Day(date(day));
    work(&Desk::new(&fixture.store, &clock))
}

/// Makes of each function two tests, one for each engine.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($fixture:ident: &Fixture) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::fixture::Fixture::sqlite()); })*
        }
        mod postgres {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::fixture::Fixture::postgres()); })*
        }
        $(fn $name($fixture: &Fixture) $body)*
    };
}
