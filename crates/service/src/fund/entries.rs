//! What an approved act of fund control writes into the statutory books, in the transaction of its step.

use std::collections::BTreeMap;

use access::{Actor, UserName};
use base::{Fen, RegionCode};
use ledger::control::{Stage, Track};
use ledger::entry::{
    BankAccount, Counterparty, CounterpartyKind, CounterpartyName, Digest, DocumentId, EventCode,
    Evidence, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use store::control::CaseHead;
use store::{StoreError, Tx};

use super::case::CaseRow;
use crate::books::{Banks, Wish, library, post_in};
use crate::{Desk, ServiceError};

/// What an act books: an event of the chart of events, for one tier.
#[derive(Debug, Clone)]
pub(super) struct Act {
    /// E1 to E40.
    pub event: u8,
    /// The variant; empty for the first.
    pub variant: &'static str,
    /// The tier.
    pub region: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// How much.
    pub amount: Fen,
    /// The benefit year.
    pub year: FundYear,
    /// The detail of the account that the event details.
    pub sub: Option<&'static str>,
    /// Who stands on the other side.
    pub party: Option<Counterparty>,
    /// Bank accounts beside those of the tier, by slot.
    pub banks: BTreeMap<String, BankAccount>,
    /// The document that it answers.
    pub answers: Option<DocumentId>,
}

impl Act {
    /// An event of the region, fund and year of a case; the amount is to be filled in.
    pub fn of(event: u8, variant: &'static str, head: &CaseHead) -> Act {
        Act {
            event,
            variant,
            region: head.region,
            fund: head.fund,
            amount: Fen::ZERO,
            year: head.year,
            sub: None,
            party: None,
            banks: BTreeMap::new(),
            answers: None,
        }
    }
}

/// Who stands on the other side, by a name of any form.
pub(super) fn party(kind: CounterpartyKind, name: &str) -> Result<Counterparty, ServiceError> {
    let name = CounterpartyName::new(&visible(name));
    Ok(Counterparty {
        kind,
        name: name.map_err(|error| ServiceError::Input(error.zh()))?,
    })
}

/// Posts what a case, whose step was just taken, has approved: its maker is who opened the case, its checker who
/// took this step (or the one before, where the same user opened the case). The case must be loaded behind the step.
/// The documents of an act carry the number of its case, which links them to it and to each other.
///
/// # Errors
/// What the rules of the books and the budget refuse; storage.
pub(super) fn book<S: Stage>(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<S>,
    act: Act,
) -> Result<DocumentId, ServiceError> {
    let scope = actor.scope();
    let unknown = || StoreError::Corrupt(format!("fund case {}", case.head.no));
    let event = EventCode::new(act.event).ok_or_else(unknown)?;
    let template = library()?.events.get(event).ok_or_else(unknown)?;
    let (maker, checker) = persons(&case.track).ok_or_else(unknown)?;
    let proof = proof(case)?;
    let today = desk.today();
    let mut banks = Banks::read(tx, scope, (act.region, today))?.all();
    if let Some(city) = Banks::read(tx, scope, (scope.pool(), today))?
        .all()
        .remove("1003")
    {
        banks.insert("city".to_owned(), city);
    }
    banks.extend(act.banks);
    let sub = act.sub.map(SubAccount::new).transpose();
    let wish = Wish {
        event,
        variant: act.variant.to_owned(),
        county: act.region,
        fund: act.fund,
        value_date: today,
        book_date: today,
        parts: vec![Part {
            sub: sub.map_err(|error| ServiceError::Input(error.zh()))?,
            amount: act.amount,
            benefit_year: Some(act.year),
            counterparty: act.party,
        }],
        slots: BTreeMap::new(),
        banks,
        evidence: template
            .evidence
            .iter()
            .map(|kind| Evidence {
                kind: *kind,
                ..proof.clone()
            })
            .collect(),
        answers: act.answers,
    };
    let (document, _) = post_in(tx, scope, wish, (&maker, &checker), case.head.no)?;
    Ok(document)
}

/// Who made and who checked what a case books.
pub(super) fn persons<S: Stage>(track: &Track<S>) -> Option<(UserName, UserName)> {
    let steps = track.steps();
    let maker = &steps.first()?.user;
    let checker = steps.iter().rev().find(|step| step.user != *maker)?;
    Some((maker.clone(), checker.user.clone()))
}

/// The case as a source document: the number of the paper behind its last step that has one, else its own, and the
/// hash of what it says.
pub(super) fn proof<S: Stage>(case: &CaseRow<S>) -> Result<Evidence, ServiceError> {
    let steps = case.track.steps();
    let paper = steps.iter().rev().find_map(|step| step.document.as_deref());
    let own = format!("基金事项{}", case.head.no);
    let name = paper.map(visible).filter(|name| !name.is_empty());
    let mut text = format!("{}\t{}\t{}\n", case.head.no, case.head.kind, case.head.body);
    for step in steps {
        let stage = step.stage.map_or("-", Stage::code);
        let amount = step.amount.unwrap_or(Fen::ZERO).get();
        let document = step.document.as_deref().unwrap_or("-");
        text.push_str(&format!(
            "{stage}\t{}\t{}\t{amount}\t{document}\n",
            step.user, step.on
        ));
    }
    let reference = EvidenceRef::new(&name.unwrap_or(own));
    Ok(Evidence {
        kind: ledger::entry::EvidenceKind::Decision,
        reference: reference.map_err(|error| ServiceError::Input(error.zh()))?,
        digest: Digest::of(text.as_bytes()),
    })
}

/// A text as a name of the books: without blanks, at most 64 characters.
fn visible(text: &str) -> String {
    let shown = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control());
    shown.take(64).collect()
}
