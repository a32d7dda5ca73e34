//! One application, one step.

use anyhow::{Result, bail};
use enrolment::Scheme;
use enrolment::membership::{Application, Channel, Funding, Ground, State};
use enrolment::regime::TrackCase;
use service::membership::{self as use_case, Answer, Tracked};

use super::args::{Add, Step, Track};
use crate::exit::Outcome;
use crate::office::Office;

pub fn add(ask: &Add) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let application = Application {
        person: ask.person,
        region: ask.at,
        scheme: ask.scheme,
        standing: ask.standing,
        channel: Channel::Person,
        ground: ask.consent.then_some(Ground::Consent),
        place_reason: ask.place_reason.as_deref().map(Into::into),
        funding: Funding::Standard,
        applied_on: ask.on.unwrap_or_else(|| office.desk().today()),
        from: ask.from,
    };
    let subject = format!("person {}", ask.person);
    let answer = office.act("enrol.submit", &subject, |desk, actor| {
        use_case::enrol(desk, actor, &application, ask.year, ask.collective)
    })?;
    match answer {
        Answer::Prospect => {
            println!("尚未取得本人同意，已登记为潜在参保人。取得同意后请加 --consent 再办。")
        }
        Answer::Submitted(one, accepted) => {
            println!(
                "参保登记 {} 已申报：{}，{}，{}。",
                one.no,
                one.scheme.zh(),
                one.region.short(),
                one.span.zh()
            );
            if accepted.exception {
                println!("不在户籍地参保，理由已登记。");
            }
            if let Some(remark) = accepted.remark {
                println!("{remark}");
            }
        }
    }
    Ok(Outcome::Done)
}

pub fn step(ask: &Step, to: State) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let moved = match (ask.batch, ask.numbers.as_slice()) {
        (Some(batch), _) => {
            let subject = format!("batch {batch}");
            office.act("enrol.step", &subject, |desk, actor| {
                use_case::step_batch(desk, actor, batch, to, &ask.reason, &mut |moved| {
                    eprint!("\r已办理 {moved} 条");
                })
            })?
        }
        (None, []) => bail!("请写明参保登记编号，或用 --batch 写明批次。"),
        (None, numbers) => office.act("enrol.step", "", |desk, actor| {
            use_case::step(desk, actor, numbers, to, &ask.reason)
        })?,
    };
    if ask.batch.is_some() {
        eprintln!();
    }
    println!("{moved} 条参保登记变为“{}”。", to.zh());
    Ok(Outcome::Done)
}

pub fn track(ask: &Track) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let case = TrackCase {
        residence: ask.residence,
        paid_on: ask.paid,
        recorded_on: ask.recorded,
        choice: ask.choose,
    };
    let subject = format!("person {}", ask.person);
    let found = office.act("enrol.track", &subject, |desk, actor| {
        use_case::choose_track(desk, actor, ask.person, ask.at, case)
    })?;
    match found {
        Tracked::Bound(track) => println!("人员 {} 按{}参保。", ask.person, track.zh()),
        Tracked::Open(open) => {
            let open: Vec<_> = open.into_iter().map(Scheme::zh).collect();
            println!(
                "可以选择：{}。请取得本人选择后用 --choose 办理。",
                open.join("、")
            );
        }
        Tracked::Item(item) => {
            println!(
                "缴费与录入只完成一项，列为第 {} 号待办事项，由人工决定。",
                item.get()
            );
        }
    }
    Ok(Outcome::Done)
}
