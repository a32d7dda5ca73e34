//! What is shown of claims.

use std::path::Path;

use anyhow::{Result, anyhow};
use base::Fen;
use report::{Column, Table};
use service::claim::Late;
use settlement::claim::{Claim, Signed};
use store::claim::draw::SetAside;
use store::claim::payable::Standing;
use store::claim::read::Head;

use crate::exit::{Outcome, Unwritable};

/// Prints a table, and writes it to a file where one is named: Excel by its ending, else CSV.
pub fn save(table: &Table, output: Option<&Path>) -> Result<Outcome> {
    print!("{}", report::drawn(table));
    let Some(path) = output else {
        return Ok(Outcome::Done);
    };
    let excel = path.extension().is_some_and(|ending| ending == "xlsx");
    let bytes = if excel {
        report::excel(std::slice::from_ref(table)).map_err(|error| anyhow!(error.zh()))?
    } else {
        report::csv(table)
            .map_err(|error| anyhow!(error.zh()))?
            .into()
    };
    std::fs::write(path, bytes).map_err(|error| Unwritable {
        path: path.display().to_string(),
        why: batch::why(&error),
    })?;
    println!("已写出 {}", path.display());
    Ok(Outcome::Done)
}

fn fund(code: &str) -> String {
    let known = ledger::entry::Fund::parse(code);
    known.map_or_else(|| code.to_owned(), |fund| fund.zh().to_owned())
}

/// What stands aside.
pub fn print_asides(all: &[SetAside]) {
    if all.is_empty() {
        return;
    }
    let columns = vec![
        Column::text("机构"),
        Column::number("结算编号"),
        Column::text("基金"),
        Column::text("原因"),
    ];
    let mut table = Table::new(format!("{} 条应付款未能列入申报", all.len()), columns);
    for one in all {
        table.push(vec![
            one.institution.as_str().into(),
            one.settlement.into(),
            fund(&one.fund).into(),
            one.reason.as_str().into(),
        ]);
    }
    print!("{}", report::drawn(&table));
}

/// Claims.
pub fn heads(all: &[Head]) -> Table {
    let columns = vec![
        Column::number("申报"),
        Column::text("月份"),
        Column::text("申报人"),
        Column::text("参保县区"),
        Column::text("基金"),
        Column::text("险种"),
        Column::number("条数"),
        Column::money("基金支付（元）"),
        Column::money("账户支付（元）"),
        Column::money("准予支付（元）"),
        Column::text("状态"),
    ];
    let mut table = Table::new("结算申报", columns);
    for head in all {
        let pay = &head.key.pay;
        table.push(vec![
            head.no.get().into(),
            head.key.month.zh().into(),
            pay.claimant.code().into(),
            pay.county.short().into(),
            fund(pay.fund.as_str()).into(),
            pay.scheme.zh().into(),
            head.lines.into(),
            head.fund.into(),
            head.account.into(),
            head.awarded.into(),
            head.stage.zh().into(),
        ]);
    }
    table
}

/// The steps of a claim, each with who took it and when.
pub fn steps(claim: &Claim) {
    let pay = &claim.key().pay;
    println!(
        "申报 {}：{}，{}，参保县区 {}，{}，{}。",
        claim.no(),
        pay.claimant.code(),
        claim.key().month.zh(),
        pay.county.short(),
        fund(pay.fund.as_str()),
        claim.stage().zh()
    );
    let step = |what: &str, signed: &Signed| {
        println!(
            "  {} {what}：{}（{}）",
            signed.on,
            signed.by,
            signed.office.short()
        );
    };
    let steps = claim.steps();
    if let Some(signed) = &steps.submission {
        step("申报", signed);
    }
    for (what, opinion) in [("初审", &steps.review), ("审核决定", &steps.decision)] {
        let Some(opinion) = opinion else {
            continue;
        };
        step(what, &opinion.signed);
        for one in &opinion.findings {
            println!(
                "    结算 {}：{} {} 元，{}，理由：{}",
                one.line.settlement,
                one.verdict.zh(),
                one.amount,
                one.fault.zh(),
                one.reason
            );
        }
    }
    for resolution in &steps.resolutions {
        step("暂缓支付后的决定", &resolution.signed);
        for one in &resolution.rulings {
            println!(
                "    结算 {}：不予支付 {} 元，其余支付。{}",
                one.line.settlement, one.refused, one.reason
            );
        }
    }
}

/// The lines of a claim with what became of them.
pub fn lines(claim: &Claim) -> Result<Table> {
    let columns = vec![
        Column::text("结算编号"),
        Column::text("部分"),
        Column::text("类别"),
        Column::date("结算日期"),
        Column::money("申报（元）"),
        Column::money("准予支付（元）"),
        Column::money("不予支付（元）"),
        Column::money("暂缓支付（元）"),
    ];
    let outcomes = claim.outcomes().map_err(|refused| anyhow!(refused.zh()))?;
    let mut table = Table::new(format!("申报 {} 的明细", claim.no()), columns);
    for line in claim.lines() {
        let became = outcomes.get(&line.key).copied().unwrap_or_default();
        table.push(vec![
            line.key.settlement.to_string().into(),
            line.key.part.zh().into(),
            line.care.zh().into(),
            line.settled_on.into(),
            line.amount.into(),
            became.approved().into(),
            became.refused().into(),
            became.suspended().into(),
        ]);
    }
    Ok(table)
}

/// Tasks with their terms.
pub fn late(all: &[Late]) -> Table {
    let columns = vec![
        Column::number("申报"),
        Column::text("事项"),
        Column::date("最后期限"),
        Column::text("状态"),
        Column::text("通知"),
        Column::text("说明"),
        Column::text("依据"),
    ];
    let mut table = Table::new("待办事项", columns);
    for one in all {
        table.push(vec![
            one.claim.get().into(),
            one.task.term.procedure.zh().into(),
            one.task.term.due.into(),
            one.watched.alarm.zh().into(),
            one.watched.tell.short().into(),
            one.watched.zh.as_str().into(),
            one.task.term.article.as_str().into(),
        ]);
    }
    if all.iter().any(|one| one.task.term.provisional) {
        table.note("有期限跨入尚未登记放假安排的年份，按周末计算，登记后可能顺延（tongchou claim calendar）。");
    }
    table
}

/// Payables.
pub fn payables(all: &[Standing]) -> Table {
    let columns = vec![
        Column::text("机构"),
        Column::text("参保县区"),
        Column::text("基金"),
        Column::text("险种"),
        Column::money("结算合计（元）"),
        Column::money("已决定（元）"),
        Column::money("应付（元）"),
    ];
    let mut table = Table::new("应付款", columns);
    for one in all {
        let rest = one.settled.checked_sub(one.decided).unwrap_or(Fen::ZERO);
        table.push(vec![
            one.institution.as_str().into(),
            one.county.short().into(),
            fund(&one.fund).into(),
            one.scheme.as_str().into(),
            one.settled.into(),
            one.decided.into(),
            rest.into(),
        ]);
    }
    table
}
