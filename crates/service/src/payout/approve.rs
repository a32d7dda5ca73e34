//! Proposing payouts and deciding them: nothing is taken of a claim, a deduction or a deposit before the approval.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope, Verdict};
use base::{Fen, ProposalNo, Refused, RegionCode};
use ledger::control::budget::LineCode;
use settlement::claim::{
    Care, Claimant, Deposit, DepositKind, DepositMove, FundCode, Part, PayKey, Signed,
};
use settlement::payout::{
    DepositBooking, Order, Payout, PayoutNo, Portion, Purpose, Transfer, TransferNo, TransferState,
    kept, released_portions,
};
use store::claim::{deposit, payee};
use store::payout::read;
use store::payout::write::{self, Answer, NewPayout, NewTransfer};
use store::proposals::Proposal;
use store::{Event, Session, Tx};

use super::body::{self, Assessment, Body, Head, KIND};
use super::book::{self, Under};
use super::plan::{self, Due, Planned};
use crate::claim::signed;
use crate::fund::{Payable, promise_in};
use crate::{Desk, ServiceError, proposals};

/// What an approval did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// The payout.
    pub no: PayoutNo,
    /// How many transfers go to the bank.
    pub transfers: usize,
    /// Their sum, in 分.
    pub total: Fen,
}

/// Proposes to pay what is due from a fund in the actor's region; who has no account is left out and named.
///
/// # Errors
/// [`ServiceError::Denied`]; `payout.nothing` where nothing is due; what the sheets refuse; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: &FundCode,
) -> Result<(ProposalNo, Planned), ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let made = signed(desk, actor);
    desk.write(actor, "payout.propose", None, |tx| {
        let planned = plan::plan(tx, scope, (fund, made.on), None)?;
        if planned.due.is_empty() {
            return Err(nothing(&planned).into());
        }
        let steps = planned.steps().into_iter();
        let body = Body::Due {
            head: Head::new(fund, scope.region(), &made),
            steps: steps.map(|(claim, step)| (claim.get(), step)).collect(),
            digest: planned.digest(),
            amount: body::amount(planned.net()?),
        };
        Ok((ask(tx, actor, &body)?, planned))
    })
}

fn nothing(planned: &Planned) -> Refused {
    let zh = if planned.without.is_empty() {
        "没有已决定而未支付的申报，无需付款。".to_owned()
    } else {
        let who: Vec<String> = planned
            .without
            .iter()
            .map(|key| key.claimant.code())
            .collect();
        format!(
            "{} 没有登记收款账户，请先登记并复核（tongchou claim payee）。",
            who.join("、")
        )
    };
    Refused::new("payout.nothing", zh)
}

fn ask(tx: &mut Tx<'_>, actor: &Actor, body: &Body) -> Result<ProposalNo, ServiceError> {
    let text = body::text(body)?;
    let region = actor.scope().region();
    proposals::propose_once(tx, actor, KIND.0, Permission::BookDecide, region, &text)
}

/// Proposes to give a deposit back after an assessment; the fund keeps the rest.
///
/// # Errors
/// [`ServiceError::Denied`]; `claim.deposit_none`, `claim.deposit_share`; storage.
pub fn propose_deposit(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: &FundCode,
    assessment: &Assessment,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let made = signed(desk, actor);
    desk.write(actor, "payout.deposit", None, |tx| {
        assessed(tx, scope, fund, assessment)?;
        let one = &assessment.assessed;
        let body = Body::Deposit {
            head: Head::new(fund, scope.region(), &made),
            institution: assessment.institution.clone(),
            year: one.year,
            returned: one.returned.to_string(),
            rounding: one.rounding.name().to_owned(),
            document: one.document.clone(),
        };
        ask(tx, actor, &body)
    })
}

/// Proposes to pay a transfer that the bank returned anew, to the account that is registered today.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; `payout.not_returned`; storage.
pub fn propose_again(
    desk: &Desk<'_>,
    actor: &Actor,
    no: TransferNo,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let made = signed(desk, actor);
    desk.write(actor, "payout.again", None, |tx| {
        let (kept, transfer) = returned(tx, scope, no)?;
        let body = Body::Again {
            head: Head::new(&kept.head.fund, scope.region(), &made),
            transfer: transfer.no.get(),
        };
        ask(tx, actor, &body)
    })
}

fn returned(
    session: &mut Session<'_>,
    scope: Scope,
    no: TransferNo,
) -> Result<(read::Kept, Transfer), ServiceError> {
    let (kept, transfer) = super::bank::holding(session, scope, no)?;
    if transfer.state != TransferState::Returned {
        let zh = format!(
            "付款 {no} 为“{}”，只有银行退回的款项才能重开。",
            transfer.state.zh()
        );
        return Err(Refused::new("payout.not_returned", zh).into());
    }
    Ok((kept, transfer))
}

/// Decides a proposed payout. What was approved is what was proposed: where anything of it has changed, it is refused and
/// has to be made anew.
///
/// # Errors
/// As [`proposals::decide`]; `payout.changed`; where the budget does not allow it, what fund control refuses; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<Approved>, ServiceError> {
    actor.may(Permission::BookDecide)?;
    desk.write(actor, "payout.decide", Some(reason), |tx| {
        let approved = proposals::approved(desk, tx, actor, KIND, no, verdict, reason)?;
        let Some(proposal) = approved else {
            return Ok(None);
        };
        let approved = signed(desk, actor);
        match body::read(&proposal)? {
            Body::Due {
                head,
                steps,
                digest,
                ..
            } => {
                let (making, fund) = Making::open(tx, actor, (&head, &proposal), approved)?;
                let steps = body::steps(&steps)?;
                let planned = plan::plan(tx, making.scope, (&fund, head.on()?), Some(&steps))?;
                if planned.digest() != digest {
                    return Err(plan::changed());
                }
                making.pay(tx, planned).map(Some)
            }
            Body::Deposit {
                head,
                institution,
                year,
                returned,
                rounding,
                document,
            } => {
                let (making, fund) = Making::open(tx, actor, (&head, &proposal), approved)?;
                let on = making.approved.on;
                let assessed = body::assessed((year, on), (&returned, &rounding), &document)?;
                let assessment = Assessment {
                    institution,
                    assessed,
                };
                making.release(tx, &fund, &assessment).map(Some)
            }
            Body::Again { head, transfer } => {
                let (making, _) = Making::open(tx, actor, (&head, &proposal), approved)?;
                let no = TransferNo::new(transfer).ok_or_else(body::unreadable)?;
                making.again(tx, no).map(Some)
            }
        }
    })
}

/// A payout in the making, under both signatures.
struct Making {
    scope: Scope,
    no: PayoutNo,
    region: RegionCode,
    made: Signed,
    approved: Signed,
    proposal: ProposalNo,
    digest: Vec<u8>,
}

impl Making {
    fn open(
        tx: &mut Tx<'_>,
        actor: &Actor,
        (head, proposal): (&Head, &Proposal),
        approved: Signed,
    ) -> Result<(Making, FundCode), ServiceError> {
        let region = head.region()?;
        let scope = Scope::new(actor.scope().pool(), region).ok_or_else(body::unreadable)?;
        let making = Making {
            scope,
            no: tx.next("payout", PayoutNo::new)?,
            region,
            made: head.made(proposal)?,
            approved,
            proposal: proposal.no,
            digest: proposal.body.as_bytes().to_vec(),
        };
        Ok((making, head.fund()?))
    }

    fn under(&self, sheet: i64) -> Under {
        Under {
            maker: self.made.by.clone(),
            checker: self.approved.by.clone(),
            proposal: self.proposal,
            paper: book::paper(sheet),
            digest: self.digest.clone(),
            transfer: None,
            sheet,
        }
    }

    /// Writes sheets, transfers, what is withheld; books what a prepayment settles; promises the money.
    fn pay(&self, tx: &mut Tx<'_>, planned: Planned) -> Result<Approved, ServiceError> {
        let count = u32::try_from(planned.due.len()).map_err(|_| book::range())?;
        let first = tx.take("payout_sheet", count)?;
        let (mut sheets, mut transfers) = (Vec::new(), Vec::new());
        for (no, due) in (first..).zip(planned.due) {
            if let Some(payee) = due.payee.clone().filter(|_| due.sheet.net > Fen::ZERO) {
                let order = plan::order(&due, payee, self.approved.on);
                transfers.push(self.transfer(tx, &planned.fund, (no, None), order)?);
            }
            sheets.push((no, due));
        }
        let kept: Vec<_> = sheets
            .iter()
            .map(|(no, due)| (*no, due.sheet.clone()))
            .collect();
        let approved = self.write(tx, (&planned.fund, planned.booking), &kept, &transfers)?;
        for (no, due) in &sheets {
            self.bears(tx, (*no, due), planned.booking)?;
        }
        Ok(approved)
    }

    fn transfer(
        &self,
        tx: &mut Tx<'_>,
        fund: &FundCode,
        (sheet, again): (i64, Option<TransferNo>),
        order: Order,
    ) -> Result<NewTransfer, ServiceError> {
        let no = tx.next("payout_transfer", TransferNo::new)?;
        Ok(NewTransfer {
            sheet,
            again,
            transfer: Transfer::new(no, fund.clone(), order)?,
        })
    }

    fn write(
        &self,
        tx: &mut Tx<'_>,
        (fund, booking): (&FundCode, DepositBooking),
        sheets: &[(i64, settlement::payout::Sheet)],
        transfers: &[NewTransfer],
    ) -> Result<Approved, ServiceError> {
        let all: Vec<Transfer> = transfers.iter().map(|one| one.transfer.clone()).collect();
        let mut total = Fen::ZERO;
        if !all.is_empty() {
            let made = self.made.clone();
            let mut payout = Payout::propose(self.no, fund.clone(), made, booking, all)?;
            payout.approve(self.approved.clone())?;
            total = payout.sum_of(TransferState::Proposed)?;
        }
        let new = NewPayout {
            no: self.no,
            region: self.region,
            fund: fund.clone(),
            booking,
            made: self.made.clone(),
            approved: self.approved.clone(),
            proposal: self.proposal,
        };
        write::add(tx, self.scope, &new, sheets, transfers)?;
        tx.emit(&[Event {
            kind: "payout.approved".to_owned(),
            version: 1,
            region: self.region,
            subject: self.no.get(),
            body: serde_json::json!({ "fund": fund.as_str(), "amount": total.get() }).to_string(),
        }])?;
        Ok(Approved {
            no: self.no,
            transfers: transfers.len(),
            total,
        })
    }

    /// What a sheet does besides its transfer.
    fn bears(
        &self,
        tx: &mut Tx<'_>,
        (no, due): (i64, &Due),
        booking: DepositBooking,
    ) -> Result<(), ServiceError> {
        let (sheet, on) = (&due.sheet, self.approved.on);
        let moves: Vec<(Care, DepositMove)> = sheet
            .withheld_portions
            .iter()
            .map(|one| {
                (
                    one.care,
                    moved(DepositKind::Withheld, one, on, &book::paper(no)),
                )
            })
            .collect();
        deposit::moved(tx, self.scope, &sheet.key, &moves)?;
        let party = plan::party(&sheet.key.claimant);
        if let Some(case) = sheet.offset(party, on, &book::paper(no)) {
            book::post(tx, self.scope, &case, &self.under(no))?;
        }
        for (line, amount) in promised(due, booking)? {
            let payable = Payable {
                region: sheet.key.county,
                fund: book::fund_of(sheet.key.fund.as_str())?,
                year: book::year(on),
                line: LineCode::new(line).map_err(|_| book::range())?,
                amount,
                document: book::paper(no),
            };
            promise_in(tx, self.scope, &payable)?;
        }
        Ok(())
    }

    /// Gives deposits back, and books what the fund keeps.
    fn release(
        &self,
        tx: &mut Tx<'_>,
        fund: &FundCode,
        assessment: &Assessment,
    ) -> Result<Approved, ServiceError> {
        let on = self.approved.on;
        let booking = plan::booking(&deposit::rules(tx, self.scope, on)?);
        let found = assessed(tx, self.scope, fund, assessment)?;
        let codes = [assessment.institution.clone()];
        let payees = payee::of(tx, self.scope, &codes)?;
        let mut transfers = Vec::new();
        let mut cases = Vec::new();
        for one in &found {
            let party = plan::party(&one.key.claimant);
            if !one.released.is_empty() {
                let payee = payees.get(&one.key.claimant).cloned();
                let payee = payee.ok_or_else(|| no_payee(&one.key.claimant))?;
                let order = Order {
                    purpose: Purpose::Deposit,
                    county: one.key.county,
                    party: party.clone(),
                    payee,
                    portions: one.released.clone(),
                    withheld: Vec::new(),
                    note: format!("返还{}年度质量保证金", assessment.assessed.year),
                };
                transfers.push(self.transfer(tx, fund, (0, None), order)?);
            }
            let what = (booking, assessment.assessed.document.as_str());
            cases.extend(kept(&one.key, party, on, what, &one.forfeited));
        }
        let approved = self.write(tx, (fund, booking), &[], &transfers)?;
        for one in &found {
            deposit::moved(tx, self.scope, &one.key, &one.moves)?;
        }
        for case in &cases {
            let under = Under {
                paper: assessment.assessed.document.clone(),
                ..self.under(0)
            };
            book::post(tx, self.scope, case, &under)?;
        }
        Ok(approved)
    }

    /// A returned transfer written anew.
    fn again(&self, tx: &mut Tx<'_>, no: TransferNo) -> Result<Approved, ServiceError> {
        let (kept, transfer) = returned(tx, self.scope, no)?;
        let codes = [transfer.order.party.code.clone()];
        let payees = payee::of(tx, self.scope, &codes)?;
        let mut payees = payees.into_iter();
        let same = payees.find(|(claimant, _)| plan::party(claimant) == transfer.order.party);
        let order = Order {
            payee: same.map_or(transfer.order.payee.clone(), |(_, payee)| payee),
            ..transfer.order.clone()
        };
        let sheet = kept.sheets.get(&no).copied().unwrap_or_default();
        let fund = kept.head.fund.clone();
        let new = self.transfer(tx, &fund, (sheet, Some(no)), order)?;
        let gone = Answer {
            transfer: no,
            state: TransferState::Reissued.code(),
            on: self.approved.on,
            remark: format!("重开为付款{}", new.transfer.no),
        };
        write::answered(tx, self.scope, &[gone])?;
        self.write(tx, (&fund, kept.head.booking), &[], &[new])
    }
}

fn no_payee(claimant: &Claimant) -> Refused {
    let zh = format!(
        "{} 没有登记收款账户，请先登记并复核（tongchou claim payee）。",
        claimant.code()
    );
    Refused::new("payout.payee", zh)
}

/// What a sheet will spend, by the line of the budget.
fn promised(due: &Due, booking: DepositBooking) -> Result<Vec<(&'static str, Fen)>, ServiceError> {
    let mut lines: BTreeMap<&'static str, Fen> = BTreeMap::new();
    let withheld = match booking {
        DepositBooking::Booked => due.sheet.withheld_portions.as_slice(),
        DepositBooking::Noted => &[],
    };
    for one in due.sheet.portions.iter().chain(withheld) {
        let own = one.care == Care::SeriousIllness && one.part == Part::Fund;
        let line = if own { "5101" } else { "5001" };
        let sum = lines.entry(line).or_default();
        *sum = sum.checked_add(one.amount).ok_or_else(book::range)?;
    }
    Ok(lines.into_iter().collect())
}

/// What an assessment does to one deposit.
struct Moved {
    key: PayKey,
    released: Vec<Portion>,
    forfeited: Vec<Portion>,
    moves: Vec<(Care, DepositMove)>,
}

/// What an assessment does to the deposits of an institution, by county and scheme.
fn assessed(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
    assessment: &Assessment,
) -> Result<Vec<Moved>, ServiceError> {
    let one = &assessment.assessed;
    let mut held: BTreeMap<PayKey, Vec<(Care, DepositMove)>> = BTreeMap::new();
    for (key, care, moved) in deposit::moves(session, scope, fund)? {
        if key.claimant.code() == assessment.institution && moved.year == one.year {
            held.entry(key).or_default().push((care, moved));
        }
    }
    let mut all = Vec::new();
    let mut refused = None;
    for (key, moves) in held {
        let plain: Vec<DepositMove> = moves.iter().map(|(_, moved)| moved.clone()).collect();
        let done = match Deposit::assess(&plain, one) {
            Ok(done) => done,
            Err(why) => {
                refused = Some(why);
                continue;
            }
        };
        let withheld = withheld(&moves);
        let of = |kind| {
            let amounts = done.iter().filter(|moved| moved.kind == kind);
            let sum = Fen::checked_sum(amounts.map(|moved| moved.amount)).unwrap_or(Fen::ZERO);
            released_portions(sum, &withheld)
        };
        let (released, forfeited) = (of(DepositKind::Released), of(DepositKind::Forfeited));
        let kinds = [
            (DepositKind::Released, &released),
            (DepositKind::Forfeited, &forfeited),
        ];
        let moves = kinds.iter().flat_map(|(kind, portions)| {
            let one =
                |portion: &Portion| (portion.care, moved(*kind, portion, one.on, &one.document));
            portions.iter().map(one)
        });
        let moves = moves.collect();
        all.push(Moved {
            key,
            released,
            forfeited,
            moves,
        });
    }
    if all.is_empty() {
        let zh = format!("{} 年度没有留存的质量保证金，无需返还。", one.year);
        let none = || Refused::new("claim.deposit_none", zh);
        return Err(refused.unwrap_or_else(none).into());
    }
    Ok(all)
}

/// What is held by care, as portions.
fn withheld(moves: &[(Care, DepositMove)]) -> Vec<Portion> {
    let mut sums: BTreeMap<(Care, i32), Fen> = BTreeMap::new();
    for (care, moved) in moves {
        let sum = sums.entry((*care, moved.year)).or_default();
        let next = match moved.kind {
            DepositKind::Withheld => sum.checked_add(moved.amount),
            DepositKind::Released | DepositKind::Forfeited => sum.checked_sub(moved.amount),
        };
        *sum = next.unwrap_or(*sum);
    }
    let portion = |((care, benefit_year), amount)| Portion {
        part: Part::Fund,
        care,
        benefit_year,
        amount,
    };
    sums.into_iter().map(portion).collect()
}

fn moved(kind: DepositKind, portion: &Portion, on: base::Date, document: &str) -> DepositMove {
    DepositMove {
        kind,
        year: portion.benefit_year,
        amount: portion.amount,
        on,
        document: document.to_owned(),
    }
}
