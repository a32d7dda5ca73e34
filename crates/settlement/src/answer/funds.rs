//! Rows of `setldetail`: what a fund pays, what it could have paid, and how it came about.

use base::Fen;
use benefit::claim::Facts;
use benefit::determination::{Determination, TraceWhat};
use benefit::plan::{Cap, Plan, Policy, PotId, Scalar, StepKind};
use benefit::render::sentence;
use benefit::value::Scope;

use crate::bill::{Posting, Stage};

/// Longest text of the course that the interface takes (`setl_proc_info`).
const LONGEST: usize = 4_000;

/// What one kind of fund pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundShare {
    /// Kind of fund (`fund_pay_type`).
    pub fund: String,
    /// Its Chinese name.
    pub name: String,
    /// Within the policy, of the whole bill (`inscp_scp_amt`).
    pub in_scope: Fen,
    /// What its limit still left before the settlement (`crt_payb_lmt_amt`); `None`: no limit.
    pub limit_before: Option<Fen>,
    /// What it pays (`fund_payamt`).
    pub amount: Fen,
    /// How it came about, in sentences with articles (`setl_proc_info`).
    pub course: String,
}

/// The least that the limits of a payer's steps left before the settlement; `None` where none limits. `taken`: what
/// the settlement that it replaces had posted.
pub(super) fn limit_before(
    (policy, stage): (&Policy, &Stage),
    taken: &[Posting],
    pot: PotId,
) -> Option<Fen> {
    let determination = &stage.determination;
    let keys = stage.keys(policy);
    let plan = policy.versions.get(usize::from(determination.version))?;
    let mut facts = Facts::none(policy.facts.len());
    for (fact, value) in &determination.receipt.facts {
        facts.set(*fact, *value);
    }
    let scope = Scope::new(policy, plan, &facts);
    let caps = caps_of(plan, &scope, pot);
    let rooms = caps.filter_map(|cap| {
        let limit = scope.constant(&cap.limit).ok()??;
        let Scalar::Int(limit) = limit else {
            return None;
        };
        let used = cap.acc.map_or(0, |acc| {
            let acc = usize::from(acc);
            let before = determination.receipt.before.get(acc).copied().unwrap_or(0);
            let key = keys.get(acc).and_then(Option::as_ref);
            let posted = taken.iter().filter(|it| Some(&it.key) == key);
            posted.fold(before, |used, it| used.saturating_add(it.amount))
        });
        Some(Fen::new(limit.saturating_sub(used).max(0)))
    });
    rooms.min()
}

/// The caps that limit a payer under these facts.
fn caps_of<'a>(plan: &'a Plan, scope: &'a Scope<'a>, pot: PotId) -> impl Iterator<Item = &'a Cap> {
    let holds = |cond| scope.holds(cond).unwrap_or(false);
    let steps = plan.steps.iter().filter(move |step| holds(&step.when));
    let caps = steps.flat_map(move |step| match &step.kind {
        StepKind::Pay(pay) if pay.payer == pot => pay.caps.as_slice(),
        StepKind::Guarantee { payer, caps, .. } | StepKind::Grant { payer, caps, .. }
            if *payer == pot =>
        {
            caps.as_slice()
        }
        _ => &[],
    });
    caps.filter(move |cap| !holds(&cap.unless))
}

/// The sentences of the steps that moved money to a payer, one a line.
pub(super) fn course(policy: &Policy, determination: &Determination, pot: PotId) -> String {
    let Some(plan) = policy.versions.get(usize::from(determination.version)) else {
        return String::new();
    };
    let steps = determination.receipt.trace.iter().filter(|step| {
        let paid = step.moves.iter().any(|(_, to, _)| *to == pot);
        paid && matches!(step.what, TraceWhat::Step(_))
    });
    let mut text = String::new();
    for said in steps.flat_map(|step| sentence(policy, plan, step)) {
        let length = text.chars().count().saturating_add(said.chars().count());
        if length >= LONGEST {
            break;
        }
        text.push_str(&said);
        text.push('\n');
    }
    text
}
