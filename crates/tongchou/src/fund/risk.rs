//! `tongchou fund risk`: the risk adjustment fund.

use anyhow::{Result, anyhow};
use base::{Date, Fen, RegionCode};
use clap::{Args, Subcommand};
use ledger::control::risk::RiskStage;
use service::fund::{self, RiskAct};

use super::budget::done;
use super::case::Bring;
use super::words::{Which, money, stage};
use crate::exit::Outcome;
use crate::office::{Office, date, region};
use crate::tally::table;

/// Commands about the risk fund.
#[derive(Debug, Subcommand)]
pub enum Risk {
    /// 拟定：extract（按比例提取）、grant（调剂给县区）、settle（县区间清算）
    Propose(Propose),
    /// 办理下一步：checked（市医保局复核）、agreed（市财政局同意，须填文号，随即记账）
    Step(Step),
    /// 各县区余额
    Books(Books),
    /// 试算本年度县区间清算
    Settlement(Books),
    /// 内部审计资料：一段时间的全部变动，带校验值
    Audit(Audit),
}

/// Options of `fund risk propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// 做什么：extract、grant、settle
    pub act: String,
    /// 调剂给哪个县区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub county: Option<RegionCode>,
    /// 调剂金额（元）
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub amount: Option<Fen>,
    /// 说明
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund risk step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 环节
    #[arg(value_parser = stage::<RiskStage>)]
    pub to: RiskStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `fund risk books`.
#[derive(Debug, Args)]
pub struct Books {
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund risk audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// 起始日
    #[arg(long, value_parser = date)]
    pub from: Date,
    /// 截止日
    #[arg(long, value_parser = date)]
    pub until: Date,
    #[command(flatten)]
    pub which: Which,
}

/// Runs a command about the risk fund.
///
/// # Errors
/// What the use case refuses.
pub fn run(ask: &Risk) -> Result<Outcome> {
    match ask {
        Risk::Propose(ask) => propose(ask),
        Risk::Step(ask) => {
            let office = Office::open(&ask.bring.office)?;
            let (no, input) = (ask.bring.no, ask.bring.input());
            office.act("risk.step", &no.to_string(), |desk, actor| {
                fund::step_risk(desk, actor, no, ask.to, input)
            })?;
            done(&format!(
                "第 {no} 号已办理到“{}”",
                ledger::control::Stage::zh(ask.to)
            ))
        }
        Risk::Books(ask) => books(ask),
        Risk::Settlement(ask) => settlement(ask),
        Risk::Audit(ask) => audit(ask),
    }
}

fn propose(ask: &Propose) -> Result<Outcome> {
    let act = match (ask.act.as_str(), ask.county, ask.amount) {
        ("extract", None, None) => RiskAct::Extract,
        ("settle", None, None) => RiskAct::Settle,
        ("grant", Some(county), Some(amount)) => RiskAct::Grant(county, amount),
        _ => {
            return Err(anyhow!(
                "请写 extract、settle，或 grant --county 县区 --amount 金额。"
            ));
        }
    };
    let office = Office::open(&ask.which.office)?;
    let place = (ask.which.fund, ask.which.year(&office));
    let no = office.act("risk.propose", &ask.act, |desk, actor| {
        fund::propose_risk(desk, actor, place, act, &ask.note)
    })?;
    done(&format!("已拟定，事项编号 {no}"))
}

fn books(ask: &Books) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let rows = office.act("risk.books", "", |desk, actor| {
        fund::risk_books(desk, actor, ask.which.fund)
    })?;
    let mut table = table(&["县区", "余额（元）"]);
    for (county, amount) in &rows {
        table.add_row([county.short(), amount.to_string()]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn settlement(ask: &Books) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let place = (ask.which.fund, ask.which.year(&office));
    let rows = office.act("risk.settlement", "", |desk, actor| {
        fund::risk_settlement(desk, actor, place)
    })?;
    let mut table = table(&[
        "县区",
        "提取（元）",
        "调剂（元）",
        "应分担（元）",
        "清算（元）",
    ]);
    for row in &rows {
        let amounts = [row.contributed, row.granted, row.bears, row.clearing];
        let shown = amounts.iter().map(ToString::to_string);
        table.add_row(std::iter::once(row.county.short()).chain(shown));
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn audit(ask: &Audit) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let period = (ask.from, ask.until);
    let pack = office.act("risk.audit", "", |desk, actor| {
        fund::risk_audit(desk, actor, ask.which.fund, period)
    })?;
    let mut table = table(&["日期", "县区", "类别", "金额（元）", "文号"]);
    for row in &pack.movements {
        table.add_row([
            row.on.to_string(),
            row.county.short(),
            row.kind.zh().to_owned(),
            row.amount.to_string(),
            row.document.clone(),
        ]);
    }
    println!("{table}");
    println!(
        "期初 {} 元，提取 {} 元，调剂 {} 元，期末 {} 元",
        pack.opening, pack.extracted, pack.granted, pack.closing
    );
    done(&format!("校验值 {}", pack.digest))
}
