//! Tables: the version by date, then the row by keys, looked for anew at each use (section 4).

use super::amount::{Amount, Sort, literal};
use super::exact::{Exact, digits};
use super::fact::Fact;
use super::fault::{Fault, package};
use super::package::{date, text, texts};
use super::scene::Scene;
use base::Date;
use toml::{Table, Value};

/// What a table says for the facts of the scene; `None`: no value.
pub fn look_up(scene: &Scene<'_>, name: &str) -> Result<Option<Amount>, Fault> {
    let table = named(scene, name)?;
    let keys: Vec<Key<'_>> = texts(table.get("keys"))
        .into_iter()
        .map(Key::Fact)
        .collect();
    by_keys(scene, name, &keys)
}

/// A key of a look-up.
enum Key<'k> {
    /// A fact, asked for only when a row must be told from another by it.
    Fact(&'k str),
    /// A value.
    Value(Fact),
}

/// What a one-key table says for a member of a set.
pub fn of_member(scene: &Scene<'_>, name: &str, member: &str) -> Result<Option<Amount>, Fault> {
    by_keys(scene, name, &[Key::Value(Fact::Word(member.to_owned()))])
}

/// Whether a one-key table has a row for this fact.
pub fn has_row(scene: &Scene<'_>, name: &str, key: &Fact) -> Result<bool, Fault> {
    let table = named(scene, name)?;
    let Some(version) = version(scene, table)? else {
        return Ok(false);
    };
    Ok(leaf(scene, version, &[Key::Value(key.clone())])?.is_some())
}

fn named<'a>(scene: &Scene<'a>, name: &str) -> Result<&'a Table, Fault> {
    scene
        .package
        .named("table", name)
        .ok_or_else(|| package(format!("table {name}")))
}

fn by_keys(scene: &Scene<'_>, name: &str, keys: &[Key<'_>]) -> Result<Option<Amount>, Fault> {
    let table = named(scene, name)?;
    let sort = Sort::named(text(table, "type").unwrap_or_default())?;
    if table.get("unset").and_then(Value::as_bool) == Some(true) {
        let set = scene.package.parameters.get(&format!("table.{name}"));
        let set = set.ok_or_else(|| Fault::Unset(format!("table.{name}")))?;
        return literal(&Value::String(set.clone()), sort).map(Some);
    }
    let Some(version) = version(scene, table)? else {
        return Ok(None);
    };
    match leaf(scene, version, keys)? {
        Some(value) => literal(value, sort).map(Some),
        None => no_row(scene, name, table),
    }
}

/// Where a key is a code, a missing row is no value; elsewhere the package is not total.
fn no_row(scene: &Scene<'_>, name: &str, table: &Table) -> Result<Option<Amount>, Fault> {
    for key in texts(table.get("keys")) {
        let declared = super::fact::declared(scene.package, key);
        if declared.is_ok_and(|fact| fact.kind == "code") {
            return Ok(None);
        }
    }
    Err(Fault::NoRow(format!("table.{name}")))
}

/// The version that holds on the day: of those already published and begun the one that began
/// last, and of several that began together the one published last; none if it has ended.
fn version<'a>(scene: &Scene<'a>, table: &'a Table) -> Result<Option<&'a Table>, Fault> {
    let Some(versions) = table.get("versions").and_then(Value::as_array) else {
        return Ok(Some(table));
    };
    let day = match text(table, "by") {
        Some(fact) => scene.day(fact)?,
        None => Some(scene.law),
    };
    let Some(day) = day else { return Ok(None) };
    let published = |version: &&Table| date(version, "published").unwrap_or(Date::MIN);
    let known = |version: &&Table| {
        scene
            .package
            .known_on
            .is_none_or(|on| published(version) <= on)
    };
    let begun = |version: &&Table| date(version, "from").is_none_or(|from| from <= day);
    let latest = versions
        .iter()
        .filter_map(Value::as_table)
        .filter(known)
        .filter(begun)
        .max_by_key(|version| (date(version, "from"), published(version)));
    Ok(latest.filter(|version| date(version, "until").is_none_or(|until| day <= until)))
}

fn leaf<'a>(
    scene: &Scene<'_>,
    version: &'a Table,
    keys: &[Key<'_>],
) -> Result<Option<&'a Value>, Fault> {
    if let Some(is) = version.get("is") {
        return Ok(Some(is));
    }
    let Some(mut rows) = version.get("rows") else {
        return Ok(None);
    };
    for key in keys {
        let Some(table) = rows.as_table() else { break };
        let key = match key {
            Key::Value(value) => Some(value.clone()),
            Key::Fact(_) if table.keys().all(|name| name == "*") => None,
            Key::Fact(name) => scene.fact(name)?,
        };
        let Some(found) = row(table, key.as_ref()) else {
            return Ok(None);
        };
        rows = found;
    }
    Ok(Some(rows))
}

/// The row of a key: its own, else the range that it lies in, else `"*"`.
fn row<'a>(rows: &'a Table, key: Option<&Fact>) -> Option<&'a Value> {
    let own = key.and_then(|key| rows.iter().find(|(name, _)| is_of(name, key)));
    own.map(|(_, row)| row).or_else(|| rows.get("*"))
}

fn is_of(name: &str, key: &Fact) -> bool {
    match key {
        Fact::Word(word) => name == word,
        Fact::Number(number) => match name.split_once("..") {
            Some((from, until)) => {
                bound(from).is_none_or(|from| from <= *number)
                    && bound(until).is_none_or(|until| *number <= until)
            }
            None => bound(name).is_some_and(|is| is == *number),
        },
        Fact::Date(_) | Fact::Set(_) => false,
    }
}

fn bound(text: &str) -> Option<Exact> {
    digits(text).map(Exact::from_integer)
}
