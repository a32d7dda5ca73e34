//! The whole policy: versions in time, each with its tables and rules, and the hash.

use super::context::Context;
use super::symbols::Symbols;
use super::{articles, size, table, walk};
use crate::ast::{Document, Version};
use crate::diagnostic::{Draft, Sink};
use crate::source::Span;
use crate::{CompileOptions, Package};
use base::Date;
use base::calendar::{BenefitYear, MonthDay, YearCalendar};
use benefit::plan::{KnownFacts, Plan, Policy, RoundRule};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// More versions than this are a mistake of the package.
const MAX_VERSIONS: usize = 2000;

/// What resolving yields besides the policy: places, for the checks.
pub(crate) struct Resolved {
    pub policy: Policy,
    /// Place of each step, by version.
    pub step_spans: Vec<Vec<Span>>,
}

/// Compiles a package; findings go to the sink, and the policy is sound only where none is an error.
pub(crate) fn policy(package: &Package, options: &CompileOptions, sink: &Sink) -> Resolved {
    let document = &package.document;
    let symbols = Symbols::build(document, &package.articles, options, sink);
    let parameters = parameters(document, options, sink);
    let hash = hash(package, options);
    let mut versions = Vec::new();
    let mut step_spans = Vec::new();
    for (from, until) in spans(document, options, sink) {
        let (plan, spans) = plan((from, until), &symbols, &parameters, options, &hash, sink);
        versions.push(plan);
        step_spans.push(spans);
    }
    let head = &document.head;
    let slot = |name: &crate::source::At<String>| {
        symbols.fact(&name.value, name.span, sink).map(|(id, _)| id)
    };
    let policy = Policy {
        id: head.id.clone(),
        title: head.title.clone(),
        hash,
        sources: articles::declarations(document),
        law_date: head.law_date.iter().filter_map(slot).collect(),
        calendar: calendar(document, sink),
        year_by: head.year.by.as_ref().and_then(slot),
        age_at: head.age_at,
        order: head.order,
        reversal: head.reversal,
        versions,
        known: known(&symbols),
        facts: symbols.facts.clone(),
        pots: symbols.pots.clone(),
        accs: symbols.accs.clone(),
        layers: symbols.layers.clone(),
    };
    check_dates(&policy, document, sink);
    Resolved { policy, step_spans }
}

/// The facts that choose dates must be dates.
fn check_dates(policy: &Policy, document: &Document, sink: &Sink) {
    use benefit::plan::FactType;
    let tables = document.tables.iter().filter_map(|table| table.by.as_ref());
    for name in document
        .head
        .law_date
        .iter()
        .chain(&document.head.year.by)
        .chain(tables)
    {
        let decl = policy.facts.iter().find(|fact| fact.name == name.value);
        if decl.is_some_and(|decl| decl.ty != FactType::Date) {
            sink.push(Draft::error(
                "P0302",
                name.span,
                format!("`{}` 不是日期", name.value),
            ));
        }
    }
}

fn plan(
    (from, until): (Date, Option<Date>),
    symbols: &Symbols<'_>,
    parameters: &BTreeMap<String, Vec<Version>>,
    options: &CompileOptions,
    package_hash: &[u8; 32],
    sink: &Sink,
) -> (Plan, Vec<Span>) {
    let (tables, uses) = table::on_day(symbols, parameters, options, from, sink);
    let context = Context {
        symbols,
        tables: &uses,
        built: &tables,
        sink,
        depth: Cell::new(0),
        expansions: Cell::new(0),
    };
    let head = &symbols.document.head.rounding;
    let (steps, spans) = context.steps(from).into_iter().unzip();
    let mut digest = Sha256::new();
    digest.update(package_hash);
    digest.update(format!("{from}/{until:?}"));
    let mut plan = Plan {
        from,
        until,
        hash: digest.finalize().into(),
        rounding: RoundRule {
            mode: head.mode,
            unit: head.unit,
            items_by_sum: head.items_by_sum,
        },
        derived: context.derived(from),
        items: context.items(from),
        denials: context.denials(from),
        reviews: context.reviews(from),
        steps,
        entries: context.entries(from),
        merges: context.merges(from),
        tables: Vec::new(),
    };
    plan.tables = tables;
    (plan, spans)
}

/// The versions in time: cut wherever a table, rule or section begins or ends.
fn spans(document: &Document, options: &CompileOptions, sink: &Sink) -> Vec<(Date, Option<Date>)> {
    let in_force = document.head.in_force;
    let Some(first) = in_force.from.map(|from| from.value) else {
        return Vec::new();
    };
    let last = in_force.until.map(|until| until.value);
    let mut starts = BTreeSet::from([first]);
    let mut add = |period: &crate::ast::Period| {
        starts.extend(period.from.map(|from| from.value));
        starts.extend(period.until.and_then(|until| until.value.add_days(1)));
    };
    walk::periods(document).iter().for_each(&mut add);
    for written in document.tables.iter().filter(|table| table.by.is_none()) {
        table::effective(written, options.known_at)
            .iter()
            .for_each(|version| add(&version.period));
    }
    let inside: Vec<Date> = starts
        .into_iter()
        .filter(|day| *day >= first && last.is_none_or(|last| *day <= last))
        .collect();
    if inside.len() > MAX_VERSIONS {
        let message = format!("规则在时间上分成 {} 段，超过 {MAX_VERSIONS}", inside.len());
        sink.push(Draft::error("P0505", document.head.span, message));
        return Vec::new();
    }
    if size::refuse_endless(document, options, inside.len(), sink) {
        return Vec::new();
    }
    let ends = inside
        .iter()
        .skip(1)
        .map(|next| next.add_days(-1))
        .chain([last]);
    inside.iter().copied().zip(ends).collect()
}

/// Parameters of the caller as versions of the tables that no source fills.
fn parameters(
    document: &Document,
    options: &CompileOptions,
    sink: &Sink,
) -> BTreeMap<String, Vec<Version>> {
    let mut out = BTreeMap::new();
    for path in options.parameters.keys() {
        let name = path
            .strip_prefix("table.")
            .map(|rest| rest.split('.').next().unwrap_or(rest));
        let found = name.and_then(|name| {
            document
                .tables
                .iter()
                .find(|table| table.name.value == name)
        });
        match found {
            Some(table) if table.unset => {
                out.insert(
                    table.name.value.clone(),
                    table::from_parameters(table, options),
                );
            }
            Some(table) => {
                let message = format!("`{path}` 不是未定参数，不能由外部给出");
                let help = "改动来源给出的数用改革补丁（reference 第 11 节）";
                sink.push(Draft::error("P0202", table.name.span, message).help(help));
            }
            None => {
                let message = format!("没有参数 `{path}`");
                sink.push(
                    Draft::error("P0202", Span::OUTSIDE, message).help(unset_tables(document)),
                );
            }
        }
    }
    out
}

/// The mend for a parameter that the package does not have: those that it has.
fn unset_tables(document: &Document) -> String {
    let unset = document.tables.iter().filter(|table| table.unset);
    let names: Vec<String> = unset
        .map(|table| format!("table.{}", table.name.value))
        .collect();
    if names.is_empty() {
        return "这个政策包没有未定参数".to_owned();
    }
    format!(
        "写成 table.名称 或 table.名称.键；可以给出的有 {}",
        names.join("、")
    )
}

fn calendar(document: &Document, sink: &Sink) -> YearCalendar {
    let year = &document.head.year;
    let start = MonthDay::new(year.starts.0, year.starts.1).unwrap_or(MonthDay::JANUARY_FIRST);
    let mut calendar = YearCalendar::new(start);
    for (from, (month, day)) in &year.changes {
        let start = MonthDay::new(*month, *day).unwrap_or(MonthDay::JANUARY_FIRST);
        match calendar.clone().changing(from.value, start) {
            Ok(changed) => calendar = changed,
            Err(error) => sink.push(Draft::error("P0502", from.span, error.zh())),
        }
    }
    for period in &year.periods {
        let label = period.label.to_string();
        let irregular = BenefitYear {
            label,
            from: period.from,
            until: period.until,
        };
        match calendar.clone().with_irregular(irregular) {
            Ok(changed) => calendar = changed,
            Err(error) => sink.push(Draft::error("P0502", period.span, error.zh())),
        }
    }
    calendar
}

fn known(symbols: &Symbols<'_>) -> KnownFacts {
    let slot = |name: &str| symbols.fact_quietly(name).map(|(id, _)| id);
    KnownFacts {
        birth: slot("birth"),
        service_date: slot("service_date"),
        settlement_date: slot("settlement_date"),
        admission_date: slot("admission_date"),
        discharge_date: slot("discharge_date"),
        entitled_from: slot("entitled_from"),
        entitled_until: slot("entitled_until"),
        age: slot("age"),
        year: slot("year"),
        stay_days: slot("stay_days"),
        entitled: slot("entitled"),
        care: slot("care"),
        item: slot("item"),
        price_limit: slot("price_limit"),
        own_first: slot("own_first"),
        quantity: slot("quantity"),
    }
}

/// SHA-256 over the package's rules, the switches and parameters chosen and the date of knowledge.
fn hash(package: &Package, options: &CompileOptions) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut part = |text: &str| {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text);
    };
    part("tongchou-plan/1");
    for switch in &package.document.switches {
        let chosen = options
            .switches
            .get(&switch.name.value)
            .unwrap_or(&switch.default.value);
        part(&switch.name.value);
        part(chosen);
    }
    for (path, value) in &options.parameters {
        part(path);
        part(value);
    }
    part(
        &options
            .known_at
            .map(|date| date.to_string())
            .unwrap_or_default(),
    );
    digest.update(package.fingerprint);
    digest.finalize().into()
}
