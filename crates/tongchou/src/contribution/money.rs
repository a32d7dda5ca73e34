//! Suspense, refunds, reconciliation on the command line.

use std::path::PathBuf;

use access::Verdict;
use anyhow::Result;
use base::{BillNo, Date, Fen, PaymentNo, RegionCode};
use clap::Args;
use enrolment::contribution::Channel;
use enrolment::contribution::payment::{self, SuspenseNo};
use service::contribution::money;

use super::{channel, files, yuan};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::package::Decide;
use crate::tally::table;

/// Options of `pay match`.
#[derive(Debug, Args)]
pub struct Matching {
    /// 待处理编号
    #[arg(value_parser = suspense_no)]
    pub item: SuspenseNo,
    /// 账单号
    pub bill: BillNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay refund`.
#[derive(Debug, Args)]
pub struct Refund {
    /// 收款编号
    pub payment: PaymentNo,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub amount: Fen,
    /// 退费渠道
    #[arg(long, value_name = "CHANNEL", value_parser = channel, default_value = "counter")]
    pub channel: Channel,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay reconcile`.
#[derive(Debug, Args)]
pub struct Reconcile {
    /// 对方流水文件
    pub file: PathBuf,
    /// 渠道
    #[arg(long, value_name = "CHANNEL", value_parser = channel)]
    pub channel: Channel,
    /// 区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 第一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 最后一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Lists money in suspense; names and numbers are masked.
pub fn suspense(office: &OfficeArgs) -> Result<Outcome> {
    let office = Office::open(office)?;
    let items = office.act("suspense.list", "", money::waiting)?;
    let mut table = table(&[
        "编号",
        "收款",
        "票据号",
        "渠道",
        "日期",
        "年度",
        "金额（元）",
        "姓名",
        "证件号码",
        "原因",
    ]);
    for one in &items {
        table.add_row([
            one.item.no.to_string(),
            one.item.payment.to_string(),
            one.reference.clone(),
            one.channel.zh().to_owned(),
            one.on.to_string(),
            one.year.to_string(),
            one.amount.to_string(),
            one.item.named.clone(),
            one.item.document.clone(),
            one.item.reason.zh().to_owned(),
        ]);
    }
    println!("{table}");
    println!("共 {} 笔待处理。", items.len());
    Ok(Outcome::Done)
}

/// Counts money in suspense for a bill.
pub fn match_to(ask: &Matching) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    office.act("suspense.match", &ask.item.to_string(), |desk, actor| {
        money::match_to(desk, actor, ask.item, ask.bill)
    })?;
    println!("待处理款项 {} 已记到账单 {}。", ask.item, ask.bill);
    Ok(Outcome::Done)
}

/// Proposes a refund.
pub fn refund(ask: &Refund) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let refund = payment::Refund {
        of: ask.payment,
        amount: ask.amount,
        channel: ask.channel,
        reason: ask.reason.clone(),
    };
    let no = office.act("refund.propose", &ask.payment.to_string(), |desk, actor| {
        money::propose_refund(desk, actor, &refund)
    })?;
    println!(
        "第 {no} 号事项已拟定：退费 {} 元。请另一名用户运行 tongchou pay refund-approve {no}。",
        ask.amount
    );
    Ok(Outcome::Done)
}

/// Decides a refund.
pub fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let done = office.act("refund.decide", &ask.proposal.to_string(), |desk, actor| {
        money::decide_refund(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    match done {
        Some(no) => println!("第 {} 号事项已通过，退费编号 {no}。", ask.proposal),
        None => println!("第 {} 号事项已退回。", ask.proposal),
    }
    Ok(Outcome::Done)
}

/// Reconciles with a statement.
pub fn reconcile(ask: &Reconcile) -> Result<Outcome> {
    let statement = files::stated(&ask.file)?;
    let office = Office::open(&ask.office)?;
    let days = (ask.from, ask.until);
    let (no, result) = office.act("pay.reconcile", ask.channel.code(), |desk, actor| {
        money::reconcile_with(desk, actor, ask.region, ask.channel, days, &statement)
    })?;
    println!(
        "对账 {no}：账上 {} 元，对方 {} 元，相符 {} 笔，差异 {} 笔。",
        result.books,
        result.statement,
        result.matched.len(),
        result.differences.len()
    );
    if result.differences.is_empty() {
        return Ok(Outcome::Done);
    }
    let mut table = table(&["差异", "收款", "行号", "票据号", "账上（元）", "对方（元）"]);
    for (kind, book, line) in &result.differences {
        let text = |text: Option<String>| text.unwrap_or_default();
        let reference = book.as_ref().map(|one| one.reference.clone());
        table.add_row([
            kind.zh().to_owned(),
            text(book.as_ref().map(|one| one.payment.to_string())),
            text(line.as_ref().map(|one| one.row.to_string())),
            text(reference.or(line.as_ref().map(|one| one.reference.clone()))),
            text(book.as_ref().map(|one| one.amount.to_string())),
            text(line.as_ref().map(|one| one.amount.to_string())),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Found)
}

fn suspense_no(text: &str) -> Result<SuspenseNo, String> {
    text.parse()
}
