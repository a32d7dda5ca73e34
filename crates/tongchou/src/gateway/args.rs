//! What `tongchou gateway` is told.

use std::path::PathBuf;

use base::{Date, ProposalNo, RegionCode};
use clap::Args;

use crate::office::{OfficeArgs, date, region};

/// Where the key file lies.
#[derive(Debug, Clone, Args)]
pub struct KeyFileArgs {
    /// 接口密钥文件（缺省为数据目录下的 gateway.key）；也可用环境变量 TONGCHOU_GATEWAY_KEY
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// Options of `gateway init`.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    pub key: KeyFileArgs,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway account`.
#[derive(Debug, Args)]
pub struct Account {
    /// 账号（access key 或 paasid）；不用请求头的方言可任意取名
    pub name: String,
    /// 使用单位
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// 方言：national、guangdong、hubei、hunan、jiangsu、jilin
    #[arg(long, value_name = "ID", default_value = "national")]
    pub profile: String,
    /// 账号所属区划（跨县使用的填统筹区）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 可代哪家机构发送：机构编号，或 机构编号@所在区划；可多次给出
    #[arg(long = "for", value_name = "CODE[@REGION]", required = true)]
    pub senders: Vec<String>,
    /// 起始日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// 截止日（缺省为一年后）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
    /// 机构的SM2公钥（十六进制或Base64）
    #[arg(long, value_name = "KEY")]
    pub sm2_public: Option<String>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway secret`.
#[derive(Debug, Args)]
pub struct Secret {
    /// 账号
    pub name: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway key`.
#[derive(Debug, Args)]
pub struct Key {
    /// 定点医药机构编号
    pub institution: String,
    /// 机构所在区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 机构的SM2公钥（十六进制或Base64）；不给出则生成SM4密钥
    #[arg(long, value_name = "KEY")]
    pub sm2_public: Option<String>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway approve`.
#[derive(Debug, Args)]
pub struct Decide {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 复核意见
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub key: KeyFileArgs,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway reject`.
#[derive(Debug, Args)]
pub struct Reject {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// 账号
    pub name: String,
    /// 原因
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway status`.
#[derive(Debug, Args)]
pub struct Status {
    /// 多少分钟没有联网算作静默
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    pub limit: u32,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `gateway check`.
#[derive(Debug, Args)]
pub struct Check {
    /// 方言
    #[arg(long, value_name = "ID", default_value = "national")]
    pub profile: String,
    /// 报文文件（每个文件一份JSON报文）
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}
