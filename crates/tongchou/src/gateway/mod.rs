//! `tongchou gateway`: accounts and keys of hospitals' software, and the test of its messages.

mod accounts;
mod args;
mod check;
mod lists;
pub mod vault;

use anyhow::Result;
use clap::Subcommand;

use crate::exit::Outcome;
pub use args::KeyFileArgs;
use args::{Account, Check, Decide, Init, Key, List, Reject, Revoke, Secret, Status};

/// Commands about the provider interface.
#[derive(Debug, Subcommand)]
pub enum Gateway {
    /// 建立接口密钥文件和平台SM2密钥对，显示平台公钥（交给要验签的医药机构）
    Init(Init),
    /// 拟定接口账号：方言、可代哪些机构发送、有效期；由另一人复核后生效
    Account(Account),
    /// 拟定更换账号密钥；复核时生成新密钥，旧密钥随即作废
    Secret(Secret),
    /// 拟定机构密钥：登记机构的SM2公钥，或为机构生成SM4密钥
    Key(Key),
    /// 复核通过接口事项；生成的密钥只显示这一次
    Approve(Decide),
    /// 退回接口事项
    Reject(Reject),
    /// 立即停用一个接口账号
    Revoke(Revoke),
    /// 列出接口账号（不显示密钥）
    List(List),
    /// 各机构最近一次联网时间，标出超过时限没有联网的
    Status(Status),
    /// 检测报文是否符合接口规范，逐条指出规则和字段（不需要数据库）
    Check(Check),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Gateway) -> Result<Outcome> {
    match ask {
        Gateway::Init(ask) => accounts::init(ask),
        Gateway::Account(ask) => accounts::account(ask),
        Gateway::Secret(ask) => accounts::secret(ask),
        Gateway::Key(ask) => accounts::key(ask),
        Gateway::Approve(ask) => accounts::approve(ask),
        Gateway::Reject(ask) => accounts::reject(ask),
        Gateway::Revoke(ask) => accounts::revoke(ask),
        Gateway::List(ask) => lists::list(ask),
        Gateway::Status(ask) => lists::status(ask),
        Gateway::Check(ask) => check::check(ask),
    }
}
