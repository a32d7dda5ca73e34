//! The published examples: policies/EXAMPLES.toml says which case of which package asserts each
//! of their figures. A case that passes proves the figure that it asserts.

mod shipped;

use base::Fen;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// How many examples were published openly.
const COUNT: usize = 53;

/// The cases of one package, and those of them that came out as expected.
struct Cases {
    by_id: BTreeMap<String, Table>,
    passed: BTreeSet<String>,
}

impl Cases {
    fn of(package: &str) -> Self {
        let loaded = shipped::package(package);
        let others = BTreeMap::new();
        let report = policy::run_cases(&loaded, &others);
        let passed = report.proofs.into_iter().filter(|proof| proof.passed);
        let mut by_id = BTreeMap::new();
        for (name, bytes) in shipped::files(package).iter() {
            if !name.starts_with("cases") || !name.ends_with(".toml") {
                continue;
            }
            let file: Table = toml::from_str(std::str::from_utf8(bytes).unwrap()).unwrap();
            for case in ["case", "section_case"]
                .iter()
                .flat_map(|key| tables(&file, key))
            {
                by_id.insert(text(case, "id").to_owned(), case.clone());
            }
        }
        Self {
            by_id,
            passed: passed.map(|proof| proof.case).collect(),
        }
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    let items = table.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_table)
}

fn texts<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    let items = table.get(key).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn text<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn int(table: &Table, key: &str) -> Option<i64> {
    table.get(key).and_then(Value::as_integer)
}

fn examples() -> Vec<Table> {
    let text = std::fs::read_to_string(shipped::policies().join("EXAMPLES.toml")).unwrap();
    let file: Table = toml::from_str(&text).unwrap();
    tables(&file, "example").cloned().collect()
}

/// What a case asserts at a place: `[-][case/][claim.]key[.name]`, in 分 or as a plain number.
fn asserted(example: &Table, cases: &Cases, place: &str) -> Result<i64, String> {
    let (sign, place) = match place.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, place),
    };
    let first = texts(example, "cases").first().copied().unwrap_or_default();
    let (case, path) = place.split_once('/').unwrap_or((first, place));
    let case = cases.by_id.get(case).ok_or(format!("no case {case}"))?;
    let claims: Vec<&Table> = tables(case, "claims").collect();
    let head = path.split('.').next().unwrap_or_default();
    let named = claims.iter().find(|claim| text(claim, "id") == head);
    let path = match named {
        Some(_) => path.split_once('.').map_or("", |(_, rest)| rest),
        None => path,
    };
    let holder = named.or(claims.first()).copied().unwrap_or(case);
    let expect = holder.get("expect").and_then(Value::as_table);
    let expect = expect.ok_or_else(|| format!("nothing is expected at {place}"))?;
    let value = leaf(expect, path).ok_or_else(|| format!("{place} is not asserted"))?;
    Ok(value.saturating_mul(sign))
}

fn leaf(expect: &Table, path: &str) -> Option<i64> {
    match path.split_once('.') {
        Some(("int", name)) => int(expect, name),
        Some(("month", name)) => {
            let date = expect.get(name)?.as_datetime()?.date?;
            Some(i64::from(date.month))
        }
        Some(("payers", name)) => {
            // A payer that is not named must have paid nothing.
            let payers = expect.get("payers")?.as_table()?;
            payers.get(name).map_or(Some(0), money)
        }
        Some((group, name)) => money(expect.get(group)?.as_table()?.get(name)?),
        None => money(expect.get(path)?),
    }
}

fn money(value: &Value) -> Option<i64> {
    Fen::parse_yuan(value.as_str()?).ok().map(Fen::get)
}

/// Sum of what the payers and the person bear against the total, for every claim that asserts all.
fn identities(example: &Table, cases: &Cases) -> Result<usize, String> {
    let mut checked = 0;
    for case in texts(example, "cases") {
        let case = cases.by_id.get(case).ok_or(format!("no case {case}"))?;
        for claim in tables(case, "claims") {
            let Some(expect) = claim.get("expect").and_then(Value::as_table) else {
                continue;
            };
            let payers = expect.get("payers").and_then(Value::as_table);
            let paid = payers.into_iter().flat_map(Table::values).filter_map(money);
            let paid: i64 = paid.sum();
            let total = expect.get("total").or(claim.get("total"));
            let total = total.or(claim.get("amount")).and_then(money);
            let own = expect.get("self").and_then(money);
            if let (Some(total), Some(own)) = (total, own) {
                if paid + own != total {
                    return Err(format!("{paid} + {own} is not {total}"));
                }
                checked += 1;
            }
        }
    }
    Ok(checked)
}

/// What is wrong with one example; empty where it holds.
fn flaws(example: &Table, cases: &Cases) -> Vec<String> {
    let mut flaws = Vec::new();
    for case in texts(example, "cases") {
        if !cases.passed.contains(case) {
            flaws.push(format!("the case {case} is missing or does not pass"));
        }
    }
    let mut wrong = 0;
    for figure in tables(example, "figures") {
        let step = text(figure, "step");
        let places = texts(figure, "at");
        let sum: Result<i64, String> = places.iter().map(|at| asserted(example, cases, at)).sum();
        let fen = int(figure, "fen");
        if places.is_empty() || sum.as_ref().ok() != fen.as_ref() {
            flaws.push(format!(
                "{step} should be {fen:?}, the cases assert {sum:?}"
            ));
        }
        if let (Some(fen), Some(published)) = (fen, int(figure, "published")) {
            let half = int(figure, "rounded_to").unwrap_or(1) / 2;
            wrong += usize::from((fen - published).abs() > half);
        }
    }
    flaws.extend(match text(example, "role") {
        "positive" if wrong > 0 => Some(format!("{wrong} figures differ from what was published")),
        "published_wrong" if wrong == 0 => Some("no figure differs from what was published".into()),
        "identity" => match identities(example, cases) {
            Ok(0) => Some("no sum is asserted".to_owned()),
            Ok(_) => None,
            Err(flaw) => Some(flaw),
        },
        "positive" | "published_wrong" => None,
        role => Some(format!("the role {role} is unknown")),
    });
    flaws
}

#[test]
fn every_open_example_is_asserted_by_passing_cases() {
    let examples = examples();
    let mut packages: BTreeMap<&str, Cases> = BTreeMap::new();
    let mut all = Vec::new();
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    for example in &examples {
        *roles.entry(text(example, "role")).or_default() += 1;
        let package = text(example, "package");
        let cases = packages
            .entry(package)
            .or_insert_with(|| Cases::of(package));
        let id = text(example, "id");
        all.extend(
            flaws(example, cases)
                .iter()
                .map(|flaw| format!("{id}: {flaw}")),
        );
    }
    println!("{} examples, {roles:?}", examples.len());
    assert!(all.is_empty(), "{}", all.join("\n"));
    let ids: BTreeSet<&str> = examples.iter().map(|example| text(example, "id")).collect();
    assert_eq!((examples.len(), ids.len()), (COUNT, COUNT));
}

#[test]
fn the_index_agrees_with_the_published_list_where_that_is_at_hand() {
    let Some(list) = shipped::shared("policies/examples_open.json") else {
        println!("the published list is not beside this checkout; the index stands alone");
        return;
    };
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let published = list["examples"].as_array().unwrap();
    let index = examples();
    assert_eq!((published.len(), index.len()), (COUNT, COUNT));
    let mut flaws = Vec::new();
    for example in published {
        let id = example["id"].as_str().unwrap();
        match index.iter().find(|entry| text(entry, "id") == id) {
            Some(entry) => flaws.extend(against_list(entry, example)),
            None => flaws.push(format!("{id} is not in the index")),
        }
    }
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}

/// Where an entry of the index and the published example differ.
fn against_list(entry: &Table, example: &serde_json::Value) -> Vec<String> {
    let id = text(entry, "id");
    let mut flaws = Vec::new();
    if example["role"].as_str() != Some(text(entry, "role")) {
        flaws.push(format!("{id}: the list says {}", example["role"]));
    }
    let others: BTreeSet<&str> = texts(entry, "other_steps").into_iter().collect();
    let mut steps = BTreeSet::new();
    for step in example["recompute"]["steps"].as_array().unwrap() {
        let name = step["name"].as_str().unwrap();
        steps.insert(name);
        let figure = tables(entry, "figures").find(|figure| text(figure, "step") == name);
        let Some(figure) = figure else {
            if !others.contains(name) {
                flaws.push(format!(
                    "{id}: the step {name} is neither a figure nor named"
                ));
            }
            continue;
        };
        for (key, field) in [("fen", "recomputed_fen"), ("published", "published_fen")] {
            if int(figure, key) != step[field].as_i64() {
                let (ours, theirs) = (int(figure, key), &step[field]);
                flaws.push(format!(
                    "{id}: {name}.{key} is {ours:?}, the list says {theirs}"
                ));
            }
        }
    }
    let named = tables(entry, "figures").map(|figure| text(figure, "step"));
    let unknown = named
        .chain(others.iter().copied())
        .filter(|name| !steps.contains(name));
    flaws.extend(unknown.map(|name| format!("{id}: the list has no step {name}")));
    flaws
}
