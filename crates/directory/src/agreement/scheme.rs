//! The scheme of assessment: indicators, grades, and what follows from a grade.

use super::points::Points;
use base::{Ratio, Rounding, Validity};

/// How an indicator becomes points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// The value is points, in hundredths, that an assessor gave.
    Given,
    /// The points of the last band whose `from` the value reaches; none below the first.
    Bands(Vec<Band>),
    /// The full points less `each` for every unit of the value, at least nothing.
    Deduct {
        /// Points lost for each.
        each: Points,
    },
}

impl Scoring {
    /// The word in the data.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Scoring::Given => "given",
            Scoring::Bands(_) => "bands",
            Scoring::Deduct { .. } => "deduct",
        }
    }
}

/// A band of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// From this value on.
    pub from: i64,
    /// The points.
    pub points: Points,
}

/// A scored indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// A word for it.
    pub id: Box<str>,
    /// What is measured.
    pub name: Box<str>,
    /// The unit of the value: 次, 万分比, 分.
    pub unit: Box<str>,
    /// The most points.
    pub full: Points,
    /// How the value becomes points.
    pub scoring: Scoring,
    /// Where it is written, or that it is an example.
    pub cite: Box<str>,
}

/// A credit grade with its consequences (篇5 五: 信用等级评定, 分类管理).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// A word for it, such as `A`.
    pub code: Box<str>,
    /// What users read.
    pub name: Box<str>,
    /// From this score on.
    pub at_least: Points,
    /// The share of a month's mean outlay that is paid in advance.
    pub prepayment: Ratio,
    /// Inspections a year.
    pub inspections: u32,
    /// Whether the provider is warned.
    pub warning: bool,
    /// Where it is written, or that it is an example.
    pub cite: Box<str>,
}

/// What share of the retained deposit a score brings back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositRule {
    /// From this score on.
    pub at_least: Points,
    /// The share paid.
    pub returned: Ratio,
    /// Where it is written, or that it is an example.
    pub cite: Box<str>,
}

/// When the lowest grade leads to a proposal to exit (篇5 五: 退出机制).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitRule {
    /// So many assessments in a row.
    pub lowest_in_a_row: u32,
    /// Where it is written, or that it is an example.
    pub cite: Box<str>,
}

/// A scheme of assessment, as read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentScheme {
    /// Its version.
    pub version: Box<str>,
    /// For pharmacies, or for institutions that treat.
    pub pharmacies: bool,
    /// For which assessments.
    pub holds: Validity,
    /// The sum of all full points.
    pub full: Points,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// The grades, best first; the last begins at nothing.
    pub grades: Vec<Grade>,
    /// What the deposit brings back, highest score first; the last begins at nothing.
    pub deposit: Vec<DepositRule>,
    /// How shares of the deposit are rounded, to 分.
    pub rounding: Rounding,
    /// When one is to leave.
    pub exit: ExitRule,
}

impl AssessmentScheme {
    /// The grade of a score.
    #[must_use]
    pub fn grade(&self, score: Points) -> Option<&Grade> {
        self.grades.iter().find(|grade| grade.at_least <= score)
    }

    /// The grade of a word.
    #[must_use]
    pub fn grade_of(&self, code: &str) -> Option<&Grade> {
        self.grades.iter().find(|grade| *grade.code == *code)
    }

    /// The lowest grade.
    #[must_use]
    pub fn lowest(&self) -> Option<&Grade> {
        self.grades.last()
    }
}
