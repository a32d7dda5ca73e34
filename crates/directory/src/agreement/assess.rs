//! Assessment: indicators become a score, the score a grade, the grade consequences; each line says how.

use super::points::Points;
use super::scheme::{AssessmentScheme, Grade, Indicator, Scoring};
use crate::provider::ProviderCode;
use base::{Date, Fen, Refused};

/// What was measured of one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The indicator.
    pub indicator: Box<str>,
    /// The value in its unit; points in hundredths where an assessor gives them.
    pub value: i64,
    /// What it rests on: the statement, the inspection.
    pub evidence: Box<str>,
}

/// A line of an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedLine {
    /// The indicator.
    pub indicator: Box<str>,
    /// What was measured.
    pub value: i64,
    /// The points.
    pub points: Points,
    /// The points that could be had.
    pub full: Points,
    /// How the points came about, in Chinese.
    pub zh: Box<str>,
}

/// An assessment of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Who.
    pub provider: ProviderCode,
    /// The day as of which it was assessed.
    pub on: Date,
    /// By which version of the scheme.
    pub scheme: Box<str>,
    /// One line an indicator.
    pub lines: Vec<AssessedLine>,
    /// The sum.
    pub score: Points,
    /// The grade.
    pub grade: Box<str>,
}

/// Assesses a provider.
///
/// # Errors
/// `assessment.scheme` where the scheme does not hold that day or is for other providers,
/// `assessment.missing` for an indicator without value or evidence, `assessment.unknown` for a value of
/// no indicator or a second one, `assessment.range` for points beyond the full ones or a negative count.
pub fn assess(
    scheme: &AssessmentScheme,
    provider: &ProviderCode,
    on: Date,
    measured: &[Measured],
) -> Result<Assessment, Refused> {
    if !scheme.holds.covers(on) || scheme.pharmacies != provider.is_pharmacy() {
        return Err(Refused::new(
            "assessment.scheme",
            format!(
                "考核方案 {} 在 {on} 不适用于 {provider}，请换用对应的方案。",
                scheme.version
            ),
        ));
    }
    let lines: Result<Vec<_>, _> = scheme
        .indicators
        .iter()
        .map(|indicator| line(indicator, measured))
        .collect();
    let lines = lines?;
    let strange = |one: &&Measured| !lines.iter().any(|line| line.indicator == one.indicator);
    if let Some(stray) = measured.iter().find(strange) {
        return Err(unknown(&stray.indicator));
    }
    let score = lines
        .iter()
        .map(|line| line.points)
        .fold(Points::ZERO, Points::plus);
    let grade = scheme.grade(score).map(|grade| grade.code.clone());
    Ok(Assessment {
        provider: provider.clone(),
        on,
        scheme: scheme.version.clone(),
        lines,
        score,
        grade: grade.unwrap_or_default(),
    })
}

fn unknown(indicator: &str) -> Refused {
    Refused::new(
        "assessment.unknown",
        format!("指标“{indicator}”不在方案之中或重复填报，请核对。"),
    )
}

fn line(indicator: &Indicator, measured: &[Measured]) -> Result<AssessedLine, Refused> {
    let mut own = measured.iter().filter(|one| one.indicator == indicator.id);
    let found = own.next().filter(|one| !one.evidence.trim().is_empty());
    let Some(one) = found else {
        return Err(Refused::new(
            "assessment.missing",
            format!("指标“{}”没有数值或没有写明依据，请补填。", indicator.name),
        ));
    };
    if own.next().is_some() {
        return Err(unknown(&one.indicator));
    }
    let (points, zh) = points(indicator, one.value).ok_or_else(|| {
        Refused::new(
            "assessment.range",
            format!(
                "指标“{}”的数值 {} 超出范围（满分 {}），请核对。",
                indicator.name, one.value, indicator.full
            ),
        )
    })?;
    Ok(AssessedLine {
        indicator: indicator.id.clone(),
        value: one.value,
        points,
        full: indicator.full,
        zh: format!("{}：{zh}〔{}〕", indicator.name, indicator.cite).into(),
    })
}

/// The points of a value and how they came about; `None` where the value cannot be.
fn points(indicator: &Indicator, value: i64) -> Option<(Points, String)> {
    let (full, unit) = (indicator.full, &indicator.unit);
    match &indicator.scoring {
        Scoring::Given => {
            let given = Points::from_hundredths(i32::try_from(value).ok()?);
            let possible = Points::ZERO <= given && given <= full;
            possible.then(|| (given, format!("评定 {given} 分，满分 {full} 分")))
        }
        Scoring::Bands(bands) => {
            let band = bands.iter().rev().find(|band| band.from <= value);
            let zh = match band {
                Some(band) => format!(
                    "{value}（{unit}）达到 {} 一档，得 {} 分，满分 {full} 分",
                    band.from, band.points
                ),
                None => format!("{value}（{unit}）低于第一档，得 0 分，满分 {full} 分"),
            };
            Some((band.map_or(Points::ZERO, |band| band.points), zh))
        }
        Scoring::Deduct { each } => {
            let lost = each.times(value);
            let left = full.less(lost);
            (value >= 0).then(|| {
                (
                    left,
                    format!("{full} 分 − {value} {unit} × {each} 分 = {left} 分（最低 0 分）"),
                )
            })
        }
    }
}

impl Assessment {
    /// The assessment line by line, with the sum and the grade, in Chinese.
    #[must_use]
    pub fn explain(&self, scheme: &AssessmentScheme) -> Vec<String> {
        let mut told: Vec<String> = self.lines.iter().map(|line| line.zh.to_string()).collect();
        let parts: Vec<String> = self
            .lines
            .iter()
            .map(|line| line.points.to_string())
            .collect();
        told.push(format!("合计：{} = {} 分", parts.join(" + "), self.score));
        if let Some(grade) = scheme.grade_of(&self.grade) {
            told.push(format!(
                "等级：{} 分不低于 {} 分，评为 {}（{}）〔{}〕",
                self.score, grade.at_least, grade.code, grade.name, grade.cite
            ));
        }
        told
    }
}

/// What follows from a change of grade (篇5 五: 分类管理).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeChange {
    /// The grade before, where there was one.
    pub before: Option<Box<str>>,
    /// The grade now.
    pub after: Box<str>,
    /// What changes, line by line, in Chinese; empty where nothing does.
    pub zh: Vec<String>,
    /// Whether the provider is to be warned now.
    pub warn: bool,
}

/// Compares the consequences of two grades.
///
/// # Errors
/// `assessment.grade` for a grade that the scheme does not have.
pub fn grade_change(
    scheme: &AssessmentScheme,
    before: Option<&str>,
    after: &str,
) -> Result<GradeChange, Refused> {
    let of = |code: &str| {
        scheme.grade_of(code).ok_or_else(|| {
            Refused::new(
                "assessment.grade",
                format!("方案 {} 没有等级“{code}”，请核对。", scheme.version),
            )
        })
    };
    let new = of(after)?;
    let old: Option<&Grade> = before.map(of).transpose()?;
    let mut zh = Vec::new();
    let mut tell = |what: &str, was: Option<String>, is: String| {
        if was.as_ref() != Some(&is) {
            let was = was.unwrap_or_else(|| "无".to_owned());
            zh.push(format!("{what}：{was} → {is}〔{}〕", new.cite));
        }
    };
    tell(
        "预付比例",
        old.map(|grade| grade.prepayment.to_string()),
        new.prepayment.to_string(),
    );
    tell(
        "每年检查次数",
        old.map(|grade| grade.inspections.to_string()),
        new.inspections.to_string(),
    );
    Ok(GradeChange {
        before: before.map(Into::into),
        after: after.into(),
        zh,
        warn: new.warning,
    })
}

/// What becomes of a retained deposit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositSettled {
    /// What was retained.
    pub retained: Fen,
    /// What is paid to the provider.
    pub returned: Fen,
    /// What the fund keeps: retained = returned + kept.
    pub kept: Fen,
    /// The arithmetic, in Chinese, with its ground.
    pub zh: Box<str>,
}

/// Settles the deposit of an assessed period by its score (质量保证金).
///
/// # Errors
/// `assessment.deposit` for a negative deposit or one beyond what can be reckoned.
pub fn settle_deposit(
    scheme: &AssessmentScheme,
    score: Points,
    retained: Fen,
) -> Result<DepositSettled, Refused> {
    let refused = || {
        Refused::new(
            "assessment.deposit",
            format!("预留保证金 {retained} 元不能按得分 {score} 结算，请核对金额和方案。"),
        )
    };
    if retained < Fen::ZERO {
        return Err(refused());
    }
    let rule = scheme.deposit.iter().find(|rule| rule.at_least <= score);
    let rule = rule.ok_or_else(refused)?;
    let returned = retained
        .share(rule.returned, scheme.rounding, 1)
        .ok_or_else(refused)?;
    let kept = retained.checked_sub(returned).ok_or_else(refused)?;
    Ok(DepositSettled {
        retained,
        returned,
        kept,
        zh: format!(
            "得分 {score} 不低于 {}，返还 {retained} × {} = {returned} 元，扣留 {kept} 元〔{}〕",
            rule.at_least, rule.returned, rule.cite
        )
        .into(),
    })
}

/// A proposal that a provider leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitProposal {
    /// Who.
    pub provider: ProviderCode,
    /// The days of the assessments it rests on.
    pub assessed: Vec<Date>,
    /// Why, in Chinese.
    pub zh: Box<str>,
}

/// Proposes an exit where the last assessments of a provider all brought the lowest grade, as often as
/// the scheme says. It decides nothing: the exit is a step of the designation.
#[must_use]
pub fn propose_exit(
    scheme: &AssessmentScheme,
    provider: &ProviderCode,
    history: &[Assessment],
) -> Option<ExitProposal> {
    let lowest = scheme.lowest()?;
    let mut own: Vec<&Assessment> = history
        .iter()
        .filter(|one| one.provider == *provider)
        .collect();
    own.sort_by_key(|one| std::cmp::Reverse(one.on));
    let needed = usize::try_from(scheme.exit.lowest_in_a_row).ok()?;
    let last: Vec<&Assessment> = own
        .into_iter()
        .take_while(|one| one.grade == lowest.code)
        .take(needed)
        .collect();
    (last.len() == needed).then(|| ExitProposal {
        provider: provider.clone(),
        assessed: last.iter().map(|one| one.on).collect(),
        zh: format!(
            "连续 {needed} 次评为最低等级 {}（{}），建议退出定点〔{}〕",
            lowest.code, lowest.name, scheme.exit.cite
        )
        .into(),
    })
}
