//! `tongchou regime`: profiles, practice of counties, the self-check.

mod args;
mod show;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use enrolment::regime::{CountySetting, FlowBook, Profile};
use service::regime;

use crate::exit::Outcome;
use crate::office::Office;
use args::{On, Practise, Propose};

pub use args::Decide;

/// Commands about regime profiles.
#[derive(Debug, Subcommand)]
pub enum Regime {
    /// 检查制度档案文件，不写入数据库
    Check {
        /// 制度档案（TOML）
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// 显示某日适用的制度档案，逐条列出依据
    Show(On),
    /// 拟定制度档案；由另一名用户复核后生效
    Propose(Propose),
    /// 复核制度档案
    Decide(Decide),
    /// 登记市级已发布的，或县区实际执行的规定
    Practise(Practise),
    /// “六统一”自查：逐项列出与市级不一致的县区数
    SelfCheck(On),
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Regime) -> Result<Outcome> {
    match ask {
        Regime::Check { files } => check(files),
        Regime::Show(ask) => show::show(ask),
        Regime::Propose(ask) => propose(ask),
        Regime::Decide(ask) => decide(ask),
        Regime::Practise(ask) => practise(ask),
        Regime::SelfCheck(ask) => show::self_check(ask),
    }
}

fn check(files: &[PathBuf]) -> Result<Outcome> {
    let Ok(common) = FlowBook::shipped() else {
        bail!("自带的统一流程无法读取。");
    };
    let mut found = 0_usize;
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| format!("无法读取 {name}"))?;
        match Profile::read(&name, &text, &common) {
            Ok(profile) => println!("{name}：{}，没有问题。", profile.title),
            Err(findings) => {
                for finding in &findings {
                    println!("{}", finding.zh());
                }
                found = found.saturating_add(findings.len());
            }
        }
    }
    if found == 0 {
        return Ok(Outcome::Done);
    }
    println!("共 {found} 个问题。");
    Ok(Outcome::Found)
}

fn propose(ask: &Propose) -> Result<Outcome> {
    let name = ask.file.display().to_string();
    let text = std::fs::read_to_string(&ask.file).with_context(|| format!("无法读取 {name}"))?;
    let office = Office::open(&ask.office)?;
    let no = office.act("regime.propose", &name, |desk, actor| {
        regime::propose(desk, actor, &name, &text)
    })?;
    println!("第 {no} 号事项已拟定。请另一名用户运行 tongchou regime decide {no}。");
    Ok(Outcome::Done)
}

fn decide(ask: &Decide) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    office.act("regime.decide", &subject, |desk, actor| {
        regime::decide(desk, actor, ask.proposal, ask.verdict(), &ask.reason)
    })?;
    let word = if ask.reject {
        "已退回"
    } else {
        "已同意并生效"
    };
    println!("第 {} 号事项{word}。", ask.proposal);
    Ok(Outcome::Done)
}

fn practise(ask: &Practise) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let setting = CountySetting {
        county: ask.at,
        item: ask.item,
        name: ask.name.as_str().into(),
        value: ask.value.as_str().into(),
    };
    let from = ask.from.unwrap_or_else(|| office.desk().today());
    office.act("regime.practise", &ask.name, |desk, actor| {
        regime::practise(desk, actor, &setting, from)
    })?;
    println!(
        "{} 的“{}”自 {from} 起：{}。",
        ask.at.short(),
        ask.name,
        ask.value
    );
    Ok(Outcome::Done)
}
