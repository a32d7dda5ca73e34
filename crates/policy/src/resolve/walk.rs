//! Every condition and value of a document, for usage and dependencies.

use crate::ast::visit::{self, Mention};
use crate::ast::{
    Cap, Citation, Condition, DeriveHow, Document, Entry, EntryKind, Item, Period, ShareFields,
    Step, StepKind, Value,
};
use crate::source::At;

/// What a walk meets.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    When(&'a Condition),
    Value(&'a Value),
    /// An accumulator by name.
    Acc(&'a At<String>),
    /// A pot by name.
    Pot(&'a At<String>),
}

type See<'a, 'f> = &'f mut dyn FnMut(Part<'a>);

/// Visits every name that rules, tables and values mention.
pub(crate) fn document<'a>(document: &'a Document, see: &mut dyn FnMut(Mention<'a>)) {
    for table in &document.tables {
        visit::table(table, see);
    }
    for name in document
        .derives
        .iter()
        .map(|derive| derive.name.value.as_str())
    {
        derived(name, document, see);
    }
    parts(document, &mut |part| mentions(part, see));
}

fn mentions<'a>(part: Part<'a>, see: &mut dyn FnMut(Mention<'a>)) {
    match part {
        Part::When(when) => visit::condition(&when.expr, see),
        Part::Value(value) => visit::value(value, see),
        Part::Acc(_) | Part::Pot(_) => {}
    }
}

/// Visits the names that one derived fact mentions directly.
pub(crate) fn derived<'a>(name: &str, document: &'a Document, see: &mut dyn FnMut(Mention<'a>)) {
    for derive in document
        .derives
        .iter()
        .filter(|derive| derive.name.value == name)
    {
        match &derive.how {
            DeriveHow::Value(_, value) => visit::value(value, see),
            DeriveHow::CountOf(set) => see(Mention::Fact(&set.value)),
            DeriveHow::Ordinal(_) | DeriveHow::Before(_) => {}
        }
    }
    for class in document
        .classes
        .iter()
        .filter(|class| class.name.value == name)
    {
        class
            .rows
            .iter()
            .for_each(|row| visit::condition(&row.when.expr, see));
    }
    if name == "entitled" {
        for found in document
            .entries
            .iter()
            .filter(|entry| matches!(entry.kind, EntryKind::Entitlement { .. }))
        {
            entry(found, &mut |part| mentions(part, see));
        }
    }
}

/// Visits every condition, value, accumulator and pot of the rules.
pub(crate) fn parts<'a>(document: &'a Document, see: See<'a, '_>) {
    let rows = document.classes.iter().flat_map(|class| &class.rows);
    rows.for_each(|row| see(Part::When(&row.when)));
    document
        .values
        .iter()
        .for_each(|value| see(Part::Value(&value.is)));
    for derive in &document.derives {
        match &derive.how {
            DeriveHow::Value(_, value) => see(Part::Value(value)),
            DeriveHow::Ordinal(acc) | DeriveHow::Before(acc) => see(Part::Acc(acc)),
            DeriveHow::CountOf(_) => {}
        }
    }
    document
        .untranslated
        .iter()
        .filter_map(|clause| clause.when.as_ref())
        .for_each(|when| see(Part::When(when)));
    document.items.iter().for_each(|it| item(it, see));
    document
        .denies
        .iter()
        .for_each(|deny| see(Part::When(&deny.when)));
    document.steps.iter().for_each(|it| step(it, see));
    document.entries.iter().for_each(|it| entry(it, see));
    document
        .merges
        .iter()
        .filter_map(|merge| merge.when.as_ref())
        .for_each(|when| see(Part::When(when)));
}

fn item<'a>(item: &'a Item, see: See<'a, '_>) {
    item.when.iter().for_each(|when| see(Part::When(when)));
    item.price_limit
        .iter()
        .chain(&item.first)
        .for_each(|value| see(Part::Value(value)));
    let pots = item
        .over_to
        .iter()
        .chain(&item.first_to)
        .chain(&item.exclude_to)
        .chain(&item.part);
    pots.for_each(|pot| see(Part::Pot(pot)));
}

/// What one step mentions.
#[derive(Default)]
struct StepParts<'a> {
    values: Vec<&'a Value>,
    pots: Vec<&'a At<String>>,
    accs: Vec<&'a At<String>>,
    caps: &'a [Cap],
}

fn step<'a>(step: &'a Step, see: See<'a, '_>) {
    step.when.iter().for_each(|when| see(Part::When(when)));
    let parts = step_parts(&step.kind);
    parts
        .values
        .into_iter()
        .for_each(|value| see(Part::Value(value)));
    parts.caps.iter().for_each(|cap| self::cap(cap, see));
    parts.pots.into_iter().for_each(|pot| see(Part::Pot(pot)));
    parts.accs.into_iter().for_each(|acc| see(Part::Acc(acc)));
}

fn step_parts(kind: &StepKind) -> StepParts<'_> {
    match kind {
        StepKind::Carve {
            ratio,
            amount,
            source,
            to,
            counts,
        } => StepParts {
            values: ratio.iter().chain(amount).collect(),
            pots: source.iter().chain(to).collect(),
            accs: counts.iter().collect(),
            caps: &[],
        },
        StepKind::Deductible {
            amount,
            used,
            cap,
            source,
            to,
            counts,
        } => StepParts {
            values: std::iter::once(amount)
                .chain(cap.iter().map(|(_, limit)| limit))
                .collect(),
            pots: source.iter().chain(to).collect(),
            accs: used
                .iter()
                .chain(cap.iter().map(|(acc, _)| acc))
                .chain(counts)
                .collect(),
            caps: &[],
        },
        StepKind::Limit {
            amount,
            used,
            source,
            to,
            counts,
        } => StepParts {
            values: vec![amount],
            pots: source.iter().chain(to).collect(),
            accs: used.iter().chain(counts).collect(),
            caps: &[],
        },
        StepKind::Assign { source, to } => StepParts {
            pots: source.iter().chain([to]).collect(),
            ..StepParts::default()
        },
        StepKind::RecordMoney { acc, amount: value }
        | StepKind::RecordCount { acc, count: value }
        | StepKind::RecordDays { acc, days: value } => StepParts {
            values: vec![value],
            accs: vec![acc],
            ..StepParts::default()
        },
        _ => paying_parts(kind),
    }
}

fn paying_parts(kind: &StepKind) -> StepParts<'_> {
    match kind {
        StepKind::Share(share) => share_parts(share),
        StepKind::Draw {
            payer,
            balance,
            source,
        } => StepParts {
            pots: source.iter().chain([payer]).collect(),
            accs: vec![balance],
            ..StepParts::default()
        },
        StepKind::Guarantee {
            payer,
            at_least,
            counting,
            source,
            caps,
        } => StepParts {
            values: vec![at_least],
            pots: source.iter().chain(counting).chain([payer]).collect(),
            accs: Vec::new(),
            caps,
        },
        StepKind::Grant {
            payer,
            amount,
            source,
            caps,
        } => StepParts {
            values: vec![amount],
            pots: source.iter().chain([payer]).collect(),
            accs: Vec::new(),
            caps,
        },
        _ => StepParts::default(),
    }
}

fn share_parts(share: &ShareFields) -> StepParts<'_> {
    let bands = share
        .segments
        .iter()
        .flat_map(|segment| segment.upto.iter().chain([&segment.ratio]));
    let pots = share.source.iter().chain(&share.rest).chain(&share.over);
    StepParts {
        values: bands
            .chain(&share.threshold)
            .chain(&share.offset)
            .chain(&share.minus)
            .collect(),
        pots: pots.chain([&share.payer]).collect(),
        accs: share
            .base_acc
            .iter()
            .chain(share.counts.iter().map(|count| &count.acc))
            .collect(),
        caps: &share.caps,
    }
}

fn cap<'a>(cap: &'a Cap, see: See<'a, '_>) {
    see(Part::Value(&cap.limit));
    cap.unless.iter().for_each(|when| see(Part::When(when)));
    cap.acc.iter().for_each(|acc| see(Part::Acc(acc)));
}

fn entry<'a>(entry: &'a Entry, see: See<'a, '_>) {
    entry.when.iter().for_each(|when| see(Part::When(when)));
    let mut value = |value: &'a Value| see(Part::Value(value));
    match &entry.kind {
        EntryKind::Contribution { base, pay, floor } => {
            base.iter()
                .chain(floor)
                .chain(pay.iter().map(|line| &line.amount))
                .for_each(value);
        }
        EntryKind::AccountCredit { amount, .. } | EntryKind::Allowance { amount, .. } => {
            value(amount)
        }
        EntryKind::Entitlement { starts, ends, .. } => {
            [starts].into_iter().chain(ends).for_each(value)
        }
        EntryKind::Deadline { days, .. } => value(days),
        EntryKind::Penalty {
            at_least,
            at_most,
            requires,
            ..
        } => {
            value(at_least);
            value(at_most);
            requires.iter().for_each(|when| see(Part::When(when)));
        }
        EntryKind::Indicator {
            numerator,
            denominator,
            ..
        } => {
            value(numerator);
            value(denominator);
        }
    }
}

/// Every citation of the document.
pub(crate) fn citations(document: &Document) -> Vec<&Citation> {
    let mut all: Vec<&Citation> = Vec::new();
    document.readings.iter().for_each(|it| all.extend(&it.cite));
    document
        .untranslated
        .iter()
        .for_each(|it| all.extend(&it.cite));
    document.classes.iter().for_each(|it| {
        all.extend(&it.cite);
        it.rows.iter().for_each(|row| all.extend(&row.cite));
    });
    document.tables.iter().for_each(|it| {
        all.extend(&it.cite);
        it.versions
            .iter()
            .for_each(|version| all.extend(&version.cite));
    });
    document.items.iter().for_each(|it| all.extend(&it.cite));
    document.denies.iter().for_each(|it| all.extend(&it.cite));
    document.steps.iter().for_each(|it| all.extend(&it.cite));
    document.entries.iter().for_each(|it| all.extend(&it.cite));
    document
        .bounds
        .iter()
        .for_each(|it| all.extend(it.cite.iter().chain(&it.document)));
    document.merges.iter().for_each(|it| all.extend(&it.cite));
    all
}

/// Every dated part of the document whose dates cut the law into versions; tables apart.
pub(crate) fn periods(document: &Document) -> Vec<Period> {
    let mut all = vec![document.head.in_force];
    all.extend(document.classes.iter().map(|it| it.period));
    all.extend(document.untranslated.iter().map(|it| it.period));
    all.extend(document.items.iter().map(|it| it.period));
    all.extend(document.denies.iter().map(|it| it.period));
    all.extend(document.steps.iter().map(|it| it.period));
    all.extend(document.entries.iter().map(|it| it.period));
    all.extend(document.merges.iter().map(|it| it.period));
    all
}
