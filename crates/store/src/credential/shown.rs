//! All that is known of what people show: a question for each table, however many credentials.

use std::collections::BTreeMap;

use access::Scope;
use base::{DocumentType, PersonNo};
use enrolment::credential::{Card, CredentialLink, Voucher};
use enrolment::people::{DocumentNumber, Linkage, Paper, Papers, Standing};

use super::{card, link, voucher};
use crate::people::links;
use crate::{AsOf, Row, Session, StoreError, params};

/// What is shown, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Numbers of social-security cards.
    pub cards: Vec<&'a str>,
    /// Canonical numbers of resident cards.
    pub documents: Vec<&'a str>,
    /// Nonces of e-vouchers.
    pub nonces: Vec<&'a str>,
    /// Values that may be linked, of whatever kind.
    pub links: Vec<&'a str>,
}

/// What is known of it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Cards.
    pub cards: Vec<Card>,
    /// Documents with these numbers, of persons.
    pub papers: Vec<(PersonNo, Papers)>,
    /// Tokens.
    pub vouchers: Vec<Voucher>,
    /// Linked credentials.
    pub links: Vec<CredentialLink>,
    /// Which records stand for whom.
    pub linkage: Linkage,
}

/// Everything that is known of what is shown, wherever in the pooling area its holder is insured: a card of one
/// county is good in every other. Where nothing of a kind is shown nothing is asked.
///
/// # Errors
/// [`StoreError`].
pub fn look_up(
    session: &mut Session<'_>,
    scope: Scope,
    shown: &Shown<'_>,
    as_of: AsOf,
) -> Result<Known, StoreError> {
    let whole = Scope::whole(scope.pool());
    let mut known = Known::default();
    if !shown.cards.is_empty() {
        let rows = card::by_numbers(session, whole, &shown.cards)?;
        known.cards = rows.into_iter().map(|row| row.card).collect();
    }
    if !shown.documents.is_empty() {
        known.papers = papers(session, whole, &shown.documents)?;
    }
    if !shown.nonces.is_empty() {
        known.vouchers = voucher::by_nonces(session, whole, &shown.nonces)?;
    }
    if !shown.links.is_empty() {
        let rows = link::by_values(session, whole, &shown.links)?;
        known.links = rows.into_iter().map(|row| row.link).collect();
    }
    let cards = known.cards.iter().map(|card| card.person);
    let papers = known.papers.iter().map(|(person, _)| *person);
    let vouchers = known.vouchers.iter().map(|voucher| voucher.person);
    let linked = known.links.iter().map(|link| link.person);
    let persons: Vec<PersonNo> = cards.chain(papers).chain(vouchers).chain(linked).collect();
    if !persons.is_empty() {
        known.linkage = links::around(session, whole, &persons, as_of)?;
    }
    Ok(known)
}

/// The documents with some numbers, in whatever standing; other documents of their holders are left out.
fn papers(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[&str],
) -> Result<Vec<(PersonNo, Papers)>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<String> = numbers.iter().map(|number| (*number).to_owned()).collect();
    let rows = session.rows(
        "SELECT d.person, d.document_type, d.number, d.original, d.standing, d.valid_from, d.valid_to, d.reason \
         FROM person_document d JOIN person p ON p.pool = d.pool AND p.bucket = d.bucket AND p.person = d.person \
         WHERE d.pool = $1 AND d.number_key IN {texts $2} AND d.document_type = $3 AND p.region BETWEEN $4 AND $5 \
         AND d.tx_to = 9223372036854775807 ORDER BY d.person, d.tx_from, d.valid_from, d.number_key",
        &params![
            scope.pool(),
            list,
            DocumentType::ResidentCard.code(),
            first,
            last
        ],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<Paper>> = BTreeMap::new();
    for row in &rows {
        let person = row.no(0, PersonNo::new)?;
        found.entry(person).or_default().push(paper(row)?);
    }
    let read = |(person, papers)| (person, Papers::from_rows(papers));
    Ok(found.into_iter().map(read).collect())
}

fn paper(row: &Row) -> Result<Paper, StoreError> {
    let text = match row.maybe_text(3)? {
        Some(original) => original,
        None => row.text(2)?,
    };
    let document_type = row.code(1, |code| DocumentType::from_code(code).ok())?;
    let number = DocumentNumber::read(document_type, text);
    Ok(Paper {
        number: number.map_err(|error| StoreError::Corrupt(format!("a document: {error}")))?,
        standing: row.code(4, Standing::parse)?,
        held: crate::people::span_of(row, 5)?,
        reason: row.maybe_text(7)?.map(Into::into),
    })
}
