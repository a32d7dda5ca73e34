//! Options of `tongchou enrol`.

use std::path::PathBuf;

use base::{BatchNo, Date, EnrolmentNo, OrganisationNo, PersonNo, RegionCode};
use clap::Args;
use enrolment::Scheme;
use enrolment::membership::{Channel, EndReason, Standing};
use enrolment::regime::Residence;

use super::words::{channel, end_reason, residence, scheme, standing};
use crate::office::{OfficeArgs, date, region};

/// Options of `enrol add`.
#[derive(Debug, Args)]
pub struct Add {
    /// 人员编号
    #[arg(long, value_name = "NO")]
    pub person: PersonNo,
    /// 参保地
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    /// 制度
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保身份
    #[arg(long, value_name = "STANDING", value_parser = standing, default_value = "resident")]
    pub standing: Standing,
    /// 已取得本人（或监护人）同意
    #[arg(long)]
    pub consent: bool,
    /// 不在户籍地参保的理由
    #[arg(long, value_name = "CODE")]
    pub place_reason: Option<String>,
    /// 申请日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 起始日（职工医保必填）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// 户、学校、单位等编号
    #[arg(long, value_name = "NO")]
    pub collective: Option<i64>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol batch`.
#[derive(Debug, Args)]
pub struct List {
    /// 名单（CSV、TSV、TXT、XLSX），须有“人员编号”或“证件号码”列
    pub file: PathBuf,
    /// 名单所属地区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    /// 申报途径
    #[arg(long, value_name = "CHANNEL", value_parser = channel, default_value = "village")]
    pub by: Channel,
    /// 制度
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 参保身份
    #[arg(long, value_name = "STANDING", value_parser = standing, default_value = "resident")]
    pub standing: Standing,
    /// 名单上的人都已同意参保
    #[arg(long)]
    pub consent: bool,
    /// 申请日（缺省为今天；续办时应与首次相同）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 起始日（职工医保必填）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// 学校、代办单位等编号
    #[arg(long, value_name = "NO")]
    pub collective: Option<i64>,
    /// 把逐人结果写成文件
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol review` and the like.
#[derive(Debug, Args)]
pub struct Step {
    /// 参保登记编号
    #[arg(value_name = "NO", conflicts_with = "batch")]
    pub numbers: Vec<EnrolmentNo>,
    /// 整批办理：批次编号
    #[arg(long, value_name = "BATCH")]
    pub batch: Option<BatchNo>,
    /// 原因或意见
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol to-employee` and `enrol to-resident`.
#[derive(Debug, Args)]
pub struct Move {
    /// 人员编号
    #[arg(long, value_name = "NO")]
    pub person: PersonNo,
    /// 新的参保地
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 起始日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 参保身份（转职工医保时）
    #[arg(long, value_name = "STANDING", value_parser = standing, default_value = "working")]
    pub standing: Standing,
    /// 单位编号（转职工医保时）
    #[arg(long, value_name = "NO")]
    pub employer: Option<OrganisationNo>,
    /// 居民制度（回到居民医保时）
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol end`.
#[derive(Debug, Args)]
pub struct End {
    /// 参保登记编号
    pub enrolment: EnrolmentNo,
    /// 最后一日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last_day: Date,
    /// 原因
    #[arg(long, value_name = "WHY", value_parser = end_reason)]
    pub why: EndReason,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol old-data`.
#[derive(Debug, Args)]
pub struct OldData {
    /// 名单：人员编号或证件号码、制度、参保地、起始日、截止日、已缴金额
    pub file: PathBuf,
    /// 名单所属地区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol resolve`.
#[derive(Debug, Args)]
pub struct Resolve {
    /// 待办事项编号
    pub item: i64,
    /// 保留的参保登记
    #[arg(long, value_name = "NO")]
    pub keep: EnrolmentNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol track`.
#[derive(Debug, Args)]
pub struct Track {
    /// 人员编号
    #[arg(long, value_name = "NO")]
    pub person: PersonNo,
    /// 参保地
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 城镇居民 urban 或农村居民 rural
    #[arg(long, value_name = "WORD", value_parser = residence)]
    pub residence: Residence,
    /// 缴纳城镇医保个人筹资款的日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub paid: Option<Date>,
    /// 信息录入的日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub recorded: Option<Date>,
    /// 本人选择的制度
    #[arg(long, value_name = "SCHEME", value_parser = scheme)]
    pub choose: Option<Scheme>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol track-by-hand`.
#[derive(Debug, Args)]
pub struct TrackByHand {
    /// 待办事项编号
    pub item: i64,
    /// 制度
    #[arg(long, value_name = "SCHEME", value_parser = scheme)]
    pub scheme: Scheme,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol mandates`.
#[derive(Debug, Args)]
pub struct Mandates {
    /// 名单：人员编号、银行、账号、起始日
    pub file: PathBuf,
    /// 名单所属地区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol debits`.
#[derive(Debug, Args)]
pub struct Debits {
    /// 银行回盘：人员编号、结果（debited 或 failed）、原因
    pub file: PathBuf,
    /// 扣的是哪个年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol renew`.
#[derive(Debug, Args)]
pub struct Renew {
    /// 地区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 上一年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    /// 新年度的制度
    #[arg(long, value_name = "SCHEME", value_parser = scheme, default_value = "resident")]
    pub scheme: Scheme,
    /// 申请日（缺省为今天；续办时应与首次相同）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A person.
#[derive(Debug, Args)]
pub struct Of {
    /// 人员编号
    pub person: PersonNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `enrol unenrolled`.
#[derive(Debug, Args)]
pub struct Page {
    /// 日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 逐人列出
    #[arg(long)]
    pub list: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A year.
#[derive(Debug, Args)]
pub struct Year {
    /// 年度
    pub year: i32,
    #[command(flatten)]
    pub office: OfficeArgs,
}
