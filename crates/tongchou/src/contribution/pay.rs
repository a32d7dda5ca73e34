//! `tongchou pay`: money in, files of banks and tax offices, collectors, progress.

use std::path::PathBuf;

use anyhow::{Result, bail};
use base::{BatchNo, BillNo, Date, Fen, HouseholdNo, OrganisationNo, RegionCode};
use batch::sheet::SheetWriter;
use clap::{Args, Subcommand};
use enrolment::contribution::payment::{DebitNo, DebitOutcome, Handover};
use enrolment::contribution::{Channel, Year};
use indicatif::ProgressBar;
use service::contribution::collect::{self, Collection};
use service::contribution::counter::{self, Offer};
use service::contribution::{debit, sponsor};
use store::batch::{Batch, BatchRow};

use super::files;
use super::money::{self, Matching, Reconcile, Refund};
use super::{channel, yuan};
use crate::exit::{Outcome, unwritable};
use crate::files::Results;
use crate::office::{Office, OfficeArgs, date, region};
use crate::package::Decide;
use crate::tally::table;

/// Commands about money.
#[derive(Debug, Subcommand)]
pub enum Pay {
    /// 收取一张账单或一户的保费
    Take(Take),
    /// 导入代收点、学校、税务、网点的收款文件；中断后再运行同一条命令，从断处接着办
    Import(Import),
    /// 列出一个批次中未办理和待处理的行
    Batch(OfBatch),
    /// 生成银行代扣文件
    DebitOut(DebitOut),
    /// 导入银行回盘
    DebitIn(DebitIn),
    /// 列出待处理款项（无主、重复、年度或金额不符）
    Suspense(Year0),
    /// 把待处理款项记到一张账单
    Match(Matching),
    /// 拟定退费；由另一名用户复核
    Refund(Refund),
    /// 复核通过退费
    RefundApprove(Decide),
    /// 退回退费
    RefundReject(Decide),
    /// 与银行或税务的流水逐笔对账
    Reconcile(Reconcile),
    /// 登记代收点上缴的款项
    HandOver(HandOver),
    /// 代收点账：收据、上缴、差额
    Agents(OfYear),
    /// 征缴进度：已缴、未缴、距截止日天数
    Progress(Progress),
    /// 按日、按渠道的收款
    Channels(Channels),
}

/// Options of `pay take`.
#[derive(Debug, Args)]
pub struct Take {
    /// 账单号（或用 --family 指明一户）
    pub bill: Option<BillNo>,
    /// 户编号
    #[arg(long, value_name = "HOUSEHOLD", conflicts_with = "bill")]
    pub family: Option<HouseholdNo>,
    /// 参保年度（--family 时必填）
    #[arg(long, value_name = "YEAR")]
    pub year: Option<Year>,
    /// 金额（元，缺省为应缴的全部）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub amount: Option<Fen>,
    /// 渠道
    #[arg(long, value_name = "CHANNEL", value_parser = channel, default_value = "counter")]
    pub channel: Channel,
    /// 代收的单位编号
    #[arg(long, value_name = "ORGANISATION")]
    pub collector: Option<OrganisationNo>,
    /// 收据号（缺省自动编号）
    #[arg(long, value_name = "TEXT")]
    pub reference: Option<String>,
    /// 收款日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay import`.
#[derive(Debug, Args)]
pub struct Import {
    /// 收款文件（CSV、TXT 或 Excel）
    pub file: PathBuf,
    /// 渠道：agent、school、tax、online、bank_outlet、post_outlet
    #[arg(long, value_name = "CHANNEL", value_parser = channel)]
    pub channel: Channel,
    /// 入账的区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 代收的单位编号
    #[arg(long, value_name = "ORGANISATION")]
    pub collector: Option<OrganisationNo>,
    /// 文件没有年度列时的参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Option<Year>,
    /// 逐行结果写到这个文件
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay batch`.
#[derive(Debug, Args)]
pub struct OfBatch {
    /// 批次号
    pub batch: BatchNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay debit-out`.
#[derive(Debug, Args)]
pub struct DebitOut {
    /// 写到这个文件（CSV，含账号，请妥善保管）
    pub file: PathBuf,
    /// 银行
    #[arg(long, value_name = "NAME")]
    pub bank: String,
    /// 区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay debit-in`.
#[derive(Debug, Args)]
pub struct DebitIn {
    /// 代扣文件编号
    #[arg(value_parser = debit_no)]
    pub debit: DebitNo,
    /// 银行回盘文件
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of lists without a year.
#[derive(Debug, Args)]
pub struct Year0 {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay hand-over`.
#[derive(Debug, Args)]
pub struct HandOver {
    /// 代收的单位编号
    #[arg(long, value_name = "ORGANISATION")]
    pub collector: OrganisationNo,
    /// 区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub amount: Fen,
    /// 缴款单号
    #[arg(long, value_name = "TEXT")]
    pub reference: String,
    /// 上缴日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of lists of a year.
#[derive(Debug, Args)]
pub struct OfYear {
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay progress`.
#[derive(Debug, Args)]
pub struct Progress {
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 截止日（缺省按制度档案）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub deadline: Option<Date>,
    /// 看哪一天（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `pay channels`.
#[derive(Debug, Args)]
pub struct Channels {
    /// 第一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 最后一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Pay) -> Result<Outcome> {
    match ask {
        Pay::Take(ask) => take(ask),
        Pay::Import(ask) => import(ask),
        Pay::Batch(ask) => batch_rows(ask),
        Pay::DebitOut(ask) => debit_out(ask),
        Pay::DebitIn(ask) => debit_in(ask),
        Pay::Suspense(ask) => money::suspense(&ask.office),
        Pay::Match(ask) => money::match_to(ask),
        Pay::Refund(ask) => money::refund(ask),
        Pay::RefundApprove(ask) => money::decide(ask, access::Verdict::Approved),
        Pay::RefundReject(ask) => money::decide(ask, access::Verdict::Rejected),
        Pay::Reconcile(ask) => money::reconcile(ask),
        Pay::HandOver(ask) => hand_over(ask),
        Pay::Agents(ask) => agents(ask),
        Pay::Progress(ask) => progress(ask),
        Pay::Channels(ask) => channels(ask),
    }
}

fn take(ask: &Take) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let offer = Offer {
        amount: ask.amount,
        channel: ask.channel,
        collector: ask.collector,
        reference: ask.reference.clone(),
        on: ask.on,
    };
    let receipt = match (ask.bill, ask.family, ask.year) {
        (Some(bill), _, _) => office.act("pay.take", &bill.to_string(), |desk, actor| {
            counter::pay(desk, actor, bill, &offer)
        })?,
        (None, Some(household), Some(year)) => {
            office.act("pay.take_family", &household.to_string(), |desk, actor| {
                counter::pay_family(desk, actor, household, year, &offer)
            })?
        }
        _ => bail!("请指明账单号，或用 --family 户编号 --year 年度 指明一户。"),
    };
    let bills: Vec<_> = receipt
        .bills
        .iter()
        .map(|(bill, amount)| format!("{bill}（{amount} 元）"))
        .collect();
    println!(
        "收款 {}，收据 {}：{} 元，{}；账单 {}。",
        receipt.payment,
        receipt.reference,
        receipt.amount,
        receipt.amount.to_daxie(),
        bills.join("、")
    );
    Ok(Outcome::Done)
}

fn import(ask: &Import) -> Result<Outcome> {
    let (mut digest, rows) = files::collected(&ask.file, ask.year)?;
    if let Some(year) = ask.year {
        // The year that rows without one are for is part of what was asked.
        digest = format!("{digest}@{year}");
    }
    let office = Office::open(&ask.office)?;
    let mut results = Results::create(ask.results.as_deref())?;
    let collection = Collection {
        region: ask.region,
        channel: ask.channel,
        collector: ask.collector,
        digest,
    };
    let bar = ProgressBar::new_spinner();
    let batch = office.act("pay.import", ask.channel.code(), |desk, actor| {
        collect::collect(desk, actor, &collection, rows, &mut |_, _| bar.inc(1))
    })?;
    bar.finish_and_clear();
    if results.is_wanted() {
        let kept = office.act("pay.results", &batch.no.to_string(), |desk, actor| {
            collect::results(desk, actor, &batch)
        })?;
        for row in &kept {
            results.row(&files::outcome(row))?;
        }
    }
    results.finish()?;
    println!(
        "批次 {}：{} 行，入账 {} 行、{} 元，未办理 {} 行。",
        batch.no, batch.done, batch.taken, batch.amount, batch.refused
    );
    let (_, rows) = told(&office, batch.no)?;
    Ok(show_rows(&rows))
}

fn batch_rows(ask: &OfBatch) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (batch, rows) = told(&office, ask.batch)?;
    println!(
        "批次 {}：{} 行，办理 {} 行，未办理 {} 行。",
        batch.no, batch.done, batch.taken, batch.refused
    );
    Ok(show_rows(&rows))
}

fn told(office: &Office, batch: BatchNo) -> Result<(Batch, Vec<BatchRow>)> {
    office.act("pay.batch", &batch.to_string(), |desk, actor| {
        collect::told(desk, actor, batch)
    })
}

/// The rows of a batch that were refused or wait, at most a screenful of them.
fn show_rows(rows: &[BatchRow]) -> Outcome {
    crate::rows::print(&rows.iter().collect::<Vec<_>>());
    if rows.is_empty() {
        Outcome::Done
    } else {
        Outcome::Found
    }
}

fn debit_out(ask: &DebitOut) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let head = ["序号", "账单号", "户名", "账号", "金额", "年度"];
    let mut writer =
        SheetWriter::create(&ask.file, &head).map_err(|error| unwritable(&ask.file, &error))?;
    let (file, lines) = office.act("debit.make", &ask.bank, |desk, actor| {
        let made = debit::make(desk, actor, ask.region, &ask.bank, ask.year)?;
        let subject = format!("代扣文件 {}", made.0.no);
        service::audit::exported(desk, actor, "debit.make", &subject, "银行代扣")?;
        Ok(made)
    })?;
    for (no, line) in (1..).zip(&lines) {
        let cells = [
            i64::to_string(&no),
            line.key.bill.to_string(),
            line.holder.clone(),
            line.account.clone(),
            line.amount.to_string(),
            file.year.to_string(),
        ];
        writer
            .row(&cells)
            .map_err(|error| unwritable(&ask.file, &error))?;
    }
    writer
        .finish()
        .map_err(|error| unwritable(&ask.file, &error))?;
    office.act("debit.written", &file.no.to_string(), |desk, actor| {
        debit::written(desk, actor, file.no)
    })?;
    println!(
        "代扣文件 {}：{} 笔，{} 元。",
        file.no, file.lines, file.amount
    );
    Ok(Outcome::Done)
}

fn debit_in(ask: &DebitIn) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.debit.to_string();
    let (_, waiting) = office.act("debit.answer", &subject, |desk, actor| {
        debit::waiting(desk, actor, ask.debit)
    })?;
    let (results, bad) = files::answered(&ask.file, &waiting)?;
    let report = office.act("debit.answer", &subject, |desk, actor| {
        debit::answer(desk, actor, ask.debit, &results)
    })?;
    println!(
        "到账 {} 元，仍待缴 {} 元。",
        report.received, report.still_due
    );
    let mut table = table(&["结果", "笔数"]);
    for outcome in DebitOutcome::ALL {
        table.add_row([outcome.zh().to_owned(), report.count(*outcome).to_string()]);
    }
    table.add_row(["无法读取".to_owned(), bad.len().to_string()]);
    println!("{table}");
    for row in &bad {
        println!("第 {} 行：{}", row.line, row.reason);
    }
    let odd = [
        DebitOutcome::Differs,
        DebitOutcome::Repeated,
        DebitOutcome::Unknown,
    ];
    let odd = odd.iter().any(|outcome| report.count(*outcome) > 0);
    Ok(if odd || !bad.is_empty() {
        Outcome::Found
    } else {
        Outcome::Done
    })
}

fn hand_over(ask: &HandOver) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let handover = Handover {
        on: ask.on.unwrap_or_else(|| office.desk().today()),
        amount: ask.amount,
        reference: ask.reference.clone(),
    };
    let no = office.act(
        "agent.hand_over",
        &ask.collector.to_string(),
        |desk, actor| {
            sponsor::hand_over(desk, actor, ask.region, ask.collector, ask.year, &handover)
        },
    )?;
    println!("上缴 {no} 已登记：{} 元。", ask.amount);
    Ok(Outcome::Done)
}

fn agents(ask: &OfYear) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let accounts = office.act("agent.list", &ask.year.to_string(), |desk, actor| {
        sponsor::agents(desk, actor, ask.year)
    })?;
    let mut table = table(&[
        "单位编号",
        "收据（张）",
        "代收（元）",
        "上缴（元）",
        "差额（元）",
    ]);
    for account in &accounts {
        let difference = account.difference().map(|amount| amount.to_string());
        table.add_row([
            account.agent.to_string(),
            account.receipts.to_string(),
            account.collected.to_string(),
            account.remitted.to_string(),
            difference.unwrap_or_default(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn progress(ask: &Progress) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let (deadline, counties) =
        office.act("pay.progress", &ask.year.to_string(), |desk, actor| {
            let deadline = match ask.deadline {
                Some(deadline) => deadline,
                None => sponsor::due_date(desk, actor, ask.year)?,
            };
            let counties = sponsor::progress(desk, actor, ask.year, on, deadline)?;
            Ok((deadline, counties))
        })?;
    let mut table = table(&[
        "区划",
        "账单",
        "已缴",
        "未缴",
        "进度",
        "应收（元）",
        "实收（元）",
        "未收（元）",
    ]);
    for one in &counties {
        let share = one
            .per_mille()
            .map(|part| format!("{}.{}%", part / 10, part % 10));
        table.add_row([
            one.region.short(),
            one.bills.to_string(),
            one.paid.to_string(),
            one.unpaid().to_string(),
            share.unwrap_or_default(),
            one.due.to_string(),
            one.received.to_string(),
            one.outstanding().to_string(),
        ]);
    }
    println!("{table}");
    let left = enrolment::contribution::payment::days_left(on, deadline);
    println!("{on}，距截止日 {deadline} 还有 {left} 天。");
    Ok(Outcome::Done)
}

fn channels(ask: &Channels) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let days = office.act("pay.channels", "", |desk, actor| {
        sponsor::by_channel(desk, actor, (ask.from, ask.until))
    })?;
    let mut table = table(&["日期", "渠道", "笔数", "金额（元）"]);
    for (on, channel, count, sum) in days {
        table.add_row([
            on.to_string(),
            channel.zh().to_owned(),
            count.to_string(),
            sum.to_string(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn debit_no(text: &str) -> Result<DebitNo, String> {
    text.parse()
}
