//! `tongchou publish`: the publication pack.

use anyhow::{Result, anyhow};
use base::Date;
use clap::{Args, Subcommand};
use ledger::control::CaseNo;
use ledger::control::publish::{PublishStage, Topic};
use service::fund;

use super::budget::done;
use super::case::{Bring, progress};
use super::words::{Which, case, stage};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};
use crate::tally::table;

/// Commands about publications.
#[derive(Debug, Subcommand)]
pub enum Publish {
    /// 由账簿生成公布内容：fund（基金收支结余）、risk_fund（风险调剂金）
    Generate(Generate),
    /// 办理下一步：approved（审核）、published（公布）、frozen（归档冻结）
    Step(Step),
    /// 列出公布事项
    List(OfficeArgs),
    /// 查看公布内容，核对校验值
    Show(Show),
}

/// Options of `publish generate`.
#[derive(Debug, Args)]
pub struct Generate {
    /// 主题
    #[arg(value_parser = topic)]
    pub topic: Topic,
    /// 截至哪天（缺省为今天）
    #[arg(long, value_parser = date)]
    pub until: Option<Date>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `publish step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 环节
    #[arg(value_parser = stage::<PublishStage>)]
    pub to: PublishStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `publish show`.
#[derive(Debug, Args)]
pub struct Show {
    /// 事项编号
    #[arg(value_parser = case)]
    pub no: CaseNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn topic(text: &str) -> Result<Topic, String> {
    Topic::parse(text).ok_or_else(|| "主题应为 fund 或 risk_fund。".to_owned())
}

/// Runs a command about publications.
///
/// # Errors
/// What the use case refuses.
pub fn run(ask: &Publish) -> Result<Outcome> {
    match ask {
        Publish::Generate(ask) => {
            let office = Office::open(&ask.which.office)?;
            let place = (ask.which.fund, ask.which.year(&office));
            let until = ask.until.unwrap_or_else(|| office.desk().today());
            let no = office.act("publish.generate", ask.topic.code(), |desk, actor| {
                fund::generate(desk, actor, place, ask.topic, until)
            })?;
            done(&format!("已生成“{}”，事项编号 {no}", ask.topic.zh()))
        }
        Publish::Step(ask) => {
            let office = Office::open(&ask.bring.office)?;
            let (no, input) = (ask.bring.no, ask.bring.input());
            office.act("publish.step", &no.to_string(), |desk, actor| {
                fund::step_publication(desk, actor, no, ask.to, input)
            })?;
            done(&format!(
                "第 {no} 号已办理到“{}”",
                ledger::control::Stage::zh(ask.to)
            ))
        }
        Publish::List(office) => list(office),
        Publish::Show(ask) => show(ask),
    }
}

fn list(office: &OfficeArgs) -> Result<Outcome> {
    let office = Office::open(office)?;
    let rows = office.act("publish.list", "", fund::publications)?;
    let mut table = table(&["编号", "区划", "主题", "起止", "环节"]);
    for row in &rows {
        let page = &row.publication.page;
        table.add_row([
            row.no.to_string(),
            page.region.short(),
            page.topic.zh().to_owned(),
            format!("{} 至 {}", page.from, page.until),
            progress(&row.publication.track),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}

fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let one = office.act("publish.show", &ask.no.to_string(), |desk, actor| {
        fund::publication(desk, actor, ask.no)
    })?;
    let page = &one.publication.page;
    page.check().map_err(|refused| anyhow!(refused.zh()))?;
    let heads: Vec<&str> = page.heads.iter().map(String::as_str).collect();
    let mut table = table(&heads);
    for row in &page.rows {
        table.add_row(row);
    }
    println!(
        "{}（{} 至 {}）\n{table}",
        page.topic.zh(),
        page.from,
        page.until
    );
    done(&format!(
        "{}，校验值 {}",
        progress(&one.publication.track),
        one.publication.digest
    ))
}
