//! Head, sources, facts, classes, pots and accumulators as written.

use super::period::{Citation, Period};
use super::value::{Condition, Value};
use crate::source::{At, Span};
use base::Date;
use benefit::plan::{
    AccKind, AccOwner, AccUnit, AccWindow, AgeAt, ClaimOrder, FactScope, PayerKind, ReversalMode,
    ValueType,
};

/// Section 1 of the reference.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 1"
)]
pub struct Head {
    pub span: Span,
    pub id: String,
    pub title: String,
    pub scheme: String,
    pub law_date: Vec<At<String>>,
    pub in_force: Period,
    pub order: ClaimOrder,
    pub reversal: ReversalMode,
    pub age_at: AgeAt,
    pub rounding: Rounding,
    pub year: YearDecl,
    pub layers: Vec<At<String>>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            span: Span::default(),
            id: String::new(),
            title: String::new(),
            scheme: String::new(),
            law_date: Vec::new(),
            in_force: Period::default(),
            order: ClaimOrder::Settlement,
            reversal: ReversalMode::Keep,
            age_at: AgeAt::YearStart,
            rounding: Rounding::default(),
            year: YearDecl::default(),
            layers: Vec::new(),
        }
    }
}

/// The package's rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// Mode.
    pub mode: base::Rounding,
    /// Unit in 分.
    pub unit: i64,
    /// First self-pay rounded per sum of the lines of one rule.
    pub items_by_sum: bool,
}

impl Default for Rounding {
    fn default() -> Self {
        Self {
            mode: base::Rounding::HalfUp,
            unit: 1,
            items_by_sum: false,
        }
    }
}

/// The benefit year as written.
#[derive(Debug, Clone)]
pub struct YearDecl {
    /// Month and day on which a year starts.
    pub starts: (u32, u32),
    /// Date fact that places a claim.
    pub by: Option<At<String>>,
    /// Days from which years start on another day of the calendar year.
    pub changes: Vec<(At<Date>, (u32, u32))>,
    /// Irregular years.
    pub periods: Vec<YearPeriod>,
    /// Where the calendar is declared.
    pub span: Span,
}

impl Default for YearDecl {
    fn default() -> Self {
        Self {
            starts: (1, 1),
            by: None,
            changes: Vec::new(),
            periods: Vec::new(),
            span: Span::default(),
        }
    }
}

/// An irregular benefit year.
#[derive(Debug, Clone, Copy)]
pub struct YearPeriod {
    /// Label.
    pub label: i64,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Where it is declared.
    pub span: Span,
}

/// A document.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 1"
)]
pub struct Source {
    pub id: At<String>,
    pub title: String,
    pub number: String,
    pub tier: String,
    pub text: String,
    pub file: Option<At<String>>,
    pub in_force: Period,
}

/// How an ambiguous clause is read.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 1"
)]
pub struct Reading {
    pub id: At<String>,
    pub question: String,
    pub chosen: String,
    pub why: String,
    pub other: String,
    pub switch: Option<At<String>>,
    pub cite: Vec<Citation>,
}

/// A choice fixed when the package is compiled.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 1"
)]
pub struct Switch {
    pub name: At<String>,
    pub title: String,
    pub options: Vec<At<String>>,
    pub default: At<String>,
    pub reading: Option<At<String>>,
}

/// A clause that is not expressed.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 1"
)]
pub struct Untranslated {
    pub id: At<String>,
    pub text: String,
    pub effect: UntranslatedEffect,
    pub when: Option<Condition>,
    pub period: Period,
    pub cite: Vec<Citation>,
}

/// What an untranslated clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 1"
)]
pub enum UntranslatedEffect {
    Note,
    Review,
    Refuse,
}

/// Name of a fact's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 2"
)]
pub enum FactTypeName {
    Date,
    Time,
    Int,
    Money,
    Ratio,
    Bool,
    Enum,
    Set,
    Code,
}

/// A fact of the package's own, or an extension of a registry enumeration.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 2"
)]
pub struct Fact {
    pub name: At<String>,
    pub title: String,
    pub of: Option<At<FactScope>>,
    pub ty: Option<At<FactTypeName>>,
    pub values: Vec<At<String>>,
    pub titles: Vec<(String, String)>,
    pub extend: Option<Vec<At<String>>>,
    pub default: Option<At<String>>,
    pub nullable: Option<bool>,
    pub min: Option<i64>,
    pub max: Option<i64>,
}

/// A derived fact.
#[derive(Debug, Clone)]
pub struct Derive {
    /// Name.
    pub name: At<String>,
    /// Title.
    pub title: String,
    /// How.
    pub how: DeriveHow,
}

/// The ways to derive a fact.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "the names are those of the language reference, section 2"
)]
pub enum DeriveHow {
    Value(ValueType, Value),
    CountOf(At<String>),
    Ordinal(At<String>),
    Before(At<String>),
}

/// A class: an ordered first-match list.
#[derive(Debug, Clone, Default)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 2"
)]
pub struct Class {
    pub name: At<String>,
    pub title: String,
    pub rows: Vec<ClassRow>,
    pub period: Period,
    pub cite: Vec<Citation>,
}

/// A row of a class.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 2"
)]
pub struct ClassRow {
    pub is: At<String>,
    pub when: Condition,
    pub title: String,
    pub cite: Vec<Citation>,
    pub span: Span,
}

/// A name with a title: an open part, a cause of burden.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Name.
    pub name: At<String>,
    /// Title.
    pub title: String,
}

/// A payer.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 6"
)]
pub struct Payer {
    pub name: At<String>,
    pub title: String,
    pub kind: PayerKind,
    pub layer: Option<At<String>>,
}

/// An accumulator.
#[derive(Debug, Clone)]
#[allow(
    missing_docs,
    reason = "fields are those of the language reference, section 7"
)]
pub struct Acc {
    pub name: At<String>,
    pub title: String,
    pub of: Option<At<AccOwner>>,
    pub per: Option<At<AccWindow>>,
    pub unit: Option<At<AccUnit>>,
    pub kind: Option<At<AccKind>>,
    pub previous: Option<At<String>>,
}
