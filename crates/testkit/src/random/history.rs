//! Random years of claims under a drafted package.

use super::draft::Draft;
use super::tape::Tape;
use crate::plain::{Bill, Claim, Event, Given, Line, Opening, Owners};
use base::Date;

/// One tape a claim; openings and reversals stand between them.
pub fn events(draft: &Draft, tapes: Vec<Tape>) -> Vec<Event> {
    let mut events = openings(draft, &tapes);
    let mut ids = Vec::new();
    for (number, mut tape) in tapes.into_iter().enumerate() {
        // Ids do not rise with time, so that the tie-break by id shows.
        let id = format!("c{:02}", (number * 7 + 3) % 41);
        let claim = claim(draft, &mut tape, id.clone());
        let credit = tape.chance(8).then(|| opening(draft, &mut tape, &claim));
        let reverse = tape.chance(20);
        events.push(Event::Claim(claim));
        ids.push(id);
        events.extend(credit.flatten());
        if let (true, Some(reversed)) = (reverse, tape.one(&ids)) {
            events.push(Event::Reverse(reversed));
        }
    }
    events
}

fn openings(draft: &Draft, tapes: &[Tape]) -> Vec<Event> {
    let Some(tape) = tapes.first() else {
        return Vec::new();
    };
    let mut tape = tape.clone();
    let first = claim(draft, &mut tape.clone(), String::new());
    let count = 4 * tape.below(2);
    (0..count)
        .filter_map(|_| opening(draft, &mut tape, &first))
        .collect()
}

fn opening(draft: &Draft, tape: &mut Tape, near: &Claim) -> Option<Event> {
    let accs = [draft.names.balances.clone(), draft.names.counters.clone()].concat();
    let acc = tape.one(&accs)?;
    let on = near
        .facts
        .get("service_date")
        .and_then(|day| Date::parse(day).ok())?;
    let amount = [50_000, 1, 33_333, 2_000_000][tape.below(4)];
    Some(Event::Opening(Opening {
        acc,
        owners: near.owners.clone(),
        on,
        amount,
    }))
}

fn claim(draft: &Draft, tape: &mut Tape, id: String) -> Claim {
    let person = tape.below(3);
    let mut facts = person_facts(person);
    let text = |text: &str| text.to_owned();
    let care = tape.pick(&["outpatient", "inpatient", "chronic", "emergency"]);
    let service = day(tape);
    let settled = service
        .add_days([0, 0, 3, 40][tape.below(4)])
        .unwrap_or(service);
    let disease = tape.pick(&["d1", "d2", "d3"]);
    let provider = tape.pick(&["h1", "h2"]);
    for (name, value) in [
        ("care", text(care)),
        ("service_date", service.to_string()),
        ("disease", text(disease)),
        ("provider_id", text(provider)),
        ("level", tape.between(0, 3).to_string()),
        (
            "place",
            text(tape.pick(&["local", "in_province", "out_province"])),
        ),
        ("referred", text(tape.pick(&["no", "yes"]))),
        (
            "cause",
            text(tape.pick(&["illness", "illness", "illness", "fight", "other"])),
        ),
        ("designated", text(tape.pick(&["yes", "yes", "yes", "no"]))),
        ("quota", text(tape.pick(&["100", "0", "33.33", "5000"]))),
        ("share", text(tape.pick(&["50%", "33.33%", "12.5%"]))),
    ] {
        // A fact with a default may be left out.
        let has_default = !["care", "service_date", "disease", "provider_id"].contains(&name);
        if !(has_default && tape.chance(20)) {
            facts.insert(text(name), value);
        }
    }
    if settled != service || tape.chance(50) {
        facts.insert(text("settlement_date"), settled.to_string());
    }
    if care == "inpatient" {
        let stay = i32::try_from(tape.below(30)).unwrap_or(0);
        let left = service.add_days(stay).unwrap_or(service);
        facts.insert(text("admission_date"), service.to_string());
        facts.insert(text("discharge_date"), left.to_string());
    }
    let owners = Owners {
        person: format!("p{person}"),
        family: format!("f{}", person / 2),
        group: format!("g{}", person % 2),
        disease: text(disease),
        provider: text(provider),
        episode: format!("e{person}{}", tape.below(2)),
    };
    Claim {
        id,
        owners,
        facts,
        bill: bill(draft, tape),
    }
}

fn person_facts(person: usize) -> Given {
    let facts: &[(&str, &str)] = match person {
        0 => &[("birth", "1990-05-20")],
        1 => &[
            ("birth", "1955-02-28"),
            ("retired", "yes"),
            ("tier", "high"),
            ("tags", "t0,t2"),
        ],
        _ => &[
            ("birth", "2004-02-29"),
            ("tier", "mid"),
            ("identities", "dibao,canji"),
            ("bonus", "320.50"),
            ("tags", "t1"),
            ("entitled_from", "2020-03-01"),
        ],
    };
    facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A day of 2020 and 2021; days around changes of year, law and period come often.
fn day(tape: &mut Tape) -> Date {
    const EDGES: [i32; 8] = [0, 89, 90, 181, 182, 365, 366, 821];
    let start = Date::parse("2020-01-01").unwrap_or(Date::MIN);
    let offset = if tape.chance(40) {
        EDGES[tape.below(EDGES.len())]
    } else {
        i32::try_from(tape.below(830)).unwrap_or(0)
    };
    start.add_days(offset).unwrap_or(start)
}

/// Amounts in 分: nothing, a 分, odd ones, ordinary ones, and far beyond every limit.
fn amount(tape: &mut Tape) -> i64 {
    match tape.below(12) {
        0 => 100_000,
        1 => 0,
        2 => 1,
        3 => tape.between(2, 999),
        4 => 99_999_999_999,
        5 | 6 => 100 * tape.between(1, 9_999),
        _ => tape.between(1_000, 9_999_999),
    }
}

fn bill(draft: &Draft, tape: &mut Tape) -> Bill {
    match tape.below(8) {
        0..=2 => Bill::Amount(amount(tape)),
        3 => Bill::Lines(
            ["a", "b", "c", "out"]
                .iter()
                .map(|item| line(&[("item", item)], amount(tape)))
                .collect(),
        ),
        4..=6 => Bill::Lines(lines(tape)),
        _ => enter(draft, tape),
    }
}

fn line(facts: &[(&str, &str)], amount: i64) -> Line {
    let facts = facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Line {
        amount,
        facts: facts.collect(),
    }
}

/// One to five lines; some are corrected by a later, smaller negative line of the same facts.
fn lines(tape: &mut Tape) -> Vec<Line> {
    let count = 1 + tape.below(5);
    let mut lines = Vec::new();
    for _ in 0..count {
        let item = tape.pick(&["a", "b", "in_policy", "c", "b"]);
        let mut line = line(&[("item", item)], amount(tape));
        for (name, values) in [
            ("quantity", ["1", "2", "30"]),
            ("price_limit", ["25", "1000.01", "0"]),
            ("own_first", ["10%", "30%", "33.33%"]),
            ("origin", ["domestic", "imported", "imported"]),
        ] {
            if tape.chance(40) {
                line.facts
                    .insert(name.to_owned(), tape.pick(&values).to_owned());
            }
        }
        let corrected = tape
            .chance(15)
            .then(|| tape.between(0, line.amount.min(1_000_000)));
        let facts = line.facts.clone();
        lines.push(line);
        lines.extend(corrected.map(|amount| Line {
            amount: -amount,
            facts,
        }));
    }
    lines
}

/// Enters at a layer or a step with what earlier ones left.
fn enter(draft: &Draft, tape: &mut Tape) -> Bill {
    let steps = &draft.names.steps;
    let Some(at) = tape.one(steps) else {
        return Bill::Amount(amount(tape));
    };
    let burden = ["copay", "deductible", "first_self_pay", "excluded"];
    let burden = burden
        .iter()
        .map(|cause| ((*cause).to_owned(), amount(tape)))
        .collect();
    let paid = vec![("pool".to_owned(), amount(tape))];
    Bill::Enter { at, burden, paid }
}
