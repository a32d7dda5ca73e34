//! Entitlement in sentences.

use super::span::{Derived, Span};
use base::Date;

/// The sentence of a span: days, ground, record, rule, articles.
#[must_use]
pub fn explain_span(span: &Span) -> String {
    let until = match span.until {
        Some(until) => format!("至 {until}"),
        None => "起".to_owned(),
    };
    let (ground, record) = (span.record.ground().zh(), span.record.zh());
    let basis = &span.basis;
    format!(
        "{} {until}享受待遇，依据{ground}（{record}）：{}〔{}〕",
        span.from, basis.title, basis.articles
    )
}

/// The sentences of a day: entitled by what, or not and why.
#[must_use]
pub fn explain_day(derived: &Derived, on: Date) -> Vec<String> {
    if let Some(span) = derived.on(on) {
        return vec![format!("{on}：{}。", explain_span(span))];
    }
    let barred: Vec<String> = derived
        .barred(on)
        .map(|bar| {
            let until = match bar.until {
                Some(until) => format!("至 {until}"),
                None => "起，尚未恢复".to_owned(),
            };
            let basis = &bar.basis;
            format!(
                "{on}：不享受待遇，因{}（{} {until}）〔{}〕。",
                basis.title, bar.from, basis.articles
            )
        })
        .collect();
    if !barred.is_empty() {
        return barred;
    }
    let mut near = Vec::new();
    near.extend(
        derived
            .spans
            .iter()
            .rfind(|span| span.from < on)
            .map(|span| format!("此前一段：{}。", explain_span(span))),
    );
    near.extend(
        derived
            .spans
            .iter()
            .find(|span| span.from > on)
            .map(|span| format!("此后一段：{}。", explain_span(span))),
    );
    let mut sentences = vec![format!(
        "{on}：不享受待遇，没有缴费、缓缴、退休、新生儿、身份认定或审批决定可作依据。"
    )];
    sentences.append(&mut near);
    sentences
}
