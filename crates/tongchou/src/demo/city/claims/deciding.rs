//! Claims until they are decided. What the review finds: a line of every third claim is refused in part, one line is
//! suspended.

use super::super::scene::Scene;
use crate::claim::tables;
use crate::office::Fault;
use access::Role;
use anyhow::{Result, anyhow};
use base::{Fen, RegionCode};
use enrolment::Month;
use report::{Cell, Column, Table};
use service::claim;
use settlement::claim::{Claim, ClaimNo, Fault as Whose, Finding, Nature, Outcome, Part, Verdict};

/// One claim of so many is found fault with.
const EVERY: usize = 3;
/// The part of a line that is refused, in per cent.
const REFUSED: i64 = 30;

/// Draws the claims of the month up.
pub fn draw(scene: &Scene<'_>, month: Month) -> Result<Vec<Drawn>> {
    let clerk = scene.staff.of("shibanjing")?;
    let up = claim::draw_up(&scene.desk(), clerk, month).map_err(Fault::from)?;
    tables::print_asides(&up.aside);
    let heads = claim::claims(&scene.desk(), clerk, Some(month), None).map_err(Fault::from)?;
    scene.say(&format!(
        "{}生成申报 {} 份、{} 条",
        month.zh(),
        up.claims,
        up.lines
    ));
    let drawn = heads.iter().map(|head| Drawn {
        no: head.no,
        office: head.office,
    });
    Ok(drawn.collect())
}

/// A claim, and the office that takes it in.
pub struct Drawn {
    no: ClaimNo,
    office: RegionCode,
}

/// The institutions hand their claims in, and a clerk takes them.
pub fn submit(scene: &Scene<'_>, claims: &[Drawn]) -> Result<()> {
    for Drawn { no, office } in claims {
        let clerk = scene.staff.at(*office, Role::Clerk, 0)?;
        let declared = claim::declared(&scene.desk(), clerk, *no).map_err(Fault::from)?;
        claim::submit(&scene.desk(), clerk, *no, declared).map_err(Fault::from)?;
    }
    Ok(())
}

/// Another clerk looks at every line.
pub fn review(scene: &Scene<'_>, claims: &[Drawn]) -> Result<()> {
    for (place, Drawn { no, office }) in claims.iter().enumerate() {
        let clerk = scene.staff.at(*office, Role::Clerk, 1)?;
        let claim = claim::show(&scene.desk(), clerk, *no).map_err(Fault::from)?;
        let found = findings(&claim, place);
        claim::review(&scene.desk(), clerk, *no, found).map_err(Fault::from)?;
    }
    Ok(())
}

/// The city decides, and the claims are shown.
pub fn decide(scene: &Scene<'_>, claims: &[Drawn], month: Month) -> Result<()> {
    let reviewer = scene.staff.of("shihe")?;
    let columns = ["申报额", "准予支付", "不予支付", "暂缓支付"].map(Column::money);
    let columns = [vec![Column::text("基金")], columns.into()].concat();
    let mut table = Table::new(format!("{}申报的审核决定（元）", month.zh()), columns);
    let mut reasons = Vec::new();
    let mut sums: Vec<(String, [Fen; 4])> = Vec::new();
    for (place, Drawn { no, .. }) in claims.iter().enumerate() {
        let claim = claim::show(&scene.desk(), reviewer, *no).map_err(Fault::from)?;
        let found = findings(&claim, place);
        for one in &found {
            let who = claim.key().pay.claimant.code();
            reasons.push(format!(
                "申报 {no}（{who}）结算 {}：{} {} 元，{}，{}",
                one.line.settlement,
                one.verdict.zh(),
                one.amount,
                one.fault.zh(),
                one.reason
            ));
        }
        let outcome = claim::decide_claim(&scene.desk(), reviewer, *no, found);
        let outcome = outcome.map_err(Fault::from)?;
        add(&mut sums, claim.key().pay.fund.as_str(), &outcome)?;
    }
    for (fund, amounts) in sums {
        let known = ledger::entry::Fund::parse(&fund);
        let name = known.map_or(fund.clone(), |known| known.zh().to_owned());
        table.push([vec![Cell::Text(name)], amounts.map(Cell::Money).into()].concat());
    }
    println!("{}", report::drawn(&table));
    reasons.iter().for_each(|line| println!("{line}"));
    let heads = claim::claims(&scene.desk(), reviewer, Some(month), None).map_err(Fault::from)?;
    println!("{}", report::drawn(&tables::heads(&heads)));
    Ok(())
}

fn add(sums: &mut Vec<(String, [Fen; 4])>, fund: &str, outcome: &Outcome) -> Result<()> {
    let place = sums.iter().position(|(code, _)| code == fund);
    let place = place.unwrap_or_else(|| {
        sums.push((fund.to_owned(), [Fen::ZERO; 4]));
        sums.len() - 1
    });
    let more = [
        outcome.claimed(),
        outcome.approved(),
        outcome.refused(),
        outcome.suspended(),
    ];
    let Some((_, amounts)) = sums.get_mut(place) else {
        return Ok(());
    };
    for (sum, amount) in amounts.iter_mut().zip(more) {
        let total = sum.checked_add(amount);
        *sum = total.ok_or_else(|| anyhow!("金额合计超出范围"))?;
    }
    Ok(())
}

/// What is found against a claim; the same in the review and in the decision.
fn findings(claim: &Claim, place: usize) -> Vec<Finding> {
    if !place.is_multiple_of(EVERY) {
        return Vec::new();
    }
    let lines = claim.lines().iter().filter(|line| {
        line.key.part == Part::Fund
            && line.nature == Nature::Settlement
            && line.amount > Fen::new(5_000)
    });
    // what is taken back in the same claim follows its original
    let taken_back = |key: &settlement::claim::SettlementId| {
        claim
            .lines()
            .iter()
            .any(|line| line.nature.of() == Some(key))
    };
    let Some(line) = lines
        .into_iter()
        .find(|line| !taken_back(&line.key.settlement))
    else {
        return Vec::new();
    };
    let (verdict, amount, fault, reason) = if place == 0 {
        let whole = line.amount;
        (Verdict::Suspend, whole, Whose::Nobody, "病历待补")
    } else {
        let part = Fen::new(line.amount.get() * REFUSED / 100);
        (
            Verdict::Refuse,
            part,
            Whose::Provider,
            "超出医保目录限定支付范围",
        )
    };
    vec![Finding {
        line: line.key.clone(),
        verdict,
        amount,
        fault,
        reason: reason.to_owned(),
    }]
}
