//! Spans shown, explained, derived.

use anyhow::Result;
use indicatif::ProgressBar;
use service::ServiceError;
use service::entitlement::{self, Derivation, Rules};
use store::AsOf;

use super::asks::{Derive, Explain, Show};
use crate::exit::Outcome;
use crate::office::{Fault, Office};
use crate::premium::{employee_policy, rules_of_pool};
use crate::tally::table;

pub fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let as_of = AsOf {
        valid: office.desk().today(),
        tx: ask.known,
    };
    let subject = format!("person {}", ask.person);
    let spans = office.act("entitlement.show", &subject, |desk, actor| {
        entitlement::show(desk, actor, ask.person, as_of)
    })?;
    if spans.is_empty() {
        println!("人员 {} 没有待遇期间。", ask.person);
        return Ok(Outcome::Done);
    }
    let mut shown = table(&["险种", "起始日", "截止日", "依据", "记录", "规则", "条款"]);
    for one in &spans {
        let until = one
            .row
            .until
            .map_or("长期".to_owned(), |day| day.to_string());
        shown.add_row([
            one.row.scheme.zh().to_owned(),
            one.row.from.to_string(),
            until,
            one.row.record.ground().zh().to_owned(),
            one.row.record.zh(),
            one.basis.title.clone(),
            one.basis.articles.clone(),
        ]);
    }
    println!("{shown}");
    Ok(Outcome::Done)
}

pub fn explain(ask: &Explain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (desk, actor) = (office.desk(), office.actor());
    let today = desk.today();
    let on = ask.on.unwrap_or(today);
    let policy = optional(employee_policy(&desk, actor, today))?;
    let pool = optional(rules_of_pool(&desk, actor, today))?;
    let mut rules = pool
        .as_ref()
        .map(|(profile, calendar)| Rules::of(profile, calendar.clone()));
    let subject = format!("person {}", ask.person);
    let told = office.act("entitlement.explain", &subject, |desk, actor| {
        let by = (policy.as_deref(), rules.as_mut());
        entitlement::explain(desk, actor, ask.person, on, by)
    })?;
    for sentence in told {
        println!("{sentence}");
    }
    Ok(Outcome::Done)
}

/// What the pool has not adopted is left out; a broken store is not.
fn optional<T>(found: Result<T, ServiceError>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(ServiceError::Refused(_)) => Ok(None),
        Err(error) => Err(Fault::from(error).into()),
    }
}

pub fn derive(ask: &Derive) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (desk, actor) = (office.desk(), office.actor());
    let today = desk.today();
    let bar = ProgressBar::new_spinner();
    let tell = |done: &Derivation| {
        bar.set_message(format!("已处理 {} 人", done.people));
        bar.tick();
    };
    if !ask.employees {
        let (profile, calendar) = rules_of_pool(&desk, actor, today).map_err(Fault::from)?;
        let mut rules = Rules::of(&profile, calendar);
        let done = office.act("entitlement.derive", "resident", |desk, actor| {
            entitlement::derive_residents(desk, actor, &mut rules, &mut |done| tell(done))
        })?;
        bar.suspend(|| report("居民", done));
    }
    if !ask.residents {
        match optional(employee_policy(&desk, actor, today))? {
            Some(policy) => {
                let done = office.act("entitlement.derive", "employee", |desk, actor| {
                    let mut told = |done: &Derivation| tell(done);
                    entitlement::derive_employees(desk, actor, &policy, &[], &mut told)
                })?;
                bar.suspend(|| report("职工", done));
            }
            None => bar.suspend(|| println!("职工：本统筹区没有采用职工医保的政策包，未生成。")),
        }
    }
    bar.finish_and_clear();
    Ok(Outcome::Done)
}

fn report(whom: &str, done: Derivation) {
    println!(
        "{whom}：{} 人，新写待遇期间 {} 段，终止 {} 段，政策包不能回答 {} 人。",
        done.people, done.written, done.closed, done.refused
    );
}
