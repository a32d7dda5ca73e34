//! Cases that a second person decides: deferral, dispute, plan.

use anyhow::Result;
use enrolment::premium::PlanVariant;
use service::premium::{self, Correction, EmployerPlan};

use super::asks::{Defer, Dispute, Plan, Resolve, Variant};
use crate::exit::Outcome;
use crate::office::Office;

pub fn defer(ask: &Defer) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("organisation {}", ask.employer);
    let (deferral, no) = office.act("premium.defer", &subject, |desk, actor| {
        premium::apply(
            desk,
            actor,
            ask.employer,
            (ask.from, ask.until),
            &ask.reason,
        )
    })?;
    println!(
        "缓缴申请 {deferral} 已登记：{} 至 {}。",
        ask.from, ask.until
    );
    waits(no.get());
    Ok(Outcome::Done)
}

pub fn dispute(ask: &Dispute) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("premium_bill {}", ask.bill);
    let no = office.act("premium.dispute", &subject, |desk, actor| {
        premium::raise(desk, actor, ask.bill, &ask.claim)
    })?;
    println!(
        "第 {no} 号争议已登记，账单 {} 标记为有争议。请运行 tongchou employer resolve {no} 拟定处理。",
        ask.bill
    );
    Ok(Outcome::Done)
}

pub fn resolve(ask: &Resolve) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let wages: Vec<Correction> = ask
        .wage
        .iter()
        .map(|(person, wage)| Correction {
            person: person.get(),
            wage: wage.get(),
        })
        .collect();
    let subject = format!("premium_dispute {}", ask.dispute);
    let no = office.act("premium.resolve", &subject, |desk, actor| {
        premium::propose_resolution(desk, actor, ask.dispute, wages)
    })?;
    waits(no.get());
    Ok(Outcome::Done)
}

pub fn variant(ask: &Variant) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let variant = PlanVariant {
        code: ask.code.clone(),
        title: ask.title.clone(),
        employer_rate: ask.employer_rate,
        person_rate: ask.person_rate,
        has_account: ask.account,
        article: ask.article.clone(),
    };
    let no = office.act("premium.variant", &ask.code, |desk, actor| {
        premium::propose_variant(desk, actor, &variant)
    })?;
    waits(no.get());
    Ok(Outcome::Done)
}

pub fn plan(ask: &Plan) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("organisation {}", ask.employer);
    let no = office.act("premium.plan", &subject, |desk, actor| {
        let wanted = EmployerPlan {
            employer: ask.employer,
            code: &ask.variant,
            from: ask.from,
            until: ask.until,
        };
        premium::propose_plan(desk, actor, wanted)
    })?;
    waits(no.get());
    Ok(Outcome::Done)
}

/// Says who goes on.
pub fn waits(no: i64) {
    println!("第 {no} 号事项已拟定，请另一名复核人员运行 tongchou employer approve {no}。");
}
