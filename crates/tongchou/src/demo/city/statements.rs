//! The statements that the demo ends with.

use super::scene::{Scene, day};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::Date;
use enrolment::Scheme;
use enrolment::contribution::Year;
use ledger::entry::{Book, Fund};
use ledger::statement::{Column, Statement};
use report::{Cell, Table};
use service::books::{self, Asked, Paper};
use service::contribution::subsidy;

/// Income and expenditure of each year, the balance sheet on the last day, and the subsidies due.
pub fn print(scene: &Scene<'_>, years: [i32; 2]) -> Result<()> {
    for year in years {
        let from = day(year, 1, 1)?;
        statement(
            scene,
            Paper::IncomeAndExpenditure { from },
            day(year, 12, 31)?,
        )?;
    }
    let [_, last] = years;
    statement(scene, Paper::BalanceSheet, day(last, 12, 31)?)?;
    for year in years {
        subsidies(scene, year)?;
    }
    Ok(())
}

fn statement(scene: &Scene<'_>, paper: Paper, until: Date) -> Result<()> {
    let asked = Asked {
        paper,
        fund: Fund::ResidentPooled,
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
fn subsidies(scene: &Scene<'_>, year: i32) -> Result<()> {
    let of = Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))?;
    let (due, today) = (day(year, 6, 30)?, day(year, 12, 31)?);
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
