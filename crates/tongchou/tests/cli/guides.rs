//! The guides show what the binary says: their commands are run, and each line shown must appear.

use std::fs;
use std::path::Path;

use super::scene::{repository, run_in};

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
            (true, Some(_)) => found.extend(open.take().map(|lines| Block { before, lines })),
            (false, Some(lines)) => lines.push(line),
            (false, None) if !line.is_empty() => before = line,
            (false, None) => {}
        }
    }
    found
}

/// Runs every `$ tongchou …` of a guide in a folder with the policies, the samples and the files
/// that the guide shows under their names; the number of commands.
fn told_truly(guide: &str, prepare: impl FnOnce(&Path)) -> usize {
    let (root, stage) = (repository(), tempfile::tempdir().unwrap());
    for folder in ["policies", "samples"] {
        std::os::unix::fs::symlink(root.join(folder), stage.path().join(folder)).unwrap();
    }
    let text = fs::read_to_string(root.join("docs/guide/zh").join(guide)).unwrap();
    let blocks = blocks(&text);
    for block in &blocks {
        let name = block.before.split('`').rev().nth(1);
        if let Some(name) = name.filter(|name| name.ends_with(".csv") || name.ends_with(".toml")) {
            fs::write(stage.path().join(name), block.lines.join("\n")).unwrap();
        }
    }
    prepare(stage.path());
    let mut commands = 0;
    for block in &blocks {
        let mut said = String::new();
        for line in &block.lines {
            if let Some(command) = line.strip_prefix("$ tongchou ") {
                let ran = run_in(stage.path(), &command.split(' ').collect::<Vec<_>>());
                said = ran.out + &ran.err;
                commands += 1;
            } else if commands > 0 && !said.is_empty() && *line != "…" {
                assert!(
                    said.contains(line),
                    "{guide} shows\n{line}\nbut it says\n{said}"
                );
            }
        }
    }
    commands
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
    let commands = told_truly("policy-officer.md", |stage| {
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
    let commands = told_truly("settlement-clerk.md", |stage| {
        let places = [("2020-07-02", "2019-07-02"), (",29550.60", ",29500.60")];
        replaced(stage, "账单.csv", "错.csv", &places);
    });
    assert_eq!(commands, 2);
}
