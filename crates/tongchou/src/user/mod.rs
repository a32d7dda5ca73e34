//! `tongchou user`: users, grants, passwords.

mod args;
mod changes;
mod first;
mod lists;

use anyhow::Result;
use clap::Subcommand;

use crate::exit::Outcome;
use args::{Add, Decide, Grant, Init, Leave, List, Named, Password, Revoke};

/// Commands about users.
#[derive(Debug, Subcommand)]
pub enum User {
    /// 建立本统筹区最初的两名系统管理员（只能一次），显示各自的初始密码
    Init(Init),
    /// 拟定新用户及其第一项授权，显示初始密码的前一半；由另一名管理员复核后生效
    Add(Add),
    /// 为已有用户拟定一项授权；由另一名管理员复核后生效
    Grant(Grant),
    /// 拟定重置密码，显示初始密码的前一半；由另一名管理员复核后生效
    Reset(Named),
    /// 复核通过用户事项；有初始密码的，显示后一半
    Approve(Decide),
    /// 立即撤销一项授权
    Revoke(Revoke),
    /// 登记离岗：停用账号并撤销全部授权
    Leave(Leave),
    /// 修改本人密码（初始密码和过期密码只能用来修改密码）
    Password(Password),
    /// 列出用户、授权和各人今天的权限
    List(List),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &User) -> Result<Outcome> {
    match ask {
        User::Init(ask) => first::init(ask),
        User::Add(ask) => changes::add(ask),
        User::Grant(ask) => changes::grant(ask),
        User::Reset(ask) => changes::reset(ask),
        User::Approve(ask) => changes::approve(ask),
        User::Revoke(ask) => changes::revoke(ask),
        User::Leave(ask) => changes::leave(ask),
        User::Password(ask) => changes::password(ask),
        User::List(ask) => lists::list(ask),
    }
}
