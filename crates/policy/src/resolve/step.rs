//! What a step does: pots, accumulators and values of each kind.

use super::Context;
use super::value::Place;
use crate::ast::{self, StepKind as Written};
use crate::diagnostic::Draft;
use crate::source::At;
use benefit::plan::{
    AccId, AccKind, AccUnit, Cap, Cond, Pay, PotId, PotKind, Segment, StepKind, Value, ValueType,
};

impl Context<'_> {
    /// The kind with its fields; `None` where something was reported.
    pub(super) fn step_kind(&self, written: &Written) -> Option<StepKind> {
        match written {
            Written::Carve { .. } | Written::Deductible { .. } | Written::Limit { .. } => {
                self.threshold(written)
            }
            Written::Share(share) => self.pay(share),
            Written::Draw {
                payer,
                balance,
                source,
            } => self.draw(payer, balance, source),
            Written::Guarantee { .. } | Written::Grant { .. } => self.top_up(written),
            Written::Assign { source, to } => {
                let (source, to) = (self.source(source), self.symbols.pot(to, self.sink));
                Some(StepKind::Assign {
                    source: source?,
                    to: to?,
                })
            }
            Written::RecordMoney { acc, amount } => self.record(acc, amount, ValueType::Money),
            Written::RecordCount { acc, count } => self.record(acc, count, ValueType::Int),
            Written::RecordDays { acc, days } => self.record(acc, days, ValueType::Int),
        }
    }

    fn top_up(&self, written: &Written) -> Option<StepKind> {
        let payer = |name: &At<String>| self.symbols.payer(name, self.sink).map(|(pot, ..)| pot);
        match written {
            Written::Guarantee {
                payer: name,
                at_least,
                counting,
                source,
                caps,
            } => {
                let (payer, at_least) = (payer(name), self.money(at_least));
                let counting = counting
                    .iter()
                    .flat_map(|name| self.symbols.pots_of(name, self.sink))
                    .collect();
                let (source, caps) = (self.burden_source(source), self.caps(caps));
                Some(StepKind::Guarantee {
                    payer: payer?,
                    at_least: at_least?,
                    counting,
                    source: source?,
                    caps: caps?,
                })
            }
            Written::Grant {
                payer: name,
                amount,
                source,
                caps,
            } => {
                let (payer, amount) = (payer(name), self.money(amount));
                let (source, caps) = (self.burden_source(source), self.caps(caps));
                Some(StepKind::Grant {
                    payer: payer?,
                    amount: amount?,
                    source: source?,
                    caps: caps?,
                })
            }
            _ => None,
        }
    }

    fn carve(
        &self,
        (ratio, amount): (Option<&ast::Value>, Option<&ast::Value>),
        (source, to): (&[At<String>], Option<&At<String>>),
        counts: &[At<String>],
    ) -> Option<StepKind> {
        let ratio = self.optional(ratio, ValueType::Ratio, Place::FACTS);
        let amount = self.optional(amount, ValueType::Money, Place::STEP);
        let (source, to) = (self.source(source), self.to(to, "first_self_pay"));
        let counts = self.money_accs(counts);
        Some(StepKind::Carve {
            ratio: ratio?,
            amount: amount?,
            source: source?,
            to: to?,
            counts: counts?,
        })
    }

    fn threshold(&self, written: &Written) -> Option<StepKind> {
        match written {
            Written::Carve {
                ratio,
                amount,
                source,
                to,
                counts,
            } => self.carve(
                (ratio.as_ref(), amount.as_ref()),
                (source, to.as_ref()),
                counts,
            ),
            Written::Deductible {
                amount,
                used,
                cap,
                source,
                to,
                counts,
            } => {
                let amount = self.money(amount);
                let used = self.optional_acc(used.as_ref());
                let cap = match cap {
                    None => Some(None),
                    Some((acc, limit)) => self.money_acc(acc).zip(self.money(limit)).map(Some),
                };
                let (source, to) = (self.source(source), self.to(to.as_ref(), "deductible"));
                let counts = self.money_accs(counts);
                Some(StepKind::Deductible {
                    amount: amount?,
                    used: used?,
                    cap: cap?,
                    source: source?,
                    to: to?,
                    counts: counts?,
                })
            }
            Written::Limit {
                amount,
                used,
                source,
                to,
                counts,
            } => {
                let (amount, used) = (self.money(amount), self.optional_acc(used.as_ref()));
                let (source, to) = (self.source(source), self.to(to.as_ref(), "over_limit"));
                let counts = self.money_accs(counts);
                Some(StepKind::Limit {
                    amount: amount?,
                    used: used?,
                    source: source?,
                    to: to?,
                    counts: counts?,
                })
            }
            _ => None,
        }
    }

    fn pay(&self, share: &ast::ShareFields) -> Option<StepKind> {
        let payer = self
            .symbols
            .payer(&share.payer, self.sink)
            .map(|(pot, ..)| pot);
        let segments: Vec<Option<Segment>> = share
            .segments
            .iter()
            .map(|segment| self.segment(segment))
            .collect();
        let source = self.source(&share.source);
        let from_open = source.as_ref().is_none_or(|source| self.is_open(source));
        let optional = |value: &Option<ast::Value>| {
            self.optional(value.as_ref(), ValueType::Money, Place::STEP)
        };
        let (threshold, offset, minus) = (
            optional(&share.threshold),
            optional(&share.offset),
            optional(&share.minus),
        );
        let counts: Vec<Option<_>> = share
            .counts
            .iter()
            .map(|count| self.money_acc(&count.acc).map(|acc| (acc, count.add)))
            .collect();
        let (base_acc, caps) = (
            self.optional_acc(share.base_acc.as_ref()),
            self.caps(&share.caps),
        );
        let rest = match &share.rest {
            Some(name) if name.value == "stay" => Some(None),
            Some(name) => self.symbols.pot(name, self.sink).map(Some),
            None if from_open => Some(self.symbols.pot_named("copay")),
            None => Some(None),
        };
        let over = match &share.over {
            Some(name) if name.value == "stay" => Some(None),
            Some(name) => self.symbols.pot(name, self.sink).map(Some),
            None => Some(None),
        };
        self.check_segments(share);
        Some(StepKind::Pay(Pay {
            payer: payer?,
            segments: segments.into_iter().collect::<Option<Vec<_>>>()?,
            on_excess: share.on_excess,
            threshold: threshold?,
            base_acc: base_acc?,
            offset: offset?,
            source: source?,
            from_open,
            caps: caps?,
            minus: minus?,
            consumed: share.consumed,
            rest: rest?,
            over: over?,
            counts: counts.into_iter().collect::<Option<Vec<_>>>()?,
        }))
    }

    fn segment(&self, segment: &ast::Segment) -> Option<Segment> {
        let upto = self.optional(segment.upto.as_ref(), ValueType::Money, Place::STEP);
        // The kernel fixes every ratio before money moves.
        let ratio = self.value(&segment.ratio, ValueType::Ratio, Place::FACTS);
        Some(Segment {
            upto: upto?,
            ratio: ratio?,
        })
    }

    /// Only the last segment may be open at the top.
    fn check_segments(&self, share: &ast::ShareFields) {
        let last = share.segments.len().saturating_sub(1);
        for (index, segment) in share.segments.iter().enumerate() {
            if segment.upto.is_none() && index != last {
                let message = "只有最后一段可以不写 upto";
                self.sink.push(Draft::error("P0702", segment.span, message));
            }
        }
        if share.segments.is_empty() {
            self.sink.push(Draft::error(
                "P0702",
                share.payer.span,
                "bands 至少要有一段",
            ));
        }
    }

    fn draw(
        &self,
        payer: &At<String>,
        balance: &At<String>,
        source: &[At<String>],
    ) -> Option<StepKind> {
        let pot = self.symbols.payer(payer, self.sink);
        let acc = self.symbols.acc(balance, self.sink)?;
        if self
            .symbols
            .acc_decl(acc)
            .is_some_and(|acc| acc.kind != AccKind::Balance)
        {
            let message = format!(
                "`{}` 不是账户余额（kind = \"balance\"），不能支取",
                balance.value
            );
            self.sink.push(Draft::error("P0713", balance.span, message));
        }
        self.refuse_view(acc, balance);
        Some(StepKind::Draw {
            payer: pot?.0,
            balance: acc,
            source: self.source(source)?,
        })
    }

    fn record(&self, name: &At<String>, amount: &ast::Value, ty: ValueType) -> Option<StepKind> {
        let acc = self.symbols.acc(name, self.sink)?;
        let unit = self.symbols.acc_decl(acc).map(|acc| acc.unit);
        if (unit == Some(AccUnit::Money)) != (ty == ValueType::Money) {
            let message = format!("累计 `{}` 的单位与 record 的字段不符", name.value);
            let help = "money 用 amount，count 用 count，days 用 days";
            self.sink
                .push(Draft::error("P0713", name.span, message).help(help));
        }
        self.refuse_view(acc, name);
        Some(StepKind::Record {
            acc,
            amount: self.value(amount, ty, Place::STEP)?,
        })
    }

    fn money(&self, value: &ast::Value) -> Option<Value> {
        self.value(value, ValueType::Money, Place::STEP)
    }

    /// An accumulator of money that a step may move.
    fn money_acc(&self, name: &At<String>) -> Option<AccId> {
        let acc = self.symbols.acc(name, self.sink)?;
        if self
            .symbols
            .acc_decl(acc)
            .is_some_and(|acc| acc.unit != AccUnit::Money)
        {
            let message = format!("累计 `{}` 不是金额", name.value);
            self.sink.push(
                Draft::error("P0713", name.span, message).help("次数和天数用 record 步骤累计"),
            );
        }
        self.refuse_view(acc, name);
        Some(acc)
    }

    fn refuse_view(&self, acc: AccId, name: &At<String>) {
        if self
            .symbols
            .acc_decl(acc)
            .is_some_and(|acc| acc.previous_of.is_some())
        {
            let message = format!("累计 `{}` 是上一期的只读视图，步骤不能改动它", name.value);
            self.sink.push(Draft::error("P0713", name.span, message));
        }
    }

    fn money_accs(&self, names: &[At<String>]) -> Option<Vec<AccId>> {
        let accs: Vec<Option<AccId>> = names.iter().map(|name| self.money_acc(name)).collect();
        accs.into_iter().collect()
    }

    fn optional_acc(&self, name: Option<&At<String>>) -> Option<Option<AccId>> {
        match name {
            None => Some(None),
            Some(name) => self.money_acc(name).map(Some),
        }
    }

    fn caps(&self, caps: &[ast::Cap]) -> Option<Vec<Cap>> {
        let cap = |cap: &ast::Cap| {
            let (acc, limit) = (self.optional_acc(cap.acc.as_ref()), self.money(&cap.limit));
            let unless = cap
                .unless
                .as_ref()
                .map_or(Cond::Never, |unless| self.cond(unless, false));
            Some(Cap {
                acc: acc?,
                limit: limit?,
                basis: cap.basis,
                unless,
            })
        };
        let caps: Vec<Option<Cap>> = caps.iter().map(cap).collect();
        caps.into_iter().collect()
    }

    fn to(&self, name: Option<&At<String>>, default: &str) -> Option<PotId> {
        match name {
            Some(name) => self.symbols.pot(name, self.sink),
            None => self.symbols.pot_named(default),
        }
    }

    fn is_open(&self, pots: &[PotId]) -> bool {
        pots.iter()
            .all(|pot| self.symbols.pot_kind(*pot) == Some(PotKind::Open))
    }

    /// Pots to drain in order; default all open parts.
    fn source(&self, names: &[At<String>]) -> Option<Vec<PotId>> {
        if names.is_empty() {
            return Some(self.symbols.all_open());
        }
        let mut pots: Vec<PotId> = Vec::new();
        for name in names {
            for pot in self.symbols.pots_of(name, self.sink) {
                if !pots.contains(&pot) {
                    pots.push(pot);
                }
            }
        }
        let open = pots
            .iter()
            .filter(|pot| self.symbols.pot_kind(**pot) == Some(PotKind::Open))
            .count();
        if let Some(first) = names.first().filter(|_| open > 0 && open < pots.len()) {
            let message = "一个步骤的 source 不能同时有待分配款项和个人负担";
            self.sink
                .push(Draft::error("P0702", first.span, message).help("请拆成两个步骤"));
        }
        (!pots.is_empty()).then_some(pots)
    }

    /// As [`Self::source`], default all burden.
    fn burden_source(&self, names: &[At<String>]) -> Option<Vec<PotId>> {
        if names.is_empty() {
            Some(self.symbols.all_burden())
        } else {
            self.source(names)
        }
    }
}
