//! `tongchou subsidy`: subsidies due and arrived, doubles, advances.

use anyhow::Result;
use base::{Date, Fen, RegionCode, Validity};
use clap::{Args, Subcommand};
use enrolment::Scheme;
use enrolment::contribution::subsidy::{ArrivalNo, ChannelCode, SubsidyChannel, SubsidyKey};
use enrolment::contribution::{Source, Year};
use service::contribution::subsidy::{self, Paying};
use service::package::Words;
use store::contribution::subsidy::Arrived;

use super::{source, yuan};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::package::scheme;
use crate::tally::table;

/// Commands about subsidies.
#[derive(Debug, Subcommand)]
pub enum Subsidy {
    /// 登记补助渠道和启用、停用日期
    Channel(Channel),
    /// 登记到账的补助
    Arrive(Arrive),
    /// 各县区各级财政补助：应到、已到、逾期
    List(List),
    /// 列出重复补助；加 --flag 先查找并标记
    Doubles(Doubles),
    /// 医疗救助、政府或资助单位支付代缴的个人缴费
    Advance(Advance),
    /// 列出代缴的支付
    Advances(OfYear),
}

/// Options of `subsidy channel`.
#[derive(Debug, Args)]
pub struct Channel {
    /// 渠道代码
    #[arg(value_parser = channel_code)]
    pub code: ChannelCode,
    /// 名称
    pub title: String,
    /// 启用日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 停用日期（缺省不限）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `subsidy arrive`.
#[derive(Debug, Args)]
pub struct Arrive {
    /// 县区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub county: RegionCode,
    /// 来源：central、province、city、county、government
    #[arg(long, value_name = "SOURCE", value_parser = source)]
    pub payer: Source,
    /// 渠道代码
    #[arg(long, value_name = "CODE", value_parser = channel_code)]
    pub channel: ChannelCode,
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 金额（元；更正填负数）
    #[arg(long, value_name = "YUAN", value_parser = yuan, allow_hyphen_values = true)]
    pub amount: Fen,
    /// 拨款文件或凭证号
    #[arg(long, value_name = "TEXT")]
    pub reference: String,
    /// 到账日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 更正哪一笔到账
    #[arg(long, value_name = "ARRIVAL", value_parser = arrival_no)]
    pub of: Option<ArrivalNo>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `subsidy list`.
#[derive(Debug, Args)]
pub struct List {
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 应在哪一天以前到账
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub due_on: Date,
    /// 看哪一天（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `subsidy doubles`.
#[derive(Debug, Args)]
pub struct Doubles {
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 查找并标记
    #[arg(long)]
    pub flag: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `subsidy advance`.
#[derive(Debug, Args)]
pub struct Advance {
    /// 区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 谁付：assistance、government_aid、collective、employer、sponsor
    #[arg(long, value_name = "SOURCE", value_parser = source, default_value = "assistance")]
    pub payer: Source,
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
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

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Subsidy) -> Result<Outcome> {
    match ask {
        Subsidy::Channel(ask) => channel(ask),
        Subsidy::Arrive(ask) => arrive(ask),
        Subsidy::List(ask) => list(ask),
        Subsidy::Doubles(ask) => doubles(ask),
        Subsidy::Advance(ask) => advance(ask),
        Subsidy::Advances(ask) => advances(ask),
    }
}

fn channel(ask: &Channel) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let open = Validity::new(Some(ask.from), ask.until);
    let channel = SubsidyChannel {
        code: ask.code.clone(),
        title: ask.title.clone(),
        open: open.map_err(|error| anyhow::anyhow!("{}", error.zh()))?,
    };
    office.act("subsidy.channel", ask.code.as_str(), |desk, actor| {
        subsidy::set_channel(desk, actor, &channel)
    })?;
    println!("补助渠道“{}”已登记。", ask.title);
    Ok(Outcome::Done)
}

fn arrive(ask: &Arrive) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let arrived = Arrived {
        key: SubsidyKey {
            county: ask.county,
            payer: ask.payer,
            scheme: ask.scheme,
            year: ask.year,
        },
        channel: ask.channel.clone(),
        amount: ask.amount,
        on: ask.on.unwrap_or_else(|| office.desk().today()),
        reference: ask.reference.clone(),
        of: ask.of,
    };
    let no = office.act("subsidy.arrive", &ask.reference, |desk, actor| {
        subsidy::arrive(desk, actor, &arrived)
    })?;
    println!("到账 {no} 已登记：{} {} 元。", ask.payer.zh(), ask.amount);
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let today = ask.on.unwrap_or_else(|| office.desk().today());
    let lines = office.act("subsidy.list", &ask.year.to_string(), |desk, actor| {
        subsidy::list(desk, actor, ask.scheme, ask.year, ask.due_on, today)
    })?;
    let mut table = table(&[
        "县区",
        "来源",
        "人数",
        "应到（元）",
        "已到（元）",
        "未到（元）",
        "逾期（元）",
    ]);
    for line in &lines {
        table.add_row([
            line.key.county.short(),
            line.key.payer.zh().to_owned(),
            line.heads.to_string(),
            line.due.to_string(),
            line.arrived.to_string(),
            line.outstanding().to_string(),
            line.overdue.to_string(),
        ]);
    }
    println!("{table}");
    let overdue = lines.iter().any(|line| line.overdue > Fen::ZERO);
    Ok(if overdue {
        Outcome::Found
    } else {
        Outcome::Done
    })
}

fn doubles(ask: &Doubles) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.year.to_string();
    let found = if ask.flag {
        office.act("subsidy.doubles", &subject, |desk, actor| {
            subsidy::flag_doubles(desk, actor, ask.year)
        })?
    } else {
        office.act("subsidy.doubles", &subject, |desk, actor| {
            subsidy::doubles(desk, actor, ask.year)
        })?
    };
    let mut table = table(&["账单号", "计入的账单", "人员编号", "应收回（元）"]);
    for one in &found {
        table.add_row([
            one.bill.to_string(),
            one.counted.to_string(),
            one.person.to_string(),
            one.amount.to_string(),
        ]);
    }
    println!("{table}");
    println!("共 {} 笔重复补助。", found.len());
    Ok(Outcome::Done)
}

fn advance(ask: &Advance) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let paying = Paying {
        region: ask.region,
        scheme: ask.scheme,
        year: ask.year,
        payer: ask.payer,
    };
    let posted = office.act("subsidy.advance", ask.payer.code(), |desk, actor| {
        subsidy::advance(desk, actor, &paying)
    })?;
    for one in &posted {
        println!(
            "代缴 {}：{}付 {} 人、{} 元，进入 {}。",
            one.no,
            one.payer.zh(),
            one.persons,
            one.amount,
            one.fund.as_str()
        );
    }
    Ok(Outcome::Done)
}

fn advances(ask: &OfYear) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let posted = office.act("subsidy.advances", &ask.year.to_string(), |desk, actor| {
        let mut told = Vec::new();
        for one in subsidy::advances(desk, actor, ask.year)? {
            let words = Words::of(desk, actor, (one.scheme, one.year.first()))?;
            told.push((one, words));
        }
        Ok(told)
    })?;
    let mut table = table(&["编号", "日期", "区划", "来源", "人数", "金额（元）", "基金"]);
    for (one, words) in &posted {
        table.add_row([
            one.no.to_string(),
            one.on.to_string(),
            one.region.short(),
            one.payer.zh().to_owned(),
            one.persons.to_string(),
            one.amount.to_string(),
            words.payer(one.fund.as_str()).to_owned(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn channel_code(text: &str) -> Result<ChannelCode, String> {
    ChannelCode::new(text).map_err(|error| error.zh())
}

fn arrival_no(text: &str) -> Result<ArrivalNo, String> {
    text.parse()
}
