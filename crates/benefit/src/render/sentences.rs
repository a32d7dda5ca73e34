//! The sentences themselves.

use super::cite::with_citations;
use super::labels::{burden_total, or_name, payer_total, pot_label, row_label};
use crate::determination::{Determination, TraceStep, TraceUse};
use crate::plan::{AccUnit, Cite, Plan, Policy, PotId, PotKind, Scalar, Step, StepKind};
use base::Fen;

/// One entry of a trace and what is needed to tell it.
pub(super) struct Sentences<'a> {
    pub(super) policy: &'a Policy,
    pub(super) plan: &'a Plan,
    pub(super) step: &'a TraceStep,
}

impl Sentences<'_> {
    /// A step: title, numbers used, where the money went, accumulators.
    pub(super) fn step(&self, rule: &Step) -> Vec<String> {
        let mut parts = vec![or_name(&rule.title, &rule.id).to_owned()];
        let used: Vec<String> = self
            .step
            .used
            .iter()
            .map(|used| self.used(used, &rule.kind))
            .collect();
        if !used.is_empty() {
            parts.push(used.join("，"));
        }
        parts.extend(self.moves());
        parts.extend(self.accumulators());
        let mut cites: Vec<Cite> = rule.cite.clone();
        for cite in self.step.used.iter().flat_map(|used| &used.cite) {
            if !cites.contains(cite) {
                cites.push(cite.clone());
            }
        }
        vec![with_citations(self.policy, join(&parts), &cites)]
    }

    /// The items stage under one rule.
    pub(super) fn items(&self, rule: Option<u16>) -> Vec<String> {
        let declared = rule.and_then(|index| self.plan.items.get(usize::from(index)));
        let mut parts = vec!["费用按目录审核".to_owned()];
        let limits = self
            .step
            .used
            .iter()
            .filter(|used| used.field == "price_limit");
        parts.extend(limits.map(|used| format!("限价 {} 元", number(used))));
        let firsts = self.step.used.iter().filter(|used| used.field == "first");
        parts.extend(firsts.map(|used| format!("先行自付比例 {}", number(used))));
        for (from, to, amount) in &self.step.moves {
            let label = pot_label(self.policy, *to);
            let decl = self.policy.pots.get(usize::from(*to));
            parts.push(match (from == to, decl.map(|pot| pot.name.as_str())) {
                (true, Some("main")) => format!("纳入政策范围 {amount} 元"),
                (true, _) => format!("纳入“{label}” {amount} 元"),
                (false, _) => format!("{label} {amount} 元"),
            });
        }
        vec![with_citations(
            self.policy,
            join(&parts),
            declared.map_or(&[], |rule| &rule.cite),
        )]
    }

    pub(super) fn uncovered(&self) -> Vec<String> {
        let mut parts = vec!["没有规定支付的部分由个人负担".to_owned()];
        parts.extend(self.moves());
        vec![with_citations(self.policy, join(&parts), &[])]
    }

    fn used(&self, used: &TraceUse, kind: &StepKind) -> String {
        let table = used.row.and_then(|(table, row)| {
            let table = self.plan.tables.get(usize::from(table))?;
            let row = table.rows.get(usize::from(row));
            let label = row.and_then(|row| row_label(self.policy, table, row));
            let title = or_name(&table.title, &table.name);
            Some(match label {
                None => format!("（{title}）"),
                Some(label) => format!("（{title}：{label}）"),
            })
        });
        let unit = if used.money { " 元" } else { "" };
        format!(
            "{} {}{unit}{}",
            field(used.field, kind),
            number(used),
            table.unwrap_or_default()
        )
    }

    /// Σ by receiving pot, in the order of the first move.
    fn moves(&self) -> Vec<String> {
        let mut sums: Vec<(PotId, i64)> = Vec::new();
        for (_, to, amount) in &self.step.moves {
            match sums.iter_mut().find(|(pot, _)| pot == to) {
                Some((_, sum)) => *sum = sum.saturating_add(amount.get()),
                None => sums.push((*to, amount.get())),
            }
        }
        let told = sums.into_iter().map(|(pot, sum)| {
            let (label, amount) = (pot_label(self.policy, pot), Fen::new(sum));
            match self.policy.pots.get(usize::from(pot)).map(|pot| pot.kind) {
                Some(PotKind::Payer(..)) => format!("{label}支付 {amount} 元"),
                Some(PotKind::Burden) => format!("个人负担（{label}） {amount} 元"),
                _ => format!("转入“{label}” {amount} 元"),
            }
        });
        told.collect()
    }

    fn accumulators(&self) -> Vec<String> {
        let mut changes: Vec<(u16, i64, i64)> = Vec::new();
        for (acc, before, after) in &self.step.accs {
            match changes.iter_mut().find(|(known, ..)| known == acc) {
                Some((.., last)) => *last = *after,
                None => changes.push((*acc, *before, *after)),
            }
        }
        let told = changes.into_iter().filter_map(|(acc, before, after)| {
            let decl = self.policy.accs.get(usize::from(acc))?;
            let title = or_name(&decl.title, &decl.id);
            Some(match decl.unit {
                AccUnit::Money => {
                    let (before, after) = (Fen::new(before), Fen::new(after));
                    format!("{title}由 {before} 元变为 {after} 元")
                }
                AccUnit::Count => format!("{title}由 {before} 次变为 {after} 次"),
                AccUnit::Days => format!("{title}由 {before} 天变为 {after} 天"),
            })
        });
        told.collect()
    }
}

/// `title：part，part`.
fn join(parts: &[String]) -> String {
    match parts.split_first() {
        None => String::new(),
        Some((title, [])) => title.clone(),
        Some((title, rest)) => format!("{title}：{}", rest.join("；")),
    }
}

fn number(used: &TraceUse) -> String {
    match used.value {
        Scalar::Ratio(ratio) => ratio.to_string(),
        Scalar::Int(value) if used.money => Fen::new(value).to_string(),
        Scalar::Int(value) => value.to_string(),
    }
}

fn field(field: &'static str, kind: &StepKind) -> &'static str {
    match (field, kind) {
        ("amount", StepKind::Deductible { .. }) => "起付标准",
        ("amount", StepKind::Limit { .. }) => "限额",
        ("amount", StepKind::Record { .. }) => "计入",
        ("amount", _) => "金额",
        ("ratio", StepKind::Carve { .. }) => "自付比例",
        ("ratio", _) => "支付比例",
        ("limit", _) => "限额",
        ("upto", _) => "分段上限",
        ("threshold", _) => "起付线",
        ("offset", _) => "已累计",
        ("minus", _) => "扣除",
        ("at_least", _) => "保底",
        ("table", _) => "其中",
        (other, _) => other,
    }
}

/// Who pays what and what the person bears.
pub(super) fn result(policy: &Policy, determination: &Determination) -> Vec<String> {
    let mut lines = Vec::new();
    let pots = (0_u16..).zip(policy.pots.iter().zip(&determination.pots));
    let held: Vec<_> = pots.filter(|(_, (_, amount))| amount.get() != 0).collect();
    let of = |burden: bool| -> Vec<String> {
        let wanted = held
            .iter()
            .filter(|(_, (decl, _))| (decl.kind == PotKind::Burden) == burden);
        wanted
            .map(|(pot, (_, amount))| format!("{} {amount} 元", pot_label(policy, *pot)))
            .collect()
    };
    let line = |title: &str, sum: Fen, parts: Vec<String>| match parts.is_empty() {
        true => format!("{title} {sum} 元。"),
        false => format!("{title} {sum} 元：{}。", parts.join("，")),
    };
    lines.push(line(
        "各方支付合计",
        payer_total(policy, determination),
        of(false),
    ));
    lines.push(line(
        "个人负担合计",
        burden_total(policy, determination),
        of(true),
    ));
    lines
}
