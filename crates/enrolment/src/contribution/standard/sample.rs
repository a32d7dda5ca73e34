//! Shipped packages and facts of invented people, for the tests of this module.

use super::{Question, Standard, Year, standard};
use base::{Date, Refused};
use benefit::claim::Facts;
use benefit::plan::{FactType, Policy};
use policy::{CompileOptions, Files, Package};
use std::path::{Path, PathBuf};

/// Levels of government that no source gives, set so that 570 − 150 = 240 + 100 + 30 + 50.
pub const YONGZHOU: &[(&str, &str)] = &[
    ("table.standard_total", "570"),
    ("table.standard_personal", "150"),
    ("table.central", "240"),
    ("table.province", "100"),
    ("table.city", "30"),
    ("table.aid", "150"),
];

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(id)
}

fn add(files: &mut Files, folder: &Path, prefix: &str) {
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

/// A shipped package, compiled with parameters.
pub fn policy(id: &str, parameters: &[(&str, &str)]) -> Policy {
    let mut files = Files::new();
    add(&mut files, &folder(id), "");
    let package = Package::load(&files).unwrap();
    let parameters = parameters.iter();
    let options = CompileOptions {
        parameters: parameters
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..CompileOptions::default()
    };
    policy::compile(&package, &options).unwrap()
}

/// Facts of a person: names and values as a package writes them; `identities` may repeat.
pub fn facts(policy: &Policy, given: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::none(policy.facts.len());
    for (name, value) in given {
        let id = policy.fact(name).unwrap();
        let at = |values: &[(String, String)]| {
            let found = values.iter().position(|(one, _)| one == value);
            i64::try_from(found.unwrap()).unwrap()
        };
        let encoded = match &policy.facts[usize::from(id)].ty {
            FactType::Date => i64::from(Date::parse(value).unwrap().day_number()),
            FactType::Enum(values) => at(values),
            FactType::Set(values) => facts.get(id).unwrap_or(0) | (1 << at(values)),
            other => panic!("{other:?}"),
        };
        facts.set(id, encoded);
    }
    facts
}

/// The standard of a person.
pub fn ask(policy: &Policy, year: i32, given: &[(&str, &str)]) -> Result<Standard, Refused> {
    let facts = facts(policy, given);
    let question = Question::new(policy, Year::new(year).unwrap(), &facts)?;
    standard(&question)
}
