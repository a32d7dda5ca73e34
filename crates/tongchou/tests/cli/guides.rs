//! The guides show what the binary says: their commands are run, and each line shown must appear.

use std::fs;
use std::path::Path;

use super::scene::{repository, run_in, run_with};

/// A fenced block, and the text of the line before it.
struct Block<'a> {
    before: &'a str,
    lines: Vec<&'a str>,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let (mut before, mut open) = ("", None::<Vec<&str>>);
    for line in text.lines() {
        match (line.starts_with("```"), &mut open) {
            (true, None) => open = Some(Vec::new()),
            (true, Some(_)) => {
                found.extend(open.take().map(|lines| Block { before, lines }));
                before = "";
            }
            (false, Some(lines)) => lines.push(line),
            (false, None) if !line.is_empty() => before = line,
            (false, None) => {}
        }
    }
    found
}

/// Runs every command of a guide in a folder of its own; the number of commands.
fn told_truly(guide: &str, prepare: impl FnOnce(&Path)) -> usize {
    let mut stage = Stage::new();
    stage.lay_out(&blocks(&text_of(guide)));
    prepare(stage.path());
    stage.walk(guide, &blocks(&text_of(guide)))
}

/// The text of a guide.
fn text_of(guide: &str) -> String {
    fs::read_to_string(repository().join("docs").join(guide)).unwrap()
}

/// A folder with the policies and the samples, and what the guides have exported so far: guides that go on where another
/// one ends walk on the same stage.
struct Stage {
    dir: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["policies", "samples"] {
            std::os::unix::fs::symlink(repository().join(folder), dir.path().join(folder)).unwrap();
        }
        Self {
            dir,
            variables: Vec::new(),
        }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes the files that a guide shows under their names.
    fn lay_out(&self, blocks: &[Block<'_>]) {
        for block in blocks {
            let name = block.before.split('`').rev().nth(1);
            if let Some(name) =
                name.filter(|name| name.ends_with(".csv") || name.ends_with(".toml"))
            {
                let file = self.path().join(name);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, block.lines.join("\n")).unwrap();
            }
        }
    }

    /// Runs what a guide says up to a heading, or to its end: each line shown must appear. The number of commands.
    fn walk_until(&mut self, guide: &str, heading: Option<&str>) -> usize {
        let text = text_of(guide);
        let end = heading.map_or(text.len(), |heading| text.find(heading).unwrap());
        let blocks = blocks(&text[..end]);
        self.lay_out(&blocks);
        self.walk(guide, &blocks)
    }

    fn walk(&mut self, guide: &str, blocks: &[Block<'_>]) -> usize {
        let mut commands = 0;
        for block in blocks {
            let mut said = String::new();
            for line in &block.lines {
                if let Some(answer) = self.does(line) {
                    said = answer;
                    commands += usize::from(!line.starts_with("$ export "));
                } else if !said.is_empty() && *line != "…" {
                    assert!(
                        said.contains(line),
                        "{guide} shows\n{line}\nbut it says\n{said}"
                    );
                }
            }
        }
        commands
    }

    /// Does what a line that begins with `$` says; what was said to it.
    fn does(&mut self, line: &str) -> Option<String> {
        if let Some(settings) = line.strip_prefix("$ export ") {
            let pairs = settings.split(' ').filter_map(|pair| pair.split_once('='));
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
            self.variables.extend(pairs);
            Some(String::new())
        } else if let Some(command) = line.strip_prefix("$ tongchou ") {
            let words: Vec<&str> = command.split(' ').collect();
            let ran = run_with(self.path(), &words, &self.variables);
            Some(ran.out + &ran.err)
        } else {
            let (file, sql) = line.strip_prefix("$ sqlite3 ")?.split_once(' ')?;
            let store = rusqlite::Connection::open(self.path().join(file)).unwrap();
            let done = store.execute_batch(sql.trim_matches('"'));
            Some(done.err().map_or(String::new(), |error| error.to_string()))
        }
    }
}

fn replaced(folder: &Path, from: &str, to: &str, places: &[(&str, &str)]) {
    let text = fs::read_to_string(folder.join(from)).unwrap();
    let amended = places.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "{old} in {from}");
        text.replace(old, new)
    });
    fs::write(folder.join(to), amended).unwrap();
}

#[test]
fn of_the_policy_officer() {
    let commands = told_truly("guide/zh/policy-officer.md", |stage| {
        let package = "policies/cn.340300.resident";
        fs::create_dir_all(stage.join("next/sources")).unwrap();
        for entry in fs::read_dir(stage.join(package).join("sources")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(
                entry.path(),
                stage.join("next/sources").join(entry.file_name()),
            )
            .unwrap();
        }
        replaced(
            stage,
            &format!("{package}/cases.toml"),
            "next/cases.toml",
            &[],
        );
        let places = [("county = \"80%\"", "county = \"85%\"")];
        replaced(
            stage,
            &format!("{package}/policy.toml"),
            "next/policy.toml",
            &places,
        );
    });
    assert_eq!(commands, 7);
}

#[test]
fn of_the_settlement_clerk() {
    let commands = told_truly("guide/zh/settlement-clerk.md", |stage| {
        let places = [("2020-07-02", "2019-07-02"), (",29550.60", ",29500.60")];
        replaced(stage, "账单.csv", "错.csv", &places);
    });
    assert_eq!(commands, 2);
}

/// A county's month: each step by another user, the refused ones shown as they are refused.
#[test]
fn of_the_county_clerk() {
    assert_eq!(told_truly("guide/zh/county-clerk.md", |_| ()), 25);
}

/// The accountant goes on where the county's clerk has collected, and the auditor where the accountant has closed.
#[test]
fn of_the_accountant_and_the_fund_auditor() {
    let mut stage = Stage::new();
    stage.walk_until("guide/zh/county-clerk.md", Some("## 五"));
    assert_eq!(stage.walk_until("guide/zh/finance.md", None), 39);
    assert_eq!(stage.walk_until("guide/zh/fund-auditor.md", None), 19);
}

/// From the register to the way out, each step by another user.
#[test]
fn of_the_designated_providers() {
    let commands = told_truly("guide/zh/providers.md", |stage| {
        let scheme = repository().join("crates/directory/data/assessment.toml");
        fs::copy(scheme, stage.join("方案.toml")).unwrap();
    });
    assert_eq!(commands, 37);
}

#[test]
fn of_the_administrator() {
    assert_eq!(told_truly("guide/zh/administrator.md", |_| ()), 19);
}

/// The tutorial's package, with places of its rules replaced.
fn tutorial(stage: &Path, package: &str, places: &[(&str, &str)]) {
    let example = repository().join("docs/policy/zh/example");
    let folder = stage.join(package);
    fs::create_dir_all(folder.join("sources")).unwrap();
    for file in ["policy.toml", "cases.toml", "sources/yx2024.md"] {
        fs::copy(example.join(file), folder.join(file)).unwrap();
    }
    replaced(&folder, "policy.toml", "policy.toml", places);
}

#[test]
fn of_the_tutorial_in_both_languages() {
    for guide in ["policy/tutorial.md", "policy/zh/tutorial.md"] {
        let commands = told_truly(guide, |stage| {
            tutorial(stage, "my/yunxi", &[]);
            let raised = [("\"3\" = \"60%\"", "\"3\" = \"65%\"")];
            tutorial(stage, "my/yunxi-2027", &raised);
        });
        assert_eq!(commands, 8, "{guide}");
    }
}

#[test]
fn of_the_auditor() {
    let commands = told_truly("guide/zh/auditor.md", |stage| {
        tutorial(stage, "my/yunxi", &[]);
        let replay = [("reversal = \"keep\"", "reversal = \"replay\"")];
        tutorial(stage, "replay", &replay);
        let settle = |policy: &str, bills: &str, more: &[&str]| {
            let words = ["settle", "--policy", policy, "--bills", bills];
            let persons = ["--persons", "persons.csv", "-o", "again.csv"];
            let ran = run_in(stage, &[&words[..], &persons, more].concat());
            assert_eq!(ran.code, 0, "{}", ran.err);
            fs::read_to_string(stage.join("again.csv")).unwrap()
        };
        let receipt = |results: &str| {
            let row = results.lines().find(|line| line.starts_with("A2,"));
            row.and_then(|row| row.rsplit(',').next().map(str::to_owned))
        };
        let alone = settle("my/yunxi", "one.csv", &["--accumulators", "before.csv"]);
        assert_eq!(
            receipt(&settle("my/yunxi", "bills.csv", &[])),
            receipt(&alone)
        );
        let guide = fs::read_to_string(repository().join("docs/guide/zh/auditor.md")).unwrap();
        let replayed = settle("replay", "bills.csv", &[]);
        let shown = "claim_id,person_id,entry,";
        let told = blocks(&guide)
            .into_iter()
            .find(|block| block.lines.iter().any(|line| line.starts_with(shown)));
        let told = told.unwrap().lines;
        assert_eq!(columns(&replayed, told.first().unwrap()), told);
    });
    assert_eq!(commands, 2);
}

/// The named columns of a file of results.
fn columns(results: &str, names: &str) -> Vec<String> {
    let head: Vec<&str> = results.lines().next().unwrap().split(',').collect();
    let wanted: Vec<usize> = names
        .split(',')
        .map(|name| head.iter().position(|have| *have == name).unwrap())
        .collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        wanted
            .iter()
            .map(|at| cells[*at])
            .collect::<Vec<_>>()
            .join(",")
    };
    results.lines().map(row).collect()
}
