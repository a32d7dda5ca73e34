//! The facts of a package: registry, own and derived, and which of them the rules use.

use super::encode;
use crate::ast::visit::Mention;
use crate::ast::{Class, DeriveHow, Document, Fact, FactTypeName, visit};
use crate::diagnostic::{Draft, Sink, did_you_mean};
use crate::source::At;
use benefit::plan::{FactDecl, FactScope, FactType, ValueType};
use benefit::registry::{FACTS, RegistryFact, RegistryType};
use std::collections::{BTreeMap, BTreeSet};

/// Widest range of whole numbers that a fact without bounds may hold.
pub(crate) const INT_RANGE: (i64, i64) = (-1_000_000_000_000, 1_000_000_000_000);

/// Facts that the engine computes itself, with their titles and types.
const BUILT_IN: [(&str, &str, FactType); 4] = [
    ("age", "年龄", FactType::Int { min: 0, max: 150 }),
    (
        "year",
        "待遇年度",
        FactType::Int {
            min: 1800,
            max: 299_999_999,
        },
    ),
    (
        "stay_days",
        "住院天数",
        FactType::Int {
            min: 0,
            max: 100_000,
        },
    ),
    ("entitled", "享受待遇", FactType::Bool),
];

/// Facts that the engine reads whether or not a rule names them.
pub(crate) const ALWAYS: [&str; 9] = [
    "service_date",
    "settlement_date",
    "admission_date",
    "discharge_date",
    "care",
    "item",
    "price_limit",
    "own_first",
    "quantity",
];

/// A fact of the registry as a declaration.
pub(crate) fn from_registry(fact: &RegistryFact) -> FactDecl {
    let ty = registry_type(fact.ty);
    let default = fact.default.and_then(|text| encode::fact(&ty, text).ok());
    FactDecl {
        name: fact.name.to_owned(),
        title: fact.title.to_owned(),
        of: fact.of,
        ty,
        nullable: fact.nullable,
        default,
    }
}

fn registry_type(ty: RegistryType) -> FactType {
    let named = |values: &[(&str, &str)]| {
        values
            .iter()
            .map(|(name, zh)| ((*name).to_owned(), (*zh).to_owned()))
            .collect()
    };
    match ty {
        RegistryType::Date => FactType::Date,
        RegistryType::Time => FactType::Time,
        RegistryType::Int(min, max) => FactType::Int { min, max },
        RegistryType::Money => FactType::Money,
        RegistryType::Ratio => FactType::Ratio,
        RegistryType::Bool => FactType::Bool,
        RegistryType::Enum(values) => FactType::Enum(named(values)),
        RegistryType::Set(values) => FactType::Set(named(values)),
        RegistryType::Code => FactType::Code,
    }
}

/// All facts that a package may name, by name.
pub(crate) fn all(document: &Document, sink: &Sink) -> BTreeMap<String, FactDecl> {
    let mut all: BTreeMap<String, FactDecl> = FACTS
        .iter()
        .map(|fact| (fact.name.to_owned(), from_registry(fact)))
        .collect();
    for (name, title, ty) in BUILT_IN {
        all.insert(name.to_owned(), derived(name, title, ty));
    }
    for fact in &document.facts {
        own(fact, &mut all, sink);
    }
    for class in &document.classes {
        class_fact(class, &mut all, sink);
    }
    for derive in &document.derives {
        let ty = match &derive.how {
            DeriveHow::Value(ty, _) => derived_type(*ty),
            DeriveHow::CountOf(_) => FactType::Int { min: 0, max: 60 },
            DeriveHow::Ordinal(_) => FactType::Int {
                min: 1,
                max: 1_000_000,
            },
            DeriveHow::Before(acc) => before_type(&acc.value, document),
        };
        let mut decl = derived(&derive.name.value, &derive.title, ty);
        // A value may be no value: the fact is then absent, not missing.
        decl.nullable = matches!(derive.how, DeriveHow::Value(..));
        insert_new(&derive.name, decl, &mut all, sink);
    }
    all
}

fn derived(name: &str, title: &str, ty: FactType) -> FactDecl {
    FactDecl {
        name: name.to_owned(),
        title: title.to_owned(),
        of: FactScope::Derived,
        ty,
        nullable: false,
        default: None,
    }
}

fn derived_type(ty: ValueType) -> FactType {
    match ty {
        ValueType::Money => FactType::Money,
        ValueType::Ratio => FactType::Ratio,
        ValueType::Int => FactType::Int {
            min: INT_RANGE.0,
            max: INT_RANGE.1,
        },
        ValueType::Date => FactType::Date,
    }
}

fn before_type(acc: &str, document: &Document) -> FactType {
    use benefit::plan::AccUnit;
    let declared = document.accs.iter().find(|known| known.name.value == acc);
    let base = declared
        .and_then(|acc| acc.previous.as_ref())
        .map_or(acc, |previous| previous.value.as_str());
    let registered = benefit::registry::ACCUMULATORS
        .iter()
        .find(|known| known.id == base)
        .map(|known| known.unit);
    let unit = declared
        .and_then(|acc| acc.unit.as_ref().map(|unit| unit.value))
        .or(registered);
    match unit {
        Some(AccUnit::Count | AccUnit::Days) => FactType::Int {
            min: 0,
            max: INT_RANGE.1,
        },
        _ => FactType::Money,
    }
}

fn insert_new(
    name: &At<String>,
    decl: FactDecl,
    all: &mut BTreeMap<String, FactDecl>,
    sink: &Sink,
) {
    if all.contains_key(&name.value) {
        let message = format!("事实 `{}` 重复定义", name.value);
        let help = "登记的事实无需声明；给登记的枚举增加取值写 extend = [ … ]";
        sink.push(Draft::error("P0110", name.span, message).help(help));
    } else {
        all.insert(name.value.clone(), decl);
    }
}

fn own(fact: &Fact, all: &mut BTreeMap<String, FactDecl>, sink: &Sink) {
    if let Some(more) = &fact.extend {
        extend(fact, more, all, sink);
        return;
    }
    let (Some(of), Some(ty)) = (&fact.of, &fact.ty) else {
        anew(fact, all, sink);
        return;
    };
    let ty = own_type(fact, ty.value);
    let decl = FactDecl {
        name: fact.name.value.clone(),
        title: fact.title.clone(),
        of: of.value,
        default: default(fact, &ty, sink),
        ty,
        nullable: fact.nullable.unwrap_or(false),
    };
    insert_new(&fact.name, decl, all, sink);
}

fn default(fact: &Fact, ty: &FactType, sink: &Sink) -> Option<i64> {
    let text = fact.default.as_ref()?;
    encode::fact(ty, &text.value)
        .map_err(|message| {
            sink.push(Draft::error(
                "P0302",
                text.span,
                format!("默认值不对：{message}"),
            ));
        })
        .ok()
}

/// A registry fact made mandatory or optional, or given another default, for this package.
fn anew(fact: &Fact, all: &mut BTreeMap<String, FactDecl>, sink: &Sink) {
    let registered = FACTS.iter().any(|known| known.name == fact.name.value);
    let Some(decl) = all.get_mut(&fact.name.value).filter(|_| registered) else {
        let near = did_you_mean(&fact.name.value, FACTS.iter().map(|known| known.name));
        let message = format!("`{}` 不是登记的事实，要写 of、type、title", fact.name.value);
        sink.push(Draft::error("P0102", fact.name.span, message).help(near));
        return;
    };
    let given = default(fact, &decl.ty, sink);
    if let Some(nullable) = fact.nullable {
        decl.nullable = nullable;
        // who says anew whether it may be absent does not want the registry's silent value
        decl.default = None;
    }
    if given.is_some() {
        decl.default = given;
    }
}

fn own_type(fact: &Fact, ty: FactTypeName) -> FactType {
    let values = || {
        fact.values
            .iter()
            .map(|value| titled(fact, &value.value))
            .collect()
    };
    match ty {
        FactTypeName::Date => FactType::Date,
        FactTypeName::Time => FactType::Time,
        FactTypeName::Int => FactType::Int {
            min: fact.min.unwrap_or(INT_RANGE.0),
            max: fact.max.unwrap_or(INT_RANGE.1),
        },
        FactTypeName::Money => FactType::Money,
        FactTypeName::Ratio => FactType::Ratio,
        FactTypeName::Bool => FactType::Bool,
        FactTypeName::Enum => FactType::Enum(values()),
        FactTypeName::Set => FactType::Set(values()),
        FactTypeName::Code => FactType::Code,
    }
}

fn titled(fact: &Fact, name: &str) -> (String, String) {
    let title = fact
        .titles
        .iter()
        .find(|(value, _)| value == name)
        .map_or("", |(_, title)| title);
    (name.to_owned(), title.to_owned())
}

fn extend(fact: &Fact, more: &[At<String>], all: &mut BTreeMap<String, FactDecl>, sink: &Sink) {
    let known = all.get_mut(&fact.name.value).map(|decl| &mut decl.ty);
    let Some(FactType::Enum(values) | FactType::Set(values)) = known else {
        let message = format!("`{}` 不是登记的枚举或集合，不能用 extend", fact.name.value);
        sink.push(Draft::error("P0201", fact.name.span, message));
        return;
    };
    for value in more {
        if values.iter().any(|(name, _)| *name == value.value) {
            sink.push(Draft::error(
                "P0110",
                value.span,
                format!("取值 `{}` 已经登记", value.value),
            ));
        } else {
            values.push(titled(fact, &value.value));
        }
    }
}

fn class_fact(class: &Class, all: &mut BTreeMap<String, FactDecl>, sink: &Sink) {
    let mut values: Vec<(String, String)> = Vec::new();
    let known = all.get(&class.name.value);
    // A class may have several versions in time; its values are those of all of them.
    let earlier = known
        .filter(|decl| decl.of == FactScope::Derived)
        .map(|decl| decl.ty.clone());
    let again = matches!(earlier, Some(FactType::Enum(_)));
    if let Some(FactType::Enum(before)) = earlier {
        values = before;
    }
    for row in &class.rows {
        if !values.iter().any(|(name, _)| *name == row.is.value) {
            values.push((row.is.value.clone(), row.title.clone()));
        }
    }
    let decl = derived(&class.name.value, &class.title, FactType::Enum(values));
    if again {
        all.insert(class.name.value.clone(), decl);
    } else {
        insert_new(&class.name, decl, all, sink);
    }
}

/// Names of the facts that rules, tables, values and the engine use.
pub(crate) fn used(document: &Document, all: &BTreeMap<String, FactDecl>) -> BTreeSet<String> {
    let mut used: BTreeSet<String> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    let mut see = |mention: Mention<'_>| {
        if let Some(name) = fact_of(mention, all) {
            used.insert(name.to_owned());
        }
    };
    super::walk::document(document, &mut see);
    let dates = document.head.law_date.iter().chain(&document.head.year.by);
    used.extend(dates.map(|name| name.value.clone()));
    if used.contains("age") {
        used.insert("birth".to_owned());
    }
    if used.contains("entitled") {
        used.extend(["entitled_from".to_owned(), "entitled_until".to_owned()]);
    }
    for merge in &document.merges {
        let (end, start) = merge_facts(merge);
        used.extend([end.to_owned(), start.to_owned()]);
        if merge.same_provider {
            used.insert("provider_id".to_owned());
        }
    }
    used.extend(document.facts.iter().map(|fact| fact.name.value.clone()));
    used
}

/// The fact that a mention names, if it names one.
pub(crate) fn fact_of<'a>(
    mention: Mention<'a>,
    all: &BTreeMap<String, FactDecl>,
) -> Option<&'a str> {
    match mention {
        Mention::Fact(name) => Some(name),
        Mention::Word { left, word } => {
            let literal = match all.get(left).map(|decl| &decl.ty) {
                Some(FactType::Enum(values) | FactType::Set(values)) => {
                    values.iter().any(|(name, _)| name == word)
                }
                _ => false,
            };
            Some(word).filter(|word| !literal && all.contains_key(*word))
        }
        Mention::Table(_) | Mention::Reference(_) => None,
    }
}

/// Names that a derived fact depends on, tables and named values followed.
pub(crate) fn dependencies(
    name: &str,
    document: &Document,
    all: &BTreeMap<String, FactDecl>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut tables: BTreeSet<&str> = BTreeSet::new();
    let mut values: Vec<&str> = Vec::new();
    let mut see = |mention: Mention<'_>| {
        found.extend(fact_of(mention, all).map(str::to_owned));
    };
    super::walk::derived(name, document, &mut |mention| match mention {
        Mention::Table(table) => {
            tables.insert(table);
        }
        Mention::Reference(text) => values.extend(text.strip_prefix("value.")),
        other => see(other),
    });
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while let Some(value) = values.pop() {
        let Some(named) = document
            .values
            .iter()
            .find(|named| named.name.value == value)
        else {
            continue;
        };
        if done.insert(&named.name.value) {
            visit::value(&named.is, &mut |mention| match mention {
                Mention::Table(table) => {
                    tables.insert(table);
                }
                Mention::Reference(text) => values.extend(text.strip_prefix("value.")),
                other => see(other),
            });
        }
    }
    for table in document
        .tables
        .iter()
        .filter(|table| tables.contains(table.name.value.as_str()))
    {
        visit::table(table, &mut see);
    }
    found
}

/// Facts of a visit's end and a stay's start, by the unit of the distance.
pub(crate) fn merge_facts(merge: &crate::ast::Merge) -> (&'static str, &'static str) {
    if merge.hours.is_some() {
        ("ended_at", "started_at")
    } else {
        ("service_date", "admission_date")
    }
}
