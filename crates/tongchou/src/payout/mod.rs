//! `tongchou payout`: what is due, payouts, the file to the bank and its answer.

mod asks;
mod bank;
pub mod tables;

use access::Verdict;
use anyhow::Result;
use base::Fen;
use clap::Subcommand;
use service::payout::{self, Assessment};
use settlement::claim::Assessed;

use asks::{AnswerArgs, Back, DecideArgs, Deposit, FileArgs, OfFund, OfPayout, OfTransfer, Plain};

use crate::claim::save;
use crate::exit::Outcome;
use crate::office::Office;

/// Commands about payments of claims.
#[derive(Debug, Subcommand)]
pub enum Payout {
    /// 列出已决定、待支付的款项及其构成
    Due(Plain),
    /// 对一个基金的待付款项制单，由财务复核人员审批
    Propose(OfFund),
    /// 审批通过
    Approve(DecideArgs),
    /// 退回制单
    Reject(DecideArgs),
    /// 列出付款批次
    List(Plain),
    /// 查看一个付款批次的各笔付款
    Show(OfPayout),
    /// 生成送银行的付款文件；再次生成得到同一份文件
    File(FileArgs),
    /// 导入银行回盘：已付的同时入账，重复的行不再入账
    Answer(AnswerArgs),
    /// 登记银行事后退回的付款，红字冲账
    Bounce(Back),
    /// 银行退回的付款，按现登记账户重开
    Again(OfTransfer),
    /// 考核后返还质量保证金，其余留归基金
    Deposit(Deposit),
}

/// Does what was asked.
pub fn run(ask: &Payout) -> Result<Outcome> {
    match ask {
        Payout::Due(ask) => due(ask),
        Payout::Propose(ask) => propose(ask),
        Payout::Approve(ask) => decide(ask, Verdict::Approved),
        Payout::Reject(ask) => decide(ask, Verdict::Rejected),
        Payout::List(ask) => list(ask),
        Payout::Show(ask) => show(ask),
        Payout::File(ask) => bank::file(ask),
        Payout::Answer(ask) => bank::answer(ask),
        Payout::Bounce(ask) => bank::bounce(ask),
        Payout::Again(ask) => again(ask),
        Payout::Deposit(ask) => deposit(ask),
    }
}

fn due(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("payout.due", "", payout::due)?;
    if all.is_empty() {
        println!("没有已决定而未支付的申报。");
        return Ok(Outcome::Done);
    }
    save(&tables::due(&all), ask.output.as_deref())
}

fn propose(ask: &OfFund) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (no, planned) = office.act("payout.propose", ask.fund.as_str(), |desk, actor| {
        payout::propose(desk, actor, &ask.fund)
    })?;
    print!(
        "{}",
        report::drawn(&tables::due(std::slice::from_ref(&planned)))
    );
    println!("已制单，为第 {no} 号事项，请财务复核人员审批：tongchou payout approve {no}");
    Ok(Outcome::Done)
}

fn decide(ask: &DecideArgs, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    let done = office.act("payout.decide", &subject, |desk, actor| {
        payout::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    match done {
        None => println!("第 {} 号事项已退回。", ask.proposal),
        Some(done) if done.total == Fen::ZERO => {
            println!("付款批次 {} 已审批，没有需送银行的款项。", done.no);
        }
        Some(done) => println!(
            "付款批次 {} 已审批：{} 笔，合计 {} 元，请出纳生成银行文件：tongchou payout file {}",
            done.no, done.transfers, done.total, done.no
        ),
    }
    Ok(Outcome::Done)
}

fn list(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("payout.list", "", payout::payouts)?;
    save(&tables::heads(&all), ask.output.as_deref())
}

fn show(ask: &OfPayout) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("payout {}", ask.payout);
    let kept = office.act("payout.show", &subject, |desk, actor| {
        payout::show(desk, actor, ask.payout)
    })?;
    save(&tables::transfers(&kept), ask.output.as_deref())
}

fn again(ask: &OfTransfer) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("transfer {}", ask.transfer);
    let no = office.act("payout.again", &subject, |desk, actor| {
        payout::propose_again(desk, actor, ask.transfer)
    })?;
    println!("已制单，为第 {no} 号事项，请财务复核人员审批：tongchou payout approve {no}");
    Ok(Outcome::Done)
}

fn deposit(ask: &Deposit) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let assessment = Assessment {
        institution: ask.institution.to_string(),
        assessed: Assessed {
            year: ask.year,
            returned: ask.share,
            rounding: ask.rounding,
            document: ask.document.clone(),
            on: office.desk().today(),
        },
    };
    let no = office.act("payout.deposit", ask.institution.as_str(), |desk, actor| {
        payout::propose_deposit(desk, actor, &ask.fund, &assessment)
    })?;
    println!("已制单，为第 {no} 号事项，请财务复核人员审批：tongchou payout approve {no}");
    Ok(Outcome::Done)
}
