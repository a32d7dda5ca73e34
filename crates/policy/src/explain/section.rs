//! Sections beside the bill in Chinese.

use super::{Text, during};
use crate::ast::{Document, Entry, EntryKind, UntranslatedEffect};
use benefit::plan::DeadlineUnit;

impl Text<'_> {
    pub(super) fn entries(&mut self, document: &Document) {
        let mut before = "";
        for entry in &document.entries {
            let section = section_title(&entry.kind);
            if section != before {
                self.title(section);
                before = section;
            }
            let title = if entry.title.is_empty() {
                &entry.id.value
            } else {
                &entry.title
            };
            let when = entry.when.as_ref().map_or(String::new(), |when| {
                format!("〔{}〕", self.words.condition(when))
            });
            let says = self.entry(entry);
            self.line(&format!(
                "- {title}{}{when}：{says}{}",
                during(&entry.period),
                self.cites(&entry.cite)
            ));
        }
    }

    fn entry(&self, entry: &Entry) -> String {
        let words = &self.words;
        match &entry.kind {
            EntryKind::Contribution { base, pay, floor } => {
                let base = base
                    .as_ref()
                    .map(|base| format!("基数{}", words.value(base)));
                let lines = pay.iter().map(|line| {
                    format!(
                        "{} 向 {} 缴{}",
                        line.by.value,
                        line.to.value,
                        words.value(&line.amount)
                    )
                });
                let floor = floor
                    .as_ref()
                    .map(|floor| format!("合计不低于{}", words.value(floor)));
                base.into_iter()
                    .chain(lines)
                    .chain(floor)
                    .collect::<Vec<_>>()
                    .join("，")
            }
            EntryKind::AccountCredit { band, amount, to } => {
                format!("{band} 档，计入 {to} {}", words.value(amount))
            }
            EntryKind::Entitlement {
                starts, ends, bars, ..
            } => {
                let kind = if *bars {
                    "不享受待遇"
                } else {
                    "享受待遇"
                };
                let ends = ends
                    .as_ref()
                    .map_or(String::new(), |ends| format!("，至{}", words.value(ends)));
                format!("自{}{ends}{kind}", words.value(starts))
            }
            _ => self.duty(&entry.kind),
        }
    }

    /// Deadlines, penalties, allowances, indicators.
    fn duty(&self, kind: &EntryKind) -> String {
        let words = &self.words;
        match kind {
            EntryKind::Deadline { days, unit } => {
                let unit = match unit {
                    DeadlineUnit::Working => "个工作日",
                    DeadlineUnit::Calendar => "日",
                    DeadlineUnit::Month => "个月",
                };
                format!("{} {unit}内", words.value(days))
            }
            EntryKind::Penalty {
                actor,
                at_least,
                at_most,
                requires,
            } => {
                let requires = requires.as_ref().map_or(String::new(), |it| {
                    format!("，前提：{}", words.condition(it))
                });
                format!(
                    "对 {actor} 处{}以上{}以下{requires}",
                    words.value(at_least),
                    words.value(at_most)
                )
            }
            EntryKind::Allowance { to, amount } => format!("付给 {to} {}", words.value(amount)),
            EntryKind::Indicator {
                numerator,
                denominator,
                at_least,
                at_most,
                ..
            } => {
                let low = at_least.map_or(String::new(), |ratio| format!("，不低于 {ratio}"));
                let high = at_most.map_or(String::new(), |ratio| format!("，不高于 {ratio}"));
                format!(
                    "{}与{}之比{low}{high}",
                    words.value(numerator),
                    words.value(denominator)
                )
            }
            _ => String::new(),
        }
    }

    pub(super) fn untranslated(&mut self, document: &Document) {
        if !document.untranslated.is_empty() {
            self.title("没有译成规则的条款");
        }
        for clause in &document.untranslated {
            let effect = match clause.effect {
                UntranslatedEffect::Note => "仅作说明",
                UntranslatedEffect::Review => "转人工复核",
                UntranslatedEffect::Refuse => "拒绝结算",
            };
            let when = clause.when.as_ref().map_or(String::new(), |when| {
                format!("〔{}〕", self.words.condition(when))
            });
            self.line(&format!(
                "- {}{when}（{effect}）{}",
                clause.text,
                self.cites(&clause.cite)
            ));
        }
    }
}

fn section_title(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Contribution { .. } => "筹资",
        EntryKind::AccountCredit { .. } => "个人账户计入",
        EntryKind::Entitlement { .. } => "待遇享受",
        EntryKind::Deadline { .. } => "期限",
        EntryKind::Penalty { .. } => "处罚",
        EntryKind::Allowance { .. } => "津贴",
        EntryKind::Indicator { .. } => "指标",
    }
}
