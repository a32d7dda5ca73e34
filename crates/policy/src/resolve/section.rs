//! Section entries, merges and derived facts of one span of dates.

use super::Context;
use super::cond::and;
use super::facts::merge_facts;
use super::value::Place;
use crate::ast::{self, DeriveHow, EntryKind as Written};
use base::Date;
use benefit::plan::{
    ClassRow, Cond, Derived, DerivedHow, Entry, EntryKind, FactScope, MergeRule, PayLine, ValueType,
};

impl Context<'_> {
    pub(crate) fn derived(&self, day: Date) -> Vec<Derived> {
        let derived = self
            .symbols
            .facts
            .iter()
            .filter(|fact| fact.of == FactScope::Derived);
        derived
            .filter_map(|fact| self.derive(&fact.name, day))
            .collect()
    }

    fn derive(&self, name: &str, day: Date) -> Option<Derived> {
        let (fact, _) = self.symbols.fact_quietly(name)?;
        let document = self.symbols.document;
        if name == "entitled" {
            return Some(Derived {
                fact,
                how: DerivedHow::Entitled,
            });
        }
        if let Some(derive) = document
            .derives
            .iter()
            .find(|derive| derive.name.value == name)
        {
            return Some(Derived {
                fact,
                how: self.derive_how(&derive.how)?,
            });
        }
        let mut classes = document
            .classes
            .iter()
            .filter(|class| class.name.value == name);
        let class = classes.find(|class| class.period.covers(day))?;
        let rows: Vec<Option<ClassRow>> = class
            .rows
            .iter()
            .map(|row| self.class_row(name, class, row))
            .collect();
        Some(Derived {
            fact,
            how: DerivedHow::Class {
                rows: rows.into_iter().collect::<Option<Vec<_>>>()?,
            },
        })
    }

    fn derive_how(&self, how: &DeriveHow) -> Option<DerivedHow> {
        Some(match how {
            DeriveHow::Value(ty, value) => {
                DerivedHow::Value(self.value(value, *ty, Place::FACTS)?)
            }
            DeriveHow::CountOf(set) => {
                DerivedHow::CountOf(self.symbols.fact(&set.value, set.span, self.sink)?.0)
            }
            DeriveHow::Ordinal(acc) => DerivedHow::Ordinal(self.symbols.acc(acc, self.sink)?),
            DeriveHow::Before(acc) => DerivedHow::Before(self.symbols.acc(acc, self.sink)?),
        })
    }

    fn class_row(&self, name: &str, class: &ast::Class, row: &ast::ClassRow) -> Option<ClassRow> {
        let (_, decl) = self.symbols.fact_quietly(name)?;
        let benefit::plan::FactType::Enum(values) = &decl.ty else {
            return None;
        };
        let cite = if row.cite.is_empty() {
            &class.cite
        } else {
            &row.cite
        };
        Some(ClassRow {
            when: self.cond(&row.when, false),
            is: super::encode::member(values, &row.is.value).ok()?,
            cite: self.symbols.cites(cite, self.sink),
        })
    }

    /// Entries grouped by section (the reader keeps file order within each).
    pub(crate) fn entries(&self, day: Date) -> Vec<Entry> {
        let active = self
            .symbols
            .document
            .entries
            .iter()
            .filter(|entry| entry.period.covers(day));
        active.filter_map(|entry| self.entry(entry)).collect()
    }

    fn entry(&self, entry: &ast::Entry) -> Option<Entry> {
        let when = self.when(entry.when.as_ref(), false);
        Some(Entry {
            id: entry.id.value.clone(),
            title: if entry.title.is_empty() {
                entry.id.value.clone()
            } else {
                entry.title.clone()
            },
            when,
            kind: self.entry_kind(&entry.kind)?,
            cite: self.symbols.cites(&entry.cite, self.sink),
        })
    }

    fn entry_kind(&self, kind: &Written) -> Option<EntryKind> {
        let value = |value: &ast::Value, ty: ValueType| self.value(value, ty, Place::STEP);
        Some(match kind {
            Written::Contribution { base, pay, floor } => {
                self.contribution(base.as_ref(), pay, floor.as_ref())?
            }
            Written::AccountCredit { band, amount, to } => EntryKind::AccountCredit {
                band: band.clone(),
                amount: value(amount, ValueType::Money)?,
                to: to.clone(),
            },
            Written::Entitlement {
                ground,
                starts,
                ends,
                bars,
            } => EntryKind::Entitlement {
                ground: ground.clone(),
                starts: self.value(starts, ValueType::Date, Place::FACTS)?,
                ends: self.optional(ends.as_ref(), ValueType::Date, Place::FACTS)?,
                bars: *bars,
            },
            Written::Deadline { days, unit } => EntryKind::Deadline {
                days: value(days, ValueType::Int)?,
                unit: *unit,
            },
            Written::Penalty {
                actor,
                at_least,
                at_most,
                requires,
            } => {
                let (low, high) = (
                    value(at_least, ValueType::Money),
                    value(at_most, ValueType::Money),
                );
                let requires = self.when(requires.as_ref(), false);
                EntryKind::Penalty {
                    actor: actor.clone(),
                    at_least: low?,
                    at_most: high?,
                    requires,
                }
            }
            Written::Allowance { to, amount } => EntryKind::Allowance {
                to: to.clone(),
                amount: value(amount, ValueType::Money)?,
            },
            Written::Indicator {
                numerator,
                denominator,
                at_least,
                at_most,
                effect,
            } => {
                let ty = self
                    .type_of(numerator)
                    .or_else(|| self.type_of(denominator))
                    .unwrap_or(ValueType::Money);
                let (numerator, denominator) = (value(numerator, ty), value(denominator, ty));
                EntryKind::Indicator {
                    numerator: numerator?,
                    denominator: denominator?,
                    at_least: *at_least,
                    at_most: *at_most,
                    effect: effect.clone(),
                }
            }
        })
    }

    fn contribution(
        &self,
        base: Option<&ast::Value>,
        pay: &[ast::PayLine],
        floor: Option<&ast::Value>,
    ) -> Option<EntryKind> {
        let with_base = Place {
            base: true,
            ..Place::STEP
        };
        let base = self.optional(base, ValueType::Money, Place::STEP);
        let line = |line: &ast::PayLine| {
            let amount = self.value(&line.amount, ValueType::Money, with_base)?;
            Some(PayLine {
                by: line.by.value.clone(),
                to: line.to.value.clone(),
                amount,
            })
        };
        let pay: Vec<Option<PayLine>> = pay.iter().map(line).collect();
        let floor = self.optional(floor, ValueType::Money, with_base);
        Some(EntryKind::Contribution {
            base: base?,
            pay: pay.into_iter().collect::<Option<Vec<_>>>()?,
            floor: floor?,
        })
    }

    pub(crate) fn merges(&self, day: Date) -> Vec<MergeRule> {
        let active = self
            .symbols
            .document
            .merges
            .iter()
            .filter(|merge| merge.period.covers(day));
        active.filter_map(|merge| self.merge(merge)).collect()
    }

    fn merge(&self, merge: &ast::Merge) -> Option<MergeRule> {
        let (ends, starts) = merge_facts(merge);
        let slot = |name: &str| self.symbols.fact_quietly(name).map(|(id, _)| id);
        let minutes = match (merge.hours, merge.days) {
            (Some(hours), _) => hours.checked_mul(60)?,
            (None, days) => days?.checked_mul(1440)?,
        };
        let none_means_never = |cond: Cond| {
            if cond == Cond::Always {
                Cond::Never
            } else {
                cond
            }
        };
        Some(MergeRule {
            id: merge.id.value.clone(),
            visit: none_means_never(self.care(&merge.care)),
            stay: and(vec![
                self.care(&merge.into),
                self.when(merge.when.as_ref(), false),
            ]),
            within_minutes: minutes,
            visit_ends: slot(ends)?,
            stay_starts: slot(starts)?,
            same_provider: if merge.same_provider {
                slot("provider_id")
            } else {
                None
            },
            cite: self.symbols.cites(&merge.cite, self.sink),
        })
    }
}
