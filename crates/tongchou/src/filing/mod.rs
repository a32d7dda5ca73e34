//! `tongchou filing`: what institutions file for a person, looked at by the bureau.

use anyhow::{Result, anyhow};
use base::RegionCode;
use clap::{Args, Subcommand};
use report::{Cell, Column, Table};
use service::filing;
use settlement::FilingNo;
use store::counter::filing::FilingRow;

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, region};

/// Commands about filings.
#[derive(Debug, Subcommand)]
pub enum Filing {
    /// 列出待审核的就医备案
    List(List),
    /// 同意一条备案，自此结算时有效
    Approve(Decide),
    /// 退回一条备案，须写明理由
    Refuse(Decide),
    /// 列出本地参保人当前在院情况，不论在全市哪家医院
    Inpatients(Inpatients),
}

/// Options of `filing list`.
#[derive(Debug, Args)]
pub struct List {
    /// 区划（缺省为本人管辖区）
    #[arg(long, value_name = "CODE", value_parser = region)]
    pub at: Option<RegionCode>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `filing approve` and `filing refuse`.
#[derive(Debug, Args)]
pub struct Decide {
    /// 备案流水号
    pub filing: String,
    /// 审核意见
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `filing inpatients`.
#[derive(Debug, Args)]
pub struct Inpatients {
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<std::path::PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Filing) -> Result<Outcome> {
    match ask {
        Filing::List(ask) => list(ask),
        Filing::Approve(ask) => decide(ask, true),
        Filing::Refuse(ask) => decide(ask, false),
        Filing::Inpatients(ask) => inpatients(ask),
    }
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let at = ask.at.unwrap_or_else(|| office.actor().scope().region());
    let rows = office.act("filing.list", &at.short(), |desk, actor| {
        filing::waiting(desk, actor, at)
    })?;
    print!("{}", report::drawn(&table(&rows)));
    Ok(Outcome::Done)
}

fn table(rows: &[FilingRow]) -> Table {
    let columns = vec![
        Column::text("流水号"),
        Column::text("备案"),
        Column::text("人员编号"),
        Column::text("申报机构"),
        Column::text("就医地"),
        Column::text("指向机构"),
        Column::text("病种"),
        Column::date("申报日期"),
        Column::date("开始日期"),
    ];
    let mut table = Table::new("待审核的就医备案".to_owned(), columns);
    for row in rows {
        let filing = &row.filing;
        let cells: Vec<Cell> = vec![
            row.no.to_string().into(),
            filing.kind.title().into(),
            filing.person.to_string().into(),
            row.by.as_str().into(),
            filing.place.title().into(),
            filing.institution.as_deref().unwrap_or_default().into(),
            filing.disease.as_deref().unwrap_or_default().into(),
            filing.filed_on.into(),
            filing.from.into(),
        ];
        table.push(cells);
    }
    table.note(format!("共 {} 条。", rows.len()));
    table
}

fn decide(ask: &Decide, approved: bool) -> Result<Outcome> {
    let no = FilingNo::of_id(&ask.filing);
    let no = no.ok_or_else(|| anyhow!("备案流水号“{}”应为数字，请核对。", ask.filing))?;
    let office = Office::open(&ask.office)?;
    let subject = format!("filing {no}");
    let row = office.act("filing.decide", &subject, |desk, actor| {
        filing::decide(desk, actor, (no, approved), &ask.reason)
    })?;
    let word = if approved { "已同意" } else { "已退回" };
    println!("第 {no} 号{}{word}。", row.filing.kind.title());
    Ok(Outcome::Done)
}

fn inpatients(ask: &Inpatients) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let found = office.act("inpatient.list", "", service::inpatient::inpatients)?;
    let heads = ["人员编号", "参保地", "医院", "科室", "入院时间", "就诊 ID"];
    let mut table = Table::new("在院参保人", heads.map(Column::text).to_vec());
    for one in &found {
        table.push(vec![
            Cell::from(one.person.to_string()),
            Cell::from(one.home.short()),
            Cell::from(one.institution.as_str()),
            Cell::from(one.department.as_str()),
            Cell::from(one.since.to_string()),
            Cell::from(one.visit.to_string()),
        ]);
    }
    table.note(format!("共 {} 人。", found.len()));
    crate::claim::save(&table, ask.output.as_deref())
}
