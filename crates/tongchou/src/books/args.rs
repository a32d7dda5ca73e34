//! What can be asked of the books on the command line.

use std::path::PathBuf;

use base::{Date, Fen, ProposalNo, RegionCode, TxNo};
use clap::{Args, Subcommand};
use ledger::entry::{BankAccount, Book, DocumentId, EventCode, Evidence, Fund, FundYear};
use ledger::event::Part;

use super::parse;
use crate::office::{OfficeArgs, date, region};

/// Options of `post`.
#[derive(Debug, Args)]
pub struct Post {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 事项 E1 至 E40，见 ledger events
    #[arg(long, value_name = "EVENT", value_parser = parse::event)]
    pub event: EventCode,
    /// 做法（缺省为该事项的第一种）
    #[arg(long, value_name = "NAME", default_value = "")]
    pub variant: String,
    /// 县区；市本级填统筹区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub county: RegionCode,
    /// 基金
    #[arg(long, value_name = "FUND", value_parser = parse::fund, default_value = "resident")]
    pub fund: Fund,
    /// 记账日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Date,
    /// 资金日期（缺省同记账日期）
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub value_date: Option<Date>,
    /// 金额的一项：金额,明细=住院,年度=2026,往来=provider:H340421…（金额以外可省）；可重复
    #[arg(long, value_name = "PART", value_parser = parse::part, required = true)]
    pub part: Vec<Part>,
    /// 选定科目：名称=科目，如 bank=1003；可重复
    #[arg(long, value_name = "SLOT=ACCOUNT", value_parser = parse::slot)]
    pub slot: Vec<parse::Slot>,
    /// 资金账户：科目=账户名，如 1003=市财政专户；可重复
    #[arg(long, value_name = "SLOT=BANK", value_parser = parse::bank)]
    pub bank: Vec<parse::BankOf>,
    /// 附件：种类:编号:文件（记下文件的 SHA-256）；可重复
    #[arg(long, value_name = "KIND:REF:FILE", value_parser = parse::evidence)]
    pub evidence: Vec<Evidence>,
    /// 对应的凭证号（如市级收到上解，填县级凭证号）
    #[arg(long, value_name = "DOCUMENT", value_parser = parse::document)]
    pub answers: Option<DocumentId>,
}

/// Options of `close`.
#[derive(Debug, Args)]
pub struct Close {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 县区，或整个统筹区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 基金
    #[arg(long, value_name = "FUND", value_parser = parse::fund, default_value = "resident")]
    pub fund: Fund,
    /// 结哪个月的账，如 2026-03
    #[arg(long, value_name = "MONTH", value_parser = parse::month, required_unless_present = "carry")]
    pub month: Option<Date>,
    /// 年末结转：把这一年的收入和支出转入结余
    #[arg(long, value_name = "YEAR", value_parser = parse::year, conflicts_with = "month")]
    pub carry: Option<FundYear>,
}

/// Commands of `report`.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// 资产负债表：某一天，各县区与全市
    Balance(Drawn),
    /// 收支表：某一期间，各县区、全市合计与合并
    Income(Income),
    /// 月报：各县区、各基金当月收支和累计结余
    Month(Month),
    /// 备查簿：未入账的应收、应付、保证金、罚款
    Memo(Plain),
}

/// Options of a statement.
#[derive(Debug, Args)]
pub struct Drawn {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 基金
    #[arg(long, value_name = "FUND", value_parser = parse::fund, default_value = "resident")]
    pub fund: Fund,
    /// 账簿：agency 经办机构，fiscal 财政专户，treasury 国库
    #[arg(long, value_name = "BOOK", value_parser = parse::book, default_value = "agency")]
    pub book: Book,
    /// 截至哪一天
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Date,
    /// 按当时所知：某个事务号之后
    #[arg(long, value_name = "TX")]
    pub known: Option<TxNo>,
    /// 列出这一行数字背后的每一笔分录
    #[arg(long, value_name = "ROW")]
    pub trace: Option<String>,
    /// 只看这个县区的数字（与 --trace 同用）
    #[arg(long, value_name = "REGION", value_parser = region, requires = "trace")]
    pub county: Option<RegionCode>,
    /// 另存为 Excel 文件
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,
}

/// Options of `report income`.
#[derive(Debug, Args)]
pub struct Income {
    #[command(flatten)]
    pub drawn: Drawn,
    /// 从哪一天起
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
}

/// Options of `report month`.
#[derive(Debug, Args)]
pub struct Month {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 月份，如 2026-03
    #[arg(long, value_name = "MONTH", value_parser = parse::month)]
    pub month: Date,
    /// 另存为 Excel 文件
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,
}

/// Who asks, and a file to write.
#[derive(Debug, Args)]
pub struct Plain {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 另存为 Excel 文件
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,
}

/// Commands of `ledger`.
#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// 列出等我复核的账务事项
    Waiting(Plain),
    /// 复核通过：立即记账、结账或生效
    Approve(Decide),
    /// 退回，须写明原因
    Reject(Decide),
    /// 拟定红字冲销一张凭证
    Undo(Undo),
    /// 拟定登记资金账户
    Bank(NewBank),
    /// 拟定预收保费的口径（须经国家医保局、财政部备案同意）
    Ahead(Ahead),
    /// 拟定承接旧基金的余额（合并、移交），余额来自审计确认表
    Takeover(Takeover),
    /// 拟定结余上划：资金划入市级账户，权益仍归县区
    Upload(Upload),
    /// 列出四十个事项的做法、附件和复核人
    Events,
    /// 列出科目表
    Chart,
    /// 复算哈希链、借贷平衡和余额
    Verify(VerifyBooks),
}

/// Options of a decision.
#[derive(Debug, Args)]
pub struct Decide {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 事项号
    pub number: ProposalNo,
    /// 意见或退回原因
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// Options of `ledger undo`.
#[derive(Debug, Args)]
pub struct Undo {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 凭证号
    pub document: String,
    /// 哪个事项
    #[arg(long, value_name = "EVENT", value_parser = parse::event)]
    pub event: EventCode,
    /// 红字凭证的记账日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Date,
    /// 附件：种类:编号:文件；可重复
    #[arg(long, value_name = "KIND:REF:FILE", value_parser = parse::evidence)]
    pub evidence: Vec<Evidence>,
}

/// Options of `ledger bank`.
#[derive(Debug, Args)]
pub struct NewBank {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 账户名
    pub name: String,
    /// 开户的县区，市本级填统筹区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub keeper: RegionCode,
    /// 种类：income 收入户，fiscal 财政专户，expenditure 支出户
    #[arg(long, value_name = "PLACE", value_parser = parse::place)]
    pub place: ledger::chart::MoneyPlace,
    /// 启用日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 停用日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<Date>,
}

/// Options of `ledger ahead`.
#[derive(Debug, Args)]
pub struct Ahead {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 基金
    #[arg(long, value_name = "FUND", value_parser = parse::fund, default_value = "resident")]
    pub fund: Fund,
    /// 从哪一天起
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Date,
    /// 备案文号
    #[arg(long, value_name = "TEXT")]
    pub filing: String,
}

/// Options of `ledger takeover`.
#[derive(Debug, Args)]
pub struct Takeover {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 审计确认表（CSV 或 Excel）：县区、基金、账簿、科目、明细、借方余额（贷方为负）
    pub file: PathBuf,
    /// 由哪个基金承接
    #[arg(long, value_name = "FUND", value_parser = parse::fund, default_value = "resident")]
    pub to: Fund,
    /// 记账日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Date,
    /// 表中用旧科目时，旧科目表：1999-fiscal 或 2008-nrcms；余额不在本系统时才用
    #[arg(long, value_name = "CHART")]
    pub chart: Option<String>,
    /// 附件：种类:编号:文件；可重复（须有审计报告和移交清册）
    #[arg(long, value_name = "KIND:REF:FILE", value_parser = parse::evidence)]
    pub evidence: Vec<Evidence>,
}

/// Options of `ledger upload`.
#[derive(Debug, Args)]
pub struct Upload {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 县区
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub county: RegionCode,
    /// 基金
    #[arg(long, value_name = "FUND", value_parser = parse::fund, default_value = "resident")]
    pub fund: Fund,
    /// 记账日期
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Date,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = parse::yuan)]
    pub amount: Fen,
    /// 县级账户
    #[arg(long, value_name = "BANK", value_parser = parse::bank_name)]
    pub from: BankAccount,
    /// 市级账户
    #[arg(long, value_name = "BANK", value_parser = parse::bank_name)]
    pub to: BankAccount,
    /// 附件：种类:编号:文件；可重复（须有审计报告和移交清册）
    #[arg(long, value_name = "KIND:REF:FILE", value_parser = parse::evidence)]
    pub evidence: Vec<Evidence>,
}

/// Options of `ledger verify`.
#[derive(Debug, Args)]
pub struct VerifyBooks {
    #[command(flatten)]
    pub office: OfficeArgs,
}
