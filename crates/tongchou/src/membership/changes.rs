//! What one user proposes and another decides.

use anyhow::Result;
use service::membership::{self as use_case, Change};

use super::args::{End, Move, Resolve, TrackByHand};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs};
use crate::regime::Decide;

pub fn to_employee(ask: &Move) -> Result<Outcome> {
    let change = Change::ToEmployee {
        person: ask.person,
        region: ask.at,
        day: ask.from,
        standing: ask.standing,
        employer: ask.employer.map(|no| no.get()),
    };
    propose(&ask.office, &change)
}

pub fn to_resident(ask: &Move) -> Result<Outcome> {
    let change = Change::ToResident {
        person: ask.person,
        region: ask.at,
        day: ask.from,
        scheme: ask.scheme,
    };
    propose(&ask.office, &change)
}

pub fn end(ask: &End) -> Result<Outcome> {
    let change = Change::End {
        enrolment: ask.enrolment,
        last_day: ask.last_day,
        reason: ask.why,
    };
    propose(&ask.office, &change)
}

pub fn resolve(ask: &Resolve) -> Result<Outcome> {
    let change = Change::Resolve {
        item: ask.item,
        keeps: ask.keep,
    };
    propose(&ask.office, &change)
}

pub fn track(ask: &TrackByHand) -> Result<Outcome> {
    let change = Change::Track {
        item: ask.item,
        track: ask.scheme,
    };
    propose(&ask.office, &change)
}

pub fn propose(args: &OfficeArgs, change: &Change) -> Result<Outcome> {
    let office = Office::open(args)?;
    let no = office.act("enrol.propose", "", |desk, actor| {
        use_case::propose(desk, actor, change)
    })?;
    println!("第 {no} 号事项已拟定。请另一名用户运行 tongchou enrol decide {no}。");
    Ok(Outcome::Done)
}

pub fn decide(ask: &Decide) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    let done = office.act("enrol.decide", &subject, |desk, actor| {
        use_case::decide(desk, actor, ask.proposal, ask.verdict(), &ask.reason)
    })?;
    for line in done {
        println!("{line}");
    }
    Ok(Outcome::Done)
}
