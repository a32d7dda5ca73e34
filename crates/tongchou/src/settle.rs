//! `tongchou settle`: a file of bills in, a file of results out, whole or not at all.

use crate::cli::Settle;
use crate::exit::Outcome;
use crate::load;
use crate::settlement::{Input, settle};
use crate::tally;
use anyhow::{Context, Result};
use batch::{ReadErrors, ReadOptions, ResultRow};
use benefit::plan::Policy;
use std::io::Write as _;
use std::path::Path;

/// Settles the bills of a file.
pub fn run(ask: &Settle) -> Result<Outcome> {
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
        settled
            .refused
            .iter()
            .for_each(|line| eprintln!("{} {line}", input.bills.file));
        eprintln!(
            "{} 张账单无法结算，没有写出任何文件。",
            settled.refused.len()
        );
        return Ok(Outcome::BadInput);
    }
    settled
        .explained
        .iter()
        .for_each(|(_, text)| println!("{text}\n"));
    write(&policy, &settled.rows, ask.output.as_deref())?;
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

fn write(policy: &Policy, rows: &[ResultRow], output: Option<&Path>) -> Result<()> {
    match output {
        Some(path) => batch::write_results(policy, rows, path)
            .map_err(load::Unwritable)
            .with_context(|| format!("无法写出 {}", path.display())),
        None => {
            let mut out = std::io::stdout().lock();
            batch::print_results(policy, rows, &mut out)
                .and_then(|()| out.flush())
                .map_err(load::Unwritable)?;
            Ok(())
        }
    }
}
