//! `tongchou entitlement`: from when, until when, by what.

mod asks;
mod career;
mod show;

use anyhow::Result;
use clap::Subcommand;

use asks::{Career, Deemed, Derive, Explain, Grant, Show};

use crate::exit::Outcome;

/// Commands about entitlement.
#[derive(Debug, Subcommand)]
pub enum Entitlement {
    /// 查看一人的待遇期间及其依据
    Show(Show),
    /// 用中文解释一人某日能否享受待遇，依据何在
    Explain(Explain),
    /// 按登记的事实重新生成辖区内的待遇期间
    Derive(Derive),
    /// 登记职工的工作与退休情况
    Career(Career),
    /// 拟定视作缴费年限，由另一人审批（employer approve）
    Deemed(Deemed),
    /// 拟定给予一段待遇，由另一人审批（employer approve）
    Grant(Grant),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Entitlement) -> Result<Outcome> {
    match ask {
        Entitlement::Show(ask) => show::show(ask),
        Entitlement::Explain(ask) => show::explain(ask),
        Entitlement::Derive(ask) => show::derive(ask),
        Entitlement::Career(ask) => career::career(ask),
        Entitlement::Deemed(ask) => career::deemed(ask),
        Entitlement::Grant(ask) => career::grant(ask),
    }
}
