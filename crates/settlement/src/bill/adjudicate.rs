//! Through all layers: one determination of each package, and who ends up with which money.

use base::{Date, Fen, Refused};
use benefit::claim::{AccView, Bill, Claim, EnterAt};
use benefit::determination::{Determination, Status};
use benefit::keys::AccKey;
use benefit::plan::{PayerKind, Policy, PotId, PotKind};
use benefit::price::Priced;
use benefit::settle::{Options, settle_priced, verify_with};
use std::collections::BTreeMap;

use super::place::ANY_FUND;
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
    /// Payers before that the package knows under names of its own: (name before, name here); `*` is any fund or
    /// insurer that no line names. It may count them; a payer that it does not know keeps its money outside.
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
    /// the answer say what would be added. A later package is not asked about a denied bill. One that denies
    /// its own part, that has no version for the day, or that leaves the case to a person, is laid aside: what
    /// the packages before decided stands, and what is left goes on to the next.
    ///
    /// # Errors
    /// Refusals of the rules (`bill.…`): broken or incomplete input. A denial is an answer.
    pub fn adjudicate(&self, claims: &[Claim], state: &AccState) -> Result<Adjudicated, Refused> {
        let mut state = state.clone();
        let mut stages: Vec<Stage> = Vec::with_capacity(claims.len());
        let mut aside = Vec::new();
        for (index, claim) in claims.iter().enumerate() {
            let Some(policy) = self.policy(index) else {
                break;
            };
            let mut claim = claim.clone();
            if let (Some(first), Some(later)) = (stages.first(), index.checked_sub(1)) {
                if first.determination.status == Status::Denied {
                    break;
                }
                self.hand_on(&stages, later, &mut claim);
            }
            let view = state.view(&keys_of(policy, &claim));
            match self.decide(index, policy, claim, &view)? {
                Decided::Stage(stage) => {
                    state.post(&postings_of(policy, &stage.claim, &stage.determination));
                    stages.push(*stage);
                }
                Decided::Aside(one) => aside.push(*one),
            }
        }
        Ok(Adjudicated { stages, aside })
    }

    /// What a package says: money that it moves, or why it moves none of it. The basic package always
    /// decides, also when it denies.
    ///
    /// # Errors
    /// Refusals of the rules.
    pub(super) fn decide(
        &self,
        place: usize,
        policy: &Policy,
        claim: Claim,
        view: &AccView,
    ) -> Result<Decided, Refused> {
        let aside = |claim, why| {
            let before = view.values().to_vec();
            Ok(Decided::Aside(Box::new(Aside {
                place,
                policy: policy.hash,
                claim,
                before,
                why,
            })))
        };
        match self.determine(place, policy, claim.clone(), view) {
            Ok(stage) if place > 0 && stage.determination.status == Status::Denied => {
                aside(stage.claim, Why::Denied(Box::new(stage.determination)))
            }
            Ok(stage) => Ok(Decided::Stage(Box::new(stage))),
            Err(said) if place > 0 && LAID_ASIDE.contains(&said.code()) => {
                aside(claim, Why::Refused(said))
            }
            Err(said) => Err(said),
        }
    }

    fn determine(
        &self,
        place: usize,
        policy: &Policy,
        claim: Claim,
        view: &AccView,
    ) -> Result<Stage, Refused> {
        let catalogue = if place == 0 { self.place } else { None };
        let options = Options {
            catalogue,
            trace: true,
        };
        let settled = settle_priced(policy, &claim, view, options);
        let settled = settled.map_err(|refusal| refused(policy, &refusal))?;
        Ok(Stage {
            place,
            claim,
            determination: settled.determination,
            priced: settled.priced,
        })
    }

    /// What the person still bears enters by the name of its cause, what was paid by the name of its payer: whichever
    /// package before left it. So a package that knows nothing of a case changes nothing for those behind it.
    fn hand_on(&self, before: &[Stage], later: usize, claim: &mut Claim) {
        let Some(later) = self.later.get(later) else {
            return;
        };
        let mut pots: BTreeMap<PotId, Fen> = BTreeMap::new();
        for share in self.held(before) {
            if let (Some(to), true) = (self.handed(&share, later), share.amount > Fen::ZERO) {
                let sum = pots.entry(to).or_default();
                *sum = sum.checked_add(share.amount).unwrap_or(*sum);
            }
        }
        claim.bill = Bill::Enter {
            step: EnterAt::Layer(later.enters_at.clone()),
            pots: pots.into_iter().collect(),
        };
    }

    /// Whether every determination follows again from its receipt and bill, to the 分 and the hash.
    #[must_use]
    pub fn recomputes(&self, adjudicated: &Adjudicated) -> bool {
        let follows = |at: usize, claim, determination| {
            let place = if at == 0 { self.place } else { None };
            let policy = self.policy(at);
            policy.is_some_and(|policy| verify_with(policy, claim, determination, place))
        };
        let stages = adjudicated.stages.iter();
        let mut stages = stages.map(|it| (it.place, &it.claim, &it.determination));
        let denied = adjudicated.aside.iter().filter_map(|it| match &it.why {
            Why::Denied(determination) => Some((it.place, &it.claim, &**determination)),
            Why::Refused(_) => None,
        });
        stages.all(|(at, claim, determination)| follows(at, claim, determination)) && { denied }
            .all(|(at, claim, determination)| follows(at, claim, determination))
    }

    /// Who has which money at the end, over all packages. The shares add up to the bill. What a payer
    /// paid stays under the name that the package which paid it gives him.
    #[must_use]
    pub fn shares(&self, adjudicated: &Adjudicated) -> Vec<Share> {
        self.held(&adjudicated.stages)
    }

    /// Who has which money after some packages: what one of them handed to a later one is there.
    fn held(&self, stages: &[Stage]) -> Vec<Share> {
        let mut held: Vec<Share> = Vec::new();
        for stage in stages {
            let Some(policy) = self.policy(stage.place) else {
                continue;
            };
            let later = stage.place.checked_sub(1);
            if let Some(later) = later.and_then(|later| self.later.get(later)) {
                // a payer keeps his money; a burden is where it was handed to
                held.retain(|it| it.payer.is_some() || self.handed(it, later).is_none());
            }
            for (pot, amount) in (0_u16..).zip(&stage.determination.pots) {
                let Some(decl) = policy.pots.get(usize::from(pot)) else {
                    continue;
                };
                let amount = match decl.kind {
                    PotKind::Payer(..) if stage.place > 0 => paid_here(stage, pot, *amount),
                    _ => *amount,
                };
                if amount != Fen::ZERO {
                    held.extend(share(policy, stage.place, pot, amount));
                }
            }
        }
        held
    }

    /// The pot of a later package that takes the money of a share before it.
    fn handed(&self, share: &Share, later: &Later<'_>) -> Option<PotId> {
        let decl = self.policy(share.stage)?.pots.get(usize::from(share.pot))?;
        let name = match decl.kind {
            PotKind::Open => return None,
            PotKind::Burden => decl.name.as_str(),
            PotKind::Payer(..) => {
                let named = |name: &str| {
                    let mut payers = later.payers.iter();
                    payers.find(|(before, _)| before == name)
                };
                let fund = matches!(
                    decl.kind,
                    PotKind::Payer(PayerKind::Fund | PayerKind::Insurer, _)
                );
                let any = || named(ANY_FUND).filter(|_| fund);
                named(&decl.name)
                    .or_else(any)
                    .map(|(_, here)| here.as_str())?
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
    /// Which package of the stack: 0 the basic one.
    pub place: usize,
    /// The claim as the rules saw it.
    pub claim: Claim,
    /// The determination with its receipt.
    pub determination: Determination,
    /// The priced bill; none for a denied claim or one that entered later.
    pub priced: Option<Priced>,
}

impl Stage {
    /// The keys of its accumulators, by index of its policy.
    pub(crate) fn keys(&self, policy: &Policy) -> Vec<Option<AccKey>> {
        keys_of(policy, &self.claim)
    }
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
    /// One stage for each package that decided, in order.
    pub stages: Vec<Stage>,
    /// Later packages that moved no money, in order.
    pub aside: Vec<Aside>,
}

/// A later package that was asked and moved no money: the bill is what the others made of it.
#[derive(Debug, Clone)]
pub struct Aside {
    /// Which package of the stack.
    pub place: usize,
    /// Hash of its policy.
    pub policy: [u8; 32],
    /// The claim as the rules saw it.
    pub claim: Claim,
    /// Accumulators that it found, by index of its policy.
    pub before: Vec<i64>,
    /// Why it moved none.
    pub why: Why,
}

/// Why a later package moved no money.
#[derive(Debug, Clone)]
pub enum Why {
    /// It denies the claim.
    Denied(Box<Determination>),
    /// It cannot decide: no version of it covers the day, or it leaves such cases to a person.
    Refused(Refused),
}

/// What one package said.
pub(super) enum Decided {
    /// It decided.
    Stage(Box<Stage>),
    /// A later one, laid aside.
    Aside(Box<Aside>),
}

/// Refusals that speak of the package, not of the case: the bill does not wait for it.
const LAID_ASIDE: [&str; 2] = ["bill.no_version", "bill.by_hand"];

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

    /// The claims of all packages asked, by their places.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        let stages = self.stages.iter().map(|it| (it.place, &it.claim));
        let mut all: Vec<_> = stages
            .chain(self.aside.iter().map(|it| (it.place, &it.claim)))
            .collect();
        all.sort_by_key(|(place, _)| *place);
        all.into_iter().map(|(_, claim)| claim.clone()).collect()
    }

    /// What it adds to the accumulators.
    #[must_use]
    pub fn postings(&self, stack: &Stack<'_>) -> Vec<Posting> {
        let mut all = Vec::new();
        for stage in &self.stages {
            if let Some(policy) = stack.policy(stage.place) {
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
        let stages = self.stages.iter();
        let stages = stages.map(|it| (it.place, &it.claim, &it.determination.receipt.before));
        let aside = self
            .aside
            .iter()
            .map(|it| (it.place, &it.claim, &it.before));
        let mut asked: Vec<_> = stages.chain(aside).collect();
        asked.sort_by_key(|(place, ..)| *place);
        for (place, claim, before) in asked {
            let Some(policy) = stack.policy(place) else {
                continue;
            };
            for (key, before) in keys_of(policy, claim).into_iter().zip(before) {
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
