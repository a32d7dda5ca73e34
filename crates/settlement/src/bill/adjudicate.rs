//! Through all layers: one determination of each package, and who ends up with which money.

use base::{Date, Fen, Refused};
use benefit::claim::{AccView, Bill, Claim, EnterAt};
use benefit::determination::{Determination, Status};
use benefit::plan::{PayerKind, Policy, PotId, PotKind};
use benefit::price::Priced;
use benefit::settle::{Options, settle_priced, verify_with};

use super::state::{keys_of, postings_of};
use super::{AccState, Case, Posting, net};
use crate::fee::FeeLine;
use crate::named::refused;

/// The packages that one answer runs through.
#[derive(Debug, Clone)]
pub struct Stack<'a> {
    /// The basic package, which prices the lines.
    pub base: &'a Policy,
    /// Catalogue of the place of care, where it is another.
    pub place: Option<&'a Policy>,
    /// Later packages, in order.
    pub later: Vec<Later<'a>>,
}

/// A package that takes what the one before left.
#[derive(Debug, Clone)]
pub struct Later<'a> {
    /// The package.
    pub policy: &'a Policy,
    /// Layer of it at which the bill enters.
    pub enters_at: String,
    /// Payers before that the package knows under names of its own: (name before, name here). It may
    /// count them; a payer that it does not know keeps its money outside.
    pub payers: Vec<(String, String)>,
}

impl<'a> Stack<'a> {
    /// One package alone.
    #[must_use]
    pub const fn of(base: &'a Policy) -> Stack<'a> {
        Stack {
            base,
            place: None,
            later: Vec::new(),
        }
    }

    /// The policy of a stage.
    #[must_use]
    pub fn policy(&self, stage: usize) -> Option<&'a Policy> {
        match stage.checked_sub(1) {
            None => Some(self.base),
            Some(later) => self.later.get(later).map(|later| later.policy),
        }
    }

    /// The claims of a case: lines for the base, facts for the later packages.
    ///
    /// # Errors
    /// As [`Case::claim`].
    pub fn claims(
        &self,
        case: &Case<'_>,
        id: &str,
        settlement: Date,
        lines: &[&FeeLine],
    ) -> Result<Vec<Claim>, Refused> {
        let mut claims = vec![case.claim(self.base, id, settlement, lines)?];
        for later in &self.later {
            claims.push(Claim {
                id: id.to_owned(),
                owners: case.owners(),
                facts: case.facts(later.policy, Some(settlement))?,
                bill: Bill::Enter {
                    step: EnterAt::Layer(later.enters_at.clone()),
                    pots: Vec::new(),
                },
                visits: Vec::new(),
            });
        }
        Ok(claims)
    }

    /// Settles claims of [`Stack::claims`] against the accumulators. Nothing is changed: the postings of
    /// the answer say what would be added. A later package is not asked about a denied bill.
    ///
    /// # Errors
    /// Refusals of the rules (`bill.…`): broken or incomplete input. A denial is an answer.
    pub fn adjudicate(&self, claims: &[Claim], state: &AccState) -> Result<Adjudicated, Refused> {
        let mut state = state.clone();
        let mut stages: Vec<Stage> = Vec::with_capacity(claims.len());
        for (index, claim) in claims.iter().enumerate() {
            let Some(policy) = self.policy(index) else {
                break;
            };
            let mut claim = claim.clone();
            if let (Some(before), Some(later)) = (stages.last(), index.checked_sub(1)) {
                if before.determination.status == Status::Denied {
                    break;
                }
                self.hand_on(before, later, &mut claim);
            }
            let view = state.view(&keys_of(policy, &claim));
            let stage = self.determine(index, policy, claim, &view)?;
            state.post(&postings_of(policy, &stage.claim, &stage.determination));
            stages.push(stage);
        }
        Ok(Adjudicated { stages })
    }

    pub(super) fn determine(
        &self,
        index: usize,
        policy: &Policy,
        claim: Claim,
        view: &AccView,
    ) -> Result<Stage, Refused> {
        let catalogue = if index == 0 { self.place } else { None };
        let options = Options {
            catalogue,
            trace: true,
        };
        let settled = settle_priced(policy, &claim, view, options);
        let settled = settled.map_err(|refusal| refused(policy, &refusal))?;
        Ok(Stage {
            claim,
            determination: settled.determination,
            priced: settled.priced,
        })
    }

    /// What the person still bears enters by the name of its cause, what was paid by the name of its payer.
    fn hand_on(&self, before: &Stage, later: usize, claim: &mut Claim) {
        let (Some(from), Some(later)) = (self.policy(later), self.later.get(later)) else {
            return;
        };
        let mut pots: Vec<(PotId, Fen)> = Vec::new();
        for (pot, amount) in (0_u16..).zip(&before.determination.pots) {
            if let (Some(to), true) = (handed(from, pot, later), *amount > Fen::ZERO) {
                pots.push((to, *amount));
            }
        }
        claim.bill = Bill::Enter {
            step: EnterAt::Layer(later.enters_at.clone()),
            pots,
        };
    }

    /// Whether every determination follows again from its receipt and bill, to the 分 and the hash.
    #[must_use]
    pub fn recomputes(&self, adjudicated: &Adjudicated) -> bool {
        adjudicated.stages.iter().enumerate().all(|(index, stage)| {
            let place = if index == 0 { self.place } else { None };
            let policy = self.policy(index);
            policy.is_some_and(|policy| {
                verify_with(policy, &stage.claim, &stage.determination, place)
            })
        })
    }

    /// Who has which money at the end, over all packages. The shares add up to the bill. What a payer
    /// paid stays under the name that the package which paid it gives him.
    #[must_use]
    pub fn shares(&self, adjudicated: &Adjudicated) -> Vec<Share> {
        let mut shares = Vec::new();
        let stages = &adjudicated.stages;
        for (index, stage) in stages.iter().enumerate() {
            let Some(policy) = self.policy(index) else {
                continue;
            };
            let next = stages.get(index.saturating_add(1));
            let next = next.and(self.later.get(index));
            for (pot, amount) in (0_u16..).zip(&stage.determination.pots) {
                let Some(decl) = policy.pots.get(usize::from(pot)) else {
                    continue;
                };
                let amount = match decl.kind {
                    PotKind::Payer(..) if index > 0 => paid_here(stage, pot, *amount),
                    PotKind::Payer(..) => *amount,
                    _ if next.is_some_and(|later| handed(policy, pot, later).is_some()) => {
                        Fen::ZERO
                    }
                    _ => *amount,
                };
                if amount != Fen::ZERO {
                    shares.extend(share(policy, index, pot, amount));
                }
            }
        }
        shares
    }
}

/// What a payer paid by the steps of this package, without what entered with the bill.
fn paid_here(stage: &Stage, pot: PotId, amount: Fen) -> Fen {
    let Bill::Enter { pots, .. } = &stage.claim.bill else {
        return amount;
    };
    let entered = pots.iter().filter(|(entered, _)| *entered == pot);
    entered.fold(amount, |left, (_, entered)| {
        left.checked_sub(*entered).unwrap_or(left)
    })
}

/// The pot of a later package that takes the money of a pot before it.
fn handed(from: &Policy, pot: PotId, later: &Later<'_>) -> Option<PotId> {
    let decl = from.pots.get(usize::from(pot))?;
    let name = match decl.kind {
        PotKind::Open => return None,
        PotKind::Burden => decl.name.as_str(),
        PotKind::Payer(..) => {
            let mapped = later.payers.iter().find(|(before, _)| *before == decl.name);
            mapped.map(|(_, here)| here.as_str())?
        }
    };
    let to = later.policy.pot(name)?;
    let kind = later.policy.pots.get(usize::from(to))?.kind;
    let same = matches!(
        (decl.kind, kind),
        (PotKind::Burden, PotKind::Burden) | (PotKind::Payer(..), PotKind::Payer(..))
    );
    same.then_some(to)
}

fn share(policy: &Policy, stage: usize, pot: PotId, amount: Fen) -> Option<Share> {
    let decl = policy.pots.get(usize::from(pot))?;
    let (payer, layer) = match decl.kind {
        PotKind::Payer(kind, layer) => (Some(kind), policy.layers.get(usize::from(layer)).cloned()),
        PotKind::Burden | PotKind::Open => (None, None),
    };
    Some(Share {
        stage,
        pot,
        name: decl.name.clone(),
        payer,
        layer: layer.unwrap_or_default(),
        amount,
    })
}

/// One claim of one package, settled.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The claim as the rules saw it.
    pub claim: Claim,
    /// The determination with its receipt.
    pub determination: Determination,
    /// The priced bill; none for a denied claim or one that entered later.
    pub priced: Option<Priced>,
}

/// The money of one pot at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Which package of the stack.
    pub stage: usize,
    /// Pot of that package.
    pub pot: PotId,
    /// Name of the pot.
    pub name: String,
    /// What kind of payer; `None`: the person bears it, by this cause.
    pub payer: Option<PayerKind>,
    /// Layer of the payer.
    pub layer: String,
    /// Amount.
    pub amount: Fen,
}

/// A bill settled through all layers.
#[derive(Debug, Clone)]
pub struct Adjudicated {
    /// One stage a package, in order.
    pub stages: Vec<Stage>,
}

impl Adjudicated {
    /// Total of the bill.
    #[must_use]
    pub fn total(&self) -> Fen {
        self.stages
            .first()
            .map_or(Fen::ZERO, |stage| stage.determination.total)
    }

    /// Whether the bill was denied.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        let first = self.stages.first();
        first.is_some_and(|stage| stage.determination.status == Status::Denied)
    }

    /// What it adds to the accumulators.
    #[must_use]
    pub fn postings(&self, stack: &Stack<'_>) -> Vec<Posting> {
        let mut all = Vec::new();
        for (index, stage) in self.stages.iter().enumerate() {
            if let Some(policy) = stack.policy(index) {
                all.extend(postings_of(policy, &stage.claim, &stage.determination));
            }
        }
        net(&all, &[])
    }

    /// The accumulators that it found, by its receipts.
    #[must_use]
    pub fn found(&self, stack: &Stack<'_>) -> AccState {
        let mut found = AccState::default();
        let mut seen = std::collections::BTreeSet::new();
        for (index, stage) in self.stages.iter().enumerate() {
            let Some(policy) = stack.policy(index) else {
                continue;
            };
            let keys = keys_of(policy, &stage.claim);
            for (key, before) in keys.into_iter().zip(&stage.determination.receipt.before) {
                // a key that an earlier package moved is found by that one
                if let Some(key) = key
                    && seen.insert(key.clone())
                {
                    found.add(&key, *before);
                }
            }
        }
        found
    }
}
