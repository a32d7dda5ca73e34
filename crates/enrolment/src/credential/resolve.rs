//! From what a person shows to the person.

use super::card::{Card, CardNo, CardState, shown};
use super::kind::CredentialKind;
use super::voucher::Voucher;
use crate::people::{DocumentNumber, Linkage, Papers, Standing};
use access::Moment;
use base::{Date, DocumentType, PersonNo, Refused, Validity};
use std::collections::BTreeSet;

/// Another credential that was linked to a person, such as a resident health card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialLink {
    /// Which kind.
    pub kind: CredentialKind,
    /// Its number.
    pub value: Box<str>,
    /// Whose.
    pub person: PersonNo,
    /// From when until when.
    pub holds: Validity,
}

/// Adds a link.
///
/// # Errors
/// `credential.linked` where the number is linked on some of the days already: a number is of one person.
pub fn link(known: &mut Vec<CredentialLink>, new: CredentialLink) -> Result<(), Refused> {
    let same = |one: &&CredentialLink| {
        one.kind == new.kind && one.value == new.value && one.holds.overlaps(&new.holds)
    };
    if known.iter().any(|one| same(&one)) {
        let zh = format!(
            "{} {} 在此期间已关联，不能重复关联；请先解除原关联。",
            new.kind.zh(),
            new.kind.shown(&new.value)
        );
        return Err(Refused::new("credential.linked", zh));
    }
    known.push(new);
    Ok(())
}

/// When somebody shows a credential: the day by which records are read, and the moment by which tokens
/// live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The civil day.
    pub day: Date,
    /// The moment.
    pub moment: Moment,
}

/// What is known of a credential: the rows that a look-up by its value found.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// Cards.
    pub cards: &'a [Card],
    /// Documents of persons.
    pub papers: &'a [(PersonNo, Papers)],
    /// Tokens issued here.
    pub vouchers: &'a [Voucher],
    /// Linked credentials.
    pub links: &'a [CredentialLink],
    /// Merged records, so that every credential of one person leads to the same number.
    pub linkage: &'a Linkage,
}

/// The person of a credential.
///
/// # Errors
/// `credential.unknown` where nobody is known by it, `credential.contested` where a document number is
/// held by two people, `credential.corrected` for a number that was put right since, `card.lost`,
/// `card.not_activated`, `card.replaced`, `card.cancelled`, `voucher.…`: each says what to do.
pub fn resolve(
    kind: CredentialKind,
    value: &str,
    when: When,
    records: &Records<'_>,
) -> Result<PersonNo, Refused> {
    let value = value.trim();
    let found = match kind {
        CredentialKind::SocialCard => by_card(value, when.day, records)?,
        CredentialKind::ResidentCard => by_document(value, when.day, records)?,
        CredentialKind::EVoucher => by_voucher(value, when.moment, records)?,
        CredentialKind::HealthCard => None,
    };
    match found.or_else(|| by_link(kind, value, when.day, records)) {
        Some(person) => Ok(records.linkage.leader(person, when.day)),
        None => Err(Refused::new(
            "credential.unknown",
            format!(
                "{} {} 没有对应的参保人，请核对号码，或改用其他凭证。",
                kind.zh(),
                kind.shown(value)
            ),
        )),
    }
}

fn by_card(value: &str, on: Date, records: &Records<'_>) -> Result<Option<PersonNo>, Refused> {
    let mut cards = records
        .cards
        .iter()
        .filter(|card| card.no.as_str() == value);
    let Some((card, state)) = cards.find_map(|card| Some((card, card.on(on)?))) else {
        return Ok(None);
    };
    usable(&card.no, state)?;
    Ok(Some(card.person))
}

/// Whether a card in a state may be used.
fn usable(no: &CardNo, state: CardState) -> Result<(), Refused> {
    let no = shown(no);
    let (code, zh) = match state {
        CardState::Active => return Ok(()),
        CardState::Made | CardState::HandedOver => (
            "card.not_activated",
            format!("卡 {no} 尚未启用，请持卡人先启用，或改用医保电子凭证、身份证。"),
        ),
        CardState::Lost => (
            "card.lost",
            format!(
                "卡 {no} 已挂失，不能使用；找到的请先解挂，遗失的请补换，或改用医保电子凭证、身份证。"
            ),
        ),
        CardState::Replaced => ("card.replaced", format!("卡 {no} 已补换，请使用新卡。")),
        CardState::Cancelled => (
            "card.cancelled",
            format!("卡 {no} 已注销，不能使用；请改用其他凭证或重新申领。"),
        ),
    };
    Err(Refused::new(code, zh).under("篇7 第二十条"))
}

fn by_document(value: &str, on: Date, records: &Records<'_>) -> Result<Option<PersonNo>, Refused> {
    let card = DocumentType::ResidentCard;
    let Ok(number) = DocumentNumber::read(card, value) else {
        return Ok(None);
    };
    let (mut holders, mut corrected, mut contested) = (BTreeSet::new(), false, false);
    for (person, papers) in records.papers {
        let Some(paper) = papers.find(card, number.canonical()) else {
            continue;
        };
        if paper.standing.counts() && paper.held.covers(on) {
            holders.insert(records.linkage.leader(*person, on));
            contested |= paper.standing == Standing::Contested;
        } else {
            corrected = true;
        }
    }
    let shown = CredentialKind::ResidentCard.shown(value);
    if contested || holders.len() > 1 {
        let zh = format!("身份证号码 {shown} 重号待核，请到经办机构核实后使用，或改用社会保障卡。");
        return Err(Refused::new("credential.contested", zh));
    }
    if holders.is_empty() && corrected {
        let zh = format!("身份证号码 {shown} 已更正或不在有效期内，请使用现行证件。");
        return Err(Refused::new("credential.corrected", zh));
    }
    Ok(holders.into_iter().next())
}

fn by_voucher(value: &str, at: Moment, records: &Records<'_>) -> Result<Option<PersonNo>, Refused> {
    let read = Voucher::parse(value)?;
    let Some(known) = records.vouchers.iter().find(|one| **one == read) else {
        return Ok(None);
    };
    known.valid_at(at)?;
    Ok(Some(known.person))
}

fn by_link(kind: CredentialKind, value: &str, on: Date, records: &Records<'_>) -> Option<PersonNo> {
    let mut links = records.links.iter();
    let found = links.find(|one| one.kind == kind && *one.value == *value && one.holds.covers(on));
    found.map(|one| one.person)
}
