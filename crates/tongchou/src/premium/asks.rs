//! What the subcommands ask for.

use crate::office::{OfficeArgs, date, region};
use base::{BillNo, Date, Fen, OrganisationNo, PersonNo, ProposalNo, Ratio, RegionCode};
use clap::Args;
use enrolment::Month;
use enrolment::premium::{DeclarationNo, DisputeNo};
use std::path::PathBuf;

/// Options of `employer staff`.
#[derive(Debug, Args)]
pub struct Staff {
    /// 职工名册（.csv、.xlsx）：单位编号或单位信用代码、姓名、证件号码、起始日期、月工资（元）
    pub file: PathBuf,
    /// 单位所在区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 申报哪个年度的缴费基数（缺省只办增员）
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// 每行结果写入这个 CSV 文件
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer declare`.
#[derive(Debug, Args)]
pub struct Declare {
    /// 单位编号
    pub employer: OrganisationNo,
    /// 年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    /// 工资表（.csv、.xlsx）：人员编号、月平均工资（元）
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A declaration by number.
#[derive(Debug, Args)]
pub struct OfDeclaration {
    /// 申报编号
    #[arg(value_parser = declaration)]
    pub declaration: DeclarationNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer in-force`.
#[derive(Debug, Args)]
pub struct InForce {
    /// 申报编号
    #[arg(value_parser = declaration)]
    pub declaration: DeclarationNo,
    /// 启用日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A year.
#[derive(Debug, Args)]
pub struct OfYear {
    /// 年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer bill`.
#[derive(Debug, Args)]
pub struct Bill {
    /// 单位编号；不写则为辖区内全部单位
    pub employer: Option<OrganisationNo>,
    /// 月份，如 2026-07
    #[arg(long, value_name = "MONTH", value_parser = month)]
    pub month: Month,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer pay`.
#[derive(Debug, Args)]
pub struct Pay {
    /// 单位编号
    pub employer: OrganisationNo,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub amount: Fen,
    /// 到账日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 银行或税务的缴款凭证号
    #[arg(long, value_name = "TEXT")]
    pub reference: String,
    /// 缴费人指明的账单；不写则先补最早的欠费
    #[arg(long, value_name = "NO")]
    pub bill: Option<BillNo>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer take-back`.
#[derive(Debug, Args)]
pub struct TakeBack {
    /// 单位编号
    pub employer: OrganisationNo,
    /// 原缴款凭证号
    #[arg(long, value_name = "TEXT")]
    pub reference: String,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// An employer by number.
#[derive(Debug, Args)]
pub struct OfEmployer {
    /// 单位编号
    pub employer: OrganisationNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer defer`.
#[derive(Debug, Args)]
pub struct Defer {
    /// 单位编号
    pub employer: OrganisationNo,
    /// 缓缴起始日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 缓缴截止日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer dispute`.
#[derive(Debug, Args)]
pub struct Dispute {
    /// 账单编号
    pub bill: BillNo,
    /// 争议的内容
    #[arg(long, value_name = "TEXT")]
    pub claim: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer resolve`.
#[derive(Debug, Args)]
pub struct Resolve {
    /// 争议编号
    #[arg(value_parser = dispute)]
    pub dispute: DisputeNo,
    /// 查实的月平均工资：人员编号=元；可多次给出，不给则维持原数额
    #[arg(long, value_name = "NO=YUAN", value_parser = wage)]
    pub wage: Vec<(PersonNo, Fen)>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer variant`.
#[derive(Debug, Args)]
pub struct Variant {
    /// 代码，如 inpatient_pooling
    pub code: String,
    /// 名称，如 单建统筹
    #[arg(long, value_name = "NAME")]
    pub title: String,
    /// 单位缴费比例，如 6%
    #[arg(long, value_name = "RATE", value_parser = rate)]
    pub employer_rate: Ratio,
    /// 个人缴费比例
    #[arg(long, value_name = "RATE", value_parser = rate, default_value = "0%")]
    pub person_rate: Ratio,
    /// 职工有个人账户
    #[arg(long)]
    pub account: bool,
    /// 依据的文件与条款
    #[arg(long, value_name = "TEXT")]
    pub article: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `employer plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// 单位编号
    pub employer: OrganisationNo,
    /// 参保办法的代码
    #[arg(long, value_name = "CODE")]
    pub variant: String,
    /// 起始日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 截止日（缺省为长期）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A proposal that is decided.
#[derive(Debug, Args)]
pub struct Decide {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 复核意见（退回时必填）
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn declaration(text: &str) -> Result<DeclarationNo, String> {
    text.parse()
}

fn dispute(text: &str) -> Result<DisputeNo, String> {
    text.parse()
}

/// Reads a month of the command line.
pub fn month(text: &str) -> Result<Month, String> {
    Month::parse(text)
        .ok_or_else(|| format!("“{}”不是月份，请写成 2026-07。", base::show_value(text)))
}

/// Reads an amount in 元.
pub fn yuan(text: &str) -> Result<Fen, String> {
    Fen::parse_yuan(text).map_err(|error| error.zh())
}

fn rate(text: &str) -> Result<Ratio, String> {
    Ratio::parse(text).map_err(|error| error.zh())
}

fn wage(text: &str) -> Result<(PersonNo, Fen), String> {
    let told = || format!("“{}”应写成 人员编号=元。", base::show_value(text));
    let (person, amount) = text.split_once('=').ok_or_else(told)?;
    Ok((person.trim().parse()?, yuan(amount.trim())?))
}
