//! What can be asked of the catalogue.

use std::path::PathBuf;

use base::{Date, ProposalNo, RegionCode};
use clap::Args;
use directory::catalogue::{Extent, Kind, MappingNo};
use service::catalogue::Sort;

use crate::office::{OfficeArgs, date, region};

/// Options of `catalogue sample`.
#[derive(Debug, Args)]
pub struct Sample {
    /// 写进这个文件夹
    pub folder: PathBuf,
    /// 规模缩小为几分之一（1 为一个城市的规模：药品 2 万、诊疗项目 8 千、耗材 3 万）
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub part: u32,
    /// 目录的第一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
}

/// Options of `catalogue load`.
#[derive(Debug, Args)]
pub struct Load {
    /// 目录文件（CSV、TSV、TXT 或 Excel）
    pub file: PathBuf,
    /// 哪一种目录：items 药品、诊疗项目、耗材；terms 诊断、手术、病种；overlay:dibao 某类人员的扩大目录；recodes 旧编码对照
    #[arg(long, value_name = "LIST", default_value = "items", value_parser = sort)]
    pub list: Sort,
    /// 目录版本名称
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// 生效日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub effective: Date,
    /// whole 整份（没有列出的停用）或 changes 只列变更
    #[arg(long, value_name = "EXTENT", default_value = "whole", value_parser = extent)]
    pub extent: Extent,
    /// 目录类别，如 西药；可多次（缺省为文件中出现的类别）
    #[arg(long = "kind", value_name = "KIND", value_parser = kind)]
    pub kinds: Vec<Kind>,
    /// 差异报告写入这个文件（.csv 或 .xlsx）
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A proposal to look at.
#[derive(Debug, Args)]
pub struct OfProposal {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 差异报告写入这个文件（.csv 或 .xlsx）
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A decision on a proposal.
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

/// Nothing but who asks.
#[derive(Debug, Args)]
pub struct OfOffice {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `catalogue show`.
#[derive(Debug, Args)]
pub struct Show {
    /// 国家编码
    pub code: String,
    /// 哪一天（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Which institution, and where it is.
#[derive(Debug, Args)]
pub struct Institution {
    /// 定点医药机构编号
    #[arg(long, value_name = "CODE")]
    pub institution: String,
    /// 机构所在区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
}

/// Options of `catalogue map`.
#[derive(Debug, Args)]
pub struct Map {
    /// 机构目录文件（CSV、TSV、TXT 或 Excel）
    pub file: PathBuf,
    #[command(flatten)]
    pub site: Institution,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `catalogue unmap`.
#[derive(Debug, Args)]
pub struct Unmap {
    /// 机构目录编码
    #[arg(required = true, value_name = "OWN")]
    pub owns: Vec<String>,
    #[command(flatten)]
    pub site: Institution,
    /// 撤销理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// 从哪一天起撤销（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// What waits, of one institution or of all.
#[derive(Debug, Args)]
pub struct OfSite {
    /// 定点医药机构编号（缺省为辖区内全部）
    #[arg(long, value_name = "CODE", default_value = "")]
    pub institution: String,
    /// 最多列出几行
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub most: u32,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Mappings to be approved.
#[derive(Debug, Args)]
pub struct Verdicts {
    /// 对照编号
    #[arg(value_name = "NO")]
    pub numbers: Vec<MappingNo>,
    /// 这个机构待审核的全部
    #[arg(long, value_name = "CODE", conflicts_with = "numbers")]
    pub all_of: Option<String>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Mappings to be refused.
#[derive(Debug, Args)]
pub struct Refuse {
    /// 对照编号
    #[arg(required = true, value_name = "NO")]
    pub numbers: Vec<MappingNo>,
    /// 理由，医药机构要看到
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Codes to be dismissed.
#[derive(Debug, Args)]
pub struct Dismiss {
    /// 机构目录编码
    #[arg(required = true, value_name = "OWN")]
    pub owns: Vec<String>,
    /// 定点医药机构编号
    #[arg(long, value_name = "CODE")]
    pub institution: String,
    /// 理由，医药机构要看到
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `catalogue essential`.
#[derive(Debug, Args)]
pub struct Essential {
    /// 哪一天（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    /// 使用金额的统计期间第一天（缺省为当年 1 月 1 日）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// 写入这个文件（.csv 或 .xlsx）
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn sort(text: &str) -> Result<Sort, String> {
    Sort::parse(text).ok_or_else(|| {
        format!(
            "没有目录“{}”，可选：items、terms、recodes、overlay:类别（如 overlay:dibao）。",
            base::show_value(text)
        )
    })
}

fn extent(text: &str) -> Result<Extent, String> {
    Extent::parse(text).ok_or_else(|| "请写 whole（整份）或 changes（只列变更）。".to_owned())
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.zh()).collect();
        format!(
            "没有目录类别“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}
