//! Own lists of institutions, the queue, essential drugs.

use anyhow::Result;
use base::{Date, Refused};
use directory::catalogue::{MAPPING_COLUMNS, MappingNo, read_mappings};
use report::{Cell, Column, Table};
use service::catalogue::{self, Mapped, Site, Uploaded, Uploading, Withdrawing};
use store::catalogue::own::Particulars;

use super::asks::{Dismiss, Essential, Institution, Map, OfSite, Refuse, Unmap, Verdicts};
use super::sheet::{read, save, tell_bad, tell_flaws};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

/// Mappings that are accepted at once at most.
const MOST: u32 = 20_000;

fn site(ask: &Institution) -> Site<'_> {
    Site {
        code: &ask.institution,
        region: ask.region,
    }
}

pub fn map(ask: &Map) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (rows, bad) = read(&ask.file, MAPPING_COLUMNS)?;
    if !bad.is_empty() {
        tell_bad(&bad);
        return Ok(Outcome::Found);
    }
    let reading = read_mappings(&ask.site.institution, office.desk().today(), rows);
    if !reading.flaws.is_empty() {
        tell_flaws(&reading.flaws, reading.stopped_at);
        return Ok(Outcome::Found);
    }
    let rows = reading.rows.into_iter().map(|(line, mapping)| Uploading {
        line,
        mapping,
        more: Particulars::default(),
    });
    let rows: Vec<Uploading> = rows.collect();
    let done = office.act("own_list.upload", &ask.site.institution, |desk, actor| {
        catalogue::upload(desk, actor, site(&ask.site), rows)
    })?;
    if refused(&done, "行号") {
        return Ok(Outcome::Found);
    }
    println!("已接收 {} 条目录对照，待审核。", done.taken.len());
    let remarked = done
        .taken
        .iter()
        .filter(|(.., warnings)| !warnings.is_empty());
    println!("其中 {} 条请审核人员留意。", remarked.count());
    Ok(Outcome::Done)
}

/// Tells what was refused; whether anything was.
fn refused(done: &Uploaded, head: &str) -> bool {
    if done.refused.is_empty() {
        return false;
    }
    let mut drawn = table(&[head, "原因"]);
    for (line, why) in &done.refused {
        drawn.add_row([line.to_string(), why.sentence().to_owned()]);
    }
    println!("{drawn}");
    println!("共 {} 条不能办理，整份没有办理。", done.refused.len());
    true
}

pub fn unmap(ask: &Unmap) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let wanted = ask.owns.iter().map(|own| Withdrawing {
        own: own.clone(),
        target: None,
    });
    let wanted: Vec<Withdrawing> = wanted.collect();
    let done = office.act("own_list.withdraw", &ask.site.institution, |desk, actor| {
        catalogue::withdraw(desk, actor, site(&ask.site), &wanted, (&ask.reason, on))
    })?;
    if refused(&done, "第几个") {
        return Ok(Outcome::Found);
    }
    println!(
        "已撤销 {} 条目录对照，自 {on} 起；此前的明细仍按原对照读取。",
        done.taken.len()
    );
    Ok(Outcome::Done)
}

pub fn review(ask: &OfSite) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let looks = office.act("own_list.review", &ask.institution, |desk, actor| {
        catalogue::to_review(desk, actor, &ask.institution, ask.most)
    })?;
    let mut drawn = table(&[
        "编号",
        "机构",
        "机构编码",
        "机构名称",
        "国家编码",
        "目录名称",
        "等级",
        "开始日期",
        "留意",
    ]);
    for look in &looks {
        let mapping = &look.kept.mapping;
        let item = look.item.as_ref();
        drawn.add_row([
            look.kept.no.to_string(),
            mapping.institution.to_string(),
            mapping.own.to_string(),
            mapping.own_name.to_string(),
            mapping.target.to_string(),
            item.map_or_else(String::new, |item| item.name.to_string()),
            item.map_or_else(String::new, |item| item.terms.class.zh().to_owned()),
            mapping
                .validity
                .from()
                .map_or_else(String::new, |day| day.to_string()),
            look.remarks.join(" "),
        ]);
    }
    println!("{drawn}");
    println!("列出 {} 条待审核。", looks.len());
    Ok(Outcome::Done)
}

pub fn accept(ask: &Verdicts) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let mut numbers = ask.numbers.clone();
    if let Some(institution) = &ask.all_of {
        let looks = office.act("own_list.review", institution, |desk, actor| {
            catalogue::to_review(desk, actor, institution, MOST)
        })?;
        numbers.extend(looks.iter().map(|look| look.kept.no));
    }
    let done = office.act("own_list.approve", &numbered(&numbers), |desk, actor| {
        catalogue::approve(desk, actor, &numbers)
    })?;
    Ok(decided(&done, "通过"))
}

pub fn refuse(ask: &Refuse) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let done = office.act("own_list.refuse", &numbered(&ask.numbers), |desk, actor| {
        catalogue::refuse(desk, actor, &ask.numbers, &ask.reason)
    })?;
    Ok(decided(&done, "不通过"))
}

/// The first of several numbers, for the trail.
fn numbered(numbers: &[MappingNo]) -> String {
    match numbers {
        [] => String::new(),
        [one] => one.to_string(),
        [first, ..] => format!("{first} 等 {} 条", numbers.len()),
    }
}

fn decided(done: &Mapped, what: &str) -> Outcome {
    if done.refused.is_empty() {
        println!("审核{what} {} 条。", done.decided.len());
        return Outcome::Done;
    }
    let mut drawn = table(&["编号", "原因"]);
    let rows = done.refused.iter();
    for (no, why) in rows.map(|(no, why): &(MappingNo, Refused)| (no, why)) {
        drawn.add_row([no.to_string(), why.sentence().to_owned()]);
    }
    println!("{drawn}");
    println!("共 {} 条不能审核，全部没有办理。", done.refused.len());
    Outcome::Found
}

pub fn queue(ask: &OfSite) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let waiting = office.act("unmapped.list", &ask.institution, |desk, actor| {
        catalogue::waiting(desk, actor, &ask.institution, ask.most)
    })?;
    let mut drawn = table(&[
        "机构",
        "机构编码",
        "明细写的国家编码",
        "首次",
        "最近",
        "次数",
    ]);
    for one in &waiting {
        let entry = &one.entry;
        drawn.add_row([
            entry.institution.to_string(),
            directory::catalogue::code::shown(&entry.own),
            directory::catalogue::code::shown(&entry.national),
            entry.first_seen.to_string(),
            entry.last_seen.to_string(),
            entry.times.to_string(),
        ]);
    }
    println!("{drawn}");
    println!("列出 {} 个待对照的机构编码。", waiting.len());
    Ok(Outcome::Done)
}

pub fn dismiss(ask: &Dismiss) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let count = office.act("unmapped.dismiss", &ask.institution, |desk, actor| {
        catalogue::dismiss(desk, actor, &ask.institution, &ask.owns, &ask.reason)
    })?;
    println!("{count} 个机构编码不予对照。");
    Ok(Outcome::Done)
}

/// A share in basis points; nothing of nothing.
fn share(part: u32, whole: u32) -> Cell {
    let points = (i64::from(part) * 10_000).checked_div(i64::from(whole));
    points.map_or(Cell::Empty, Cell::Percent)
}

pub fn essential(ask: &Essential) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let from = ask
        .from
        .unwrap_or_else(|| Date::from_ymd(on.year(), 1, 1).unwrap_or(on));
    let all = office.act("catalogue.essential", &on.to_string(), |desk, actor| {
        catalogue::essential_stock(desk, actor, on, (from, on))
    })?;
    let heads = vec![
        Column::text("机构"),
        Column::number("在用药品品种"),
        Column::number("其中基本药物"),
        Column::percent("品种占比"),
        Column::money("药品费用"),
        Column::money("其中基本药物"),
        Column::percent("费用占比"),
    ];
    let mut drawn = Table::new(
        format!("基本药物配备（{on}）和使用（{from} 至 {on}）"),
        heads,
    );
    for (institution, use_of) in &all {
        drawn.push(vec![
            Cell::from(&**institution),
            Cell::from(i64::from(use_of.stocked)),
            Cell::from(i64::from(use_of.stocked_essential)),
            share(use_of.stocked_essential, use_of.stocked),
            Cell::from(use_of.used),
            Cell::from(use_of.used_essential),
            use_of.use_share().map_or(Cell::Empty, |share| {
                Cell::Percent(share.num().saturating_mul(10_000) / share.den())
            }),
        ]);
    }
    print!("{}", report::drawn(&drawn));
    if let Some(path) = &ask.output {
        save(&drawn, path)?;
    }
    Ok(Outcome::Done)
}
