//! `tongchou budget`: budgets, final accounts, permits.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use base::Fen;
use batch::sheet::{Column, Flaw, Sheet, SheetOptions, SheetWriter};
use clap::{Args, Subcommand};
use ledger::control::budget::{
    Basis, BudgetKind, BudgetLine, BudgetStage, Direction, LineCode, PermitGround, PermitStage,
};
use service::fund::{self, BudgetDraft, PermitTerms};

use super::case::{Bring, progress};
use super::words::{Which, money, stage};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

/// Commands about budgets.
#[derive(Debug, Subcommand)]
pub enum Budget {
    /// 由参保、标准和账簿测算预算（--final 为决算），写出可修改的表格
    Prepare(Prepare),
    /// 按表格编制预算或决算的一个版本；已有版本时为预算调整
    Draft(Draft),
    /// 办理预算的下一步：finance（财政审核）、in_force（政府批准，须填文号）
    Step(Step),
    /// 列出各版本和当前环节
    List(List),
    /// 预算执行情况：按行、按月
    Execution(Execution),
    /// 申请超预算支出或动用历年结余
    Permit(Permit),
    /// 办理申请的下一步：government_agreed（同级政府）、approved（批准），须填文号
    PermitStep(PermitStep),
    /// 列出申请
    Permits(Permits),
}

/// Options of `budget prepare`.
#[derive(Debug, Args)]
pub struct Prepare {
    /// 测算决算
    #[arg(long = "final")]
    pub closing: bool,
    /// 写出的表格（CSV）
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `budget draft`.
#[derive(Debug, Args)]
pub struct Draft {
    /// 表格：行、方向（收入、支出）、金额、说明
    pub file: PathBuf,
    /// 决算
    #[arg(long = "final")]
    pub closing: bool,
    /// 支出大于收入或调整预算的理由
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `budget step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 环节：finance、in_force
    #[arg(value_parser = stage::<BudgetStage>)]
    pub to: BudgetStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `budget list`.
#[derive(Debug, Args)]
pub struct List {
    /// 决算
    #[arg(long = "final")]
    pub closing: bool,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `budget execution`.
#[derive(Debug, Args)]
pub struct Execution {
    /// 截至几月
    #[arg(long, value_name = "MONTH", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=12))]
    pub until: u32,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `budget permit`.
#[derive(Debug, Args)]
pub struct Permit {
    /// 事由：over_budget（支出超预算）、past_surplus（动用历年结余）
    #[arg(value_parser = ground)]
    pub ground: PermitGround,
    /// 预算行（支出超预算时）
    #[arg(long, value_name = "CODE")]
    pub line: Option<String>,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub amount: Fen,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `budget permit-step`.
#[derive(Debug, Args)]
pub struct PermitStep {
    /// 环节：government_agreed、approved
    #[arg(value_parser = stage::<PermitStage>)]
    pub to: PermitStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `budget permits`.
#[derive(Debug, Args)]
pub struct Permits {
    #[command(flatten)]
    pub which: Which,
}

fn ground(text: &str) -> Result<PermitGround, String> {
    PermitGround::parse(text).ok_or_else(|| "事由应为 over_budget 或 past_surplus。".to_owned())
}

const fn kind(closing: bool) -> BudgetKind {
    if closing {
        BudgetKind::FinalAccounts
    } else {
        BudgetKind::Budget
    }
}

/// Runs a command about budgets.
///
/// # Errors
/// What the use case refuses, or a file that cannot be read or written.
pub fn run(ask: &Budget) -> Result<Outcome> {
    match ask {
        Budget::Prepare(ask) => prepare(ask),
        Budget::Draft(ask) => draft(ask),
        Budget::Step(ask) => {
            let office = Office::open(&ask.bring.office)?;
            let (no, input) = (ask.bring.no, ask.bring.input());
            office.act("budget.step", &no.to_string(), |desk, actor| {
                fund::step_budget(desk, actor, no, ask.to, input)
            })?;
            done(&format!(
                "第 {no} 号已办理到“{}”",
                ledger::control::Stage::zh(ask.to)
            ))
        }
        Budget::List(ask) => list(ask),
        Budget::Execution(ask) => execution(ask),
        Budget::Permit(ask) => permit(ask),
        Budget::PermitStep(ask) => {
            let office = Office::open(&ask.bring.office)?;
            let (no, input) = (ask.bring.no, ask.bring.input());
            office.act("permit.step", &no.to_string(), |desk, actor| {
                fund::step_permit(desk, actor, no, ask.to, input)
            })?;
            done(&format!(
                "第 {no} 号已办理到“{}”",
                ledger::control::Stage::zh(ask.to)
            ))
        }
        Budget::Permits(ask) => permits(ask),
    }
}

pub(super) fn done(said: &str) -> Result<Outcome> {
    println!("{said}。");
    Ok(Outcome::Done)
}

const COLUMNS: &[Column] = &[
    Column::text("line", &["预算行", "行"]).required(),
    Column::text("direction", &["方向"]).required(),
    Column::number("amount", &["金额"]).required(),
    Column::text("basis", &["说明", "依据"]),
];

fn prepare(ask: &Prepare) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, year, region) = (
        ask.which.fund,
        ask.which.year(&office),
        ask.which.region(&office),
    );
    let lines = office.act("budget.prepare", &region.short(), |desk, actor| {
        fund::prepare_budget(desk, actor, kind(ask.closing), fund, year, region)
    })?;
    let unwritable = |error| crate::exit::unwritable(&ask.out, &error);
    let mut sheet =
        SheetWriter::create(&ask.out, &["预算行", "方向", "金额", "说明"]).map_err(unwritable)?;
    for line in &lines {
        let direction = match line.direction {
            Direction::Income => "收入",
            Direction::Spending => "支出",
        };
        let basis: Vec<String> = line.basis.iter().map(basis).collect();
        let cells = [
            line.code.to_string(),
            direction.to_owned(),
            line.amount.to_string(),
            basis.join("；"),
        ];
        sheet.row(&cells).map_err(unwritable)?;
    }
    sheet.finish().map_err(unwritable)?;
    done(&format!(
        "已测算 {} 行，写入 {}",
        lines.len(),
        ask.out.display()
    ))
}

fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Heads {
            category,
            heads,
            standard,
        } => format!("{category} {heads} 人 × {standard} 元"),
        Basis::Outlay { year, spent } => format!("{year} 年支出 {spent} 元"),
        Basis::Entered { reason } => reason.clone(),
    }
}

fn draft(ask: &Draft) -> Result<Outcome> {
    let lines = read(ask)?;
    let office = Office::open(&ask.which.office)?;
    let draft = BudgetDraft {
        region: ask.which.region(&office),
        fund: ask.which.fund,
        year: ask.which.year(&office),
        kind: kind(ask.closing),
        lines,
        justification: ask.why.clone(),
    };
    let subject = draft.region.short();
    let (no, imbalance) = office.act("budget.draft", &subject, |desk, actor| {
        fund::draft_budget(desk, actor, &draft)
    })?;
    if let Some(imbalance) = imbalance {
        println!("注意：{}", imbalance.zh());
    }
    done(&format!(
        "{}已编制，事项编号 {no}，请财政部门审核",
        draft.kind.zh()
    ))
}

fn read(ask: &Draft) -> Result<Vec<BudgetLine>> {
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default())
        .map_err(|error| anyhow!(error.zh()))?;
    let mut lines = Vec::new();
    for row in sheet {
        let row = row.map_err(|bad| anyhow!(bad.zh()))?;
        let line = || -> Result<BudgetLine, batch::sheet::BadRow> {
            let code = row.read("line", |text| {
                LineCode::new(text).map_err(|error| error.zh())
            })?;
            let direction = match row.get("direction") {
                "收入" | "income" => Direction::Income,
                "支出" | "spending" => Direction::Spending,
                _ => return Err(row.bad("direction", Flaw::Value("应为 收入 或 支出。".into()))),
            };
            let missing = |key| row.bad(key, Flaw::Value("不能为空。".into()));
            Ok(BudgetLine {
                code: code.ok_or_else(|| missing("line"))?,
                direction,
                amount: row.fen("amount")?.ok_or_else(|| missing("amount"))?,
                basis: vec![Basis::Entered {
                    reason: row.get("basis").to_owned(),
                }],
            })
        };
        lines.push(line().map_err(|bad| anyhow!(bad.zh()))?);
    }
    Ok(lines)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, year) = (ask.which.fund, ask.which.year(&office));
    let rows = office.act("budget.list", &year.to_string(), |desk, actor| {
        fund::budgets(desk, actor, kind(ask.closing), fund, year, ask.which.region)
    })?;
    let mut table = table(&[
        "编号",
        "区划",
        "版本",
        "收入（元）",
        "支出（元）",
        "环节",
        "理由",
    ]);
    for row in &rows {
        let (income, spending) = ledger::control::budget::totals(&row.budget.lines)
            .ok_or_else(|| anyhow!("金额合计超出上限。"))?;
        table.add_row([
            row.no.to_string(),
            row.budget.region.short(),
            row.budget.version.to_string(),
            income.to_string(),
            spending.to_string(),
            progress(&row.budget.track),
            row.budget.justification.clone().unwrap_or_default(),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 个版本", rows.len()))
}

fn execution(ask: &Execution) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, year, region) = (
        ask.which.fund,
        ask.which.year(&office),
        ask.which.region(&office),
    );
    let rows = office.act("budget.execution", &region.short(), |desk, actor| {
        fund::execution_of(desk, actor, fund, year, region, ask.until)
    })?;
    let mut table = table(&[
        "预算行",
        "月份",
        "预算（元）",
        "本月（元）",
        "累计（元）",
        "执行率",
    ]);
    for row in &rows {
        let rate = row.rate.map_or("—".to_owned(), |rate| rate.to_string());
        table.add_row([
            row.code.to_string(),
            row.month.to_string(),
            row.budget.to_string(),
            row.in_month.to_string(),
            row.to_date.to_string(),
            rate,
        ]);
    }
    println!("{table}");
    done(&format!(
        "{} {year} 年度，截至 {} 月",
        region.short(),
        ask.until
    ))
}

fn permit(ask: &Permit) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let line = ask.line.as_deref().map(LineCode::new).transpose();
    let terms = PermitTerms {
        region: ask.which.region(&office),
        fund: ask.which.fund,
        year: ask.which.year(&office),
        ground: ask.ground,
        line: line.map_err(|error| anyhow!("--line：{}", error.zh()))?,
        amount: ask.amount,
        reason: ask.reason.clone(),
    };
    let no = office.act("permit.request", &terms.region.short(), |desk, actor| {
        fund::request_permit(desk, actor, &terms)
    })?;
    done(&format!(
        "已申请“{}”{} 元，事项编号 {no}",
        terms.ground.zh(),
        terms.amount
    ))
}

fn permits(ask: &Permits) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, year) = (ask.which.fund, ask.which.year(&office));
    let rows = office.act("permit.list", &year.to_string(), |desk, actor| {
        fund::permits(desk, actor, fund, year)
    })?;
    let mut table = table(&["编号", "区划", "事由", "预算行", "金额（元）", "环节"]);
    for (no, permit) in &rows {
        table.add_row([
            no.to_string(),
            permit.region.short(),
            permit.ground.zh().to_owned(),
            permit
                .line
                .as_ref()
                .map_or("—".to_owned(), ToString::to_string),
            permit.amount.to_string(),
            progress(&permit.track),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}
