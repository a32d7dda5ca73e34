//! Asking for the documents of a run, and again for those that were sent back.

use access::{Actor, Scope};
use base::{Fen, Refused};
use ledger::entry::{AccountCode, Document, EventCode, Evidence, EvidenceRef, SubAccount};
use store::posting::{Item, Run};
use store::{Tx, ledger as books_rows};

use super::heading::{EXPENDITURE, FISCAL, INCOME, PREMIUM, TREASURY};
use crate::ServiceError;
use crate::books::{self, Banks, Wish, library};

/// Money is lacking: what is paid out can wait for it, and everything else of the run need not.
const LACKS: &str = "ledger.overdrawn";

/// Asks for one document after the other, from a place on.
pub(super) struct Asking<'a> {
    pub actor: &'a Actor,
    pub banks: Banks,
    pub before: Vec<Document>,
}

impl Asking<'_> {
    /// Proposes a document. What is paid out of the income account leaves the expenditure account where the income
    /// account lacks the money, and waits with the reason where that lacks it too.
    pub(super) fn ask(
        &mut self,
        tx: &mut Tx<'_>,
        wish: &Wish,
        (place, follows): (i64, Option<i64>),
    ) -> Result<Item, ServiceError> {
        let item = |proposal, refused| {
            Ok(Item {
                place,
                event: wish.event,
                variant: wish.variant.clone(),
                fund: wish.fund,
                value_date: wish.value_date,
                amount: sum(wish)?,
                proposal,
                follows,
                refused,
                verdict: None,
            })
        };
        let first = match books::propose_in(tx, self.actor, wish, &mut self.before) {
            Err(ServiceError::Refused(refused)) if refused.code() == LACKS && pays_out(wish) => {
                refused
            }
            answer => return item(answer?, None),
        };
        let Some(other) = self.out_of_expenditure(wish)? else {
            let proposal = books::propose_unheld(tx, self.actor, wish)?;
            return item(proposal, Some(advised(&first, wish)));
        };
        match books::propose_in(tx, self.actor, &other, &mut self.before) {
            Ok(proposal) => item(proposal, None),
            Err(ServiceError::Refused(refused)) if refused.code() == LACKS => {
                let proposal = books::propose_unheld(tx, self.actor, &other)?;
                item(proposal, Some(advised(&refused, &other)))
            }
            // The expenditure account is not to be used here: the money must come into the income account.
            Err(ServiceError::Refused(_)) => {
                let proposal = books::propose_unheld(tx, self.actor, wish)?;
                item(proposal, Some(advised(&first, wish)))
            }
            Err(error) => Err(error),
        }
    }

    /// The same paid out of the expenditure account, where it was to leave the income account and may leave that one.
    fn out_of_expenditure(&self, wish: &Wish) -> Result<Option<Wish>, ServiceError> {
        let event = library()?.events.get(wish.event);
        let variant = event.and_then(|event| event.variant(&wish.variant));
        let (Some(variant), Some(account)) = (variant, AccountCode::new(EXPENDITURE)) else {
            return Ok(None);
        };
        let mut slots = variant.slots.iter();
        let allowed = slots.any(|(name, of)| name == "bank" && of.contains(&account));
        let income = wish.slots.get("bank").map(|code| code.get()) == Some(INCOME);
        if !(allowed && income) {
            return Ok(None);
        }
        let mut other = wish.clone();
        other.slots.insert("bank".to_owned(), account);
        other.banks = self.banks.of(EXPENDITURE);
        Ok(Some(other))
    }
}

/// Why a document waits, and what brings the money that it waits for.
fn advised(refused: &Refused, wish: &Wish) -> String {
    let todo = match money(wish) {
        TREASURY => {
            "退款须从国库退付，现国库无款：待以后税款入库后，请复核人员再次通过本批（tongchou posting approve）"
        }
        EXPENDITURE => {
            "请先办用款申请，向支出户拨款（E10）后，请复核人员再次通过本批（tongchou posting approve）"
        }
        INCOME => "待收入户再有收款后，请复核人员再次通过本批（tongchou posting approve）",
        _ => "待财政专户有款后，请复核人员再次通过本批（tongchou posting approve）",
    };
    format!("{} {todo}。", refused.zh())
}

fn sum(wish: &Wish) -> Result<Fen, ServiceError> {
    let sum = Fen::checked_sum(wish.parts.iter().map(|part| part.amount));
    Ok(sum.ok_or_else(|| Refused::new("posting.amount", "合计金额超出范围。"))?)
}

/// Whether a document of a run pays money out.
fn pays_out(wish: &Wish) -> bool {
    matches!(
        (wish.event.get(), wish.variant.as_str()),
        (6 | 7 | 11, _) | (31, "returned" | super::cross::OUT) | (8, "correct")
    )
}

/// What was sent back, as it was asked for, with another voucher and day of booking. Only whether premiums are received
/// ahead is told anew: it hangs on the year of the books.
pub(super) fn renewed(
    tx: &mut Tx<'_>,
    scope: Scope,
    (run, item): (&Run, &Item),
    (reference, banks): (&EvidenceRef, &Banks),
) -> Result<Wish, ServiceError> {
    let old = books::asked(tx, scope, item.proposal)?;
    let keeps = books_rows::switch(tx, scope, old.fund)?;
    let keeps = keeps.is_some_and(|from| from <= run.book_date);
    let evidence = old.evidence.iter().map(|one| Evidence {
        kind: one.kind,
        reference: reference.clone(),
        digest: one.digest,
    });
    let mut wish = Wish {
        book_date: run.book_date,
        evidence: evidence.collect(),
        ..old
    };
    wish.banks = banks.of(money(&wish));
    retell(&mut wish, keeps)?;
    Ok(wish)
}

/// The account of money that a document of a run moves.
fn money(wish: &Wish) -> u16 {
    let chosen = wish.slots.get("bank").or_else(|| wish.slots.get("at"));
    match (chosen, wish.event.get()) {
        (Some(chosen), _) => chosen.get(),
        (None, 1) => TREASURY,
        (None, 3) => INCOME,
        (None, 11) => EXPENDITURE,
        (None, _) => FISCAL,
    }
}

/// An event by its number, and a variant of it.
type Word = (u8, &'static str);

/// Documents about premiums of the year, and the same about premiums of later years.
const PAIRS: [(Word, Word); 7] = [
    ((1, "current"), (1, "ahead")),
    ((3, "current"), (3, "ahead")),
    ((9, "pay"), (9, "ahead")),
    ((9, "linked"), (9, "linked-ahead")),
    ((31, "identified"), (31, "ahead")),
    ((31, "reopened"), (31, "reopened-ahead")),
    ((7, "refund"), (6, "refund")),
];

fn retell(wish: &mut Wish, keeps: bool) -> Result<(), ServiceError> {
    let word = (wish.event.get(), wish.variant.as_str());
    let pair = PAIRS
        .iter()
        .find(|(now, ahead)| *now == word || *ahead == word);
    let premium = |slot: &str| {
        wish.slots
            .get(slot)
            .is_none_or(|code| code.get() == PREMIUM)
    };
    let Some(&(now, ahead)) = pair.filter(|_| premium("to") && premium("from")) else {
        return Ok(());
    };
    let later = |year: Option<i32>| keeps && year.is_some_and(|year| year > wish.book_date.year());
    let years = wish.parts.iter().map(|part| part.benefit_year);
    let laters: Vec<bool> = years
        .map(|year| later(year.map(|year| year.get())))
        .collect();
    let (any, all) = (laters.contains(&true), !laters.contains(&false));
    if any && !all {
        let sentence = format!(
            "按入账日期 {}，这份凭证一部分属当年保费、一部分属以后年度保费，不能合记，请改用原来年度的入账日期。",
            wish.book_date
        );
        return Err(Refused::new("posting.mixed_years", sentence).into());
    }
    let right = if any { ahead } else { now };
    if right != word {
        rename(wish, right, any)?;
    }
    Ok(())
}

fn rename(wish: &mut Wish, (event, variant): (u8, &str), ahead: bool) -> Result<(), ServiceError> {
    let unknown = || ServiceError::Input(format!("没有事项 E{event}。"));
    let own = match (money(wish), event) {
        _ if ahead => None,
        (_, 9) => None,
        (FISCAL, _) => Some("资助参保"),
        _ => Some("个人缴费"),
    };
    let own = own.map(SubAccount::new).transpose();
    let own = own.map_err(|error| ServiceError::Input(error.zh()))?;
    for part in &mut wish.parts {
        part.sub = own.clone();
    }
    wish.event = EventCode::new(event).ok_or_else(unknown)?;
    wish.variant = variant.to_owned();
    for (slot, of) in [("to", "identified"), ("from", "reopened")] {
        wish.slots.remove(slot);
        if variant == of {
            let premium = AccountCode::new(PREMIUM).ok_or_else(unknown)?;
            wish.slots.insert(slot.to_owned(), premium);
        }
    }
    Ok(())
}
