//! Claims less bars, as spans of one ground each.

use super::span::{Bar, Claim, Derived, Span};
use base::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What begins and ends before a day.
#[derive(Default)]
struct Turn {
    starts: Vec<usize>,
    ends: Vec<usize>,
    bars: i64,
}

/// The spans of claims less bars: each day takes the smallest record that claims it, and neighbouring
/// days of one record and rule are one span. The order of the inputs does not matter.
#[must_use]
pub fn weave(mut claims: Vec<Claim>, mut bars: Vec<Bar>) -> Derived {
    claims.sort_by(|a, b| (a.record, a.from, a).cmp(&(b.record, b.from, b)));
    claims.dedup();
    bars.sort();
    bars.dedup();
    let mut spans = Vec::new();
    let mut active: BTreeSet<usize> = BTreeSet::new();
    let mut barred = 0_i64;
    let mut open: Option<Span> = None;
    for (day, turn) in turns(&claims, &bars) {
        for index in &turn.ends {
            active.remove(index);
        }
        active.extend(&turn.starts);
        barred = barred.saturating_add(turn.bars);
        let first = active.first().filter(|_| barred <= 0);
        let holder = first.and_then(|index| claims.get(*index));
        open = step(open, holder, day, &mut spans);
    }
    spans.extend(open);
    Derived { spans, bars }
}

/// The days on which something begins, or has ended the day before.
fn turns(claims: &[Claim], bars: &[Bar]) -> BTreeMap<Date, Turn> {
    let mut turns: BTreeMap<Date, Turn> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        if claim.until.is_some_and(|until| until < claim.from) {
            continue;
        }
        turns.entry(claim.from).or_default().starts.push(index);
        if let Some(after) = claim.until.and_then(|until| until.add_days(1)) {
            turns.entry(after).or_default().ends.push(index);
        }
    }
    for bar in bars {
        if bar.until.is_some_and(|until| until < bar.from) {
            continue;
        }
        let first = turns.entry(bar.from).or_default();
        first.bars = first.bars.saturating_add(1);
        if let Some(after) = bar.until.and_then(|until| until.add_days(1)) {
            let after = turns.entry(after).or_default();
            after.bars = after.bars.saturating_sub(1);
        }
    }
    turns
}

/// Goes on with the open span, or closes it on the day before and opens the holder's.
fn step(
    open: Option<Span>,
    holder: Option<&Claim>,
    day: Date,
    spans: &mut Vec<Span>,
) -> Option<Span> {
    let goes_on =
        |span: &Span, claim: &Claim| span.record == claim.record && span.basis == claim.basis;
    match (open, holder) {
        (Some(span), Some(claim)) if goes_on(&span, claim) => Some(span),
        (open, holder) => {
            spans.extend(open.map(|span| Span {
                until: day.add_days(-1),
                ..span
            }));
            holder.map(|claim| Span {
                from: day,
                until: None,
                record: claim.record,
                basis: claim.basis.clone(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Record;
    use super::*;
    use crate::ask::Basis;
    use crate::premium::testing::day;
    use base::PaymentNo;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn claim(no: i64, from: i32, days: Option<i32>, rule: &Arc<Basis>) -> Claim {
        let start = day("2026-01-01").add_days(from).unwrap();
        Claim {
            from: start,
            until: days.map(|days| start.add_days(days).unwrap()),
            record: Record::Payment(PaymentNo::new(no).unwrap()),
            basis: rule.clone(),
        }
    }

    #[test]
    fn neighbours_of_one_record_are_one_span() {
        let rule = Basis::new("paid", "缴费", "");
        let claims = vec![claim(1, 31, Some(27), &rule), claim(1, 0, Some(30), &rule)];
        let derived = weave(claims, vec![]);
        assert_eq!(derived.canonical(), "20260101|20260228|payment|1|paid\n");
    }

    #[test]
    fn a_bar_cuts_a_hole() {
        let rule = Basis::new("paid", "缴费", "");
        let bar = Bar {
            from: day("2026-01-10"),
            until: Some(day("2026-01-12")),
            basis: Basis::new("arrears", "欠费", ""),
        };
        let derived = weave(vec![claim(1, 0, None, &rule)], vec![bar.clone(), bar]);
        let lines: Vec<&str> = derived.canonical().leak().lines().collect();
        assert_eq!(
            lines,
            [
                "20260101|20260109|payment|1|paid",
                "20260113|0|payment|1|paid"
            ]
        );
        assert_eq!(derived.bars.len(), 1);
        assert_eq!(derived.barred(day("2026-01-11")).count(), 1);
    }

    proptest! {
        /// Every day: entitled exactly where a claim covers it and no bar does; the record named claims
        /// the day; spans rise and do not overlap; order of input does not matter.
        #[test]
        fn days_agree_with_claims_and_bars(
            claims in prop::collection::vec((1_i64..5, 0_i32..60, prop::option::of(-3_i32..30)), 0..8),
            bars in prop::collection::vec((0_i32..60, prop::option::of(-2_i32..20)), 0..4),
            turn in 0_usize..8,
        ) {
            let rule = Basis::new("paid", "缴费", "");
            let claims: Vec<Claim> = claims.iter().map(|(no, from, days)| claim(*no, *from, *days, &rule)).collect();
            let bars: Vec<Bar> = bars.iter().map(|(from, days)| {
                let start = day("2026-01-01").add_days(*from).unwrap();
                Bar { from: start, until: days.map(|days| start.add_days(days).unwrap()), basis: rule.clone() }
            }).collect();
            let derived = weave(claims.clone(), bars.clone());
            for offset in 0..100 {
                let on = day("2026-01-01").add_days(offset).unwrap();
                let holding: Vec<&Claim> = claims.iter()
                    .filter(|claim| claim.from <= on && claim.until.is_none_or(|until| on <= until)).collect();
                let barred = bars.iter().any(|bar| bar.covers(on));
                prop_assert_eq!(derived.is_entitled(on), !holding.is_empty() && !barred);
                if let Some(span) = derived.on(on) {
                    prop_assert_eq!(Some(span.record), holding.iter().map(|claim| claim.record).min());
                }
            }
            for (span, next) in derived.spans.iter().zip(derived.spans.iter().skip(1)) {
                prop_assert!(span.until.is_some_and(|until| until < next.from));
            }
            let (mut c, mut b) = (claims.clone(), bars.clone());
            if !c.is_empty() { let n = c.len(); c.rotate_left(turn % n); }
            b.reverse();
            prop_assert_eq!(weave(c, b).canonical(), derived.canonical());
        }
    }
}
