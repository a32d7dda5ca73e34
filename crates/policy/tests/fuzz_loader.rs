//! The loader, the compiler and the cases never panic, whatever the bytes.
//!
//! The short runs mutate small packages; the long one mutates the shipped ones for SOAK_SECONDS
//! with SOAK_SEED: `cargo test --release -p policy --test fuzz_loader -- --ignored`.

mod common;

use policy::{CompileOptions, Files, Package};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Everything that a package can be put through.
fn exercise(files: &Files) {
    let Ok(package) = Package::load(files) else {
        return;
    };
    let checked = policy::check(&package, &CompileOptions::default());
    let _ = policy::explain(&package);
    let _ = policy::schema(policy::SchemaKind::Bills, Some(&package));
    if checked.policy.is_some() {
        let _ = policy::run_cases(&package, &BTreeMap::new());
    }
}

const RULES: &str = r#"
[fact.tier]
of = "person"
type = "enum"
values = ["low", "high"]
title = "档次"
default = "low"
[[class]]
name = "cohort"
title = "人群"
cite = ["t#22"]
rows = [ { is = "a", when = "tier == low and not (age < 18 or birth == none)" }, { is = "b", when = "always" } ]
[table.ratio]
type = "ratio"
keys = ["cohort", "level"]
cite = ["t#22"]
versions = [ { from = 2000-01-01, rows = { a = "50%", b = { "0" = "60%", "*" = "2/3" } } }, { from = 2010-01-01, rows = { "*" = "70%" } } ]
[value.first]
type = "money"
is = { min = ["1500", { ratio = "10%", of = "claim.total", rounding = "down" }] }
[acc.pool_paid]
[[item]]
when = "item in [c, out]"
exclude = true
cite = ["t#22"]
[[step]]
id = "pool"
title = "统筹"
do = "share"
payer = "pool"
ratio = "table.ratio"
minus = "value.first"
caps = [ { acc = "pool_paid", limit = "100000", unless = "tier == high" } ]
cite = ["t#22"]
"#;

const CASES: &str = r#"
[[case]]
id = "one"
working = "x"
person = { birth = 1980-01-01 }
claims = [ { care = "inpatient", service_date = 2005-01-01, items = { a = "100", c = "5" }, expect = { self = "1" } } ]
"#;

fn small() -> Vec<(String, Vec<u8>)> {
    let mut files = common::files(&format!("{}{RULES}", common::HEAD));
    files.insert("cases.toml", CASES);
    files
        .iter()
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .collect()
}

/// A change of one file: cut, double, move or overwrite bytes, or put in a piece of the language.
fn change(bytes: &mut Vec<u8>, (kind, at, length, piece): (u8, usize, usize, usize)) {
    const PIECES: [&str; 16] = [
        "\"",
        "[",
        "]",
        "{ ",
        " }",
        "= ",
        "-1",
        "99999999999999999999",
        "\u{4e0a}",
        "not (",
        "table.",
        "\n[[step]]\n",
        "0.5",
        "2999-12-31",
        "*",
        "\"..\"",
    ];
    if bytes.is_empty() {
        return;
    }
    let start = at % bytes.len();
    let end = (start + length % 40).min(bytes.len());
    match kind % 5 {
        0 => drop(bytes.drain(start..end)),
        1 => {
            let part = bytes[start..end].to_vec();
            bytes.splice(end..end, part);
        }
        2 => {
            let part: Vec<u8> = bytes.drain(start..end).collect();
            let to = (at / 7) % (bytes.len() + 1);
            bytes.splice(to..to, part);
        }
        3 => bytes[start] = (length % 256) as u8,
        _ => {
            bytes.splice(start..start, PIECES[piece % PIECES.len()].bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn mutated_packages_never_panic(
        changes in prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any::<usize>()), 1..6),
        which in any::<usize>(),
    ) {
        let mut files = small();
        let index = which % files.len();
        for one in changes {
            change(&mut files[index].1, one);
        }
        exercise(&Files::from_iter(files));
    }

    #[test]
    fn arbitrary_conditions_never_panic(text in "[a-z0-9_ ()\\[\\],.*<>=!\"%\u{5143}-]{0,60}") {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        let step = "[[step]]\nid = \"s\"\ndo = \"assign\"\nto = \"copay\"\ncite = [\"t#22\"]\n";
        let rules = format!("{}{step}when = \"{escaped}\"\n", common::HEAD);
        exercise(&common::files(&rules));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        exercise(&Files::from_iter([("policy.toml", bytes)]));
    }
}

/// Splitmix64: the long run repeats from its seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize
    }
}

#[test]
#[ignore = "long: runs for SOAK_SECONDS"]
fn soak_the_loader() {
    let number = |name: &str, default: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (seconds, seed) = (number("SOAK_SECONDS", 60), number("SOAK_SEED", 1));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let folders = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders
        .filter(|path| path.join("policy.toml").exists())
        .collect();
    folders.sort();
    let packages: Vec<Vec<(String, Vec<u8>)>> = folders
        .iter()
        .map(|path| {
            common::folder(path)
                .iter()
                .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
                .collect()
        })
        .collect();
    let mut random = Random(seed);
    let start = std::time::Instant::now();
    let (mut rounds, mut slowest) = (0_u64, std::time::Duration::ZERO);
    while start.elapsed().as_secs() < seconds {
        let mut files = packages[random.next() % packages.len()].clone();
        for _ in 0..=random.next() % 4 {
            let index = random.next() % files.len();
            change(
                &mut files[index].1,
                (
                    random.next() as u8,
                    random.next(),
                    random.next(),
                    random.next(),
                ),
            );
        }
        let began = std::time::Instant::now();
        exercise(&Files::from_iter(files));
        slowest = slowest.max(began.elapsed());
        assert!(
            began.elapsed().as_secs() < 20,
            "round {rounds} of seed {seed} took too long"
        );
        rounds += 1;
    }
    println!("seed {seed}: {rounds} mutated packages in {seconds} s, the slowest {slowest:?}");
}
