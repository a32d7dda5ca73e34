//! `tongchou transfer`: in and out of the pooling area, with messages as files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base::{Date, EnrolmentNo, RegionCode};
use clap::{Args, Subcommand};
use enrolment::Scheme;
use enrolment::membership::Standing;
use service::membership::{self as use_case, Change, Wire};

use super::changes::propose;
use super::words::{scheme, standing};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::tally::table;

/// Commands about transfers.
#[derive(Debug, Subcommand)]
pub enum Transfer {
    /// 拟定转出：终止参保并出具凭证（用 enrol decide 复核）
    Out(Out),
    /// 发出凭证电文，写成文件
    Send(ToFile),
    /// 接收外地凭证电文
    Receive(Receive),
    /// 生成回执；接收或退回以后生成接收、退回通知
    Answer(ToFile),
    /// 收下对方的回执、接收或退回通知
    Answered(FromFile),
    /// 拟定转入：按凭证参保（用 enrol decide 复核）
    In(In),
    /// 退回转入
    Refuse(Refuse),
    /// 列出转移及其状态
    List(OfficeArgs),
}

/// Options of `transfer out`.
#[derive(Debug, Args)]
pub struct Out {
    /// 参保登记编号
    pub enrolment: EnrolmentNo,
    /// 最后一日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last_day: Date,
    /// 转往的统筹区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub to: RegionCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A message that becomes a file.
#[derive(Debug, Args)]
pub struct ToFile {
    /// 电文编号
    pub message: String,
    /// 写到这个文件
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `transfer receive`.
#[derive(Debug, Args)]
pub struct Receive {
    /// 电文文件
    pub file: PathBuf,
    /// 参保地
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A message file.
#[derive(Debug, Args)]
pub struct FromFile {
    /// 电文文件
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `transfer in`.
#[derive(Debug, Args)]
pub struct In {
    /// 电文编号
    pub message: String,
    /// 参加的制度
    #[arg(long, value_name = "SCHEME", value_parser = scheme)]
    pub scheme: Scheme,
    /// 参保身份
    #[arg(long, value_name = "STANDING", value_parser = standing, default_value = "resident")]
    pub standing: Standing,
    /// 起始日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `transfer refuse`.
#[derive(Debug, Args)]
pub struct Refuse {
    /// 电文编号
    pub message: String,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Transfer) -> Result<Outcome> {
    match ask {
        Transfer::Out(ask) => propose(
            &ask.office,
            &Change::TransferOut {
                enrolment: ask.enrolment,
                last_day: ask.last_day,
                to: ask.to,
            },
        ),
        Transfer::In(ask) => propose(
            &ask.office,
            &Change::TransferIn {
                message: ask.message.clone(),
                scheme: ask.scheme,
                standing: ask.standing,
                first_day: ask.from,
            },
        ),
        Transfer::Send(ask) => send(ask),
        Transfer::Answer(ask) => answer(ask),
        Transfer::Receive(ask) => receive(ask),
        Transfer::Answered(ask) => answered(ask),
        Transfer::Refuse(ask) => refuse(ask),
        Transfer::List(args) => list(args),
    }
}

fn send(ask: &ToFile) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let wire = office.act("transfer.send", &ask.message, |desk, actor| {
        use_case::send(desk, actor, &ask.message)
    })?;
    write(&wire, &ask.out)
}

fn answer(ask: &ToFile) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let wire = office.act("transfer.answer", &ask.message, |desk, actor| {
        use_case::acknowledge(desk, actor, &ask.message)
    })?;
    write(&wire, &ask.out)
}

fn receive(ask: &Receive) -> Result<Outcome> {
    let wire = read(&ask.file)?;
    let office = Office::open(&ask.office)?;
    let row = office.act("transfer.receive", &wire.id, |desk, actor| {
        use_case::receive(desk, actor, &wire, ask.at)
    })?;
    println!(
        "已收到 {}：人员 {}，在 {} 参保 {} 个月，到 {}。请用 transfer answer 发出回执。",
        row.message,
        row.key.1,
        row.other.short(),
        row.months,
        row.day
    );
    Ok(Outcome::Done)
}

fn answered(ask: &FromFile) -> Result<Outcome> {
    let wire = read(&ask.file)?;
    let office = Office::open(&ask.office)?;
    let state = office.act("transfer.answered", &wire.id, |desk, actor| {
        use_case::receive_answer(desk, actor, &wire)
    })?;
    println!("{}：{}。", wire.id, state.zh());
    Ok(Outcome::Done)
}

fn refuse(ask: &Refuse) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    office.act("transfer.refuse", &ask.message, |desk, actor| {
        use_case::turn_down(desk, actor, &ask.message, &ask.reason)
    })?;
    println!(
        "{} 已退回。请用 transfer answer 发出退回通知。",
        ask.message
    );
    Ok(Outcome::Done)
}

fn list(args: &OfficeArgs) -> Result<Outcome> {
    let office = Office::open(args)?;
    let rows = office.act("transfer.list", "", use_case::transfers)?;
    let mut table = table(&[
        "电文", "方向", "人员", "对方", "日期", "月数", "折算", "状态",
    ]);
    for row in rows {
        table.add_row(vec![
            row.message,
            row.side.zh().to_owned(),
            row.key.1.to_string(),
            row.other.short(),
            row.day.to_string(),
            row.months.to_string(),
            row.converted_months
                .map_or_else(String::new, |months| months.to_string()),
            row.state.zh().to_owned(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn write(wire: &Wire, path: &Path) -> Result<Outcome> {
    let failed = |error: std::io::Error| crate::exit::Unwritable {
        path: path.display().to_string(),
        why: ::batch::why(&error),
    };
    let text = serde_json::to_string_pretty(wire).context("电文无法写成文本")?;
    std::fs::write(path, text).map_err(failed)?;
    println!("电文 {} 已写入 {}。", wire.id, path.display());
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<Wire> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("无法读取 {name}"))?;
    serde_json::from_str(&text).with_context(|| format!("{name} 不是转移电文"))
}
