//! Steps in Chinese sentences.

use super::words::Words;
use crate::ast::{Cap, ShareFields, Step, StepKind};
use crate::source::At;
use benefit::plan::{CapBasis, Consumed, CountWhat};

impl Words<'_> {
    /// What a step does.
    pub fn step(&self, step: &Step) -> String {
        match &step.kind {
            StepKind::Carve {
                ratio,
                amount,
                source,
                to,
                ..
            } => {
                let how = match (ratio, amount) {
                    (Some(ratio), _) => format!("按{}", self.value(ratio)),
                    (None, Some(amount)) => self.value(amount),
                    (None, None) => String::new(),
                };
                format!(
                    "{}先划出{how}，记入{}",
                    self.from(source),
                    self.to(to.as_ref(), "first_self_pay")
                )
            }
            StepKind::Deductible {
                amount,
                used,
                cap,
                source,
                to,
                ..
            } => {
                let mut text = format!("{}扣除起付标准 {}", self.from(source), self.value(amount));
                if let Some(used) = used {
                    text.push_str(&format!("（减去{}）", self.acc(&used.value)));
                }
                if let Some((acc, limit)) = cap {
                    text.push_str(&format!(
                        "，{}至多{}",
                        self.acc(&acc.value),
                        self.value(limit)
                    ));
                }
                format!("{text}，记入{}", self.to(to.as_ref(), "deductible"))
            }
            StepKind::Limit {
                amount,
                used,
                source,
                to,
                ..
            } => {
                let less = used.as_ref().map_or(String::new(), |used| {
                    format!("（减去{}）", self.acc(&used.value))
                });
                let to = self.to(to.as_ref(), "over_limit");
                format!(
                    "{}至多留{}{less}，超出部分记入{to}",
                    self.from(source),
                    self.value(amount)
                )
            }
            StepKind::Assign { source, to } => {
                format!("{}全部转入{}", self.from(source), self.pot(&to.value))
            }
            StepKind::RecordMoney { acc, amount: value }
            | StepKind::RecordCount { acc, count: value }
            | StepKind::RecordDays { acc, days: value } => {
                format!("「{}」增加{}", self.acc(&acc.value), self.value(value))
            }
            _ => self.paying(&step.kind),
        }
    }

    /// What a paying step does.
    fn paying(&self, kind: &StepKind) -> String {
        match kind {
            StepKind::Share(share) => self.share(share),
            StepKind::Draw {
                payer,
                balance,
                source,
            } => {
                format!(
                    "{}由{}支付，以{}为限",
                    self.from(source),
                    self.pot(&payer.value),
                    self.acc(&balance.value)
                )
            }
            StepKind::Guarantee {
                payer,
                at_least,
                counting,
                source,
                caps,
            } => {
                let counted: Vec<String> =
                    counting.iter().map(|name| self.pot(&name.value)).collect();
                let counted = counted.join("、");
                let from = self.burden(source);
                format!(
                    "{}补足{from}，使{counted}合计不低于{}{}",
                    self.pot(&payer.value),
                    self.value(at_least),
                    self.caps(caps)
                )
            }
            StepKind::Grant {
                payer,
                amount,
                source,
                caps,
            } => {
                format!(
                    "{}对{}支付{}{}",
                    self.pot(&payer.value),
                    self.burden(source),
                    self.value(amount),
                    self.caps(caps)
                )
            }
            _ => String::new(),
        }
    }

    fn share(&self, share: &ShareFields) -> String {
        let mut text = format!(
            "{}由{}",
            self.from(&share.source),
            self.pot(&share.payer.value)
        );
        if share.bands {
            text.push_str(&self.bands(share));
        } else if let Some(segment) = share.segments.first() {
            text.push_str(&format!("支付{}", self.value(&segment.ratio)));
        }
        if let Some(minus) = &share.minus {
            text.push_str(&format!("，减去{}", self.value(minus)));
        }
        text.push_str(&self.caps(&share.caps));
        let capped = share.caps.iter().any(|cap| cap.basis == CapBasis::Paid);
        match share.consumed {
            Consumed::All if capped => text.push_str("，限额触及时其余视为已处理"),
            Consumed::Down | Consumed::HalfUp if capped => {
                text.push_str("，限额触及时已处理的费用取整到分")
            }
            _ => {}
        }
        if let Some(rest) = &share.rest {
            text.push_str(&format!("，其余归{}", self.pot(&rest.value)));
        }
        if let Some(over) = &share.over {
            text.push_str(&format!("，限额以上归{}", self.pot(&over.value)));
        }
        for count in &share.counts {
            let what = match count.add {
                CountWhat::Paid => "支付额",
                CountWhat::Cost => "费用",
                CountWhat::Rest => "其余部分",
            };
            text.push_str(&format!("，{what}计入{}", self.acc(&count.acc.value)));
        }
        text
    }

    fn bands(&self, share: &ShareFields) -> String {
        let mut text = String::new();
        if let Some(acc) = &share.base_acc {
            text.push_str(&format!("按{}", self.acc(&acc.value)));
        }
        if let Some(threshold) = &share.threshold {
            let on = if share.on_excess {
                "超出部分"
            } else {
                "以上"
            };
            text.push_str(&format!("在{}{on}", self.value(threshold)));
        }
        text.push_str("分段支付：");
        let mut parts = Vec::new();
        for segment in &share.segments {
            let upto = segment.upto.as_ref().map_or("以上".to_owned(), |upto| {
                format!("至{}", self.value(upto))
            });
            parts.push(format!("{upto}{}", self.value(&segment.ratio)));
        }
        text.push_str(&parts.join("，"));
        text
    }

    fn caps(&self, caps: &[Cap]) -> String {
        let mut text = String::new();
        for cap in caps {
            let what = match &cap.acc {
                Some(acc) => self.acc(&acc.value),
                None => "本次".to_owned(),
            };
            let basis = if cap.basis == CapBasis::Cost {
                "费用"
            } else {
                "支付"
            };
            text.push_str(&format!("，{what}{basis}限额{}", self.value(&cap.limit)));
            if let Some(unless) = &cap.unless {
                text.push_str(&format!("（{}的除外）", self.condition(unless)));
            }
        }
        text
    }

    fn from(&self, source: &[At<String>]) -> String {
        if source.is_empty() {
            return "待分配费用".to_owned();
        }
        source
            .iter()
            .map(|name| self.pot(&name.value))
            .collect::<Vec<_>>()
            .join("、")
    }

    fn burden(&self, source: &[At<String>]) -> String {
        if source.is_empty() {
            "个人负担".to_owned()
        } else {
            self.from(source)
        }
    }

    fn to(&self, name: Option<&At<String>>, default: &str) -> String {
        self.pot(name.map_or(default, |name| name.value.as_str()))
    }
}
