//! What the tests of this crate share: packages, random facts.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};

use benefit::claim::{NONE, code};
use benefit::plan::{FactDecl, FactType, Policy};
use policy::{CompileOptions, Files, Package};

/// splitmix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// In [0, below).
    pub fn below(&mut self, below: i64) -> i64 {
        (self.next() % below.max(1) as u64) as i64
    }

    pub fn chance(&mut self, one_in: i64) -> bool {
        self.below(one_in) == 0
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as i64) as usize]
    }
}

/// The texts behind random codes.
pub const CODES: [&str; 4] = ["A01", "B02", "甲", "330100"];

/// A random encoded value of a fact; absent now and then where it may be.
pub fn random_value(random: &mut Random, decl: &FactDecl) -> i64 {
    if (decl.nullable && random.chance(3)) || (decl.default.is_some() && random.chance(4)) {
        return NONE;
    }
    match &decl.ty {
        // 1930 to 2030, so that dates fall before, into and behind every year.
        FactType::Date => random.below(36_525) - 14_610,
        FactType::Time => random.below(30_000_000),
        FactType::Int { min, max } => {
            let reach = max.saturating_sub(*min).clamp(0, 200);
            min.saturating_add(random.below(reach + 1))
        }
        FactType::Money => random.below(3_000_000),
        FactType::Ratio => random.below(101) * 10_000,
        FactType::Bool => random.below(2),
        FactType::Enum(values) => random.below(values.len() as i64),
        FactType::Set(values) => {
            let all = (1_i64 << values.len()) - 1;
            if random.chance(2) {
                0
            } else {
                random.next() as i64 & random.next() as i64 & all
            }
        }
        FactType::Code => code(random.pick::<&str>(&CODES)),
    }
}

/// The folder of the packages.
pub fn packages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("policy.toml").is_file())
        .collect();
    found.sort();
    found
}

/// Compiles a package folder; `None` where it does not compile.
pub fn compiled(folder: &Path) -> Option<Policy> {
    let mut files = Files::new();
    read_into(&mut files, folder, "");
    let package = Package::load(&files).ok()?;
    policy::compile(&package, &CompileOptions::default()).ok()
}

fn read_into(files: &mut Files, folder: &Path, prefix: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read_into(files, &path, &format!("{name}/"));
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// A small package with every kind of column.
pub fn sample() -> Policy {
    let mut files = Files::new();
    files.insert("policy.toml", include_str!("sample.toml"));
    files.insert("sources/act.md", "# 办法\n\n## 1 全部 {#1}\n\n全部规定。\n");
    let package = Package::load(&files).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}
