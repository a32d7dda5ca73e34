//! Sample families under the policies of the places that ship.

use crate::cli::Demo;
use crate::exit::Outcome;
use crate::packages;
use crate::settlement::{Input, Settled, settle};
use crate::tally::table;
use anyhow::{Result, anyhow, bail};
use base::Fen;
use batch::{ReadErrors, ReadOptions, ResultRow};
use benefit::plan::{PayerKind, Policy, PotKind};
use comfy_table::{Cell, CellAlignment, Table};
use std::path::{Path, PathBuf};

/// Settles every sample, prints one table, and explains one bill in full.
pub fn run(ask: &Demo) -> Result<Outcome> {
    let mut overview = table(&[
        "政策",
        "账单",
        "费用",
        "基金和保险",
        "个人账户",
        "救助和其他",
        "个人负担",
    ]);
    let mut explained = Vec::new();
    for folder in samples(&ask.samples)? {
        let Some((policy, settled)) = settled(ask, &folder)? else {
            return Ok(Outcome::BadInput);
        };
        settled
            .rows
            .iter()
            .for_each(|row| add(&mut overview, &policy, row));
        explained.extend(settled.explained);
    }
    println!("{overview}");
    println!("人名和账单都是虚构的；每张账单的承担方之和等于费用，单位：元。\n");
    let Some(text) = chosen(&explained, ask.explain.as_deref()) else {
        let names: Vec<&str> = explained.iter().map(|(id, _)| id.as_str()).collect();
        bail!(
            "没有账单 {}；可选：{}",
            ask.explain.as_deref().unwrap_or_default(),
            names.join("、")
        );
    };
    println!("{text}");
    println!(
        "\n试一试：tongchou settle --policy policies/cn.310000.employee --bills 账单.json --explain"
    );
    Ok(Outcome::Done)
}

/// One folder a package, named by its id.
fn samples(root: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(root).map_err(|error| {
        anyhow!(
            "无法打开示例文件夹 {}：{}；请在项目根目录运行，或用 --samples 指明",
            root.display(),
            batch::why(&error)
        )
    })?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("bills.json").is_file())
        .collect();
    folders.sort();
    if folders.is_empty() {
        bail!(
            "{} 里没有示例：示例是装有 bills.json 的文件夹",
            root.display()
        );
    }
    Ok(folders)
}

fn settled(ask: &Demo, folder: &Path) -> Result<Option<(Policy, Settled)>> {
    let id = folder.file_name().unwrap_or_default();
    let package = ask.policies.join(id);
    if packages::find(std::slice::from_ref(&package)).is_err() {
        bail!(
            "示例 {} 所属的政策包不在 {}",
            folder.display(),
            ask.policies.display()
        );
    }
    let Some(policy) = packages::plain(&package)? else {
        return Ok(None);
    };
    let input = match read(folder, &policy) {
        Ok(input) => input,
        Err(errors) => {
            eprint!("{}", errors.zh());
            return Ok(None);
        }
    };
    let settled = settle(&policy, &input, true);
    if settled.refused.is_empty() {
        return Ok(Some((policy, settled)));
    }
    settled.refused.iter().for_each(|line| eprintln!("{line}"));
    Ok(None)
}

fn read(folder: &Path, policy: &Policy) -> Result<Input, ReadErrors> {
    let there = |name: &str| Some(folder.join(name)).filter(|path| path.is_file());
    let encoding = batch::Encoding::Detect;
    let persons = there("persons.csv").map(|file| batch::read_persons(policy, &file, encoding));
    let openings =
        there("accumulators.csv").map(|file| batch::read_accumulators(policy, &file, encoding));
    Ok(Input {
        bills: batch::read_bills(policy, &folder.join("bills.json"), &ReadOptions::default())?,
        persons: persons.transpose()?,
        openings: openings.transpose()?.unwrap_or_default(),
    })
}

/// The bill asked for, else the one with the longest explanation: it crosses most layers.
fn chosen<'a>(explained: &'a [(String, String)], asked: Option<&str>) -> Option<&'a str> {
    let found = match asked {
        Some(id) => explained.iter().find(|(claim, _)| claim == id),
        None => explained
            .iter()
            .max_by_key(|(_, text)| text.lines().count()),
    };
    found.map(|(_, text)| text.as_str())
}

fn add(table: &mut Table, policy: &Policy, row: &ResultRow) {
    let paid = |kinds: &[PayerKind]| {
        sum(
            policy,
            row,
            |pot| matches!(pot, PotKind::Payer(kind, _) if kinds.contains(&kind)),
        )
    };
    let own = sum(policy, row, |pot| pot == PotKind::Burden);
    let funds = paid(&[PayerKind::Fund, PayerKind::Insurer]);
    let accounts = paid(&[PayerKind::Account, PayerKind::FamilyAccount]);
    let others = paid(&[
        PayerKind::Assistance,
        PayerKind::Government,
        PayerKind::MutualAid,
        PayerKind::Employer,
        PayerKind::Provider,
    ]);
    let money = [row.total, funds, accounts, others, own];
    let mut cells = vec![Cell::new(&policy.title), Cell::new(&row.claim_id)];
    cells.extend(money.map(|fen| Cell::new(fen).set_alignment(CellAlignment::Right)));
    table.add_row(cells);
}

/// Sum over the pots of some kinds; a claim's pots add up to its total, so that the sum is in range.
fn sum(policy: &Policy, row: &ResultRow, wanted: impl Fn(PotKind) -> bool) -> Fen {
    let pots = policy
        .pots
        .iter()
        .zip(&row.pots)
        .filter(|(pot, _)| wanted(pot.kind));
    Fen::checked_sum(pots.map(|(_, fen)| *fen)).unwrap_or(Fen::ZERO)
}
