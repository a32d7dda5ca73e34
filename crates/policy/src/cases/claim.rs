//! Claims of a case: to the kernel's form, through a history, compared after each.

use super::given;
use super::judge;
use super::read::{CaseEvent, ClaimCase};
use super::report::CaseDifference;
use crate::source::{Node, Table};
use base::Fen;
use benefit::claim::{Bill, Claim, EnterAt, Facts, Line, Owners, Visit};
use benefit::facts::with_defaults;
use benefit::history::{Event, History, ordered};
use benefit::keys::{AccKey, keys};
use benefit::plan::{FactType, Policy, PotId};
use std::collections::{BTreeMap, BTreeSet};

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

/// Care kinds that are stays: the days of admission and discharge default to the service date.
const STAYS: [&str; 4] = ["inpatient", "observation", "day_surgery", "maternity"];

/// Runs the claims in the package's order and compares after each.
///
/// # Errors
/// A Chinese sentence where what is given cannot be read.
pub(super) fn run(
    policy: &Policy,
    catalogue: Option<&Policy>,
    case: &ClaimCase,
    known: &BTreeSet<String>,
) -> Result<Vec<CaseDifference>, String> {
    let reader = Reader { policy, known };
    let mut events = Vec::new();
    let mut expected: BTreeMap<&str, &CaseEvent> = BTreeMap::new();
    for event in &case.events {
        expected.insert(&event.id, event);
        events.push(match &event.reverse {
            Some(of) => Event::Reverse {
                id: event.id.clone(),
                of: of.clone(),
            },
            None => Event::Claim(
                reader
                    .claim(case, event)
                    .map_err(|message| format!("{}：{message}", event.id))?,
            ),
        });
    }
    let claims: Vec<&Claim> = events.iter().filter_map(claim_of).collect();
    let mut history = History::new(policy);
    history.price_by(catalogue);
    for opening in reader.openings(&case.opening, &claims)? {
        history.apply(opening);
    }
    let mut differences = Vec::new();
    let mut last: Vec<Option<AccKey>> = claims
        .first()
        .map(|claim| keys_of(policy, claim))
        .unwrap_or_default();
    for event in ordered(policy, &events) {
        let outcomes = history.apply(event.clone());
        if let Some(claim) = claim_of(event) {
            last = keys_of(policy, claim);
        }
        let id = match event {
            Event::Claim(claim) => claim.id.as_str(),
            Event::Reverse { id, .. } => id,
            Event::Opening { .. } => "",
        };
        let Some(expect) = expected.get(id).and_then(|event| event.wanted.as_ref()) else {
            differences.extend(judge::unexpected(policy, id, &outcomes));
            continue;
        };
        differences.extend(judge::outcomes(policy, id, expect, &outcomes)?);
        differences.extend(accumulators(
            policy,
            id,
            expect.get("acc"),
            &last,
            &history,
        )?);
    }
    differences.extend(accumulators(
        policy,
        "",
        case.end.get("acc"),
        &last,
        &history,
    )?);
    Ok(differences)
}

fn claim_of(event: &Event) -> Option<&Claim> {
    match event {
        Event::Claim(claim) => Some(claim),
        _ => None,
    }
}

fn keys_of(policy: &Policy, claim: &Claim) -> Vec<Option<AccKey>> {
    keys(policy, &with_defaults(policy, &claim.facts), &claim.owners)
}

fn accumulators(
    policy: &Policy,
    claim: &str,
    expect: Option<&Node>,
    keys: &[Option<AccKey>],
    history: &History<'_>,
) -> Result<Vec<CaseDifference>, String> {
    let mut differences = Vec::new();
    for entry in expect
        .and_then(Node::as_table)
        .map(|table| table.entries.as_slice())
        .unwrap_or_default()
    {
        let name = &entry.key.value;
        let Some(acc) = policy.acc(name) else {
            return Err(format!("没有累计 `{name}`"));
        };
        let index = usize::from(acc);
        let Some(decl) = policy.accs.get(index) else {
            continue;
        };
        let want = given::amount(decl.unit, &entry.node)?;
        let have = keys
            .get(index)
            .and_then(Option::as_ref)
            .map_or(0, |key| history.value(key));
        let money = decl.unit == benefit::plan::AccUnit::Money;
        differences.extend(judge::number(
            claim,
            &format!("acc.{name}"),
            want,
            have,
            money,
        ));
    }
    Ok(differences)
}

struct Reader<'a> {
    policy: &'a Policy,
    known: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn claim(&self, case: &ClaimCase, event: &CaseEvent) -> Result<Claim, String> {
        let facts = self.facts(&case.person, &event.claim)?;
        let owner = |key: &str, default: &str| {
            let node = event.claim.get(key).or_else(|| case.person.get(key));
            node.and_then(Node::as_text).unwrap_or(default).to_owned()
        };
        Ok(Claim {
            id: event.id.clone(),
            owners: Owners {
                person: owner("person_id", "person"),
                family: owner("family", "family"),
                group: owner("group", "group"),
                disease: owner("disease", ""),
                provider: owner("provider_id", ""),
                episode: owner("episode_id", ""),
            },
            facts,
            bill: self.bill(&event.claim)?,
            visits: self.visits(&case.person, &event.claim)?,
        })
    }

    fn facts(&self, person: &Table, claim: &Table) -> Result<Facts, String> {
        let mut facts = Facts::none(self.policy.facts.len());
        given::facts(self.policy, self.known, person, &FRAME, &mut facts)?;
        given::facts(self.policy, self.known, claim, &FRAME, &mut facts)?;
        let known = &self.policy.known;
        let care = claim.get("care").and_then(Node::as_text).unwrap_or("");
        if let (true, Some(service)) = (
            STAYS.contains(&care),
            known.service_date.and_then(|id| facts.get(id)),
        ) {
            for day in [known.admission_date, known.discharge_date]
                .into_iter()
                .flatten()
            {
                if facts.get(day).is_none() {
                    facts.set(day, service);
                }
            }
        }
        Ok(facts)
    }

    fn visits(&self, person: &Table, claim: &Table) -> Result<Vec<Visit>, String> {
        let nodes = claim
            .get("visits")
            .and_then(Node::as_array)
            .unwrap_or_default();
        let visit = |(node, number): (&Node, usize)| {
            let table = node.as_table().ok_or("visits 的一项应当是表")?;
            let id = table.get("id").and_then(Node::as_text).map(str::to_owned);
            let lines = match self.bill(table)? {
                Bill::Lines(lines) => lines,
                Bill::Amount(amount) => vec![Line {
                    amount,
                    facts: Vec::new(),
                }],
                Bill::Enter { .. } => return Err("visits 的一项不能有 enter".to_owned()),
            };
            let facts = self.facts(person, table)?;
            Ok(Visit {
                id: id.unwrap_or_else(|| format!("visit-{number}")),
                facts,
                lines,
            })
        };
        nodes.iter().zip(1_usize..).map(visit).collect()
    }

    fn bill(&self, claim: &Table) -> Result<Bill, String> {
        if let Some(at) = claim.get("enter").and_then(Node::as_text) {
            return self.enter(at, claim);
        }
        if let Some(amount) = claim.get("amount") {
            return Ok(Bill::Amount(Fen::new(given::money(amount)?)));
        }
        let lines = if let Some(items) = claim.get("items").and_then(Node::as_table) {
            self.totals(items)?
        } else {
            self.lines(
                claim
                    .get("lines")
                    .and_then(Node::as_array)
                    .ok_or("没有 amount、items、lines 或 enter")?,
            )?
        };
        if let Some(total) = claim.get("total") {
            let total = given::money(total)?;
            let sum = Fen::checked_sum(lines.iter().map(|line| line.amount)).map(Fen::get);
            if sum != Some(total) {
                let sum =
                    sum.map_or_else(|| "超出范围".to_owned(), |sum| Fen::new(sum).to_string());
                return Err(format!("各项合计 {sum} 与 total {} 不等", Fen::new(total)));
            }
        }
        Ok(Bill::Lines(lines))
    }

    /// Totals by class: a line each.
    fn totals(&self, items: &Table) -> Result<Vec<Line>, String> {
        let item = self.policy.known.item.ok_or("包不用费用类别")?;
        let decl = self.policy.facts.get(usize::from(item));
        let Some(FactType::Enum(values)) = decl.map(|decl| &decl.ty) else {
            return Err("费用类别不是枚举".to_owned());
        };
        let mut lines = Vec::new();
        for entry in &items.entries {
            let class = crate::resolve::encode::member(values, &entry.key.value)?;
            lines.push(Line {
                amount: Fen::new(given::money(&entry.node)?),
                facts: vec![(item, class)],
            });
        }
        Ok(lines)
    }

    fn lines(&self, nodes: &[Node]) -> Result<Vec<Line>, String> {
        let mut lines = Vec::new();
        for node in nodes {
            let table = node.as_table().ok_or("lines 的一项应当是表")?;
            let amount = table.get("amount").ok_or("明细缺少 amount")?;
            let mut facts = Vec::new();
            for entry in table
                .entries
                .iter()
                .filter(|entry| entry.key.value != "amount")
            {
                facts.extend(given::fact(
                    self.policy,
                    self.known,
                    &entry.key.value,
                    &entry.node,
                )?);
            }
            lines.push(Line {
                amount: Fen::new(given::money(amount)?),
                facts,
            });
        }
        Ok(lines)
    }

    fn enter(&self, at: &str, claim: &Table) -> Result<Bill, String> {
        let mut pots: Vec<(PotId, Fen)> = Vec::new();
        for key in ["burden", "paid", "open"] {
            for entry in claim
                .get(key)
                .and_then(Node::as_table)
                .map(|table| table.entries.as_slice())
                .unwrap_or_default()
            {
                let name = &entry.key.value;
                let pot = self
                    .policy
                    .pot(name)
                    .ok_or_else(|| format!("没有款项 `{name}`"))?;
                pots.push((pot, Fen::new(given::money(&entry.node)?)));
            }
        }
        let layer = self.policy.layers.iter().any(|layer| layer == at);
        let step = if layer {
            EnterAt::Layer(at.to_owned())
        } else {
            EnterAt::Step(at.to_owned())
        };
        Ok(Bill::Enter { step, pots })
    }

    /// Openings stand in the window of the first claim that has an owner for them.
    fn openings(&self, opening: &Table, claims: &[&Claim]) -> Result<Vec<Event>, String> {
        let mut events = Vec::new();
        for entry in &opening.entries {
            let name = &entry.key.value;
            let acc = self
                .policy
                .acc(name)
                .ok_or_else(|| format!("没有累计 `{name}`"))?;
            let index = usize::from(acc);
            let unit = self
                .policy
                .accs
                .get(index)
                .map_or(benefit::plan::AccUnit::Money, |acc| acc.unit);
            let key = claims
                .iter()
                .find_map(|claim| keys_of(self.policy, claim).get(index).cloned().flatten());
            let key = key.ok_or_else(|| format!("累计 `{name}` 没有归属，不能给期初"))?;
            events.push(Event::Opening {
                key,
                amount: given::amount(unit, &entry.node)?,
                source: "算例期初".to_owned(),
            });
        }
        Ok(events)
    }
}
