//! `report`: statements on the terminal and as Excel.

use std::path::Path;

use ::report::{Cell, Column as Head, Table};
use anyhow::{Result, anyhow};
use ledger::statement::{Column, Statement};
use service::books::{self, Asked, Paper};
use store::ledger::LegOf;

use super::args::{Drawn, Income, Month, Plain};
use crate::exit::Outcome;
use crate::exit::Unwritable;
use crate::office::Office;

pub fn balance(ask: &Drawn) -> Result<Outcome> {
    statement(ask, Paper::BalanceSheet)
}

pub fn income(ask: &Income) -> Result<Outcome> {
    statement(&ask.drawn, Paper::IncomeAndExpenditure { from: ask.from })
}

fn statement(ask: &Drawn, paper: Paper) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let asked = Asked {
        paper,
        fund: ask.fund,
        book: ask.book,
        until: ask.until,
        tx: ask.known,
    };
    let drawn = office.act("ledger.report", "", |desk, actor| {
        books::drawn(desk, actor, &asked)
    })?;
    let Some(label) = &ask.trace else {
        return show(&[table(&drawn)], ask.xlsx.as_deref());
    };
    let row = drawn
        .rows
        .iter()
        .find(|row| row.label.contains(label.as_str()));
    let row = row.ok_or_else(|| anyhow!("报表中没有含“{}”的行。", base::show_value(label)))?;
    let column = ask.county.map_or(Column::Sum, Column::Tier);
    let legs = office.act("ledger.trace", &row.label, |desk, actor| {
        books::trace(desk, actor, &asked, (row, column))
    })?;
    show(&[behind(&row.label, &legs)], ask.xlsx.as_deref())
}

/// A statement as a table: a column for each tier, and the sums.
fn table(statement: &Statement) -> Table {
    let heads = statement
        .columns
        .iter()
        .map(|column| Head::money(&column.zh()));
    let mut table = Table::new(
        &statement.title,
        [Head::text("项目")].into_iter().chain(heads).collect(),
    );
    for row in &statement.rows {
        let label = format!("{}{}", "　".repeat(row.level.into()), row.label);
        let amounts = statement
            .columns
            .iter()
            .map(|column| Cell::from(row.amounts.get(column).copied()));
        table.push([Cell::from(label)].into_iter().chain(amounts).collect());
    }
    table.note("单位：元。收付实现制。");
    if let Some(tx) = statement.scope.known.tx {
        table.note(format!("按第 {tx} 号事务之后所知。"));
    }
    table
}

/// The legs behind a figure.
fn behind(label: &str, legs: &[LegOf]) -> Table {
    let heads = vec![
        Head::number("分录"),
        Head::text("凭证"),
        Head::date("记账日期"),
        Head::text("县区"),
        Head::text("科目"),
        Head::text("明细"),
        Head::text("方向"),
        Head::money("金额"),
    ];
    let mut table = Table::new(format!("{label} 的分录"), heads);
    for one in legs {
        let sub = one.leg.sub.as_ref().map(ToString::to_string);
        table.push(vec![
            Cell::from(one.leg_ref.entry.get()),
            Cell::from(one.document.as_str()),
            Cell::from(one.book_date),
            Cell::from(one.county.short()),
            Cell::from(one.leg.account.to_string()),
            Cell::from(sub),
            Cell::from(one.leg.side.zh()),
            Cell::from(one.leg.amount),
        ]);
    }
    table.note(format!("共 {} 笔。", legs.len()));
    table
}

pub fn month(ask: &Month) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let report = office.act("ledger.report", "", |desk, actor| {
        books::figures_of_month(desk, actor, ask.month)
    })?;
    let heads = vec![
        Head::text("县区"),
        Head::text("基金"),
        Head::money("本月收入"),
        Head::money("本月支出"),
        Head::money("本月结余"),
        Head::percent("当月结余率"),
        Head::money("累计结余"),
    ];
    let title = format!(
        "基金收支月报 {:04} 年 {} 月",
        ask.month.year(),
        ask.month.month()
    );
    let mut table = Table::new(title, heads);
    for line in &report {
        let figures = line.figures;
        let rate = figures
            .surplus_rate
            .map(|rate| Cell::Percent(rate.basis_points()));
        table.push(vec![
            Cell::from(line.tier.short()),
            Cell::from(line.fund.zh()),
            Cell::from(figures.income),
            Cell::from(figures.expense),
            Cell::from(figures.surplus),
            rate.unwrap_or(Cell::Empty),
            Cell::from(figures.cumulative),
        ]);
    }
    show(&[table], ask.xlsx.as_deref())
}

pub fn memo(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let lines = office.act("ledger.report", "", books::memo_register)?;
    let heads = vec![
        Head::text("县区"),
        Head::text("基金"),
        Head::text("种类"),
        Head::text("往来"),
        Head::text("年度"),
        Head::money("余额"),
    ];
    let mut table = Table::new("备查簿", heads);
    for line in &lines {
        let party = &line.counterparty;
        table.push(vec![
            Cell::from(line.county.short()),
            Cell::from(line.fund.zh()),
            Cell::from(line.kind.zh()),
            Cell::from(format!("{} {}", party.kind.zh(), party.name)),
            Cell::from(line.benefit_year.map(|year| year.to_string())),
            Cell::from(line.left),
        ]);
    }
    show(&[table], ask.xlsx.as_deref())
}

/// Prints tables, and writes them to a file where one is named.
pub fn show(tables: &[Table], xlsx: Option<&Path>) -> Result<Outcome> {
    for table in tables {
        println!("{}", ::report::drawn(table));
    }
    if let Some(path) = xlsx {
        let bytes = ::report::excel(tables).map_err(|error| anyhow!(error.zh()))?;
        std::fs::write(path, bytes).map_err(|error| Unwritable {
            path: path.display().to_string(),
            why: ::batch::why(&error),
        })?;
        println!("已写出 {}", path.display());
    }
    Ok(Outcome::Done)
}
