//! What the subcommands ask for.

use crate::office::{OfficeArgs, date, region};
use base::{Date, Fen, PersonnelCode, ProposalNo, RegionCode, RegionLevel};
use clap::Args;
use directory::agreement::contract::{EndReason, SupplementReason};
use directory::agreement::{DesignationNo, Measure, SanctionNo, Service};
use directory::provider::ProviderCode;
use service::provider::RuleKind;
use std::path::PathBuf;
use store::provider::change::ChangeNo;

/// A file to take in.
#[derive(Debug, Args)]
pub struct Intake {
    /// 文件（.csv、.xlsx）
    pub file: PathBuf,
    /// 机构所在区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 每行结果写入这个 CSV 文件
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Lists of two schemes.
#[derive(Debug, Args)]
pub struct Merge {
    /// 名单文件（.csv、.xlsx）：名单、旧编码、机构名称、机构类型、区划、统一社会信用代码、许可证号
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A list as of a day.
#[derive(Debug, Args)]
pub struct Lists {
    /// 哪一天（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 写入文件（.csv、.xlsx）
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A list over a time.
#[derive(Debug, Args)]
pub struct Period {
    /// 第一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 最后一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    /// 写入文件（.csv、.xlsx）
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Fees of a time.
#[derive(Debug, Args)]
pub struct Fees {
    /// 提请公布，由另一人复核（provider approve）
    #[arg(long)]
    pub publish: bool,
    #[command(flatten)]
    pub period: Period,
}

/// Counts by type.
#[derive(Debug, Args)]
pub struct Counts {
    /// 区划（缺省为整个统筹区）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: Option<RegionCode>,
    /// 只统计当日有有效协议的
    #[arg(long)]
    pub designated: bool,
    #[command(flatten)]
    pub list: Lists,
}

/// A provider by its code.
#[derive(Debug, Args)]
pub struct CodeAsk {
    /// 机构编码（12 位）
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A provider, or all.
#[derive(Debug, Args)]
pub struct MaybeCode {
    /// 机构编码（缺省为全部）
    #[arg(value_parser = code)]
    pub code: Option<ProviderCode>,
    #[command(flatten)]
    pub list: Lists,
}

/// A licence.
#[derive(Debug, Args)]
pub struct Licence {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 证号
    #[arg(long, value_name = "TEXT")]
    pub number: String,
    /// 有效期首日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 有效期末日（缺省为长期）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A change.
#[derive(Debug, Args)]
pub struct ChangeAsk {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 变更项目：name、address、kind、grade、ownership、rank、networked、beds、representative
    #[arg(long, value_name = "FIELD")]
    pub field: String,
    /// 新的内容；地址写成“区划 地址”，类型、等级写代码
    #[arg(long, value_name = "TEXT")]
    pub value: String,
    /// 自哪天起
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 批准材料的文号
    #[arg(long, value_name = "TEXT")]
    pub evidence: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A change by number.
#[derive(Debug, Args)]
pub struct OfChange {
    /// 变更编号
    #[arg(value_parser = number::<ChangeNo>)]
    pub change: ChangeNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// An application.
#[derive(Debug, Args)]
pub struct Apply {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 申请材料
    #[arg(long, value_name = "TEXT")]
    pub evidence: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A step of an application.
#[derive(Debug, Args)]
pub struct Confirm {
    /// 申请编号
    #[arg(value_parser = number::<DesignationNo>)]
    pub designation: DesignationNo,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// 依据材料
    #[arg(long, value_name = "TEXT")]
    pub evidence: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A version of the text.
#[derive(Debug, Args)]
pub struct Text {
    /// 文本文件（.csv、.xlsx）：条款、内容
    pub file: PathBuf,
    /// 版本号，如 2026-1
    #[arg(long = "edition", value_name = "TEXT")]
    pub version: String,
    /// 自哪天起使用
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 零售药店的文本（缺省为医疗机构的）
    #[arg(long)]
    pub pharmacies: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// An agreement.
#[derive(Debug, Args)]
pub struct Sign {
    /// 申请编号
    #[arg(value_parser = number::<DesignationNo>)]
    pub designation: DesignationNo,
    /// 首日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 末日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    /// 服务，如 outpatient、inpatient、chronic；可多次给出
    #[arg(long = "service", value_name = "WORD", value_parser = service, required = true)]
    pub services: Vec<Service>,
    /// 经办机构签字人
    #[arg(long, value_name = "NAME")]
    pub for_agency: String,
    /// 机构签字人
    #[arg(long, value_name = "NAME")]
    pub for_provider: String,
    /// 双方所持的文本（缺省为现行统一文本）；逐字核对，有改动的不能签
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A supplementary agreement.
#[derive(Debug, Args)]
pub struct Supplement {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 原因：converted（机构转型）、services（增加服务）、settlement（结算约定）、other
    #[arg(long, value_name = "WORD", value_parser = supplement)]
    pub reason: SupplementReason,
    /// 自哪天起
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 增加的服务；可多次给出
    #[arg(long = "service", value_name = "WORD", value_parser = service)]
    pub services: Vec<Service>,
    /// 补充条款（.csv、.xlsx）：条款、内容
    #[arg(long, value_name = "FILE")]
    pub clauses: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// The way out.
#[derive(Debug, Args)]
pub struct End {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 可以开始新就诊的最后一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last_day: Date,
    /// 原因：agreed（协商解除）、provider（机构申请）、breach（违约解除）、closed（停业注销）
    #[arg(long, value_name = "WORD", value_parser = ending)]
    pub reason: EndReason,
    /// 文书
    #[arg(long, value_name = "TEXT")]
    pub evidence: String,
    /// 到期不再续签（协议执行到期满）
    #[arg(long)]
    pub not_renewed: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A sanction.
#[derive(Debug, Args)]
pub struct Sanction {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 处理：warning、fine、suspension、cancellation
    #[arg(long, value_name = "WORD", value_parser = measure)]
    pub measure: Measure,
    /// 首日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 末日（暂停结算必填）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    /// 违规事实
    #[arg(long, value_name = "TEXT")]
    pub facts: String,
    /// 违反的文件与条款
    #[arg(long, value_name = "TEXT")]
    pub broken: String,
    /// 基金损失（元）
    #[arg(long, value_name = "YUAN", value_parser = crate::premium::yuan)]
    pub loss: Fen,
    /// 情节严重
    #[arg(long)]
    pub serious: bool,
    /// 证据编号
    #[arg(long, value_name = "TEXT")]
    pub evidence: String,
    /// 罚款（元）
    #[arg(long, value_name = "YUAN", value_parser = crate::premium::yuan)]
    pub fine: Option<Fen>,
    /// 只处理这个科室
    #[arg(long, value_name = "CODE", conflicts_with = "person")]
    pub department: Option<String>,
    /// 只处理这名医务人员
    #[arg(long, value_name = "CODE", value_parser = person)]
    pub person: Option<PersonnelCode>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// The lifting of a sanction.
#[derive(Debug, Args)]
pub struct Lift {
    /// 处理编号
    #[arg(value_parser = number::<SanctionNo>)]
    pub sanction: SanctionNo,
    /// 自哪天起解除；早于或等于首日即为撤销
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Rules of the city.
#[derive(Debug, Args)]
pub struct Rules {
    /// 规则文件（.toml）
    pub file: PathBuf,
    /// 类别：designation（定点规则）、assessment（医疗机构考核）、assessment_pharmacy（药店考核）
    #[arg(long, value_name = "WORD", value_parser = rule_kind)]
    pub kind: RuleKind,
    /// 自哪天起施行
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// An assessment.
#[derive(Debug, Args)]
pub struct Assess {
    /// 机构编码
    #[arg(value_parser = code)]
    pub code: ProviderCode,
    /// 指标文件（.csv、.xlsx）：指标、数值、依据
    pub file: PathBuf,
    /// 考核日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A score sheet.
#[derive(Debug, Args)]
pub struct Score {
    /// 申请编号
    #[arg(value_parser = number::<DesignationNo>)]
    pub designation: DesignationNo,
    /// 评分文件（.csv、.xlsx）：条件、得分、依据
    pub file: PathBuf,
    /// 批次名称
    #[arg(long, value_name = "TEXT")]
    pub round: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Results of a round.
#[derive(Debug, Args)]
pub struct Results {
    /// 批次名称
    pub round: String,
    /// 名额（缺省为不限）
    #[arg(long, value_name = "N")]
    pub places: Option<u32>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A transfer.
#[derive(Debug, Args)]
pub struct Transfer {
    /// 人员编码
    #[arg(value_parser = person)]
    pub person: PersonnelCode,
    /// 转出机构（不写则为增加执业地点）
    #[arg(long, value_name = "CODE", value_parser = code)]
    pub from: Option<ProviderCode>,
    /// 转入机构
    #[arg(long, value_name = "CODE", value_parser = code)]
    pub to: ProviderCode,
    /// 转入的科室编码
    #[arg(long, value_name = "CODE")]
    pub department: Option<String>,
    /// 自哪天起
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Date,
    /// 作为主执业机构
    #[arg(long)]
    pub main: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// The planning view.
#[derive(Debug, Args)]
pub struct Planning {
    /// 参保人数文件（.csv、.xlsx）：区划、参保人数
    pub file: PathBuf,
    /// 按哪一级：county、township、village
    #[arg(long, value_name = "WORD", value_parser = level, default_value = "township")]
    pub level: RegionLevel,
    #[command(flatten)]
    pub list: Lists,
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

/// Reads the code of a provider.
pub fn code(text: &str) -> Result<ProviderCode, String> {
    ProviderCode::parse(text).map_err(|error| error.zh())
}

fn person(text: &str) -> Result<PersonnelCode, String> {
    PersonnelCode::parse(text).map_err(|error| error.zh())
}

fn number<T: std::str::FromStr<Err = String>>(text: &str) -> Result<T, String> {
    text.parse()
}

fn one_of<T>(found: Option<T>, text: &str, all: &[&str]) -> Result<T, String> {
    found.ok_or_else(|| {
        format!(
            "“{}”不在可选之列：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

fn service(text: &str) -> Result<Service, String> {
    let all: Vec<&str> = Service::ALL.iter().map(|one| one.code()).collect();
    one_of(Service::parse(text), text, &all)
}

fn supplement(text: &str) -> Result<SupplementReason, String> {
    let all: Vec<&str> = SupplementReason::ALL.iter().map(|one| one.code()).collect();
    one_of(SupplementReason::parse(text), text, &all)
}

fn ending(text: &str) -> Result<EndReason, String> {
    let all: Vec<&str> = EndReason::ALL.iter().map(|one| one.code()).collect();
    one_of(EndReason::parse(text), text, &all)
}

fn measure(text: &str) -> Result<Measure, String> {
    let all: Vec<&str> = Measure::ALL.iter().map(|one| one.code()).collect();
    one_of(Measure::parse(text), text, &all)
}

fn rule_kind(text: &str) -> Result<RuleKind, String> {
    let all: Vec<&str> = RuleKind::ALL.iter().map(|one| one.code()).collect();
    one_of(RuleKind::parse(text), text, &all)
}

fn level(text: &str) -> Result<RegionLevel, String> {
    let found = match text {
        "county" => Some(RegionLevel::County),
        "township" => Some(RegionLevel::Township),
        "village" => Some(RegionLevel::Village),
        _ => None,
    };
    one_of(found, text, &["county", "township", "village"])
}
