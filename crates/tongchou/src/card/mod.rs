//! `tongchou card`: cards and other credentials.

mod asks;
mod lists;
mod steps;
mod token;
mod window;

use anyhow::Result;
use clap::Subcommand;

use asks::{
    BankIn, BankOut, Check, Confirm, Correct, File, Link, Log, Make, Replace, Show, Step, Unlink,
    Voucher, VoucherCheck,
};

use crate::exit::Outcome;

/// Commands about cards and other credentials.
#[derive(Debug, Subcommand)]
pub enum Card {
    /// 归档卡证业务表单的扫描件；各步业务都要写明表单号
    Form(File),
    /// 按名单批量制卡（人员编号、卡号）；制好的卡未启用
    Make(Make),
    /// 承接并入险种的旧卡（人员编号、卡号、状态），与新卡并行使用
    TakeOver(Make),
    /// 发放
    HandOver(Step),
    /// 启用
    Activate(Step),
    /// 挂失
    Lose(Step),
    /// 解挂
    Release(Step),
    /// 注销
    Cancel(Step),
    /// 补换：旧卡停用，同时制新卡，不等银行
    Replace(Replace),
    /// 查看一人的卡和各步业务
    Show(Show),
    /// 向银行送开户名单
    BankOut(BankOut),
    /// 收银行回盘：已开户，或退回及原因
    BankIn(BankIn),
    /// 关联居民健康卡等其他凭证
    Link(Link),
    /// 解除关联
    Unlink(Unlink),
    /// 签发医保电子凭证：短时有效，带签名
    Voucher(Voucher),
    /// 不连数据库，凭公钥核验电子凭证
    VoucherCheck(VoucherCheck),
    /// 在窗口核验凭证；无论通过与否都留痕
    Check(Check),
    /// 查看一处一天的凭证核验记录
    Log(Log),
    /// 更正姓名、性别、出生日期、身份证号等基本信息，由另一人复核
    Correct(Correct),
    /// 复核基本信息更正
    Confirm(Confirm),
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Card) -> Result<Outcome> {
    use service::credential::life::Deed;
    match ask {
        Card::Form(ask) => window::file(ask),
        Card::Make(ask) => lists::make(ask),
        Card::TakeOver(ask) => lists::take_over(ask),
        Card::HandOver(ask) => steps::step(ask, Deed::HandOver),
        Card::Activate(ask) => steps::step(ask, Deed::Activate),
        Card::Lose(ask) => steps::step(ask, Deed::Lose),
        Card::Release(ask) => steps::step(ask, Deed::Release),
        Card::Cancel(ask) => steps::step(ask, Deed::Cancel),
        Card::Replace(ask) => steps::replace(ask),
        Card::Show(ask) => steps::show(ask),
        Card::BankOut(ask) => lists::bank_out(ask),
        Card::BankIn(ask) => lists::bank_in(ask),
        Card::Link(ask) => window::link(ask),
        Card::Unlink(ask) => window::unlink(ask),
        Card::Voucher(ask) => token::issue(ask),
        Card::VoucherCheck(ask) => token::check(ask),
        Card::Check(ask) => window::check(ask),
        Card::Log(ask) => window::log(ask),
        Card::Correct(ask) => window::correct(ask),
        Card::Confirm(ask) => window::confirm(ask),
    }
}
