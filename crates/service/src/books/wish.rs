//! What a maker asks for, and its form in a proposal.

use std::collections::BTreeMap;

use access::UserName;
use base::{Date, Fen, RegionCode};
use ledger::entry::{
    AccountCode, BankAccount, Counterparty, CounterpartyKind, CounterpartyName, Digest, DocumentId,
    EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::{Case, Part};
use serde::{Deserialize, Serialize};

/// One happening to be booked, before anybody has checked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Which event.
    pub event: EventCode,
    /// Which variant; empty for the first.
    pub variant: String,
    /// The tier: a county, or the pooling area for the city's own.
    pub county: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// When the money moved.
    pub value_date: Date,
    /// In which period it is booked.
    pub book_date: Date,
    /// The parts of the amount.
    pub parts: Vec<Part>,
    /// The accounts chosen for the slots of the variant.
    pub slots: BTreeMap<String, AccountCode>,
    /// The bank accounts that move.
    pub banks: BTreeMap<String, BankAccount>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The document that it answers (E25); a new id is given out where there is none.
    pub answers: Option<DocumentId>,
}

impl Wish {
    /// The case of a wish, once its document id, maker and checker are known.
    pub(super) fn case(
        self,
        pool: RegionCode,
        document: DocumentId,
        maker: UserName,
        checker: UserName,
    ) -> Case {
        Case {
            document,
            event: self.event,
            variant: self.variant.into(),
            pool,
            county: self.county,
            fund: self.fund,
            value_date: self.value_date,
            book_date: self.book_date,
            parts: self.parts,
            slots: self.slots,
            banks: self.banks,
            evidence: self.evidence,
            maker,
            checker,
        }
    }

    /// As it is kept in a proposal.
    pub(super) fn body(&self) -> WishBody {
        let part = |part: &Part| PartBody {
            sub: part.sub.as_ref().map(|sub| sub.as_str().to_owned()),
            amount: part.amount.get(),
            year: part.benefit_year.map(FundYear::get),
            party: part
                .counterparty
                .as_ref()
                .map(|party| (party.kind.code().to_owned(), party.name.as_str().to_owned())),
        };
        WishBody {
            event: self.event.get(),
            variant: self.variant.clone(),
            county: self.county.number(),
            fund: self.fund.code().to_owned(),
            value_date: self.value_date.number(),
            book_date: self.book_date.number(),
            parts: self.parts.iter().map(part).collect(),
            slots: self
                .slots
                .iter()
                .map(|(slot, code)| (slot.clone(), code.get()))
                .collect(),
            banks: self
                .banks
                .iter()
                .map(|(slot, bank)| (slot.clone(), bank.to_string()))
                .collect(),
            evidence: self.evidence.iter().map(EvidenceBody::of).collect(),
            answers: self.answers.as_ref().map(ToString::to_string),
        }
    }
}

/// A wish as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WishBody {
    event: u8,
    variant: String,
    county: i64,
    fund: String,
    value_date: i64,
    book_date: i64,
    parts: Vec<PartBody>,
    slots: BTreeMap<String, u16>,
    banks: BTreeMap<String, String>,
    evidence: Vec<EvidenceBody>,
    answers: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PartBody {
    sub: Option<String>,
    amount: i64,
    year: Option<i32>,
    party: Option<(String, String)>,
}

/// A source document as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EvidenceBody {
    kind: String,
    reference: String,
    digest: String,
}

impl EvidenceBody {
    pub(super) fn of(one: &Evidence) -> EvidenceBody {
        EvidenceBody {
            kind: one.kind.code().to_owned(),
            reference: one.reference.to_string(),
            digest: one.digest.to_string(),
        }
    }

    pub(super) fn read(&self) -> Option<Evidence> {
        Some(Evidence {
            kind: EvidenceKind::parse(&self.kind)?,
            reference: EvidenceRef::new(&self.reference).ok()?,
            digest: Digest::parse(&self.digest)?,
        })
    }
}

impl WishBody {
    /// The wish again; `None` where the text was not written by [`Wish::body`].
    pub(super) fn read(&self) -> Option<Wish> {
        let slot = |(name, code): (&String, &u16)| Some((name.clone(), AccountCode::new(*code)?));
        let bank =
            |(name, bank): (&String, &String)| Some((name.clone(), BankAccount::new(bank).ok()?));
        let answers = match &self.answers {
            Some(text) => Some(DocumentId::new(text).ok()?),
            None => None,
        };
        Some(Wish {
            event: EventCode::new(self.event)?,
            variant: self.variant.clone(),
            county: RegionCode::from_number(self.county)?,
            fund: Fund::parse(&self.fund)?,
            value_date: Date::from_number(self.value_date)?,
            book_date: Date::from_number(self.book_date)?,
            parts: self
                .parts
                .iter()
                .map(PartBody::read)
                .collect::<Option<_>>()?,
            slots: self.slots.iter().map(slot).collect::<Option<_>>()?,
            banks: self.banks.iter().map(bank).collect::<Option<_>>()?,
            evidence: self
                .evidence
                .iter()
                .map(EvidenceBody::read)
                .collect::<Option<_>>()?,
            answers,
        })
    }
}

impl PartBody {
    fn read(&self) -> Option<Part> {
        let sub = match &self.sub {
            Some(sub) => Some(SubAccount::new(sub).ok()?),
            None => None,
        };
        let year = match self.year {
            Some(year) => Some(FundYear::new(year)?),
            None => None,
        };
        let counterparty = match &self.party {
            Some((kind, name)) => Some(Counterparty {
                kind: CounterpartyKind::parse(kind)?,
                name: CounterpartyName::new(name).ok()?,
            }),
            None => None,
        };
        Some(Part {
            sub,
            amount: Fen::new(self.amount),
            benefit_year: year,
            counterparty,
        })
    }
}
