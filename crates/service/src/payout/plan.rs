//! The sheets of what is due from a fund.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, Fen, Refused, RegionCode};
use settlement::claim::{Claim, ClaimNo, Claimant, DepositRule, FundCode, PayKey, StepNo};
use settlement::payout::{
    Bearing, DepositBooking, Order, Party, PartyKind, Payee, Purpose, Sheet, sheet,
};
use sha2::{Digest as _, Sha256};
use store::Session;
use store::claim::deposit::Ruled;
use store::claim::{deduction, deposit, payee, read};
use store::payout::due;

use crate::ServiceError;

/// What one claimant is due, and where it is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// How the payment comes about.
    pub sheet: Sheet,
    /// Where it is paid; `None` where nothing is paid.
    pub payee: Option<Payee>,
}

/// What is due from a fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// From which fund.
    pub fund: FundCode,
    /// For which region.
    pub region: RegionCode,
    /// How deposits stand in the books.
    pub booking: DepositBooking,
    /// By claimant, county and scheme.
    pub due: Vec<Due>,
    /// Who is not paid because no account of theirs is known.
    pub without: Vec<PayKey>,
}

/// Decisions of claims.
pub(super) type Steps = BTreeSet<(ClaimNo, StepNo)>;

/// Plans what is due on a day: all of it, or `only` some decisions.
///
/// # Errors
/// `payout.changed` where one of `only` is paid already; what [`sheet`] refuses; storage.
pub(super) fn plan(
    session: &mut Session<'_>,
    scope: Scope,
    (fund, on): (&FundCode, Date),
    only: Option<&Steps>,
) -> Result<Planned, ServiceError> {
    let unpaid = due::unpaid(session, scope, fund)?;
    let steps = match only {
        Some(only) if !only.is_subset(&unpaid) => return Err(changed()),
        Some(only) => only.clone(),
        None => unpaid,
    };
    let nos: BTreeSet<ClaimNo> = steps.iter().map(|(claim, _)| *claim).collect();
    let nos: Vec<ClaimNo> = nos.into_iter().collect();
    let claims = read::load(session, scope, &nos)?;
    let mut by_key: BTreeMap<&PayKey, Vec<&Claim>> = BTreeMap::new();
    for claim in &claims {
        by_key.entry(&claim.key().pay).or_default().push(claim);
    }
    let rules = deposit::rules(session, scope, on)?;
    let deductions = deduction::of_fund(session, scope, fund)?;
    let carried = due::carried(session, scope, fund)?;
    let codes: BTreeSet<String> = by_key.keys().map(|key| key.claimant.code()).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    let payees = payee::of(session, scope, &codes)?;
    let (mut all, mut without) = (Vec::new(), Vec::new());
    for (key, claims) in by_key {
        let own: Vec<_> = deductions
            .iter()
            .filter(|one| one.key == *key && one.open() > Fen::ZERO)
            .cloned()
            .collect();
        let bearing = Bearing {
            paid: &others(&claims, &steps)?,
            deductions: &own,
            deposit: rule_of(&rules, &key.claimant),
            carried_in: carried.get(key).copied().unwrap_or_default(),
        };
        let sheet = sheet(key, &claims, &bearing)?;
        let payee = payees.get(&key.claimant).cloned();
        match payee {
            None if sheet.net > Fen::ZERO => without.push(key.clone()),
            payee => all.push(Due { sheet, payee }),
        }
    }
    Ok(Planned {
        fund: fund.clone(),
        region: scope.region(),
        booking: booking(&rules),
        due: all,
        without,
    })
}

/// What of the claims this plan does not pay.
fn others(claims: &[&Claim], steps: &Steps) -> Result<Steps, ServiceError> {
    let mut others = Steps::new();
    for claim in claims {
        let awards = claim.awards()?;
        let all = awards.iter().map(|award| (award.claim, award.step));
        others.extend(all.filter(|one| !steps.contains(one)));
    }
    Ok(others)
}

/// The rule of the institution's own agreement, else that of all; nothing is withheld from a person.
fn rule_of<'a>(rules: &'a [Ruled], claimant: &Claimant) -> Option<&'a DepositRule> {
    let Claimant::Institution(id) = claimant else {
        return None;
    };
    let of = |institution: &str| rules.iter().find(|one| one.institution == institution);
    of(id.as_str()).or_else(|| of("")).map(|one| &one.rule)
}

/// How the pooling area books deposits: as the rule of all says, else the first; noted where nothing is withheld.
pub(super) fn booking(rules: &[Ruled]) -> DepositBooking {
    let of_all = rules.iter().find(|one| one.institution.is_empty());
    of_all
        .or(rules.first())
        .map_or(DepositBooking::Noted, |one| one.booking)
}

impl Planned {
    /// The decisions that it pays.
    #[must_use]
    pub fn steps(&self) -> BTreeSet<(ClaimNo, StepNo)> {
        self.due
            .iter()
            .flat_map(|due| due.sheet.steps.iter().copied())
            .collect()
    }

    /// What goes to the bank, in 分.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn net(&self) -> Result<Fen, Refused> {
        let all = self.due.iter().map(|due| due.sheet.net);
        Fen::checked_sum(all)
            .ok_or_else(|| Refused::new("settlement.amount_range", "金额合计超出可表示的范围。"))
    }

    /// A digest over every figure and account: what is approved is what was proposed.
    pub(super) fn digest(&self) -> String {
        let text = format!("{:?}", (&self.fund, self.region, self.booking, &self.due));
        let digest = Sha256::digest(text.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The other side in the books.
pub(super) fn party(claimant: &Claimant) -> Party {
    let kind = match claimant {
        Claimant::Institution(_) => PartyKind::Provider,
        Claimant::Person(_) => PartyKind::Person,
    };
    Party {
        kind,
        code: claimant.code(),
    }
}

/// What the bank is told to pay for a sheet.
pub(super) fn order(due: &Due, payee: Payee, on: Date) -> Order {
    let sheet = &due.sheet;
    Order {
        purpose: Purpose::Claim,
        county: sheet.key.county,
        party: party(&sheet.key.claimant),
        payee,
        portions: sheet.portions.clone(),
        withheld: sheet.withheld_portions.clone(),
        note: format!("{}年{}月支付医疗费", on.year(), on.month()),
    }
}

pub(super) fn changed() -> ServiceError {
    let zh = "提交审批后，待付款项、扣款、保证金或收款账户有变化，请退回并重新制单。";
    Refused::new("payout.changed", zh).into()
}
