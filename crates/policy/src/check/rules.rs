//! Steps, names that nothing uses, citations, bounds.

use crate::Package;
use crate::ast::visit::{self, Mention};
use crate::ast::{BoundTrend, Document, Value, ValueKind};
use crate::diagnostic::{Draft, Sink};
use crate::resolve::articles::base_article;
use crate::resolve::walk::{self, Part};
use crate::resolve::{Resolved, encode};
use crate::source::Span;
use base::{Fen, Ratio};
use benefit::plan::{Lookup, LookupRow, Plan, Scalar, Step, StepKind, Table, Value as Compiled};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Order of layers and ratios of steps.
pub(super) fn steps(resolved: &Resolved, sink: &Sink) {
    for (plan, spans) in resolved.policy.versions.iter().zip(&resolved.step_spans) {
        let mut highest = 0;
        for (step, span) in plan.steps.iter().zip(spans) {
            if step.layer < highest {
                let name = |layer: u8| {
                    resolved
                        .policy
                        .layers
                        .get(usize::from(layer))
                        .map_or("", String::as_str)
                };
                let message = format!(
                    "步骤 `{}` 属于 {} 层，却排在 {} 层之后",
                    step.id,
                    name(step.layer),
                    name(highest)
                );
                sink.push(Draft::error("P0701", *span, message).help("步骤按 layers 的顺序排列"));
            }
            highest = highest.max(step.layer);
            ratios(step, *span, sink);
            bands(step, *span, sink);
        }
    }
}

/// A band that does not end above the one before it holds nothing: its ratio would never be paid.
fn bands(step: &Step, span: Span, sink: &Sink) {
    let StepKind::Pay(pay) = &step.kind else {
        return;
    };
    let mut lower = 0;
    for segment in &pay.segments {
        let Some(Compiled::Const(Scalar::Int(upper))) = &segment.upto else {
            continue;
        };
        if *upper <= lower {
            let upper = Fen::new(*upper);
            let message = format!("步骤 `{}` 到 {upper} 元的一段是空的", step.id);
            let help = "各段的 upto 要大于 0，并一段比一段大";
            sink.push(Draft::error("P0703", span, message).help(help));
        }
        lower = lower.max(*upper);
    }
}

fn ratios(step: &Step, span: Span, sink: &Sink) {
    let constant = |value: &Compiled| match value {
        Compiled::Const(Scalar::Ratio(ratio)) => Some(*ratio),
        _ => None,
    };
    let all: Vec<Option<Ratio>> = match &step.kind {
        StepKind::Pay(pay) => pay
            .segments
            .iter()
            .map(|segment| constant(&segment.ratio))
            .collect(),
        StepKind::Carve {
            ratio: Some(ratio), ..
        } => vec![constant(ratio)],
        _ => Vec::new(),
    };
    for ratio in all
        .iter()
        .flatten()
        .filter(|ratio| **ratio < Ratio::ZERO || **ratio > Ratio::ONE)
    {
        let message = format!("步骤 `{}` 的比例 {ratio} 不在 0 到 100%", step.id);
        sink.push(Draft::error("P0607", span, message));
    }
    let falls =
        |pair: (&Option<Ratio>, &Option<Ratio>)| matches!(pair, (Some(a), Some(b)) if b < a);
    if all.iter().zip(all.iter().skip(1)).any(falls) {
        let message = format!("步骤 `{}` 的支付比例随费用升高而下降", step.id);
        sink.push(Draft::warning("P0805", span, message).help("请核对文件；确实如此可以不改"));
    }
}

/// Payers, accumulators, tables and values that nothing uses; articles that nothing cites.
pub(super) fn usage(package: &Package, sink: &Sink) {
    let document = &package.document;
    let (names, references) = mentioned(document);
    let unused = |code: &'static str, what: &str, group: &str, name: &crate::source::At<String>| {
        let dotted = format!("{group}.{}", name.value);
        if !names.contains(name.value.as_str()) && !references.contains(dotted.as_str()) {
            sink.push(Draft::warning(
                code,
                name.span,
                format!("{what} `{}` 没有用到", name.value),
            ));
        }
    };
    let all_payers = references.contains("payers");
    document
        .payers
        .iter()
        .filter(|_| !all_payers)
        .for_each(|it| unused("P0802", "支付方", "payer", &it.name));
    document
        .accs
        .iter()
        .for_each(|it| unused("P0803", "累计", "acc", &it.name));
    document
        .values
        .iter()
        .for_each(|it| unused("P0806", "值", "value", &it.name));
    let tables = tables_used(document);
    for table in document
        .tables
        .iter()
        .filter(|table| !tables.contains(table.name.value.as_str()))
    {
        let message = format!("表 `{}` 没有用到", table.name.value);
        sink.push(Draft::warning("P0806", table.name.span, message));
    }
    uncited(package, sink);
}

/// Bare names of pots and accumulators, and reference texts of values.
fn mentioned(document: &Document) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut references: BTreeSet<&str> = BTreeSet::new();
    walk::parts(document, &mut |part| match part {
        Part::Acc(name) => {
            names.insert(&name.value);
        }
        Part::Pot(name) => {
            names.insert(&name.value);
            references.insert(&name.value);
        }
        Part::Value(value) => visit::value(value, &mut |mention| {
            if let Mention::Reference(text) = mention {
                references.insert(text);
            }
        }),
        Part::When(_) => {}
    });
    names.extend(
        document
            .accs
            .iter()
            .filter_map(|acc| acc.previous.as_ref())
            .map(|at| at.value.as_str()),
    );
    (names, references)
}

fn tables_used(document: &Document) -> BTreeSet<&str> {
    let mut tables: BTreeSet<&str> = document
        .bounds
        .iter()
        .map(|bound| bound.table.value.as_str())
        .collect();
    let mut see = |mention: Mention<'_>| {
        if let Mention::Table(name) = mention {
            tables.extend(
                document
                    .tables
                    .iter()
                    .map(|table| table.name.value.as_str())
                    .find(|known| *known == name),
            );
        }
    };
    walk::document(document, &mut see);
    tables
}

fn uncited(package: &Package, sink: &Sink) {
    let cited: BTreeSet<(&str, &str)> = walk::citations(&package.document)
        .into_iter()
        .filter_map(|cite| cite.value.split_once('#'))
        .flat_map(|(source, article)| [(source, base_article(article)), (source, article)])
        .collect();
    for (source, articles) in package
        .document
        .sources
        .iter()
        .zip(&package.articles.by_source)
    {
        for article in articles
            .iter()
            .filter(|it| !cited.contains(&(source.id.value.as_str(), it.name.as_str())))
        {
            let message = format!("《{}》第 `{}` 条没有被引用", source.title, article.name);
            let help = "没有译成规则的条款用 [[untranslated]] 记下";
            sink.push(Draft::warning("P0801", article.span, message).help(help));
        }
    }
}

/// `[[bound]]` entries on every version of their table.
pub(super) fn bounds(document: &Document, resolved: &Resolved, sink: &Sink) {
    for bound in &document.bounds {
        if !document
            .tables
            .iter()
            .any(|table| table.name.value == bound.table.value)
        {
            let message = format!("没有表 `{}`", bound.table.value);
            sink.push(Draft::error("P0202", bound.table.span, message));
            continue;
        }
        let mut broken: BTreeSet<String> = BTreeSet::new();
        for plan in &resolved.policy.versions {
            for table in plan
                .tables
                .iter()
                .filter(|table| table.name == bound.table.value)
            {
                let limit = |value: &Option<Value>| {
                    value
                        .as_ref()
                        .and_then(|value| constant(value, table, plan))
                };
                let (low, high) = (limit(&bound.at_least), limit(&bound.at_most));
                for row in &table.rows {
                    let below = low.is_some_and(|low| compare(row.is, low) == Some(Ordering::Less));
                    let above =
                        high.is_some_and(|high| compare(row.is, high) == Some(Ordering::Greater));
                    if below || above {
                        broken.insert(format!(
                            "{} 起 {} = {}",
                            plan.from,
                            named(row),
                            encode::show_scalar(table.ty, row.is)
                        ));
                    }
                }
                if let Some((trend, key)) = &bound.trend {
                    let fact = resolved.policy.fact(&key.value);
                    let place = table.keys.iter().position(|known| Some(*known) == fact);
                    match place {
                        Some(place) => broken.extend(
                            against(table, place, *trend)
                                .map(|it| format!("{} 起 {it}", plan.from)),
                        ),
                        None => {
                            let message = format!("表 `{}` 没有键 `{}`", table.name, key.value);
                            sink.push(Draft::error("P0603", key.span, message));
                        }
                    }
                }
            }
        }
        for what in broken {
            let message = format!(
                "校验 `{}` 不成立：表 `{}` {what}",
                bound.id.value, bound.table.value
            );
            let draft = match (&bound.document, bound.warning) {
                (Some(_), _) => {
                    Draft::note("P0608", bound.span, format!("{message}（有文件依据）"))
                }
                (None, true) => Draft::warning("P0608", bound.span, message),
                (None, false) => Draft::error("P0608", bound.span, message),
            };
            sink.push(draft);
        }
    }
}

fn named(row: &LookupRow) -> &str {
    if row.label.is_empty() {
        "值"
    } else {
        &row.label
    }
}

/// A literal, or the value of a table without keys.
fn constant(value: &Value, table: &Table, plan: &Plan) -> Option<Scalar> {
    match &value.kind {
        ValueKind::Text(text) => match text.strip_prefix("table.") {
            Some(name) => plan
                .tables
                .iter()
                .find(|other| other.name == name)?
                .rows
                .first()
                .map(|row| row.is),
            None => encode::scalar(table.ty, text).ok(),
        },
        ValueKind::Int(int) => Some(Scalar::Int(*int)),
        _ => None,
    }
}

fn compare(a: Scalar, b: Scalar) -> Option<Ordering> {
    match (a, b) {
        (Scalar::Int(a), Scalar::Int(b)) => Some(a.cmp(&b)),
        (Scalar::Ratio(a), Scalar::Ratio(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

/// Rows that move against a trend along one key, all other keys equal.
fn against(table: &Table, place: usize, trend: BoundTrend) -> Option<String> {
    let position = |row: &LookupRow| match row.keys.get(place) {
        Some(Lookup::Is(value) | Lookup::Range(value, _)) => Some(*value),
        _ => None,
    };
    let same = |a: &LookupRow, b: &LookupRow| {
        a.keys
            .iter()
            .zip(&b.keys)
            .enumerate()
            .all(|(index, (x, y))| index == place || x == y)
    };
    let wrong = if trend == BoundTrend::Falls {
        Ordering::Greater
    } else {
        Ordering::Less
    };
    for low in table.rows.iter().take(1000) {
        for high in table.rows.iter().take(1000).filter(|high| same(low, high)) {
            let rising = matches!((position(low), position(high)), (Some(a), Some(b)) if a < b);
            if rising && compare(high.is, low.is) == Some(wrong) {
                return Some(format!("{} 与 {}", named(low), named(high)));
            }
        }
    }
    None
}
