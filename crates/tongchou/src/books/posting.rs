//! `post`, `ledger approve`, `ledger reject`, `ledger undo`.

use access::Verdict;
use anyhow::{Result, anyhow};
use base::ProposalNo;
use ledger::entry::DocumentId;
use service::books::{self, Done, Wish};

use super::args::{Decide, Post, Undo};
use crate::exit::Outcome;
use crate::office::Office;

/// What a maker hears.
pub fn told(no: ProposalNo) {
    println!("第 {no} 号事项已提交，请另一人复核：tongchou ledger approve {no}");
}

pub fn post(ask: &Post) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let wish = Wish {
        event: ask.event,
        variant: ask.variant.clone(),
        county: ask.county,
        fund: ask.fund,
        value_date: ask.value_date.unwrap_or(ask.date),
        book_date: ask.date,
        parts: ask.part.clone(),
        slots: ask.slot.iter().cloned().collect(),
        banks: ask.bank.iter().cloned().collect(),
        evidence: ask.evidence.clone(),
        answers: ask.answers.clone(),
    };
    let subject = ask.event.to_string();
    told(office.act("ledger.propose", &subject, |desk, actor| {
        books::propose(desk, actor, &wish)
    })?);
    Ok(Outcome::Done)
}

pub fn undo(ask: &Undo) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let document = DocumentId::new(&ask.document).map_err(|error| anyhow!(error.zh()))?;
    let no = office.act("ledger.propose_undo", document.as_str(), |desk, actor| {
        let what = (&document, ask.event);
        books::propose_undo(desk, actor, what, ask.date, &ask.evidence)
    })?;
    told(no);
    Ok(Outcome::Done)
}

pub fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = ask.number.to_string();
    let done = office.act("ledger.decide", &subject, |desk, actor| {
        books::decide(desk, actor, ask.number, verdict, &ask.reason)
    })?;
    match done {
        Done::Rejected => println!("第 {} 号事项已退回。", ask.number),
        Done::Posted(documents) if documents.is_empty() => println!("没有需要记账的内容。"),
        Done::Posted(documents) => {
            for (document, entries) in documents {
                println!("凭证 {document} 已记账，分录 {entries} 笔。");
            }
        }
        Done::Closed(closed) => {
            for one in closed {
                println!(
                    "{} {}{}已结账至 {}，链首第 {} 号 {}",
                    one.key.county.short(),
                    one.key.fund.zh(),
                    one.key.book.zh(),
                    one.until,
                    one.chain,
                    one.link
                );
            }
        }
        Done::Set => println!("第 {} 号事项已生效。", ask.number),
    }
    Ok(Outcome::Done)
}
