//! `tongchou settle`: a file of bills in, a file of results out, whole or not at all.

use crate::cli::Settle;
use crate::exit::Outcome;
use crate::exit::Unwritable;
use crate::load;
use crate::settlement::{Input, settle};
use crate::tally;
use anyhow::Result;
use batch::{ReadErrors, ReadOptions, ResultRow};
use benefit::plan::Policy;
use std::io::{self, Write as _};
use std::path::Path;

/// Settles the bills of a file.
pub fn run(ask: &Settle) -> Result<Outcome> {
    if let Some(path) = ask.output.as_deref() {
        check_output(path, ask)?;
    }
    let Some(policy) = load::policy(ask)? else {
        return Ok(Outcome::BadInput);
    };
    let input = match read(ask, &policy) {
        Ok(input) => input,
        Err(errors) => {
            eprint!("{}", errors.zh());
            eprintln!("没有结算，也没有写出任何文件。");
            return Ok(Outcome::BadInput);
        }
    };
    let settled = settle(&policy, &input, ask.explain);
    if !settled.refused.is_empty() {
        tell_refused(&settled.refused);
        return Ok(Outcome::BadInput);
    }
    match ask.output.as_deref() {
        Some(path) => batch::write_results(&policy, &settled.rows, path)
            .map_err(|error| unwritable(path, &error))?,
        // an explanation and JSON in one stream would serve neither reader
        None if ask.explain => {}
        None => print(&policy, &settled.rows)?,
    }
    settled
        .explained
        .iter()
        .for_each(|(_, text)| println!("{text}\n"));
    eprint!("{}", tally::by_payer(&policy, &settled.rows));
    Ok(Outcome::Done)
}

fn read(ask: &Settle, policy: &Policy) -> Result<Input, ReadErrors> {
    let encoding = if ask.gb18030 {
        batch::Encoding::Gb18030
    } else {
        batch::Encoding::Detect
    };
    let options = ReadOptions {
        encoding,
        lines: ask.lines.clone(),
    };
    let bills = batch::read_bills(policy, &ask.bills, &options)?;
    let persons = ask
        .persons
        .as_deref()
        .map(|file| batch::read_persons(policy, file, encoding))
        .transpose()?;
    if let Some(persons) = &persons {
        batch::check_persons(&bills, persons)?;
    }
    let openings = ask
        .accumulators
        .as_deref()
        .map(|file| batch::read_accumulators(policy, file, encoding));
    Ok(Input {
        bills,
        persons,
        openings: openings.transpose()?.unwrap_or_default(),
    })
}

/// The first of them in full, as the readers of files do, then their number.
fn tell_refused(refused: &[String]) {
    let shown = refused.iter().take(batch::SHOWN);
    shown.for_each(|line| eprintln!("{line}"));
    let number = refused.len();
    let rest = if number > batch::SHOWN {
        format!("（以上只列前 {} 张）", batch::SHOWN)
    } else {
        String::new()
    };
    eprintln!("{number} 张账单无法结算{rest}，没有写出任何文件。");
}

/// What is known to fail is told before the bills are settled.
fn check_output(path: &Path, ask: &Settle) -> Result<(), Unwritable> {
    let told = |why: &str| Unwritable {
        path: path.display().to_string(),
        why: why.to_owned(),
    };
    if batch::Format::of(path).is_none() {
        return Err(told("认不出格式，文件名请以 .json、.csv 或 .parquet 结尾"));
    }
    if path.is_dir() {
        return Err(told("这是文件夹，不是文件"));
    }
    if is_input(path, ask) {
        return Err(told("这是本次结算要读取的文件，结果会盖掉它"));
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(told("所在的文件夹不存在"))
        }
        _ => Ok(()),
    }
}

/// Whether the results would take the place of what they are made from.
fn is_input(output: &Path, ask: &Settle) -> bool {
    // a file that is not there yet is no input
    let Ok(output) = output.canonicalize() else {
        return false;
    };
    let beside = [&ask.lines, &ask.persons, &ask.accumulators];
    let mut read = std::iter::once(&ask.bills)
        .chain(beside.into_iter().flatten())
        .chain(&ask.reform);
    let is = |path: &Path| path.canonicalize().is_ok_and(|path| path == output);
    let package = ask.policy.canonicalize();
    read.any(|path| is(path)) || package.is_ok_and(|folder| output.starts_with(folder))
}

fn unwritable(path: &Path, error: &io::Error) -> Unwritable {
    Unwritable {
        path: path.display().to_string(),
        why: batch::why(error),
    }
}

fn print(policy: &Policy, rows: &[ResultRow]) -> Result<(), Unwritable> {
    let mut out = io::stdout().lock();
    let printed = batch::print_results(policy, rows, &mut out).and_then(|()| out.flush());
    match printed {
        // whoever read the first lines has what they wanted
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(|error| unwritable(Path::new("标准输出"), &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn results_never_take_the_place_of_an_input() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        std::fs::create_dir(at("county")).unwrap();
        for name in ["bills.csv", "persons.csv", "old.csv", "county/prices.csv"] {
            std::fs::write(at(name), "").unwrap();
        }
        let refused = |output: &str| {
            let bills = at("bills.csv");
            let given = [
                ["--policy", &at("county")],
                ["--bills", &bills],
                ["--persons", &at("persons.csv")],
                ["-o", &at(output)],
            ];
            let words = ["tongchou", "settle"].into_iter().chain(given.concat());
            let Command::Settle(ask) = Cli::try_parse_from(words).unwrap().command else {
                panic!("not a settle");
            };
            check_output(ask.output.as_deref().unwrap(), &ask).is_err()
        };
        assert!(refused("bills.csv"));
        assert!(refused("county/../persons.csv"));
        assert!(refused("county/prices.csv"));
        assert!(!refused("old.csv"));
        assert!(!refused("new.csv"));
    }
}
