//! Assessments, score sheets, and what the public is told.

use anyhow::Result;
use base::Fen;
use batch::sheet::{BadRow, Column as SheetColumn, Flaw, SheetRow};
use directory::agreement::Points;
use directory::agreement::admission::Mark;
use directory::agreement::assess::Measured;
use report::{Cell, Column, Table};
use service::provider::{self, AdmissionLine, FeeRow, Published};

use super::asks::{Assess, Fees, Lists, MaybeCode, Results, Score};
use super::files::{rows, show};
use super::intake::day;
use super::steps::waits;
use crate::exit::Outcome;
use crate::office::Office;

const MEASURED: &[SheetColumn] = &[
    SheetColumn::text("indicator", &["指标"]).required(),
    SheetColumn::number("value", &["数值"]).required(),
    SheetColumn::text("evidence", &["依据"]).required(),
];

pub fn assess(ask: &Assess) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = day(&office, ask.on);
    let measured = rows(&ask.file, MEASURED, |row| {
        let value = row.whole("value")?;
        Ok(Measured {
            indicator: row.need("indicator")?.into(),
            value: value.ok_or_else(|| row.bad("value", Flaw::Missing))?,
            evidence: row.need("evidence")?.into(),
        })
    })?;
    let (no, assessed) = office.act("provider.assess", ask.code.as_str(), |desk, actor| {
        provider::propose_assessment(desk, actor, &ask.code, on, &measured)
    })?;
    for line in &assessed.lines {
        println!("{}", line.zh);
    }
    println!(
        "{}：得分 {}，等级 {}。",
        ask.code, assessed.score, assessed.grade
    );
    waits(no)
}

pub fn assessments(ask: &MaybeCode) -> Result<Outcome> {
    let office = Office::open(&ask.list.office)?;
    let all = office.act("provider.assessments", "", |desk, actor| {
        provider::assessments(desk, actor, ask.code.as_ref())
    })?;
    let heads = ["考核", "机构编码", "方案", "得分", "等级", "后果"];
    let mut columns: Vec<Column> = heads.into_iter().map(Column::text).collect();
    columns.push(Column::date("考核日"));
    let mut table = Table::new("考核结果", columns);
    for one in &all {
        let of = &one.assessment;
        // The lines of the indicators come first; what follows from the grade stands behind them.
        let after = one.told.iter().skip(of.lines.len().saturating_add(2));
        let after: Vec<&str> = after.map(String::as_str).collect();
        table.push(vec![
            Cell::from(one.no.to_string()),
            Cell::from(of.provider.as_str()),
            Cell::from(&*of.scheme),
            Cell::from(of.score.to_string()),
            Cell::from(&*of.grade),
            Cell::from(after.join("；")),
            Cell::from(of.on),
        ]);
    }
    let exits = all.iter().filter(|one| one.exit_proposed).count();
    table.note(format!(
        "建议退出 {exits} 件；退出须另行拟办 tongchou provider end。"
    ));
    show(&[table], ask.list.output.as_deref())
}

const MARKS: &[SheetColumn] = &[
    SheetColumn::text("criterion", &["条件"]).required(),
    SheetColumn::number("points", &["得分"]).required(),
    SheetColumn::text("evidence", &["依据"]).required(),
];

pub fn score(ask: &Score) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let marks = rows(&ask.file, MARKS, mark)?;
    let subject = format!("designation {}", ask.designation);
    let sheet = office.act("provider.score", &subject, |desk, actor| {
        provider::score(desk, actor, (ask.designation, &ask.round), &marks)
    })?;
    for line in &sheet.lines {
        let low = if line.below_least {
            "（低于最低分）"
        } else {
            ""
        };
        println!("{}：{} / {}{low}", line.name, line.points, line.full);
    }
    let passed = if sheet.passed {
        "达到条件"
    } else {
        "未达到条件"
    };
    println!("{}：合计 {}，{passed}。", sheet.provider, sheet.score);
    Ok(Outcome::Done)
}

fn mark(row: &SheetRow) -> Result<Mark, BadRow> {
    let points = row.read("points", |text| {
        Points::parse(text).ok_or_else(|| "应是不为负、至多两位小数的分数。".to_owned())
    })?;
    Ok(Mark {
        criterion: row.need("criterion")?.into(),
        points: points.ok_or_else(|| row.bad("points", Flaw::Missing))?,
        evidence: row.need("evidence")?.into(),
    })
}

pub fn results(ask: &Results) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let no = office.act("provider.results", &ask.round, |desk, actor| {
        provider::propose_admission_results(desk, actor, &ask.round, ask.places)
    })?;
    waits(no)
}

pub fn published(ask: &Lists) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let pool = office.actor().scope().pool();
    let all = office.act("provider.published", "", |desk, _| {
        provider::published(desk, pool)
    })?;
    let tables: Vec<Table> = all
        .iter()
        .map(|(one, lines)| {
            let title = format!("{}（{} 公布）", one.topic, one.on);
            match lines {
                Published::Admission(lines) => admission(&title, lines),
                Published::Fees(rows) => fees(&title, rows),
            }
        })
        .collect();
    if tables.is_empty() {
        println!("还没有公布的内容。");
        return Ok(Outcome::Done);
    }
    show(&tables, ask.output.as_deref())
}

pub fn fees_of(ask: &Fees) -> Result<Outcome> {
    let of = &ask.period;
    let office = Office::open(&of.office)?;
    let title = format!("{} 至 {} 医疗费用", of.from, of.until);
    let totals = office.act("provider.fees", &title, |desk, actor| {
        provider::fee_totals(desk, actor, (of.from, of.until))
    })?;
    let rows = office.act("provider.fees", &title, |_, _| provider::fee_rows(&totals))?;
    show(&[fees(&title, &rows)], of.output.as_deref())?;
    if !ask.publish {
        return Ok(Outcome::Done);
    }
    let no = office.act("provider.publish", &title, |desk, actor| {
        provider::propose_fees(desk, actor, &title, &totals)
    })?;
    waits(no)
}

fn admission(title: &str, lines: &[AdmissionLine]) -> Table {
    let mut columns = vec![Column::number("名次")];
    columns.extend(["机构编码", "名称", "得分", "结果"].map(Column::text));
    let mut table = Table::new(title, columns);
    for line in lines {
        table.push(vec![
            Cell::from(i64::from(line.rank)),
            Cell::from(line.provider.as_str()),
            Cell::from(line.name.as_str()),
            Cell::from(Points::from_hundredths(line.score).to_string()),
            Cell::from(line.zh.as_str()),
        ]);
    }
    table
}

fn fees(title: &str, rows: &[FeeRow]) -> Table {
    let number = |count: u64| Cell::from(i64::try_from(count).unwrap_or(i64::MAX));
    let share = |bp: Option<i64>| bp.map_or(Cell::Empty, Cell::Percent);
    let columns = vec![
        Column::text("机构编码"),
        Column::text("名称"),
        Column::number("住院人次"),
        Column::money("次均住院费用"),
        Column::number("次均住院日（十分之一天）"),
        Column::number("门诊人次"),
        Column::money("次均门诊费用"),
        Column::percent("基金支付占比"),
        Column::percent("药占比"),
    ];
    let mut table = Table::new(title, columns);
    for row in rows {
        table.push(vec![
            Cell::from(row.provider.as_str()),
            Cell::from(row.name.as_str()),
            number(row.stays),
            Cell::from(row.per_stay.map(Fen::new)),
            row.days_tenths.map_or(Cell::Empty, Cell::from),
            number(row.visits),
            Cell::from(row.per_visit.map(Fen::new)),
            share(row.funds_bp),
            share(row.drugs_bp),
        ]);
    }
    table
}
