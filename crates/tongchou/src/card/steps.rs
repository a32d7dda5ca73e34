//! The steps of a card.

use anyhow::Result;
use base::Date;
use service::credential::Act;
use service::credential::life::{self, Deed};

use super::asks::{ActArgs, Replace, Show, Step};
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

/// The act of some options; without a day it is of today.
pub fn act<'a>(args: &'a ActArgs, today: Date) -> Act<'a> {
    Act {
        on: args.on.unwrap_or(today),
        reason: &args.reason,
        form: &args.form,
    }
}

pub fn step(ask: &Step, deed: Deed) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let act = act(&ask.act, office.desk().today());
    let shown = masked(ask.card.as_str());
    let state = office.act("card.step", &format!("card {shown}"), |desk, actor| {
        life::step(desk, actor, &ask.card, deed, &act)
    })?;
    println!("卡 {shown}：{}。", state.zh());
    Ok(Outcome::Done)
}

pub fn replace(ask: &Replace) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let act = act(&ask.act, office.desk().today());
    let (old, new) = (masked(ask.old.as_str()), masked(ask.new.as_str()));
    office.act("card.replace", &format!("card {old}"), |desk, actor| {
        life::replace_by(desk, actor, (&ask.old, &ask.new), &act)
    })?;
    println!("卡 {old} 已停用，已制新卡 {new}，发放并启用后可用。");
    Ok(Outcome::Done)
}

pub fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let cards = office.act("card.show", &subject, |desk, actor| {
        life::of_person(desk, actor, ask.person)
    })?;
    if cards.is_empty() {
        println!("人员 {} 没有卡。", ask.person);
        return Ok(Outcome::Done);
    }
    let mut shown = table(&[
        "卡号",
        "代",
        "银行",
        "日期",
        "业务后状态",
        "办理地",
        "原因",
        "表单",
    ]);
    for card in &cards {
        for step in card.steps() {
            shown.add_row([
                masked(card.no.as_str()),
                card.generation.zh().to_owned(),
                card.bank.zh().to_owned(),
                step.on.to_string(),
                step.to.zh().to_owned(),
                step.at.short(),
                step.reason.to_string(),
                step.form.to_string(),
            ]);
        }
    }
    println!("{shown}");
    Ok(Outcome::Done)
}

/// A card number as it may be shown.
pub fn masked(no: &str) -> String {
    base::mask(base::Personal::BankAccount, no)
}
