//! Conditions: `when` texts, read anew at each use (reference, section 3).

use super::exact::{Exact, digits};
use super::fact::{Fact, declared, read};
use super::fault::{Fault, package};
use super::package::text;
use super::scene::Scene;
use super::table;
use super::words::{Words, split};

/// Whether a condition holds; an absent text always does.
///
/// # Errors
/// [`Fault::Missing`] where the answer hangs on a fact that is missing.
pub fn holds(scene: &Scene<'_>, when: Option<&str>) -> Result<bool, Fault> {
    let Some(when) = when else { return Ok(true) };
    let mut words = split(when)?;
    let truth = either(scene, &mut words)?;
    words.end()?;
    match truth {
        Truth::Yes => Ok(true),
        Truth::No => Ok(false),
        Truth::Needs(fact) => Err(Fault::Missing(fact)),
    }
}

/// Yes, no, or unknown for want of a fact.
enum Truth {
    Yes,
    No,
    Needs(String),
}

fn truth(yes: bool) -> Truth {
    if yes { Truth::Yes } else { Truth::No }
}

/// `a or b`: one yes decides, even where another part lacks a fact.
fn either(scene: &Scene<'_>, words: &mut Words) -> Result<Truth, Fault> {
    let mut all = both(scene, words)?;
    while words.eat("or") {
        let next = both(scene, words)?;
        all = match (all, next) {
            (Truth::Yes, _) | (_, Truth::Yes) => Truth::Yes,
            (Truth::Needs(fact), _) | (_, Truth::Needs(fact)) => Truth::Needs(fact),
            (Truth::No, Truth::No) => Truth::No,
        };
    }
    Ok(all)
}

/// `a and b`: one no decides, even where another part lacks a fact.
fn both(scene: &Scene<'_>, words: &mut Words) -> Result<Truth, Fault> {
    let mut all = one(scene, words)?;
    while words.eat("and") {
        let next = one(scene, words)?;
        all = match (all, next) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Needs(fact), _) | (_, Truth::Needs(fact)) => Truth::Needs(fact),
            (Truth::Yes, Truth::Yes) => Truth::Yes,
        };
    }
    Ok(all)
}

fn one(scene: &Scene<'_>, words: &mut Words) -> Result<Truth, Fault> {
    if words.eat("not") {
        return Ok(match one(scene, words)? {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            needs @ Truth::Needs(_) => needs,
        });
    }
    if words.eat("(") {
        let inner = either(scene, words)?;
        words.expect(")")?;
        return Ok(inner);
    }
    if words.eat("always") {
        return Ok(Truth::Yes);
    }
    if words.eat("never") {
        return Ok(Truth::No);
    }
    let subject = words.next()?;
    match subject.strip_prefix("switch.") {
        Some(switch) => {
            let operator = words.next()?;
            let options = right_side(words, &operator)?;
            let stands = options.contains(&scene.package.switch(switch)?);
            Ok(truth(stands != (operator == "!=")))
        }
        None => comparison(scene, &subject, words),
    }
}

fn comparison(scene: &Scene<'_>, name: &str, words: &mut Words) -> Result<Truth, Fault> {
    let operator = words.next()?;
    let right = right_side(words, operator.as_str())?;
    let asks_absence = right == ["none"];
    let left = match scene.fact(name) {
        Ok(left) => left,
        Err(Fault::Missing(fact)) if asks_absence && fact == name => None,
        Err(Fault::Missing(fact)) => return Ok(Truth::Needs(fact)),
        Err(other) => return Err(other),
    };
    match compare(scene, name, left, &operator, &right) {
        Err(Fault::Missing(fact)) => Ok(Truth::Needs(fact)),
        Err(other) => Err(other),
        Ok(yes) => Ok(truth(yes)),
    }
}

/// The words to the right of an operator.
fn right_side(words: &mut Words, operator: &str) -> Result<Vec<String>, Fault> {
    let mut right = vec![words.next()?];
    if words.eat("*") {
        right.push(words.next()?);
        return Ok(right);
    }
    let is_list = matches!(operator, "in" | "has_any" | "has_all") && right == ["["];
    while is_list && !words.eat("]") {
        let member = words.next()?;
        if member != "," {
            right.push(member);
        }
    }
    Ok(right)
}

fn compare(
    scene: &Scene<'_>,
    name: &str,
    left: Option<Fact>,
    operator: &str,
    right: &[String],
) -> Result<bool, Fault> {
    let values = enumerated(scene, name);
    if let [word] = right
        && word == "none"
        && !values.contains(word)
    {
        return match operator {
            "==" => Ok(left.is_none()),
            "!=" => Ok(left.is_some()),
            _ => Err(package(format!("{name} {operator} none"))),
        };
    }
    let Some(left) = left else { return Ok(false) };
    match (operator, right) {
        ("in", [word]) => match word.strip_prefix("table.") {
            Some(table) => table::has_row(scene, table, &left),
            None => Err(package(format!("in {word}"))),
        },
        ("in", [_, members @ ..]) => {
            let read: Result<Vec<_>, _> = members.iter().map(|m| literal(&left, m)).collect();
            Ok(read?.contains(&left))
        }
        ("has", [member]) => has(&left, std::slice::from_ref(member), false),
        ("has_any", [_, members @ ..]) => has(&left, members, false),
        ("has_all", [_, members @ ..]) => has(&left, members, true),
        (_, [word]) => match other_fact(scene, &values, word) {
            true => ordered(&left, operator, scene.fact(word)?, None),
            false => ordered(&left, operator, Some(literal(&left, word)?), None),
        },
        (_, [times, fact]) => ordered(&left, operator, scene.fact(fact)?, Some(times)),
        _ => Err(package(format!("{name} {operator}"))),
    }
}

/// The names that a literal of this enumeration or class may have; they win over facts of the
/// same name.
fn enumerated(scene: &Scene<'_>, name: &str) -> Vec<String> {
    if let Some(class) = scene.class(name) {
        let rows = class.get("rows").and_then(toml::Value::as_array);
        let rows = rows.into_iter().flatten().filter_map(toml::Value::as_table);
        return rows
            .filter_map(|row| text(row, "is"))
            .map(str::to_owned)
            .collect();
    }
    declared(scene.package, name)
        .map(|fact| fact.values)
        .unwrap_or_default()
}

fn other_fact(scene: &Scene<'_>, values: &[String], word: &str) -> bool {
    let derived = ["age", "year", "stay_days", "entitled"].contains(&word)
        || scene.package.named("derive", word).is_some()
        || scene.class(word).is_some();
    !values.iter().any(|value| value == word) && (derived || declared(scene.package, word).is_ok())
}

fn has(left: &Fact, members: &[String], all: bool) -> Result<bool, Fault> {
    let Fact::Set(set) = left else {
        return Err(package("`has` on what is no set"));
    };
    Ok(if all {
        members.iter().all(|member| set.contains(member))
    } else {
        members.iter().any(|member| set.contains(member))
    })
}

/// Reads a literal by what the fact on the left holds.
fn literal(left: &Fact, word: &str) -> Result<Fact, Fault> {
    match left {
        Fact::Date(_) => read("date", word),
        Fact::Number(_) if word.ends_with('%') || word.contains('/') => read("ratio", word),
        Fact::Number(_) if word.contains('T') => read("time", word),
        Fact::Number(_) => number(word),
        Fact::Word(_) => read("code", word.trim_matches('"')),
        Fact::Set(_) => Err(package("a set is tested with `has`")),
    }
}

/// `"300"` and `300元` are money, a bare `300` a whole number.
fn number(word: &str) -> Result<Fact, Fault> {
    if word.starts_with('"') || word.ends_with('元') {
        return read("money", word.trim_matches('"'));
    }
    read("int", word)
}

fn ordered(
    left: &Fact,
    operator: &str,
    right: Option<Fact>,
    times: Option<&String>,
) -> Result<bool, Fault> {
    let Some(mut right) = right else {
        return Ok(false);
    };
    if let (Some(times), Fact::Number(number)) = (times, &mut right) {
        let times = digits(times).ok_or_else(|| package("multiplier"))?;
        *number *= Exact::from_integer(times);
    }
    let order = match (left, &right) {
        (Fact::Date(a), Fact::Date(b)) => a.cmp(b),
        (Fact::Number(a), Fact::Number(b)) => a.cmp(b),
        (Fact::Word(a), Fact::Word(b)) => a.cmp(b),
        _ => return Err(package("comparison of two types")),
    };
    Ok(match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        _ => return Err(package(format!("operator {operator}"))),
    })
}
