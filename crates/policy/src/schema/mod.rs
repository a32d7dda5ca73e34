//! JSON Schemas of packages and of the files that go with them, from the registry and a package's own facts.

mod json;
mod package;

use crate::Package;
use crate::diagnostic::Sink;
use crate::resolve::facts;
use crate::resolve::symbols::CAUSES;
use benefit::plan::{AccUnit, FactDecl, FactScope, FactType};
use benefit::registry::{ACCUMULATORS, FACTS};
use json::{Json, list_of, money, object, plain, whole};
use std::collections::BTreeMap;

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaKind {
    /// The rules of a package (TOML, as the JSON it stands for).
    Package,
    /// A file of persons.
    Persons,
    /// A file of bills.
    Bills,
    /// A file of opening accumulators.
    Accumulators,
    /// A file of results.
    Results,
}

impl SchemaKind {
    /// Its `$id`, which carries the version.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            SchemaKind::Package => "tongchou/package/1",
            SchemaKind::Persons => "tongchou/persons/1",
            SchemaKind::Bills => "tongchou/bills/1",
            SchemaKind::Accumulators => "tongchou/accumulators/1",
            SchemaKind::Results => "tongchou/results/1",
        }
    }
}

/// A JSON Schema as text: the registry's facts and accumulators, and those of a package where one is given.
#[must_use]
pub fn schema(kind: SchemaKind, package: Option<&Package>) -> String {
    let body = match kind {
        SchemaKind::Package => package::schema(),
        SchemaKind::Persons => persons(package),
        SchemaKind::Bills => bills(package),
        SchemaKind::Accumulators => accumulators(package),
        SchemaKind::Results => results(package),
    };
    let head = [
        (
            "$schema".to_owned(),
            Json::text("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("$id".to_owned(), Json::text(kind.id())),
    ];
    let entries = match body {
        Json::Object(entries) => entries,
        other => vec![("const".to_owned(), other)],
    };
    Json::Object(head.into_iter().chain(entries).collect()).print()
}

/// Facts in the order of the registry, then the package's own.
fn all_facts(package: Option<&Package>) -> Vec<FactDecl> {
    let registered = FACTS.iter().map(facts::from_registry);
    let Some(package) = package else {
        return registered.collect();
    };
    let mut all: BTreeMap<String, FactDecl> = facts::all(&package.document, &Sink::default());
    let mut ordered: Vec<FactDecl> = registered
        .filter_map(|fact| all.remove(&fact.name))
        .collect();
    ordered.extend(
        all.into_values()
            .filter(|fact| fact.of != FactScope::Derived),
    );
    ordered
}

fn fact(decl: &FactDecl) -> (String, Json) {
    let names = |values: &[(String, String)]| {
        values
            .iter()
            .map(|(name, _)| Json::text(name.as_str()))
            .collect()
    };
    let titles = |values: &[(String, String)]| {
        values
            .iter()
            .map(|(name, title)| format!("{name} {title}"))
            .collect::<Vec<_>>()
            .join("；")
    };
    let mut schema = match &decl.ty {
        FactType::Date => plain(&decl.title).with("format", Json::text("date")),
        FactType::Time => plain(&decl.title).with("format", Json::text("date-time")),
        FactType::Int { min, max } => whole(&decl.title)
            .with("minimum", Json::Int(*min))
            .with("maximum", Json::Int(*max)),
        FactType::Money => money(&decl.title),
        FactType::Ratio => plain(&decl.title).with(
            "pattern",
            Json::text("^-?[0-9]+(\\.[0-9]{1,4})?%$|^-?[0-9]+/[0-9]+$|^[01]$"),
        ),
        FactType::Bool => plain(&decl.title).with("enum", Json::texts(["yes", "no"])),
        FactType::Enum(values) => {
            let described = plain(&decl.title).with("description", Json::text(titles(values)));
            described.with("enum", Json::List(names(values)))
        }
        FactType::Set(values) => {
            let item = Json::object([
                ("type", Json::text("string")),
                ("enum", Json::List(names(values))),
            ]);
            let described = Json::object([
                ("type", Json::text("array")),
                ("title", Json::text(decl.title.as_str())),
            ]);
            described
                .with("description", Json::text(titles(values)))
                .with("items", item)
        }
        FactType::Code => plain(&decl.title),
    };
    if let Some(value) = decl.default {
        let shown = crate::resolve::encode::show(&decl.ty, value);
        schema = match &decl.ty {
            FactType::Int { .. } => schema.with("default", Json::Int(value)),
            FactType::Set(_) => schema.with(
                "default",
                Json::texts(shown.split(',').filter(|name| !name.is_empty())),
            ),
            _ => schema.with("default", Json::text(shown)),
        };
    }
    (decl.name.clone(), schema)
}

fn of_scope(all: &[FactDecl], scopes: &[FactScope]) -> Vec<(String, Json)> {
    all.iter()
        .filter(|decl| scopes.contains(&decl.of))
        .map(fact)
        .collect()
}

fn persons(package: Option<&Package>) -> Json {
    let mut properties = vec![
        ("person_id".to_owned(), plain("个人编号")),
        ("family_id".to_owned(), plain("家庭编号")),
        ("group_id".to_owned(), plain("共用限额的组编号")),
    ];
    properties.extend(of_scope(&all_facts(package), &[FactScope::Person]));
    list_of("参保人", object(properties, &["person_id"], false))
}

fn bills(package: Option<&Package>) -> Json {
    let all = all_facts(package);
    let line = line(&all);
    let mut properties = owners();
    properties.insert(0, ("claim_id".to_owned(), plain("结算编号")));
    // Facts of the person may stand in the bill itself.
    let facts = of_scope(
        &all,
        &[FactScope::Person, FactScope::Claim, FactScope::Provider],
    );
    for (name, schema) in facts {
        if !properties.iter().any(|(known, _)| *known == name) {
            properties.push((name, schema));
        }
    }
    properties.push(("amount".to_owned(), money("政策范围内费用（整笔）")));
    properties.push(("total".to_owned(), money("总费用，等于各项之和")));
    for (name, title) in items(&all) {
        properties.push((format!("amount_{name}"), money(&format!("{title}费用合计"))));
    }
    properties.push(("lines".to_owned(), list_of("费用明细", line)));
    properties.push(("enter".to_owned(), plain("从这一层或这一步进入")));
    for (pot, title) in pots(package) {
        properties.push((pot, money(&title)));
    }
    properties.push(("reverse".to_owned(), plain("冲正的结算编号")));
    let visit = Json::object([("type", Json::text("object"))]);
    properties.push((
        "visits".to_owned(),
        list_of("可并入的先前就诊（字段同本表）", visit),
    ));
    list_of("费用单", object(properties, &["claim_id"], false))
}

fn line(all: &[FactDecl]) -> Json {
    let mut properties = vec![("amount".to_owned(), money("金额"))];
    properties.extend(of_scope(all, &[FactScope::Line]));
    object(properties, &["amount"], false)
}

fn owners() -> Vec<(String, Json)> {
    let named = [
        ("person_id", "个人编号"),
        ("family_id", "家庭编号"),
        ("group_id", "共用限额的组编号"),
        ("episode_id", "治疗过程编号"),
        ("provider_id", "医药机构代码"),
        ("disease", "病种"),
    ];
    named
        .map(|(name, title)| (name.to_owned(), plain(title)))
        .into()
}

fn items(all: &[FactDecl]) -> Vec<(String, String)> {
    let item = all.iter().find(|decl| decl.name == "item");
    match item.map(|decl| &decl.ty) {
        Some(FactType::Enum(values)) => values.clone(),
        _ => Vec::new(),
    }
}

/// Columns of the pots: `open_X`, `burden_X`, `paid_X`.
fn pots(package: Option<&Package>) -> Vec<(String, String)> {
    let mut pots = vec![("open_main".to_owned(), "待分配".to_owned())];
    let document = package.map(|package| &package.document);
    let named = |prefix: &str, list: &[crate::ast::Named]| {
        list.iter()
            .map(|it| (format!("{prefix}_{}", it.name.value), it.title.clone()))
            .collect::<Vec<_>>()
    };
    if let Some(document) = document {
        pots.extend(named("open", &document.parts));
    }
    pots.extend(
        CAUSES
            .iter()
            .map(|(name, title)| (format!("burden_{name}"), format!("个人负担：{title}"))),
    );
    if let Some(document) = document {
        pots.extend(named("burden", &document.causes));
        pots.extend(document.payers.iter().map(|it| {
            (
                format!("paid_{}", it.name.value),
                format!("{}支付", it.title),
            )
        }));
    }
    pots
}

/// Ids, titles and units of the accumulators.
fn all_accumulators(package: Option<&Package>) -> Vec<(String, String, AccUnit)> {
    let registered = ACCUMULATORS
        .iter()
        .map(|acc| (acc.id.to_owned(), acc.title.to_owned(), acc.unit));
    let Some(package) = package else {
        return registered.collect();
    };
    let declared = package.document.accs.iter().map(|acc| {
        let known = ACCUMULATORS.iter().find(|known| known.id == acc.name.value);
        let title = if acc.title.is_empty() {
            known.map_or("", |known| known.title)
        } else {
            &acc.title
        };
        let unit = acc
            .unit
            .as_ref()
            .map(|unit| unit.value)
            .or(known.map(|known| known.unit));
        (
            acc.name.value.clone(),
            title.to_owned(),
            unit.unwrap_or(AccUnit::Money),
        )
    });
    declared.collect()
}

fn accumulators(package: Option<&Package>) -> Json {
    let all = all_accumulators(package);
    let titles: Vec<String> = all
        .iter()
        .map(|(id, title, _)| format!("{id} {title}"))
        .collect();
    let mut properties = owners();
    let id = plain("累计").with("description", Json::text(titles.join("；")));
    properties.push((
        "accumulator".to_owned(),
        id.with("enum", Json::texts(all.iter().map(|(id, ..)| id.as_str()))),
    ));
    properties.push(("window".to_owned(), plain("年度、月份或日期；终身累计为空")));
    let number = Json::List(vec![money("金额（元）"), whole("次数或天数")]);
    properties.push((
        "value".to_owned(),
        Json::object([("title", Json::text("期初值")), ("anyOf", number)]),
    ));
    list_of(
        "期初累计",
        object(properties, &["accumulator", "value"], false),
    )
}

fn results(package: Option<&Package>) -> Json {
    let mut properties = vec![
        ("claim_id".to_owned(), plain("结算编号")),
        ("person_id".to_owned(), plain("个人编号")),
        (
            "entry".to_owned(),
            plain("记录种类").with("enum", Json::texts(["claim", "reversal", "difference"])),
        ),
        ("corrects".to_owned(), plain("冲正或更正的结算编号")),
        (
            "status".to_owned(),
            plain("结果").with("enum", Json::texts(["settled", "denied", "review"])),
        ),
        ("total".to_owned(), money("总费用")),
        ("in_policy".to_owned(), money("政策范围内费用")),
        ("self".to_owned(), money("个人负担合计")),
    ];
    for (pot, title) in pots(package)
        .into_iter()
        .filter(|(pot, _)| !pot.starts_with("open_"))
    {
        properties.push((pot, money(&title)));
    }
    for (id, title, unit) in all_accumulators(package) {
        let title = format!("{title}的变动");
        let schema = if unit == AccUnit::Money {
            money(&title)
        } else {
            whole(&title)
        };
        properties.push((format!("delta_{id}"), schema));
    }
    for (name, title) in [
        ("denials", "不予支付的理由"),
        ("reviews", "须人工复核的条款"),
        ("receipt", "凭据散列"),
    ] {
        properties.push((name.to_owned(), plain(title)));
    }
    let required = ["claim_id", "entry", "status", "total"];
    list_of("结算结果", object(properties, &required, true))
}
