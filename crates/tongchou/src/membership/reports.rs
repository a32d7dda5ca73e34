//! Histories and lists.

use anyhow::Result;
use base::{Fen, RegionCode};
use enrolment::Scheme;
use enrolment::membership::Enrolment;
use service::membership as use_case;

use super::args::{Of, Page, Year};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, moment};
use crate::tally::table;

pub fn history(ask: &Of) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let found = office.act("enrol.history", &subject, |desk, actor| {
        use_case::history(desk, actor, ask.person)
    })?;
    for (one, trail) in &found.enrolments {
        println!("{}", line(one));
        for step in trail {
            let end = step
                .end
                .map(|end| format!("，{}", end.zh()))
                .unwrap_or_default();
            println!(
                "  {}  {}{end}  {}：{}",
                moment(step.wall),
                step.to.zh(),
                step.user,
                step.reason
            );
        }
    }
    for one in &found.outside {
        println!(
            "外地 {}，{}，{} 个月",
            one.scheme.zh(),
            one.span.zh(),
            one.months
        );
    }
    if found.enrolments.is_empty() && found.outside.is_empty() {
        println!("没有参保记录。");
    }
    Ok(Outcome::Done)
}

fn line(one: &Enrolment) -> String {
    format!(
        "参保登记 {}  人员 {}  {}  {}  {}  {}",
        one.no,
        one.person,
        one.scheme.zh(),
        one.region.short(),
        one.span.zh(),
        one.state.zh()
    )
}

pub fn unenrolled(ask: &Page) -> Result<Outcome> {
    const PAGE: i64 = 10_000;
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    if !ask.list {
        let counts = office.act("enrol.unenrolled", "", |desk, actor| {
            use_case::unenrolled_counts(desk, actor, on)
        })?;
        let mut table = table(&["地区", "未参保人数"]);
        for (region, count) in counts {
            table.add_row(vec![region.short(), count.to_string()]);
        }
        println!("{table}");
        return Ok(Outcome::Done);
    }
    let mut after = 0;
    loop {
        let page = office.act("enrol.unenrolled", "", |desk, actor| {
            use_case::unenrolled(desk, actor, on, after, PAGE)
        })?;
        for (region, person) in &page {
            after = person.get();
            println!("{}\t{person}", region.short());
        }
        if page.is_empty() {
            return Ok(Outcome::Done);
        }
    }
}

pub fn doubles(args: &OfficeArgs) -> Result<Outcome> {
    let office = Office::open(args)?;
    let found = office.act("enrol.doubles", "", use_case::doubles)?;
    for one in &found {
        println!(
            "人员 {}：登记 {} 与 {} 重复",
            one.person, one.first, one.second
        );
    }
    println!("共 {} 对重复参保。", found.len());
    Ok(Outcome::Done)
}

pub fn exceptions(ask: &Year) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let found = office.act("enrol.exceptions", "", |desk, actor| {
        use_case::exceptions(desk, actor, ask.year)
    })?;
    for one in &found {
        println!(
            "{}  理由：{}",
            line(one),
            one.place_reason.as_deref().unwrap_or_default()
        );
    }
    println!("共 {} 人不在户籍地参保。", found.len());
    Ok(Outcome::Done)
}

pub fn interrupted(ask: &Year) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let found = office.act("enrol.interrupted", "", |desk, actor| {
        use_case::interrupted(desk, actor, ask.year)
    })?;
    for one in &found {
        println!("{}  缺 {} 个年度", line(one), one.missed_years);
    }
    println!("共 {} 人中断后参保。", found.len());
    Ok(Outcome::Done)
}

pub fn prospects(ask: &Year) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let found = office.act("enrol.prospects", "", |desk, actor| {
        use_case::prospects(desk, actor, ask.year)
    })?;
    for person in &found {
        println!("{person}");
    }
    println!("共 {} 名潜在参保人。", found.len());
    Ok(Outcome::Done)
}

/// The enrolments of a contest, each with its track and what the person paid.
fn sides(body: &str) {
    let all: Vec<serde_json::Value> = serde_json::from_str(body).unwrap_or_default();
    for side in &all {
        let number = |name: &str| side.get(name).and_then(serde_json::Value::as_i64);
        let scheme = side.get("scheme").and_then(serde_json::Value::as_str);
        let scheme = scheme.and_then(Scheme::parse).map_or("", Scheme::zh);
        let region = number("region").and_then(RegionCode::from_number);
        let region = region.map_or_else(String::new, RegionCode::short);
        let paid = number("paid_fen").map(|fen| format!("，已缴 {} 元", Fen::new(fen)));
        println!(
            "    登记 {}（{scheme}，{region}{}）",
            number("enrolment").unwrap_or_default(),
            paid.unwrap_or_default()
        );
    }
}

pub fn items(args: &OfficeArgs) -> Result<Outcome> {
    let office = Office::open(args)?;
    for kind in ["half_complete", "contested"] {
        let found = office.act("enrol.items", kind, |desk, actor| {
            use_case::work_items(desk, actor, kind)
        })?;
        let zh = if kind == "contested" {
            "重复参保争议"
        } else {
            "类别待定"
        };
        for item in found {
            println!(
                "第 {} 号  {zh}  人员 {}  {}",
                item.no.get(),
                item.person,
                item.region.short()
            );
            if kind == "contested" {
                sides(&item.body);
            }
        }
    }
    Ok(Outcome::Done)
}
