//! Findings about a package: a stable code, a place, a Chinese message and the mend.

use crate::source::{SourceMap, Span};
use std::cell::Cell;
use std::fmt;
use std::ops::Range;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The package cannot run.
    Error,
    /// The package runs; a person should look.
    Warning,
    /// For information.
    Note,
}

impl Severity {
    /// Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
            Severity::Note => "说明",
        }
    }
}

/// One finding, with its place resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave.
    pub severity: Severity,
    /// Stable code, `P` and four digits.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub message: String,
    /// File, empty where the finding concerns the package as a whole.
    pub file: String,
    /// Bytes of the file.
    pub span: Range<usize>,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
    /// Short text for the marked place, may be empty.
    pub label: String,
    /// The mend, may be empty.
    pub help: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            code,
            message,
            ..
        } = self;
        write!(
            f,
            "{file}:{line}:{column} {} {code}: {message}",
            self.severity.zh()
        )?;
        if self.help.is_empty() {
            Ok(())
        } else {
            write!(f, "（{}）", self.help)
        }
    }
}

/// A finding whose place is still a span.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    severity: Severity,
    code: &'static str,
    span: Span,
    message: String,
    label: String,
    help: String,
}

impl Draft {
    fn new(severity: Severity, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            span,
            message: message.into(),
            label: String::new(),
            help: String::new(),
        }
    }

    pub(crate) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    pub(crate) fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    pub(crate) fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, span, message)
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    fn resolve(self, map: &SourceMap) -> Diagnostic {
        let position = map.position(self.span);
        Diagnostic {
            severity: self.severity,
            code: self.code,
            message: self.message,
            file: map.name(self.span).to_owned(),
            span: self.span.start as usize..self.span.end as usize,
            line: position.line,
            column: position.column,
            label: self.label,
            help: self.help,
        }
    }
}

/// Collects findings; shared by reference so that every reader may report and go on.
#[derive(Default)]
pub(crate) struct Sink {
    drafts: Cell<Vec<Draft>>,
    errors: Cell<usize>,
}

impl Sink {
    /// Beyond this many findings more would not help anybody.
    const MAX: usize = 500;

    pub(crate) fn push(&self, draft: Draft) {
        if draft.severity == Severity::Error {
            self.errors.set(self.errors.get().saturating_add(1));
        }
        let mut drafts = self.drafts.take();
        if drafts.len() < Self::MAX.saturating_mul(20) {
            drafts.push(draft);
        }
        self.drafts.set(drafts);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors.get() > 0
    }

    /// Number of errors so far.
    pub(crate) fn errors(&self) -> usize {
        self.errors.get()
    }

    /// All findings with their places, in the order of the file, repetitions dropped.
    pub(crate) fn finish(self, map: &SourceMap) -> Vec<Diagnostic> {
        let mut drafts = self.drafts.take();
        drafts.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        drafts.dedup_by(|a, b| a.code == b.code && a.span == b.span && a.message == b.message);
        drafts.truncate(Self::MAX);
        drafts.into_iter().map(|draft| draft.resolve(map)).collect()
    }
}

/// The known name nearest to a wrong one, where one is near enough to be meant.
pub(crate) fn nearest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = wrong.chars().count().div_ceil(3).max(1);
    let scored = known.into_iter().map(|name| (distance(wrong, name), name));
    scored
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A help text naming the nearest known name.
pub(crate) fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, known).map_or_else(String::new, |name| format!("是否想写 `{name}`？"))
}

/// Number of single-character edits between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut before = i;
        let mut left = i.saturating_add(1);
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let change = before.saturating_add(usize::from(x != *y));
            left = change
                .min(above.saturating_add(1))
                .min(left.saturating_add(1));
            before = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("ratio", "ratio"), 0);
        assert_eq!(distance("raito", "ratio"), 2);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn names_only_what_is_near() {
        assert_eq!(nearest("amout", ["ratio", "amount"]), Some("amount"));
        assert_eq!(nearest("zzz", ["ratio", "amount"]), None);
    }
}
