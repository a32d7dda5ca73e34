//! What the subcommands ask for.

use crate::office::{OfficeArgs, date};
use base::{Date, PersonNo, ProposalNo};
use clap::Args;
use enrolment::credential::{CardNo, CredentialKind};
use enrolment::people::Field;
use std::path::PathBuf;

/// What every act at the card window says.
#[derive(Debug, Args)]
pub struct ActArgs {
    /// 归档表单号
    #[arg(long, value_name = "NO")]
    pub form: String,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// 日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
}

/// Options of `card form`.
#[derive(Debug, Args)]
pub struct File {
    /// 表单号
    pub no: String,
    /// 扫描件
    pub file: PathBuf,
    /// 名称
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card make` and `card take-over`.
#[derive(Debug, Args)]
pub struct Make {
    /// 名单：CSV 或 Excel
    pub file: PathBuf,
    #[command(flatten)]
    pub act: ActArgs,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of the steps of a card.
#[derive(Debug, Args)]
pub struct Step {
    /// 卡号
    #[arg(value_parser = card)]
    pub card: CardNo,
    #[command(flatten)]
    pub act: ActArgs,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card replace`.
#[derive(Debug, Args)]
pub struct Replace {
    /// 旧卡号
    #[arg(value_parser = card)]
    pub old: CardNo,
    /// 新卡号
    #[arg(value_parser = card)]
    pub new: CardNo,
    #[command(flatten)]
    pub act: ActArgs,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card show`.
#[derive(Debug, Args)]
pub struct Show {
    /// 人员编号
    pub person: PersonNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card bank-out`.
#[derive(Debug, Args)]
pub struct BankOut {
    /// 写到这个文件（.csv）
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card bank-in`.
#[derive(Debug, Args)]
pub struct BankIn {
    /// 名单号（card bank-out 给出）
    pub list: i64,
    /// 回盘文件（卡号、原因；原因为空即已开户）
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card link`.
#[derive(Debug, Args)]
pub struct Link {
    /// 人员编号
    pub person: PersonNo,
    /// 号码
    pub value: String,
    /// 凭证种类：health_card、social_card、e_voucher、resident_card
    #[arg(long, value_name = "WORD", value_parser = kind, default_value = "health_card")]
    pub kind: CredentialKind,
    #[command(flatten)]
    pub act: ActArgs,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card unlink`.
#[derive(Debug, Args)]
pub struct Unlink {
    /// 人员编号
    pub person: PersonNo,
    /// 关联号
    pub link: i64,
    /// 最后一日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last: Date,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card voucher`.
#[derive(Debug, Args)]
pub struct Voucher {
    /// 人员编号
    pub person: PersonNo,
    /// 有效分钟数
    #[arg(long, value_name = "N")]
    pub minutes: u32,
    /// 签发私钥文件（SM2，十六进制或 base64）
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card voucher-check`.
#[derive(Debug, Args)]
pub struct VoucherCheck {
    /// 电子凭证的全文
    pub token: String,
    /// 签发机构的公钥文件（SM2，十六进制或 base64）
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

/// Options of `card check`.
#[derive(Debug, Args)]
pub struct Check {
    /// 凭证种类：e_voucher、resident_card、social_card、health_card
    #[arg(value_parser = kind)]
    pub kind: CredentialKind,
    /// 出示的号码
    pub value: String,
    /// 在哪里：窗口或机构编号
    #[arg(long, value_name = "CODE")]
    pub place: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card log`.
#[derive(Debug, Args)]
pub struct Log {
    /// 窗口或机构编号
    pub place: String,
    /// 日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card correct`.
#[derive(Debug, Args)]
pub struct Correct {
    /// 人员编号
    pub person: PersonNo,
    /// 项目：name、sex、birth、document_number、phone、address
    #[arg(value_parser = field)]
    pub field: Field,
    /// 更正为
    pub value: String,
    /// 证明材料的归档表单号
    #[arg(long, value_name = "NO")]
    pub evidence: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `card confirm`.
#[derive(Debug, Args)]
pub struct Confirm {
    /// 待复核事项号
    pub proposal: ProposalNo,
    /// 不同意
    #[arg(long)]
    pub reject: bool,
    /// 意见
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn card(text: &str) -> Result<CardNo, String> {
    CardNo::new(text.trim()).map_err(|_| "卡号不能为空，也不能有空格以外的不可见字符。".to_owned())
}

fn kind(text: &str) -> Result<CredentialKind, String> {
    CredentialKind::parse(text)
        .ok_or_else(|| "请写 e_voucher、resident_card、social_card 或 health_card。".to_owned())
}

fn field(text: &str) -> Result<Field, String> {
    Field::parse(text)
        .ok_or_else(|| "请写 name、sex、birth、document_number、phone 或 address。".to_owned())
}
