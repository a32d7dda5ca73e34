//! The working life, deemed months, entitlement by decision.

use anyhow::Result;
use service::entitlement::{self, Days, Retire};

use super::asks::{Career, Deemed, Grant};
use crate::exit::Outcome;
use crate::office::Office;
use crate::premium::waits;

pub fn career(ask: &Career) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let change = Retire {
        employed_on: ask.employed_on,
        retirement_age_on: ask.age_on,
        extended: ask.extended,
        retired_on: ask.retired_on,
        pension_from: ask.pension_from,
        pension_interrupted: ask.interrupted,
        membership: ask.membership,
        months_before: ask.months_before,
        ended_on: ask.ended_on,
    };
    let subject = format!("person {}", ask.person);
    let career = office.act("career.set", &subject, |desk, actor| {
        entitlement::set_career(desk, actor, ask.person, change)
    })?;
    let retired = career.retirement.map_or("未办理退休".to_owned(), |it| {
        format!("{} 办理退休", it.retired_on)
    });
    println!(
        "人员 {}：{}，{retired}。重新生成待遇期间后生效。",
        ask.person,
        career.membership.zh()
    );
    Ok(Outcome::Done)
}

pub fn deemed(ask: &Deemed) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let no = office.act("entitlement.deemed", &subject, |desk, actor| {
        let from = (ask.source.as_str(), ask.rule.as_str());
        entitlement::propose_deemed(desk, actor, ask.person, ask.months, from)
    })?;
    waits(no.get());
    Ok(Outcome::Done)
}

pub fn grant(ask: &Grant) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let days = Days {
        scheme: ask.scheme,
        from: ask.from,
        until: ask.until,
    };
    let no = office.act("entitlement.grant", &subject, |desk, actor| {
        entitlement::propose_decision(desk, actor, ask.person, days, &ask.article)
    })?;
    waits(no.get());
    Ok(Outcome::Done)
}
