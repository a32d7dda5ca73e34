//! Sections beside the bill, bounds and merges.

use super::fields::Fields;
use crate::ast::{Bound, BoundTrend, Document, Entry, EntryKind, Merge, PayLine};
use crate::diagnostic::{Draft, Sink};
use crate::source::{At, Node};
use benefit::plan::DeadlineUnit;

const COMMON: [&str; 6] = ["id", "title", "cite", "when", "from", "until"];

/// The sections and their own keys.
const SECTIONS: &[(&str, &str, &[&str])] = &[
    ("contribution", "筹资", &["base", "pay", "floor"]),
    ("account_credit", "个人账户计入", &["band", "amount", "to"]),
    (
        "entitlement",
        "待遇享受",
        &["ground", "starts", "ends", "bars"],
    ),
    ("deadline", "期限", &["days", "unit"]),
    (
        "penalty",
        "处罚",
        &["actor", "at_least", "at_most", "requires"],
    ),
    ("allowance", "津贴", &["to", "amount"]),
    (
        "indicator",
        "指标",
        &["numerator", "denominator", "at_least", "at_most", "effect"],
    ),
];

pub(crate) fn read(document: &mut Document, root: &Fields<'_>) {
    for (section, what, own) in SECTIONS {
        for node in root.list(section) {
            document
                .entries
                .extend(entry(section, what, own, node, root.sink));
        }
    }
    document.bounds = root
        .list("bound")
        .iter()
        .filter_map(|node| bound(node, root.sink))
        .collect();
    document.merges = root
        .list("merge")
        .iter()
        .filter_map(|node| merge(node, root.sink))
        .collect();
}

fn entry(section: &str, what: &str, own: &[&str], node: &Node, sink: &Sink) -> Option<Entry> {
    let known: Vec<&str> = COMMON.iter().chain(own).copied().collect();
    let fields = Fields::open(node, what, &known, sink)?;
    let (id, cite, when, period) = (
        fields.need_text("id"),
        fields.cites(),
        fields.condition("when"),
        fields.period(),
    );
    let kind = kind(section, &fields)?;
    Some(Entry {
        span: fields.span,
        id,
        title: fields.plain("title"),
        when,
        period,
        kind,
        cite,
    })
}

fn kind(section: &str, fields: &Fields<'_>) -> Option<EntryKind> {
    match section {
        "contribution" => {
            fields.need("pay");
            let pay = fields
                .list("pay")
                .iter()
                .filter_map(|node| pay_line(node, fields.sink))
                .collect();
            Some(EntryKind::Contribution {
                base: fields.value("base"),
                pay,
                floor: fields.value("floor"),
            })
        }
        "account_credit" => {
            let (band, amount) = (fields.need_text("band").value, fields.need_value("amount"));
            Some(EntryKind::AccountCredit {
                band,
                amount: amount?,
                to: fields.need_text("to").value,
            })
        }
        "entitlement" => {
            let (ground, starts) = (
                fields.need_text("ground").value,
                fields.need_value("starts"),
            );
            Some(EntryKind::Entitlement {
                ground,
                starts: starts?,
                ends: fields.value("ends"),
                bars: fields.flag("bars"),
            })
        }
        "deadline" => deadline(fields),
        "penalty" => {
            let actor = fields.need_text("actor").value;
            let (at_least, at_most) = (fields.need_value("at_least"), fields.need_value("at_most"));
            let requires = fields.condition("requires");
            Some(EntryKind::Penalty {
                actor,
                at_least: at_least?,
                at_most: at_most?,
                requires,
            })
        }
        "allowance" => {
            let (to, amount) = (fields.need_text("to").value, fields.need_value("amount"));
            Some(EntryKind::Allowance {
                to,
                amount: amount?,
            })
        }
        _ => indicator(fields),
    }
}

fn deadline(fields: &Fields<'_>) -> Option<EntryKind> {
    let units = [
        ("working", DeadlineUnit::Working),
        ("calendar", DeadlineUnit::Calendar),
        ("month", DeadlineUnit::Month),
    ];
    let days = fields.need_value("days");
    fields.need("unit");
    Some(EntryKind::Deadline {
        days: days?,
        unit: fields.choice("unit", &units)?.value,
    })
}

fn indicator(fields: &Fields<'_>) -> Option<EntryKind> {
    let effects = [
        ("info", "info"),
        ("warning", "warning"),
        ("refuse", "refuse"),
    ];
    let (numerator, denominator) = (
        fields.need_value("numerator"),
        fields.need_value("denominator"),
    );
    Some(EntryKind::Indicator {
        numerator: numerator?,
        denominator: denominator?,
        at_least: fields.ratio("at_least"),
        at_most: fields.ratio("at_most"),
        effect: fields
            .choice("effect", &effects)
            .map_or("info", |at| at.value)
            .to_owned(),
    })
}

fn pay_line(node: &Node, sink: &Sink) -> Option<PayLine> {
    let fields = Fields::open(node, "缴费", &["by", "to", "amount"], sink)?;
    let (by, to) = (fields.need_text("by"), fields.need_text("to"));
    Some(PayLine {
        by,
        to,
        amount: fields.need_value("amount")?,
    })
}

fn bound(node: &Node, sink: &Sink) -> Option<Bound> {
    let known = [
        "id",
        "title",
        "cite",
        "table",
        "at_least",
        "at_most",
        "falls_with",
        "rises_with",
        "effect",
        "document",
    ];
    let fields = Fields::open(node, "校验", &known, sink)?;
    let mut table = fields.need_text("table");
    if let Some(name) = table.value.strip_prefix("table.") {
        table.value = name.to_owned();
    }
    let falls = fields
        .text("falls_with")
        .map(|key| (BoundTrend::Falls, key));
    let trend = falls.or_else(|| {
        fields
            .text("rises_with")
            .map(|key| (BoundTrend::Rises, key))
    });
    if trend.is_none() && !fields.has("at_least") && !fields.has("at_most") {
        let message = "校验要有 at_least、at_most、falls_with、rises_with 之一";
        sink.push(Draft::error("P0109", fields.span, message));
    }
    Some(Bound {
        span: fields.span,
        id: fields.need_text("id"),
        title: fields.plain("title"),
        table,
        at_least: fields.value("at_least"),
        at_most: fields.value("at_most"),
        trend,
        warning: fields
            .choice("effect", &[("error", false), ("warning", true)])
            .is_some_and(|at| at.value),
        document: fields.text("document"),
        cite: fields.cites(),
    })
}

fn merge(node: &Node, sink: &Sink) -> Option<Merge> {
    let known = [
        "id",
        "title",
        "cite",
        "care",
        "into",
        "within_hours",
        "within_days",
        "same_provider",
        "when",
        "from",
        "until",
    ];
    let fields = Fields::open(node, "合并", &known, sink)?;
    if fields.has("within_hours") == fields.has("within_days") {
        sink.push(Draft::error(
            "P0109",
            fields.span,
            "合并要恰好有 within_hours、within_days 之一",
        ));
    }
    fields.need("care");
    fields.need("into");
    let id = fields
        .text("id")
        .unwrap_or_else(|| At::new("merge".to_owned(), fields.span));
    Some(Merge {
        span: fields.span,
        id,
        care: fields.texts("care"),
        into: fields.texts("into"),
        hours: fields.int("within_hours").map(|at| at.value),
        days: fields.int("within_days").map(|at| at.value),
        same_provider: fields.flag("same_provider"),
        when: fields.condition("when"),
        period: fields.period(),
        cite: fields.cites(),
    })
}
