//! What the subcommands ask for.

use crate::office::{OfficeArgs, date};
use base::{Date, PersonNo, TxNo};
use clap::Args;
use enrolment::Scheme;
use enrolment::ask::Membership;

/// Options of `entitlement show`.
#[derive(Debug, Args)]
pub struct Show {
    /// 人员编号
    pub person: PersonNo,
    /// 按当时所知：到这一号事务为止
    #[arg(long, value_name = "TX")]
    pub known: Option<TxNo>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `entitlement explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// 人员编号
    pub person: PersonNo,
    /// 日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `entitlement derive`.
#[derive(Debug, Args)]
pub struct Derive {
    /// 只生成居民
    #[arg(long, conflicts_with = "employees")]
    pub residents: bool,
    /// 只生成职工
    #[arg(long)]
    pub employees: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `entitlement career`.
#[derive(Debug, Args)]
pub struct Career {
    /// 人员编号
    pub person: PersonNo,
    /// 参加工作日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub employed_on: Option<Date>,
    /// 达到法定退休年龄的日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub age_on: Option<Date>,
    /// 按国家规定延长工作年限（true、false）
    #[arg(long, value_name = "BOOL")]
    pub extended: Option<bool>,
    /// 办理退休手续日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub retired_on: Option<Date>,
    /// 可领取养老金的首日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub pension_from: Option<Date>,
    /// 中断享受养老待遇（true、false）
    #[arg(long, value_name = "BOOL")]
    pub interrupted: Option<bool>,
    /// 参保身份：employee、self_employed、unemployed
    #[arg(long, value_name = "WORD", value_parser = membership)]
    pub membership: Option<Membership>,
    /// 建账以前的缴费月数
    #[arg(long, value_name = "N")]
    pub months_before: Option<i64>,
    /// 参保关系终止日（死亡、转出）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub ended_on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `entitlement deemed`.
#[derive(Debug, Args)]
pub struct Deemed {
    /// 人员编号
    pub person: PersonNo,
    /// 月数
    #[arg(long, value_name = "N")]
    pub months: i64,
    /// 来源（档案、转移凭证）
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// 计算办法（另行规定的文件）；没有时留空
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub rule: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `entitlement grant`.
#[derive(Debug, Args)]
pub struct Grant {
    /// 人员编号
    pub person: PersonNo,
    /// 险种：resident、employee
    #[arg(long, value_name = "WORD", value_parser = scheme)]
    pub scheme: Scheme,
    /// 起始日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 截止日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    /// 依据的文件与条款
    #[arg(long, value_name = "TEXT")]
    pub article: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn membership(text: &str) -> Result<Membership, String> {
    Membership::parse(text).ok_or_else(|| "请写 employee、self_employed 或 unemployed。".to_owned())
}

fn scheme(text: &str) -> Result<Scheme, String> {
    Scheme::parse(text).ok_or_else(|| "请写 resident 或 employee。".to_owned())
}
