//! `tongchou indicator`: indicators, warnings, alerts.

use anyhow::Result;
use base::Date;
use clap::{Args, Subcommand};
use ledger::control::{AlertStage, CaseNo, Level};
use service::fund;

use super::budget::done;
use super::case::progress;
use super::words::{Which, case, stage};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};
use crate::tally::table;

/// Commands about indicators.
#[derive(Debug, Subcommand)]
pub enum Indicator {
    /// 各项指标、限额和预警级别
    Show(Show),
    /// 对超出限额的指标发出预警（每月每项一次）
    Raise(Which),
    /// 办理预警的下一步：analysed（分析）、measured（措施）、followed_up（跟踪办结）
    Step(Step),
    /// 列出预警
    List(Which),
    /// 结余过多或透支时的建议，含金额
    Propose(Which),
}

/// Options of `indicator show`.
#[derive(Debug, Args)]
pub struct Show {
    /// 截至哪天（缺省为今天）
    #[arg(long, value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `indicator step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 环节
    #[arg(value_parser = stage::<AlertStage>)]
    pub to: AlertStage,
    /// 事项编号
    #[arg(value_parser = case)]
    pub no: CaseNo,
    /// 分析、措施或跟踪结果
    #[arg(long, value_name = "TEXT")]
    pub note: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Runs a command about indicators.
///
/// # Errors
/// What the use case refuses.
pub fn run(ask: &Indicator) -> Result<Outcome> {
    match ask {
        Indicator::Show(ask) => show(ask),
        Indicator::Raise(which) => {
            let office = Office::open(&which.office)?;
            let region = which.region(&office);
            let raised = office.act("alert.raise", &region.short(), |desk, actor| {
                fund::raise_alerts(desk, actor, which.fund, region)
            })?;
            done(&format!("新发出预警 {} 项", raised.len()))
        }
        Indicator::Step(ask) => {
            let office = Office::open(&ask.office)?;
            office.act("alert.step", &ask.no.to_string(), |desk, actor| {
                fund::step_alert(desk, actor, ask.no, ask.to, &ask.note)
            })?;
            done(&format!(
                "第 {} 号已办理到“{}”",
                ask.no,
                ledger::control::Stage::zh(ask.to)
            ))
        }
        Indicator::List(which) => list(which),
        Indicator::Propose(which) => propose(which),
    }
}

fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, region) = (ask.which.fund, ask.which.region(&office));
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let rows = office.act("indicator.show", &region.short(), |desk, actor| {
        fund::warnings_of(desk, actor, fund, region, on)
    })?;
    let mut table = table(&["指标", "数值", "限额", "预警", "依据"]);
    for row in &rows {
        table.add_row([
            row.indicator.zh().to_owned(),
            row.value(),
            row.limit_zh(),
            row.level.zh().to_owned(),
            row.article.clone().unwrap_or_default(),
        ]);
    }
    println!("{table}");
    let worst = rows
        .iter()
        .map(|row| row.level)
        .max()
        .unwrap_or(Level::None);
    done(&format!(
        "{} 截至 {on}，最高级别：{}",
        region.short(),
        worst.zh()
    ))
}

fn list(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let year = which.year(&office);
    let rows = office.act("alert.list", "", |desk, actor| {
        fund::alerts(desk, actor, which.fund, year)
    })?;
    let mut table = table(&["编号", "区划", "指标-月份", "数值", "限额", "级别", "环节"]);
    for row in &rows {
        let level = Level::from_number(row.level).unwrap_or(Level::None);
        table.add_row([
            row.case.head.no.to_string(),
            row.case.head.region.short(),
            row.case.head.subject.clone(),
            row.value.clone(),
            row.limit.clone(),
            level.zh().to_owned(),
            progress(&row.case.track),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}

fn propose(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let place = (which.fund, which.year(&office));
    let region = which.region(&office);
    let found = office.act("indicator.propose", &region.short(), |desk, actor| {
        fund::surplus_proposal(desk, actor, place, region)
    })?;
    match found {
        None => done("结余率在限额以内，没有建议"),
        Some(proposal) => {
            println!("{}", proposal.zh());
            Ok(Outcome::Done)
        }
    }
}
