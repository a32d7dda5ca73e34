//! An employer with people, and residents with enrolments, written straight into the tables.

use crate::common::{Fixture, deed, region};
use base::{Date, OrganisationNo, PersonNo};
use benefit::plan::Policy;
use policy::{CompileOptions, Files, Package};
use std::collections::BTreeMap;
use store::{OPEN_DATE, OPEN_TX, Store, StoreError, Tx, Value, params};

/// The employer of the scene, in 340421.
pub fn employer() -> OrganisationNo {
    OrganisationNo::new(7).unwrap()
}

/// A person by number.
pub fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

/// 篇7's package with the average wage 5000 and more parameters.
pub fn shanghai(more: &BTreeMap<String, String>) -> Policy {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../policies/cn.310000.employee"
    );
    let mut files = Vec::new();
    for part in ["", "sources/"] {
        for entry in std::fs::read_dir(format!("{folder}/{part}")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy();
                files.push((format!("{part}{name}"), std::fs::read(&path).unwrap()));
            }
        }
    }
    let package = Package::load(&Files::from_iter(files)).unwrap();
    let mut parameters = more.clone();
    parameters.insert("table.city_wage".to_owned(), "5000".to_owned());
    let options = CompileOptions {
        parameters,
        ..CompileOptions::default()
    };
    policy::compile(&package, &options).unwrap()
}

/// Inserts a row; the columns are words.
pub fn put(
    tx: &mut Tx<'_>,
    table: &str,
    columns: &str,
    values: &[Value],
) -> Result<(), StoreError> {
    let columns: Vec<&str> = columns.split_whitespace().collect();
    tx.insert(table, &columns, &[values.to_vec()])
}

/// A registered enterprise with people 1, 2, 3 (born 1965) at work since 2020 and 4 (born 1940).
pub fn enterprise(fixture: &Fixture) {
    let store = &fixture.store;
    let made = store.write::<_, StoreError>(&deed("scene"), |tx| {
        organisation(tx)?;
        for (no, birth) in [
            (1, 19_650_701),
            (2, 19_650_701),
            (3, 19_650_701),
            (4, 19_400_701),
        ] {
            add_person(tx, no, "340421", birth)?;
            let role = if no == 4 { "retired" } else { "active" };
            let (pool, now, county) = (tx.pool(), tx.no(), region("340421"));
            put(
                tx,
                "affiliation",
                "pool bucket person organisation region role valid_from valid_to tx_from tx_to",
                &params![
                    pool, no, no, 7, county, role, 20_200_101, OPEN_DATE, now, OPEN_TX
                ],
            )?;
        }
        Ok(())
    });
    made.unwrap();
}

/// The enterprise itself.
pub fn organisation(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let (pool, now, county) = (tx.pool(), tx.no(), region("340421"));
    put(
        tx,
        "organisation",
        "pool organisation region kind name state tx_from",
        &params![pool, 7, county, "enterprise", "样例厂", "registered", now],
    )?;
    put(
        tx,
        "registration_act",
        "pool act organisation region kind event_on filed_on late changes tx_from",
        &params![
            pool,
            1,
            7,
            county,
            "registration",
            20_200_105,
            20_200_105,
            0,
            "[]",
            now
        ],
    )?;
    put(
        tx,
        "registration_review",
        "pool act region approved reason reviewed_by reviewed_on tx_from",
        &params![pool, 1, county, 1, "", "sunhua", 20_200_110, now],
    )
}

/// A person whose bucket is its number.
pub fn add_person(tx: &mut Tx<'_>, no: i64, place: &str, birth: i64) -> Result<(), StoreError> {
    let (pool, now, place) = (tx.pool(), tx.no(), region(place));
    let columns = "pool bucket person region tx_from";
    put(tx, "person", columns, &params![pool, no, no, place, now])?;
    put(
        tx,
        "person_version",
        "pool bucket person valid_from valid_to name name_key block sex birth residence tx_from tx_to",
        &params![
            pool, no, no, birth, OPEN_DATE, "某", "某", no, "1", birth, place, now, OPEN_TX
        ],
    )
}

/// A resident enrolled for 2026 with a bill of so much own part.
pub struct Enrolled<'a> {
    pub no: i64,
    pub place: &'a str,
    pub birth: i64,
    pub from: i64,
    pub wait_until: Option<i64>,
    pub own: i64,
    /// Payments: number, day, amount.
    pub paid: &'a [(i64, i64, i64)],
}

/// Writes a resident; enrolment and bill have the number of the person.
pub fn enrol(tx: &mut Tx<'_>, who: &Enrolled<'_>) -> Result<(), StoreError> {
    add_person(tx, who.no, who.place, who.birth)?;
    enrolment(tx, who)?;
    bill(tx, who)?;
    for (no, on, amount) in who.paid {
        pay(tx, who, *no, *on, *amount)?;
    }
    Ok(())
}

fn enrolment(tx: &mut Tx<'_>, who: &Enrolled<'_>) -> Result<(), StoreError> {
    let (pool, now, place, no) = (tx.pool(), tx.no(), region(who.place), who.no);
    let head = params![
        pool, no, no, no, place, "resident", 2026, who.from, 20_261_231, "active", 1
    ];
    let tail = params![
        "resident",
        "person",
        "consent",
        "standard",
        20_251_120,
        0,
        who.wait_until,
        now,
        OPEN_TX
    ];
    put(
        tx,
        "enrolment",
        "pool bucket enrolment person region scheme benefit_year valid_from valid_to state runs \
         standing channel basis funding applied_on missed_years wait_until tx_from tx_to",
        &[&head[..], &tail[..]].concat(),
    )
}

fn bill(tx: &mut Tx<'_>, who: &Enrolled<'_>) -> Result<(), StoreError> {
    let (pool, now, place, no) = (tx.pool(), tx.no(), region(who.place), who.no);
    let head = params![
        pool, no, no, no, no, place, "resident", 2026, 1, "ordinary", ""
    ];
    let tail = params![
        who.own + 42_000,
        who.own,
        20_250_901,
        20_261_231,
        20_250_901,
        now,
        OPEN_TX
    ];
    put(
        tx,
        "bill",
        "pool bucket bill enrolment person region scheme benefit_year standard grp tier \
         amount own pay_from pay_to drawn_on tx_from tx_to",
        &[&head[..], &tail[..]].concat(),
    )
}

/// A payment on the own part of a resident's bill.
pub fn pay(
    tx: &mut Tx<'_>,
    who: &Enrolled<'_>,
    no: i64,
    on: i64,
    amount: i64,
) -> Result<(), StoreError> {
    let (pool, now, place) = (tx.pool(), tx.no(), region(who.place));
    let reference = format!("R{no}");
    put(
        tx,
        "payment",
        "pool payment region kind channel collector reference amount received_on benefit_year tx_from",
        &params![
            pool, no, place, "receipt", "bank", 0, reference, amount, on, 2026, now
        ],
    )?;
    put(
        tx,
        "payment_use",
        "pool bucket bill payment payer amount tx_from",
        &params![pool, who.no, who.no, no, "person", amount, now],
    )
}

/// A day of the store's form.
pub fn on(number: i64) -> Date {
    Date::from_number(number).unwrap()
}

/// Many residents of 340421 who paid for 2026 in the window, in bulk.
pub fn residents(fixture: &Fixture, count: i64) {
    residents_in(&fixture.store, count);
}

/// The same in any store of 3404.
pub fn residents_in(store: &Store, count: i64) {
    let numbers: Vec<i64> = (1..=count).collect();
    for chunk in numbers.chunks(20_000) {
        let made = store.write::<_, StoreError>(&deed("scene"), |tx| many(tx, chunk));
        made.unwrap();
    }
}

fn many(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<(), StoreError> {
    let (pool, now, place) = (tx.pool(), tx.no(), region("340421"));
    let mut all = |table: &str, columns: &str, row: &dyn Fn(i64, i64) -> Vec<Value>| {
        let columns: Vec<&str> = columns.split_whitespace().collect();
        let rows: Vec<Vec<Value>> = numbers.iter().map(|no| row(*no, *no % 64)).collect();
        tx.insert(table, &columns, &rows)
    };
    all(
        "person",
        "pool bucket person region tx_from",
        &|no, bucket| params![pool, bucket, no, place, now].to_vec(),
    )?;
    all(
        "person_version",
        "pool bucket person valid_from valid_to name name_key block sex birth residence tx_from tx_to",
        &|no, bucket| {
            let head = params![pool, bucket, no, 19_800_101, OPEN_DATE, "某", "某", no, "1"];
            let tail = params![19_800_101, place, now, OPEN_TX];
            [&head[..], &tail[..]].concat()
        },
    )?;
    all(
        "enrolment",
        "pool bucket enrolment person region scheme benefit_year valid_from valid_to state runs \
         standing channel basis funding applied_on missed_years tx_from tx_to",
        &|no, bucket| {
            let head = params![pool, bucket, no, no, place, "resident", 2026, 20_260_101];
            let more = params![
                20_261_231, "active", 1, "resident", "person", "consent", "standard"
            ];
            let tail = params![20_251_120, 0, now, OPEN_TX];
            [&head[..], &more[..], &tail[..]].concat()
        },
    )?;
    all(
        "bill",
        "pool bucket bill enrolment person region scheme benefit_year standard grp tier \
         amount own pay_from pay_to drawn_on tx_from tx_to",
        &|no, bucket| {
            let head = params![
                pool, bucket, no, no, no, place, "resident", 2026, 1, "ordinary", ""
            ];
            let tail = params![
                77_000, 35_000, 20_250_901, 20_261_231, 20_250_901, now, OPEN_TX
            ];
            [&head[..], &tail[..]].concat()
        },
    )?;
    all(
        "payment",
        "pool payment region kind channel collector reference amount received_on benefit_year tx_from",
        &|no, _| {
            let reference = format!("R{no}");
            params![
                pool, no, place, "receipt", "bank", 0, reference, 35_000, 20_251_120, 2026, now
            ]
            .to_vec()
        },
    )?;
    all(
        "payment_use",
        "pool bucket bill payment payer amount tx_from",
        &|no, bucket| params![pool, bucket, no, no, "person", 35_000, now].to_vec(),
    )
}
