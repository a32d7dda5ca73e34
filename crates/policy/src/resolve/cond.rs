//! Conditions against the declared facts.

use super::{Context, TableUse, encode};
use crate::ast::{Condition, Expr, Operand};
use crate::diagnostic::{Draft, did_you_mean};
use crate::source::At;
use base::Date;
use benefit::plan::{Cond, FactDecl, FactId, FactScope, FactType, Lookup, Op};

impl Context<'_> {
    /// A condition; absent means always.
    pub(crate) fn when(&self, condition: Option<&Condition>, lines: bool) -> Cond {
        condition.map_or(Cond::Always, |condition| self.cond(condition, lines))
    }

    /// A condition; line facts are allowed only in item rules.
    pub(crate) fn cond(&self, condition: &Condition, lines: bool) -> Cond {
        // What cannot be resolved was reported; the plan is thrown away.
        self.expr(&condition.expr, lines).unwrap_or(Cond::Never)
    }

    fn expr(&self, expr: &Expr, lines: bool) -> Option<Cond> {
        match expr {
            Expr::Always => Some(Cond::Always),
            Expr::Never => Some(Cond::Never),
            Expr::And(parts) => {
                let parts: Vec<Option<Cond>> =
                    parts.iter().map(|part| self.expr(part, lines)).collect();
                Some(and(parts.into_iter().collect::<Option<Vec<Cond>>>()?))
            }
            Expr::Or(parts) => {
                let parts: Vec<Option<Cond>> =
                    parts.iter().map(|part| self.expr(part, lines)).collect();
                Some(or(parts.into_iter().collect::<Option<Vec<Cond>>>()?))
            }
            Expr::Not(inner) => self.expr(inner, lines).map(not),
            Expr::Cmp(left, op, right) => match left.value.strip_prefix("switch.") {
                Some(switch) => self.switch(switch, left, *op, right),
                None => self.compare(left, *op, right, lines),
            },
            Expr::In(fact, words) => {
                let (id, decl) = self.named(fact, lines)?;
                let mut values = words
                    .iter()
                    .map(|word| self.literal(decl, word))
                    .collect::<Option<Vec<i64>>>()?;
                values.sort_unstable();
                values.dedup();
                Some(Cond::In { fact: id, values })
            }
            Expr::InTable(fact, table) => self.in_table(fact, table, lines),
            Expr::Has(fact, members, all) => self.has(fact, members, *all, lines),
        }
    }

    fn named(&self, name: &At<String>, lines: bool) -> Option<(FactId, &FactDecl)> {
        let (id, decl) = self.symbols.fact(&name.value, name.span, self.sink)?;
        if decl.of == FactScope::Line && !lines {
            let message = format!("`{}` 是费用明细的事实，只能用在 [[item]] 里", name.value);
            self.sink.push(Draft::error("P0304", name.span, message));
        }
        Some((id, decl))
    }

    fn switch(&self, name: &str, left: &At<String>, op: Op, right: &Operand) -> Option<Cond> {
        let switches = &self.symbols.document.switches;
        let Some(switch) = switches.iter().find(|switch| switch.name.value == name) else {
            let near = did_you_mean(
                name,
                switches.iter().map(|switch| switch.name.value.as_str()),
            );
            self.sink
                .push(Draft::error("P0206", left.span, format!("没有开关 `{name}`")).help(near));
            return None;
        };
        let option = &right.word;
        if !switch
            .options
            .iter()
            .any(|known| known.value == option.value)
        {
            let names: Vec<&str> = switch
                .options
                .iter()
                .map(|known| known.value.as_str())
                .collect();
            let message = format!("开关 `{name}` 没有选项 `{}`", option.value);
            self.sink.push(
                Draft::error("P0206", option.span, message)
                    .help(format!("可选：{}", names.join("、"))),
            );
            return None;
        }
        let chosen = self.symbols.switches.get(name) == Some(&option.value);
        match op {
            Op::Eq => Some(if chosen { Cond::Always } else { Cond::Never }),
            Op::Ne => Some(if chosen { Cond::Never } else { Cond::Always }),
            _ => {
                self.sink
                    .push(Draft::error("P0303", left.span, "开关只能用 == 或 != 比较"));
                None
            }
        }
    }

    fn compare(&self, left: &At<String>, op: Op, right: &Operand, lines: bool) -> Option<Cond> {
        let (fact, decl) = self.named(left, lines)?;
        let word = &right.word;
        if word.value == "none" && encode::fact(&decl.ty, "none").is_err()
            || is_none_code(decl, &word.value)
        {
            return self.absence(fact, decl, op, word);
        }
        if right.times.is_none()
            && let Some(value) = self.literal_quietly(decl, &word.value)
        {
            return self.with_literal(fact, decl, op, value, left);
        }
        if word.value != left.value
            && let Some((other, other_decl)) = self.symbols.fact_quietly(&word.value)
        {
            return self.with_fact((fact, decl), op, right, (other, other_decl), lines);
        }
        if self.literal(decl, word).is_some() {
            let message = format!("乘号后面应当是事实的名字，`{}` 不是", word.value);
            self.sink.push(
                Draft::error("P0302", word.span, message)
                    .help("写成 fact > 2 * 另一事实，或直接写乘好的数"),
            );
        }
        None
    }

    fn absence(&self, fact: FactId, decl: &FactDecl, op: Op, word: &At<String>) -> Option<Cond> {
        if !decl.nullable {
            let message = format!("`{}` 不会缺失，不能与 none 比较", decl.name);
            self.sink.push(
                Draft::error("P0303", word.span, message).help("可能缺失的事实写 nullable = true"),
            );
            return None;
        }
        match op {
            Op::Eq => Some(Cond::IsNone(fact)),
            Op::Ne => Some(Cond::Not(Box::new(Cond::IsNone(fact)))),
            _ => {
                self.sink.push(Draft::error(
                    "P0303",
                    word.span,
                    "none 只能用 == 或 != 比较",
                ));
                None
            }
        }
    }

    fn with_literal(
        &self,
        fact: FactId,
        decl: &FactDecl,
        op: Op,
        value: i64,
        at: &At<String>,
    ) -> Option<Cond> {
        let set = matches!(decl.ty, FactType::Set(_));
        if set || (!ordered(&decl.ty) && !matches!(op, Op::Eq | Op::Ne)) {
            let help = if set {
                "集合用 has、has_any、has_all"
            } else {
                "这种类型只能用 == 或 !="
            };
            let message = format!(
                "`{}` 是{}，不能这样比较",
                decl.name,
                encode::fact_type_zh(&decl.ty)
            );
            self.sink
                .push(Draft::error("P0303", at.span, message).help(help));
            return None;
        }
        Some(Cond::Cmp { fact, op, value })
    }

    fn with_fact(
        &self,
        left: (FactId, &FactDecl),
        op: Op,
        right: &Operand,
        other: (FactId, &FactDecl),
        lines: bool,
    ) -> Option<Cond> {
        self.named(&right.word, lines)?;
        if !comparable(&left.1.ty, &other.1.ty) {
            let message = format!(
                "`{}` 是{}，`{}` 是{}，不能比较",
                left.1.name,
                encode::fact_type_zh(&left.1.ty),
                other.1.name,
                encode::fact_type_zh(&other.1.ty)
            );
            self.sink
                .push(Draft::error("P0302", right.word.span, message));
            return None;
        }
        let multiplied = right.times.is_some_and(|times| times != 1);
        let countable = matches!(
            left.1.ty,
            FactType::Int { .. } | FactType::Money | FactType::Ratio
        );
        if (multiplied && !countable) || (!ordered(&left.1.ty) && !matches!(op, Op::Eq | Op::Ne)) {
            let message = format!(
                "`{}` 是{}，不能这样比较",
                left.1.name,
                encode::fact_type_zh(&left.1.ty)
            );
            self.sink
                .push(Draft::error("P0303", right.word.span, message));
            return None;
        }
        Some(Cond::CmpFacts {
            left: left.0,
            op,
            times: right.times.unwrap_or(1),
            right: other.0,
        })
    }

    fn literal_quietly(&self, decl: &FactDecl, word: &str) -> Option<i64> {
        literal_text(decl, word)
            .ok()
            .and_then(|text| encode::fact(&decl.ty, &text).ok())
    }

    fn literal(&self, decl: &FactDecl, word: &At<String>) -> Option<i64> {
        let read = literal_text(decl, &word.value).and_then(|text| encode::fact(&decl.ty, &text));
        read.map_err(|message| {
            let message = format!(
                "与 `{}`（{}）比较的值不对：{message}",
                decl.name,
                encode::fact_type_zh(&decl.ty)
            );
            self.sink.push(Draft::error("P0302", word.span, message));
        })
        .ok()
    }

    fn has(
        &self,
        name: &At<String>,
        members: &[At<String>],
        all: bool,
        lines: bool,
    ) -> Option<Cond> {
        let (fact, decl) = self.named(name, lines)?;
        let FactType::Set(values) = &decl.ty else {
            let message = format!("`{}` 不是集合，不能用 has", name.value);
            self.sink
                .push(Draft::error("P0303", name.span, message).help("枚举用 == 或 in [ … ]"));
            return None;
        };
        let mut mask = 0;
        for member in members {
            match encode::member(values, &member.value) {
                Ok(index) => mask |= encode::bit(index),
                Err(message) => {
                    self.sink.push(Draft::error("P0207", member.span, message));
                    return None;
                }
            }
        }
        Some(Cond::Has { fact, mask, all })
    }

    /// Whether the fact is a key of a one-key table in the version that a look-up would use.
    fn in_table(&self, name: &At<String>, table: &At<String>, lines: bool) -> Option<Cond> {
        let (fact, decl) = self.named(name, lines)?;
        let tables = &self.symbols.document.tables;
        let Some(found) = tables.iter().find(|known| known.name.value == table.value) else {
            self.unknown_table(table);
            return None;
        };
        let [key] = found.keys.as_slice() else {
            let message = format!("表 `{}` 不是一个键，不能用 in", table.value);
            self.sink.push(Draft::error("P0403", table.span, message));
            return None;
        };
        let (_, key) = self.symbols.fact(&key.value, key.span, self.sink)?;
        if !same_type(&decl.ty, &key.ty) {
            let message = format!("`{}` 与表 `{}` 的键类型不同", name.value, table.value);
            self.sink.push(Draft::error("P0403", table.span, message));
            return None;
        }
        Some(match self.tables.get(&table.value) {
            Some(TableUse::One(id)) => self.keys(fact, *id),
            Some(TableUse::Dated(by, spans)) => self.dated_keys(fact, *by, spans),
            Some(TableUse::Unset) | None => Cond::Never,
        })
    }

    fn dated_keys(&self, fact: FactId, by: FactId, spans: &[(Date, Option<u16>)]) -> Cond {
        let day = |op, day: Date| Cond::Cmp {
            fact: by,
            op,
            value: i64::from(day.day_number()),
        };
        let ends = spans.iter().skip(1).map(|(start, _)| Some(*start));
        let mut parts = Vec::new();
        for ((start, id), end) in spans.iter().zip(ends.chain([None])) {
            let Some(id) = id else { continue };
            let mut span = vec![day(Op::Ge, *start), self.keys(fact, *id)];
            span.extend(end.map(|end| day(Op::Lt, end)));
            parts.push(and(span));
        }
        or(parts)
    }

    fn keys(&self, fact: FactId, table: u16) -> Cond {
        let rows = self.built.get(usize::from(table));
        let rows = rows.map(|table| table.rows.as_slice()).unwrap_or_default();
        let tests = rows.iter().filter_map(|row| row.keys.first());
        merge_tests(fact, tests.map(|test| key_test(fact, *test)).collect())
    }

    pub(crate) fn unknown_table(&self, name: &At<String>) {
        let near = did_you_mean(
            &name.value,
            self.symbols
                .document
                .tables
                .iter()
                .map(|table| table.name.value.as_str()),
        );
        self.sink
            .push(Draft::error("P0202", name.span, format!("没有表 `{}`", name.value)).help(near));
    }
}

/// Whether encoded values of the two types mean the same.
fn same_type(a: &FactType, b: &FactType) -> bool {
    match (a, b) {
        (FactType::Int { .. }, FactType::Int { .. }) => true,
        _ => a == b,
    }
}

fn key_test(fact: FactId, test: Lookup) -> Cond {
    let cmp = |op, value| Cond::Cmp { fact, op, value };
    match test {
        Lookup::Any => Cond::Always,
        Lookup::Is(value) => cmp(Op::Eq, value),
        Lookup::Range(from, to) => Cond::And(vec![cmp(Op::Ge, from), cmp(Op::Le, to)]),
    }
}

/// Equalities become one membership.
fn merge_tests(fact: FactId, parts: Vec<Cond>) -> Cond {
    let mut values = Vec::new();
    let mut others = Vec::new();
    for part in parts {
        match part {
            Cond::Cmp {
                op: Op::Eq, value, ..
            } => values.push(value),
            other => others.push(other),
        }
    }
    values.sort_unstable();
    values.dedup();
    if !values.is_empty() {
        others.push(Cond::In { fact, values });
    }
    or(others)
}

/// A bare `none` behind a code is absence, never the text "none".
fn is_none_code(decl: &FactDecl, word: &str) -> bool {
    word == "none" && decl.ty == FactType::Code
}

/// The text of a literal as a file would hold it.
fn literal_text(decl: &FactDecl, word: &str) -> Result<String, String> {
    let quoted = word
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match (&decl.ty, quoted) {
        (FactType::Money, None) => word
            .strip_suffix('元')
            .map(str::to_owned)
            .ok_or_else(|| format!("金额写成 \"{word}\" 或 {word}元")),
        (FactType::Money | FactType::Code, Some(text)) => Ok(text.to_owned()),
        (FactType::Code, None) => Err(format!("编码要加引号：\"{word}\"")),
        (_, Some(text)) => Err(format!("\"{text}\" 不用加引号")),
        (_, None) => Ok(word.to_owned()),
    }
}

fn ordered(ty: &FactType) -> bool {
    !matches!(
        ty,
        FactType::Bool | FactType::Enum(_) | FactType::Set(_) | FactType::Code
    )
}

fn comparable(a: &FactType, b: &FactType) -> bool {
    match (a, b) {
        (FactType::Enum(x), FactType::Enum(y)) => x
            .iter()
            .map(|(name, _)| name)
            .eq(y.iter().map(|(name, _)| name)),
        (FactType::Set(_), _) | (_, FactType::Set(_)) => false,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// Conjunction, constants folded.
pub(crate) fn and(parts: Vec<Cond>) -> Cond {
    if parts.contains(&Cond::Never) {
        return Cond::Never;
    }
    let mut kept: Vec<Cond> = parts
        .into_iter()
        .filter(|part| *part != Cond::Always)
        .collect();
    match (kept.pop(), kept.is_empty()) {
        (None, _) => Cond::Always,
        (Some(only), true) => only,
        (Some(last), false) => {
            kept.push(last);
            Cond::And(kept)
        }
    }
}

fn or(parts: Vec<Cond>) -> Cond {
    if parts.contains(&Cond::Always) {
        return Cond::Always;
    }
    let mut kept: Vec<Cond> = parts
        .into_iter()
        .filter(|part| *part != Cond::Never)
        .collect();
    match (kept.pop(), kept.is_empty()) {
        (None, _) => Cond::Never,
        (Some(only), true) => only,
        (Some(last), false) => {
            kept.push(last);
            Cond::Or(kept)
        }
    }
}

fn not(inner: Cond) -> Cond {
    match inner {
        Cond::Always => Cond::Never,
        Cond::Never => Cond::Always,
        other => Cond::Not(Box::new(other)),
    }
}
