//! `tongchou package`: a pooling area adopts a policy package.

use std::collections::BTreeMap;
use std::path::PathBuf;

use access::Verdict;
use anyhow::Result;
use base::{Date, ProposalNo};
use clap::{Args, Subcommand};
use enrolment::Scheme;
use service::package::{self, Adopting};
use settlement::bill::LayerStage;

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};
use crate::packages;
use crate::tally::table;

/// Commands about the packages of a pooling area.
#[derive(Debug, Subcommand)]
pub enum Package {
    /// 拟定采用一个政策包；由本统筹区另一名用户复核后生效
    Adopt(Adopt),
    /// 复核通过
    Approve(Decide),
    /// 退回
    Reject(Decide),
    /// 列出采用过的政策包
    List(List),
}

/// Options of `package adopt`.
#[derive(Debug, Args)]
pub struct Adopt {
    /// 政策包文件夹
    pub folder: PathBuf,
    /// 险种：resident、urban_resident、nrcms、employee
    #[arg(long, value_name = "SCHEME", value_parser = scheme)]
    pub scheme: Scheme,
    /// 采用的第一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 采用的最后一天（缺省不限）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    /// 待设参数，如 table.standard_total=570；可多次
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter)]
    pub parameters: Vec<(String, String)>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A decision on a proposal.
#[derive(Debug, Args)]
pub struct Decide {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 复核意见（退回时必填）
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `package list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Package) -> Result<Outcome> {
    match ask {
        Package::Adopt(ask) => adopt(ask),
        Package::Approve(ask) => decide(ask, Verdict::Approved),
        Package::Reject(ask) => decide(ask, Verdict::Rejected),
        Package::List(ask) => list(ask),
    }
}

fn adopt(ask: &Adopt) -> Result<Outcome> {
    let files = packages::read(&ask.folder)?;
    let office = Office::open(&ask.office)?;
    let adopting = Adopting {
        scheme: ask.scheme,
        files,
        parameters: ask.parameters.iter().cloned().collect::<BTreeMap<_, _>>(),
        from: ask.from,
        until: ask.until,
    };
    let no = office.act("package.adopt", ask.scheme.code(), |desk, actor| {
        package::propose(desk, actor, &adopting)
    })?;
    println!(
        "第 {no} 号事项已拟定：{}自 {} 起采用该政策包。请另一名用户运行 tongchou package approve {no}。",
        ask.scheme.zh(),
        ask.from
    );
    Ok(Outcome::Done)
}

fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let done = office.act(
        "package.decide",
        &ask.proposal.to_string(),
        |desk, actor| package::decide(desk, actor, ask.proposal, verdict, &ask.reason),
    )?;
    match done {
        Some(no) => println!("第 {} 号事项已通过，采用编号 {no}。", ask.proposal),
        None => println!("第 {} 号事项已退回。", ask.proposal),
    }
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let adoptions = office.act("package.list", "", package::adoptions)?;
    let mut table = table(&[
        "采用编号",
        "险种",
        "层次",
        "政策包",
        "名称",
        "起",
        "止",
        "参数",
    ]);
    for one in adoptions {
        let until = one.until.map(|day| day.to_string()).unwrap_or_default();
        table.add_row([
            one.no.to_string(),
            one.scheme.zh().to_owned(),
            one.stage.map_or("基本医保", LayerStage::zh).to_owned(),
            one.package.0,
            one.package.1,
            one.from.to_string(),
            until,
            one.parameters,
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

/// Reads a scheme of the command line.
///
/// # Errors
/// The sentence for users, with all schemes.
pub fn scheme(text: &str) -> Result<Scheme, String> {
    Scheme::parse(text).ok_or_else(|| {
        let all = Scheme::ALL.map(|one| format!("{}（{}）", one.code(), one.zh()));
        format!(
            "没有险种“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=');
    let parts = parts.filter(|(name, value)| !name.is_empty() && !value.is_empty());
    let (name, value) = parts.ok_or_else(|| "参数应写成 table.名称=数值。".to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}
