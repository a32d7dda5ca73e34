//! The head of a package: identity, dates, year, rounding, sources, readings, switches.

use super::fields::{Fields, check_name, list, refuse_twice};
use crate::ast::{
    Document, Head, Reading, Rounding, Source, Switch, Untranslated, UntranslatedEffect, YearDecl,
    YearPeriod,
};
use crate::diagnostic::{Draft, Sink};
use crate::source::{At, Node, Table};
use benefit::plan::{AgeAt, ClaimOrder, ReversalMode};

/// The format that this crate reads.
pub(crate) const FORMAT: &str = "tongchou-policy/1";

pub(crate) fn read(root: &Fields<'_>) -> Head {
    let format = root.need_text("format");
    if !format.value.is_empty() && format.value != FORMAT {
        let message = format!("不认识的格式 `{}`", format.value);
        root.sink.push(
            Draft::error("P0104", format.span, message)
                .help(format!("应当写 format = \"{FORMAT}\"")),
        );
    }
    let orders = [
        ("settlement", ClaimOrder::Settlement),
        ("service", ClaimOrder::Service),
    ];
    let reversals = [
        ("keep", ReversalMode::Keep),
        ("replay", ReversalMode::Replay),
        ("last_only", ReversalMode::LastOnly),
    ];
    let ages = [
        ("year_start", AgeAt::YearStart),
        ("law_date", AgeAt::LawDate),
        ("year_end", AgeAt::YearEnd),
    ];
    Head {
        span: root.span,
        id: root.need_text("id").value,
        title: root.need_text("title").value,
        scheme: root.plain("scheme"),
        law_date: law_date(root),
        in_force: in_force(root),
        order: root
            .choice("order", &orders)
            .map_or(ClaimOrder::Settlement, |at| at.value),
        reversal: root
            .choice("reversal", &reversals)
            .map_or(ReversalMode::Keep, |at| at.value),
        age_at: root
            .choice("age_at", &ages)
            .map_or(AgeAt::YearStart, |at| at.value),
        rounding: root
            .get("rounding")
            .map(|node| rounding(node, root.sink))
            .unwrap_or_default(),
        year: root
            .get("year")
            .map(|node| year(node, root.sink))
            .unwrap_or_default(),
        layers: root.texts("layers"),
    }
}

fn law_date(root: &Fields<'_>) -> Vec<At<String>> {
    let dates = root.texts("law_date");
    if dates.is_empty() {
        vec![At::new("service_date".to_owned(), root.span)]
    } else {
        dates
    }
}

fn in_force(root: &Fields<'_>) -> crate::ast::Period {
    let Some(node) = root.need("in_force") else {
        return crate::ast::Period::default();
    };
    let Some(fields) = Fields::open(node, "in_force ", &["from", "until"], root.sink) else {
        return crate::ast::Period::default();
    };
    fields.need("from");
    fields.period()
}

fn rounding(node: &Node, sink: &Sink) -> Rounding {
    let Some(fields) = Fields::open(node, "rounding ", &["mode", "unit", "items"], sink) else {
        return Rounding::default();
    };
    let modes = base::Rounding::ALL.map(|mode| (mode.name(), mode));
    let units = [("0.01", 1), ("0.1", 10), ("1", 100)];
    let items = [("line", false), ("sum", true)];
    Rounding {
        mode: fields
            .choice("mode", &modes)
            .map_or(base::Rounding::HalfUp, |at| at.value),
        unit: fields.choice("unit", &units).map_or(1, |at| at.value),
        items_by_sum: fields.choice("items", &items).is_some_and(|at| at.value),
    }
}

fn year(node: &Node, sink: &Sink) -> YearDecl {
    let Some(fields) = Fields::open(node, "year ", &["starts", "by", "change", "period"], sink)
    else {
        return YearDecl::default();
    };
    let starts = fields
        .text("starts")
        .and_then(|text| month_day(&text, sink))
        .unwrap_or((1, 1));
    let periods = fields
        .list("period")
        .iter()
        .filter_map(|node| year_period(node, sink))
        .collect();
    let changes = fields
        .list("change")
        .iter()
        .filter_map(|node| year_change(node, sink))
        .collect();
    YearDecl {
        starts,
        by: fields.text("by"),
        changes,
        periods,
        span: fields.span,
    }
}

fn year_change(node: &Node, sink: &Sink) -> Option<(At<base::Date>, (u32, u32))> {
    let fields = Fields::open(node, "年度起日的变更", &["from", "starts"], sink)?;
    fields.need("from");
    let starts = month_day(&fields.need_text("starts"), sink);
    Some((fields.date("from")?, starts?))
}

fn month_day(text: &At<String>, sink: &Sink) -> Option<(u32, u32)> {
    let parsed = text.value.split_once('-').and_then(|(month, day)| {
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A common year: a benefit year cannot start on 29 February.
        base::Date::from_ymd(2001, month, day)
            .ok()
            .map(|_| (month, day))
    });
    if parsed.is_none() {
        let message = format!("`starts` 不能是 `{}`", text.value);
        sink.push(
            Draft::error("P0108", text.span, message).help("写成 月-日，如 \"01-01\"、\"07-01\""),
        );
    }
    parsed
}

fn year_period(node: &Node, sink: &Sink) -> Option<YearPeriod> {
    let fields = Fields::open(node, "年度 ", &["label", "from", "until"], sink)?;
    let label = fields.int("label");
    for key in ["label", "from", "until"] {
        fields.need(key);
    }
    let period = fields.period();
    Some(YearPeriod {
        label: label?.value,
        from: period.from?.value,
        until: period.until?.value,
        span: fields.span,
    })
}

pub(crate) fn sources(document: &mut Document, root: &Fields<'_>) {
    let sink = root.sink;
    document.sources = root
        .list("source")
        .iter()
        .filter_map(|node| source(node, sink))
        .collect();
    refuse_twice(
        document.sources.iter().map(|source| &source.id),
        "来源",
        sink,
    );
    document.readings = root
        .list("reading")
        .iter()
        .filter_map(|node| reading(node, sink))
        .collect();
    refuse_twice(
        document.readings.iter().map(|reading| &reading.id),
        "理解",
        sink,
    );
    document.untranslated = root
        .list("untranslated")
        .iter()
        .filter_map(|node| untranslated(node, sink))
        .collect();
    refuse_twice(
        document.untranslated.iter().map(|clause| &clause.id),
        "未译条款",
        sink,
    );
    document.switches = definitions(root, "switch", switch);
}

/// Reads the tables of `[kind.NAME]`.
pub(crate) fn definitions<T>(
    root: &Fields<'_>,
    kind: &str,
    read: fn(&At<String>, &Node, &Sink) -> Option<T>,
) -> Vec<T> {
    let Some(node) = root.get(kind) else {
        return Vec::new();
    };
    let empty = Table::default();
    let table = node.as_table().unwrap_or_else(|| {
        super::fields::wrong_type(node, kind, "表", root.sink);
        &empty
    });
    let read_one = |entry: &crate::source::Entry| {
        check_name(&entry.key, kind, root.sink);
        read(&entry.key, &entry.node, root.sink)
    };
    table.entries.iter().filter_map(read_one).collect()
}

fn source(node: &Node, sink: &Sink) -> Option<Source> {
    let known = ["id", "title", "number", "tier", "text", "file", "in_force"];
    let fields = Fields::open(node, "来源", &known, sink)?;
    let tiers = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")];
    let texts = [
        ("official", "official"),
        ("restated", "restated"),
        ("parameters", "parameters"),
    ];
    fields.need("tier");
    fields.need("file");
    let period = |node| {
        Fields::open(node, "in_force ", &["from", "until"], sink).map(|fields| fields.period())
    };
    Some(Source {
        id: fields.need_text("id"),
        title: fields.need_text("title").value,
        number: fields.plain("number"),
        tier: fields
            .choice("tier", &tiers)
            .map_or(String::new(), |at| at.value.to_owned()),
        text: fields
            .choice("text", &texts)
            .map_or("restated", |at| at.value)
            .to_owned(),
        file: fields.text("file"),
        in_force: fields.get("in_force").and_then(period).unwrap_or_default(),
    })
}

fn reading(node: &Node, sink: &Sink) -> Option<Reading> {
    let known = ["id", "question", "chosen", "why", "other", "cite", "switch"];
    let fields = Fields::open(node, "理解", &known, sink)?;
    Some(Reading {
        id: fields.need_text("id"),
        question: fields.need_text("question").value,
        chosen: fields.need_text("chosen").value,
        why: fields.plain("why"),
        other: fields.plain("other"),
        switch: fields.text("switch"),
        cite: fields.cites(),
    })
}

fn switch(name: &At<String>, node: &Node, sink: &Sink) -> Option<Switch> {
    let fields = Fields::open(
        node,
        "开关",
        &["options", "default", "title", "reading"],
        sink,
    )?;
    fields
        .need("options")
        .map(|node| list(node, "options", sink));
    Some(Switch {
        name: name.clone(),
        title: fields.plain("title"),
        options: fields.texts("options"),
        default: fields.need_text("default"),
        reading: fields.text("reading"),
    })
}

fn untranslated(node: &Node, sink: &Sink) -> Option<Untranslated> {
    let known = ["id", "text", "cite", "effect", "when", "from", "until"];
    let fields = Fields::open(node, "未译条款", &known, sink)?;
    let effects = [
        ("note", UntranslatedEffect::Note),
        ("review", UntranslatedEffect::Review),
        ("refuse", UntranslatedEffect::Refuse),
    ];
    fields.need("effect");
    let effect = fields
        .choice("effect", &effects)
        .map_or(UntranslatedEffect::Note, |at| at.value);
    if effect != UntranslatedEffect::Note {
        fields.need("when");
    }
    Some(Untranslated {
        id: fields.need_text("id"),
        text: fields.need_text("text").value,
        effect,
        when: fields.condition("when"),
        period: fields.period(),
        cite: fields.cites(),
    })
}
