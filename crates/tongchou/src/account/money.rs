//! Money of accounts: credits, year end, statements, inheritance.

use anyhow::Result;
use base::BillNo;
use indicatif::ProgressBar;
use service::account::{self, HeirLine};
use service::{ServiceError, premium};

use super::asks::{Credit, Inherit, Statement, YearEnd};
use crate::exit::Outcome;
use crate::office::{Fault, Office};
use crate::premium::{employee_policy, waits};
use crate::tally::table;

pub fn credit(ask: &Credit) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let bills: Vec<BillNo> = match (ask.bill, ask.month) {
        (Some(bill), _) => vec![bill],
        (None, Some(month)) => office.act("premium.bills", "", |desk, actor| {
            premium::bills_of(desk, actor, month)
        })?,
        (None, None) => Vec::new(),
    };
    let mut refused = 0;
    for no in bills {
        match account::credit_adopted(&office.desk(), office.actor(), no) {
            Ok(done) => println!(
                "账单 {no}：新建账户 {} 个，计入 {} 人，停止计入 {} 人；个人账户 {} 元，统筹基金 {} 元，附加基金 {} 元。",
                done.opened,
                done.people,
                done.stopped,
                done.split.accounts,
                done.split.pool,
                done.split.additional
            ),
            Err(ServiceError::Refused(error)) => {
                refused += 1;
                eprintln!("账单 {no}：{}", error.zh());
            }
            Err(error) => return Err(Fault::from(error).into()),
        }
    }
    Ok(if refused == 0 {
        Outcome::Done
    } else {
        Outcome::Declined
    })
}

pub fn year_end(ask: &YearEnd) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let last =
        base::Date::from_ymd(ask.year, 12, 31).map_err(|error| anyhow::anyhow!(error.zh()))?;
    let policy = employee_policy(&office.desk(), office.actor(), last).map_err(Fault::from)?;
    let bar = ProgressBar::new_spinner();
    let done = office.act("account.year_end", "", |desk, actor| {
        account::year_end(desk, actor, &policy, ask.year, &mut |count| {
            bar.set_message(format!("已处理 {count} 个账户"));
            bar.tick();
        })
    })?;
    bar.finish_and_clear();
    println!(
        "{} 年末：{} 个账户，计息 {} 元，当年结转历年 {} 元。",
        ask.year, done.accounts, done.interest, done.carried
    );
    Ok(Outcome::Done)
}

pub fn statement(ask: &Statement) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let statement = office.act("account.statement", &subject, |desk, actor| {
        account::statement(desk, actor, ask.person, (ask.from, ask.until))
    })?;
    let mut shown = table(&[
        "日期",
        "事项",
        "当年变动",
        "历年变动",
        "当年余额",
        "历年余额",
        "依据",
    ]);
    shown.add_row([
        ask.from.to_string(),
        "期初".to_owned(),
        String::new(),
        String::new(),
        statement.opening.current.to_string(),
        statement.opening.past.to_string(),
        String::new(),
    ]);
    for line in &statement.lines {
        let entry = &line.entry;
        let what = match entry.month {
            Some(month) => format!("{}（{}）", entry.kind.zh(), month.zh()),
            None => entry.kind.zh().to_owned(),
        };
        shown.add_row([
            entry.on.to_string(),
            what,
            entry.moves.current.to_string(),
            entry.moves.past.to_string(),
            line.after.current.to_string(),
            line.after.past.to_string(),
            entry.because.clone(),
        ]);
    }
    println!("{shown}");
    println!(
        "截至 {}：当年计入资金 {} 元，历年结余资金 {} 元。",
        ask.until, statement.closing.current, statement.closing.past
    );
    Ok(Outcome::Done)
}

pub fn inherit(ask: &Inherit) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let heirs: Vec<HeirLine> = ask
        .heir
        .iter()
        .map(|(name, weight)| HeirLine {
            name: name.clone(),
            weight: *weight,
        })
        .collect();
    let subject = format!("person {}", ask.person);
    let no = office.act("account.inherit", &subject, |desk, actor| {
        account::propose_inheritance(desk, actor, ask.person, heirs, &ask.document)
    })?;
    waits(no.get());
    Ok(Outcome::Done)
}
