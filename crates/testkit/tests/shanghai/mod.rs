//! Translates a worked case of the Shanghai series (JSON, money in 分) into the terms of the
//! package. What it does not know it refuses, so that no input is lost.

#![allow(dead_code, reason = "each test file uses its own part")]

use benefit::claim::{AccView, Bill, Claim, Facts, Line, Owners};
use benefit::history::{Event, History, Outcome, ordered};
use benefit::keys::keys;
use benefit::plan::Policy;
use benefit::sections::Section;
use policy::{CompileOptions, Package};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A JSON object.
pub type Object = Map<String, Value>;

/// Facts as the package's files would write them.
pub type Given = Vec<(&'static str, String)>;

/// Payers of the package that the cases name by the same word.
const PAYERS: [&str; 5] = [
    "account_current",
    "account_past",
    "pool",
    "additional",
    "employer",
];

/// The object at a key; empty where absent.
pub fn object(from: &Object, key: &str) -> Object {
    from.get(key)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// The entries of a list; empty where absent.
pub fn list<'v>(from: &'v Object, key: &str) -> &'v [Value] {
    from.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// An amount in 分; 0 where absent.
pub fn fen(from: &Object, key: &str) -> i64 {
    from.get(key).map_or(0, |value| value.as_i64().unwrap())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

/// 元 as a file writes them.
pub fn yuan(fen: i64) -> String {
    base::Fen::new(fen).to_string()
}

/// The switches of the package for the readings that a case is computed under.
pub fn switches(readings: &Object) -> BTreeMap<String, String> {
    let mut switches = BTreeMap::new();
    for (name, value) in readings {
        let option = match (name.as_str(), value) {
            ("ceiling", amount) => {
                assert_eq!(amount, 7_000_000, "the ceiling is a table, not a switch");
                continue;
            }
            ("min_months_exclusive", months) | ("min_months_inclusive", months) => {
                assert_eq!(months, 180, "the months are a table, not a switch");
                let option = name.trim_start_matches("min_months_").to_owned();
                switches.insert("min_months".to_owned(), option);
                continue;
            }
            ("account_order", Value::Array(order)) => {
                let order: Vec<&str> = order.iter().filter_map(Value::as_str).collect();
                match order.as_slice() {
                    ["current", "past"] => "current_first",
                    ["past", "current"] => "past_first",
                    ["current"] => "current_only",
                    other => panic!("account order {other:?}"),
                }
                .to_owned()
            }
            (_, value) => plain(value),
        };
        switches.insert(name.clone(), option);
    }
    switches
}

/// Facts of a person, with what the insurance says about payments.
pub fn person(person: &Object, insurance: &Object) -> Given {
    let mut given = Given::new();
    let mut months = None;
    for (key, value) in person.iter().chain(insurance) {
        if value.is_null() {
            continue;
        }
        let fact = match key.as_str() {
            "birth" => "birth",
            "work_start" => "employed_on",
            "retired_on" => "retired_on",
            "pension_from" => "pension_from",
            "extended_service" | "extended" => "extended_service",
            "retirement_age_on" | "statutory_retirement_on" => "retirement_age_on",
            "pension_interrupted" => "pension_interrupted",
            "first_paid_on" => "first_paid_on",
            "arrears_from" | "unpaid_from" => "arrears_from",
            "arrears_repaid_on" | "repaid_on" => "arrears_repaid_on",
            "deferred_until" | "deferral_until" => "deferred_until",
            "wage" => {
                given.push(("wage", yuan(value.as_i64().unwrap())));
                continue;
            }
            "paid_months" | "months" | "deemed_months" => {
                months = Some(months.unwrap_or(0) + value.as_i64().unwrap());
                continue;
            }
            "arrears" | "deferral" => {
                let span = value.as_object().unwrap();
                given.extend(span_facts(key, span));
                continue;
            }
            other => panic!("the person has an unknown field {other}"),
        };
        given.push((fact, plain(value)));
    }
    given.extend(months.map(|months| ("paid_months", months.to_string())));
    given
}

fn span_facts(kind: &str, span: &Object) -> Given {
    let fact = |key: &str| match (kind, key) {
        ("arrears", "from") => Some("arrears_from"),
        ("arrears", "repaid_on" | "until") => Some("arrears_repaid_on"),
        ("deferral", "until") => Some("deferred_until"),
        // Premiums fall due, unpaid, from the first day of an approved deferral.
        ("deferral", "from") => Some("arrears_from"),
        _ => panic!("{kind} has an unknown field {key}"),
    };
    let given = span.iter().filter(|(_, value)| !value.is_null());
    given
        .filter_map(|(key, value)| Some((fact(key)?, plain(value))))
        .collect()
}

/// Facts of an event and its bill.
fn event(event: &Object) -> (Given, i64, i64) {
    let mut given = Given::new();
    for (key, value) in event {
        let text = plain(value);
        match (key.as_str(), text.as_str()) {
            ("amount" | "ineligible", _) => {}
            ("on", _) => given.push(("service_date", text)),
            ("settled_on", _) => given.push(("settlement_date", text)),
            ("admitted_on", _) => given.push(("admission_date", text)),
            ("discharged_on", _) => given.push(("discharge_date", text)),
            ("type", "er_observation") => given.push(("care", "observation".to_owned())),
            ("type", _) => given.push(("care", text)),
            ("level", _) => given.push(("level", text)),
            ("special" | "cause", "occupational") => {
                given.push(("cause", "occupational_disease".to_owned()));
            }
            ("special" | "cause", _) => given.push(("cause", text)),
            ("provider", "designated") => {}
            ("provider", "non_designated") => given.push(("designated", "no".to_owned())),
            ("provider", "out_of_city") => {
                given.push(("place", "out_province".to_owned()));
                given.push(("designated", "no".to_owned()));
            }
            ("reason", "emergency") => given.push(("emergency", "yes".to_owned())),
            ("reason", "residence" | "work") => given.push(("filing", "long_term".to_owned())),
            ("emergency", _) => given.push(("emergency", text)),
            (key, text) => panic!("an event has an unknown {key} = {text}"),
        }
    }
    (given, fen(event, "amount"), fen(event, "ineligible"))
}

/// The package, compiled as a case asks.
pub struct Shanghai(pub Policy);

impl Shanghai {
    /// Under the given readings and values of parameters that no source gives.
    pub fn new(package: &Package, readings: &Object, parameters: &[(&str, String)]) -> Self {
        let parameters = parameters.iter();
        let options = CompileOptions {
            switches: switches(readings),
            parameters: parameters
                .map(|(name, is)| ((*name).to_owned(), is.clone()))
                .collect(),
            known_at: None,
        };
        Self(policy::compile(package, &options).unwrap_or_else(|found| panic!("{found:?}")))
    }

    /// The facts as slots; the later one wins.
    pub fn facts(&self, given: &[(&'static str, String)]) -> Facts {
        let mut facts = Facts::none(self.0.facts.len());
        for (name, text) in given {
            let id = self
                .0
                .fact(name)
                .unwrap_or_else(|| panic!("the package has no {name}"));
            let decl = &self.0.facts[usize::from(id)];
            facts.set(id, benefit::input::encode(decl, text).unwrap());
        }
        facts
    }

    /// Asks the sections beside the bill; the accumulators stand as given.
    pub fn ask<T>(
        &self,
        given: &[(&'static str, String)],
        accumulators: &[(&str, i64)],
        question: impl Fn(&Section<'_>) -> T,
    ) -> T {
        let facts = self.facts(given);
        let mut view = AccView::zero(self.0.accs.len());
        for (name, value) in accumulators {
            view.set(self.0.acc(name).unwrap(), *value);
        }
        let date = benefit::facts::law_date(&self.0, &facts).unwrap();
        let plan = self.0.version_on(date).unwrap();
        question(&Section::new(&self.0, plan, &facts, &view))
    }

    /// The value of a class.
    pub fn class(&self, name: &str, given: &[(&'static str, String)]) -> String {
        let id = self.0.fact(name).unwrap();
        let decl = &self.0.facts[usize::from(id)];
        self.ask(given, &[], |section| {
            benefit::input::decode(decl, section.facts().get(id).unwrap()).unwrap()
        })
    }

    fn claim(&self, number: usize, who: &Given, what: &Object) -> Claim {
        let (given, amount, ineligible) = event(what);
        let all: Given = who.iter().cloned().chain(given).collect();
        let item = self.0.fact("item").unwrap();
        let line = |class: &str, amount: i64| Line {
            amount: base::Fen::new(amount),
            facts: vec![(
                item,
                benefit::input::encode(&self.0.facts[usize::from(item)], class).unwrap(),
            )],
        };
        let bill = match ineligible {
            0 => Bill::Amount(base::Fen::new(amount)),
            out => Bill::Lines(vec![line("in_policy", amount - out), line("out", out)]),
        };
        Claim {
            id: format!("event-{number:03}"),
            owners: Owners {
                person: "person".to_owned(),
                ..Owners::default()
            },
            facts: self.facts(&all),
            bill,
            visits: Vec::new(),
        }
    }

    /// Runs the events of a case in the package's order; per event what each party bears, and the
    /// balances of the account at the end.
    pub fn settle(&self, inputs: &Object) -> (Vec<BTreeMap<String, i64>>, BTreeMap<String, i64>) {
        let who = person(&object(inputs, "person"), &object(inputs, "insurance"));
        let events = list(inputs, "events").iter().enumerate();
        let claims = events.map(|(at, what)| self.claim(at, &who, what.as_object().unwrap()));
        let claims: Vec<Claim> = claims.collect();
        let with_defaults = benefit::facts::with_defaults(&self.0, &claims[0].facts);
        let owned = keys(&self.0, &with_defaults, &claims[0].owners);
        let key = |name: &str| {
            owned[usize::from(self.0.acc(name).unwrap())]
                .clone()
                .unwrap()
        };
        let mut history = History::new(&self.0);
        for (part, amount) in object(inputs, "account") {
            history.apply(Event::Opening {
                key: key(&format!("account_{part}")),
                amount: amount.as_i64().unwrap(),
                source: "opening of the case".to_owned(),
            });
        }
        let mut paid = vec![BTreeMap::new(); claims.len()];
        let place: BTreeMap<String, usize> = claims
            .iter()
            .enumerate()
            .map(|(at, claim)| (claim.id.clone(), at))
            .collect();
        let events: Vec<Event> = claims.into_iter().map(Event::Claim).collect();
        for event in ordered(&self.0, &events) {
            for outcome in history.apply(event.clone()) {
                let Outcome::Settled { id, determination } = outcome else {
                    panic!("{outcome:?}");
                };
                paid[place[&id]] = self.shares(&determination.pots);
            }
        }
        let left = ["current", "past"].map(|part| {
            (
                part.to_owned(),
                history.value(&key(&format!("account_{part}"))),
            )
        });
        (paid, BTreeMap::from(left))
    }

    /// What each payer pays, the person under `self`; without those who pay nothing.
    fn shares(&self, pots: &[base::Fen]) -> BTreeMap<String, i64> {
        let mut shares: BTreeMap<String, i64> = BTreeMap::new();
        for (decl, amount) in self.0.pots.iter().zip(pots) {
            if PAYERS.contains(&decl.name.as_str()) {
                *shares.entry(decl.name.clone()).or_default() += amount.get();
            } else {
                *shares.entry("self".to_owned()).or_default() += amount.get();
            }
        }
        shares.retain(|_, amount| *amount != 0);
        shares
    }
}
