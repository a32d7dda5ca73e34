//! Bills on paper.

use anyhow::Result;
use report::{Column, Table};
use service::claim::{self, Taken};
use settlement::claim::paper::GroundRule;

use super::asks::{GroundArgs, OfApplication, Plain, Receive};
use super::{sheets, tables};
use crate::exit::Outcome;
use crate::office::Office;

pub fn ground(ask: &GroundArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let rule = GroundRule {
        ground: ask.ground,
        elsewhere: ask.elsewhere,
        article: ask.article.clone(),
    };
    office.act("claim.ground", ask.ground.code(), |desk, actor| {
        claim::set_ground(desk, actor, &rule, !ask.drop)
    })?;
    let place = if ask.elsewhere { "市外" } else { "市内" };
    let stands = if ask.drop {
        "不再受理"
    } else {
        "可以受理"
    };
    println!("{place}就医以“{}”为由的零星报销{stands}。", ask.ground.zh());
    Ok(Outcome::Done)
}

pub fn receive(ask: &Receive) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(bills) = sheets::bills(&ask.bills)? else {
        return Ok(Outcome::BadInput);
    };
    let taken = Taken {
        person: ask.person,
        care_at: ask.care_at,
        ground: ask.ground,
        by: ask.by.clone(),
        bills,
    };
    let subject = format!("person {}", ask.person);
    let received = office.act("claim.receive", &subject, |desk, actor| {
        claim::receive(desk, actor, taken)
    })?;
    println!(
        "已受理，受理编号 {}，票据合计 {} 元。",
        received.no, received.total
    );
    for (number, no) in &received.resembling {
        println!("票据 {number} 与零星报销 {no} 的票据相近，请核对两张原件。");
    }
    Ok(Outcome::Done)
}

pub fn applications(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("claim.applications", "", claim::applications)?;
    let columns = vec![
        Column::number("受理编号"),
        Column::text("参保县区"),
        Column::date("受理日期"),
        Column::number("票据张数"),
        Column::money("合计（元）"),
    ];
    let mut table = Table::new("零星报销申请", columns);
    for one in all {
        table.push(vec![
            one.no.get().into(),
            one.county.short().into(),
            one.on.into(),
            one.bills.into(),
            one.total.into(),
        ]);
    }
    tables::save(&table, ask.output.as_deref())
}

pub fn letter(ask: &OfApplication) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("reimbursement {}", ask.application);
    let text = office.act("claim.letter", &subject, |desk, actor| {
        claim::letter_of(desk, actor, ask.application)
    })?;
    println!("{text}");
    Ok(Outcome::Done)
}
