//! Proposals about users, their decisions, and what one administrator may do alone.

use access::UserName;
use anyhow::{Result, anyhow};
use service::Desk;
use service::users::{self, GrantAsked, NewUser};

use super::args::{Add, Decide, Giving, Grant, Leave, Named, Password, Revoke};
use super::first::in_a_year;
use crate::exit::Outcome;
use crate::office::{Fault, Office, WallClock, asked_password, new_password, random_text, salt};

/// Characters of one half of an initial password: 40 random bits.
const HALF: usize = 8;

pub fn add(ask: &Add) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let new = NewUser {
        name: name(&ask.name)?,
        real_name: ask.real_name.clone(),
        staff_no: ask.staff_no.clone(),
        organisation: ask.organisation.clone(),
        region: ask.at.unwrap_or(ask.giving.over),
    };
    let asked = asked(&office, &ask.giving)?;
    let (half, salt) = (random_text(HALF)?, salt()?);
    let no = office.act("user.add", &ask.name, |desk, actor| {
        users::propose_user(desk, actor, &new, &asked, (&half, salt))
    })?;
    println!(
        "第 {no} 号事项已拟定：新用户 {}。请另一名管理员运行 tongchou user approve {no}。",
        new.name
    );
    println!("初始密码前一半：{half}（请交给本人；后一半由复核人交给本人，两半之间加“-”）");
    Ok(Outcome::Done)
}

pub fn grant(ask: &Grant) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (user, asked) = (name(&ask.name)?, asked(&office, &ask.giving)?);
    let no = office.act("user.grant", &ask.name, |desk, actor| {
        users::propose_grant(desk, actor, &user, &asked)
    })?;
    println!(
        "第 {no} 号事项已拟定：授予 {user} “{}”（{}）。请另一名管理员运行 tongchou user approve {no}。",
        asked.role.zh(),
        asked.region.short()
    );
    Ok(Outcome::Done)
}

pub fn reset(ask: &Named) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let user = name(&ask.name)?;
    let (half, salt) = (random_text(HALF)?, salt()?);
    let no = office.act("user.reset", &ask.name, |desk, actor| {
        users::propose_reset(desk, actor, &user, (&half, salt))
    })?;
    println!(
        "第 {no} 号事项已拟定：重置 {user} 的密码。请另一名管理员运行 tongchou user approve {no}。"
    );
    println!("初始密码前一半：{half}（请交给本人；后一半由复核人交给本人，两半之间加“-”）");
    Ok(Outcome::Done)
}

pub fn approve(ask: &Decide) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (half, salt) = (random_text(HALF)?, salt()?);
    let subject = format!("proposal {}", ask.proposal);
    let gives = office.act("user.approve", &subject, |desk, actor| {
        users::approve(desk, actor, ask.proposal, &ask.reason, (&half, salt))
    })?;
    println!("第 {} 号事项已同意并生效。", ask.proposal);
    if gives {
        println!("初始密码后一半：{half}（请交给本人；前一半由拟定人交给本人，两半之间加“-”）");
    }
    Ok(Outcome::Done)
}

pub fn revoke(ask: &Revoke) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("grant {}", ask.grant);
    office.act("user.revoke", &subject, |desk, actor| {
        users::revoke(desk, actor, ask.grant, &ask.reason)
    })?;
    println!("第 {} 号授权已撤销，即时生效。", ask.grant);
    Ok(Outcome::Done)
}

pub fn leave(ask: &Leave) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let user = name(&ask.name)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    office.act("user.leave", &ask.name, |desk, actor| {
        users::leave(desk, actor, &user, on, &ask.reason)
    })?;
    println!("{user} 已登记离岗（{on}），账号停用，全部授权已撤销。");
    Ok(Outcome::Done)
}

pub fn password(ask: &Password) -> Result<Outcome> {
    let store = ask.office.place.open()?;
    let clock = WallClock::start()?;
    let asked = ask.office.asked(&store)?;
    let old = asked_password(ask.office.password_file.as_deref(), asked.user.as_str())?;
    let new = new_password(ask.new_password_file.as_deref())?;
    let desk = Desk::new(&store, &clock);
    users::change_password(&desk, &asked, &old, &new, salt()?).map_err(Fault::from)?;
    println!("{} 的密码已修改。", asked.user);
    Ok(Outcome::Done)
}

fn name(text: &str) -> Result<UserName> {
    UserName::new(text).map_err(|error| anyhow!("用户名：{}", error.zh()))
}

fn asked(office: &Office, giving: &Giving) -> Result<GrantAsked> {
    let from = giving.from.unwrap_or_else(|| office.desk().today());
    Ok(GrantAsked {
        role: giving.give,
        region: giving.over,
        from,
        until: match giving.until {
            Some(until) => until,
            None => in_a_year(from)?,
        },
    })
}
