//! Entitlement, asked of a section.

use super::Section;
use crate::determination::Refusal;
use crate::entitlement::{Entitlement, EntitlementSpan, spans};
use crate::facts::refusal;

impl Section<'_> {
    /// The entitlement of the person; `named` asks one entry alone.
    ///
    /// # Errors
    /// A [`Refusal`] where a fact or a parameter is missing.
    pub fn entitlement(&self, named: Option<&str>) -> Result<Entitlement<'_>, Refusal> {
        let spans = spans(&self.scope())
            .map_err(|miss| refusal(self.policy, self.plan, &self.facts, miss, "entitlement"))?;
        let wanted = |span: &EntitlementSpan<'_>| named.is_none_or(|name| name == span.entry.id);
        Ok(Entitlement {
            spans: spans.into_iter().filter(wanted).collect(),
        })
    }
}
