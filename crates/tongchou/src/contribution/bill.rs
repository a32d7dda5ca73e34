//! `tongchou bill`: bills, families, who has not paid, disputes, sponsors.

use access::{Sight, Verdict};
use anyhow::Result;
use base::{BillNo, Date, Fen, HouseholdNo, OrganisationNo, PersonNo, RegionCode};
use clap::{Args, Subcommand};
use enrolment::Scheme;
use enrolment::contribution::{Source, Year};
use indicatif::ProgressBar;
use service::contribution::billing::{self, Run};
use service::contribution::{dispute, sponsor};
use service::package::Words;
use store::contribution::bill::StoredBill;

use super::{days, source, yuan};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::package::{Decide, scheme};
use crate::tally::table;

/// Commands about bills.
#[derive(Debug, Subcommand)]
pub enum Bill {
    /// 为一个区划的全部参保人开具年度账单；中断后再运行同一条命令，从断处接着开
    Make(Make),
    /// 显示一张账单和各来源应承担的部分
    Show(Show),
    /// 列出一个人的账单
    Person(OfPerson),
    /// 显示一户的账单：各成员之和
    Family(Family),
    /// 列出没有缴清的账单
    Unpaid(Unpaid),
    /// 对一张账单提出争议；由另一名用户复核并重算
    Dispute(Dispute),
    /// 争议成立与否，以重算为准
    Resolve(Decide),
    /// 争议不成立，账单照旧
    Dismiss(Decide),
    /// 登记集体、单位或社会资助；此后开具的账单把它列为单独来源
    Sponsor(Sponsor),
}

/// Options of `bill make`.
#[derive(Debug, Args)]
pub struct Make {
    /// 区划：统筹区、县、乡或村
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 缴费期第一天（缺省按制度档案；写明的须在档案允许的范围内）
    #[arg(long, value_name = "DATE", value_parser = date, requires = "pay_until")]
    pub pay_from: Option<Date>,
    /// 缴费期最后一天
    #[arg(long, value_name = "DATE", value_parser = date, requires = "pay_from")]
    pub pay_until: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `bill show`.
#[derive(Debug, Args)]
pub struct Show {
    /// 账单号
    pub bill: BillNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `bill person`.
#[derive(Debug, Args)]
pub struct OfPerson {
    /// 人员编号
    pub person: PersonNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `bill family`.
#[derive(Debug, Args)]
pub struct Family {
    /// 户编号
    pub household: HouseholdNo,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `bill unpaid`.
#[derive(Debug, Args)]
pub struct Unpaid {
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 从这张账单之后列起
    #[arg(long, value_name = "BILL")]
    pub after: Option<BillNo>,
    /// 最多列几张
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: u32,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `bill dispute`.
#[derive(Debug, Args)]
pub struct Dispute {
    /// 账单号
    pub bill: BillNo,
    /// 争议的理由
    #[arg(long, value_name = "TEXT")]
    pub ground: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `bill sponsor`.
#[derive(Debug, Args)]
pub struct Sponsor {
    /// 资助本区划的全部参保人
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 只资助这一人
    #[arg(long, value_name = "PERSON")]
    pub person: Option<PersonNo>,
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 来源：collective、employer、sponsor
    #[arg(long, value_name = "SOURCE", value_parser = source)]
    pub source: Source,
    /// 资助的单位编号
    #[arg(long, value_name = "ORGANISATION")]
    pub sponsor: OrganisationNo,
    /// 每人资助多少（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub amount: Fen,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Bill) -> Result<Outcome> {
    match ask {
        Bill::Make(ask) => make(ask),
        Bill::Show(ask) => show(ask),
        Bill::Person(ask) => person(ask),
        Bill::Family(ask) => family(ask),
        Bill::Unpaid(ask) => unpaid(ask),
        Bill::Dispute(ask) => raise(ask),
        Bill::Resolve(ask) => decide(ask, Verdict::Approved),
        Bill::Dismiss(ask) => decide(ask, Verdict::Rejected),
        Bill::Sponsor(ask) => promise(ask),
    }
}

fn make(ask: &Make) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let run = Run {
        region: ask.region,
        scheme: ask.scheme,
        year: ask.year,
        window: ask
            .pay_from
            .zip(ask.pay_until)
            .map(|(from, until)| days(from, until))
            .transpose()?,
    };
    let bar = ProgressBar::new_spinner();
    let mut anything = false;
    let made = office.act("bill.make", &ask.region.short(), |desk, actor| {
        billing::make(desk, actor, &run, &mut |batch| {
            anything = true;
            bar.set_position(batch.done.unsigned_abs());
        })
    })?;
    bar.finish_and_clear();
    if !anything {
        println!("没有新核准的人要开账单，以下是上一次的结果。");
    }
    let batch = &made.batch;
    println!(
        "批次 {}：开具账单 {} 张，合计 {} 元；未能开具 {} 人。",
        batch.no, batch.taken, batch.amount, batch.refused
    );
    if made.waiting > 0 {
        println!(
            "另有 {} 人的参保登记尚未审核完毕，没有开具账单；审核后再运行同一条命令。",
            made.waiting
        );
    }
    if batch.refused == 0 {
        return Ok(Outcome::Done);
    }
    println!("逐人原因见 tongchou pay batch {}。", batch.no);
    Ok(Outcome::Found)
}

fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (bill, parts, words) = office.act("bill.show", &ask.bill.to_string(), |desk, actor| {
        service::audit::saw(
            desk,
            actor,
            "bill.show",
            "bill",
            &[ask.bill.get()],
            &Sight::Masked,
        )?;
        let (bill, parts) = billing::show(desk, actor, ask.bill)?;
        let words = Words::of(desk, actor, (bill.scheme, bill.year.first()))?;
        Ok((bill, parts, words))
    })?;
    print(std::slice::from_ref(&bill));
    let mut table = table(&["来源", "基金", "金额（元）", "人群", "资助单位"]);
    for part in &parts {
        let group = part.group.as_ref().map_or("", |group| group.as_str());
        let group = words.group(group).to_owned();
        let sponsor = part.sponsor.map(|one| one.to_string()).unwrap_or_default();
        table.add_row([
            part.source.zh().to_owned(),
            words.payer(part.fund.as_str()).to_owned(),
            part.amount.to_string(),
            group,
            sponsor,
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn person(ask: &OfPerson) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let bills = office.act("bill.person", &ask.person.to_string(), |desk, actor| {
        service::audit::saw(
            desk,
            actor,
            "bill.person",
            "person",
            &[ask.person.get()],
            &Sight::Masked,
        )?;
        billing::of_person(desk, actor, ask.person)
    })?;
    print(&bills);
    Ok(Outcome::Done)
}

fn family(ask: &Family) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let bill = office.act("bill.family", &ask.household.to_string(), |desk, actor| {
        let numbers = [ask.household.get()];
        service::audit::saw(
            desk,
            actor,
            "bill.family",
            "household",
            &numbers,
            &Sight::Masked,
        )?;
        billing::of_family(desk, actor, ask.household, ask.year)
    })?;
    let mut table = table(&["账单号", "人员编号", "应缴（元）", "已缴（元）"]);
    for line in &bill.lines {
        table.add_row([
            line.bill.to_string(),
            line.person.to_string(),
            line.due.to_string(),
            line.paid.to_string(),
        ]);
    }
    println!("{table}");
    println!("全户应缴 {} 元，还应缴 {} 元。", bill.due(), bill.left());
    Ok(Outcome::Done)
}

fn unpaid(ask: &Unpaid) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let bills = office.act("bill.unpaid", &ask.year.to_string(), |desk, actor| {
        billing::unpaid(desk, actor, ask.year, ask.after, i64::from(ask.limit))
    })?;
    print(&bills);
    println!("列出 {} 张。", bills.len());
    Ok(Outcome::Done)
}

fn raise(ask: &Dispute) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (_, no) = office.act("dispute.raise", &ask.bill.to_string(), |desk, actor| {
        dispute::raise(desk, actor, ask.bill, &ask.ground)
    })?;
    println!(
        "第 {no} 号事项已提出：账单 {} 的争议。请另一名用户运行 tongchou bill resolve {no}。",
        ask.bill
    );
    Ok(Outcome::Done)
}

fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let done = office.act(
        "dispute.decide",
        &ask.proposal.to_string(),
        |desk, actor| dispute::decide(desk, actor, ask.proposal, verdict, &ask.reason),
    )?;
    let new = done
        .new_bill
        .map(|bill| format!("，新账单 {bill}"))
        .unwrap_or_default();
    println!(
        "争议{}{new}；应退 {} 元，还应缴 {} 元。",
        done.outcome.state.zh(),
        done.outcome.refund,
        done.outcome.left
    );
    Ok(Outcome::Done)
}

fn promise(ask: &Sponsor) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let promised = sponsor::Promised {
        scheme: ask.scheme,
        year: ask.year,
        region: ask.region,
        person: ask.person,
        source: ask.source,
        sponsor: ask.sponsor,
        amount: ask.amount,
    };
    let no = office.act("sponsor.promise", &ask.region.short(), |desk, actor| {
        sponsor::promise(desk, actor, &promised)
    })?;
    println!(
        "资助 {no} 已登记：{}每人 {} 元。",
        ask.source.zh(),
        ask.amount
    );
    Ok(Outcome::Done)
}

fn print(bills: &[StoredBill]) {
    let mut table = table(&[
        "账单号",
        "人员编号",
        "区划",
        "年度",
        "合计（元）",
        "个人应缴（元）",
        "已缴（元）",
        "状态",
    ]);
    for bill in bills {
        let mark = if bill.disputed { "（争议中）" } else { "" };
        table.add_row([
            bill.key.bill.to_string(),
            bill.person.to_string(),
            bill.region.short(),
            bill.year.to_string(),
            bill.amount.to_string(),
            bill.settled.due.to_string(),
            bill.settled.paid.to_string(),
            format!("{}{mark}", bill.settled.state().zh()),
        ]);
    }
    println!("{table}");
}
