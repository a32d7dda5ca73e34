//! A determination as Chinese sentences that a patient can read.
//!
//! Every sentence carries what happened, the amounts, and the articles behind it; an article whose
//! text in the package is not the official one, or whose source is of tier C or D, says so.

mod cite;
mod labels;
mod refusal;
mod sentences;

pub use cite::{citation, citations};
pub use labels::{burden_total, label_of_kind, payer_total, pot_label};
pub use refusal::refusal;

use crate::determination::{Determination, Status, TraceStep, TraceWhat};
use crate::plan::{DerivedHow, Plan, Policy};
use cite::with_citations;
use sentences::Sentences;

/// The explanation of a determination, one sentence a line: total, every step of the trace, result.
///
/// Without trace only total and result are told.
#[must_use]
pub fn explain(policy: &Policy, determination: &Determination) -> Vec<String> {
    let mut lines = vec![head(policy, determination)];
    if let Some(plan) = policy.versions.get(usize::from(determination.version)) {
        let steps = determination.receipt.trace.iter();
        lines.extend(steps.flat_map(|step| sentence(policy, plan, step)));
        lines.extend(reviews(policy, plan, determination));
    }
    lines.extend(sentences::result(policy, determination));
    lines
}

fn head(policy: &Policy, determination: &Determination) -> String {
    let (total, title) = (determination.total, &policy.title);
    let law_date = determination.receipt.law_date;
    let opened = determination.in_policy;
    match determination.status {
        Status::Denied => {
            format!("医疗费用总额 {total} 元，按《{title}》（适用日期 {law_date}）不予支付。")
        }
        Status::Settled | Status::Review => format!(
            "医疗费用总额 {total} 元，按《{title}》（适用日期 {law_date}）结算，其中进入政策范围内 {opened} 元。"
        ),
    }
}

/// The sentences of one entry of the trace.
#[must_use]
pub fn sentence(policy: &Policy, plan: &Plan, step: &TraceStep) -> Vec<String> {
    let sentences = Sentences { policy, plan, step };
    match step.what {
        TraceWhat::Class(derived, row) => class(policy, plan, derived, row).into_iter().collect(),
        TraceWhat::Deny(index) => {
            let deny = plan.denials.get(usize::from(index));
            let said = deny.map(|deny| (format!("不予支付：{}", deny.title), &deny.cite));
            said.map(|(text, cite)| with_citations(policy, text, cite))
                .into_iter()
                .collect()
        }
        TraceWhat::Item(rule) => sentences.items(rule),
        TraceWhat::Step(index) => match plan.steps.get(usize::from(index)) {
            Some(rule) => sentences.step(rule),
            None => Vec::new(),
        },
        TraceWhat::Uncovered => sentences.uncovered(),
    }
}

fn class(policy: &Policy, plan: &Plan, derived: u16, row: u16) -> Option<String> {
    let derived = plan.derived.get(usize::from(derived))?;
    let DerivedHow::Class { rows } = &derived.how else {
        return None;
    };
    let row = rows.get(usize::from(row))?;
    let decl = policy.facts.get(usize::from(derived.fact))?;
    let value = labels::value_title(decl, row.is)?;
    let title = labels::or_name(&decl.title, &decl.name);
    Some(with_citations(
        policy,
        format!("{title}：{value}"),
        &row.cite,
    ))
}

fn reviews(policy: &Policy, plan: &Plan, determination: &Determination) -> Vec<String> {
    let held = determination.reviews.iter();
    let clauses = held.filter_map(|index| plan.reviews.get(usize::from(*index)));
    clauses
        .map(|clause| with_citations(policy, format!("须人工审核：{}", clause.text), &clause.cite))
        .collect()
}

#[cfg(test)]
mod tests;
