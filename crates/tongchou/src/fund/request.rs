//! `tongchou fund request`: requests for money.

use anyhow::Result;
use base::Fen;
use clap::{Args, Subcommand};
use ledger::control::request::{RequestStage, RequestTerms};
use service::fund::{self, StepInput};

use super::budget::done;
use super::case::{Bring, progress, steps};
use super::words::{Which, money, stage};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

/// Commands about requests.
#[derive(Debug, Subcommand)]
pub enum Request {
    /// 草拟用款申请
    Draft(Draft),
    /// 办理下一步：submitted、city_checked、finance_approved、city_paid、county_received、county_released、used、reconciled
    Step(Step),
    /// 退回申请，须写明理由（--note）
    Reject(Bring),
    /// 列出申请；指明编号时列出每一步
    List(List),
}

/// Options of `fund request draft`.
#[derive(Debug, Args)]
pub struct Draft {
    /// 金额（元）
    #[arg(value_parser = money)]
    pub amount: Fen,
    /// 用款月份，1 至 12
    #[arg(long, value_name = "MONTH", value_parser = clap::value_parser!(u32).range(1..=12))]
    pub month: u32,
    /// 超支出进度的理由
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund request step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 环节
    #[arg(value_parser = stage::<RequestStage>)]
    pub to: RequestStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `fund request list`.
#[derive(Debug, Args)]
pub struct List {
    /// 事项编号
    #[arg(long, value_name = "NO", value_parser = super::words::case)]
    pub no: Option<ledger::control::CaseNo>,
    #[command(flatten)]
    pub which: Which,
}

/// Runs a command about requests.
///
/// # Errors
/// What the use case refuses.
pub fn run(ask: &Request) -> Result<Outcome> {
    match ask {
        Request::Draft(ask) => draft(ask),
        Request::Step(ask) => take(&ask.bring, Some(ask.to)),
        Request::Reject(bring) => take(bring, None),
        Request::List(ask) => list(ask),
    }
}

fn draft(ask: &Draft) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, year) = (ask.which.fund, ask.which.year(&office));
    let terms = RequestTerms {
        county: ask.which.region(&office),
        year: year.get(),
        month: ask.month,
    };
    let input = StepInput {
        amount: Some(ask.amount),
        note: &ask.note,
        ..StepInput::default()
    };
    let no = office.act("request.draft", &terms.county.short(), |desk, actor| {
        fund::draft_request(desk, actor, fund, year, terms.clone(), input)
    })?;
    done(&format!(
        "用款申请已草拟，事项编号 {no}，金额 {} 元",
        ask.amount
    ))
}

fn take(bring: &Bring, to: Option<RequestStage>) -> Result<Outcome> {
    let office = Office::open(&bring.office)?;
    let (no, input) = (bring.no, bring.input());
    let row = office.act("request.step", &no.to_string(), |desk, actor| {
        fund::step_request(desk, actor, no, to, input)
    })?;
    let amount = row.request.amount();
    done(&format!(
        "第 {no} 号：{}，金额 {amount} 元",
        progress(&row.request.track)
    ))
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let rows = office.act("request.list", "", |desk, actor| {
        fund::requests(desk, actor, ask.which.fund, ask.which.year)
    })?;
    if let Some(no) = ask.no {
        let mut table = table(&["环节", "日期", "用户", "角色", "金额（元）", "文号"]);
        for row in rows.iter().filter(|row| row.no == no) {
            for step in steps(&row.request.track) {
                table.add_row(step);
            }
        }
        println!("{table}");
        return Ok(Outcome::Done);
    }
    let mut table = table(&["编号", "县区", "用款月份", "金额（元）", "环节"]);
    for row in &rows {
        let terms = &row.request.terms;
        table.add_row([
            row.no.to_string(),
            terms.county.short(),
            format!("{}-{:02}", terms.year, terms.month),
            row.request.amount().to_string(),
            progress(&row.request.track),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}
