//! From the spanned tree to the typed structures of [`crate::ast`].
//!
//! Readers report what is wrong and go on; a document that comes with errors is never resolved.

mod csv;
pub(crate) mod fact;
pub(crate) mod fields;
mod head;
mod limit;
pub(crate) mod rule;
mod section;
mod table;
pub(crate) mod value;

pub(crate) use table::Csv;

use crate::ast::{Document, NamedValue};
use crate::diagnostic::Sink;
use crate::source::{At, Node};
use fields::Fields;

/// Every key of the top level.
pub(crate) const ROOT: [&str; 37] = [
    "format",
    "id",
    "title",
    "scheme",
    "law_date",
    "in_force",
    "order",
    "reversal",
    "age_at",
    "rounding",
    "year",
    "layers",
    "source",
    "reading",
    "switch",
    "untranslated",
    "fact",
    "derive",
    "class",
    "table",
    "value",
    "part",
    "cause",
    "payer",
    "acc",
    "item",
    "deny",
    "step",
    "contribution",
    "account_credit",
    "entitlement",
    "deadline",
    "penalty",
    "allowance",
    "indicator",
    "bound",
    "merge",
];

/// Reads the merged tree of a package.
pub(crate) fn document(root: &Node, sink: &Sink, csv: &mut Csv<'_>) -> Document {
    let mut document = Document::default();
    let Some(fields) = Fields::open(root, "包", &ROOT, sink) else {
        return document;
    };
    document.head = head::read(&fields);
    head::sources(&mut document, &fields);
    fact::read(&mut document, &fields);
    document.tables = table::read(&fields, csv);
    document.values = head::definitions(&fields, "value", named_value);
    rule::read(&mut document, &fields);
    section::read(&mut document, &fields);
    if !limit::refuse(&document, sink) {
        rule::check_ids(&document, sink);
    }
    document
}

fn named_value(name: &At<String>, node: &Node, sink: &Sink) -> Option<NamedValue> {
    let fields = Fields::open(node, "值", &["type", "is", "title", "cite"], sink)?;
    fields.need("type");
    let is = fields.need_value("is");
    let ty = fields.choice("type", &fact::VALUE_TYPES)?.value;
    Some(NamedValue {
        name: name.clone(),
        title: fields.plain("title"),
        ty,
        is: is?,
    })
}
