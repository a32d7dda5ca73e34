//! `tongchou standard`: the financing standards of a year.

use access::Verdict;
use anyhow::Result;
use base::{Date, Fen, Ratio};
use clap::{Args, Subcommand};
use enrolment::Scheme;
use enrolment::contribution::Year;
use enrolment::contribution::forecast::{CostGroup, Target};
use enrolment::contribution::standard::{Balance, Former, Level, Limits};
use service::contribution::standard::{self, Proposed};
use service::package::Words;

use super::{ratio, yuan};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};
use crate::package::{Decide, scheme};
use crate::tally::table;

/// Commands about standards.
#[derive(Debug, Subcommand)]
pub enum Standard {
    /// 按已采用的政策包拟定一个年度的筹资标准；由本统筹区另一名用户复核后生效
    Propose(Propose),
    /// 复核通过
    Approve(Decide),
    /// 退回
    Reject(Decide),
    /// 列出各年度、各版本、各人群的标准和来源
    List(List),
    /// 各年度的筹资和个人缴费占比（按账单）
    Shares(List),
    /// 按基金收支测算下一年度的标准（不改变任何标准）
    Adjust(Adjust),
    /// 按目标支付比例和限额测算所需筹资（不改变任何标准）
    WhatIf(WhatIf),
}

/// Options of `standard propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 按此标准开单的第一天（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// 按此标准开单的最后一天（缺省不限）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    /// 整合前某制度的水平：险种:年度:合计:个人；可多次
    #[arg(long, value_name = "SCHEME:YEAR:TOTAL:OWN", value_parser = former)]
    pub former: Vec<Former>,
    /// 自哪一年起只有一档
    #[arg(long, value_name = "YEAR")]
    pub unified_from: Option<Year>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of lists.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `standard adjust`.
#[derive(Debug, Args)]
pub struct Adjust {
    /// 刚结束的年度
    #[arg(long, value_name = "YEAR")]
    pub year: Year,
    /// 下一年度的参保人数
    #[arg(long, value_name = "N")]
    pub members: i64,
    /// 当年支出（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub spending: Fen,
    /// 累计结余（元，赤字为负）
    #[arg(long, value_name = "YUAN", value_parser = yuan, allow_hyphen_values = true)]
    pub surplus: Fen,
    /// 现行标准合计（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub total: Fen,
    /// 现行个人缴费（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub own: Fen,
    /// 支出预计增长到（如 108%）
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub growth: Ratio,
    /// 当年应留结余占收入的比例
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub reserve: Ratio,
    /// 标准的取整单位（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan, default_value = "10")]
    pub step: Fen,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `standard what-if`.
#[derive(Debug, Args)]
pub struct WhatIf {
    /// 人群：人数:每人年政策范围内费用（元）；可多次，没有费用的人也要列
    #[arg(long = "group", value_name = "N:YUAN", value_parser = group, required = true)]
    pub groups: Vec<CostGroup>,
    /// 目标支付比例
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub target: Ratio,
    /// 每人年最高支付限额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub ceiling: Option<Fen>,
    /// 其他支出（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan, default_value = "0")]
    pub other: Fen,
    /// 年初累计结余（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan, default_value = "0", allow_hyphen_values = true)]
    pub opening: Fen,
    /// 当年结余率上限
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub year_limit: Ratio,
    /// 累计结余率上限
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub total_limit: Ratio,
    /// 标准的取整单位（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan, default_value = "10")]
    pub step: Fen,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Standard) -> Result<Outcome> {
    match ask {
        Standard::Propose(ask) => propose(ask),
        Standard::Approve(ask) => decide(ask, Verdict::Approved),
        Standard::Reject(ask) => decide(ask, Verdict::Rejected),
        Standard::List(ask) => list(ask),
        Standard::Shares(ask) => shares(ask),
        Standard::Adjust(ask) => adjust(ask),
        Standard::WhatIf(ask) => what_if(ask),
    }
}

fn propose(ask: &Propose) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let proposed = Proposed {
        scheme: ask.scheme,
        year: ask.year,
        bill_from: ask.from.unwrap_or_else(|| office.desk().today()),
        bill_to: ask.until,
        former: ask.former.clone(),
        unified_from: ask.unified_from,
    };
    let no = office.act("standard.propose", &ask.year.to_string(), |desk, actor| {
        standard::propose(desk, actor, &proposed)
    })?;
    println!(
        "第 {no} 号事项已拟定：{} {} 年筹资标准。请另一名用户运行 tongchou standard approve {no}。",
        ask.scheme.zh(),
        ask.year
    );
    Ok(Outcome::Done)
}

fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let done = office.act(
        "standard.decide",
        &ask.proposal.to_string(),
        |desk, actor| standard::decide(desk, actor, ask.proposal, verdict, &ask.reason),
    )?;
    match done {
        Some(no) => println!("第 {} 号事项已通过，标准编号 {no}。", ask.proposal),
        None => println!("第 {} 号事项已退回。", ask.proposal),
    }
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let listed = office.act("standard.list", "", |desk, actor| {
        let listed = standard::list(desk, actor)?;
        let mut told = Vec::with_capacity(listed.len());
        for (version, levels) in listed {
            let words = Words::of(desk, actor, (version.scheme, version.year.first()))?;
            told.push((version, levels, words));
        }
        Ok(told)
    })?;
    let mut table = table(&[
        "险种",
        "年度",
        "版本",
        "人群",
        "档次",
        "合计",
        "个人",
        "补助",
        "各来源",
    ]);
    for (version, levels, words) in &listed {
        for level in levels {
            let parts = level.parts.iter();
            let parts: Vec<_> = parts
                .map(|part| format!("{} {}", part.source.zh(), part.amount))
                .collect();
            let name = |text: Option<&str>| text.unwrap_or_default().to_owned();
            table.add_row([
                version.scheme.zh().to_owned(),
                version.year.to_string(),
                version.version.to_string(),
                name(
                    level
                        .group
                        .as_ref()
                        .map(|group| words.group(group.as_str())),
                ),
                name(level.tier.as_ref().map(|tier| tier.as_str())),
                level.level.total.to_string(),
                level.level.personal.to_string(),
                level.level.subsidy().to_string(),
                parts.join("，"),
            ]);
        }
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn shares(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let years = office.act("standard.shares", "", standard::shares)?;
    let mut table = table(&[
        "年度",
        "账单数",
        "筹资合计（元）",
        "个人缴费（元）",
        "个人占比",
    ]);
    for (year, bills, level) in years {
        let share = level.personal_share().map(|share| share.to_string());
        table.add_row([
            year.to_string(),
            bills.to_string(),
            level.total.to_string(),
            level.personal.to_string(),
            share.unwrap_or_default(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn adjust(ask: &Adjust) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let balance = Balance {
        year: ask.year,
        members: ask.members,
        spending: ask.spending,
        surplus: ask.surplus,
        level: Level {
            total: ask.total,
            personal: ask.own,
        },
    };
    let limits = Limits {
        growth: ask.growth,
        reserve: ask.reserve,
        step: ask.step,
    };
    let found = office.act("standard.adjust", "", |_, actor| {
        standard::adjust(actor, &balance, &limits)
    })?;
    println!(
        "{} 年建议标准：每人 {} 元，其中个人 {} 元、政府 {} 元；预计收入 {} 元、支出 {} 元、当年结余 {} 元。",
        found.year,
        found.level.total,
        found.level.personal,
        found.level.subsidy(),
        found.income,
        found.spending,
        found.result
    );
    Ok(Outcome::Done)
}

fn what_if(ask: &WhatIf) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let target = Target {
        groups: ask.groups.clone(),
        ratio: ask.target,
        ceiling: ask.ceiling,
        other_spending: ask.other,
        opening_surplus: ask.opening,
        year_limit: ask.year_limit,
        total_limit: ask.total_limit,
        step: ask.step,
    };
    let found = office.act("standard.what_if", "", |_, actor| {
        standard::what_if(actor, &target)
    })?;
    let percent = |per_mille: i64| format!("{}.{}%", per_mille / 10, (per_mille % 10).abs());
    println!(
        "参保 {} 人，政策范围内费用 {} 元，基金支付 {} 元（{}）；\n需人均筹资 {} 元，收入 {} 元，支出 {} 元，当年结余 {} 元，结余率 {}，累计结余率 {}。",
        found.persons,
        found.cost,
        found.benefit,
        percent(found.reached),
        found.per_head,
        found.income,
        found.spending,
        found.surplus,
        percent(found.surplus_rate),
        percent(found.total_rate)
    );
    if found.within_limits {
        return Ok(Outcome::Done);
    }
    println!("结余率超过上限：应先使用结余，或提高待遇、降低筹资。");
    Ok(Outcome::Found)
}

fn former(text: &str) -> Result<Former, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [of, year, total, own] = parts.as_slice() else {
        return Err("应写成 险种:年度:合计:个人，如 nrcms:2016:480:150。".to_owned());
    };
    Ok(Former {
        scheme: scheme(of)?,
        year: year.parse()?,
        level: Level {
            total: yuan(total)?,
            personal: yuan(own)?,
        },
    })
}

fn group(text: &str) -> Result<CostGroup, String> {
    let told = || "应写成 人数:费用，如 9900:5000。".to_owned();
    let (persons, cost) = text.split_once(':').ok_or_else(told)?;
    Ok(CostGroup {
        persons: persons.parse().map_err(|_| told())?,
        cost: yuan(cost)?,
    })
}
