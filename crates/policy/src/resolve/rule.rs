//! Item rules, denials, reviews and steps of one span of dates.

use super::Context;
use super::cond::and;
use super::value::Place;
use crate::ast::{self, UntranslatedEffect};
use crate::diagnostic::Draft;
use crate::source::{At, Span};
use base::Date;
use benefit::plan::{
    Cond, Deny, FactType, ItemRule, LayerId, PotKind, Review, Step, StepKind, ValueType,
};

impl Context<'_> {
    pub(crate) fn items(&self, day: Date) -> Vec<ItemRule> {
        let active = self
            .symbols
            .document
            .items
            .iter()
            .filter(|item| item.period.covers(day));
        active.filter_map(|item| self.item(item)).collect()
    }

    fn item(&self, item: &ast::Item) -> Option<ItemRule> {
        let when = self.when(item.when.as_ref(), true);
        let pot = |name: &Option<At<String>>, default: &str| match name {
            Some(name) => self.symbols.pot(name, self.sink),
            None => self.symbols.pot_named(default),
        };
        let price_limit = self.optional(item.price_limit.as_ref(), ValueType::Money, Place::ITEM);
        let first = self.optional(item.first.as_ref(), ValueType::Ratio, Place::ITEM);
        let exclude_to = match (&item.exclude_to, item.exclude) {
            (None, false) => None,
            (to, _) => Some(pot(to, "excluded")?),
        };
        let (over_to, first_to, part) = (
            pot(&item.over_to, "over_limit"),
            pot(&item.first_to, "first_self_pay"),
            pot(&item.part, "main"),
        );
        Some(ItemRule {
            when,
            price_limit: price_limit?,
            over_to: over_to?,
            first: first?,
            first_to: first_to?,
            exclude_to,
            part: part?,
            cite: self.symbols.cites(&item.cite, self.sink),
        })
    }

    pub(crate) fn denials(&self, day: Date) -> Vec<Deny> {
        let active = self
            .symbols
            .document
            .denies
            .iter()
            .filter(|deny| deny.period.covers(day));
        let deny = |deny: &ast::Deny| Deny {
            reason: deny.reason.value.clone(),
            title: if deny.title.is_empty() {
                deny.reason.value.clone()
            } else {
                deny.title.clone()
            },
            when: self.cond(&deny.when, false),
            cite: self.symbols.cites(&deny.cite, self.sink),
        };
        active.map(deny).collect()
    }

    pub(crate) fn reviews(&self, day: Date) -> Vec<Review> {
        let clauses = self.symbols.document.untranslated.iter();
        let active =
            clauses.filter(|it| it.effect != UntranslatedEffect::Note && it.period.covers(day));
        let review = |it: &ast::Untranslated| Review {
            id: it.id.value.clone(),
            text: it.text.clone(),
            when: self.when(it.when.as_ref(), false),
            refuse: it.effect == UntranslatedEffect::Refuse,
            cite: self.symbols.cites(&it.cite, self.sink),
        };
        active.map(review).collect()
    }

    /// The steps of a day; each with the place where it is written.
    pub(crate) fn steps(&self, day: Date) -> Vec<(Step, Span)> {
        let mut steps = Vec::new();
        let mut layer = 0;
        for written in self
            .symbols
            .document
            .steps
            .iter()
            .filter(|step| step.period.covers(day))
        {
            let Some(kind) = self.step_kind(&written.kind) else {
                continue;
            };
            layer = self.layer_of(written, &kind, layer);
            let title = if written.title.is_empty() {
                written.id.value.clone()
            } else {
                written.title.clone()
            };
            let step = Step {
                id: written.id.value.clone(),
                title,
                when: and(vec![
                    self.care(&written.care),
                    self.when(written.when.as_ref(), false),
                ]),
                layer,
                kind,
                cite: self.symbols.cites(&written.cite, self.sink),
            };
            steps.push((step, written.id.span));
        }
        steps
    }

    /// As written, else the payer's, else that of the step before.
    fn layer_of(&self, written: &ast::Step, kind: &StepKind, before: LayerId) -> LayerId {
        if let Some(layer) = &written.layer {
            return self.symbols.layer(layer, self.sink);
        }
        let payer = match kind {
            StepKind::Pay(pay) => pay.payer,
            StepKind::Draw { payer, .. }
            | StepKind::Guarantee { payer, .. }
            | StepKind::Grant { payer, .. } => *payer,
            _ => return before,
        };
        match self.symbols.pot_kind(payer) {
            // An account may be drawn in any layer.
            Some(PotKind::Payer(_, _)) if matches!(kind, StepKind::Draw { .. }) => before,
            Some(PotKind::Payer(_, layer)) => layer,
            _ => before,
        }
    }

    /// `for = [care kinds]` as a condition.
    pub(crate) fn care(&self, kinds: &[At<String>]) -> Cond {
        if kinds.is_empty() {
            return Cond::Always;
        }
        let Some((fact, decl)) = self.symbols.fact_quietly("care") else {
            return Cond::Never;
        };
        let FactType::Enum(values) = &decl.ty else {
            return Cond::Never;
        };
        let mut indexes = Vec::new();
        for kind in kinds {
            match super::encode::member(values, &kind.value) {
                Ok(index) => indexes.push(index),
                Err(message) => self.sink.push(Draft::error(
                    "P0207",
                    kind.span,
                    format!("医疗类别{message}"),
                )),
            }
        }
        indexes.sort_unstable();
        indexes.dedup();
        Cond::In {
            fact,
            values: indexes,
        }
    }
}
