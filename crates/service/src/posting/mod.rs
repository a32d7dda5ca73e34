//! From what was collected into the statutory books.
//!
//! The sub-ledgers move with every payment; the books move when the accountant brings them there. A run
//! takes what a county collected since the last run and proposes a document for each event, fund and
//! day; the reviewer decides them as any other. Runs of a county lie end to end, so nothing is posted
//! twice or left behind, and a run that does not add up to the money that moved is refused.

mod ask;
mod cross;
mod heading;
mod premiums;
mod sort;

use access::{Actor, Permission, Scope, Verdict};
use base::{Date, ProposalNo, Refused, RegionCode, RegionLevel};
use ledger::entry::{Digest, Evidence, EvidenceRef};
use sha2::{Digest as _, Sha256};
use store::StoreError;
use store::posting::{self as rows, Item, Run, Span};

use crate::books::{self, Banks, Done};
use crate::{Desk, ServiceError};

/// Brings what a county collected since its last run before the reviewer: the run and its documents.
///
/// # Errors
/// `posting.county` for a region that is no county of the pooling area, `posting.nothing` where nothing
/// moved, `posting.sum` where the sub-ledgers do not add up; what the rules of the books refuse, except that what is
/// paid out waits where money is lacking; denied.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    county: RegionCode,
    book_date: Date,
    voucher: &str,
) -> Result<(Run, Vec<Item>), ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, county)?;
    let scope = county_of(scope, county)?;
    let reference = reference(voucher)?;
    desk.write(actor, "posting.propose", None, |tx| {
        let span = Span {
            from: rows::last_taken(tx, scope)?,
            to: tx.no().get(),
        };
        let taken = sort::Taken::read(tx, scope, span)?;
        let cash = rows::cash(tx, scope, span)?;
        taken.adds_up_to(cash)?;
        let digest = Sha256::digest(taken.list().as_bytes()).to_vec();
        let run = Run {
            no: tx.take("posting_run", 1)?,
            county,
            span,
            book_date,
            voucher: voucher.trim().to_owned(),
            digest: digest.clone(),
            cash,
        };
        let wishes = taken.wishes(tx, scope, &run, &evidence_of(&digest, &reference)?)?;
        if wishes.is_empty() {
            return Err(Refused::new(
                "posting.nothing",
                "上次过账以来没有新的收款、退费、补助、单位缴费、个人账户计息或继承。",
            )
            .into());
        }
        let mut asking = ask::Asking {
            actor,
            banks: Banks::read(tx, scope, (county, book_date))?,
            before: Vec::new(),
        };
        let mut items = Vec::with_capacity(wishes.len());
        for (place, wish) in (1_i64..).zip(&wishes) {
            items.push(asking.ask(tx, wish, (place, None))?);
        }
        rows::record(tx, &run, &items)?;
        Ok((run, items))
    })
}

/// Asks again for what a reviewer sent back, with another voucher or day of booking.
///
/// # Errors
/// `posting.not_rejected` where nothing was sent back; `posting.mixed_years` where the other day of booking tears a
/// document apart; otherwise as [`propose`].
pub fn propose_again(
    desk: &Desk<'_>,
    actor: &Actor,
    run: i64,
    book_date: Date,
    voucher: &str,
) -> Result<Vec<Item>, ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let reference = reference(voucher)?;
    desk.write(actor, "posting.again", None, |tx| {
        let found = rows::run(tx, scope, run)?.ok_or(ServiceError::NotFound("过账批次"))?;
        let scope = county_of(scope, found.county)?;
        let items = rows::items(tx, scope, run)?;
        let back: Vec<&Item> = items.iter().filter(|item| is_back(item, &items)).collect();
        if back.is_empty() {
            return Err(Refused::new("posting.not_rejected", "本批次没有被退回的凭证。").into());
        }
        let run = Run { book_date, ..found };
        let last = items.iter().map(|item| item.place).max().unwrap_or(0);
        let mut asking = ask::Asking {
            actor,
            banks: Banks::read(tx, scope, (run.county, book_date))?,
            before: Vec::new(),
        };
        let mut asked = Vec::with_capacity(back.len());
        for (place, old) in (last + 1..).zip(back) {
            let wish = ask::renewed(tx, scope, (&run, old), (&reference, &asking.banks))?;
            let item = asking.ask(tx, &wish, (place, Some(old.place)))?;
            rows::again(tx, run.no, run.county, &item)?;
            asked.push(item);
        }
        Ok(asked)
    })
}

/// What became of a document: carried out, or refused as the books stand, so that it still waits.
pub type Outcome = Result<Done, Refused>;

/// Decides all that waits of a run, one document after the other. One that the rules of the books refuse still waits; the
/// others do not wait for it.
///
/// # Errors
/// As [`books::decide`]; the first refusal where every document was refused.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    run: i64,
    verdict: Verdict,
    reason: &str,
) -> Result<Vec<(ProposalNo, Outcome)>, ServiceError> {
    let scope = actor.may(Permission::BookDecide)?;
    let items = desk.read(|session| rows::items(session, scope, run))?;
    if items.is_empty() {
        return Err(ServiceError::NotFound("过账批次"));
    }
    let mut all = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| item.verdict.is_none()) {
        let done = match books::decide(desk, actor, item.proposal, verdict, reason) {
            Ok(done) => Ok(done),
            Err(ServiceError::Refused(refused)) => Err(refused),
            Err(error) => return Err(error),
        };
        all.push((item.proposal, done));
    }
    match all.iter().find_map(|(_, done)| done.as_ref().err()) {
        Some(first) if all.iter().all(|(_, done)| done.is_err()) => Err(first.clone().into()),
        _ => Ok(all),
    }
}

/// The runs of the actor's region, the newest first, each with its documents.
///
/// # Errors
/// Denied; storage.
pub fn list(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<(Run, Vec<Item>)>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    desk.read(|session| {
        let runs = rows::runs(session, scope)?;
        runs.into_iter()
            .map(|run| {
                let items = rows::items(session, scope, run.no)?;
                Ok((run, items))
            })
            .collect()
    })
}

/// Sent back and not asked for again.
fn is_back(item: &Item, all: &[Item]) -> bool {
    let again = all.iter().any(|other| other.follows == Some(item.place));
    item.verdict.as_deref() == Some(Verdict::Rejected.code()) && !again
}

fn county_of(scope: Scope, county: RegionCode) -> Result<Scope, ServiceError> {
    let fits = county.level() == RegionLevel::County && scope.covers(county);
    let scope = Scope::new(scope.pool(), county).filter(|_| fits);
    let sentence = format!(
        "{} 不是本统筹区的县（区），请填写 6 位县级区划代码。",
        county.short()
    );
    Ok(scope.ok_or_else(|| Refused::new("posting.county", sentence))?)
}

fn reference(voucher: &str) -> Result<EvidenceRef, ServiceError> {
    EvidenceRef::new(voucher.trim())
        .map_err(|error| ServiceError::Input(format!("凭证号不正确：{}", error.zh())))
}

/// What every document of a run rests on: the voucher that the accountant named, and the hash of the
/// platform's own list of what is posted.
fn evidence_of(digest: &[u8], reference: &EvidenceRef) -> Result<sort::Proof, ServiceError> {
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let digest = Digest::parse(&hex).ok_or_else(|| StoreError::Corrupt("a digest".to_owned()))?;
    Ok(Box::new({
        let reference = reference.clone();
        move |kind| Evidence {
            kind,
            reference: reference.clone(),
            digest,
        }
    }))
}
