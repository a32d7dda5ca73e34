//! Literals and references inside values: tables, facts, named values, pots, accumulators.

use super::value::Place;
use super::{Context, TableUse, encode};
use crate::ast::Table;
use crate::diagnostic::{Draft, did_you_mean};
use crate::source::{At, Span};
use base::{Date, Ratio};
use benefit::plan::{AccUnit, FactScope, FactType, Scalar, Value, ValueType};

/// Named values may use each other this deep.
const MAX_DEPTH: usize = 32;

/// Named values may be put in this often in one version of the law.
const MAX_EXPANSIONS: usize = 20_000;

impl Context<'_> {
    pub(super) fn int(&self, int: i64, span: Span, want: ValueType) -> Option<Value> {
        match want {
            ValueType::Int => Some(Value::Const(Scalar::Int(int))),
            ValueType::Ratio if (0..=1).contains(&int) => Ratio::new(int, 1)
                .ok()
                .map(|ratio| Value::Const(Scalar::Ratio(ratio))),
            _ => {
                let message = format!("这里需要{}，写的是整数 {int}", encode::type_zh(want));
                let help = if want == ValueType::Money {
                    "金额加引号，如 \"1500\""
                } else {
                    "比例写成 \"85%\""
                };
                self.sink
                    .push(Draft::error("P0401", span, message).help(help));
                None
            }
        }
    }

    pub(super) fn text(
        &self,
        text: &str,
        span: Span,
        want: ValueType,
        place: Place,
    ) -> Option<Value> {
        let (group, name) = text.split_once('.').unwrap_or((text, ""));
        match group {
            "table" => self.look_up(&At::new(name.to_owned(), span), want, place),
            "fact" => self.fact_value(name, span, want, place),
            "value" => self.named_value(name, span, want, place),
            "claim" | "open" | "burden" | "payer" | "payers" | "acc" | "base" => {
                self.dynamic(text, group, name, span, want, place)
            }
            _ => self.literal_value(text, span, want),
        }
    }

    fn literal_value(&self, text: &str, span: Span, want: ValueType) -> Option<Value> {
        match encode::scalar(want, text) {
            Ok(scalar) => Some(Value::Const(scalar)),
            Err((code, message)) => {
                let message = format!("`{text}` 不是{}：{message}", encode::type_zh(want));
                self.sink.push(Draft::error(code, span, message));
                None
            }
        }
    }

    fn look_up(&self, name: &At<String>, want: ValueType, place: Place) -> Option<Value> {
        let Some(table) = self
            .symbols
            .document
            .tables
            .iter()
            .find(|table| table.name.value == name.value)
        else {
            self.unknown_table(name);
            return None;
        };
        self.fits(want, table.ty, name.span).then_some(())?;
        self.refuse_keys(table, name, place)?;
        match self.tables.get(&name.value)? {
            TableUse::One(id) => Some(Value::Table(*id)),
            TableUse::Dated(fact, versions) => {
                let dated = |(from, id): &(Date, Option<u16>)| {
                    (
                        *from,
                        id.map_or_else(|| Value::Unset(unset_name(&name.value)), Value::Table),
                    )
                };
                Some(Value::Dated(*fact, versions.iter().map(dated).collect()))
            }
            TableUse::Unset => Some(Value::Unset(unset_name(&name.value))),
        }
    }

    /// Keys by which this table cannot be looked up here.
    fn refuse_keys(&self, table: &Table, name: &At<String>, place: Place) -> Option<()> {
        let line_key = table.keys.iter().find(|key| {
            self.symbols
                .fact_quietly(&key.value)
                .is_some_and(|(_, decl)| decl.of == FactScope::Line)
        });
        if let Some(key) = line_key.filter(|_| !place.lines) {
            let message = format!(
                "表 `{}` 的键 `{}` 是费用明细的事实，只能用在 [[item]] 里",
                name.value, key.value
            );
            self.sink.push(Draft::error("P0304", name.span, message));
            return None;
        }
        let set_key = table.keys.iter().find(|key| {
            let decl = self.symbols.fact_quietly(&key.value);
            matches!(decl, Some((_, decl)) if matches!(decl.ty, FactType::Set(_)))
        });
        if let Some(key) = set_key {
            let message = format!(
                "表 `{}` 的键 `{}` 是集合，不能直接查",
                name.value, key.value
            );
            let help = format!(
                "写成 {{ max_of = \"{}\", table = \"table.{}\" }}",
                key.value, name.value
            );
            self.sink
                .push(Draft::error("P0403", name.span, message).help(help));
            return None;
        }
        Some(())
    }

    fn fact_value(&self, name: &str, span: Span, want: ValueType, place: Place) -> Option<Value> {
        let (id, decl) = self.symbols.fact(name, span, self.sink)?;
        if decl.of == FactScope::Line && !place.lines {
            let message = format!("`{name}` 是费用明细的事实，只能用在 [[item]] 里");
            self.sink.push(Draft::error("P0304", span, message));
            return None;
        }
        let have = encode::value_type(&decl.ty);
        if have != Some(want) {
            let message = format!(
                "这里需要{}，`{name}` 是{}",
                encode::type_zh(want),
                encode::fact_type_zh(&decl.ty)
            );
            self.sink.push(Draft::error("P0401", span, message));
            return None;
        }
        Some(Value::Fact(id))
    }

    fn named_value(&self, name: &str, span: Span, want: ValueType, place: Place) -> Option<Value> {
        let values = &self.symbols.document.values;
        let Some(named) = values.iter().find(|named| named.name.value == name) else {
            let near = did_you_mean(name, values.iter().map(|named| named.name.value.as_str()));
            self.sink
                .push(Draft::error("P0203", span, format!("没有值 `{name}`")).help(near));
            return None;
        };
        self.fits(want, named.ty, span).then_some(())?;
        let depth = self.depth.get();
        if depth >= MAX_DEPTH {
            self.sink.push(Draft::error(
                "P0210",
                named.name.span,
                format!("值 `{name}` 绕圈引用自己"),
            ));
            return None;
        }
        let expansions = self.expansions.get().saturating_add(1);
        self.expansions.set(expansions);
        if expansions > MAX_EXPANSIONS {
            self.sink
                .push(Draft::error("P0210", span, "命名的值互相引用太多次"));
            return None;
        }
        self.depth.set(depth.saturating_add(1));
        let value = self.value(&named.is, want, place);
        self.depth.set(depth);
        value
    }

    fn dynamic(
        &self,
        text: &str,
        group: &str,
        name: &str,
        span: Span,
        want: ValueType,
        place: Place,
    ) -> Option<Value> {
        if group == "base" {
            if !place.base {
                self.sink.push(Draft::error(
                    "P0402",
                    span,
                    "`base` 只能用在 [[contribution]] 的 amount 和 floor 里",
                ));
                return None;
            }
            return self
                .fits(want, ValueType::Money, span)
                .then_some(Value::Base);
        }
        if !place.money {
            let message = format!("`{text}` 随结算变动，这里不能用");
            let help = "读取结算前的累计用 [derive.NAME] before = \"累计\"";
            self.sink
                .push(Draft::error("P0402", span, message).help(help));
            return None;
        }
        if group == "acc" {
            return self.acc_value(name, span, want);
        }
        self.fits(want, ValueType::Money, span).then_some(())?;
        match text {
            "claim.total" => Some(Value::Total),
            "claim.in_policy" => Some(Value::InPolicy),
            _ => {
                let pots = self
                    .symbols
                    .pots_of(&At::new(text.to_owned(), span), self.sink);
                (!pots.is_empty()).then_some(Value::Pots(pots))
            }
        }
    }

    fn acc_value(&self, name: &str, span: Span, want: ValueType) -> Option<Value> {
        let acc = self
            .symbols
            .acc(&At::new(name.to_owned(), span), self.sink)?;
        let have = match self.symbols.acc_decl(acc)?.unit {
            AccUnit::Money => ValueType::Money,
            AccUnit::Count | AccUnit::Days => ValueType::Int,
        };
        self.fits(want, have, span).then_some(Value::Acc(acc))
    }

    /// `max_of`, `sum_of`: the values of a one-key table by member of a set.
    pub(super) fn of_set(
        &self,
        set: &At<String>,
        table: &At<String>,
        sum: bool,
        want: ValueType,
    ) -> Option<Value> {
        let (fact, decl) = self.symbols.fact(&set.value, set.span, self.sink)?;
        let FactType::Set(members) = &decl.ty else {
            self.sink.push(Draft::error(
                "P0401",
                set.span,
                format!("`{}` 不是集合", set.value),
            ));
            return None;
        };
        let Some(written) = self
            .symbols
            .document
            .tables
            .iter()
            .find(|known| known.name.value == table.value)
        else {
            self.unknown_table(table);
            return None;
        };
        self.fits(want, written.ty, table.span).then_some(())?;
        if written.keys.len() != 1 || written.by.is_some() {
            let message = format!("表 `{}` 要恰好有一个键，且不能有 by", table.value);
            self.sink.push(Draft::error("P0403", table.span, message));
            return None;
        }
        let values = self.member_values(written, members);
        Some(if sum {
            Value::SumOf(fact, values)
        } else {
            Value::MaxOf(fact, values)
        })
    }
}

fn unset_name(table: &str) -> String {
    format!("table.{table}")
}
