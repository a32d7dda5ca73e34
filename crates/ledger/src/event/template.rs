//! What a template says.

use crate::chart::{DataError, Mark};
use crate::entry::{
    AccountCode, Book, EventCode, EvidenceKind, Fund, FundMode, MemoKind, Side, SubAccount,
};

/// The part that a maker or checker plays; the service maps it to a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventRole {
    /// 基金会计.
    Accountant,
    /// 财务复核.
    FinanceReviewer,
    /// 财政部门.
    Treasury,
}

/// Events whose entries follow from balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// E35: income into the surplus.
    CloseIncome,
    /// E36: expense into the surplus.
    CloseExpense,
    /// E37: the books of a fund are taken over by another, or by another keeper.
    Takeover,
}

/// Whether a variant takes premiums in for the year of account or for a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Premium {
    /// Recognised as income at once.
    Now,
    /// Kept as received in advance until the benefit year begins (the switch of 2026).
    Ahead,
}

/// What each part of a case must name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A benefit year.
    Year,
    /// A counterparty.
    Party,
}

/// On whose tier an entry is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The tier of the case.
    County,
    /// The city's own tier.
    City,
}

/// The account of a leg: given, or chosen by the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountOf {
    /// Always this one.
    Fixed(AccountCode),
    /// The one that the case chose for the slot.
    Slot(String),
}

/// One leg of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegTemplate {
    /// Debit or credit.
    pub side: Side,
    /// The account.
    pub account: AccountOf,
    /// One leg for each part; otherwise one over the sum.
    pub each: bool,
    /// Red letter.
    pub red: bool,
    /// Carries the benefit year of the part.
    pub year: bool,
    /// A fixed sub-account; otherwise that of the part, where the leg is for each part.
    pub sub: Option<SubAccount>,
    /// The slot of the bank account; by default the code of the account.
    pub bank: Option<String>,
}

/// One entry of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryTemplate {
    /// The book.
    pub book: Book,
    /// The fund; `None` for that of the case.
    pub fund: Option<Fund>,
    /// The tier.
    pub tier: Tier,
    /// Written only where the slot was given this account.
    pub when: Option<(String, AccountCode)>,
    /// The legs.
    pub legs: Vec<LegTemplate>,
}

/// A memo record of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoTemplate {
    /// What is registered.
    pub kind: MemoKind,
    /// Whether it settles what was registered before.
    pub settles: bool,
}

/// One way in which an event is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The word on the command line.
    pub name: String,
    /// What users read.
    pub zh: String,
    /// Whether it takes premiums in.
    pub premium: Option<Premium>,
    /// What each part must name.
    pub needs: Vec<Need>,
    /// What the case chooses, and from what; the first is the default.
    pub slots: Vec<(String, Vec<AccountCode>)>,
    /// The memo record.
    pub memo: Option<MemoTemplate>,
    /// The entries.
    pub entries: Vec<EntryTemplate>,
}

/// One of the forty events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// E1 to E40.
    pub code: EventCode,
    /// The name.
    pub name: String,
    /// How sure the template is.
    pub mark: Mark,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Who makes it.
    pub maker: EventRole,
    /// Who checks it, another person.
    pub checker: EventRole,
    /// What it must rest on: one document of each kind.
    pub evidence: Vec<EvidenceKind>,
    /// The fund modes that have it.
    pub modes: Vec<FundMode>,
    /// The event whose document it answers with equal amount.
    pub mirrors: Option<EventCode>,
    /// How the entries follow from balances, where they do.
    pub computed: Option<Computed>,
    /// Between which funds it may move money.
    pub transfers: Vec<(Fund, Fund)>,
    /// What is to be known, for users.
    pub note: Option<String>,
    /// The variants; none for a computed event.
    pub variants: Vec<Variant>,
}

/// All events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events(pub(super) Vec<Event>);

impl Events {
    /// The events that ship.
    ///
    /// # Errors
    /// [`DataError`]; a test holds that the shipped data has none.
    pub fn shipped() -> Result<Events, DataError> {
        Events::read(include_str!("../../data/events.toml"))
    }

    /// An event; reading holds that all forty are there.
    #[must_use]
    pub fn get(&self, code: EventCode) -> Option<&Event> {
        self.0.iter().find(|event| event.code == code)
    }

    /// Every event, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.0.iter()
    }
}

impl Event {
    /// A variant by its word; the first one for an empty word.
    #[must_use]
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        let named = |variant: &&Variant| name.is_empty() || variant.name == name;
        self.variants.iter().find(named)
    }

    /// The variant that takes premiums in now, or for a later year.
    #[must_use]
    pub fn premium(&self, premium: Premium) -> Option<&Variant> {
        self.variants
            .iter()
            .find(|variant| variant.premium == Some(premium))
    }
}

impl Variant {
    /// Whether the memo register alone is written.
    #[must_use]
    pub fn is_memo_only(&self) -> bool {
        self.entries.is_empty() && self.memo.is_some()
    }
}
