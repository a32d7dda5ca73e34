//! What the subcommands of `claim` ask for.

use std::path::PathBuf;

use base::{Date, Fen, PersonNo, ProposalNo, ProviderId, Ratio, RegionCode, Rounding};
use clap::Args;
use enrolment::{Month, Scheme};
use settlement::claim::paper::Ground;
use settlement::claim::{ClaimNo, DeductionKind, FundCode, ReimbursementNo};

use crate::office::{OfficeArgs, date, region};
use crate::premium::{month, yuan};

/// A month.
#[derive(Debug, Args)]
pub struct OfMonth {
    /// 月份，如 2026-02
    #[arg(value_name = "MONTH", value_parser = month)]
    pub month: Month,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim list`.
#[derive(Debug, Args)]
pub struct List {
    /// 只列这个月份
    #[arg(long, value_name = "MONTH", value_parser = month)]
    pub month: Option<Month>,
    /// 只列这个机构（编码）或参保人（人员编号）
    #[arg(long, value_name = "CODE")]
    pub claimant: Option<String>,
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A claim by number.
#[derive(Debug, Args)]
pub struct OfClaim {
    /// 申报编号
    #[arg(value_name = "CLAIM", value_parser = claim)]
    pub claim: ClaimNo,
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim submit`.
#[derive(Debug, Args)]
pub struct Submit {
    /// 申报编号
    #[arg(value_name = "CLAIM", value_parser = claim)]
    pub claim: ClaimNo,
    /// 机构申报的条数
    #[arg(long, value_name = "N")]
    pub count: usize,
    /// 机构申报的基金支付合计（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub fund: Fen,
    /// 机构申报的个人账户支付合计（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan, default_value = "0")]
    pub account: Fen,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim review` and `claim decide`.
#[derive(Debug, Args)]
pub struct Findings {
    /// 申报编号
    #[arg(value_name = "CLAIM", value_parser = claim)]
    pub claim: ClaimNo,
    /// 审核意见表（.csv、.xlsx）：结算编号、部分、意见、金额、责任、理由；不给出时全部同意支付
    #[arg(long, value_name = "FILE")]
    pub findings: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim resolve`.
#[derive(Debug, Args)]
pub struct Rulings {
    /// 申报编号
    #[arg(value_name = "CLAIM", value_parser = claim)]
    pub claim: ClaimNo,
    /// 决定表（.csv、.xlsx）：结算编号、部分、不予支付金额、责任、理由；只办随原结算处理的退费时可以不给
    #[arg(long, value_name = "FILE")]
    pub rulings: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim late`.
#[derive(Debug, Args)]
pub struct LateArgs {
    /// 期限届满前几个工作日提醒
    #[arg(long, value_name = "DAYS", default_value_t = 2)]
    pub remind: u32,
    /// 只列临期和超期的
    #[arg(long)]
    pub urgent: bool,
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options without more.
#[derive(Debug, Args)]
pub struct Plain {
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim calendar`.
#[derive(Debug, Args)]
pub struct Calendar {
    /// 年份
    #[arg(value_name = "YEAR")]
    pub year: i32,
    /// 放假通知的文号
    #[arg(long, value_name = "TEXT")]
    pub document: String,
    /// 放假的日子，可多次给出或以逗号分隔
    #[arg(long, value_name = "DATE", value_parser = date, value_delimiter = ',')]
    pub free: Vec<Date>,
    /// 调休上班的日子
    #[arg(long, value_name = "DATE", value_parser = date, value_delimiter = ',')]
    pub worked: Vec<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim office`.
#[derive(Debug, Args)]
pub struct OfficeOf {
    /// 机构编码
    #[arg(value_name = "CODE", value_parser = institution)]
    pub institution: ProviderId,
    /// 经办机构所在区划
    #[arg(value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim payee`.
#[derive(Debug, Args)]
pub struct PayeeArgs {
    /// 机构编码；参保人用 --person
    #[arg(value_name = "CODE", value_parser = institution, required_unless_present = "person")]
    pub institution: Option<ProviderId>,
    /// 人员编号
    #[arg(long, value_name = "PERSON", conflicts_with = "institution")]
    pub person: Option<PersonNo>,
    /// 机构或参保人所在区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 户名
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// 账号
    #[arg(long, value_name = "NO")]
    pub account: String,
    /// 开户行
    #[arg(long, value_name = "BANK")]
    pub bank: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim deduct`.
#[derive(Debug, Args)]
pub struct Deduct {
    /// 机构编码
    #[arg(value_name = "CODE", value_parser = institution)]
    pub institution: ProviderId,
    /// 参保县（区）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub county: RegionCode,
    /// 基金
    #[arg(long, value_name = "FUND", value_parser = fund)]
    pub fund: FundCode,
    /// 险种
    #[arg(long, value_name = "SCHEME", value_parser = scheme)]
    pub scheme: Scheme,
    /// 种类：audit 稽核、assessment 考核、prepaid 冲抵预付金、agreed 协议
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: DeductionKind,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub amount: Fen,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim deposit`.
#[derive(Debug, Args)]
pub struct DepositArgs {
    /// 扣留比例，如 5%
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub share: Ratio,
    /// 从哪一天起
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 依据：协议或文件的条款
    #[arg(long, value_name = "TEXT")]
    pub article: String,
    /// 只对这个机构；不给出时对所有机构
    #[arg(long, value_name = "CODE", value_parser = institution)]
    pub institution: Option<ProviderId>,
    /// 取整方式
    #[arg(long, value_name = "NAME", default_value = "half_up", value_parser = rounding)]
    pub rounding: Rounding,
    /// 扣留时即入账（缺省只作备查，返还时列支）
    #[arg(long)]
    pub booked: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim approve` and `claim reject`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// 待复核事项的编号
    #[arg(value_name = "PROPOSAL")]
    pub proposal: ProposalNo,
    /// 意见；退回时必填
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim ground`.
#[derive(Debug, Args)]
pub struct GroundArgs {
    /// 事由
    #[arg(value_name = "GROUND", value_parser = ground)]
    pub ground: Ground,
    /// 市外就医的（缺省为市内）
    #[arg(long)]
    pub elsewhere: bool,
    /// 依据的条款
    #[arg(long, value_name = "TEXT")]
    pub article: String,
    /// 不再受理
    #[arg(long)]
    pub drop: bool,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `claim receive`.
#[derive(Debug, Args)]
pub struct Receive {
    /// 人员编号
    #[arg(value_name = "PERSON")]
    pub person: PersonNo,
    /// 就医地区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub care_at: RegionCode,
    /// 事由
    #[arg(long, value_name = "GROUND", value_parser = ground)]
    pub ground: Ground,
    /// 递交人姓名
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// 票据表（.csv、.xlsx）：开票单位、票据号码、开票日期、金额、是否原件
    #[arg(long, value_name = "FILE")]
    pub bills: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// An application by number.
#[derive(Debug, Args)]
pub struct OfApplication {
    /// 受理编号
    #[arg(value_name = "APPLICATION", value_parser = application)]
    pub application: ReimbursementNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn number<T>(text: &str, make: impl Fn(i64) -> Option<T>) -> Result<T, String> {
    let parsed = text.trim().parse::<i64>().ok().and_then(make);
    parsed.ok_or_else(|| format!("“{}”不是编号，请填写正整数。", base::show_value(text)))
}

fn word<T>(text: &str, found: Option<T>, all: &[&str]) -> Result<T, String> {
    found.ok_or_else(|| {
        let all = all.join("、");
        format!("没有“{}”，可选：{all}。", base::show_value(text))
    })
}

/// Reads the number of a claim.
pub fn claim(text: &str) -> Result<ClaimNo, String> {
    number(text, ClaimNo::new)
}

fn application(text: &str) -> Result<ReimbursementNo, String> {
    number(text, ReimbursementNo::new)
}

/// Reads the code of an institution.
pub fn institution(text: &str) -> Result<ProviderId, String> {
    ProviderId::new(text).map_err(|error| error.zh())
}

/// Reads the word of a fund, as the books know it.
pub fn fund(text: &str) -> Result<FundCode, String> {
    let known = ledger::entry::Fund::parse(text);
    let all: Vec<&str> = ledger::entry::Fund::ALL
        .iter()
        .map(|one| one.code())
        .collect();
    let known = known.and_then(|fund| FundCode::new(fund.code()).ok());
    word(text, known, &all)
}

fn scheme(text: &str) -> Result<Scheme, String> {
    word(text, Scheme::parse(text), &["resident", "employee"])
}

fn kind(text: &str) -> Result<DeductionKind, String> {
    let all: Vec<&str> = DeductionKind::ALL.iter().map(|one| one.code()).collect();
    word(text, DeductionKind::parse(text), &all)
}

fn ground(text: &str) -> Result<Ground, String> {
    let all: Vec<&str> = Ground::ALL.iter().map(|one| one.code()).collect();
    word(text, Ground::parse(text), &all)
}

/// Reads a ratio such as 5%.
pub fn ratio(text: &str) -> Result<Ratio, String> {
    Ratio::parse(text).map_err(|error| error.zh())
}

/// Reads a rounding.
pub fn rounding(text: &str) -> Result<Rounding, String> {
    Rounding::parse(text).map_err(|error| error.zh())
}
