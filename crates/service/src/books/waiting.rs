//! What waits for a second user, in words.

use base::{Date, Fen, RegionCode};
use ledger::entry::{EventCode, Fund, FundYear};
use serde_json::Value;
use store::proposals::Proposal;

use super::library::library;
use super::{closing, posting, setting, takeover};
use crate::ServiceError;

/// A proposal about the books as its reviewer reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What is asked for: an event with its variant, a close, a bank account.
    pub what: String,
    /// The fund, where it is about one.
    pub fund: Option<Fund>,
    /// The day of booking, or the last day of what is closed.
    pub on: Option<Date>,
    /// How much; `None` where it is about no amount.
    pub amount: Option<Fen>,
    /// Details: sub-accounts, whom it is paid to, documents.
    pub more: String,
}

/// A waiting proposal in words; `None` for one that is not about the books.
///
/// # Errors
/// [`ServiceError::Input`] where the shipped data is broken.
pub fn in_words(proposal: &Proposal) -> Result<Option<Waiting>, ServiceError> {
    let body: Value = serde_json::from_str(&proposal.body).unwrap_or(Value::Null);
    let what = match proposal.kind.as_str() {
        posting::POST => event(&body)?,
        posting::UNDO => format!("红字更正 {}", text(&body, "document")),
        closing::CARRY => format!("{} 年末结转", year(&body)),
        closing::CLOSE => "月末结账".to_owned(),
        takeover::TAKEOVER => "承接账套".to_owned(),
        takeover::UPLOAD => "历年结余上划".to_owned(),
        setting::BANK => format!("登记账户 {}", text(&body, "name")),
        setting::SWITCH => "预收以后年度保费".to_owned(),
        _ => return Ok(None),
    };
    let fund = ["fund", "to"]
        .iter()
        .find_map(|key| Fund::parse(text(&body, key)));
    let days = ["book_date", "until", "from"];
    let on = days
        .iter()
        .find_map(|key| Date::from_number(body.get(*key)?.as_i64()?));
    Ok(Some(Waiting {
        what,
        fund,
        on,
        amount: amount(&body),
        more: more(&body),
    }))
}

fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn year(body: &Value) -> String {
    let last = body.get("until").and_then(Value::as_i64);
    let year = last.and_then(Date::from_number).map(FundYear::of);
    year.map_or_else(String::new, |year| year.to_string())
}

fn event(body: &Value) -> Result<String, ServiceError> {
    let number = body.get("event").and_then(Value::as_u64);
    let code = number.and_then(|number| EventCode::new(u8::try_from(number).ok()?));
    let found = match code {
        Some(code) => library()?.events.get(code),
        None => None,
    };
    let named = found.map(|event| {
        let variant = event.variant(text(body, "variant"));
        let way = variant.map_or(String::new(), |variant| format!("（{}）", variant.zh));
        format!("{} {}{way}", event.code, event.name)
    });
    Ok(named.unwrap_or_default())
}

fn parts(body: &Value) -> impl Iterator<Item = &Value> {
    body.get("parts")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn amount(body: &Value) -> Option<Fen> {
    let of = |value: &Value| value.get("amount").and_then(Value::as_i64).map(Fen::new);
    let mut sum: Option<Fen> = of(body);
    for part in parts(body) {
        sum = sum.unwrap_or(Fen::ZERO).checked_add(of(part)?);
    }
    sum
}

/// Details and documents; a person is shown by the number alone.
fn more(body: &Value) -> String {
    let mut words: Vec<String> = Vec::new();
    for part in parts(body) {
        let party = part.get("party").and_then(Value::as_array);
        let party = party.and_then(|party| party.get(1)?.as_str());
        let own = [Some(text(part, "sub")), party];
        words.extend(
            own.into_iter()
                .flatten()
                .filter(|word| !word.is_empty())
                .map(str::to_owned),
        );
    }
    let proofs = body.get("evidence").and_then(Value::as_array);
    for proof in proofs.into_iter().flatten() {
        words.push(text(proof, "reference").to_owned());
    }
    let keeper = body.get("keeper").and_then(Value::as_i64);
    words.extend(
        keeper
            .and_then(RegionCode::from_number)
            .map(RegionCode::short),
    );
    words.dedup();
    words.join("、")
}
