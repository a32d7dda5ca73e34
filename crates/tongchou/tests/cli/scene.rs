//! A folder with a package, persons and bills in which the binary runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The switches that most runs need: the county's open parameter, and where results go.
const USUAL: [&str; 8] = [
    "settle",
    "--policy",
    "county",
    "--persons",
    "persons.csv",
    "--parameter",
    "table.aid_share=50%",
    "-o",
];

/// Adults of level 2 pay 20 %, elders 10 %; `p2` and `p4` get assistance.
const PERSONS: &str = "person_id,birth,identities
p1,1980-01-01,
p2,1940-01-01,dibao
p3,1940-01-01,
p4,1980-01-01,dibao
";

/// Head of a CSV file of bills.
pub const HEAD: &str = "claim_id,person_id,care,service_date,level,amount\n";

/// A temporary folder; nothing outside it is written.
pub struct Scene {
    dir: tempfile::TempDir,
}

/// How a run ended and what it said.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Scene {
    pub fn new() -> Self {
        let scene = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        copy(Path::new("tests/fixtures/county"), &scene.path("county"));
        scene.write("persons.csv", PERSONS);
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces the one place of a file that reads `from`.
    pub fn amend(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "{from} in {name}");
        self.write(name, text.replace(from, to));
    }

    /// Everything in the folder itself, hidden files included.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        run_in(self.dir.path(), args)
    }

    /// Settles the bills of a file into `out.json`; the rows, after the run went well.
    pub fn settled(&self, bills: &str, more: &[&str]) -> Vec<Value> {
        self.settled_with(bills, more).1
    }

    pub fn settled_with(&self, bills: &str, more: &[&str]) -> (Ran, Vec<Value>) {
        let ran = self.settle(bills, "out.json", more);
        assert_eq!(ran.code, 0, "{}", ran.err);
        (ran, rows(&self.read("out.json")))
    }

    pub fn settle(&self, bills: &str, out: &str, more: &[&str]) -> Ran {
        let mut args = USUAL.to_vec();
        args.extend([out, "--bills", bills]);
        args.extend(more);
        self.run(&args)
    }

    /// A settle that must be refused: exit 3, all words said, and nothing written, whether or not an
    /// older result stands in the way.
    pub fn refuses(&self, bills: &str, more: &[&str], words: &[&str]) {
        let before = self.names();
        let ran = self.settle(bills, "out.json", more);
        assert_eq!(ran.code, 3, "{}\n{}", ran.out, ran.err);
        ran.says(words);
        assert_eq!(ran.out, "", "a refusal prints no result");
        assert_eq!(self.names(), before, "nothing was written");
        self.write("out.json", "older result");
        assert_eq!(self.settle(bills, "out.json", more).code, 3);
        assert_eq!(self.read("out.json"), "older result");
        fs::remove_file(self.path("out.json")).unwrap();
        assert_eq!(self.names(), before, "nothing was left behind");
    }

    /// As [`Scene::refuses`] for a file of bills with this content.
    pub fn refuses_bills(&self, name: &str, content: impl AsRef<[u8]>, words: &[&str]) {
        self.write(name, content);
        self.refuses(name, &[], words);
    }
}

impl Ran {
    /// The standard error holds every one of the words.
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in:\n{}", self.err);
        }
    }

    /// The standard output holds every one of the words.
    pub fn prints(&self, words: &[&str]) {
        for word in words {
            assert!(self.out.contains(word), "no `{word}` in:\n{}", self.out);
        }
    }
}

pub fn run_in(folder: &Path, args: &[&str]) -> Ran {
    run_with(folder, args, &[])
}

/// The same with variables in its environment.
pub fn run_with(folder: &Path, args: &[&str], variables: &[(String, String)]) -> Ran {
    let variables = variables.iter().map(|(name, value)| (name, value));
    let done = Command::new(env!("CARGO_BIN_EXE_tongchou"))
        .args(args)
        .envs(variables)
        .current_dir(folder)
        .output()
        .unwrap();
    Ran {
        code: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// The root of the repository, upward from the crate.
pub fn repository() -> PathBuf {
    let here = std::env::current_dir().unwrap();
    let root = here
        .ancestors()
        .find(|folder| folder.join("policies").is_dir() && folder.join("samples").is_dir());
    root.unwrap().to_path_buf()
}

/// Rows of a JSON file of results.
pub fn rows(text: &str) -> Vec<Value> {
    let value: Value = serde_json::from_str(text).unwrap();
    value["results"].as_array().unwrap().clone()
}

/// The row of a claim, whose payers, causes and changes may be asked for as `paid.pool`.
pub fn row<'a>(rows: &'a [Value], claim: &str) -> &'a Value {
    rows.iter().find(|row| row["claim_id"] == claim).unwrap()
}

/// Asserts amounts by path (`total`, `paid.pool`, `burden.copay`, `delta.pool_paid`, …).
pub fn holds(row: &Value, amounts: &[(&str, &str)]) {
    for (path, expected) in amounts {
        let found = path.split('.').fold(row, |value, key| &value[key]);
        assert_eq!(found, expected, "{path} of {row}");
    }
}

/// 分 of an amount in 元 with two decimals.
pub fn fen(yuan: &str) -> i64 {
    let (whole, part) = yuan.trim().split_once('.').unwrap();
    assert_eq!(part.len(), 2, "{yuan}");
    format!("{whole}{part}").parse().unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
