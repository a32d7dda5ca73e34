//! Reads the templates.

use serde::Deserialize;

use super::template::{
    AccountOf, Computed, EntryTemplate, Event, EventRole, Events, LegTemplate, MemoTemplate, Need,
    Premium, Tier, Variant,
};
use crate::chart::{DataError, Mark};
use crate::entry::{
    AccountCode, Book, EventCode, EvidenceKind, Fund, FundMode, MemoKind, Side, SubAccount,
};

const FILE: &str = "events.toml";

impl Events {
    /// Reads templates: all forty events, each once, in order.
    ///
    /// # Errors
    /// [`DataError`] names the event.
    pub fn read(text: &str) -> Result<Events, DataError> {
        let raw: RawEvents = toml::from_str(text).map_err(|error| DataError::Form {
            file: FILE,
            what: error.message().to_owned(),
        })?;
        let events: Result<Vec<Event>, _> = raw.event.into_iter().map(RawEvent::parse).collect();
        let events = events?;
        let codes: Vec<EventCode> = events.iter().map(|event| event.code).collect();
        if codes.iter().copied().ne(EventCode::all()) {
            return Err(DataError::conflict(FILE, "E1–E40"));
        }
        Ok(Events(events))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvents {
    event: Vec<RawEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    code: String,
    name: String,
    mark: Mark,
    source: Vec<String>,
    maker: String,
    checker: String,
    evidence: Vec<String>,
    modes: Option<Vec<String>>,
    mirrors: Option<String>,
    computed: Option<String>,
    #[serde(default)]
    transfers: Vec<(String, String)>,
    note: Option<String>,
    #[serde(default)]
    variant: Vec<RawVariant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVariant {
    name: String,
    zh: String,
    premium: Option<String>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    slots: toml::Table,
    memo: Option<RawMemo>,
    #[serde(default)]
    entry: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMemo {
    kind: String,
    settles: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    book: String,
    fund: Option<String>,
    tier: Option<String>,
    when: Option<RawWhen>,
    legs: Vec<RawLeg>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhen {
    slot: String,
    account: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLeg {
    debit: Option<String>,
    credit: Option<String>,
    #[serde(default)]
    each: bool,
    #[serde(default)]
    red: bool,
    #[serde(default)]
    year: bool,
    sub: Option<String>,
    bank: Option<String>,
}

/// The value of a word, or an error that names event and word.
fn word<T>(place: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, DataError> {
    parse(text).ok_or_else(|| DataError::value(FILE, place, text))
}

fn words<T>(
    place: &str,
    texts: &[String],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, DataError> {
    texts.iter().map(|text| word(place, text, &parse)).collect()
}

fn account(place: &str, number: u16) -> Result<AccountCode, DataError> {
    word(place, &number.to_string(), AccountCode::parse)
}

fn role(text: &str) -> Option<EventRole> {
    match text {
        "accountant" => Some(EventRole::Accountant),
        "finance-reviewer" => Some(EventRole::FinanceReviewer),
        "treasury" => Some(EventRole::Treasury),
        _ => None,
    }
}

fn computed(text: &str) -> Option<Computed> {
    match text {
        "close-income" => Some(Computed::CloseIncome),
        "close-expense" => Some(Computed::CloseExpense),
        "takeover" => Some(Computed::Takeover),
        _ => None,
    }
}

fn premium(text: &str) -> Option<Premium> {
    match text {
        "now" => Some(Premium::Now),
        "ahead" => Some(Premium::Ahead),
        _ => None,
    }
}

fn need(text: &str) -> Option<Need> {
    match text {
        "year" => Some(Need::Year),
        "party" => Some(Need::Party),
        _ => None,
    }
}

fn tier(text: &str) -> Option<Tier> {
    match text {
        "county" => Some(Tier::County),
        "city" => Some(Tier::City),
        _ => None,
    }
}

impl RawEvent {
    fn parse(self) -> Result<Event, DataError> {
        let at = self.code.as_str();
        let modes = match &self.modes {
            Some(modes) => words(at, modes, FundMode::parse)?,
            None => FundMode::ALL.to_vec(),
        };
        let option = |text: &Option<String>| text.clone();
        let transfers = self.transfers.iter().map(|(from, to)| {
            Ok::<_, DataError>((word(at, from, Fund::parse)?, word(at, to, Fund::parse)?))
        });
        let kind = option(&self.computed).map(|text| word(at, &text, computed));
        let mirrors = option(&self.mirrors).map(|text| word(at, &text, EventCode::parse));
        let variants: Result<Vec<Variant>, _> = self
            .variant
            .iter()
            .map(|variant| variant.parse(at))
            .collect();
        let (kind, variants) = (kind.transpose()?, variants?);
        if kind.is_some() != variants.is_empty() {
            return Err(DataError::conflict(FILE, at));
        }
        Ok(Event {
            code: word(at, at, EventCode::parse)?,
            name: self.name.clone(),
            mark: self.mark,
            sources: self.source.clone(),
            maker: word(at, &self.maker, role)?,
            checker: word(at, &self.checker, role)?,
            evidence: words(at, &self.evidence, EvidenceKind::parse)?,
            modes,
            mirrors: mirrors.transpose()?,
            computed: kind,
            transfers: transfers.collect::<Result<_, _>>()?,
            note: self.note.clone(),
            variants,
        })
    }
}

impl RawVariant {
    fn parse(&self, event: &str) -> Result<Variant, DataError> {
        let at = format!("{event} {}", self.name);
        let at = at.as_str();
        let memo = self.memo.as_ref().map(|memo| {
            Ok::<_, DataError>(MemoTemplate {
                kind: word(at, &memo.kind, MemoKind::parse)?,
                settles: memo.settles,
            })
        });
        let mut slots = Vec::new();
        for (name, accounts) in &self.slots {
            slots.push((name.clone(), slot_accounts(at, accounts)?));
        }
        let entries: Result<Vec<_>, _> = self.entry.iter().map(|entry| entry.parse(at)).collect();
        let variant = Variant {
            name: self.name.clone(),
            zh: self.zh.clone(),
            premium: self
                .premium
                .as_deref()
                .map(|text| word(at, text, premium))
                .transpose()?,
            needs: words(at, &self.needs, need)?,
            slots,
            memo: memo.transpose()?,
            entries: entries?,
        };
        check_slots(at, &variant)?;
        Ok(variant)
    }
}

fn slot_accounts(at: &str, accounts: &toml::Value) -> Result<Vec<AccountCode>, DataError> {
    let wrong = || DataError::value(FILE, at, "slots");
    let list = accounts.as_array().ok_or_else(wrong)?;
    let one = |value: &toml::Value| {
        let number = value
            .as_integer()
            .and_then(|number| u16::try_from(number).ok());
        account(at, number.ok_or_else(wrong)?)
    };
    list.iter().map(one).collect()
}

/// Every slot that a leg or a condition names must be one of the variant's.
fn check_slots(at: &str, variant: &Variant) -> Result<(), DataError> {
    let has = |name: &str| {
        let slot = variant.slots.iter().find(|(slot, _)| slot == name);
        slot.is_some_and(|(_, accounts)| !accounts.is_empty())
    };
    for entry in &variant.entries {
        let when = entry.when.as_ref().map(|(slot, _)| slot.as_str());
        let legs = entry.legs.iter().filter_map(|leg| match &leg.account {
            AccountOf::Slot(slot) => Some(slot.as_str()),
            AccountOf::Fixed(_) => None,
        });
        if let Some(slot) = legs.chain(when).find(|slot| !has(slot)) {
            return Err(DataError::value(FILE, at, slot));
        }
    }
    if variant.entries.is_empty() && variant.memo.is_none() {
        return Err(DataError::conflict(FILE, at));
    }
    Ok(())
}

impl RawEntry {
    fn parse(&self, at: &str) -> Result<EntryTemplate, DataError> {
        let when = match &self.when {
            Some(when) => Some((when.slot.clone(), account(at, when.account)?)),
            None => None,
        };
        Ok(EntryTemplate {
            book: word(at, &self.book, Book::parse)?,
            fund: self
                .fund
                .as_deref()
                .map(|text| word(at, text, Fund::parse))
                .transpose()?,
            tier: word(at, self.tier.as_deref().unwrap_or("county"), tier)?,
            when,
            legs: self
                .legs
                .iter()
                .map(|leg| leg.parse(at))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl RawLeg {
    fn parse(&self, at: &str) -> Result<LegTemplate, DataError> {
        let (side, text) = match (&self.debit, &self.credit) {
            (Some(text), None) => (Side::Debit, text),
            (None, Some(text)) => (Side::Credit, text),
            _ => return Err(DataError::conflict(FILE, at)),
        };
        let account = match text.strip_prefix('$') {
            Some(slot) => AccountOf::Slot(slot.to_owned()),
            None => AccountOf::Fixed(word(at, text, AccountCode::parse)?),
        };
        let sub = match &self.sub {
            Some(sub) => Some(word(at, sub, |text| SubAccount::new(text).ok())?),
            None => None,
        };
        Ok(LegTemplate {
            side,
            account,
            each: self.each,
            red: self.red,
            year: self.year,
            sub,
            bank: self.bank.clone(),
        })
    }
}
