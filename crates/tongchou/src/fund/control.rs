//! `tongchou fund`: everything of fund control that has no subcommand of its own.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use base::{Date, Fen, Ratio, RegionCode, Validity};
use clap::{Args, Subcommand};
use ledger::control::budget::LineCode;
use ledger::control::deposit::{AccountRate, DepositStage, HoldingKind};
use ledger::control::prepay::{Alliance, AlliancePlan, Kind, PrepayStage};
use ledger::control::{CaseNo, RevolvingKind, Stage};
use ledger::entry::BankAccount;
use service::fund::{self, DepositTerms, Payable, Target, TermsOfRate};

use super::budget::done;
use super::case::{Bring, progress};
use super::words::{Which, account, case, money, ratio, stage};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::tally::table;

/// Commands of fund control.
#[derive(Debug, Subcommand)]
pub enum Fund {
    /// 用款申请：五级审批
    #[command(subcommand)]
    Request(super::request::Request),
    /// 风险调剂金
    #[command(subcommand)]
    Risk(super::risk::Risk),
    /// 应收款：审计缺口、当期缺口、历年欠缴
    #[command(subcommand)]
    Owed(super::owed::Owed),
    /// 历年结余上划
    #[command(subcommand)]
    Upload(super::owed::Upload),
    /// 支付前的预算控制：通过则占用预算
    Commit(Pay),
    /// 核销已占用的预算（已支付或取消）
    Release(Pay),
    /// 医共体：年度计划、按季预付、清算
    Alliance(Box<AllianceAsk>),
    /// 办理预付的下一步：approved、paid
    PrepayStep(PrepayStep),
    /// 拟定定期存款或国债（须满足支付条件）
    Deposit(Box<Deposit>),
    /// 办理存款的下一步：checked、placed
    DepositStep(DepositStep),
    /// 存款与投资登记簿，按年收益率
    Deposits(Which),
    /// 登记账户协定利率，或查询（不填利率）
    Rate(Box<Rate>),
    /// 异地就医结算周转金：advance、paid、replenished；不填则查看
    Revolving(Box<Revolve>),
    /// 复核周转金变动
    RevolvingConfirm(One),
    /// 下达县区总额控制目标，或查看使用进度（不填金额）
    Target(Box<TargetAsk>),
    /// 登记本统筹区参数（TOML）；由另一人复核后生效
    Parameters(Parameters),
    /// 复核参数、利率、医共体计划、控制目标
    Confirm(One),
    /// 待复核事项
    Pending(Which),
    /// 上报报表，或列出应报报表（不填文件）
    Report(Box<Report>),
    /// 收入户滞留资金
    LateTransfers(Which),
    /// 县区基金管理考核得分
    Score(Which),
}

/// A case by number.
#[derive(Debug, Args)]
pub struct One {
    /// 事项编号
    #[arg(value_parser = case)]
    pub no: CaseNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `fund commit` and `fund release`.
#[derive(Debug, Args)]
pub struct Pay {
    /// 预算行
    pub line: String,
    /// 金额（元）
    #[arg(value_parser = money)]
    pub amount: Fen,
    /// 结算单、合同或计划编号
    #[arg(long, value_name = "DOC")]
    pub document: String,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund alliance`.
#[derive(Debug, Args)]
pub struct AllianceAsk {
    /// 医共体名称
    pub name: Option<String>,
    /// 年度预算（元）：拟定年度计划
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub budget: Option<Fen>,
    /// 非紧密型（须有决定文号）
    #[arg(long)]
    pub other: bool,
    /// 参照预付的决定文号
    #[arg(long, value_name = "DOC")]
    pub decision: Option<String>,
    /// 拟定第几季度预付
    #[arg(long, value_name = "QUARTER")]
    pub quarter: Option<u32>,
    /// 年度费用（元）：试算清算
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub settle: Option<Fen>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund prepay-step`.
#[derive(Debug, Args)]
pub struct PrepayStep {
    /// 环节
    #[arg(value_parser = stage::<PrepayStage>)]
    pub to: PrepayStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `fund deposit`.
#[derive(Debug, Args)]
pub struct Deposit {
    /// 金额（元）
    #[arg(value_parser = money)]
    pub amount: Fen,
    /// 国债（缺省为定期存款）
    #[arg(long)]
    pub bond: bool,
    /// 银行
    #[arg(long, value_name = "BANK")]
    pub at: String,
    /// 年利率，如 1.5%
    #[arg(long, value_parser = ratio)]
    pub rate: Ratio,
    /// 起息日
    #[arg(long, value_parser = date)]
    pub from: Date,
    /// 到期日
    #[arg(long, value_parser = date)]
    pub until: Date,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund deposit-step`.
#[derive(Debug, Args)]
pub struct DepositStep {
    /// 环节
    #[arg(value_parser = stage::<DepositStage>)]
    pub to: DepositStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `fund rate`.
#[derive(Debug, Args)]
pub struct Rate {
    /// 账户
    #[arg(value_parser = account)]
    pub account: BankAccount,
    /// 协定年利率，如 1.15%
    #[arg(long, value_name = "PERCENT", value_parser = ratio, requires = "agreement")]
    pub rate: Option<Ratio>,
    /// 自哪天起（查询时为哪天的利率）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
    /// 合同编号
    #[arg(long, value_name = "DOC")]
    pub agreement: Option<String>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund revolving`.
#[derive(Debug, Args)]
pub struct Revolve {
    /// advance、paid、replenished
    #[arg(value_parser = revolving, requires = "amount")]
    pub kind: Option<RevolvingKind>,
    /// 金额（元）
    #[arg(value_parser = money)]
    pub amount: Option<Fen>,
    /// 清算单或拨款凭证
    #[arg(long, value_name = "DOC", default_value = "")]
    pub document: String,
    /// 平台对账单余额（元）：核对
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub statement: Option<Fen>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund target`.
#[derive(Debug, Args)]
pub struct TargetAsk {
    /// 目标（元）
    #[arg(value_parser = money)]
    pub amount: Option<Fen>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund parameters`.
#[derive(Debug, Args)]
pub struct Parameters {
    /// 参数文件
    pub file: PathBuf,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund report`.
#[derive(Debug, Args)]
pub struct Report {
    /// 报表：budget_execution、final_accounts
    pub report: String,
    /// 报表文件
    pub file: Option<PathBuf>,
    /// 所属期间的最后一天（列出时为起止的截止日）
    #[arg(long, value_parser = date)]
    pub period: Date,
    /// 列出时的起始日
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
    /// 列出时的县区，可多次
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub county: Vec<RegionCode>,
    /// 只列迟报和逾期
    #[arg(long)]
    pub late: bool,
    #[command(flatten)]
    pub which: Which,
}

fn revolving(text: &str) -> Result<RevolvingKind, String> {
    RevolvingKind::parse(text).ok_or_else(|| "应为 advance、paid 或 replenished。".to_owned())
}

/// Runs a command of fund control.
///
/// # Errors
/// What the use case refuses, or a file that cannot be read.
pub fn run(ask: &Fund) -> Result<Outcome> {
    match ask {
        Fund::Request(ask) => super::request::run(ask),
        Fund::Risk(ask) => super::risk::run(ask),
        Fund::Owed(ask) => super::owed::run(ask),
        Fund::Upload(ask) => super::owed::upload(ask),
        Fund::Commit(ask) => commit(ask),
        Fund::Release(ask) => release(ask),
        Fund::Alliance(ask) => alliance(ask),
        Fund::PrepayStep(ask) => step(&ask.bring, ask.to, "alliance.step", |desk, actor| {
            fund::step_prepay(desk, actor, ask.bring.no, ask.to, ask.bring.input())
        }),
        Fund::Deposit(ask) => deposit(ask),
        Fund::DepositStep(ask) => step(&ask.bring, ask.to, "deposit.step", |desk, actor| {
            fund::step_deposit(desk, actor, ask.bring.no, ask.to, ask.bring.input())
        }),
        Fund::Deposits(which) => deposits(which),
        Fund::Rate(ask) => rate(ask),
        Fund::Revolving(ask) => revolve(ask),
        Fund::RevolvingConfirm(ask) => {
            let office = Office::open(&ask.office)?;
            let now = office.act("revolving.confirm", &ask.no.to_string(), |desk, actor| {
                fund::confirm_revolving(desk, actor, ask.no)
            })?;
            done(&format!(
                "周转金定额 {} 元，余额 {} 元，应补 {} 元",
                now.target,
                now.balance,
                now.to_replenish()
            ))
        }
        Fund::Target(ask) => target(ask),
        Fund::Parameters(ask) => parameters(ask),
        Fund::Confirm(ask) => {
            let office = Office::open(&ask.office)?;
            office.act("fund.confirm", &ask.no.to_string(), |desk, actor| {
                fund::confirm_case(desk, actor, ask.no)
            })?;
            done(&format!("第 {} 号已复核", ask.no))
        }
        Fund::Pending(which) => pending(which),
        Fund::Report(ask) => report(ask),
        Fund::LateTransfers(which) => late(which),
        Fund::Score(which) => score(which),
    }
}

fn step<S: Stage>(
    bring: &Bring,
    to: S,
    command: &str,
    work: impl FnOnce(&service::Desk<'_>, &access::Actor) -> Result<(), service::ServiceError>,
) -> Result<Outcome> {
    let office = Office::open(&bring.office)?;
    office.act(command, &bring.no.to_string(), work)?;
    done(&format!("第 {} 号已办理到“{}”", bring.no, to.zh()))
}

fn payable(ask: &Pay, office: &Office) -> Result<Payable> {
    Ok(Payable {
        region: ask.which.region(office),
        fund: ask.which.fund,
        year: ask.which.year(office),
        line: LineCode::new(&ask.line).map_err(|error| anyhow!("预算行：{}", error.zh()))?,
        amount: ask.amount,
        document: ask.document.clone(),
    })
}

fn commit(ask: &Pay) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let payable = payable(ask, &office)?;
    let admission = office.act("fund.commit", &ask.document, |desk, actor| {
        fund::admit_payment(desk, actor, &payable)
    })?;
    done(&format!(
        "可以支付，预算行尚余 {} 元，其中超预算 {} 元",
        admission.left, admission.over_budget
    ))
}

fn release(ask: &Pay) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let payable = payable(ask, &office)?;
    office.act("fund.release", &ask.document, |desk, actor| {
        fund::release_commitment(desk, actor, &payable)
    })?;
    done("已核销")
}

fn alliance(ask: &AllianceAsk) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let place = (ask.which.fund, ask.which.year(&office));
    let Some(name) = &ask.name else {
        let plans = office.act("alliance.list", "", |desk, actor| {
            fund::alliances(desk, actor, place)
        })?;
        let mut table = table(&["医共体", "县区", "年度预算（元）"]);
        for plan in &plans {
            table.add_row([
                plan.alliance.to_string(),
                plan.county.short(),
                plan.budget.to_string(),
            ]);
        }
        println!("{table}");
        return Ok(Outcome::Done);
    };
    let alliance = Alliance::new(name).map_err(|error| anyhow!("医共体名称：{}", error.zh()))?;
    if let Some(claims) = ask.settle {
        let end = office.act("alliance.settle", name, |desk, actor| {
            fund::settle_alliance(desk, actor, place, &alliance, claims)
        })?;
        let (kept, own) = (end.kept, end.alliance_bears);
        return done(&format!(
            "已预付 {} 元，留用 {kept} 元，自担 {own} 元，清算 {} 元",
            end.prepaid, end.balance
        ));
    }
    if let Some(quarter) = ask.quarter {
        let (no, amount) = office.act("alliance.prepay", name, |desk, actor| {
            fund::propose_prepay(desk, actor, place, &alliance, quarter)
        })?;
        return done(&format!("第 {quarter} 季度预付 {amount} 元，事项编号 {no}"));
    }
    let plan = AlliancePlan {
        alliance,
        county: ask.which.region(&office),
        kind: if ask.other {
            Kind::Other
        } else {
            Kind::CloseKnit
        },
        year: place.1.get(),
        budget: ask
            .budget
            .ok_or_else(|| anyhow!("请填写 --budget、--quarter 或 --settle。"))?,
        decision: ask.decision.clone(),
    };
    let no = office.act("alliance.propose", name, |desk, actor| {
        fund::propose_alliance(desk, actor, place.0, &plan)
    })?;
    done(&format!("已拟定年度计划，事项编号 {no}，请另一人复核"))
}

fn deposit(ask: &Deposit) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let terms = DepositTerms {
        region: ask.which.region(&office),
        fund: ask.which.fund,
        kind: if ask.bond {
            HoldingKind::Bond
        } else {
            HoldingKind::TermDeposit
        },
        at: ask.at.clone(),
        principal: ask.amount,
        rate: ask.rate,
        from: ask.from,
        until: ask.until,
    };
    let no = office.act("deposit.propose", &ask.at, |desk, actor| {
        fund::propose_deposit(desk, actor, &terms)
    })?;
    done(&format!("已拟定，事项编号 {no}"))
}

fn deposits(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let year = which.year(&office);
    let (held, years) = office.act("deposit.list", "", |desk, actor| {
        fund::deposits(desk, actor, (year, year))
    })?;
    let mut holdings = table(&["区划", "类别", "银行", "本金（元）", "起息日", "到期日"]);
    for one in &held {
        holdings.add_row([
            one.region.short(),
            one.kind.zh().to_owned(),
            one.at.clone(),
            one.principal.to_string(),
            one.from.to_string(),
            one.until.to_string(),
        ]);
    }
    println!("{holdings}");
    for one in &years {
        let rate = one.rate.map_or("—".to_owned(), |rate| rate.to_string());
        println!(
            "{} 年：平均本金 {} 元，收益 {} 元，收益率 {rate}",
            one.year, one.mean_principal, one.income
        );
    }
    Ok(Outcome::Done)
}

fn rate(ask: &Rate) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let on = ask.from.unwrap_or_else(|| office.desk().today());
    let (Some(rate), Some(agreement)) = (ask.rate, &ask.agreement) else {
        let found = office.act("fund.rate", ask.account.as_str(), |desk, actor| {
            fund::account_rate(desk, actor, &ask.account, on)
        })?;
        return match found {
            None => done("该账户没有协定利率"),
            Some(rate) => done(&format!(
                "{on} 协定年利率 {}，合同 {}",
                rate.rate, rate.agreement
            )),
        };
    };
    let terms = TermsOfRate {
        region: ask.which.region(&office),
        fund: ask.which.fund,
        rate: AccountRate {
            account: ask.account.clone(),
            rate,
            validity: Validity::new(Some(on), None).map_err(|error| anyhow!(error.zh()))?,
            agreement: agreement.clone(),
        },
    };
    let no = office.act("fund.rate", ask.account.as_str(), |desk, actor| {
        fund::propose_rate(desk, actor, &terms)
    })?;
    done(&format!("已登记，事项编号 {no}，请另一人复核"))
}

fn revolve(ask: &Revolve) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, region) = (ask.which.fund, ask.which.region(&office));
    if let (Some(kind), Some(amount)) = (ask.kind, ask.amount) {
        let place = (fund, ask.which.year(&office), region);
        let no = office.act("revolving.propose", kind.code(), |desk, actor| {
            fund::propose_revolving(desk, actor, place, kind, amount, &ask.document)
        })?;
        return done(&format!("已登记，事项编号 {no}，请另一人复核"));
    }
    let now = office.act("revolving.show", &region.short(), |desk, actor| {
        fund::revolving(desk, actor, (fund, region), ask.statement)
    })?;
    done(&format!(
        "周转金定额 {} 元，余额 {} 元，应补 {} 元",
        now.target,
        now.balance,
        now.to_replenish()
    ))
}

fn target(ask: &TargetAsk) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    let (fund, year, county) = (
        ask.which.fund,
        ask.which.year(&office),
        ask.which.region(&office),
    );
    if let Some(amount) = ask.amount {
        let target = Target {
            county,
            fund,
            year,
            amount,
            weights: Vec::new(),
        };
        let no = office.act("fund.target", &county.short(), |desk, actor| {
            fund::propose_target(desk, actor, &target)
        })?;
        return done(&format!("已拟定，事项编号 {no}，请另一人复核"));
    }
    let rows = office.act("fund.target_use", &county.short(), |desk, actor| {
        fund::target_use(desk, actor, (fund, year, county))
    })?;
    let mut table = table(&[
        "月份",
        "计划累计（元）",
        "实际累计（元）",
        "占目标",
        "余地（元）",
    ]);
    for row in &rows {
        let rate = row.rate.map_or("—".to_owned(), |rate| rate.to_string());
        table.add_row([
            row.month.to_string(),
            row.planned.to_string(),
            row.used.to_string(),
            rate,
            row.room.to_string(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn parameters(ask: &Parameters) -> Result<Outcome> {
    let text = std::fs::read_to_string(&ask.file)
        .with_context(|| format!("{} 无法读取", ask.file.display()))?;
    let office = Office::open(&ask.which.office)?;
    let year = ask.which.year(&office);
    let no = office.act("fund.parameters", "", |desk, actor| {
        fund::propose_parameters(desk, actor, year, &text)
    })?;
    done(&format!("已登记，事项编号 {no}，请另一人复核后生效"))
}

fn pending(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let rows = office.act("fund.pending", "", fund::pending)?;
    let mut table = table(&["编号", "区划", "事项", "环节"]);
    for row in &rows {
        table.add_row([
            row.head.no.to_string(),
            row.head.region.short(),
            row.head.subject.clone(),
            progress(&row.track),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}

fn report(ask: &Report) -> Result<Outcome> {
    let office = Office::open(&ask.which.office)?;
    if let Some(file) = &ask.file {
        let content =
            std::fs::read(file).with_context(|| format!("{} 无法读取", file.display()))?;
        let region = ask.which.region(&office);
        let digest = office.act("report.hand_in", &ask.report, |desk, actor| {
            fund::hand_in_report(desk, actor, region, &ask.report, ask.period, &content)
        })?;
        return done(&format!("已上报，校验值 {digest}"));
    }
    let from = ask.from.unwrap_or(ask.period);
    let period = (from, ask.period);
    let rows = office.act("report.list", &ask.report, |desk, actor| {
        if ask.late {
            fund::late_reports(desk, actor, &ask.county, &ask.report, period)
        } else {
            fund::report_list(desk, actor, &ask.county, &ask.report, period)
        }
    })?;
    let today = office.desk().today();
    let mut table = table(&["县区", "期间截止", "应报日期", "状态"]);
    for row in &rows {
        table.add_row([
            row.county.short(),
            row.period_end.to_string(),
            row.due.to_string(),
            row.state(today).zh(),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}

fn late(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let rows = office.act("fund.late_transfers", "", |desk, actor| {
        fund::late_transfers(desk, actor, which.fund)
    })?;
    let mut table = table(&["县区", "入户日期", "滞留金额（元）", "天数"]);
    for row in &rows {
        table.add_row([
            row.county.short(),
            row.since.to_string(),
            row.amount.to_string(),
            row.days.to_string(),
        ]);
    }
    println!("{table}");
    if rows.is_empty() {
        done("没有滞留资金")
    } else {
        Ok(Outcome::Found)
    }
}

fn score(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let place = (which.fund, which.year(&office));
    let county = which.region(&office);
    let score = office.act("fund.score", &county.short(), |desk, actor| {
        fund::assessment(desk, actor, place, county)
    })?;
    let mut table = table(&["项目", "得分 / 满分"]);
    for item in &score.items {
        table.add_row([item.zh.clone(), fund::points(item)]);
    }
    println!("{table}");
    let total = score.total.map_or("—".to_owned(), |total| {
        format!("{}.{:02}", total / 100, total % 100)
    });
    done(&format!(
        "{} {} 年度得分（百分制）{total}",
        county.short(),
        place.1
    ))
}
