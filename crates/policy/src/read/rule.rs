//! Item rules, denials and steps.

use super::fields::{Fields, list, refuse_twice};
use crate::ast::{Cap, Count, Deny, Document, Item, Segment, ShareFields, Step, StepKind};
use crate::diagnostic::{Draft, Sink};
use crate::source::Node;
use benefit::plan::{CapBasis, Consumed, CountWhat};

pub(crate) fn read(document: &mut Document, root: &Fields<'_>) {
    let sink = root.sink;
    document.items = root
        .list("item")
        .iter()
        .filter_map(|node| item(node, sink))
        .collect();
    document.denies = root
        .list("deny")
        .iter()
        .filter_map(|node| deny(node, sink))
        .collect();
    document.steps = root
        .list("step")
        .iter()
        .filter_map(|node| step(node, sink))
        .collect();
}

fn item(node: &Node, sink: &Sink) -> Option<Item> {
    let known = [
        "id",
        "title",
        "when",
        "price_limit",
        "over_to",
        "first",
        "first_to",
        "exclude",
        "exclude_to",
        "part",
        "cite",
        "from",
        "until",
    ];
    let fields = Fields::open(node, "项目规则", &known, sink)?;
    Some(Item {
        span: fields.span,
        when: fields.condition("when"),
        price_limit: fields.value("price_limit"),
        over_to: fields.text("over_to"),
        first: fields.value("first"),
        first_to: fields.text("first_to"),
        exclude: fields.flag("exclude"),
        exclude_to: fields.text("exclude_to"),
        part: fields.text("part"),
        period: fields.period(),
        cite: fields.cites(),
    })
}

fn deny(node: &Node, sink: &Sink) -> Option<Deny> {
    let fields = Fields::open(
        node,
        "不予支付",
        &["reason", "title", "when", "cite", "from", "until"],
        sink,
    )?;
    let reason = fields.need_text("reason");
    let when = fields.need_condition("when");
    let cite = fields.cites();
    Some(Deny {
        span: fields.span,
        reason,
        title: fields.plain("title"),
        when: when?,
        period: fields.period(),
        cite,
    })
}

const COMMON: [&str; 9] = [
    "id", "title", "do", "for", "when", "cite", "layer", "from", "until",
];

/// Keys of each kind of step, besides the common ones.
const KINDS: &[(&str, &[&str])] = &[
    ("carve", &["ratio", "amount", "source", "to", "counts"]),
    (
        "deductible",
        &["amount", "used", "cap", "source", "to", "counts"],
    ),
    ("limit", &["amount", "used", "source", "to", "counts"]),
    (
        "share",
        &[
            "payer", "ratio", "source", "caps", "minus", "consumed", "rest", "over", "counts",
        ],
    ),
    (
        "bands",
        &[
            "payer",
            "bands",
            "on",
            "threshold",
            "base_acc",
            "offset",
            "source",
            "caps",
            "minus",
            "consumed",
            "rest",
            "over",
            "counts",
        ],
    ),
    ("draw", &["payer", "balance", "source"]),
    (
        "guarantee",
        &["payer", "at_least", "counting", "source", "caps"],
    ),
    ("grant", &["payer", "amount", "source", "caps"]),
    ("assign", &["source", "to"]),
    ("record", &["acc", "amount", "count", "days"]),
];

fn step(node: &Node, sink: &Sink) -> Option<Step> {
    let all: Vec<&str> = COMMON
        .iter()
        .chain(KINDS.iter().flat_map(|(_, keys)| keys.iter()))
        .copied()
        .collect();
    let named = node
        .as_table()
        .and_then(|table| table.get("do"))
        .and_then(Node::as_text);
    let kind = named.and_then(|named| KINDS.iter().find(|(name, _)| *name == named));
    let known: Vec<&str> = kind.map_or(all, |(_, keys)| {
        COMMON.iter().chain(keys.iter()).copied().collect()
    });
    let what = kind.map_or_else(|| "步骤".to_owned(), |(name, _)| format!("{name} 步骤"));
    let fields = Fields::open(node, &what, &known, sink)?;
    fields.need("do");
    let choices: Vec<(&str, &str)> = KINDS.iter().map(|(name, _)| (*name, *name)).collect();
    let name = fields.choice("do", &choices);
    let id = fields.need_text("id");
    let (when, cite, period) = (fields.condition("when"), fields.cites(), fields.period());
    let kind = step_kind(name?.value, &fields)?;
    Some(Step {
        span: fields.span,
        id,
        title: fields.plain("title"),
        care: fields.texts("for"),
        when,
        layer: fields.text("layer"),
        period,
        kind,
        cite,
    })
}

fn step_kind(name: &str, fields: &Fields<'_>) -> Option<StepKind> {
    let source = fields.texts("source");
    let (to, counts) = (fields.text("to"), || fields.texts("counts"));
    match name {
        "carve" => carve(fields),
        "deductible" => deductible(fields),
        "limit" => {
            let amount = fields.need_value("amount")?;
            Some(StepKind::Limit {
                amount,
                used: fields.text("used"),
                source,
                to,
                counts: counts(),
            })
        }
        "share" | "bands" => share(name == "bands", fields),
        "draw" => {
            let (payer, balance) = (fields.need_text("payer"), fields.need_text("balance"));
            Some(StepKind::Draw {
                payer,
                balance,
                source,
            })
        }
        "guarantee" => {
            let (payer, at_least) = (fields.need_text("payer"), fields.need_value("at_least"));
            fields.need("counting");
            let counting = fields.texts("counting");
            Some(StepKind::Guarantee {
                payer,
                at_least: at_least?,
                counting,
                source,
                caps: caps(fields),
            })
        }
        "grant" => {
            let (payer, amount) = (fields.need_text("payer"), fields.need_value("amount"));
            Some(StepKind::Grant {
                payer,
                amount: amount?,
                source,
                caps: caps(fields),
            })
        }
        "assign" => Some(StepKind::Assign {
            source,
            to: fields.need_text("to"),
        }),
        _ => record(fields),
    }
}

fn carve(fields: &Fields<'_>) -> Option<StepKind> {
    if fields.has("ratio") == fields.has("amount") {
        let message = "carve 步骤要恰好有 ratio、amount 之一";
        fields
            .sink
            .push(Draft::error("P0109", fields.span, message));
        return None;
    }
    Some(StepKind::Carve {
        ratio: fields.value("ratio"),
        amount: fields.value("amount"),
        source: fields.texts("source"),
        to: fields.text("to"),
        counts: fields.texts("counts"),
    })
}

fn deductible(fields: &Fields<'_>) -> Option<StepKind> {
    let cap = fields.get("cap").and_then(|node| {
        let cap = Fields::open(node, "cap ", &["acc", "limit"], fields.sink)?;
        let (acc, limit) = (cap.need_text("acc"), cap.need_value("limit"));
        Some((acc, limit?))
    });
    Some(StepKind::Deductible {
        amount: fields.need_value("amount")?,
        used: fields.text("used"),
        cap,
        source: fields.texts("source"),
        to: fields.text("to"),
        counts: fields.texts("counts"),
    })
}

fn record(fields: &Fields<'_>) -> Option<StepKind> {
    let acc = fields.need_text("acc");
    let forms = ["amount", "count", "days"]
        .into_iter()
        .filter(|key| fields.has(key));
    match forms.collect::<Vec<_>>().as_slice() {
        ["amount"] => Some(StepKind::RecordMoney {
            acc,
            amount: fields.value("amount")?,
        }),
        ["count"] => Some(StepKind::RecordCount {
            acc,
            count: fields.value("count")?,
        }),
        ["days"] => Some(StepKind::RecordDays {
            acc,
            days: fields.value("days")?,
        }),
        _ => {
            let message = "record 步骤要恰好有 amount、count、days 之一";
            fields
                .sink
                .push(Draft::error("P0109", fields.span, message));
            None
        }
    }
}

fn share(bands: bool, fields: &Fields<'_>) -> Option<StepKind> {
    let payer = fields.need_text("payer");
    let segments = if bands {
        let nodes = fields
            .need("bands")
            .map(|node| list(node, "bands", fields.sink))
            .unwrap_or_default();
        nodes
            .iter()
            .map(|node| segment(node, fields.sink))
            .collect::<Option<Vec<_>>>()
    } else {
        fields.need_value("ratio").map(|ratio| {
            vec![Segment {
                upto: None,
                span: ratio.span,
                ratio,
            }]
        })
    };
    let consumed = [
        ("exact", Consumed::Exact),
        ("down", Consumed::Down),
        ("half_up", Consumed::HalfUp),
        ("all", Consumed::All),
    ];
    Some(StepKind::Share(Box::new(ShareFields {
        payer,
        segments: segments?,
        on_excess: fields
            .choice("on", &[("cumulative", false), ("excess", true)])
            .is_some_and(|at| at.value),
        threshold: fields.value("threshold"),
        base_acc: fields.text("base_acc"),
        offset: fields.value("offset"),
        source: fields.texts("source"),
        caps: caps(fields),
        minus: fields.value("minus"),
        consumed: fields
            .choice("consumed", &consumed)
            .map_or(Consumed::Exact, |at| at.value),
        rest: fields.text("rest"),
        over: fields.text("over"),
        counts: fields
            .list("counts")
            .iter()
            .filter_map(|node| count(node, fields.sink))
            .collect(),
        bands,
    })))
}

fn segment(node: &Node, sink: &Sink) -> Option<Segment> {
    let fields = Fields::open(node, "分段", &["upto", "ratio"], sink)?;
    Some(Segment {
        upto: fields.value("upto"),
        ratio: fields.need_value("ratio")?,
        span: node.span,
    })
}

fn caps(fields: &Fields<'_>) -> Vec<Cap> {
    fields
        .list("caps")
        .iter()
        .filter_map(|node| cap(node, fields.sink))
        .collect()
}

fn cap(node: &Node, sink: &Sink) -> Option<Cap> {
    let fields = Fields::open(node, "限额", &["acc", "limit", "basis", "unless"], sink)?;
    let limit = fields.need_value("limit")?;
    let bases = [("paid", CapBasis::Paid), ("cost", CapBasis::Cost)];
    Some(Cap {
        acc: fields.text("acc"),
        limit,
        basis: fields
            .choice("basis", &bases)
            .map_or(CapBasis::Paid, |at| at.value),
        unless: fields.condition("unless"),
    })
}

fn count(node: &Node, sink: &Sink) -> Option<Count> {
    let fields = Fields::open(node, "counts 的一行", &["acc", "add"], sink)?;
    let acc = fields.need_text("acc");
    fields.need("add");
    let adds = [
        ("paid", CountWhat::Paid),
        ("cost", CountWhat::Cost),
        ("rest", CountWhat::Rest),
    ];
    Some(Count {
        acc,
        add: fields.choice("add", &adds)?.value,
    })
}

/// Ids of rules must be unique where their dates meet; ids of bounds and merges always.
pub(crate) fn check_ids(document: &Document, sink: &Sink) {
    refuse_twice(document.bounds.iter().map(|bound| &bound.id), "校验", sink);
    for (index, step) in document.steps.iter().enumerate() {
        let meets = |other: &&Step| {
            other.id.value == step.id.value && periods_meet(&other.period, &step.period)
        };
        if document.steps.iter().take(index).any(|other| meets(&other)) {
            let message = format!("步骤 `{}` 重复定义", step.id.value);
            sink.push(
                Draft::error("P0110", step.id.span, message).help("同名步骤的起止日期不能重叠"),
            );
        }
    }
}

/// Two spans have a day in common.
pub(crate) fn periods_meet(a: &crate::ast::Period, b: &crate::ast::Period) -> bool {
    let starts_after = |x: &crate::ast::Period, y: &crate::ast::Period| matches!((x.from, y.until), (Some(from), Some(until)) if from.value > until.value);
    !starts_after(a, b) && !starts_after(b, a)
}
