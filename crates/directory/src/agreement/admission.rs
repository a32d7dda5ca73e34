//! Rounds of admission: visible criteria, steps and results (篇5 五: 公开、择优).

use super::points::Points;
use super::rules::Criteria;
use crate::provider::{ProviderCode, ProviderKind};
use base::Refused;

/// What a reviewer gave for one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The criterion.
    pub criterion: Box<str>,
    /// The points.
    pub points: Points,
    /// What was seen.
    pub evidence: Box<str>,
}

/// A line of a score sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreLine {
    /// The criterion.
    pub criterion: Box<str>,
    /// What is asked.
    pub name: Box<str>,
    /// The points given.
    pub points: Points,
    /// The points that could be had.
    pub full: Points,
    /// Whether the least for this criterion was missed.
    pub below_least: bool,
}

/// The score sheet of an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreSheet {
    /// Who.
    pub provider: ProviderCode,
    /// By which version of the criteria.
    pub version: Box<str>,
    /// One line a criterion.
    pub lines: Vec<ScoreLine>,
    /// The sum.
    pub score: Points,
    /// Whether the score and every least are reached.
    pub passed: bool,
}

/// Scores an applicant by the criteria of its type.
///
/// # Errors
/// `admission.mark_missing` for a criterion without a mark or evidence, `admission.mark_unknown` for a
/// mark of no criterion or a second one, `admission.mark_range` for more points than there are.
pub fn score(
    criteria: &Criteria,
    provider: &ProviderCode,
    kind: ProviderKind,
    marks: &[Mark],
) -> Result<ScoreSheet, Refused> {
    let mut lines = Vec::new();
    for criterion in criteria.of(kind) {
        let mut given = marks.iter().filter(|mark| mark.criterion == criterion.id);
        let mark = given.next().filter(|mark| !mark.evidence.trim().is_empty());
        let Some(mark) = mark else {
            return Err(Refused::new(
                "admission.mark_missing",
                format!("“{}”没有评分或没有写明依据，请补评。", criterion.name),
            ));
        };
        if given.next().is_some() {
            return Err(unknown(&mark.criterion));
        }
        if mark.points > criterion.full {
            return Err(Refused::new(
                "admission.mark_range",
                format!(
                    "“{}”满分 {}，评分 {} 超出，请核对。",
                    criterion.name, criterion.full, mark.points
                ),
            ));
        }
        lines.push(ScoreLine {
            criterion: criterion.id.clone(),
            name: criterion.name.clone(),
            points: mark.points,
            full: criterion.full,
            below_least: mark.points < criterion.least,
        });
    }
    let known = |mark: &&Mark| !lines.iter().any(|line| line.criterion == mark.criterion);
    if let Some(stray) = marks.iter().find(known) {
        return Err(unknown(&stray.criterion));
    }
    let score = lines
        .iter()
        .map(|line| line.points)
        .fold(Points::ZERO, Points::plus);
    let passed = score >= criteria.pass && lines.iter().all(|line| !line.below_least);
    Ok(ScoreSheet {
        provider: provider.clone(),
        version: criteria.version.clone(),
        lines,
        score,
        passed,
    })
}

fn unknown(criterion: &str) -> Refused {
    Refused::new(
        "admission.mark_unknown",
        format!("评分项“{criterion}”不在条件之中或重复评分，请核对。"),
    )
}

/// A line of the published result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLine {
    /// The rank, from 1; equal scores have one rank.
    pub rank: u32,
    /// Who.
    pub provider: ProviderCode,
    /// The score.
    pub score: Points,
    /// Whether admitted.
    pub admitted: bool,
    /// Why not, or that it is, in Chinese.
    pub zh: Box<str>,
}

/// Ranks the applicants of a round. With `places` at most so many are admitted, best first; where the
/// last place would have to be given to one of several with the same score, none of them has it and all
/// are told so: the merit of the scores does not decide between them.
#[must_use]
pub fn results(sheets: &[ScoreSheet], places: Option<u32>) -> Vec<ResultLine> {
    let mut sorted: Vec<&ScoreSheet> = sheets.iter().collect();
    sorted.sort_by(|a, b| {
        (b.passed, b.score)
            .cmp(&(a.passed, a.score))
            .then_with(|| a.provider.cmp(&b.provider))
    });
    let mut lines = Vec::new();
    for sheet in &sorted {
        let key = (sheet.passed, sheet.score);
        let ahead = sorted
            .iter()
            .filter(|one| (one.passed, one.score) > key)
            .count();
        let level = sorted
            .iter()
            .filter(|one| (one.passed, one.score) == key)
            .count();
        let fits = |count: usize| {
            places.is_none_or(|places| count <= usize::try_from(places).unwrap_or(usize::MAX))
        };
        let admitted = sheet.passed && fits(ahead.saturating_add(level));
        let zh = match (sheet.passed, admitted) {
            (true, true) => "纳入定点",
            (true, false) if level > 1 && fits(ahead.saturating_add(1)) => "同分超出名额，待复核",
            (true, false) => "名额已满",
            (false, _) => "未达到条件",
        };
        lines.push(ResultLine {
            rank: u32::try_from(ahead.saturating_add(1)).unwrap_or(u32::MAX),
            provider: sheet.provider.clone(),
            score: sheet.score,
            admitted,
            zh: zh.into(),
        });
    }
    lines
}
