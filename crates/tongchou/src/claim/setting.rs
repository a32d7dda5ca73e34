//! What bears on claims and payments.

use access::Verdict;
use anyhow::{Result, anyhow};
use service::claim::{self, Ask};
use settlement::claim::{Claimant, DepositRule, PayKey};
use settlement::payout::{DepositBooking, Payee};
use store::claim::deposit::Ruled;

use super::asks::{Calendar, DecideArgs, Deduct, DepositArgs, OfficeOf, PayeeArgs};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs};

pub fn calendar(ask: &Calendar) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("year {}", ask.year);
    office.act("claim.calendar", &subject, |desk, actor| {
        let days = (ask.free.as_slice(), ask.worked.as_slice());
        claim::enter_year(desk, actor, (ask.year, &ask.document), days)
    })?;
    println!(
        "{} 年：放假 {} 天，调休上班 {} 天（{}）。",
        ask.year,
        ask.free.len(),
        ask.worked.len(),
        ask.document
    );
    Ok(Outcome::Done)
}

pub fn office(ask: &OfficeOf) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("institution {}", ask.institution);
    office.act("claim.office", &subject, |desk, actor| {
        claim::assign_office(desk, actor, &ask.institution, ask.at)
    })?;
    println!("{} 向 {} 经办机构申报。", ask.institution, ask.at.short());
    Ok(Outcome::Done)
}

fn propose(args: &OfficeArgs, ask: &Ask) -> Result<Outcome> {
    let office = Office::open(args)?;
    let no = office.act("claim.propose", "", |desk, actor| {
        claim::propose(desk, actor, ask)
    })?;
    println!("已登记为第 {no} 号事项，请另一名复核人员办理：tongchou claim approve {no}");
    Ok(Outcome::Done)
}

pub fn payee(ask: &PayeeArgs) -> Result<Outcome> {
    let claimant = match (&ask.institution, ask.person) {
        (Some(id), _) => Claimant::Institution(id.clone()),
        (None, Some(no)) => Claimant::Person(no),
        (None, None) => return Err(anyhow!("请给出机构编码或 --person。")),
    };
    let payee = Payee {
        name: ask.name.clone(),
        account: ask.account.clone(),
        bank: ask.bank.clone(),
    };
    propose(&ask.office, &Ask::Payee(claimant, ask.region, payee))
}

pub fn deduct(ask: &Deduct) -> Result<Outcome> {
    let key = PayKey {
        claimant: Claimant::Institution(ask.institution.clone()),
        county: ask.county,
        fund: ask.fund.clone(),
        scheme: ask.scheme,
    };
    let wanted = Ask::Deduction {
        key,
        kind: ask.kind,
        amount: ask.amount,
        reason: ask.reason.clone(),
    };
    propose(&ask.office, &wanted)
}

pub fn deposit(ask: &DepositArgs) -> Result<Outcome> {
    let institution = ask.institution.as_ref();
    let ruled = Ruled {
        institution: institution.map_or_else(String::new, ToString::to_string),
        from: ask.from,
        rule: DepositRule {
            share: ask.share,
            rounding: ask.rounding,
            article: ask.article.clone(),
        },
        booking: if ask.booked {
            DepositBooking::Booked
        } else {
            DepositBooking::Noted
        },
    };
    propose(&ask.office, &Ask::Deposit(ruled))
}

pub fn decide(ask: &DecideArgs, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    office.act("claim.decide_setting", &subject, |desk, actor| {
        claim::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    let what = match verdict {
        Verdict::Approved => "已同意并生效",
        Verdict::Rejected => "已退回",
    };
    println!("第 {} 号事项{what}。", ask.proposal);
    Ok(Outcome::Done)
}
