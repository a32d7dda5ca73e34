//! What the subcommands of `insurer` ask for.

use std::path::PathBuf;

use base::{Date, Fen, ProposalNo, Ratio, RegionCode, Rounding};
use clap::Args;
use settlement::claim::ClaimNo;
use settlement::insurer::{Band, Contract, ContractNo, Fee, InsuredLayer, InsurerCode};

use crate::claim::{claim_no, ratio, rounding};
use crate::office::{OfficeArgs, date, region};
use crate::premium::{month, yuan};

/// Options of `insurer propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// 保险公司（与其用户的单位名称一致）
    #[arg(value_name = "INSURER", value_parser = insurer)]
    pub insurer: InsurerCode,
    /// 承办层次：basic 基本医保，serious-illness 大病保险
    #[arg(long, value_name = "LAYER", value_parser = layer)]
    pub layer: InsuredLayer,
    /// 承办区域，可写多个
    #[arg(long, value_name = "CODE", value_parser = region, required = true)]
    pub district: Vec<RegionCode>,
    /// 第一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 最后一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    /// 承办费用：每人每年（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub per_head: Option<Fen>,
    /// 承办费用：保费的比例
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub of_premium: Option<Ratio>,
    /// 承办费用：每年定额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub fixed: Option<Fen>,
    /// 按比例计算时怎样舍入到分：half_up、down、up、half_even
    #[arg(long, value_name = "ROUNDING", value_parser = rounding, default_value = "half_up")]
    pub rounding: Rounding,
    /// 考核档次“得分起点:扣减比例:奖励比例”，如 80:5%:0%，可写多个
    #[arg(long, value_name = "BAND", value_parser = band)]
    pub band: Vec<Band>,
    /// 招标和合同文号
    #[arg(long, value_name = "TEXT")]
    pub document: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

impl Propose {
    /// The contract; `None` where no fee, or more than one, is named. Its number is given out later.
    pub fn contract(&self) -> Option<Contract> {
        let fees = [
            self.per_head.map(Fee::PerHead),
            self.of_premium
                .map(|share| Fee::OfPremium(share, self.rounding)),
            self.fixed.map(Fee::Fixed),
        ];
        let mut fees = fees.into_iter().flatten();
        let fee = fees.next().filter(|_| fees.next().is_none())?;
        Some(Contract {
            no: ContractNo::new(1)?,
            insurer: self.insurer.clone(),
            layer: self.layer,
            districts: self.district.clone(),
            from: self.from,
            until: self.until,
            ended_on: None,
            fee,
            bands: self.band.clone(),
            corridor: None,
            document: self.document.clone(),
        })
    }
}

/// Options of lists.
#[derive(Debug, Args)]
pub struct List {
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `insurer claims`.
#[derive(Debug, Args)]
pub struct Month {
    /// 只列这个月份
    #[arg(long, value_name = "MONTH", value_parser = month)]
    pub month: Option<enrolment::Month>,
    /// 另存为 .csv 或 .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `insurer assess`.
#[derive(Debug, Args)]
pub struct Assess {
    /// 合同编号
    #[arg(value_name = "CONTRACT", value_parser = contract)]
    pub contract: ContractNo,
    /// 年度
    #[arg(long, value_name = "YEAR")]
    pub year: i32,
    /// 得分
    #[arg(long, value_name = "POINTS")]
    pub score: u32,
    /// 承保人数
    #[arg(long, value_name = "N")]
    pub heads: u32,
    /// 全年保费（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub premium: Fen,
    /// 怎样舍入到分：half_up、down、up、half_even
    #[arg(long, value_name = "ROUNDING", value_parser = rounding, default_value = "half_up")]
    pub rounding: Rounding,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `insurer approve` and `insurer reject`.
#[derive(Debug, Args)]
pub struct Decide {
    /// 待复核事项的编号
    #[arg(value_name = "PROPOSAL")]
    pub proposal: ProposalNo,
    /// 意见；退回时必填
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `insurer review`.
#[derive(Debug, Args)]
pub struct Review {
    /// 申报编号
    #[arg(value_name = "CLAIM", value_parser = claim_no)]
    pub claim: ClaimNo,
    /// 审核意见表（.csv、.xlsx）；不给出时全部同意支付
    #[arg(long, value_name = "FILE")]
    pub findings: Option<PathBuf>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `insurer sample`.
#[derive(Debug, Args)]
pub struct Sample {
    /// 合同编号
    #[arg(value_name = "CONTRACT", value_parser = contract)]
    pub contract: ContractNo,
    /// 初审月份，如 2026-03
    #[arg(long, value_name = "MONTH", value_parser = month)]
    pub month: enrolment::Month,
    /// 抽查比例，如 10%；有申报时至少抽一份
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pub share: Ratio,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `insurer judge`.
#[derive(Debug, Args)]
pub struct Judge {
    /// 申报编号
    #[arg(value_name = "CLAIM", value_parser = claim_no)]
    pub claim: ClaimNo,
    /// 认为初审有误
    #[arg(long)]
    pub disagree: bool,
    /// 理由；有误时必填
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn insurer(text: &str) -> Result<InsurerCode, String> {
    InsurerCode::new(text).map_err(|error| error.zh())
}

fn layer(text: &str) -> Result<InsuredLayer, String> {
    InsuredLayer::parse(text).ok_or_else(|| "请写 basic 或 serious-illness。".to_owned())
}

fn contract(text: &str) -> Result<ContractNo, String> {
    let number = text.parse().ok().and_then(ContractNo::new);
    number.ok_or_else(|| "合同编号应为正整数。".to_owned())
}

fn band(text: &str) -> Result<Band, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [at_least, deducted, rewarded] = parts.as_slice() else {
        return Err("请写“得分起点:扣减比例:奖励比例”，如 80:5%:0%。".to_owned());
    };
    Ok(Band {
        at_least: at_least
            .parse()
            .map_err(|_| "得分起点应为整数。".to_owned())?,
        deducted: ratio(deducted)?,
        rewarded: ratio(rewarded)?,
    })
}
