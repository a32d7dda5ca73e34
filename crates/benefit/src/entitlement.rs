//! Entitlement: spans with benefit (grounds) and spans without (bars), bars winning.

use crate::plan::{Entry, EntryKind, Plan, Value};
use crate::value::{Miss, Scope, number};
use base::Date;

/// One matching entry as a span of days.
#[derive(Debug, Clone, Copy)]
pub struct EntitlementSpan<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Its ground.
    pub ground: &'a str,
    /// First day.
    pub from: Date,
    /// Last day; `None`: open.
    pub until: Option<Date>,
    /// A span without benefit.
    pub bars: bool,
}

impl EntitlementSpan<'_> {
    /// Whether the span holds a day.
    #[must_use]
    pub fn covers(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }
}

/// Whether the version has entitlement entries at all.
#[must_use]
pub fn is_regulated(plan: &Plan) -> bool {
    plan.entries
        .iter()
        .any(|entry| matches!(entry.kind, EntryKind::Entitlement { .. }))
}

/// The spans of all matching entries, in file order. An entry whose start has no value gives none,
/// and neither does one that would end before it starts.
///
/// # Errors
/// [`Miss`] where a condition or a date cannot be had.
pub fn spans<'a>(scope: &Scope<'a>) -> Result<Vec<EntitlementSpan<'a>>, Miss> {
    let mut spans = Vec::new();
    for entry in &scope.plan.entries {
        let EntryKind::Entitlement {
            ground,
            starts,
            ends,
            bars,
        } = &entry.kind
        else {
            continue;
        };
        if !scope.holds(&entry.when)? {
            continue;
        }
        let Some(from) = day(scope, starts)? else {
            continue;
        };
        let until = match ends {
            Some(ends) => day(scope, ends)?,
            None => None,
        };
        if until.is_none_or(|until| from <= until) {
            spans.push(EntitlementSpan {
                entry,
                ground,
                from,
                until,
                bars: *bars,
            });
        }
    }
    Ok(spans)
}

/// Whether the person is entitled on a day: a ground covers it and no bar does.
///
/// # Errors
/// As [`spans`].
pub fn covers(scope: &Scope<'_>, on: Date) -> Result<bool, Miss> {
    let spans = spans(scope)?;
    Ok(Entitlement { spans }.is_entitled(on))
}

fn day(scope: &Scope<'_>, value: &Value) -> Result<Option<Date>, Miss> {
    match scope.constant(value)? {
        None => Ok(None),
        Some(scalar) => number::date(number::int(scalar))
            .map(Some)
            .ok_or(Miss::Range),
    }
}

/// All that the entries say about a person's entitlement.
#[derive(Debug, Clone)]
pub struct Entitlement<'a> {
    /// The spans of the matching entries, in file order.
    pub spans: Vec<EntitlementSpan<'a>>,
}

impl Entitlement<'_> {
    /// Whether a ground covers the day and no bar does.
    #[must_use]
    pub fn is_entitled(&self, on: Date) -> bool {
        let any = |bars: bool| {
            self.spans
                .iter()
                .any(|span| span.bars == bars && span.covers(on))
        };
        any(false) && !any(true)
    }

    /// The spans with benefit in time: grounds together, less the bars, in rising order.
    #[must_use]
    pub fn effective(&self) -> Vec<(Date, Option<Date>)> {
        // The answer changes only where a span begins or on the day after it ends.
        let mut turns: Vec<Date> = Vec::new();
        for span in &self.spans {
            turns.push(span.from);
            turns.extend(span.until.and_then(|until| until.add_days(1)));
        }
        turns.sort_unstable();
        turns.dedup();
        let mut effective: Vec<(Date, Option<Date>)> = Vec::new();
        let mut since: Option<Date> = None;
        for turn in turns {
            match (self.is_entitled(turn), since) {
                (true, None) => since = Some(turn),
                (false, Some(from)) => {
                    effective.push((from, turn.add_days(-1)));
                    since = None;
                }
                _ => {}
            }
        }
        effective.extend(since.map(|from| (from, None)));
        effective
    }
}
