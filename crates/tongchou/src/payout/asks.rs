//! What the subcommands of `payout` ask for.

use std::path::PathBuf;

use base::{Date, ProposalNo, ProviderId, Ratio, Rounding};
use clap::Args;
use settlement::claim::FundCode;
use settlement::payout::{PayoutNo, TransferNo};

use crate::claim::{fund, institution, ratio, rounding};
use crate::office::{OfficeArgs, date};

/// Options without more.
#[derive(Debug, Args)]
pub struct Plain {
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `payout propose`.
#[derive(Debug, Args)]
pub struct OfFund {
    /// 基金
    #[arg(value_name = "FUND", value_parser = fund)]
    pub fund: FundCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `payout approve` and `payout reject`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// 待审批事项的编号
    #[arg(value_name = "PROPOSAL")]
    pub proposal: ProposalNo,
    /// 意见；退回时必填
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A payout by number.
#[derive(Debug, Args)]
pub struct OfPayout {
    /// 付款批次
    #[arg(value_name = "PAYOUT", value_parser = payout)]
    pub payout: PayoutNo,
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `payout file`.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// 付款批次
    #[arg(value_name = "PAYOUT", value_parser = payout)]
    pub payout: PayoutNo,
    /// 写入这个文件
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `payout answer`.
#[derive(Debug, Args)]
pub struct AnswerArgs {
    /// 付款批次
    #[arg(value_name = "PAYOUT", value_parser = payout)]
    pub payout: PayoutNo,
    /// 回盘（.csv、.xlsx、.txt）：付款编号、金额、日期、结果（已付或退回）、备注
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `payout bounce`.
#[derive(Debug, Args)]
pub struct Back {
    /// 付款编号
    #[arg(value_name = "TRANSFER", value_parser = transfer)]
    pub transfer: TransferNo,
    /// 银行退回的日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Date,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A transfer by number.
#[derive(Debug, Args)]
pub struct OfTransfer {
    /// 付款编号
    #[arg(value_name = "TRANSFER", value_parser = transfer)]
    pub transfer: TransferNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `payout deposit`.
#[derive(Debug, Args)]
pub struct Deposit {
    /// 基金
    #[arg(value_name = "FUND", value_parser = fund)]
    pub fund: FundCode,
    /// 机构编码
    #[arg(value_name = "CODE", value_parser = institution)]
    pub institution: ProviderId,
    /// 考核年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    /// 返还比例，如 85%
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub share: Ratio,
    /// 取整方式
    #[arg(long, value_name = "NAME", default_value = "half_up", value_parser = rounding)]
    pub rounding: Rounding,
    /// 考核结果的文号
    #[arg(long, value_name = "TEXT")]
    pub document: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn number<T>(text: &str, make: impl Fn(i64) -> Option<T>) -> Result<T, String> {
    let parsed = text.trim().parse::<i64>().ok().and_then(make);
    parsed.ok_or_else(|| format!("“{}”不是编号，请填写正整数。", base::show_value(text)))
}

fn payout(text: &str) -> Result<PayoutNo, String> {
    number(text, PayoutNo::new)
}

fn transfer(text: &str) -> Result<TransferNo, String> {
    number(text, TransferNo::new)
}
