//! Conditions and values in Chinese.

use crate::ast::{Condition, Document, Expr, Value, ValueKind};
use crate::resolve::symbols::CAUSES;
use benefit::plan::{FactDecl, FactType, Op};
use std::collections::BTreeMap;

/// Titles of everything that conditions and values name.
pub(super) struct Words<'a> {
    pub document: &'a Document,
    pub facts: &'a BTreeMap<String, FactDecl>,
}

impl Words<'_> {
    /// Title of a fact, or its name where it has none.
    pub fn fact(&self, name: &str) -> String {
        let title = self.facts.get(name).map_or("", |decl| decl.title.as_str());
        if title.is_empty() {
            name.to_owned()
        } else {
            title.to_owned()
        }
    }

    /// A literal of a fact's type.
    fn literal(&self, fact: &str, word: &str) -> String {
        match self.facts.get(fact).map(|decl| &decl.ty) {
            Some(FactType::Bool) => if word == "yes" { "是" } else { "否" }.to_owned(),
            Some(FactType::Enum(values) | FactType::Set(values)) => {
                let title = values
                    .iter()
                    .find(|(name, _)| name == word)
                    .map(|(_, title)| title.as_str());
                match title.filter(|title| !title.is_empty()) {
                    Some(title) => title.to_owned(),
                    None if self.facts.contains_key(word) => self.fact(word),
                    None => word.to_owned(),
                }
            }
            _ if self.facts.contains_key(word) => self.fact(word),
            _ => word.trim_matches('"').to_owned(),
        }
    }

    pub fn condition(&self, condition: &Condition) -> String {
        self.expr(&condition.expr)
    }

    fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Always => "任何情形".to_owned(),
            Expr::Never => "从不".to_owned(),
            Expr::And(parts) => parts
                .iter()
                .map(|part| self.inside(part))
                .collect::<Vec<_>>()
                .join("，且"),
            Expr::Or(parts) => parts
                .iter()
                .map(|part| self.inside(part))
                .collect::<Vec<_>>()
                .join("，或"),
            Expr::Not(inner) => format!("并非（{}）", self.expr(inner)),
            Expr::Cmp(left, op, right) => {
                self.comparison(&left.value, *op, right.times, &right.word.value)
            }
            Expr::In(fact, words) => {
                let words: Vec<String> = words
                    .iter()
                    .map(|word| self.literal(&fact.value, &word.value))
                    .collect();
                format!("{}为{}之一", self.fact(&fact.value), words.join("、"))
            }
            Expr::InTable(fact, table) => format!(
                "{}列于「{}」",
                self.fact(&fact.value),
                self.table(&table.value)
            ),
            Expr::Has(fact, members, all) => {
                let words: Vec<String> = members
                    .iter()
                    .map(|word| self.literal(&fact.value, &word.value))
                    .collect();
                let joint = if *all { "和" } else { "或" };
                format!("{}含{}", self.fact(&fact.value), words.join(joint))
            }
        }
    }

    fn inside(&self, expr: &Expr) -> String {
        match expr {
            Expr::And(_) | Expr::Or(_) => format!("（{}）", self.expr(expr)),
            _ => self.expr(expr),
        }
    }

    fn comparison(&self, left: &str, op: Op, times: Option<i64>, word: &str) -> String {
        if let Some(switch) = left.strip_prefix("switch.") {
            let sign = if op == Op::Ne { "不取" } else { "取" };
            return format!("开关「{switch}」{sign} {word}");
        }
        let name = self.fact(left);
        if word == "none" && self.facts.get(left).is_some_and(|decl| decl.nullable) {
            return format!("{}{name}", if op == Op::Ne { "有" } else { "没有" });
        }
        let word = match times {
            Some(times) => format!("{times} 倍{}", self.fact(word)),
            None => self.literal(left, word),
        };
        let date = matches!(
            self.facts.get(left).map(|decl| &decl.ty),
            Some(FactType::Date | FactType::Time)
        );
        match (op, date) {
            (Op::Eq, _) => format!("{name}为{word}"),
            (Op::Ne, _) => format!("{name}不为{word}"),
            (Op::Lt, true) => format!("{name}早于 {word}"),
            (Op::Le, true) => format!("{name}不晚于 {word}"),
            (Op::Gt, true) => format!("{name}晚于 {word}"),
            (Op::Ge, true) => format!("{name}不早于 {word}"),
            (Op::Lt, false) => format!("{name}小于 {word}"),
            (Op::Le, false) => format!("{name}不超过 {word}"),
            (Op::Gt, false) => format!("{name}超过 {word}"),
            (Op::Ge, false) => format!("{name}不小于 {word}"),
        }
    }

    pub fn table(&self, name: &str) -> String {
        let found = self
            .document
            .tables
            .iter()
            .find(|table| table.name.value == name);
        found
            .map(|table| table.title.as_str())
            .filter(|title| !title.is_empty())
            .unwrap_or(name)
            .to_owned()
    }

    /// A pot by reference.
    pub fn pot(&self, reference: &str) -> String {
        match reference {
            "open" => return "待分配费用".to_owned(),
            "burden" => return "个人负担".to_owned(),
            "payers" => return "各支付方已付".to_owned(),
            "main" | "open.main" => return "待分配费用（主部分）".to_owned(),
            "stay" => return "原处".to_owned(),
            _ => {}
        }
        let name = reference
            .split_once('.')
            .map_or(reference, |(_, name)| name);
        let named = self
            .document
            .parts
            .iter()
            .chain(&self.document.causes)
            .map(|it| (&it.name, &it.title));
        let payers = self.document.payers.iter().map(|it| (&it.name, &it.title));
        let own = named
            .chain(payers)
            .find(|(known, _)| known.value == name)
            .map(|(_, title)| title.clone());
        let standard = || {
            CAUSES
                .iter()
                .find(|(cause, _)| *cause == name)
                .map(|(_, title)| (*title).to_owned())
        };
        own.or_else(standard)
            .map_or_else(|| name.to_owned(), |title| format!("「{title}」"))
    }

    pub fn acc(&self, name: &str) -> String {
        let own = self
            .document
            .accs
            .iter()
            .find(|acc| acc.name.value == name)
            .map(|acc| acc.title.as_str());
        let registered = || {
            benefit::registry::ACCUMULATORS
                .iter()
                .find(|acc| acc.id == name)
                .map(|acc| acc.title)
        };
        own.filter(|title| !title.is_empty())
            .or_else(registered)
            .unwrap_or(name)
            .to_owned()
    }

    pub fn value(&self, value: &Value) -> String {
        match &value.kind {
            ValueKind::Text(text) => self.reference(text),
            ValueKind::Int(int) => int.to_string(),
            ValueKind::Date(date) => date.to_string(),
            ValueKind::First { rows, otherwise } => {
                let mut parts: Vec<String> = self.rows(rows, "时为");
                parts.extend(
                    otherwise
                        .as_ref()
                        .map(|value| format!("其余为{}", self.value(value))),
                );
                parts.join("；")
            }
            ValueKind::Sum(parts) => format!("{}之和", self.list(parts)),
            ValueKind::Min(parts) => format!("{}中较小者", self.list(parts)),
            ValueKind::Max(parts) => format!("{}中较大者", self.list(parts)),
            ValueKind::Minus(a, b) => format!("{}减{}（不低于 0）", self.value(a), self.value(b)),
            ValueKind::Share { ratio, of, .. } => {
                format!("{}的{}", self.value(of), self.value(ratio))
            }
            ValueKind::Times(times, of) => format!("{}的 {} 倍", self.value(of), self.value(times)),
            ValueKind::Every { every, of, up } => {
                format!(
                    "{}每满 {every}{}计一次",
                    self.value(of),
                    if *up { "（不足的也计）" } else { "" }
                )
            }
            ValueKind::Complement(of) => format!("1 减{}", self.value(of)),
            ValueKind::SelfFactor { factor, ratio } => {
                format!(
                    "个人负担按（1 减{}）的{}计的支付比例",
                    self.value(ratio),
                    self.value(factor)
                )
            }
            ValueKind::OfSet { set, table, sum } => {
                let how = if *sum { "合计" } else { "最高值" };
                format!(
                    "{}各项在「{}」的{how}",
                    self.fact(&set.value),
                    self.table(&table.value)
                )
            }
            ValueKind::AddDays(days, of) => format!("{}后 {} 日", self.value(of), self.value(days)),
            ValueKind::AddMonths(months, of) => {
                format!("{}后 {} 个月", self.value(of), self.value(months))
            }
            ValueKind::FirstOfNextMonth(of) => format!("{}次月一日", self.value(of)),
            ValueKind::Points {
                to,
                rows,
                at_least,
                at_most,
            } => {
                let mut parts = vec![self.value(to)];
                parts.extend(self.rows(rows, "时加"));
                parts.extend(
                    at_most
                        .as_ref()
                        .map(|value| format!("最高{}", self.value(value))),
                );
                parts.extend(
                    at_least
                        .as_ref()
                        .map(|value| format!("最低{}", self.value(value))),
                );
                parts.join("，")
            }
        }
    }

    fn rows(&self, rows: &[(Condition, Value)], verb: &str) -> Vec<String> {
        rows.iter()
            .map(|(when, is)| format!("{}{verb}{}", self.condition(when), self.value(is)))
            .collect()
    }

    fn list(&self, parts: &[Value]) -> String {
        parts
            .iter()
            .map(|part| self.value(part))
            .collect::<Vec<_>>()
            .join("、")
    }

    fn reference(&self, text: &str) -> String {
        let (group, name) = text.split_once('.').unwrap_or((text, ""));
        match group {
            "table" => format!("「{}」", self.table(name)),
            "fact" => self.fact(name),
            "value" => {
                let found = self
                    .document
                    .values
                    .iter()
                    .find(|named| named.name.value == name);
                let title = found
                    .map(|named| named.title.as_str())
                    .filter(|title| !title.is_empty());
                format!("「{}」", title.unwrap_or(name))
            }
            "acc" => format!("「{}」", self.acc(name)),
            "claim" if name == "total" => "总费用".to_owned(),
            "claim" => "政策范围内费用".to_owned(),
            "base" => "缴费基数".to_owned(),
            "open" | "burden" | "payer" | "payers" => self.pot(text),
            _ if base::Fen::parse_yuan(text).is_ok() => format!("{text} 元"),
            _ => format!(" {text}"),
        }
    }
}
