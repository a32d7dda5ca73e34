//! A small pooling area: users of city and counties, the shipped package of 3404, people who are enrolled.

use access::{Actor, Grant, Role, Scope, UserName, Verdict};
use base::{BillNo, Date, EnrolmentNo, Fen, ProposalNo, RegionCode, Sex, Validity};
use enrolment::Scheme;
use enrolment::contribution::{Channel, Year};
use enrolment::membership::State;
use policy::Files;
use service::contribution::{billing, standard};
use service::{Clock, Desk, ServiceError, package};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::users::{self, User};
use store::{Deed, OPEN_DATE, OPEN_TX, Place, Store, StoreError, Value, params};

/// Levels of government that no source gives: 570 − 150 = 240 + 100 + 30 + 50; 570 = 500 + 70.
pub const LEVELS: &[(&str, &str)] = &[
    ("table.standard_total", "570"),
    ("table.standard_personal", "150"),
    ("table.central", "240"),
    ("table.province", "100"),
    ("table.city", "30"),
    ("table.to_basic", "500"),
    ("table.to_serious_illness", "70"),
];

/// A fresh store and its clock.
pub struct Scene {
    pub store: Store,
    pub clock: Fixed,
    _ground: Box<dyn std::any::Any>,
}

/// A day that stands still.
pub struct Fixed(pub Date);

impl Clock for Fixed {
    fn today(&self) -> Date {
        self.0
    }

    fn wall(&self) -> i64 {
        1_790_000_000_000
    }
}

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

pub fn year(year: i32) -> Year {
    Year::new(year).unwrap()
}

pub fn bill(no: i64) -> BillNo {
    BillNo::new(no).unwrap()
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    answer.unwrap_err().code()
}

impl Scene {
    pub fn sqlite() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        Scene::on(Place::in_folder(folder.path()), Box::new(folder))
    }

    pub fn postgres() -> Scene {
        let database = testkit::postgres::database();
        Scene::on(Place::Server(database.url()), Box::new(database))
    }

    fn on(place: Place, ground: Box<dyn std::any::Any>) -> Scene {
        let (store, _) = Store::create(place).unwrap();
        store::pool::set_up(&store, region("3404"), "淮南市").unwrap();
        Scene {
            store,
            clock: Fixed(date("2026-11-22")),
            _ground: ground,
        }
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.store, &self.clock)
    }

    /// A user with a grant of the year 2026.
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
        let days = Validity::new(Some(date("2026-01-01")), Some(date("2026-12-31"))).unwrap();
        let scope = Scope::new(pool, place).unwrap();
        let grant = Grant::new(name, role, scope, days).unwrap();
        self.write(|tx| {
            if users::find(tx, Scope::whole(pool), &user.name)?.is_none() {
                users::add(tx, Scope::whole(pool), &user)?;
            }
            users::give(tx, Scope::whole(pool), &grant)?;
            Ok(())
        });
        grant.actor()
    }

    pub fn write(&self, work: impl FnOnce(&mut store::Tx<'_>) -> Result<(), StoreError>) {
        let deed = Deed {
            pool: region("3404"),
            region: region("3404"),
            user: UserName::new("setup").unwrap(),
            role: Role::Administrator,
            command: "setup".to_owned(),
            reason: None,
            wall: 1,
        };
        self.store.write(&deed, work).unwrap();
    }

    /// Somebody in a role that no grant gives: to show what is refused before it matters.
    pub fn pretend(&self, name: &str, role: Role, place: &str) -> Actor {
        let scope = Scope::new(region("3404"), region(place)).unwrap();
        Actor::new(UserName::new(name).unwrap(), role, scope)
    }

    /// The city's policy officer and reviewer.
    pub fn city(&self) -> (Actor, Actor) {
        (
            self.user("zhao", Role::PolicyOfficer, "3404"),
            self.user("qian", Role::Reviewer, "3404"),
        )
    }

    /// A county's clerk and reviewer.
    pub fn county(&self) -> (Actor, Actor) {
        (
            self.user("sun", Role::Clerk, "340421"),
            self.user("li", Role::Reviewer, "340421"),
        )
    }

    /// The package of 3404 is adopted with parameters, and its standard of 2027 approved.
    pub fn set_standard(&self, parameters: &[(&str, &str)]) {
        self.adopt(
            "cn.340400.resident",
            Scheme::Resident,
            parameters,
            "2021-01-01",
        );
        self.approve_standard(Scheme::Resident, 2027, "2026-01-01");
    }

    pub fn adopt(&self, id: &str, scheme: Scheme, parameters: &[(&str, &str)], from: &str) {
        let (officer, reviewer) = self.city();
        let adopting = package::Adopting {
            scheme,
            files: files(id),
            parameters: owned(parameters),
            from: date(from),
            until: None,
        };
        let no = package::propose(&self.desk(), &officer, &adopting).unwrap();
        package::decide(&self.desk(), &reviewer, no, Verdict::Approved, "同意").unwrap();
    }

    pub fn propose_standard(
        &self,
        scheme: Scheme,
        of: i32,
        from: &str,
    ) -> Result<ProposalNo, ServiceError> {
        let (officer, _) = self.city();
        standard::propose(&self.desk(), &officer, &proposed(scheme, of, from))
    }

    pub fn approve_standard(&self, scheme: Scheme, of: i32, from: &str) {
        let no = self.propose_standard(scheme, of, from).unwrap();
        let (_, reviewer) = self.city();
        standard::decide(&self.desk(), &reviewer, no, Verdict::Approved, "同意").unwrap();
    }

    /// `count` people enrolled in a county for a year, numbers from `first`; none has a category.
    pub fn enrol(&self, first: i64, count: i64, place: &str, scheme: Scheme, of: i32) {
        self.enrol_as(first, count, place, (scheme, of), State::Approved);
    }

    /// As [`Scene::enrol`], in a state of review.
    pub fn enrol_as(&self, first: i64, count: i64, place: &str, what: (Scheme, i32), state: State) {
        let place = region(place);
        let all = || first..first + count;
        self.write(|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let people = all().map(|no| params![pool, no % 64, no, place, now].to_vec());
            let columns = ["pool", "bucket", "person", "region", "tx_from"];
            tx.insert("person", &columns, &people.collect::<Vec<_>>())?;
            let versions = all().map(|no| version(pool, now, no, place));
            tx.insert("person_version", VERSION, &versions.collect::<Vec<_>>())?;
            let papers = all().map(|no| document(pool, now, no));
            tx.insert("person_document", DOCUMENT, &papers.collect::<Vec<_>>())?;
            let enrolments = all().map(|no| enrolment(pool, now, no, place, what, state));
            tx.insert("enrolment", ENROLMENT, &enrolments.collect::<Vec<_>>())
        });
    }

    /// Takes an enrolment from one state to another, whatever the flow says.
    pub fn step(&self, no: i64, from: State, to: State) {
        let one = [EnrolmentNo::new(no).unwrap()];
        self.write(|tx| {
            let whole = Scope::whole(tx.pool());
            let moved = store::membership::step::many(tx, whole, &one, from, to, None)?;
            assert_eq!(moved, 1);
            Ok(())
        });
    }

    /// The first people are a household, number 1.
    pub fn family(&self, members: i64) {
        self.write(|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let house = params![pool, 1, 1, region("340421"), "family", now];
            let columns = ["pool", "bucket", "household", "region", "kind", "tx_from"];
            tx.insert("household", &columns, &[house.to_vec()])?;
            let one = |person: i64| {
                let (since, role) = (20_200_101, "member");
                params![
                    pool,
                    1,
                    1,
                    person % 64,
                    person,
                    role,
                    since,
                    OPEN_DATE,
                    now,
                    OPEN_TX
                ]
                .to_vec()
            };
            let members: Vec<_> = (1..=members).map(one).collect();
            let columns = [
                "pool",
                "bucket",
                "household",
                "person_bucket",
                "person",
                "relation",
                "valid_from",
                "valid_to",
                "tx_from",
                "tx_to",
            ];
            tx.insert("household_member", &columns, &members)
        });
    }

    /// A person of a certified category.
    pub fn certify(&self, person: i64, place: &str, category: &str) {
        self.write(|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let row = params![
                pool,
                person % 64,
                person,
                region(place),
                category,
                19_900_101,
                OPEN_DATE,
                "民政局",
                "名册",
                now,
                OPEN_TX
            ];
            tx.insert(
                "category_span",
                &[
                    "pool",
                    "bucket",
                    "person",
                    "region",
                    "category",
                    "valid_from",
                    "valid_to",
                    "authority",
                    "evidence",
                    "tx_from",
                    "tx_to",
                ],
                &[row.to_vec()],
            )
        });
    }

    /// Bills everybody of a region for 2027, with a window over the autumn of 2026.
    pub fn bill_all(&self, actor: &Actor, place: &str) -> store::batch::Batch {
        billing::make(&self.desk(), actor, &run_of(place), &mut |_| ())
            .unwrap()
            .batch
    }

    /// A number of the database.
    pub fn number(&self, sql: &str) -> i64 {
        let read = |session: &mut store::Session<'_>| session.row(sql, &[]);
        let row = self.store.read::<_, StoreError>(read).unwrap();
        row.unwrap().int(0).unwrap()
    }

    /// How many enrolments are in a state now.
    pub fn in_state(&self, state: &str) -> i64 {
        let sql = "SELECT COUNT(*) FROM enrolment WHERE tx_to = 9223372036854775807 AND state = $1";
        let read = |session: &mut store::Session<'_>| session.row(sql, &params![state]);
        let row = self.store.read::<_, StoreError>(read).unwrap();
        row.unwrap().int(0).unwrap()
    }

    /// Nothing that was recorded contradicts anything else.
    pub fn sound(&self) {
        let mut told = |_: &store::verify::Check, _: &store::verify::Outcome| ();
        let found = store::verify::run(&self.store, &mut told).unwrap();
        // The people of these tests are entered by hand, so only what contributions derive is asked.
        let mine = found.iter().filter(|(check, _)| {
            check.name.starts_with("bill.") || check.name.starts_with("payment.")
        });
        let mine: Vec<_> = mine.collect();
        assert_eq!(mine.len(), 10);
        for (check, outcome) in mine {
            assert_eq!(outcome.first, None, "{}", check.name);
        }
    }
}

/// Bills of 2027 for a region, to be paid in the autumn of 2026.
pub fn run_of(place: &str) -> billing::Run {
    billing::Run {
        region: region(place),
        scheme: Scheme::Resident,
        year: year(2027),
        window: Some(window()),
    }
}

pub fn window() -> Validity {
    Validity::new(Some(date("2026-09-01")), Some(date("2026-12-31"))).unwrap()
}

/// The days to pay of the cooperative scheme's year 2012, within what the profile allows.
pub fn window_of_2012() -> Validity {
    Validity::new(Some(date("2011-10-01")), Some(date("2012-02-29"))).unwrap()
}

pub fn proposed(scheme: Scheme, of: i32, from: &str) -> standard::Proposed {
    standard::Proposed {
        scheme,
        year: year(of),
        bill_from: date(from),
        bill_to: None,
        former: Vec::new(),
        unified_from: None,
    }
}

/// The document number of an invented person.
pub fn paper(person: i64) -> String {
    format!("T{person:08}")
}

/// An offer of what is due.
pub fn offer(channel: Channel) -> service::contribution::counter::Offer {
    service::contribution::counter::Offer {
        amount: None,
        channel,
        collector: None,
        reference: None,
        on: None,
    }
}

pub fn owned(parameters: &[(&str, &str)]) -> BTreeMap<String, String> {
    let parameters = parameters.iter();
    parameters
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
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
    "residence",
    "tx_from",
    "tx_to",
];

const DOCUMENT: &[&str] = &[
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

fn version(pool: RegionCode, now: base::TxNo, no: i64, place: RegionCode) -> Vec<Value> {
    let name = format!("测试{no}");
    params![
        pool,
        no % 64,
        no,
        19_800_101,
        OPEN_DATE,
        &name,
        &name,
        0,
        Sex::Male.code(),
        19_800_101,
        place,
        now,
        OPEN_TX
    ]
    .to_vec()
}

fn document(pool: RegionCode, now: base::TxNo, no: i64) -> Vec<Value> {
    params![
        pool,
        no % 64,
        no,
        "99",
        paper(no),
        paper(no),
        1,
        "current",
        19_800_101,
        OPEN_DATE,
        now,
        OPEN_TX
    ]
    .to_vec()
}

const ENROLMENT: &[&str] = &[
    "pool",
    "bucket",
    "enrolment",
    "person",
    "region",
    "scheme",
    "benefit_year",
    "valid_from",
    "valid_to",
    "state",
    "runs",
    "standing",
    "channel",
    "basis",
    "funding",
    "applied_on",
    "missed_years",
    "tx_from",
    "tx_to",
];

fn enrolment(
    pool: RegionCode,
    now: base::TxNo,
    person: i64,
    place: RegionCode,
    (scheme, of): (Scheme, i32),
    state: State,
) -> Vec<Value> {
    let of = i64::from(of);
    params![
        pool,
        person % 64,
        person,
        person,
        place,
        scheme.code(),
        of,
        of * 10_000 + 101,
        of * 10_000 + 1231,
        state.code(),
        1,
        "resident",
        "person",
        "consent",
        "standard",
        20_261_001,
        0,
        now,
        OPEN_TX
    ]
    .to_vec()
}

/// The files of a shipped package.
pub fn files(id: &str) -> Files {
    let mut files = Files::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(id);
    add(&mut files, &folder, "");
    files
}

fn add(files: &mut Files, folder: &PathBuf, prefix: &str) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            add(files, &path, &format!("{name}/"));
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Makes of each function two tests, one for each engine.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($scene:ident: &Scene) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::scene::Scene::sqlite()); })*
        }
        mod postgres {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::scene::Scene::postgres()); })*
        }
        $(fn $name($scene: &$crate::scene::Scene) $body)*
    };
}
