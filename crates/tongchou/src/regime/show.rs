//! `tongchou regime show` and `self-check`.

use anyhow::Result;
use enrolment::regime::{Article, Profile};
use service::regime;

use super::args::On;
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

pub fn show(ask: &On) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let profile = office.act("regime.show", "", |desk, actor| {
        desk.read(|session| regime::of(session, actor.scope(), on))
    })?;
    println!("{}（{}），{on} 适用", profile.title, profile.pool.short());
    let mut table = table(&["事项", "规定", "依据", "读法"]);
    for (what, says, article) in lines(&profile) {
        let reading = article.reading().unwrap_or_default().to_owned();
        table.add_row(vec![what, says, article.cite().to_owned(), reading]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

/// Every line of a profile: what, what it says, where it is written.
fn lines(profile: &Profile) -> Vec<(String, String, &Article)> {
    let mut lines = Vec::new();
    let mut add = |what: &str, says: String, article| lines.push((what.to_owned(), says, article));
    for one in &profile.schemes {
        add(
            "开放的制度",
            format!("{}（{}）", one.scheme.zh(), days(&one.during)),
            &one.article,
        );
    }
    if let Some(place) = &profile.place {
        add(
            "参保地",
            place.rule.says.zh().to_owned(),
            &place.rule.article,
        );
        if let Some(article) = &place.schools {
            add("学生参保", "以学校为单位".to_owned(), article);
        }
    }
    if let Some(window) = &profile.window {
        add(
            "参保时间",
            window.mode.says.zh().to_owned(),
            &window.mode.article,
        );
        add(
            "逾期参保",
            window.late.says.zh().to_owned(),
            &window.late.article,
        );
    }
    if let Some(basis) = &profile.basis {
        add("自愿或义务", basis.says.zh().to_owned(), &basis.article);
    }
    if let Some(fund) = &profile.fund {
        add(
            "基金管理",
            fund.mode.says.zh().to_owned(),
            &fund.mode.article,
        );
        for one in &fund.moves {
            let word = if one.allowed { "允许" } else { "不得" };
            add("资金往来", format!("{word}{}", one.kind.zh()), &one.article);
        }
    }
    if let Some(hand_over) = &profile.hand_over {
        add(
            "移交次序",
            format!("先{}", hand_over.first.says.zh()),
            &hand_over.first.article,
        );
        add(
            "期初余额",
            hand_over.custody.says.zh().to_owned(),
            &hand_over.custody.article,
        );
    }
    if let Some(tracks) = &profile.dual_track {
        let cut_off = format!("截止日 {}", tracks.cut_off.says);
        add("双轨运行", cut_off, &tracks.cut_off.article);
    }
    if let Some(transfer) = &profile.transfer {
        let rate = transfer.conversion.says;
        add(
            "年限折算",
            format!("{} 个月折 {} 个月", rate.old, rate.new),
            &transfer.conversion.article,
        );
    }
    for one in &profile.departments {
        add(
            one.function.zh(),
            format!("{}（{}）", one.name, days(&one.during)),
            &one.article,
        );
    }
    lines
}

fn days(during: &base::Validity) -> String {
    match (during.from(), during.until()) {
        (None, None) => "长期".to_owned(),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(until)) => format!("到 {until}"),
        (Some(from), Some(until)) => format!("{from} 至 {until}"),
    }
}

pub fn self_check(ask: &On) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let report = office.act("regime.self_check", "", |desk, actor| {
        regime::self_check(desk, actor, on)
    })?;
    let mut table = table(&["统一事项", "不一致的县区数", "依据"]);
    for line in &report {
        let article = line.item.article.cite().to_owned();
        table.add_row(vec![
            line.item.says.zh().to_owned(),
            line.counties.to_string(),
            article,
        ]);
    }
    println!("{table}");
    let deviations: Vec<_> = report.iter().flat_map(|line| &line.deviations).collect();
    for one in &deviations {
        let city = one.city.as_deref().unwrap_or("未发布");
        println!(
            "{}：{} 执行“{}”，市级为“{city}”。",
            one.county.short(),
            one.name,
            one.value
        );
    }
    Ok(if deviations.is_empty() {
        Outcome::Done
    } else {
        Outcome::Found
    })
}
