//! Lists of the city: load, difference, decide, list, show.

use std::path::Path;

use access::Verdict;
use anyhow::Result;
use directory::catalogue::Effect;
use report::{Cell, Column, Table};
use service::catalogue::{self, Loading, Proposed, Report};

use super::asks::{Decide, Load, OfOffice, OfProposal, Show};
use super::sheet::{read, save, tell_bad, tell_flaws};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally;

/// Lines of a report on the terminal at most.
const SHOWN: usize = 30;

pub fn load(ask: &Load) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (rows, bad) = read(&ask.file, ask.list.columns())?;
    if !bad.is_empty() {
        tell_bad(&bad);
        return Ok(Outcome::Found);
    }
    let loading = Loading {
        sort: ask.list.clone(),
        title: ask.title.clone(),
        kinds: ask.kinds.clone(),
        extent: ask.extent,
        effective: ask.effective,
    };
    let count = rows.len();
    let done = office.act("catalogue.propose", &ask.title, |desk, actor| {
        catalogue::propose(desk, actor, &loading, rows)
    })?;
    match done {
        Proposed::Flawed { flaws, stopped_at } => {
            tell_flaws(&flaws, stopped_at);
            Ok(Outcome::Found)
        }
        Proposed::Waiting {
            proposal, report, ..
        } => {
            println!(
                "第 {proposal} 号事项已拟定：{}“{}”{count} 行，自 {} 起生效。",
                report.sort.zh(),
                report.title,
                report.effective
            );
            tell(&report, ask.output.as_deref())?;
            println!("请全市另一名用户查看差异后运行 tongchou catalogue approve {proposal}。");
            Ok(Outcome::Done)
        }
    }
}

pub fn difference(ask: &OfProposal) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.proposal.to_string();
    let (loaded, report) = office.act("catalogue.difference", &subject, |desk, actor| {
        catalogue::report(desk, actor, ask.proposal)
    })?;
    println!(
        "{}“{}”，{} 行，自 {} 起生效，{} 导入。",
        report.sort.zh(),
        report.title,
        loaded.rows,
        report.effective,
        loaded.loaded_on
    );
    tell(&report, ask.output.as_deref())?;
    Ok(Outcome::Done)
}

/// Tells what a list changes: how much, and first what asks for attention.
fn tell(report: &Report, output: Option<&Path>) -> Result<()> {
    let counts = report.counts;
    println!(
        "新增 {}，变更 {}，停用 {}，不变 {}。",
        counts.added, counts.changed, counts.ended, counts.unchanged
    );
    for (concern, count) in &report.concerns {
        println!("请留意：{} {count} 项。", concern.zh());
    }
    let lines = changes(report);
    if let Some(path) = output {
        save(&lines, path)?;
    }
    let mut shown = lines.clone();
    shown.rows.truncate(SHOWN);
    if !shown.rows.is_empty() {
        print!("{}", report::drawn(&shown));
        println!(
            "共 {} 行差异，列出 {} 行；全部请用 -o 写入文件。",
            lines.rows.len(),
            shown.rows.len()
        );
    }
    Ok(())
}

/// The report as a table: a line a field that changes, else a line a code.
fn changes(report: &Report) -> Table {
    let heads = vec![
        Column::text("编码"),
        Column::text("名称"),
        Column::text("变化"),
        Column::date("起"),
        Column::text("项目"),
        Column::text("原"),
        Column::text("新"),
        Column::text("留意"),
    ];
    let mut table = Table::new(format!("{}差异", report.title), heads);
    for line in &report.lines {
        let head = |on| {
            let texts = [&*line.code, &*line.name, line.effect.zh()].map(Cell::from);
            texts
                .into_iter()
                .chain([Cell::from(on)])
                .collect::<Vec<_>>()
        };
        let concerns: Vec<&str> = line.concerns.iter().map(|concern| concern.zh()).collect();
        if line.effect != Effect::Changed || line.fields.is_empty() {
            let mut row = head(line.on);
            row.extend(["", "", "", &concerns.join("、")].map(Cell::from));
            table.push(row);
        }
        for field in &line.fields {
            let mut row = head(field.on);
            let concern = field
                .concern
                .map_or(String::new(), |concern| concern.zh().to_owned());
            row.extend([field.title, &field.old, &field.new, &concern].map(Cell::from));
            table.push(row);
        }
    }
    table
}

pub fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.proposal.to_string();
    let done = office.act("catalogue.decide", &subject, |desk, actor| {
        catalogue::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    match done {
        Some(version) => println!(
            "第 {} 号事项已通过，成为目录第 {version} 版。",
            ask.proposal
        ),
        None => println!("第 {} 号事项已退回。", ask.proposal),
    }
    Ok(Outcome::Done)
}

pub fn list(ask: &OfOffice) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("catalogue.list", "", catalogue::releases)?;
    let mut table = tally::table(&[
        "导入",
        "事项",
        "目录",
        "名称",
        "生效日",
        "行数",
        "新增",
        "变更",
        "停用",
        "版本",
    ]);
    for one in all {
        let version = one
            .version
            .map_or_else(|| "未生效".to_owned(), |no| format!("第 {no} 版"));
        table.add_row([
            one.no.to_string(),
            one.proposal.to_string(),
            one.list,
            one.title,
            one.effective.to_string(),
            one.rows.to_string(),
            one.counts.added.to_string(),
            one.counts.changed.to_string(),
            one.counts.ended.to_string(),
            version,
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

pub fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (now, all) = office.act("catalogue.show", &ask.code, |desk, actor| {
        catalogue::history(
            desk,
            actor,
            &ask.code,
            ask.on.unwrap_or_else(|| desk.today()),
        )
    })?;
    if now != ask.code {
        println!("编码 {} 已由 {now} 替代。", ask.code);
    }
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    for one in &all {
        let day = |day: Option<base::Date>, none: &str| {
            day.map_or_else(|| none.to_owned(), |day| day.to_string())
        };
        let (from, until) = (day(one.from, "起初"), day(one.until, "长期"));
        let holds =
            one.from.is_none_or(|from| from <= on) && one.until.is_none_or(|until| on <= until);
        let mark = if holds { "（在有效期内）" } else { "" };
        println!(
            "{}：{from} 至 {until}{mark}，来自“{}”",
            one.sort.zh(),
            one.version
        );
        for (title, cell) in &one.cells {
            println!("  {title}：{cell}");
        }
    }
    if !all.iter().any(|one| {
        one.from.is_none_or(|from| from <= on) && one.until.is_none_or(|until| on <= until)
    }) {
        println!("{on} 不在目录有效期内。");
    }
    Ok(Outcome::Done)
}
