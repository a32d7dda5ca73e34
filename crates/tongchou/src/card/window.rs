//! Forms, links, checks and corrections at the window.

use access::Verdict;
use anyhow::{Context, Result};
use enrolment::credential::Contact;
use service::credential::shown::{self, Ask};
use service::credential::{correction, form, link as links};

use super::asks::{Check, Confirm, Correct, File, Link, Log, Unlink};
use super::steps::act;
use crate::exit::Outcome;
use crate::office::{Office, moment};
use crate::tally::table;

pub fn file(ask: &File) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let content = std::fs::read(&ask.file);
    let content = content.with_context(|| format!("扫描件 {} 不能读取", ask.file.display()))?;
    let form = office.act("card.form", &format!("form {}", ask.no), |desk, actor| {
        form::file(desk, actor, (&ask.no, &ask.title), content)
    })?;
    println!(
        "表单 {}（{}）已归档，摘要 {}。",
        form.no, form.title, form.digest
    );
    Ok(Outcome::Done)
}

pub fn link(ask: &Link) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let act = act(&ask.act, office.desk().today());
    let subject = format!("person {}", ask.person);
    let no = office.act("credential.link", &subject, |desk, actor| {
        links::join(desk, actor, ask.person, (ask.kind, &ask.value), &act)
    })?;
    let shown = ask.kind.shown(ask.value.trim());
    println!(
        "人员 {} 已关联{} {shown}，关联号 {no}，自 {} 起。",
        ask.person,
        ask.kind.zh(),
        act.on
    );
    Ok(Outcome::Done)
}

pub fn unlink(ask: &Unlink) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    office.act("credential.unlink", &subject, |desk, actor| {
        links::part(desk, actor, (ask.person, ask.link), ask.last, &ask.reason)
    })?;
    println!("关联 {} 到 {} 为止。", ask.link, ask.last);
    Ok(Outcome::Done)
}

pub fn check(ask: &Check) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let shown = Ask {
        place: &ask.place,
        contact: Contact::Window,
        kind: ask.kind,
        value: &ask.value,
    };
    let subject = format!("place {}", ask.place);
    let person = office.act("credential.check", &subject, |desk, actor| {
        shown::at_window(desk, actor, &shown)
    })?;
    println!("{}有效：人员 {person}。", ask.kind.zh());
    Ok(Outcome::Done)
}

pub fn log(ask: &Log) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let subject = format!("place {}", ask.place);
    let rows = office.act("credential.log", &subject, |desk, actor| {
        shown::log(desk, actor, &ask.place, on)
    })?;
    let mut drawn = table(&["时间", "环节", "凭证", "号码", "结果"]);
    for row in &rows {
        let outcome = match &row.outcome {
            Ok(person) => format!("人员 {person}"),
            Err((code, why)) => format!("{code}：{why}"),
        };
        drawn.add_row([
            moment(row.when.moment.millis()),
            row.contact.zh().to_owned(),
            row.kind.zh().to_owned(),
            row.shown.clone(),
            outcome,
        ]);
    }
    println!("{drawn}");
    println!("共 {} 次核验。", rows.len());
    Ok(Outcome::Done)
}

pub fn correct(ask: &Correct) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let no = office.act("person.correction.propose", &subject, |desk, actor| {
        let change = (ask.field, ask.value.as_str());
        correction::propose(desk, actor, ask.person, change, &ask.evidence)
    })?;
    println!("第 {no} 号更正已录入，请另一名复核人员运行 tongchou card confirm {no}。");
    Ok(Outcome::Done)
}

pub fn confirm(ask: &Confirm) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let verdict = match ask.reject {
        true => Verdict::Rejected,
        false => Verdict::Approved,
    };
    let subject = format!("proposal {}", ask.proposal);
    office.act("person.correction.decide", &subject, |desk, actor| {
        correction::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    let word = if ask.reject { "已退回" } else { "已更正" };
    println!("第 {} 号更正{word}。", ask.proposal);
    Ok(Outcome::Done)
}
