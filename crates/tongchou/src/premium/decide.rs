//! Deciding a proposal of premiums, accounts or entitlement.

use access::{Actor, Verdict};
use anyhow::Result;
use base::{Fen, ProposalNo};
use service::{Desk, ServiceError, account, entitlement, premium, proposals};

use super::asks::Decide;
use super::package::employee_policy;
use crate::exit::Outcome;
use crate::office::Office;

pub fn decide(ask: &Decide, verdict: Verdict) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    let told = office.act("premium.decide", &subject, |desk, actor| {
        carry_out(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    println!("第 {} 号事项：{told}", ask.proposal);
    Ok(Outcome::Done)
}

/// Decides a proposal by its kind; what became of it.
fn carry_out(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<String, ServiceError> {
    let kind = proposals::find(desk, actor, no)?.kind;
    let rejected = verdict == Verdict::Rejected;
    let told = match kind.as_str() {
        "premium.dispute" => {
            let policy = employee_policy(desk, actor, desk.today())?;
            let done = premium::decide_dispute(desk, actor, &policy, no, verdict, reason)?;
            done.map_or_else(String::new, |done| {
                format!(
                    "重新计算为 {} 元，更正 {} 元。",
                    done.recomputed, done.difference
                )
            })
        }
        "account.inheritance" => {
            let payout = account::decide_inheritance(desk, actor, no, verdict, reason)?;
            payout.map_or_else(String::new, |payout| {
                let all = payout.shares.iter().map(|(_, amount)| *amount);
                let all = Fen::checked_sum(all).unwrap_or(Fen::ZERO);
                format!(
                    "个人账户余额 {all} 元支付给 {} 名继承人。",
                    payout.shares.len()
                )
            })
        }
        "entitlement.deemed" => {
            let deemed = entitlement::decide_deemed(desk, actor, no, verdict, reason)?;
            deemed.map_or_else(String::new, |deemed| {
                format!(
                    "视作缴费 {} 个月（{}；{}）。",
                    deemed.months,
                    deemed.source,
                    deemed.rule_zh()
                )
            })
        }
        "entitlement.decision" => {
            entitlement::decide_decision(desk, actor, no, verdict, reason)?;
            "同意；重新生成待遇期间后生效。".to_owned()
        }
        "premium.variant" | "premium.plan" => {
            premium::decide_plan(desk, actor, no, verdict, reason)?;
            "同意并生效。".to_owned()
        }
        // A kind of another area is refused there, by its name.
        _ => {
            let deferral = premium::decide_deferral(desk, actor, no, verdict, reason)?;
            format!(
                "缓缴 {} 至 {}：{}。",
                deferral.from,
                deferral.until,
                deferral.state(desk.today()).zh()
            )
        }
    };
    Ok(if rejected {
        "已退回。".to_owned()
    } else {
        told
    })
}
