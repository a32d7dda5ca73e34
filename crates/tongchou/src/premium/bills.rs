//! Bills and payments.

use anyhow::Result;
use base::{Fen, OrganisationNo};
use enrolment::premium::PremiumBill;
use service::premium::{self, Arrival, EmployerAccount};

use super::asks::{Bill, OfEmployer, Pay, TakeBack};
use super::package::employee_policy;
use crate::exit::Outcome;
use crate::office::{Fault, Office};
use crate::tally::table;

pub fn bill(ask: &Bill) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let month = ask.month;
    let policy = employee_policy(&office.desk(), office.actor(), month.first());
    let policy = policy.map_err(Fault::from)?;
    if let Some(employer) = ask.employer {
        let subject = format!("organisation {employer}");
        let drawn = office.act("premium.draw", &subject, |desk, actor| {
            premium::draw(desk, actor, &policy, employer, month)
        })?;
        match &drawn.bill {
            Some(bill) => print_bill(drawn.no.get(), bill),
            None => println!(
                "单位 {employer} 的 {} 账单已有：第 {} 号。",
                month.zh(),
                drawn.no
            ),
        }
        return Ok(Outcome::Done);
    }
    let employers = office.act("premium.employers", "", premium::employers)?;
    let (mut made, mut known, mut sum, mut refused) = (0, 0, Fen::ZERO, 0);
    for employer in &employers {
        let desk = office.desk();
        match premium::draw(&desk, office.actor(), &policy, employer.no, month) {
            Ok(drawn) => match drawn.bill {
                Some(bill) => {
                    made += 1;
                    sum = sum.checked_add(bill.total).unwrap_or(sum);
                }
                None => known += 1,
            },
            Err(service::ServiceError::Store(error)) => {
                return Err(Fault::from(service::ServiceError::Store(error)).into());
            }
            Err(error) => {
                refused += 1;
                eprintln!("单位 {}（{}）：{}", employer.no, employer.name, error.zh());
            }
        }
    }
    println!(
        "{}：新生成账单 {made} 份，应缴 {sum} 元；已有 {known} 份；不能生成 {refused} 份。",
        month.zh()
    );
    Ok(if refused == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

fn print_bill(no: i64, bill: &PremiumBill) {
    println!(
        "第 {no} 号账单：单位 {}，{}，{} 人（缴费 {} 人），缴费基数 {} 元，应缴 {} 元。",
        bill.employer,
        bill.month.zh(),
        bill.people.len(),
        bill.active(),
        bill.unit_base,
        bill.total
    );
    for due in &bill.parts {
        println!("  单位缴纳 {}：{} 元", fund(&due.to), due.amount);
    }
    let own = bill.people.iter().flat_map(|due| &due.parts);
    let own = Fen::checked_sum(own.map(|due| due.amount)).unwrap_or(Fen::ZERO);
    println!("  个人缴纳：{own} 元");
    println!("  依据：{}〔{}〕", bill.basis.title, bill.basis.articles);
}

fn fund(word: &str) -> &str {
    match word {
        "basic" => "基本医疗保险费",
        "additional" => "地方附加医疗保险费",
        "account" => "个人账户",
        other => other,
    }
}

pub fn pay(ask: &Pay) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let subject = format!("organisation {}", ask.employer);
    let (no, account) = office.act("premium.pay", &subject, |desk, actor| {
        let arrival = Arrival {
            employer: ask.employer,
            amount: ask.amount,
            on,
            reference: &ask.reference,
            bill: ask.bill,
        };
        premium::pay(desk, actor, arrival)
    })?;
    println!("第 {no} 号缴费已登记：{} 元，{on} 到账。", ask.amount);
    print_account(ask.employer, &account);
    Ok(Outcome::Done)
}

pub fn take_back(ask: &TakeBack) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("organisation {}", ask.employer);
    let (no, account) = office.act("premium.take_back", &subject, |desk, actor| {
        premium::take_back(desk, actor, ask.employer, &ask.reference, &ask.reason)
    })?;
    println!("第 {no} 号记录已冲回凭证 {} 的缴费。", ask.reference);
    print_account(ask.employer, &account);
    Ok(Outcome::Done)
}

pub fn show(ask: &OfEmployer) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("organisation {}", ask.employer);
    let account = office.act("premium.show", &subject, |desk, actor| {
        premium::standing(desk, actor, ask.employer)
    })?;
    let mut shown = table(&[
        "账单",
        "月份",
        "应缴",
        "已缴",
        "欠缴",
        "缴足日",
        "最后缴费日",
    ]);
    for settled in &account.payments.bills {
        let full = settled
            .completed
            .map_or(String::new(), |it| it.on.to_string());
        shown.add_row([
            settled.bill.no.to_string(),
            settled.bill.month.to_string(),
            settled.bill.due.to_string(),
            settled.paid.to_string(),
            settled.open().to_string(),
            full,
            settled.bill.due_on.to_string(),
        ]);
    }
    println!("{shown}");
    let today = office.desk().today();
    for deferral in &account.deferrals {
        println!(
            "缓缴 {}：{} 至 {}，{}（{}）",
            deferral.no,
            deferral.from,
            deferral.until,
            deferral.state(today).zh(),
            deferral.reason
        );
    }
    print_account(ask.employer, &account);
    Ok(Outcome::Done)
}

fn print_account(employer: OrganisationNo, account: &EmployerAccount) {
    let open = Fen::checked_sum(account.open().map(enrolment::premium::Settled::open));
    let open = open.unwrap_or(Fen::ZERO);
    println!(
        "单位 {employer}（{}）：尚欠 {open} 元，预存 {} 元。",
        account.employer.name, account.payments.ahead
    );
    for spell in account
        .spells
        .iter()
        .filter(|spell| spell.repaid_on.is_none())
    {
        match spell.deferral {
            Some((no, until)) => {
                println!("自 {} 起应缴未缴，缓缴 {no} 批准到 {until}。", spell.from)
            }
            None => println!(
                "自 {} 起应缴未缴，足额补缴后恢复待遇〔篇7 第二十一条〕。",
                spell.from
            ),
        }
    }
}
