//! What a store holds, without what tells when and in how many attempts it was written.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use store::{OPEN_TX, Store, StoreError, Value, schema};

/// Rows and a sum over the hashes of the rows, in whatever order, of each table.
pub type Contents = BTreeMap<String, (u64, u128)>;

/// Tables that tell about attempts: transactions, their seals and the numbers taken, the trail, sign-ins and
/// their passwords.
const OF_ATTEMPTS: &[&str] = &[
    "tx",
    "seal",
    "seal_run",
    "sequence",
    "trail",
    "app_session",
    "app_password",
];

/// Columns that number transactions, and the links of chains, which hold such numbers.
const OF_TIME: &[&str] = &[
    "tx",
    "tx_from",
    "tx_last",
    "tx_closed",
    "from_tx",
    "to_tx",
    "link",
];

/// What a store holds.
pub fn of(store: &Store) -> Contents {
    store
        .read::<_, StoreError>(|session| {
            let mut contents = Contents::new();
            for table in schema::tables(session)? {
                if OF_ATTEMPTS.contains(&table.name.as_str()) {
                    continue;
                }
                let names = table.names().filter(|name| !OF_TIME.contains(name));
                let column = |name: &str| match name {
                    // when it was closed may differ, not whether
                    "tx_to" => format!("CASE WHEN tx_to = {OPEN_TX} THEN 1 ELSE 0 END"),
                    name => name.to_owned(),
                };
                let columns: Vec<String> = names.map(column).collect();
                let sql = format!("SELECT {} FROM {}", columns.join(", "), table.name);
                let (mut rows, mut sum) = (0, 0_u128);
                session.each(&sql, &[], &mut |row| {
                    rows += 1;
                    sum = sum.wrapping_add(hash(row.values()));
                    Ok(())
                })?;
                contents.insert(table.name, (rows, sum));
            }
            Ok(contents)
        })
        .unwrap()
}

fn hash(values: &[Value]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        for value in values {
            format!("{value:?}").hash(&mut hasher);
        }
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// Two stores hold the same; the tables that differ are named.
pub fn same(found: &Contents, expected: &Contents) {
    let tables: Vec<_> = found.keys().chain(expected.keys()).collect();
    let differing: Vec<_> = tables
        .into_iter()
        .filter(|table| found.get(*table) != expected.get(*table))
        .map(|table| {
            let rows = |of: &Contents| of.get(table).map(|(rows, _)| *rows);
            format!(
                "{table}: {:?} rows, expected {:?}",
                rows(found),
                rows(expected)
            )
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(found.values().map(|(rows, _)| rows).sum::<u64>() > 1_000);
}
