//! A person's time: one running enrolment on any day, take-over without a gap.

use super::{EndReason, Span};
use crate::Scheme;
use base::{Date, EnrolmentNo, Refused, RegionCode};

/// A running enrolment in a person's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its number.
    pub no: EnrolmentNo,
    /// The scheme.
    pub scheme: Scheme,
    /// Where.
    pub region: RegionCode,
    /// When.
    pub span: Span,
}

/// What a take-over does: the running enrolment ends the day before, the new one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakeOver {
    /// The enrolment that ends, and its shorter span.
    pub closed: Option<(EnrolmentNo, Span)>,
    /// Why it ends.
    pub reason: EndReason,
    /// The span of the new one.
    pub opened: Span,
}

/// The running enrolments of one person, by first day, without overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    held: Vec<Held>,
}

impl Timeline {
    /// The time of a person.
    ///
    /// # Errors
    /// Refused where two of them overlap, with the number of the first.
    pub fn new(held: &[Held]) -> Result<Timeline, Refused> {
        let mut timeline = Timeline::default();
        let mut sorted = held.to_vec();
        sorted.sort_by_key(|one| (one.span.from(), one.no));
        for one in sorted {
            timeline.put(one)?;
        }
        Ok(timeline)
    }

    /// The enrolments, by first day.
    #[must_use]
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// Whether a span is free.
    ///
    /// # Errors
    /// Refused where an enrolment runs in it, with its number: one person, one enrolment.
    pub fn free(&self, span: Span) -> Result<(), Refused> {
        match self.held.iter().find(|one| one.span.overlaps(span)) {
            None => Ok(()),
            Some(first) => Err(second_active(first)),
        }
    }

    /// Puts an enrolment into the time.
    ///
    /// # Errors
    /// As [`Timeline::free`].
    pub fn put(&mut self, one: Held) -> Result<(), Refused> {
        self.free(one.span)?;
        let place = self
            .held
            .partition_point(|other| other.span.from() < one.span.from());
        self.held.insert(place, one);
        Ok(())
    }

    /// What runs on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Held> {
        self.held.iter().find(|one| one.span.covers(day))
    }

    /// Another enrolment takes over from `opened.from()` on: what runs that day ends the day before, so that
    /// there is neither gap nor overlap.
    ///
    /// # Errors
    /// Refused where an enrolment begins within the new span, or would have no day left: that one has to be
    /// cancelled, not shortened.
    pub fn take_over(&self, opened: Span, reason: EndReason) -> Result<TakeOver, Refused> {
        let running = self.on(opened.from());
        let others = self.held.iter().filter(|one| Some(*one) != running);
        if let Some(later) = others.into_iter().find(|one| one.span.overlaps(opened)) {
            return Err(second_active(later));
        }
        let closed = match running {
            None => None,
            Some(running) => {
                let shorter = running.span.before(opened.from());
                Some((running.no, shorter.ok_or_else(|| second_active(running))?))
            }
        };
        Ok(TakeOver {
            closed,
            reason,
            opened,
        })
    }

    /// Carries out a take-over.
    ///
    /// # Errors
    /// As [`Timeline::free`].
    pub fn apply(&mut self, done: &TakeOver, new: Held) -> Result<(), Refused> {
        if let Some((no, shorter)) = done.closed
            && let Some(old) = self.held.iter_mut().find(|one| one.no == no)
        {
            old.span = shorter;
        }
        self.put(Held {
            span: done.opened,
            ..new
        })
    }

    /// The days without enrolment between the first and the last.
    #[must_use]
    pub fn gaps(&self) -> Vec<Span> {
        let pairs = self.held.iter().zip(self.held.iter().skip(1));
        pairs
            .filter_map(|(one, next)| {
                let from = one.span.until().add_days(1)?;
                let until = next.span.from().add_days(-1)?;
                Span::new(from, until).ok()
            })
            .collect()
    }
}

fn second_active(first: &Held) -> Refused {
    Refused::new(
        "enrolment.second_active",
        format!(
            "此人已有参保登记 {}（{}，{}，{}），不能重复参保；如需变更，请先终止或转移该登记。",
            first.no,
            first.scheme.zh(),
            first.region.short(),
            first.span.zh()
        ),
    )
}

/// The pairs that overlap among records of one person, for the report on doubles.
#[must_use]
pub fn doubles(records: &[Held]) -> Vec<(Held, Held)> {
    let mut sorted = records.to_vec();
    sorted.sort_by_key(|one| (one.span.from(), one.no));
    let mut pairs = Vec::new();
    for (place, first) in sorted.iter().enumerate() {
        let rest = sorted.iter().skip(place.saturating_add(1));
        let later = rest.take_while(|second| second.span.from() <= first.span.until());
        pairs.extend(later.map(|second| (*first, *second)));
    }
    pairs
}
