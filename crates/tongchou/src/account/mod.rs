//! `tongchou account`: personal accounts.

mod asks;
mod money;
mod tables;

use anyhow::Result;
use clap::Subcommand;

use asks::{Credit, Inherit, Statement, Step, Study, Tables, YearEnd};

use crate::exit::Outcome;

/// Commands about personal accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// 登记研究中的账户计入标准表
    Study(Study),
    /// 推进标准表：consent（市政府同意）、published（公布）、in_force（执行）
    Step(Step),
    /// 列出账户计入标准表
    Tables(Tables),
    /// 把已足额缴费的账单计入个人账户
    Credit(Credit),
    /// 年末计息并结转
    YearEnd(YearEnd),
    /// 个人账户对账单
    Statement(Statement),
    /// 拟定个人账户继承，由另一人审批（employer approve）
    Inherit(Inherit),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Account) -> Result<Outcome> {
    match ask {
        Account::Study(ask) => tables::study(ask),
        Account::Step(ask) => tables::step(ask),
        Account::Tables(ask) => tables::list(ask),
        Account::Credit(ask) => money::credit(ask),
        Account::YearEnd(ask) => money::year_end(ask),
        Account::Statement(ask) => money::statement(ask),
        Account::Inherit(ask) => money::inherit(ask),
    }
}
