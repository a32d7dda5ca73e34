//! What the subcommands ask for.

use crate::office::{OfficeArgs, date};
use crate::premium::{month, yuan};
use base::{BillNo, Date, Fen, PersonNo};
use clap::Args;
use enrolment::Month;
use enrolment::account::{CreditTableNo, TableState};

/// Options of `account study`.
#[derive(Debug, Args)]
pub struct Study {
    /// 拟执行日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 数额：参数=元，如 table.credit_active_le34=20；可多次给出
    #[arg(long, value_name = "NAME=YUAN", required = true, value_parser = amount)]
    pub amount: Vec<(String, Fen)>,
    /// 研究论证的文件
    #[arg(long, value_name = "TEXT")]
    pub document: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `account step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 标准表编号
    #[arg(value_parser = table_no)]
    pub table: CreditTableNo,
    /// consent、published、in_force
    #[arg(value_parser = state)]
    pub state: TableState,
    /// 文件或决定
    #[arg(long, value_name = "TEXT")]
    pub document: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `account tables`.
#[derive(Debug, Args)]
pub struct Tables {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `account credit`.
#[derive(Debug, Args)]
#[group(id = "what", required = true, multiple = false, args = ["bill", "month"])]
pub struct Credit {
    /// 账单编号
    pub bill: Option<BillNo>,
    /// 辖区内该月的全部账单
    #[arg(long, value_name = "MONTH", value_parser = month)]
    pub month: Option<Month>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `account year-end`.
#[derive(Debug, Args)]
pub struct YearEnd {
    /// 年度
    pub year: i32,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `account statement`.
#[derive(Debug, Args)]
pub struct Statement {
    /// 人员编号
    pub person: PersonNo,
    /// 起始日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 截止日
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `account inherit`.
#[derive(Debug, Args)]
pub struct Inherit {
    /// 人员编号
    pub person: PersonNo,
    /// 继承人：姓名=份额；可多次给出
    #[arg(long, value_name = "NAME=WEIGHT", required = true, value_parser = heir)]
    pub heir: Vec<(String, i64)>,
    /// 继承的证明文件
    #[arg(long, value_name = "TEXT")]
    pub document: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn table_no(text: &str) -> Result<CreditTableNo, String> {
    text.parse()
}

fn state(text: &str) -> Result<TableState, String> {
    TableState::parse(text)
        .filter(|state| *state != TableState::Study)
        .ok_or_else(|| "请写 consent、published 或 in_force。".to_owned())
}

fn amount(text: &str) -> Result<(String, Fen), String> {
    let (name, amount) = text
        .split_once('=')
        .ok_or_else(|| format!("“{}”应写成 参数=元。", base::show_value(text)))?;
    Ok((name.trim().to_owned(), yuan(amount.trim())?))
}

fn heir(text: &str) -> Result<(String, i64), String> {
    let told = || "继承人请写成 姓名=份额，如 张三=1。".to_owned();
    let (name, weight) = text.split_once('=').ok_or_else(told)?;
    let weight = weight.trim().parse().map_err(|_| told())?;
    Ok((name.trim().to_owned(), weight))
}
