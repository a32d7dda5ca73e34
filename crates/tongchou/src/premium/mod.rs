//! `tongchou employer`: bases, bills, payments, deferral, disputes, plans.

mod asks;
mod bases;
mod bills;
mod cases;
mod decide;
mod package;
mod staff;

use anyhow::Result;
use clap::Subcommand;

use asks::{
    Bill, Decide, Declare, Defer, Dispute, InForce, OfDeclaration, OfEmployer, OfYear, Pay, Plan,
    Resolve, Staff, TakeBack, Variant,
};

use crate::exit::Outcome;

pub use asks::{month, yuan};
pub use cases::waits;
pub use package::{employee_policy, rules_of_pool};

/// Commands about employers and their premiums.
#[derive(Debug, Subcommand)]
pub enum Employer {
    /// 导入职工名册：按单位增员，写明年度时一并申报缴费基数；中断后再运行同一条命令，从断处接着办
    Staff(Staff),
    /// 申报年度缴费基数（文件每行一名职工：人员编号、月平均工资）
    Declare(Declare),
    /// 校对一份缴费基数申报
    Check(OfDeclaration),
    /// 启用已校对的缴费基数
    InForce(InForce),
    /// 列出某年度尚未申报缴费基数的单位
    Undeclared(OfYear),
    /// 生成某月的单位缴费账单
    Bill(Bill),
    /// 登记单位缴费到账
    Pay(Pay),
    /// 登记银行退票：冲回一笔缴费
    TakeBack(TakeBack),
    /// 查看单位的账单、缴费、欠费和缓缴
    Show(OfEmployer),
    /// 申请缓缴，由另一人审批
    Defer(Defer),
    /// 对账单提出争议
    Dispute(Dispute),
    /// 拟定争议的处理（更正的工资），由另一人审批
    Resolve(Resolve),
    /// 拟定一种参保办法（如单建统筹），由另一人审批
    Variant(Variant),
    /// 拟定单位适用的参保办法，由另一人审批
    Plan(Plan),
    /// 同意一件待复核事项（缓缴、争议、参保办法、继承、视作缴费年限、给予待遇）
    Approve(Decide),
    /// 退回一件待复核事项
    Reject(Decide),
    /// 年度平均缴费基数
    Averages(OfYear),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Employer) -> Result<Outcome> {
    use access::Verdict::{Approved, Rejected};
    match ask {
        Employer::Staff(ask) => staff::import(ask),
        Employer::Declare(ask) => bases::declare(ask),
        Employer::Check(ask) => bases::check(ask),
        Employer::InForce(ask) => bases::in_force(ask),
        Employer::Undeclared(ask) => bases::undeclared(ask),
        Employer::Averages(ask) => bases::averages(ask),
        Employer::Bill(ask) => bills::bill(ask),
        Employer::Pay(ask) => bills::pay(ask),
        Employer::TakeBack(ask) => bills::take_back(ask),
        Employer::Show(ask) => bills::show(ask),
        Employer::Defer(ask) => cases::defer(ask),
        Employer::Dispute(ask) => cases::dispute(ask),
        Employer::Resolve(ask) => cases::resolve(ask),
        Employer::Variant(ask) => cases::variant(ask),
        Employer::Plan(ask) => cases::plan(ask),
        Employer::Approve(ask) => decide::decide(ask, Approved),
        Employer::Reject(ask) => decide::decide(ask, Rejected),
    }
}
