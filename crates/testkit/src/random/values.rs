//! Random values of money and ratio, as TOML text.

use super::atoms;
use super::draft::Draft;

/// Whole and odd amounts of 元.
const AMOUNTS: [&str; 10] = [
    "100", "0", "0.01", "50.55", "300", "800.05", "1500", "5000", "20000", "333.33",
];

/// Ratios; all between 0 and 1.
const RATIOS: [&str; 10] = [
    "50%", "100%", "0%", "85%", "66.6%", "2/3", "90%", "33.33%", "1%", "7/9",
];

/// A money literal.
pub fn amount(draft: &mut Draft) -> String {
    format!("\"{}\"", draft.tape.pick(&AMOUNTS))
}

/// A ratio literal.
pub fn rate(draft: &mut Draft) -> String {
    format!("\"{}\"", draft.tape.pick(&RATIOS))
}

/// Money of facts and tables alone, nested at most `depth` deep.
pub fn money(draft: &mut Draft, depth: usize) -> String {
    let deeper = if depth == 0 { 3 } else { 12 };
    match draft.tape.below(deeper) {
        0 => amount(draft),
        1 | 2 => named(draft, true),
        3 => "\"fact.quota\"".to_owned(),
        4 => first(draft, depth, money),
        5 => list(draft, "sum", depth),
        6 => list(draft, "min", depth),
        7 => list(draft, "max", depth),
        8 => list(draft, "minus", depth),
        9 => {
            let (ratio, of) = (ratio(draft, depth - 1), money(draft, depth - 1));
            let own = draft
                .tape
                .pick(&["", ", rounding = \"down\"", ", rounding = \"half_even\""]);
            format!("{{ ratio = {ratio}, of = {of}{own} }}")
        }
        10 => times(draft, depth),
        _ => over_set(draft),
    }
}

fn times(draft: &mut Draft, depth: usize) -> String {
    let of = money(draft, depth - 1);
    let count = draft.tape.pick(&[
        "2",
        "\"fact.stay_days\"",
        "{ every = 3, of = \"fact.stay_days\", up = true }",
        "{ every = 2, of = \"fact.stay_days\" }",
    ]);
    format!("{{ times = {count}, of = {of} }}")
}

fn over_set(draft: &mut Draft) -> String {
    let tables = draft.names.over_sets.clone();
    let Some(table) = draft.tape.one(&tables) else {
        return amount(draft);
    };
    let form = draft.tape.pick(&["sum_of", "max_of"]);
    format!("{{ {form} = \"tags\", table = \"table.{table}\" }}")
}

/// A ratio between 0 and 1 of facts and tables alone.
pub fn ratio(draft: &mut Draft, depth: usize) -> String {
    match draft.tape.below(if depth == 0 { 3 } else { 9 }) {
        0 => rate(draft),
        1 | 2 => named(draft, false),
        3 => "\"fact.share\"".to_owned(),
        4 => first(draft, depth, ratio),
        5 => format!("{{ complement = {} }}", rate(draft)),
        6 => {
            let of = rate(draft);
            format!(
                "{{ self_factor = {}, of = {of} }}",
                draft.tape.pick(&["\"50%\"", "\"80%\""])
            )
        }
        7 => points(draft),
        _ => format!("{{ min = [{}, {}] }}", rate(draft), rate(draft)),
    }
}

fn points(draft: &mut Draft) -> String {
    let count = 1 + draft.tape.below(3);
    let lines: Vec<String> = (0..count)
        .map(|_| {
            let add = draft.tape.pick(&["5%", "-10%", "0.5%", "-2%"]);
            format!(
                "{{ when = '{}', add = \"{add}\" }}",
                atoms::condition(draft)
            )
        })
        .collect();
    let to = draft.tape.pick(&["60%", "85%", "95%"]);
    let lines = lines.join(", ");
    format!("{{ points = [{lines}], to = \"{to}\", at_most = \"95%\", at_least = \"40%\" }}")
}

fn first(draft: &mut Draft, depth: usize, part: fn(&mut Draft, usize) -> String) -> String {
    let count = 1 + draft.tape.below(2);
    let lines: Vec<String> = (0..count)
        .map(|_| {
            let is = part(draft, depth - 1);
            format!("{{ when = '{}', is = {is} }}", atoms::condition(draft))
        })
        .collect();
    let otherwise = if draft.tape.chance(80) {
        format!(", else = {}", part(draft, depth - 1))
    } else {
        String::new()
    };
    format!("{{ first = [{}]{otherwise} }}", lines.join(", "))
}

fn list(draft: &mut Draft, form: &str, depth: usize) -> String {
    format!(
        "{{ {form} = [{}, {}] }}",
        money(draft, depth - 1),
        money(draft, depth - 1)
    )
}

/// A table or a named value, a literal where there is none.
fn named(draft: &mut Draft, money: bool) -> String {
    let names = if money {
        draft.names.money.clone()
    } else {
        draft.names.ratio.clone()
    };
    match draft.tape.one(&names) {
        Some(name) => format!("\"{name}\""),
        None if money => amount(draft),
        None => rate(draft),
    }
}

/// Money that may also look at pots and accumulators; for steps.
pub fn moving(draft: &mut Draft) -> String {
    match draft.tape.below(10) {
        0..=5 => money(draft, 2),
        6 => {
            let pot = draft.tape.pick(&[
                "claim.total",
                "claim.in_policy",
                "open",
                "burden",
                "payers",
                "burden.deductible",
                "open.main",
            ]);
            format!("{{ ratio = {}, of = \"{pot}\" }}", rate(draft))
        }
        7 => {
            let counters = [draft.names.counters.clone(), draft.names.previous.clone()].concat();
            match draft.tape.one(&counters) {
                Some(acc) => format!("{{ minus = [{}, \"acc.{acc}\"] }}", money(draft, 1)),
                None => amount(draft),
            }
        }
        8 => {
            let pot = draft.tape.pick(&["payer.pool", "open", "burden.copay"]);
            format!("{{ min = [\"{pot}\", {}] }}", money(draft, 1))
        }
        _ => coded(draft),
    }
}

/// A look-up by a code, which may have no value.
fn coded(draft: &mut Draft) -> String {
    let tables = draft.names.coded.clone();
    match draft.tape.one(&tables) {
        Some(table) => format!("\"table.{table}\""),
        None => amount(draft),
    }
}
