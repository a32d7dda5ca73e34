//! `tongchou fund owed` and `fund upload`: what is owed to the fund, the upload of historic surplus.

use anyhow::Result;
use base::Fen;
use clap::{Args, Subcommand};
use ledger::control::receivable::{ChangeKind, MemoKind, ReceivableKind};
use ledger::control::upload::UploadStage;
use ledger::control::{CaseNo, ItemNo};
use service::fund::{self, UploadTerms};
use store::AsOf;

use super::budget::done;
use super::case::{Bring, progress};
use super::words::{Which, case, money, stage};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs};
use crate::tally::table;

/// Commands about receivables.
#[derive(Debug, Subcommand)]
pub enum Owed {
    /// 登记应收：audit_gap（审计缺口）、historic_arrear（历年欠缴）；由另一人复核
    Raise(Raise),
    /// 登记收回（collected）或上划（passed_on）；由另一人复核
    Change(Change),
    /// 复核登记
    Confirm(Confirm),
    /// 列出应收款
    List(Which),
}

/// Options of `fund owed raise`.
#[derive(Debug, Args)]
pub struct Raise {
    /// 类别
    #[arg(value_parser = kind)]
    pub kind: ReceivableKind,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub amount: Fen,
    /// 审计报告或清册编号
    #[arg(long, value_name = "DOC")]
    pub document: String,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund owed change`.
#[derive(Debug, Args)]
pub struct Change {
    /// 应收款编号
    pub item: ItemNo,
    /// collected 或 passed_on
    #[arg(value_parser = change)]
    pub kind: ChangeKind,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub amount: Fen,
    /// 凭证编号
    #[arg(long, value_name = "DOC")]
    pub document: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A case by number.
#[derive(Debug, Args)]
pub struct Confirm {
    /// 事项编号
    #[arg(value_parser = case)]
    pub no: CaseNo,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn kind(text: &str) -> Result<ReceivableKind, String> {
    ReceivableKind::parse(text).ok_or_else(|| {
        let all: Vec<_> = ReceivableKind::ALL.iter().map(|kind| kind.code()).collect();
        format!(
            "没有类别“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

fn change(text: &str) -> Result<ChangeKind, String> {
    let known = ChangeKind::parse(text).filter(|kind| kind.is_by_hand());
    known.ok_or_else(|| "应为 collected（收回）或 passed_on（上划）。".to_owned())
}

/// Runs a command about receivables.
///
/// # Errors
/// What the use case refuses.
pub fn run(ask: &Owed) -> Result<Outcome> {
    match ask {
        Owed::Raise(ask) => {
            let office = Office::open(&ask.which.office)?;
            let region = ask.which.region(&office);
            let place = (ask.which.fund, ask.which.year(&office), region);
            let no = office.act("receivable.raise", &region.short(), |desk, actor| {
                fund::propose_gap(desk, actor, place, ask.kind, ask.amount, &ask.document)
            })?;
            done(&format!("已登记，事项编号 {no}，请另一人复核"))
        }
        Owed::Change(ask) => {
            let office = Office::open(&ask.office)?;
            let no = office.act(
                "receivable.collect",
                &ask.item.to_string(),
                |desk, actor| {
                    fund::collect(desk, actor, ask.item, ask.kind, ask.amount, &ask.document)
                },
            )?;
            done(&format!("已登记，事项编号 {no}，请另一人复核"))
        }
        Owed::Confirm(ask) => {
            let office = Office::open(&ask.office)?;
            let item = office.act("receivable.confirm", &ask.no.to_string(), |desk, actor| {
                fund::confirm_collection(desk, actor, ask.no)
            })?;
            done(&format!("已复核，应收款编号 {item}"))
        }
        Owed::List(which) => list(which),
    }
}

fn list(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let today = office.desk().today();
    let rows = office.act("receivable.list", "", |desk, actor| {
        fund::receivables(desk, actor, Some(which.fund), AsOf::on(today))
    })?;
    let mut table = table(&["编号", "县区", "类别", "未收（元）", "待上划（元）", "天数"]);
    for row in &rows {
        let one = &row.receivable;
        let shown =
            |amount: Option<Fen>| amount.map_or("—".to_owned(), |amount| amount.to_string());
        table.add_row([
            row.no.to_string(),
            one.debtor.short(),
            one.kind.zh().to_owned(),
            shown(one.open()),
            shown(one.to_pass_on()),
            one.age(today).to_string(),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}

/// Commands about uploads.
#[derive(Debug, Subcommand)]
pub enum Upload {
    /// 清点造册：账面结余和未清事项
    Open(Open),
    /// 办理下一步：provisional、audited（--amount 为审计结余）、signed、closed（--document 为例外批准）
    Step(Step),
    /// 登记未清事项的清理，或以 --confirms 复核
    Clear(Clear),
    /// 列出上划和未清事项
    List(Which),
}

/// Options of `fund upload open`.
#[derive(Debug, Args)]
pub struct Open {
    /// 账面结余（元）
    #[arg(value_parser = money)]
    pub balance: Fen,
    /// 未清事项，可多次：类别=金额=清册编号
    #[arg(long, value_name = "KIND=YUAN=DOC", value_parser = memo)]
    pub open: Vec<(MemoKind, Fen, String)>,
    #[command(flatten)]
    pub which: Which,
}

/// Options of `fund upload step`.
#[derive(Debug, Args)]
pub struct Step {
    /// 环节
    #[arg(value_parser = stage::<UploadStage>)]
    pub to: UploadStage,
    #[command(flatten)]
    pub bring: Bring,
}

/// Options of `fund upload clear`.
#[derive(Debug, Args)]
pub struct Clear {
    /// 未清事项编号
    pub item: ItemNo,
    /// 金额（元）
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub amount: Fen,
    /// 凭证编号
    #[arg(long, value_name = "DOC")]
    pub document: String,
    /// 复核这一事项编号
    #[arg(long, value_name = "NO", value_parser = case)]
    pub confirms: Option<CaseNo>,
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn memo(text: &str) -> Result<(MemoKind, Fen, String), String> {
    let parts: Vec<&str> = text.splitn(3, '=').collect();
    let [kind, amount, document] = parts.as_slice() else {
        return Err("请写成 类别=金额=清册编号。".to_owned());
    };
    let kind = MemoKind::parse(kind).ok_or_else(|| {
        let all: Vec<_> = MemoKind::ALL
            .iter()
            .map(|kind| format!("{}（{}）", kind.code(), kind.zh()))
            .collect();
        format!("类别可选：{}。", all.join("、"))
    })?;
    Ok((kind, money(amount)?, (*document).to_owned()))
}

/// Runs a command about uploads.
///
/// # Errors
/// What the use case refuses.
pub fn upload(ask: &Upload) -> Result<Outcome> {
    match ask {
        Upload::Open(ask) => {
            let office = Office::open(&ask.which.office)?;
            let terms = UploadTerms {
                county: ask.which.region(&office),
                fund: ask.which.fund,
                year: ask.which.year(&office),
                book_balance: ask.balance,
                open_items: ask.open.clone(),
            };
            let no = office.act("upload.open", &terms.county.short(), |desk, actor| {
                fund::open_upload(desk, actor, &terms)
            })?;
            done(&format!("已造册，事项编号 {no}"))
        }
        Upload::Step(ask) => {
            let office = Office::open(&ask.bring.office)?;
            let (no, input) = (ask.bring.no, ask.bring.input());
            let row = office.act("upload.step", &no.to_string(), |desk, actor| {
                fund::step_upload(desk, actor, no, ask.to, input)
            })?;
            done(&format!("第 {no} 号：{}", progress(&row.upload.track)))
        }
        Upload::Clear(ask) => {
            let office = Office::open(&ask.office)?;
            let no = office.act("memo.clear", &ask.item.to_string(), |desk, actor| {
                fund::note_memo(
                    desk,
                    actor,
                    ask.item,
                    ask.amount,
                    &ask.document,
                    ask.confirms,
                )
            })?;
            let next = if ask.confirms.is_some() {
                "已复核"
            } else {
                "请另一人以 --confirms 复核"
            };
            done(&format!("事项编号 {no}，{next}"))
        }
        Upload::List(which) => uploads(which),
    }
}

fn uploads(which: &Which) -> Result<Outcome> {
    let office = Office::open(&which.office)?;
    let rows = office.act("upload.list", "", fund::uploads)?;
    let mut table = table(&[
        "编号",
        "县区",
        "账面（元）",
        "审计（元）",
        "未清事项",
        "环节",
    ]);
    for row in &rows {
        let audited = row
            .upload
            .audited
            .map_or("—".to_owned(), |amount| amount.to_string());
        let open = row
            .items
            .iter()
            .filter(|(_, _, amount)| *amount > Fen::ZERO);
        let open: Vec<String> = open
            .map(|(no, kind, amount)| format!("{no}：{} {amount}", kind.zh()))
            .collect();
        table.add_row([
            row.no.to_string(),
            row.upload.county.short(),
            row.upload.book_balance.to_string(),
            audited,
            open.join("；"),
            progress(&row.upload.track),
        ]);
    }
    println!("{table}");
    done(&format!("共 {} 项", rows.len()))
}
