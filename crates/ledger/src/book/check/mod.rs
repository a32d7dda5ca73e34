//! The rules that every document is held to before it is posted.
//!
//! [`check`] asks them one after the other and answers with the first that refuses. What the law fixes
//! of them is data: charts, fund modes, templates, the switch of a pooling area.

mod form;
mod funds;
mod money;
mod premium;
mod red;
mod rules;

use base::Refused;

use crate::entry::Document;

pub use rules::{Rules, Standing};

/// Holds a document to every rule.
///
/// # Errors
/// The first refusal, with the rule's code and, where the rule has one, the article.
pub fn check(
    document: &Document,
    rules: &Rules<'_>,
    standing: &Standing<'_>,
) -> Result<(), Refused> {
    form::persons(document)?;
    form::dimensions(document)?;
    form::entries(document, rules.charts)?;
    let event = form::event(document, rules)?;
    form::evidence(document, event)?;
    form::periods(document, standing.closed)?;
    red::undoing(document, standing)?;
    money::ways(document, rules)?;
    money::gathered(document, rules)?;
    premium::recognition(document, event, rules)?;
    funds::tiers(document, rules)?;
    funds::funds(document, event, rules)?;
    funds::mirror(document, event, standing)?;
    money::overdraft(document, rules, standing)
}
