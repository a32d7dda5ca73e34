//! `tongchou reconcile`: statements from outside against the books.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use base::{Date, Fen};
use batch::sheet::{BadRow, Column, Flaw, Sheet, SheetOptions, SheetRow};
use clap::{Args, Subcommand};
use ledger::entry::BankAccount;
use ledger::reconcile::{ExceptionNo, ExceptionState, Statement, StatementLine};
use service::fund;

use super::budget::done;
use super::words::{Which, account, money};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date};
use crate::tally::table;

/// Commands about reconciliation.
#[derive(Debug, Subcommand)]
pub enum Reconcile {
    /// 导入银行、财政专户或国库对账单
    Import(Box<Import>),
    /// 逐笔勾对，列出未达账项和余额调节表
    Run(Run),
    /// 列出差异
    Differences(Differences),
    /// 查明差异原因
    Explain(Handle),
    /// 确认差异已处理（须由另一人）
    Clear(Handle),
}

/// Options of `reconcile import`.
#[derive(Debug, Args)]
pub struct Import {
    /// 对账单（CSV、Excel）：日期、流水号、收入、支出、余额、县区、年度、摘要
    pub file: PathBuf,
    /// 账户
    #[arg(long, value_parser = account)]
    pub account: BankAccount,
    /// 对账关系：bank、fiscal、contribution …
    #[arg(long, default_value = "bank")]
    pub pair: String,
    /// 起始日
    #[arg(long, value_parser = date)]
    pub from: Date,
    /// 截止日
    #[arg(long, value_parser = date)]
    pub until: Date,
    /// 期初余额（元）
    #[arg(long, value_parser = money)]
    pub opening: Fen,
    /// 期末余额（元）
    #[arg(long, value_parser = money)]
    pub closing: Fen,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `reconcile run`.
#[derive(Debug, Args)]
pub struct Run {
    /// 账户
    #[arg(long, value_parser = account)]
    pub account: BankAccount,
    /// 截至哪天（缺省为今天）
    #[arg(long, value_parser = date)]
    pub until: Option<Date>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `reconcile differences`.
#[derive(Debug, Args)]
pub struct Differences {
    /// 账户
    #[arg(long, value_parser = account)]
    pub account: Option<BankAccount>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `reconcile explain` and `reconcile clear`.
#[derive(Debug, Args)]
pub struct Handle {
    /// 差异编号
    pub no: ExceptionNo,
    /// 原因或处理凭证
    #[arg(long, value_name = "TEXT")]
    pub note: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

const COLUMNS: &[Column] = &[
    Column::text("on", &["日期", "交易日期", "记账日期"]).required(),
    Column::text("serial", &["流水号", "凭证号", "单据号"]),
    Column::number("in", &["收入", "贷方发生额"]),
    Column::number("out", &["支出", "借方发生额"]),
    Column::number("balance", &["余额"]),
    Column::text("county", &["县区", "区划"]),
    Column::text("year", &["年度"]),
    Column::text("words", &["摘要", "用途"]),
];

/// Runs a command about reconciliation.
///
/// # Errors
/// What the use case refuses, or a file that cannot be read.
pub fn run(ask: &Reconcile) -> Result<Outcome> {
    match ask {
        Reconcile::Import(ask) => import(ask),
        Reconcile::Run(ask) => reconcile(ask),
        Reconcile::Differences(ask) => differences(ask),
        Reconcile::Explain(ask) => handle(ask, ExceptionState::Explained),
        Reconcile::Clear(ask) => handle(ask, ExceptionState::Cleared),
    }
}

fn import(ask: &Import) -> Result<Outcome> {
    let content =
        std::fs::read(&ask.file).with_context(|| format!("{} 无法读取", ask.file.display()))?;
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default())
        .map_err(|error| anyhow!(error.zh()))?;
    let mut lines = Vec::new();
    for row in sheet {
        // A statement with a line that cannot be read is no statement: nothing of it is taken.
        let row = row.map_err(|bad| anyhow!(bad.zh()))?;
        lines.push(line(&row).map_err(|bad| anyhow!(bad.zh()))?);
    }
    let statement = Statement {
        from: ask.from,
        until: ask.until,
        opening: ask.opening,
        closing: ask.closing,
        lines,
    };
    let office = Office::open(&ask.which.office)?;
    let place = (ask.which.fund, ask.which.region(&office));
    let taken = office.act("statement.import", ask.account.as_str(), |desk, actor| {
        fund::import_statement(
            desk,
            actor,
            place,
            (&ask.pair, &ask.account),
            &statement,
            &content,
        )
    })?;
    for flaw in &taken.breaks {
        println!("注意：{}", flaw.zh());
    }
    done(&format!(
        "已导入第 {} 号对账单，{} 行",
        taken.no,
        statement.lines.len()
    ))
}

fn line(row: &SheetRow) -> Result<StatementLine, BadRow> {
    let zero = Fen::ZERO;
    let (received, paid) = (
        row.fen("in")?.unwrap_or(zero),
        row.fen("out")?.unwrap_or(zero),
    );
    let bad = |why: &str| row.bad("in", Flaw::Value(why.to_owned()));
    let amount = received
        .checked_sub(paid)
        .ok_or_else(|| bad("金额超出上限。"))?;
    if amount == zero || (received != zero && paid != zero) {
        return Err(bad("收入和支出须且只须填一项，且不为零。"));
    }
    let on = row.date("on")?;
    Ok(StatementLine {
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
        on: on.ok_or_else(|| row.bad("on", Flaw::Value("日期不能为空。".into())))?,
        key: row.get("serial").to_owned(),
        amount,
        balance: row.fen("balance")?,
        county: row.region("county")?,
        year: row.whole("year")?.and_then(|year| i32::try_from(year).ok()),
        text: row.get("words").to_owned(),
    })
}

fn reconcile(ask: &Run) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let until = ask.until.unwrap_or_else(|| office.desk().today());
    let place = (ask.which.fund, &ask.account);
    let result = office.act(
        "statement.reconcile",
        ask.account.as_str(),
        |desk, actor| fund::reconcile(desk, actor, place, until),
    )?;
    let mut open = table(&["未达账项", "日期", "凭证号", "金额（元）", "天数"]);
    for one in &result.outstanding {
        let item = &one.item;
        open.add_row([
            one.kind.zh().to_owned(),
            item.on.to_string(),
            item.key.clone(),
            item.amount.to_string(),
            one.age(until).to_string(),
        ]);
    }
    println!("{open}");
    let sheet = result.table;
    let mut table = table(&["我方账", "金额（元）", "对方账", "金额（元）"]);
    let row = |a: &str, left: Fen, b: &str, right: Fen| {
        [
            a.to_owned(),
            left.to_string(),
            b.to_owned(),
            right.to_string(),
        ]
    };
    table.add_row(row("账面余额", sheet.book, "对账单余额", sheet.statement));
    table.add_row(row(
        "加：对方已收",
        sheet.bank_received,
        "加：我方已收",
        sheet.book_received,
    ));
    table.add_row(row(
        "减：对方已付",
        sheet.bank_paid,
        "减：我方已付",
        sheet.book_paid,
    ));
    table.add_row(row(
        "调节后余额",
        sheet.book_corrected,
        "调节后余额",
        sheet.statement_corrected,
    ));
    println!("{table}");
    println!(
        "新勾对 {} 组，新差异 {} 项",
        result.linked, result.new_exceptions
    );
    if sheet.agrees() {
        return done("调节后余额相符");
    }
    println!(
        "调节后余额相差 {} 元，未达账项不能解释，请核对期初余额。",
        sheet.difference
    );
    Ok(Outcome::Found)
}

fn differences(ask: &Differences) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let rows = office.act("statement.differences", "", |desk, actor| {
        fund::differences(desk, actor, ask.account.as_ref())
    })?;
    let mut table = table(&["编号", "账户", "类别", "日期", "金额（元）", "状态"]);
    for row in &rows {
        table.add_row([
            row.no.map_or(String::new(), |no| no.to_string()),
            row.account.to_string(),
            row.kind.zh().to_owned(),
            row.on.to_string(),
            row.amount.to_string(),
            row.state.zh().to_owned(),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}

fn handle(ask: &Handle, state: ExceptionState) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    office.act(
        "statement.difference",
        &ask.no.to_string(),
        |desk, actor| fund::handle_difference(desk, actor, ask.no, state, &ask.note),
    )?;
    done(&format!("第 {} 号差异：{}", ask.no, state.zh()))
}
