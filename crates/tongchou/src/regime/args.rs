//! Options of `tongchou regime`.

use std::path::PathBuf;

use access::Verdict;
use base::{Date, ProposalNo, RegionCode};
use clap::Args;
use enrolment::regime::UnifiedItem;

use crate::office::{OfficeArgs, date, region};

/// A day.
#[derive(Debug, Args)]
pub struct On {
    /// 日期（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `regime propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// 制度档案（TOML）
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A decision about a proposal.
#[derive(Debug, Args)]
pub struct Decide {
    /// 事项编号
    pub proposal: ProposalNo,
    /// 不同意
    #[arg(long)]
    pub reject: bool,
    /// 复核意见
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

impl Decide {
    /// What was decided.
    pub const fn verdict(&self) -> Verdict {
        if self.reject {
            Verdict::Rejected
        } else {
            Verdict::Approved
        }
    }
}

/// Options of `regime practise`.
#[derive(Debug, Args)]
pub struct Practise {
    /// 区划：统筹区本身为市级发布的规定，县区为实际执行的规定
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub at: RegionCode,
    /// 统一事项：coverage、financing、benefits、catalogue、providers、fund、service、information_system
    #[arg(long, value_name = "ITEM", value_parser = item)]
    pub item: UnifiedItem,
    /// 规定的名称，如 contribution.adult
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// 规定的内容
    #[arg(long, value_name = "TEXT")]
    pub value: String,
    /// 起始日（缺省为今天）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn item(text: &str) -> Result<UnifiedItem, String> {
    UnifiedItem::parse(text).ok_or_else(|| {
        let all: Vec<_> = UnifiedItem::ALL.iter().map(|one| one.code()).collect();
        format!("没有这个统一事项，可选：{}。", all.join("、"))
    })
}
