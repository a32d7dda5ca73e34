//! What findings make of lines: the arithmetic behind a decision and behind the second one.

use std::collections::BTreeMap;

use base::{Fen, Refused};

use super::earlier::{Earlier, Lowering, lowerings};
use super::finding::{Fault, Finding, LineKey, Verdict};
use super::line::ClaimLine;
use super::outcome::{Outcome, Outcomes};
use super::sums::{less, required, total};

/// The second decision on what was suspended of a line: a part refused, the rest paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Which line.
    pub line: LineKey,
    /// How much of what was suspended is refused, in 分; the rest is paid.
    pub refused: Fen,
    /// Whose fault it is.
    pub fault: Fault,
    /// Why; needed where something is refused.
    pub reason: String,
}

/// The findings of a decision with those that follow from them: a line that reverses a settlement shares the fate
/// of the line it reverses, and one that lowers a settlement takes from what was not paid of it first, so that nothing
/// is taken back that was never paid.
///
/// # Errors
/// `claim.no_line`, `claim.finding_reversal`, `claim.outcome`, and those of [`Finding::check`] and [`fate`].
pub(super) fn complete(
    lines: &[ClaimLine],
    mut findings: Vec<Finding>,
    earlier: &Earlier,
) -> Result<Vec<Finding>, Refused> {
    known(lines, &findings)?;
    let mut own = outcomes(
        lines.iter().filter(|line| line.original().is_none()),
        &findings,
    )?;
    for lowering in lowerings(lines, earlier)? {
        let (line, original) = (lowering.line, &lowering.original);
        let found = known_of(line, original, &own, earlier)?;
        let share = if found.open() == Fen::ZERO {
            lowering.share(&found)?
        } else {
            waiting(line)?
        };
        findings.extend(follow(line, original, Verdict::Refuse, share.refused()));
        findings.extend(follow(line, original, Verdict::Suspend, share.suspended()));
        own.insert(line.key.clone(), share);
    }
    for line in lines {
        let Some(original) = line.original() else {
            continue;
        };
        let fate = fate(line, &original, &own, earlier)?;
        findings.extend(follow(line, &original, Verdict::Refuse, fate.refused()));
        findings.extend(follow(line, &original, Verdict::Suspend, fate.suspended()));
    }
    outcomes(lines.iter(), &findings)?;
    Ok(findings)
}

/// Refuses findings against lines that are not there, or that follow another line.
///
/// # Errors
/// `claim.no_line`, `claim.finding_reversal`, and those of [`Finding::check`].
pub(super) fn known(lines: &[ClaimLine], findings: &[Finding]) -> Result<(), Refused> {
    for finding in findings {
        finding.check()?;
        if find(lines, &finding.line)?.original().is_some() {
            let zh = format!(
                "{} 是退费记录，随原结算处理，不能单独作出审核意见。",
                finding.line.settlement
            );
            return Err(Refused::new("claim.finding_reversal", zh));
        }
    }
    Ok(())
}

/// What became so far of the line that another one is about.
///
/// # Errors
/// `claim.original_unknown`.
fn known_of(
    line: &ClaimLine,
    original: &LineKey,
    own: &Outcomes,
    earlier: &Earlier,
) -> Result<Outcome, Refused> {
    let found = own.get(original).or_else(|| earlier.outcomes.get(original));
    found.copied().ok_or_else(|| {
        let zh = format!(
            "退费、补差 {} 对应的原结算 {} 不在任何申报中，请先查明。",
            line.key.settlement, original.settlement
        );
        Refused::new("claim.original_unknown", zh)
    })
}

/// A line whose original nobody has decided on yet: all of it is suspended, and is decided with the original. The
/// rest of the claim does not wait for it.
fn waiting(line: &ClaimLine) -> Result<Outcome, Refused> {
    Outcome::decided(line.amount, Fen::ZERO, line.amount)
}

/// What becomes of a reversing line: the mirror of what became of the line it reverses.
///
/// # Errors
/// Those of [`known_of`], `claim.reversal_amount`.
fn fate(
    line: &ClaimLine,
    original: &LineKey,
    own: &Outcomes,
    earlier: &Earlier,
) -> Result<Outcome, Refused> {
    let found = known_of(line, original, own, earlier)?;
    let mirrored = found.mirrored()?;
    if mirrored.claimed() != line.amount {
        let zh = format!(
            "退费 {} 金额 {} 元与原结算 {} 的 {} 元不相抵，请核对。",
            line.key.settlement,
            line.amount,
            original.settlement,
            found.claimed()
        );
        return Err(Refused::new("claim.reversal_amount", zh));
    }
    if found.open() == Fen::ZERO {
        Ok(mirrored)
    } else {
        waiting(line)
    }
}

fn follow(line: &ClaimLine, original: &LineKey, verdict: Verdict, amount: Fen) -> Option<Finding> {
    (amount != Fen::ZERO).then(|| Finding {
        line: line.key.clone(),
        verdict,
        amount,
        fault: Fault::Nobody,
        reason: format!("随原结算 {} 处理", original.settlement),
    })
}

/// The outcomes of lines under findings.
///
/// # Errors
/// `claim.outcome` where findings are more than a line.
pub(super) fn outcomes<'a>(
    lines: impl Iterator<Item = &'a ClaimLine>,
    findings: &[Finding],
) -> Result<Outcomes, Refused> {
    let mut against: BTreeMap<&LineKey, (Fen, Fen)> = BTreeMap::new();
    for finding in findings {
        let (refused, suspended) = against.entry(&finding.line).or_default();
        let part = match finding.verdict {
            Verdict::Refuse => refused,
            Verdict::Suspend => suspended,
        };
        *part = total([*part, finding.amount])?;
    }
    let one = |line: &ClaimLine| {
        let (refused, suspended) = against.get(&line.key).copied().unwrap_or_default();
        let outcome = Outcome::decided(line.amount, refused, suspended)?;
        Ok((line.key.clone(), outcome))
    };
    lines.map(one).collect()
}

/// The rulings of a second decision with those that follow from them for lines that lower or reverse.
///
/// # Errors
/// `claim.no_line`, `claim.not_suspended`, `claim.reason`, `claim.outcome`, `claim.nothing_to_resolve`.
pub(super) fn resolve(
    lines: &[ClaimLine],
    now: &Outcomes,
    mut rulings: Vec<Ruling>,
    earlier: &Earlier,
) -> Result<Vec<Ruling>, Refused> {
    let mut own = now.clone();
    for ruling in &rulings {
        let line = find(lines, &ruling.line)?;
        let outcome = own.get(&ruling.line).copied().unwrap_or_default();
        if line.original().or_else(|| line.lowers()).is_some() || outcome.suspended() == Fen::ZERO {
            let zh = format!("结算 {} 没有暂缓支付的金额。", ruling.line.settlement);
            return Err(Refused::new("claim.not_suspended", zh));
        }
        if ruling.refused != Fen::ZERO {
            let zh = format!(
                "结算 {} 不予支付须写明理由，请补填。",
                ruling.line.settlement
            );
            required(&ruling.reason, "claim.reason", &zh)?;
        }
        own.insert(ruling.line.clone(), outcome.resolved(ruling.refused)?);
    }
    for lowering in lowerings(lines, earlier)? {
        let Some(ruling) = lowered(&lowering, &own, earlier)? else {
            continue;
        };
        let outcome = own.get(&ruling.line).copied().unwrap_or_default();
        own.insert(ruling.line.clone(), outcome.resolved(ruling.refused)?);
        rulings.push(ruling);
    }
    for line in lines {
        rulings.extend(followed(line, &own, earlier)?);
    }
    if rulings.is_empty() {
        return Err(Refused::new(
            "claim.nothing_to_resolve",
            "没有需要作出决定的暂缓支付。",
        ));
    }
    Ok(rulings)
}

/// What is decided with it on a suspended line that lowers another one, once that one waits for nothing.
fn lowered(
    lowering: &Lowering<'_>,
    own: &Outcomes,
    earlier: &Earlier,
) -> Result<Option<Ruling>, Refused> {
    let line = &lowering.line.key;
    let now = own.get(line).filter(|now| now.suspended() != Fen::ZERO);
    let (Some(now), Some(found)) = (now, settled(&lowering.original, own, earlier)) else {
        return Ok(None);
    };
    let more = less(lowering.share(&found)?.refused(), now.refused())?;
    Ok(Some(Ruling {
        line: line.clone(),
        // Never more than was suspended of it, whatever was lowered in between.
        refused: more.max(now.suspended()).min(Fen::ZERO),
        fault: Fault::Nobody,
        reason: format!("随原结算 {} 处理", lowering.original.settlement),
    }))
}

/// The outcome of a line that waits for nothing any more.
fn settled(line: &LineKey, own: &Outcomes, earlier: &Earlier) -> Option<Outcome> {
    let found = own.get(line).or_else(|| earlier.outcomes.get(line));
    let waits = |one: &Outcome| one.suspended() != Fen::ZERO || one.open() != Fen::ZERO;
    found.copied().filter(|one| !waits(one))
}

fn followed(
    line: &ClaimLine,
    own: &Outcomes,
    earlier: &Earlier,
) -> Result<Option<Ruling>, Refused> {
    let (Some(original), Some(now)) = (line.original(), own.get(&line.key)) else {
        return Ok(None);
    };
    let Some(found) = settled(&original, own, earlier) else {
        return Ok(None);
    };
    if now.suspended() == Fen::ZERO {
        return Ok(None);
    }
    let refused = less(found.mirrored()?.refused(), now.refused())?;
    now.resolved(refused)?;
    Ok(Some(Ruling {
        line: line.key.clone(),
        refused,
        fault: Fault::Nobody,
        reason: format!("随原结算 {} 处理", original.settlement),
    }))
}

/// The outcomes after a second decision.
///
/// # Errors
/// `claim.outcome`.
pub(super) fn after(mut now: Outcomes, rulings: &[Ruling]) -> Result<Outcomes, Refused> {
    for ruling in rulings {
        if let Some(outcome) = now.get_mut(&ruling.line) {
            *outcome = outcome.resolved(ruling.refused)?;
        }
    }
    Ok(now)
}

/// Refuses findings and rulings about lines that are not there.
///
/// # Errors
/// `claim.no_line`.
pub(super) fn all_known<'a>(
    lines: &[ClaimLine],
    mut keys: impl Iterator<Item = &'a LineKey>,
) -> Result<(), Refused> {
    keys.try_for_each(|key| find(lines, key).map(|_| ()))
}

/// The line of a key; lines stand in the order of their keys.
fn find<'a>(lines: &'a [ClaimLine], key: &LineKey) -> Result<&'a ClaimLine, Refused> {
    let at = lines.binary_search_by(|line| line.key.cmp(key));
    let found = at.ok().and_then(|at| lines.get(at));
    found.ok_or_else(|| {
        let zh = format!(
            "申报中没有结算 {}（{}），请核对编号。",
            key.settlement,
            key.part.zh()
        );
        Refused::new("claim.no_line", zh)
    })
}
