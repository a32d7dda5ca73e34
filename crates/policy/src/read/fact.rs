//! Facts, derived facts, classes, pots and accumulators.

use super::fields::{Fields, check_name, texts, wrong_type};
use super::head::definitions;
use crate::ast::{
    Acc, Class, ClassRow, Derive, DeriveHow, Document, Fact, FactTypeName, Named, Payer,
};
use crate::diagnostic::{Draft, Sink};
use crate::source::{At, Node, Tree};
use benefit::plan::{AccKind, AccOwner, AccUnit, AccWindow, FactScope, PayerKind, ValueType};

/// Names of the types of values.
pub(crate) const VALUE_TYPES: [(&str, ValueType); 4] = [
    ("money", ValueType::Money),
    ("ratio", ValueType::Ratio),
    ("int", ValueType::Int),
    ("date", ValueType::Date),
];

const FACT_TYPES: [(&str, FactTypeName); 9] = [
    ("date", FactTypeName::Date),
    ("time", FactTypeName::Time),
    ("int", FactTypeName::Int),
    ("money", FactTypeName::Money),
    ("ratio", FactTypeName::Ratio),
    ("bool", FactTypeName::Bool),
    ("enum", FactTypeName::Enum),
    ("set", FactTypeName::Set),
    ("code", FactTypeName::Code),
];

const SCOPES: [(&str, FactScope); 4] = [
    ("person", FactScope::Person),
    ("claim", FactScope::Claim),
    ("provider", FactScope::Provider),
    ("line", FactScope::Line),
];

/// Names of the kinds of payers.
pub(crate) const PAYER_KINDS: [(&str, PayerKind); 9] = [
    ("fund", PayerKind::Fund),
    ("account", PayerKind::Account),
    ("family_account", PayerKind::FamilyAccount),
    ("employer", PayerKind::Employer),
    ("provider", PayerKind::Provider),
    ("insurer", PayerKind::Insurer),
    ("assistance", PayerKind::Assistance),
    ("government", PayerKind::Government),
    ("mutual_aid", PayerKind::MutualAid),
];

/// Names of the owners of accumulators.
pub(crate) const OWNERS: [(&str, AccOwner); 6] = [
    ("person", AccOwner::Person),
    ("family", AccOwner::Family),
    ("group", AccOwner::Group),
    ("person_disease", AccOwner::PersonDisease),
    ("person_provider", AccOwner::PersonProvider),
    ("episode", AccOwner::Episode),
];

/// Names of the windows of accumulators.
pub(crate) const WINDOWS: [(&str, AccWindow); 5] = [
    ("year", AccWindow::Year),
    ("month", AccWindow::Month),
    ("day", AccWindow::Day),
    ("episode", AccWindow::Episode),
    ("life", AccWindow::Life),
];

/// Names of the units of accumulators.
pub(crate) const UNITS: [(&str, AccUnit); 3] = [
    ("money", AccUnit::Money),
    ("count", AccUnit::Count),
    ("days", AccUnit::Days),
];

pub(crate) fn read(document: &mut Document, root: &Fields<'_>) {
    document.facts = definitions(root, "fact", fact);
    document.derives = definitions(root, "derive", derive);
    document.classes = root
        .list("class")
        .iter()
        .filter_map(|node| class(node, root.sink))
        .collect();
    document.parts = definitions(root, "part", named);
    document.causes = definitions(root, "cause", named);
    document.payers = definitions(root, "payer", payer);
    document.accs = definitions(root, "acc", acc);
}

fn fact(name: &At<String>, node: &Node, sink: &Sink) -> Option<Fact> {
    let known = [
        "of", "type", "values", "title", "titles", "default", "nullable", "min", "max", "extend",
    ];
    let fields = Fields::open(node, "事实", &known, sink)?;
    let extend = fields.get("extend").map(|node| texts(node, "extend", sink));
    let anew = !fields.has("of") && !fields.has("type");
    if extend.is_none() && !anew {
        fields.need("of");
        fields.need("type");
        fields.need("title");
    }
    let fact = Fact {
        name: name.clone(),
        title: fields.plain("title"),
        of: fields.choice("of", &SCOPES),
        ty: fields.choice("type", &FACT_TYPES),
        values: fields.texts("values"),
        titles: titles(&fields),
        extend,
        default: default(&fields),
        nullable: fields.has("nullable").then(|| fields.flag("nullable")),
        min: fields.int("min").map(|at| at.value),
        max: fields.int("max").map(|at| at.value),
    };
    let values = fact.values.iter().chain(fact.extend.iter().flatten());
    super::fields::refuse_twice(values.clone(), "取值", sink);
    check_members(&fact, &fields);
    Some(fact)
}

fn check_members(fact: &Fact, fields: &Fields<'_>) {
    let listed = matches!(
        &fact.ty,
        Some(At {
            value: FactTypeName::Enum | FactTypeName::Set,
            ..
        })
    );
    if listed && fact.values.is_empty() {
        fields.need("values");
    }
    if !listed && !fact.values.is_empty() {
        fields.sink.push(Draft::error(
            "P0109",
            fields.span,
            "只有 enum 和 set 类型有 `values`",
        ));
    }
    if fact.values.len() > 60
        && matches!(
            &fact.ty,
            Some(At {
                value: FactTypeName::Set,
                ..
            })
        )
    {
        fields
            .sink
            .push(Draft::error("P0109", fields.span, "set 至多 60 个取值"));
    }
}

fn titles(fields: &Fields<'_>) -> Vec<(String, String)> {
    let Some(table) = fields.get("titles").and_then(Node::as_table) else {
        return Vec::new();
    };
    let pair = |entry: &crate::source::Entry| {
        Some((entry.key.value.clone(), entry.node.as_text()?.to_owned()))
    };
    table.entries.iter().filter_map(pair).collect()
}

/// A default as the text a file would hold.
fn default(fields: &Fields<'_>) -> Option<At<String>> {
    let node = fields.get("default")?;
    let text = match &node.value {
        Tree::Text(text) => text.clone(),
        Tree::Int(int) => int.to_string(),
        Tree::Date(date) => date.to_string(),
        Tree::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        _ => {
            wrong_type(node, "default", "文本、整数或日期", fields.sink);
            return None;
        }
    };
    Some(At::new(text, node.span))
}

fn derive(name: &At<String>, node: &Node, sink: &Sink) -> Option<Derive> {
    let fields = Fields::open(
        node,
        "派生事实",
        &[
            "type", "is", "title", "count_of", "ordinal", "before", "cite",
        ],
        sink,
    )?;
    let how = if let Some(set) = fields.text("count_of") {
        DeriveHow::CountOf(set)
    } else if let Some(acc) = fields.text("ordinal") {
        DeriveHow::Ordinal(acc)
    } else if let Some(acc) = fields.text("before") {
        DeriveHow::Before(acc)
    } else {
        fields.need("type");
        let is = fields.need_value("is");
        DeriveHow::Value(fields.choice("type", &VALUE_TYPES)?.value, is?)
    };
    Some(Derive {
        name: name.clone(),
        title: fields.plain("title"),
        how,
    })
}

fn class(node: &Node, sink: &Sink) -> Option<Class> {
    let fields = Fields::open(
        node,
        "分类",
        &["name", "title", "cite", "rows", "from", "until"],
        sink,
    )?;
    let name = fields.need_text("name");
    check_name(&name, "分类", sink);
    let rows = fields
        .need("rows")
        .map(|node| super::fields::list(node, "rows", sink))
        .unwrap_or_default();
    if rows.is_empty() && fields.has("rows") {
        sink.push(Draft::error("P0604", fields.span, "分类没有一行"));
    }
    Some(Class {
        name,
        title: fields.plain("title"),
        rows: rows
            .iter()
            .filter_map(|node| class_row(node, sink))
            .collect(),
        period: fields.period(),
        cite: fields.cites(),
    })
}

fn class_row(node: &Node, sink: &Sink) -> Option<ClassRow> {
    let fields = Fields::open(node, "分类的一行", &["is", "when", "title", "cite"], sink)?;
    let is = fields.need_text("is");
    let when = fields.need_condition("when")?;
    Some(ClassRow {
        is,
        when,
        title: fields.plain("title"),
        cite: fields.texts("cite"),
        span: node.span,
    })
}

fn named(name: &At<String>, node: &Node, sink: &Sink) -> Option<Named> {
    let fields = Fields::open(node, "款项", &["title"], sink)?;
    Some(Named {
        name: name.clone(),
        title: fields.need_text("title").value,
    })
}

fn payer(name: &At<String>, node: &Node, sink: &Sink) -> Option<Payer> {
    let fields = Fields::open(node, "支付方", &["title", "kind", "layer"], sink)?;
    fields.need("kind");
    Some(Payer {
        name: name.clone(),
        title: fields.need_text("title").value,
        kind: fields.choice("kind", &PAYER_KINDS)?.value,
        layer: fields.text("layer"),
    })
}

fn acc(name: &At<String>, node: &Node, sink: &Sink) -> Option<Acc> {
    let fields = Fields::open(
        node,
        "累计",
        &["of", "per", "unit", "kind", "title", "previous"],
        sink,
    )?;
    let kinds = [("counter", AccKind::Counter), ("balance", AccKind::Balance)];
    Some(Acc {
        name: name.clone(),
        title: fields.plain("title"),
        of: fields.choice("of", &OWNERS),
        per: fields.choice("per", &WINDOWS),
        unit: fields.choice("unit", &UNITS),
        kind: fields.choice("kind", &kinds),
        previous: fields.text("previous"),
    })
}
