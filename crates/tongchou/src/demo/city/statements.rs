//! The statements that the demo ends with.

use super::monthly;
use super::scene::{Scene, day, sum};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{Date, Fen, RegionCode, Rounding};
use enrolment::Scheme;
use enrolment::contribution::Year;
use ledger::control::Measure;
use ledger::control::indicator::Warning;
use ledger::entry::{AccountCode, Book, Fund};
use ledger::statement::{Column, Statement};
use report::{Cell, Table};
use service::books::{self, Asked, Paper};
use service::contribution::subsidy;
use service::fund;
use std::collections::BTreeMap;

/// Income and expenditure, the balance sheet on the last day, the execution of the budgets, the subsidies due,
/// the indicators with their warnings.
pub fn print(scene: &Scene<'_>, first: i32) -> Result<()> {
    let end = monthly::last(first)?.last();
    let years = [(first, day(first, 12, 31)?), (first + 1, end)];
    for (year, until) in years {
        let from = day(year, 1, 1)?;
        let paper = Paper::IncomeAndExpenditure { from };
        statement(scene, Fund::ResidentPooled, paper, until)?;
    }
    statement(scene, Fund::ResidentPooled, Paper::BalanceSheet, end)?;
    for fund in [Fund::EmployeePooled, Fund::EmployeeAccounts] {
        let from = day(first, 1, 1)?;
        let paper = Paper::IncomeAndExpenditure { from };
        statement(scene, fund, paper, day(first, 12, 31)?)?;
        statement(scene, fund, Paper::BalanceSheet, end)?;
    }
    for (year, until) in years {
        execution(scene, year, until)?;
    }
    for (year, until) in years {
        subsidies(scene, year, until)?;
    }
    warnings(scene, end)
}

/// The budgets of a year and how far they are carried out, by county and line; the city is their sum.
fn execution(scene: &Scene<'_>, year: i32, until: Date) -> Result<()> {
    let of_year = super::budgeting::fund_year(year)?;
    let accountant = scene.staff.of("kuaiji")?;
    let mut table = Table::new(
        format!("预算执行情况 城乡居民医保基金 截至 {until}（元）"),
        vec![
            report::Column::text("县区"),
            report::Column::text("预算行"),
            report::Column::money("年度预算"),
            report::Column::money("累计执行"),
            report::Column::percent("执行率"),
        ],
    );
    let mut city: BTreeMap<String, (Fen, Fen)> = BTreeMap::new();
    for county in scene.city.counties() {
        let of = (Fund::ResidentPooled, of_year, county.region);
        let rows = fund::execution_of(&scene.desk(), accountant, of.0, of.1, of.2, until.month());
        let rows = rows.map_err(Fault::from)?;
        for row in rows.iter().filter(|row| row.month == until.month()) {
            let whole = city.entry(row.code.to_string()).or_default();
            *whole = (sum(whole.0, row.budget)?, sum(whole.1, row.to_date)?);
            let line = line_of(row.code.as_str(), until)?;
            table.push(executed(county.name, line, (row.budget, row.to_date)));
        }
    }
    for (code, amounts) in city {
        table.push(executed("全市合并", line_of(&code, until)?, amounts));
    }
    println!("{}", report::drawn(&table));
    Ok(())
}

/// A line with the name of its account, and whether it is income.
fn line_of(code: &str, on: Date) -> Result<String> {
    let direction = if code < "5" { "收入" } else { "支出" };
    let charts = &books::library().map_err(Fault::from)?.charts;
    let chart = charts.on(Book::Agency, Fund::ResidentPooled, on);
    let account = code.parse().ok().and_then(AccountCode::new);
    let name = chart
        .zip(account)
        .map(|(chart, account)| chart.name(account));
    Ok(format!("{direction} {code} {}", name.unwrap_or_default()))
}

fn executed(place: &str, line: String, (budget, done): (Fen, Fen)) -> Vec<Cell> {
    let rate = Measure::of(done, budget).basis_points(Rounding::HalfUp);
    vec![
        Cell::Text(place.to_owned()),
        Cell::Text(line),
        Cell::Money(budget),
        Cell::Money(done),
        rate.map_or(Cell::Empty, |rate| Cell::Percent(rate.get())),
    ]
}

/// Every indicator of every county and of the city, with the level of its warning.
fn warnings(scene: &Scene<'_>, on: Date) -> Result<()> {
    let accountant = scene.staff.of("kuaiji")?;
    let pool = scene.city.spec().pool;
    let counties = scene.city.counties().iter();
    let places = counties.map(|county| (county.region, county.name));
    let places: Vec<(RegionCode, &str)> = places.chain([(pool, "全市")]).collect();
    let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
    for (region, _) in &places {
        let fund = Fund::ResidentPooled;
        let found = fund::warnings_of(&scene.desk(), accountant, fund, *region, on);
        for (place, warning) in found.map_err(Fault::from)?.iter().enumerate() {
            if rows.len() <= place {
                let title = format!("{}（{}）", warning.indicator.zh(), warning.limit_zh());
                rows.push((title, Vec::new()));
            }
            if let Some((_, cells)) = rows.get_mut(place) {
                cells.push(Cell::Text(graded(warning)));
            }
        }
    }
    let heads = places.iter().map(|(_, name)| report::Column::text(name));
    let columns = [report::Column::text("指标（限额）")]
        .into_iter()
        .chain(heads);
    let title = format!("基金指标和预警 城乡居民医保基金 {on}");
    let mut table = Table::new(title, columns.collect());
    for (title, cells) in rows {
        table.push([Cell::Text(title)].into_iter().chain(cells).collect());
    }
    println!("{}", report::drawn(&table));
    Ok(())
}

fn graded(warning: &Warning) -> String {
    match warning.level {
        ledger::control::Level::None => warning.value(),
        level => format!("{} {}", warning.value(), level.zh()),
    }
}

fn statement(scene: &Scene<'_>, fund: Fund, paper: Paper, until: Date) -> Result<()> {
    let asked = Asked {
        paper,
        fund,
        book: Book::Agency,
        until,
        tx: None,
    };
    let accountant = scene.staff.of("kuaiji")?;
    let drawn = books::drawn(&scene.desk(), accountant, &asked).map_err(Fault::from)?;
    println!("{}", report::drawn(&table(scene, &drawn)));
    Ok(())
}

fn table(scene: &Scene<'_>, statement: &Statement) -> Table {
    let title = |column: &Column| match column {
        Column::Tier(region) => {
            let counties = scene.city.counties();
            let county = counties.iter().find(|county| county.region == *region);
            county.map_or_else(|| "市本级".to_owned(), |county| county.name.to_owned())
        }
        other => other.zh(),
    };
    let mut columns = vec![report::Column::text("项目")];
    columns.extend(
        statement
            .columns
            .iter()
            .map(|column| report::Column::money(&title(column))),
    );
    let mut table = Table::new(format!("{}（元）", statement.title), columns);
    let has_money = |row: &&ledger::statement::Row| row.amounts.values().any(|fen| fen.get() != 0);
    for row in statement.rows.iter().filter(has_money) {
        let indent = "  ".repeat(usize::from(row.level));
        let mut cells = vec![Cell::Text(format!("{indent}{}", row.label))];
        cells.extend(statement.columns.iter().map(|column| {
            row.amounts
                .get(column)
                .map_or(Cell::Empty, |fen| Cell::Money(*fen))
        }));
        table.push(cells);
    }
    table
}

/// Headcount × standard against what arrived, by county and level.
fn subsidies(scene: &Scene<'_>, year: i32, today: Date) -> Result<()> {
    let of = Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))?;
    let due = day(year, 6, 30)?;
    let accountant = scene.staff.of("kuaiji")?;
    let lines = subsidy::list(&scene.desk(), accountant, Scheme::Resident, of, due, today);
    let mut table = Table::new(
        format!("{year} 年财政补助应到与实到（元）"),
        vec![
            report::Column::text("县区"),
            report::Column::text("来源"),
            report::Column::number("人数"),
            report::Column::money("应到"),
            report::Column::money("实到"),
            report::Column::money("逾期未到"),
        ],
    );
    for line in lines.map_err(Fault::from)? {
        let counties = scene.city.counties();
        let county = counties
            .iter()
            .find(|county| county.region == line.key.county);
        table.push(vec![
            Cell::Text(county.map_or_else(|| line.key.county.short(), |it| it.name.to_owned())),
            Cell::Text(line.key.payer.zh().to_owned()),
            Cell::Number(line.heads),
            Cell::Money(line.due),
            Cell::Money(line.arrived),
            Cell::Money(line.overdue),
        ]);
    }
    println!("{}", report::drawn(&table));
    Ok(())
}
