//! A journal in memory: documents are filled, checked, posted and chained as the service does it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};

use access::UserName;
use base::{Date, EntryNo, Fen, Refused, RegionCode, TxNo, Validity};
use ledger::book::{
    AsKnown, Balances, BankRegister, BankSeat, BookKey, Closed, Pick, check, closing, opening,
};
use ledger::chart::{Charts, Mappings, Modes, MoneyPlace};
use ledger::entry::{
    AccountCode, BankAccount, Book, Counterparty, CounterpartyKind, CounterpartyName, Digest,
    Dimensions, Document, DocumentId, Entry, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund,
    FundMode, FundYear, Header, Memo, SubAccount, chain,
};
use ledger::event::{Case, Events, Part, fill};

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

pub fn account(number: u16) -> AccountCode {
    AccountCode::new(number).unwrap()
}

pub fn year(number: i32) -> FundYear {
    FundYear::new(number).unwrap()
}

pub fn user(name: &str) -> UserName {
    UserName::new(name).unwrap()
}

pub fn party(kind: CounterpartyKind, name: &str) -> Counterparty {
    Counterparty {
        kind,
        name: CounterpartyName::new(name).unwrap(),
    }
}

/// A part of an amount in 分, with its detail; an empty detail is none.
pub fn part(sub: &str, fen: i64) -> Part {
    Part {
        sub: (!sub.is_empty()).then(|| SubAccount::new(sub).unwrap()),
        ..Part::new(Fen::new(fen))
    }
}

pub trait PartExt {
    fn of_year(self, benefit: i32) -> Self;
    fn with(self, kind: CounterpartyKind, name: &str) -> Self;
}

impl PartExt for Part {
    fn of_year(mut self, benefit: i32) -> Self {
        self.benefit_year = Some(year(benefit));
        self
    }

    fn with(mut self, kind: CounterpartyKind, name: &str) -> Self {
        self.counterparty = Some(party(kind, name));
        self
    }
}

/// The books of a pooling area.
pub struct Town {
    pub pool: RegionCode,
    pub charts: Charts,
    pub events: Events,
    pub modes: Modes,
    pub mappings: Mappings,
    pub mode: FundMode,
    pub ahead_from: Option<Date>,
    pub banks: BankRegister,
    pub closed: Closed,
    pub journal: Vec<Entry>,
    /// The balances of the whole journal, kept along with it.
    pub standing: Balances,
    /// The events that were posted.
    pub posted: BTreeSet<EventCode>,
    pub memos: Vec<Memo>,
    pub links: BTreeMap<Book, Vec<Digest>>,
    pub tx: i64,
    pub documents: i64,
}

impl Town {
    pub fn new(pool: &str, mode: FundMode) -> Town {
        let charts = Charts::shipped().unwrap();
        let mappings = Mappings::shipped(&charts).unwrap();
        let mut banks = BankRegister::default();
        let pool = region(pool);
        for (name, keeper, place) in [
            ("city-fiscal", pool, MoneyPlace::Fiscal),
            ("city-term", pool, MoneyPlace::Fiscal),
        ] {
            let seat = BankSeat {
                keeper,
                place,
                validity: Validity::OPEN,
            };
            banks.enter(BankAccount::new(name).unwrap(), seat);
        }
        Town {
            pool,
            charts,
            mappings,
            events: Events::shipped().unwrap(),
            modes: Modes::shipped().unwrap(),
            mode,
            ahead_from: None,
            banks,
            closed: Closed::default(),
            journal: Vec::new(),
            standing: Balances::default(),
            posted: BTreeSet::new(),
            memos: Vec::new(),
            links: BTreeMap::new(),
            tx: 0,
            documents: 0,
        }
    }

    /// A case of an event with all the evidence that it asks for.
    pub fn case(
        &self,
        event: &str,
        variant: &str,
        county: &str,
        date: &str,
        parts: &[Part],
    ) -> Case {
        let code = EventCode::parse(event).unwrap();
        let kinds = &self.events.get(code).unwrap().evidence;
        let gathered = self.modes.get(self.mode).unwrap().gathered;
        let mut banks = BTreeMap::new();
        if gathered {
            banks.insert("1003".to_owned(), BankAccount::new("city-fiscal").unwrap());
            banks.insert("term".to_owned(), BankAccount::new("city-term").unwrap());
        }
        Case {
            document: DocumentId::new(&format!("D{}", self.documents + 1)).unwrap(),
            event: code,
            variant: variant.into(),
            pool: self.pool,
            county: region(county),
            fund: Fund::ResidentPooled,
            value_date: day(date),
            book_date: day(date),
            parts: parts.to_vec(),
            slots: BTreeMap::new(),
            banks,
            evidence: kinds.iter().map(|kind| evidence(*kind)).collect(),
            maker: user("zhang"),
            checker: user("li"),
        }
    }

    pub fn balances(&self) -> Balances {
        Balances::of(&self.journal, AsKnown::until(Date::MAX)).unwrap()
    }

    pub fn check(&self, document: &Document) -> Result<(), Refused> {
        let same: Vec<Entry> = self.entries_of(&document.id);
        let undone: Vec<EntryNo> = document
            .entries
            .iter()
            .filter_map(|draft| draft.reverses)
            .collect();
        // The linked entries of what is undone: those of the same document and event.
        let touched: Vec<Entry> = self
            .journal
            .iter()
            .filter(|entry| {
                self.journal.iter().any(|other| {
                    undone.contains(&other.no)
                        && (&other.document, other.event, other.reverses.is_some())
                            == (&entry.document, entry.event, entry.reverses.is_some())
                })
            })
            .cloned()
            .collect();
        let already: Vec<EntryNo> = self
            .journal
            .iter()
            .filter_map(|entry| entry.reverses)
            .collect();
        let rules = check::Rules {
            charts: &self.charts,
            events: &self.events,
            mode: self.modes.get(self.mode).unwrap(),
            ahead_from: self.ahead_from,
            banks: &self.banks,
        };
        let standing = check::Standing {
            balances: &self.standing,
            gathered: None,
            closed: &self.closed,
            same_document: &same,
            undone: &touched,
            already_undone: &already,
        };
        check::check(document, &rules, &standing)
    }

    pub fn entries_of(&self, id: &DocumentId) -> Vec<Entry> {
        self.journal
            .iter()
            .filter(|entry| entry.document == *id)
            .cloned()
            .collect()
    }

    /// Posts a document; all of it or nothing.
    pub fn post(&mut self, document: &Document) -> Result<Vec<EntryNo>, Refused> {
        self.check(document)?;
        self.tx += 1;
        self.documents += 1;
        let first = EntryNo::new(self.journal.len() as i64 + 1).unwrap();
        let entries = document
            .numbered(first, TxNo::new(self.tx).unwrap())
            .unwrap();
        for entry in &entries {
            let links = self.links.entry(entry.dims.book).or_default();
            let before = links.last().copied().unwrap_or(Digest::ZERO);
            links.push(chain::link(before, entry));
            self.standing.add(entry).unwrap();
        }
        let numbers = entries.iter().map(|entry| entry.no).collect();
        self.journal.extend(entries);
        self.posted.insert(document.event);
        self.memos.extend(document.memos.iter().cloned());
        Ok(numbers)
    }

    pub fn run(&mut self, case: &Case) -> Result<Vec<EntryNo>, Refused> {
        let document = fill(&self.events, case)?;
        self.post(&document)
    }

    /// Posts a case that is expected to be accepted.
    pub fn ok(
        &mut self,
        event: &str,
        variant: &str,
        county: &str,
        date: &str,
        parts: &[Part],
    ) -> Vec<EntryNo> {
        let case = self.case(event, variant, county, date, parts);
        self.must(&case)
    }

    pub fn must(&mut self, case: &Case) -> Vec<EntryNo> {
        match self.run(case) {
            Ok(numbers) => numbers,
            Err(refused) => panic!("{} {}: {}", case.event, case.book_date, refused.zh()),
        }
    }

    pub fn header(&self, event: &str, date: &str) -> Header {
        let code = EventCode::parse(event).unwrap();
        let kinds = &self.events.get(code).unwrap().evidence;
        Header {
            id: DocumentId::new(&format!("D{}", self.documents + 1)).unwrap(),
            value_date: day(date),
            book_date: day(date),
            evidence: kinds.iter().map(|kind| evidence(*kind)).collect(),
            maker: user("zhang"),
            checker: user("li"),
        }
    }

    pub fn balance(&self, county: &str, fund: Fund, book: Book, number: u16) -> i64 {
        let pick = Pick::account(region(county), fund, book, account(number));
        self.balances()
            .sum(&pick)
            .unwrap()
            .natural(account(number))
            .unwrap()
            .get()
    }

    /// Every set of books that was ever written in.
    pub fn books(&self) -> Vec<BookKey> {
        let mut keys: Vec<BookKey> = self
            .journal
            .iter()
            .map(|entry| BookKey::of(&entry.dims))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    pub fn dims(&self, key: &BookKey, date: Date) -> Dimensions {
        Dimensions {
            pool: self.pool,
            county: key.county,
            fund: key.fund,
            book: key.book,
            fund_year: FundYear::of(date),
        }
    }

    /// Carries income and expense of every set of books into the surplus.
    pub fn carry(&mut self, date: &str) {
        for key in self.books() {
            let dims = self.dims(&key, day(date));
            let balances = Balances::of(&self.journal, AsKnown::until(day(date))).unwrap();
            let chart = self
                .charts
                .on(key.book, key.fund, day(date))
                .unwrap()
                .clone();
            for (event, draft) in closing::carry(dims, &chart, &balances).unwrap() {
                let header = self.header(&event.to_string(), date);
                self.post(&closing::carry_document(header, event, vec![draft]))
                    .unwrap();
            }
        }
    }

    /// Closes a month for every set of books; the first thing that hinders it.
    pub fn close_month(&mut self, last: &str) -> Result<(), Refused> {
        let balances = Balances::of(&self.journal, AsKnown::until(day(last))).unwrap();
        for key in self.books() {
            let chart = self.charts.on(key.book, key.fund, day(last)).unwrap();
            closing::in_order(&self.closed, &key, day(last))?;
            let found =
                closing::hindrances(&key, chart, &balances, day(last), self.ahead_from).unwrap();
            if let Some(first) = found.into_iter().next() {
                return Err(first);
            }
        }
        for key in self.books() {
            self.closed.close(key, day(last));
        }
        Ok(())
    }

    /// Every book follows its chain.
    pub fn verify_chains(&self) {
        for book in Book::ALL {
            let entries = self.journal.iter().filter(|entry| entry.dims.book == *book);
            let links = self.links.get(book).cloned().unwrap_or_default();
            let linked = entries.zip(links.iter().copied());
            assert_eq!(
                chain::verify(Digest::ZERO, linked),
                Ok(links.last().copied().unwrap_or(Digest::ZERO))
            );
        }
    }

    pub fn carried(&self, key: BookKey) -> Vec<opening::Carried> {
        opening::carried(&self.balances(), key).unwrap()
    }
}

pub fn evidence(kind: EvidenceKind) -> Evidence {
    Evidence {
        kind,
        reference: EvidenceRef::new(kind.code()).unwrap(),
        digest: Digest::of(kind.code().as_bytes()),
    }
}
