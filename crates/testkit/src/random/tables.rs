//! Random tables: keys of every kind, rows nested, with versions in time.

use super::draft::Draft;
use super::values;

/// Up to four tables of each type, and named values over them.
pub fn tables(draft: &mut Draft) {
    for money in [true, false] {
        let count = 1 + draft.tape.below(4);
        for number in 0..count {
            table(draft, money, number);
        }
    }
    if draft.tape.chance(40) {
        draft.line("\n[table.coded]\ntype = \"money\"\nkeys = [\"disease\"]\ncite = [\"act#2\"]");
        draft.line("rows = { d1 = \"2000\", d2 = \"350.5\" }");
        draft.names.coded.push("coded".to_owned());
    }
    if draft.tape.chance(40) {
        draft.line("\n[table.tagged]\ntype = \"money\"\nkeys = [\"tags\"]\ncite = [\"act#2\"]");
        draft.line("rows = { t0 = \"10\", t1 = \"250\", t2 = \"99.9\", t3 = \"1000\" }");
        draft.names.over_sets.push("tagged".to_owned());
    }
    for (money, name) in [(true, "value_money"), (false, "value_ratio")] {
        if draft.tape.chance(40) {
            let is = if money {
                values::money(draft, 2)
            } else {
                values::ratio(draft, 2)
            };
            let kind = if money { "money" } else { "ratio" };
            draft.named("value", name, &[format!("type = \"{kind}\"\nis = {is}")]);
            let names = if money {
                &mut draft.names.money
            } else {
                &mut draft.names.ratio
            };
            names.push(format!("value.{name}"));
        }
    }
}

/// A key of a table with the rows that it may have; the first list covers everything.
struct Key {
    name: String,
    rows: Vec<Vec<String>>,
}

fn keys(draft: &mut Draft) -> Vec<Key> {
    let rows = |sets: &[&[&str]]| -> Vec<Vec<String>> {
        sets.iter()
            .map(|set| set.iter().map(|row| format!("\"{row}\"")).collect())
            .collect()
    };
    let mut all = vec![
        Key {
            name: "level".into(),
            rows: rows(&[&["*"], &["0", "1", "2", "3"], &["3", "*"]]),
        },
        Key {
            name: "tier".into(),
            rows: rows(&[&["low", "mid", "high"], &["high", "*"]]),
        },
        Key {
            name: "retired".into(),
            rows: rows(&[&["yes", "no"], &["yes", "*"]]),
        },
        Key {
            name: "age".into(),
            rows: rows(&[&["..17", "18..59", "60.."], &["..34", "*"]]),
        },
        Key {
            name: "place".into(),
            rows: rows(&[&["local", "in_province", "out_province"]]),
        },
        Key {
            name: "disease".into(),
            rows: rows(&[&["d1", "d2", "*"]]),
        },
    ];
    for (class, values) in &draft.names.classes {
        let every: Vec<&str> = values.iter().map(String::as_str).collect();
        all.push(Key {
            name: class.clone(),
            rows: rows(&[&every, &[every[0], "*"]]),
        });
    }
    let count = draft.tape.below(3);
    (0..count)
        .map(|_| all.remove(draft.tape.below(all.len())))
        .collect()
}

fn table(draft: &mut Draft, money: bool, number: usize) {
    let kind = if money { "money" } else { "ratio" };
    let name = format!("{kind}_{number}");
    let keys = keys(draft);
    let list = keys
        .iter()
        .map(|key| format!("\"{}\"", key.name))
        .collect::<Vec<_>>()
        .join(", ");
    draft.line(&format!(
        "\n[table.{name}]\ntype = \"{kind}\"\ncite = [\"act#2\"]"
    ));
    if !keys.is_empty() {
        draft.line(&format!("keys = [{list}]"));
    }
    if draft.tape.chance(30) {
        versions(draft, money, &keys);
    } else {
        let (field, is) = content(draft, money, &keys);
        draft.line(&format!("{field} = {is}"));
    }
    let names = if money {
        &mut draft.names.money
    } else {
        &mut draft.names.ratio
    };
    names.push(format!("table.{name}"));
}

/// Two or three versions, one of them perhaps corrected later; by the law date or another.
fn versions(draft: &mut Draft, money: bool, keys: &[Key]) {
    if draft.tape.chance(20) {
        draft.line("by = \"service_date\"");
    }
    let mut dates = vec!["2015-01-01", "2020-07-01"];
    if draft.tape.chance(50) {
        dates.push("2021-01-15");
    }
    let corrected = draft.tape.chance(25);
    draft.line("versions = [");
    for date in dates {
        let (field, is) = content(draft, money, keys);
        draft.line(&format!("  {{ from = {date}, {field} = {is} }},"));
    }
    if corrected {
        let (field, is) = content(draft, money, keys);
        draft.line(&format!(
            "  {{ from = 2020-07-01, {field} = {is}, published = 2020-09-01 }},"
        ));
    }
    draft.line("]");
}

fn content(draft: &mut Draft, money: bool, keys: &[Key]) -> (&'static str, String) {
    let is = if keys.is_empty() { "is" } else { "rows" };
    (is, branch(draft, money, keys))
}

fn branch(draft: &mut Draft, money: bool, keys: &[Key]) -> String {
    let Some((key, rest)) = keys.split_first() else {
        return if money {
            values::amount(draft)
        } else {
            values::rate(draft)
        };
    };
    let rows = draft.tape.one(&key.rows).unwrap_or_default();
    let cells: Vec<String> = rows
        .iter()
        .map(|row| {
            // A leaf may stand before the last key: it holds for all keys that remain.
            let early = !rest.is_empty() && draft.tape.chance(15);
            let keys = if early { &[][..] } else { rest };
            format!("{row} = {}", branch(draft, money, keys))
        })
        .collect();
    format!("{{ {} }}", cells.join(", "))
}
