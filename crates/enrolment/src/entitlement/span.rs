//! Claims, bars, and the spans that come of them.

use super::Record;
use crate::ask::Basis;
use base::Date;
use std::fmt::Write as _;
use std::sync::Arc;

/// Days for which a record would give entitlement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// First day.
    pub from: Date,
    /// Last day; `None`: open.
    pub until: Option<Date>,
    /// The record.
    pub record: Record,
    /// The rule.
    pub basis: Arc<Basis>,
}

impl Claim {
    /// The claim within some days; `None` where nothing is left.
    #[must_use]
    pub fn within(&self, from: Date, until: Option<Date>) -> Option<Claim> {
        let first = self.from.max(from);
        let last = earlier(self.until, until);
        last.is_none_or(|last| first <= last).then(|| Claim {
            from: first,
            until: last,
            ..self.clone()
        })
    }
}

/// The earlier of two last days, `None` being open.
#[must_use]
pub(super) fn earlier(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Days without entitlement, whatever record there is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bar {
    /// First day.
    pub from: Date,
    /// Last day; `None`: open.
    pub until: Option<Date>,
    /// The rule.
    pub basis: Arc<Basis>,
}

impl Bar {
    /// Whether the bar holds a day.
    #[must_use]
    pub fn covers(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }
}

/// Days of entitlement with one ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day; `None`: open.
    pub until: Option<Date>,
    /// The record that is the ground.
    pub record: Record,
    /// The rule.
    pub basis: Arc<Basis>,
}

impl Span {
    /// Whether the span holds a day.
    #[must_use]
    pub fn covers(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }
}

/// What was derived for a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// Spans in rising order, none overlapping another.
    pub spans: Vec<Span>,
    /// Days without entitlement and why, in rising order.
    pub bars: Vec<Bar>,
}

impl Derived {
    /// The span of a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Span> {
        self.spans.iter().find(|span| span.covers(day))
    }

    /// The bars of a day.
    pub fn barred(&self, day: Date) -> impl Iterator<Item = &Bar> {
        self.bars.iter().filter(move |bar| bar.covers(day))
    }

    /// Whether the person is entitled on a day.
    #[must_use]
    pub fn is_entitled(&self, day: Date) -> bool {
        self.on(day).is_some()
    }

    /// One line a span, the same for the same spans, for digests and comparison.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        for span in &self.spans {
            let until = span.until.map_or(0, Date::number);
            let (code, no) = (span.record.code(), span.record.number());
            let line = (span.from.number(), until, &span.basis.rule);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}|{}|{code}|{no}|{}", line.0, line.1, line.2);
        }
        text
    }
}
