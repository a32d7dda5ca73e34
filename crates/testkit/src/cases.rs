//! Worked cases beside a package, run through the model (reference, section 12).

use crate::model::{Exact, Fault, History, Package, run};
use crate::plain::{Bill, Claim, Event, Given, Line, Opening, Owners};
use base::Date;
use num_traits::Zero;
use toml::{Table, Value};

/// A case, read.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// What happens, with what is expected after it.
    pub events: Vec<(Event, Table)>,
    /// Openings before the first claim.
    pub openings: Vec<Event>,
    switches: Table,
    parameters: Table,
}

/// Keys of a claim that are no facts.
const FRAME: [&str; 16] = [
    "id",
    "expect",
    "amount",
    "items",
    "total",
    "lines",
    "enter",
    "burden",
    "paid",
    "visits",
    "catalogue",
    "reverse",
    "episode_id",
    "family",
    "group",
    "person_id",
];

/// Care that is a stay: its days default to the service date.
const STAYS: [&str; 4] = ["inpatient", "observation", "day_surgery", "maternity"];

/// Reads `[[case]]` entries; cases that use merged visits or another catalogue are left out.
///
/// # Errors
/// A sentence where the text is no TOML or a case lacks what it needs.
pub fn read(text: &str) -> Result<Vec<Case>, String> {
    let root: Table = text
        .parse()
        .map_err(|error: toml::de::Error| error.to_string())?;
    let cases = root.get("case").and_then(Value::as_array);
    let cases = cases.into_iter().flatten().filter_map(Value::as_table);
    cases
        .filter(|case| within_the_model(case))
        .map(case)
        .collect()
}

fn within_the_model(case: &Table) -> bool {
    let outside = |claim: &&Table| claim.contains_key("visits") || claim.contains_key("catalogue");
    !case.contains_key("reform") && claims(case).iter().find(|claim| outside(claim)).is_none()
}

fn claims(case: &Table) -> Vec<&Table> {
    let claims = case.get("claims").and_then(Value::as_array);
    claims
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .collect()
}

fn case(case: &Table) -> Result<Case, String> {
    let id = case
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let table = |key: &str| {
        case.get(key)
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default()
    };
    let person = table("person");
    let mut events = Vec::new();
    for (number, entry) in claims(case).into_iter().enumerate() {
        let expect = entry
            .get("expect")
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default();
        let event = match entry.get("reverse").and_then(Value::as_str) {
            Some(reversed) => Event::Reverse(reversed.to_owned()),
            None => Event::Claim(claim(&person, entry, number).ok_or_else(|| id.clone())?),
        };
        events.push((event, expect));
    }
    let openings = openings(&table("opening"), &events).ok_or_else(|| id.clone())?;
    Ok(Case {
        id,
        events,
        openings,
        switches: table("switch"),
        parameters: table("parameters"),
    })
}

fn openings(opening: &Table, events: &[(Event, Table)]) -> Option<Vec<Event>> {
    let first = events.iter().find_map(|(event, _)| match event {
        Event::Claim(claim) => Some(claim),
        _ => None,
    });
    let Some(first) = first else {
        return Some(Vec::new());
    };
    let on = first
        .facts
        .get("settlement_date")
        .or(first.facts.get("service_date"))?;
    let on = Date::parse(on).ok()?;
    let open = |(acc, amount): (&String, &Value)| {
        let amount = match amount {
            Value::String(money) => fen(money)?,
            other => other.as_integer()?,
        };
        Some(Event::Opening(Opening {
            acc: acc.clone(),
            owners: first.owners.clone(),
            on,
            amount,
        }))
    };
    opening.iter().map(open).collect()
}

fn claim(person: &Table, entry: &Table, number: usize) -> Option<Claim> {
    let mut facts = facts_of(person, &FRAME);
    facts.extend(facts_of(entry, &FRAME));
    if facts
        .get("care")
        .is_some_and(|care| STAYS.contains(&care.as_str()))
    {
        let service = facts.get("service_date").cloned();
        for day in ["admission_date", "discharge_date"] {
            if let (None, Some(service)) = (facts.get(day), service.clone()) {
                facts.insert(day.to_owned(), service);
            }
        }
    }
    let named = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let owner = |key: &str, default: &str| {
        let given = entry
            .get(key)
            .or_else(|| person.get(key))
            .and_then(Value::as_str);
        given.unwrap_or(default).to_owned()
    };
    let owners = Owners {
        person: owner("person_id", "person"),
        family: owner("family", "family"),
        group: owner("group", "group"),
        disease: owner("disease", ""),
        provider: owner("provider_id", ""),
        episode: owner("episode_id", ""),
    };
    let id = named("id").unwrap_or_else(|| format!("claim {number:02}"));
    Some(Claim {
        id,
        owners,
        bill: bill(entry)?,
        facts,
    })
}

fn bill(entry: &Table) -> Option<Bill> {
    if let Some(at) = entry.get("enter").and_then(Value::as_str) {
        let at = at.to_owned();
        return Some(Bill::Enter {
            at,
            burden: pots(entry, "burden")?,
            paid: pots(entry, "paid")?,
        });
    }
    if let Some(amount) = entry.get("amount") {
        return Some(Bill::Amount(fen(amount.as_str()?)?));
    }
    if let Some(items) = entry.get("items").and_then(Value::as_table) {
        let line = |(item, amount): (&String, &Value)| {
            let facts = Given::from([("item".to_owned(), item.clone())]);
            Some(Line {
                amount: fen(amount.as_str()?)?,
                facts,
            })
        };
        return items
            .iter()
            .map(line)
            .collect::<Option<_>>()
            .map(Bill::Lines);
    }
    let lines = entry.get("lines")?.as_array()?.iter().map(|line| {
        let line = line.as_table()?;
        let amount = fen(line.get("amount")?.as_str()?)?;
        Some(Line {
            amount,
            facts: facts_of(line, &["amount"]),
        })
    });
    lines.collect::<Option<_>>().map(Bill::Lines)
}

fn pots(entry: &Table, key: &str) -> Option<Vec<(String, i64)>> {
    let pots = entry.get(key).and_then(Value::as_table);
    let pots = pots.into_iter().flatten();
    pots.map(|(name, money)| Some((name.clone(), fen(money.as_str()?)?)))
        .collect()
}

fn facts_of(table: &Table, without: &[&str]) -> Given {
    let facts = table
        .iter()
        .filter(|(name, _)| !without.contains(&name.as_str()));
    facts
        .map(|(name, value)| (name.clone(), plain(value)))
        .collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(members) => members.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// 元 as 分.
fn fen(yuan: &str) -> Option<i64> {
    let (yuan, fen) = yuan.split_once('.').unwrap_or((yuan, ""));
    format!("{yuan}{fen:0<2}").parse().ok()
}

impl Case {
    /// Runs the case; each difference is a sentence.
    #[must_use]
    pub fn differences(&self, package: &Package) -> Vec<String> {
        let mut package = package.clone();
        let texts = |table: &Table| table.iter().map(|(k, v)| (k.clone(), plain(v))).collect();
        package.switches = texts(&self.switches);
        package.parameters = texts(&self.parameters);
        let mut found = Vec::new();
        for number in 0..self.events.len() {
            match self.after(&package, number) {
                Ok(differences) => found.extend(differences),
                Err(fault) => found.push(format!("{} event {number}: {fault}", self.id)),
            }
        }
        found
    }

    fn after(&self, package: &Package, number: usize) -> Result<Vec<String>, Fault> {
        let mut events = self.openings.clone();
        events.extend(
            self.events
                .iter()
                .take(number + 1)
                .map(|(event, _)| event.clone()),
        );
        let history = run(package, &events)?;
        let Some((event, expect)) = self.events.get(number) else {
            return Ok(Vec::new());
        };
        let mut found = Differences {
            place: format!("{} event {number}", self.id),
            found: vec![],
        };
        if let Event::Claim(claim) = event {
            found.claim(&history, claim, expect);
        }
        let owner = events.iter().rev().find_map(|event| match event {
            Event::Claim(claim) => Some(claim),
            _ => None,
        });
        if let (Some(owner), Some(accs)) = (owner, expect.get("acc").and_then(Value::as_table)) {
            found.accumulators(package, &history, owner, accs)?;
        }
        Ok(found.found)
    }
}

struct Differences {
    place: String,
    found: Vec<String>,
}

impl Differences {
    fn differ(&mut self, what: &str, expected: &str, is: &str) {
        if expected != is {
            self.found.push(format!(
                "{}: {what} is {is}, expected {expected}",
                self.place
            ));
        }
    }

    fn claim(&mut self, history: &History, claim: &Claim, expect: &Table) {
        let judged = match history.claims.get(&claim.id) {
            Some(Ok(judged)) => judged,
            Some(Err(_)) if expect.contains_key("refused") => return,
            other => return self.differ("claim", "judged", &format!("{other:?}")),
        };
        let texts = |key: &str| expect.get(key).and_then(Value::as_table).cloned();
        let payers = texts("payers").unwrap_or_default();
        for (payer, paid) in &judged.payers {
            self.differ(payer, &expected(payers.get(payer)), &paid.to_string());
        }
        for (payer, paid) in &payers {
            let is = judged
                .payers
                .get(payer)
                .cloned()
                .unwrap_or_else(Exact::zero);
            self.differ(payer, &expected(Some(paid)), &is.to_string());
        }
        for (cause, borne) in &texts("burden").unwrap_or_default() {
            let is = judged
                .burden
                .get(cause)
                .cloned()
                .unwrap_or_else(Exact::zero);
            self.differ(cause, &expected(Some(borne)), &is.to_string());
        }
        let own: Exact = judged.burden.values().sum();
        let single = [
            ("self", own),
            ("total", judged.total.clone()),
            ("in_policy", judged.in_policy.clone()),
        ];
        for (key, is) in single {
            if let Some(money) = expect.get(key) {
                self.differ(key, &expected(Some(money)), &is.to_string());
            }
        }
        let lists = [("denied", &judged.denied), ("reviews", &judged.reviews)];
        for (key, is) in lists {
            if let Some(list) = expect.get(key) {
                self.differ(key, &plain(list), &is.join(","));
            }
        }
    }

    fn accumulators(
        &mut self,
        package: &Package,
        history: &History,
        claim: &Claim,
        accs: &Table,
    ) -> Result<(), Fault> {
        for (acc, amount) in accs {
            let is = history.standing_of(package, acc, claim)?;
            self.differ(acc, &expected(Some(amount)), &is.to_string());
        }
        Ok(())
    }
}

/// An expected amount as the model prints it: 分, times or days.
fn expected(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(money)) => fen(money).map_or_else(String::new, |fen| fen.to_string()),
        Some(other) => other.to_string(),
        None => "0".to_owned(),
    }
}
