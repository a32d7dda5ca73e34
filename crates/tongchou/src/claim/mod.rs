//! `tongchou claim`: claims of institutions by the month, bills on paper, what bears on payments.

mod asks;
mod paper;
mod setting;
pub mod sheets;
mod steps;
pub mod tables;

use access::Verdict;
use anyhow::Result;
use clap::Subcommand;

use asks::{
    Calendar, DecideArgs, Deduct, DepositArgs, Findings, GroundArgs, LateArgs, List, OfApplication,
    OfClaim, OfMonth, OfficeOf, PayeeArgs, Plain, Receive, Rulings, Submit,
};

use crate::exit::Outcome;

pub use asks::{claim as claim_no, fund, institution, ratio, rounding};
pub use tables::{heads, save};

/// Commands about claims.
#[derive(Debug, Subcommand)]
pub enum Claim {
    /// 生成某月的月度申报；中断或有迟报时再运行同一条命令，接着办
    Draw(OfMonth),
    /// 列出某月不能列入申报的应付款及原因
    Aside(OfMonth),
    /// 列出申报
    List(List),
    /// 列出本机构自己的申报（以机构用户办理）
    Own(Plain),
    /// 查看一份申报：明细、各步骤、审核结果
    Show(OfClaim),
    /// 受理机构提交的申报（机构自己的条数和金额须与结算记录相符）
    Submit(Submit),
    /// 初审
    Review(Findings),
    /// 审核决定：支付、暂缓支付、不予支付
    Decide(Findings),
    /// 对暂缓支付的作出决定
    Resolve(Rulings),
    /// 列出待办事项及期限：临期提醒，超期上报
    Late(LateArgs),
    /// 应付款：结算合计减已决定合计
    Payables(Plain),
    /// 登记一年的放假和调休
    Calendar(Calendar),
    /// 指定机构向哪个经办机构申报
    Office(OfficeOf),
    /// 拟定收款账户，由另一人复核
    Payee(PayeeArgs),
    /// 拟定扣款，由另一人复核
    Deduct(Deduct),
    /// 拟定质量保证金的扣留，由另一人复核
    Deposit(DepositArgs),
    /// 同意一件待复核事项（收款账户、扣款、质量保证金）
    Approve(DecideArgs),
    /// 退回一件待复核事项
    Reject(DecideArgs),
    /// 设置零星报销的受理事由
    Ground(GroundArgs),
    /// 受理零星报销：登记票据，每张票据只受理一次
    Receive(Receive),
    /// 列出零星报销申请
    Applications(Plain),
    /// 打印零星报销审核决定告知书
    Letter(OfApplication),
}

/// Does what was asked.
pub fn run(ask: &Claim) -> Result<Outcome> {
    match ask {
        Claim::Draw(ask) => steps::draw(ask),
        Claim::Aside(ask) => steps::aside(ask),
        Claim::List(ask) => steps::list(ask),
        Claim::Own(ask) => steps::own(ask),
        Claim::Show(ask) => steps::show(ask),
        Claim::Submit(ask) => steps::submit(ask),
        Claim::Review(ask) => steps::review(ask),
        Claim::Decide(ask) => steps::decide(ask),
        Claim::Resolve(ask) => steps::resolve(ask),
        Claim::Late(ask) => steps::late(ask),
        Claim::Payables(ask) => steps::payables(ask),
        Claim::Calendar(ask) => setting::calendar(ask),
        Claim::Office(ask) => setting::office(ask),
        Claim::Payee(ask) => setting::payee(ask),
        Claim::Deduct(ask) => setting::deduct(ask),
        Claim::Deposit(ask) => setting::deposit(ask),
        Claim::Approve(ask) => setting::decide(ask, Verdict::Approved),
        Claim::Reject(ask) => setting::decide(ask, Verdict::Rejected),
        Claim::Ground(ask) => paper::ground(ask),
        Claim::Receive(ask) => paper::receive(ask),
        Claim::Applications(ask) => paper::applications(ask),
        Claim::Letter(ask) => paper::letter(ask),
    }
}
