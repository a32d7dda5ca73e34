//! The way of a claim.

use anyhow::Result;
use base::Fen;
use service::claim;
use settlement::claim::{Alarm, Declared, Outcome as Became, Reminder};

use super::asks::{Findings, LateArgs, List, OfClaim, OfMonth, Plain, Rulings, Submit};
use super::{sheets, tables};
use crate::exit::Outcome;
use crate::office::Office;

pub fn draw(ask: &OfMonth) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("month {}", ask.month.number());
    let drawn = office.act("claim.draw", &subject, |desk, actor| {
        claim::draw_up(desk, actor, ask.month)
    })?;
    println!(
        "{}：新生成 {} 份申报，列入 {} 条明细。",
        ask.month.zh(),
        drawn.claims,
        drawn.lines
    );
    for (key, count) in &drawn.waiting {
        println!(
            "{} 的申报已提交，另有 {count} 条转入下月。",
            key.pay.claimant.code()
        );
    }
    tables::print_asides(&drawn.aside);
    Ok(Outcome::Done)
}

pub fn aside(ask: &OfMonth) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("claim.aside", "", |desk, actor| {
        claim::asides(desk, actor, ask.month)
    })?;
    if all.is_empty() {
        println!("{} 没有不能列入申报的应付款。", ask.month.zh());
    }
    tables::print_asides(&all);
    Ok(Outcome::Done)
}

pub fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("claim.list", "", |desk, actor| {
        claim::claims(desk, actor, ask.month, ask.claimant.as_deref())
    })?;
    tables::save(&tables::heads(&all), ask.output.as_deref())
}

pub fn own(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("claim.list", "", claim::own_claims)?;
    tables::save(&tables::heads(&all), ask.output.as_deref())
}

pub fn show(ask: &OfClaim) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("claim {}", ask.claim);
    let claim = office.act("claim.show", &subject, |desk, actor| {
        claim::show(desk, actor, ask.claim)
    })?;
    tables::steps(&claim);
    tables::save(&tables::lines(&claim)?, ask.output.as_deref())
}

pub fn submit(ask: &Submit) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("claim {}", ask.claim);
    let declared = Declared {
        count: ask.count,
        fund: ask.fund,
        account: ask.account,
    };
    office.act("claim.submit", &subject, |desk, actor| {
        claim::submit(desk, actor, ask.claim, declared)
    })?;
    println!("申报 {} 已受理，请另一名经办人员初审。", ask.claim);
    Ok(Outcome::Done)
}

pub fn review(ask: &Findings) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(findings) = sheets::findings(ask.findings.as_deref())? else {
        return Ok(Outcome::BadInput);
    };
    let (subject, count) = (format!("claim {}", ask.claim), findings.len());
    office.act("claim.review", &subject, |desk, actor| {
        claim::review(desk, actor, ask.claim, findings)
    })?;
    println!(
        "申报 {} 已初审，{count} 条意见，请市经办机构作出审核决定。",
        ask.claim
    );
    Ok(Outcome::Done)
}

pub fn decide(ask: &Findings) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(findings) = sheets::findings(ask.findings.as_deref())? else {
        return Ok(Outcome::BadInput);
    };
    let subject = format!("claim {}", ask.claim);
    let became = office.act("claim.decide", &subject, |desk, actor| {
        claim::decide_claim(desk, actor, ask.claim, findings)
    })?;
    told(&format!("申报 {} 已决定", ask.claim), &became);
    Ok(Outcome::Done)
}

pub fn resolve(ask: &Rulings) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let Some(rulings) = sheets::rulings(ask.rulings.as_deref())? else {
        return Ok(Outcome::BadInput);
    };
    let subject = format!("claim {}", ask.claim);
    let became = office.act("claim.resolve", &subject, |desk, actor| {
        claim::resolve(desk, actor, ask.claim, rulings)
    })?;
    told(&format!("申报 {} 的暂缓支付已决定", ask.claim), &became);
    Ok(Outcome::Done)
}

fn told(what: &str, became: &Became) {
    println!(
        "{what}：申报 {} 元，准予支付 {} 元，不予支付 {} 元，暂缓支付 {} 元。",
        became.claimed(),
        became.approved(),
        became.refused(),
        became.suspended()
    );
    if became.suspended() != Fen::ZERO {
        println!(
            "暂缓支付的须在期限内另行决定（tongchou claim resolve），期限见 tongchou claim late。"
        );
    }
}

pub fn late(ask: &LateArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let reminder = Reminder {
        working_days: ask.remind,
    };
    let mut all = office.act("claim.late", "", |desk, actor| {
        claim::late(desk, actor, reminder)
    })?;
    if ask.urgent {
        all.retain(|one| one.watched.alarm != Alarm::Calm);
    }
    if all.is_empty() {
        println!("没有待办事项。");
        return Ok(Outcome::Done);
    }
    tables::save(&tables::late(&all), ask.output.as_deref())
}

pub fn payables(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("claim.payables", "", claim::payables)?;
    tables::save(&tables::payables(&all), ask.output.as_deref())
}
