//! `tongchou insurer`: contracts with commissioned insurers, what their users review, and the second look at it.

mod asks;

use access::Verdict;
use anyhow::Result;
use clap::Subcommand;
use report::{Cell, Column, Table};
use service::insurer::{self, Year};
use settlement::insurer::{Contract, ContractNo, Fee};

use self::asks::{Assess, Decide, Judge, List, Month, Propose, Review, Sample};
use crate::claim::{heads, save, sheets};
use crate::exit::Outcome;
use crate::office::Office;

/// Commands about commissioned insurers.
#[derive(Debug, Subcommand)]
pub enum Insurer {
    /// 拟签承办合同：承办层次、区域、期限、费用、考核档次，由另一人复核
    Propose(Propose),
    /// 列出承办合同
    List(List),
    /// 拟登记一年的考核得分，按合同算出应付的承办费用，由另一人复核
    Assess(Assess),
    /// 同意一件待复核事项
    Approve(Decide),
    /// 退回一件待复核事项
    Reject(Decide),
    /// 列出本公司承办的申报（以保险公司用户办理）
    Claims(Month),
    /// 对本公司承办的申报提出初审意见（以保险公司用户办理）
    Review(Review),
    /// 抽取保险公司某月初审的申报，由经办机构复查
    Sample(Sample),
    /// 登记一份抽查的结论
    Judge(Judge),
    /// 列出抽查和结论
    Samples(List),
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Insurer) -> Result<Outcome> {
    match ask {
        Insurer::Propose(ask) => propose(ask),
        Insurer::List(ask) => list(ask),
        Insurer::Assess(ask) => assess(ask),
        Insurer::Approve(ask) => decide(ask, Verdict::Approved),
        Insurer::Reject(ask) => decide(ask, Verdict::Rejected),
        Insurer::Claims(ask) => claims(ask),
        Insurer::Review(ask) => review(ask),
        Insurer::Sample(ask) => sample(ask),
        Insurer::Judge(ask) => judge(ask),
        Insurer::Samples(ask) => samples(ask),
    }
}

fn propose(ask: &Propose) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(contract) = ask.contract() else {
        println!("请用 --per-head、--of-premium、--fixed 之一写明承办费用。");
        return Ok(Outcome::BadInput);
    };
    let (proposal, no) = office.act("insurer.propose", ask.insurer.as_str(), |desk, actor| {
        insurer::propose(desk, actor, &contract)
    })?;
    println!(
        "合同 {no} 已登记为第 {proposal} 号事项，请另一人复核：tongchou insurer approve {proposal}"
    );
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("insurer.list", "", insurer::list)?;
    let heads = ["合同", "保险公司", "承办", "区域", "费用", "文号"];
    let mut columns: Vec<Column> = heads.into_iter().map(Column::text).collect();
    columns.extend(["自", "至"].map(Column::date));
    let mut table = Table::new("承办合同", columns);
    for one in &all {
        table.push(vec![
            Cell::from(one.no.to_string()),
            Cell::from(one.insurer.as_str()),
            Cell::from(one.layer.zh()),
            Cell::from(districts(one)),
            Cell::from(fee(&one.fee)),
            Cell::from(one.document.as_str()),
            Cell::from(one.from),
            Cell::from(one.last_day()),
        ]);
    }
    save(&table, ask.output.as_deref())
}

fn districts(contract: &Contract) -> String {
    let all: Vec<String> = contract.districts.iter().map(|one| one.short()).collect();
    all.join("、")
}

fn fee(fee: &Fee) -> String {
    match fee {
        Fee::PerHead(each) => format!("每人每年 {each} 元"),
        Fee::OfPremium(share, _) => format!("保费的 {share}"),
        Fee::Fixed(amount) => format!("每年 {amount} 元"),
    }
}

fn assess(ask: &Assess) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let year = Year {
        year: ask.year,
        score: ask.score,
        heads: ask.heads,
        premium: ask.premium,
        rounding: ask.rounding,
    };
    let (no, found) = office.act("insurer.assess", &of(ask.contract), |desk, actor| {
        insurer::propose_assessment(desk, actor, ask.contract, &year)
    })?;
    println!(
        "{} 年承办费用 {} 元，考核扣减 {} 元，奖励 {} 元，应付 {} 元。",
        ask.year, found.fee, found.deducted, found.rewarded, found.paid
    );
    println!("已登记为第 {no} 号事项，请另一人复核：tongchou insurer approve {no}");
    Ok(Outcome::Done)
}

fn of(no: ContractNo) -> String {
    format!("contract {no}")
}

fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    office.act("insurer.decide", &subject, |desk, actor| {
        insurer::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    println!("第 {} 号事项已办结。", ask.proposal);
    Ok(Outcome::Done)
}

fn claims(ask: &Month) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("insurer.list", "", |desk, actor| {
        insurer::claims(desk, actor, ask.month)
    })?;
    save(&heads(&all), ask.output.as_deref())
}

fn review(ask: &Review) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(findings) = sheets::findings(ask.findings.as_deref())? else {
        return Ok(Outcome::BadInput);
    };
    let subject = format!("claim {}", ask.claim);
    office.act("insurer.review", &subject, |desk, actor| {
        insurer::review(desk, actor, ask.claim, findings)
    })?;
    println!("申报 {} 已初审，请市经办机构作出审核决定。", ask.claim);
    Ok(Outcome::Done)
}

fn sample(ask: &Sample) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let drawn = office.act("insurer.sample", &of(ask.contract), |desk, actor| {
        insurer::draw_sample(desk, actor, (ask.contract, ask.month), ask.share)
    })?;
    let all: Vec<String> = drawn.iter().map(ToString::to_string).collect();
    match all.is_empty() {
        true => println!("没有新抽取的申报。"),
        false => println!(
            "抽取申报 {}，请复查：tongchou insurer judge",
            all.join("、")
        ),
    }
    Ok(Outcome::Done)
}

fn judge(ask: &Judge) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("claim {}", ask.claim);
    let said = (!ask.disagree, ask.reason.as_str());
    office.act("insurer.judge", &subject, |desk, actor| {
        insurer::judge(desk, actor, ask.claim, said)
    })?;
    println!("申报 {} 的抽查结论已登记。", ask.claim);
    Ok(Outcome::Done)
}

fn samples(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("insurer.sample", "", insurer::samples)?;
    let heads = ["申报", "合同", "月份", "经办机构", "结论", "理由"];
    let mut table = Table::new("承办业务抽查", heads.map(Column::text).to_vec());
    for one in &all {
        let (said, reason) = match &one.judged {
            None => ("待复查", ""),
            Some((true, reason)) => ("无误", reason.as_str()),
            Some((false, reason)) => ("有误", reason.as_str()),
        };
        table.push(vec![
            Cell::from(one.claim.to_string()),
            Cell::from(one.contract.to_string()),
            Cell::from(one.month.zh()),
            Cell::from(one.region.short()),
            Cell::from(said),
            Cell::from(reason),
        ]);
    }
    save(&table, ask.output.as_deref())
}
