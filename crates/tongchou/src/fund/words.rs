//! Words and amounts of the command line.

use base::{Fen, Ratio, RegionCode};
use clap::Args;
use ledger::control::{CaseNo, Stage};
use ledger::entry::{BankAccount, Fund, FundYear};

use crate::office::{Office, OfficeArgs, region};

/// Which fund, year and region; who asks.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// 基金
    #[arg(long, value_name = "FUND", default_value = "resident", value_parser = fund)]
    pub fund: Fund,
    /// 基金年度（缺省为今年）
    #[arg(long, value_name = "YEAR", value_parser = year)]
    pub year: Option<FundYear>,
    /// 县区，或统筹区本级（缺省为本人管辖的区划）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: Option<RegionCode>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

impl Which {
    /// The year that is meant.
    pub fn year(&self, office: &Office) -> FundYear {
        let today = office.desk().today();
        self.year.unwrap_or_else(|| FundYear::of(today))
    }

    /// The region that is meant.
    pub fn region(&self, office: &Office) -> RegionCode {
        self.region
            .unwrap_or_else(|| office.actor().scope().region())
    }
}

/// Reads a fund.
pub fn fund(text: &str) -> Result<Fund, String> {
    Fund::parse(text).ok_or_else(|| {
        let all = Fund::ALL.iter();
        let all: Vec<_> = all
            .map(|fund| format!("{}（{}）", fund.code(), fund.zh()))
            .collect();
        format!(
            "没有基金“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

/// Reads a fund year.
pub fn year(text: &str) -> Result<FundYear, String> {
    let year = text.parse().ok().and_then(FundYear::new);
    year.ok_or_else(|| "年度应为四位数字，如 2026。".to_owned())
}

/// Reads an amount in 元.
pub fn money(text: &str) -> Result<Fen, String> {
    Fen::parse_yuan(text).map_err(|error| error.zh())
}

/// Reads a ratio.
pub fn ratio(text: &str) -> Result<Ratio, String> {
    Ratio::parse(text).map_err(|error| error.zh())
}

/// Reads the number of a case.
pub fn case(text: &str) -> Result<CaseNo, String> {
    text.parse()
}

/// Reads the name of a bank account.
pub fn account(text: &str) -> Result<BankAccount, String> {
    BankAccount::new(text).map_err(|error| error.zh())
}

/// Reads a stage of a chain.
pub fn stage<S: Stage + Send + Sync>(text: &str) -> Result<S, String> {
    S::parse(text).ok_or_else(|| {
        let all = S::ORDER.iter().skip(1);
        let all: Vec<_> = all
            .map(|stage| format!("{}（{}）", stage.code(), stage.zh()))
            .collect();
        format!(
            "没有环节“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}
