//! `tongchou mode`: persons who pay first and claim later (篇7 第三十五条).

use access::Verdict;
use anyhow::Result;
use base::{Date, PersonNo, ProposalNo};
use clap::{Args, Subcommand};
use report::{Cell, Column, Table};
use service::mode;
use settlement::claim::paper::{ModeNo, PayFirst};

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};

/// Commands about the settlement mode of persons.
#[derive(Debug, Subcommand)]
pub enum Mode {
    /// 拟定改为先付后报；由另一名用户决定
    Propose(Propose),
    /// 同意一项拟定，自其首日起窗口不再即时结算
    Approve(Decide),
    /// 退回一项拟定
    Reject(Decide),
    /// 解除先付后报，自今日起恢复即时结算
    Lift(Lift),
    /// 列出一个人的变更
    List(List),
}

/// Options of `mode propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// 人员编号
    pub person: PersonNo,
    /// 首日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `mode approve` and `mode reject`.
#[derive(Debug, Args)]
pub struct Decide {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 意见（退回时必填）
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `mode lift`.
#[derive(Debug, Args)]
pub struct Lift {
    /// 变更编号
    pub mode: i64,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `mode list`.
#[derive(Debug, Args)]
pub struct List {
    /// 人员编号
    pub person: PersonNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Mode) -> Result<Outcome> {
    match ask {
        Mode::Propose(ask) => propose(ask),
        Mode::Approve(ask) => decide(ask, Verdict::Approved),
        Mode::Reject(ask) => decide(ask, Verdict::Rejected),
        Mode::Lift(ask) => lift(ask),
        Mode::List(ask) => list(ask),
    }
}

fn propose(ask: &Propose) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let what = (ask.person, ask.from);
    let no = office.act("mode.propose", &ask.person.to_string(), |desk, actor| {
        mode::propose(desk, actor, what, &ask.reason)
    })?;
    println!(
        "第 {no} 号事项已拟定：自 {} 起先付后报。请另一名用户运行 tongchou mode approve {no}。",
        ask.from
    );
    Ok(Outcome::Done)
}

fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.proposal.to_string();
    let done = office.act("mode.decide", &subject, |desk, actor| {
        mode::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    match done {
        Some(no) => println!("第 {} 号事项已通过，变更编号 {no}。", ask.proposal),
        None => println!("第 {} 号事项已退回。", ask.proposal),
    }
    Ok(Outcome::Done)
}

fn lift(ask: &Lift) -> Result<Outcome> {
    let no = ModeNo::new(ask.mode);
    let no = no.ok_or_else(|| anyhow::anyhow!("变更编号“{}”应大于 0，请核对。", ask.mode))?;
    let office = Office::open(&ask.office)?;
    office.act("mode.lift", &no.to_string(), |desk, actor| {
        mode::lift(desk, actor, no, &ask.reason)
    })?;
    println!("变更 {no} 已解除，窗口恢复即时结算。");
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let changes = office.act("mode.list", &ask.person.to_string(), |desk, actor| {
        mode::of_person(desk, actor, ask.person)
    })?;
    print!("{}", report::drawn(&table(&changes)));
    Ok(Outcome::Done)
}

fn table(changes: &[PayFirst]) -> Table {
    let columns = vec![
        Column::text("变更编号"),
        Column::date("首日"),
        Column::text("理由"),
        Column::text("拟定"),
        Column::text("决定"),
        Column::text("解除"),
    ];
    let mut table = Table::new("先付后报".to_owned(), columns);
    for change in changes {
        let lifted = change.lifted.as_ref();
        let lifted = lifted.map(|by| format!("{} {}", by.on, by.by));
        let cells: Vec<Cell> = vec![
            change.no.to_string().into(),
            change.from.into(),
            change.reason.as_str().into(),
            change.made.by.to_string().into(),
            change.checked.by.to_string().into(),
            lifted.unwrap_or_default().into(),
        ];
        table.push(cells);
    }
    table.note(format!("共 {} 条。", changes.len()));
    table
}
