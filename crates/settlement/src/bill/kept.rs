//! What rows keep of a settlement: what went in, and the hash of what came out.
//!
//! The results themselves need no rows of their own to be believed: [`Adjudicated::recall`] settles again
//! what was kept, on the accumulators that were found, and takes nothing whose hash is another. So a
//! settlement read back is one that recomputes from its receipt.

use base::{Fen, Refused};
use benefit::claim::{AccView, Bill, Claim, EnterAt, Facts, Line, Owners, Visit};
use benefit::plan::Policy;
use serde::{Deserialize, Serialize};

use super::{Adjudicated, Stack, Stage};

/// One fact: slot of the policy, encoded value.
pub type KeptFact = (u16, i64);

/// One line: amount in 分, facts laid over those of the claim.
pub type KeptLine = (i64, Vec<KeptFact>);

/// One claim of one package as it went in, with the receipt's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptStage {
    /// Hash of the policy, in hexadecimal: slots and pots mean what that policy says.
    pub policy: String,
    /// Id of the claim.
    pub claim: String,
    /// Ids of the owners: person, family, group, disease, provider, episode.
    pub owners: [String; 6],
    /// Facts present.
    pub facts: Vec<KeptFact>,
    /// Lines of the bill; empty for one that enters at a later layer.
    pub lines: Vec<KeptLine>,
    /// Layer at which the bill enters, and the pots with which it does.
    pub enters: Option<(String, Vec<(u16, i64)>)>,
    /// Earlier visits offered: id, facts, lines.
    pub visits: Vec<(String, Vec<KeptFact>, Vec<KeptLine>)>,
    /// Accumulators that it found, by index of the policy.
    pub before: Vec<i64>,
    /// Hash of the receipt, in hexadecimal.
    pub receipt: String,
}

impl Adjudicated {
    /// What rows keep.
    ///
    /// # Errors
    /// `kept.bill`: a bill of one amount, which has no lines; the counter makes none.
    pub fn kept(&self) -> Result<Vec<KeptStage>, Refused> {
        self.stages.iter().map(kept).collect()
    }

    /// The settlement that rows kept.
    ///
    /// # Errors
    /// `kept.policy`: a stage is of another policy than the stack has there. `kept.receipt`: what is
    /// settled again is not what was settled. Refusals of the rules (`bill.…`), where the same input is
    /// now refused.
    pub fn recall(stack: &Stack<'_>, kept: &[KeptStage]) -> Result<Adjudicated, Refused> {
        let mut stages = Vec::with_capacity(kept.len());
        for (index, stage) in kept.iter().enumerate() {
            let policy = stack
                .policy(index)
                .filter(|policy| hex(&policy.hash) == stage.policy);
            let Some(policy) = policy else {
                return Err(Refused::new(
                    "kept.policy",
                    "结算记录用的政策包与现在给出的不是同一个，请用原来的政策包重算。",
                ));
            };
            let recalled =
                stack.determine(index, policy, claim(policy, stage), &view(&stage.before))?;
            if hex(&recalled.determination.receipt.hash) != stage.receipt {
                return Err(Refused::new(
                    "kept.receipt",
                    "按结算记录重算的结果与原凭证不符，记录可能被改动，请核查。",
                ));
            }
            stages.push(recalled);
        }
        Ok(Adjudicated { stages })
    }
}

fn kept(stage: &Stage) -> Result<KeptStage, Refused> {
    let claim = &stage.claim;
    let (lines, enters) = match &claim.bill {
        Bill::Lines(lines) => (lines.iter().map(kept_line).collect(), None),
        Bill::Enter {
            step: EnterAt::Layer(layer),
            pots,
        } => {
            let pots = pots.iter().map(|(pot, amount)| (*pot, amount.get()));
            (Vec::new(), Some((layer.clone(), pots.collect())))
        }
        Bill::Amount(_) | Bill::Enter { .. } => {
            return Err(Refused::new(
                "kept.bill",
                "没有明细的账单不在窗口结算，请上传明细。",
            ));
        }
    };
    let Owners {
        person,
        family,
        group,
        disease,
        provider,
        episode,
    } = claim.owners.clone();
    let visits = claim.visits.iter();
    let visits = visits.map(|it| {
        (
            it.id.clone(),
            kept_facts(&it.facts),
            it.lines.iter().map(kept_line).collect(),
        )
    });
    let receipt = &stage.determination.receipt;
    Ok(KeptStage {
        policy: hex(&receipt.policy_hash),
        claim: claim.id.clone(),
        owners: [person, family, group, disease, provider, episode],
        facts: kept_facts(&claim.facts),
        lines,
        enters,
        visits: visits.collect(),
        before: receipt.before.clone(),
        receipt: hex(&receipt.hash),
    })
}

fn kept_facts(facts: &Facts) -> Vec<KeptFact> {
    let slots = (0_u16..).zip(facts.slots());
    slots
        .filter_map(|(fact, _)| Some((fact, facts.get(fact)?)))
        .collect()
}

fn kept_line(line: &Line) -> KeptLine {
    (line.amount.get(), line.facts.clone())
}

fn claim(policy: &Policy, kept: &KeptStage) -> Claim {
    let [person, family, group, disease, provider, episode] = kept.owners.clone();
    let bill = match &kept.enters {
        None => Bill::Lines(kept.lines.iter().map(line).collect()),
        Some((layer, pots)) => Bill::Enter {
            step: EnterAt::Layer(layer.clone()),
            pots: pots
                .iter()
                .map(|(pot, amount)| (*pot, Fen::new(*amount)))
                .collect(),
        },
    };
    let visits = kept.visits.iter().map(|(id, facts, lines)| Visit {
        id: id.clone(),
        facts: laid(policy, facts),
        lines: lines.iter().map(line).collect(),
    });
    Claim {
        id: kept.claim.clone(),
        owners: Owners {
            person,
            family,
            group,
            disease,
            provider,
            episode,
        },
        facts: laid(policy, &kept.facts),
        bill,
        visits: visits.collect(),
    }
}

fn laid(policy: &Policy, kept: &[KeptFact]) -> Facts {
    let mut facts = Facts::none(policy.facts.len());
    for (fact, value) in kept {
        facts.set(*fact, *value);
    }
    facts
}

fn line((amount, facts): &KeptLine) -> Line {
    Line {
        amount: Fen::new(*amount),
        facts: facts.clone(),
    }
}

fn view(before: &[i64]) -> AccView {
    let mut view = AccView::zero(before.len());
    for (acc, value) in (0_u16..).zip(before) {
        view.set(acc, *value);
    }
    view
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // writing to a text cannot fail
        let _ = write!(text, "{byte:02x}");
    }
    text
}
