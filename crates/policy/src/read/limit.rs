//! How many parts a package may have: the plan counts them in 16 bits, and checks compare them in
//! pairs.

use crate::ast::Document;
use crate::diagnostic::{Draft, Sink};

/// Parts of one kind; no law comes near.
const MAX_PARTS: usize = 5_000;

/// Refuses a document with too many parts of one kind; whether it did.
pub(super) fn refuse(document: &Document, sink: &Sink) -> bool {
    let pots = [&document.parts, &document.causes];
    let pots = pots.iter().map(|list| list.len()).sum::<usize>();
    let counts = [
        ("source", document.sources.len()),
        ("reading", document.readings.len()),
        ("switch", document.switches.len()),
        ("untranslated", document.untranslated.len()),
        ("fact", document.facts.len()),
        ("derive", document.derives.len()),
        ("class", document.classes.len()),
        ("table", document.tables.len()),
        ("value", document.values.len()),
        (
            "part、cause、payer",
            pots.saturating_add(document.payers.len()),
        ),
        ("acc", document.accs.len()),
        ("item", document.items.len()),
        ("deny", document.denies.len()),
        ("step", document.steps.len()),
        ("bound", document.bounds.len()),
        ("merge", document.merges.len()),
        ("deadline、contribution 等条目", document.entries.len()),
    ];
    let beyond = counts.into_iter().find(|(_, count)| *count > MAX_PARTS);
    let Some((kind, count)) = beyond else {
        return false;
    };
    let message = format!("{kind} 有 {count} 个，超过 {MAX_PARTS} 个");
    sink.push(Draft::error("P0009", document.head.span, message).help("请把大量相似的规则写成表"));
    true
}
