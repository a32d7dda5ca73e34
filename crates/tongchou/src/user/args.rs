//! What `tongchou user` is told.

use std::path::PathBuf;

use access::{GrantNo, Role};
use base::{Date, ProposalNo, RegionCode};
use clap::Args;

use crate::office::{OfficeArgs, PlaceArgs, date, region, role};

/// Options of `user init`.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    pub place: PlaceArgs,
    /// 统筹区（库中有多个统筹区时）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub pool: Option<RegionCode>,
    /// 第一名管理员：用户名:真实姓名:工号
    #[arg(long, value_name = "NAME:REAL:STAFF")]
    pub first: String,
    /// 第二名管理员：用户名:真实姓名:工号
    #[arg(long, value_name = "NAME:REAL:STAFF")]
    pub second: String,
    /// 所在单位
    #[arg(long, value_name = "NAME", default_value = "医疗保障局")]
    pub organisation: String,
    /// 授权截止日（缺省为一年后）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
}

/// The grant that is asked for.
#[derive(Debug, Args)]
pub struct Giving {
    /// 授予的角色
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub give: Role,
    /// 授权的区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub over: RegionCode,
    /// 授权起始日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// 授权截止日（缺省为一年后）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
}

/// Options of `user add`.
#[derive(Debug, Args)]
pub struct Add {
    /// 新用户的用户名
    pub name: String,
    /// 真实姓名
    #[arg(long, value_name = "NAME")]
    pub real_name: String,
    /// 工号
    #[arg(long, value_name = "NO")]
    pub staff_no: String,
    /// 所在单位
    #[arg(long, value_name = "NAME")]
    pub organisation: String,
    /// 单位所在区划（缺省同授权的区划）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: Option<RegionCode>,
    #[command(flatten)]
    pub giving: Giving,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `user grant`.
#[derive(Debug, Args)]
pub struct Grant {
    /// 用户名
    pub name: String,
    #[command(flatten)]
    pub giving: Giving,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A user by name.
#[derive(Debug, Args)]
pub struct Named {
    /// 用户名
    pub name: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `user approve`.
#[derive(Debug, Args)]
pub struct Decide {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 复核意见
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `user revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// 授权编号（见 user list）
    #[arg(value_parser = grant_no)]
    pub grant: GrantNo,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `user leave`.
#[derive(Debug, Args)]
pub struct Leave {
    /// 用户名
    pub name: String,
    /// 离岗日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `user password`.
#[derive(Debug, Args)]
pub struct Password {
    /// 新密码文件（只读第一行）；也可用环境变量 TONGCHOU_NEW_PASSWORD，两者都没有时在终端输入
    #[arg(long, value_name = "FILE")]
    pub new_password_file: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `user list`.
#[derive(Debug, Args)]
pub struct List {
    /// 列出各人今天的每项权限
    #[arg(long)]
    pub rights: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn grant_no(text: &str) -> Result<GrantNo, String> {
    text.parse()
}
