//! What rows keep of a settlement: what went in, and the hash of what came out.
//!
//! The results themselves need no rows of their own to be believed: [`Adjudicated::recall`] settles again
//! what was kept, on the accumulators that were found, and takes nothing whose hash is another. So a
//! settlement read back is one that recomputes from its receipt.

use base::{Fen, Refused};
use benefit::claim::{AccView, Bill, Claim, EnterAt, Facts, Line, Owners, Visit};
use benefit::determination::Determination;
use benefit::plan::Policy;
use benefit::settle::written_by;
use serde::{Deserialize, Serialize};

use super::adjudicate::Decided;
use super::{Adjudicated, Aside, Stack, Why};

/// One fact: slot of the policy, encoded value.
pub type KeptFact = (u16, i64);

/// One line: amount in 分, facts laid over those of the claim.
pub type KeptLine = (i64, Vec<KeptFact>);

/// One claim of one package as it went in, with the receipt's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptStage {
    /// Which package of the stack: 0 the basic one.
    pub place: usize,
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
    /// Name and version of the engine that settled it; the hash names it. Empty, as the hash is, where a
    /// later package could not decide.
    pub engine: String,
    /// Hash of the receipt, in hexadecimal.
    pub receipt: String,
}

impl Adjudicated {
    /// What rows keep.
    ///
    /// # Errors
    /// `kept.bill`: a bill of one amount, which has no lines; the counter makes none.
    pub fn kept(&self) -> Result<Vec<KeptStage>, Refused> {
        let stages = self.stages.iter();
        let stages = stages.map(|it| (it.place, &it.claim, Written::by(&it.determination)));
        let aside = self.aside.iter().map(|it| {
            let written = match &it.why {
                Why::Denied(determination) => Written::by(determination),
                Why::Refused(_) => Written::nothing(it),
            };
            (it.place, &it.claim, written)
        });
        let mut asked: Vec<_> = stages.chain(aside).collect();
        asked.sort_by_key(|(place, ..)| *place);
        let kept = asked.into_iter();
        kept.map(|(place, claim, written)| kept_one(place, claim, &written))
            .collect()
    }

    /// The settlement that rows kept.
    ///
    /// # Errors
    /// `kept.policy`: a stage is of another policy than the stack has there. `kept.receipt`: what is
    /// settled again is not what was settled. Refusals of the rules (`bill.…`), where the same input is
    /// now refused.
    pub fn recall(stack: &Stack<'_>, kept: &[KeptStage]) -> Result<Adjudicated, Refused> {
        let (mut stages, mut aside) = (Vec::with_capacity(kept.len()), Vec::new());
        for stage in kept {
            let policy = stack
                .policy(stage.place)
                .filter(|policy| hex(&policy.hash) == stage.policy);
            let Some(policy) = policy else {
                return Err(Refused::new(
                    "kept.policy",
                    "结算记录用的政策包与现在给出的不是同一个，请用原来的政策包重算。",
                ));
            };
            let claim = claim(policy, stage);
            match stack.decide(stage.place, policy, claim, &view(&stage.before))? {
                Decided::Stage(mut again) => {
                    again.determination = proven(&again.claim, again.determination, stage)?;
                    stages.push(*again);
                }
                Decided::Aside(mut again) => {
                    again.why = match again.why {
                        Why::Denied(denied) => {
                            Why::Denied(Box::new(proven(&again.claim, *denied, stage)?))
                        }
                        Why::Refused(said) if stage.receipt.is_empty() => Why::Refused(said),
                        Why::Refused(_) => return Err(other_receipt()),
                    };
                    aside.push(*again);
                }
            }
        }
        Ok(Adjudicated { stages, aside })
    }
}

/// What was settled again, under the name of the engine that settled it first, where the hash is the same.
fn proven(claim: &Claim, again: Determination, kept: &KeptStage) -> Result<Determination, Refused> {
    let again = written_by(claim, again, &kept.engine);
    if hex(&again.receipt.hash) == kept.receipt {
        return Ok(again);
    }
    Err(other_receipt())
}

fn other_receipt() -> Refused {
    Refused::new(
        "kept.receipt",
        "按结算记录重算的结果与原凭证不符，记录可能被改动，请核查。",
    )
}

/// What a package left in writing.
struct Written<'a> {
    policy: &'a [u8; 32],
    before: &'a [i64],
    engine: &'a str,
    receipt: String,
}

impl<'a> Written<'a> {
    fn by(determination: &'a Determination) -> Written<'a> {
        let receipt = &determination.receipt;
        Written {
            policy: &receipt.policy_hash,
            before: &receipt.before,
            engine: &receipt.engine,
            receipt: hex(&receipt.hash),
        }
    }

    /// One that could not decide has no receipt.
    fn nothing(aside: &'a Aside) -> Written<'a> {
        Written {
            policy: &aside.policy,
            before: &aside.before,
            engine: "",
            receipt: String::new(),
        }
    }
}

fn kept_one(place: usize, claim: &Claim, written: &Written<'_>) -> Result<KeptStage, Refused> {
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
    Ok(KeptStage {
        place,
        policy: hex(written.policy),
        claim: claim.id.clone(),
        owners: [person, family, group, disease, provider, episode],
        facts: kept_facts(&claim.facts),
        lines,
        enters,
        visits: visits.collect(),
        before: written.before.to_vec(),
        engine: written.engine.to_owned(),
        receipt: written.receipt.clone(),
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
