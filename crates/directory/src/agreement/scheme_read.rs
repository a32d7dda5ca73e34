//! Reading a scheme of assessment.

use super::data::{DataError, read};
use super::points::Points;
use super::scheme::{AssessmentScheme, Band, DepositRule, ExitRule, Grade, Indicator, Scoring};
use base::{Date, Ratio, Rounding, Validity};
use serde::Deserialize;

const FILE: &str = "考核方案";

impl AssessmentScheme {
    /// The example that is shipped: its structure is of the sources, its numbers are marked as examples.
    pub const EXAMPLE: &'static [u8] = include_bytes!("../../data/assessment.toml");

    /// Reads a scheme.
    ///
    /// # Errors
    /// [`DataError`] with the line, or the place and what is wrong there: full points that do not add
    /// up, grades that are not ordered or leave scores without a grade, bands out of order.
    pub fn read(bytes: &[u8]) -> Result<AssessmentScheme, DataError> {
        let raw: RawScheme = read(FILE, bytes)?;
        if raw.format != "tongchou-assessment/1" {
            return Err(wrong("format", "应为 \"tongchou-assessment/1\"。"));
        }
        let scheme = raw.parse()?;
        check(&scheme)?;
        Ok(scheme)
    }
}

fn wrong(place: impl Into<Box<str>>, zh: impl Into<Box<str>>) -> DataError {
    DataError::value(FILE, place, zh)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScheme {
    format: String,
    version: Box<str>,
    pharmacies: bool,
    from: Option<String>,
    until: Option<String>,
    full: String,
    rounding: String,
    indicator: Vec<RawIndicator>,
    grade: Vec<RawGrade>,
    deposit: Vec<RawDeposit>,
    exit: RawExit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIndicator {
    id: Box<str>,
    name: Box<str>,
    unit: Box<str>,
    full: String,
    scoring: String,
    each: Option<String>,
    #[serde(default)]
    band: Vec<RawBand>,
    cite: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBand {
    from: i64,
    points: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGrade {
    code: Box<str>,
    name: Box<str>,
    at_least: String,
    prepayment: String,
    inspections: u32,
    warning: bool,
    cite: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDeposit {
    at_least: String,
    returned: String,
    cite: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExit {
    lowest_in_a_row: u32,
    cite: Box<str>,
}

fn points(place: &str, text: &str) -> Result<Points, DataError> {
    Points::parse(text).ok_or_else(|| wrong(place, "分值应为不为负、至多两位小数的数，并加引号。"))
}

/// A share between nothing and the whole.
fn share(place: &str, text: &str) -> Result<Ratio, DataError> {
    let ratio = Ratio::parse(text).ok();
    ratio
        .filter(|ratio| 0 <= ratio.num() && ratio.num() <= ratio.den())
        .ok_or_else(|| wrong(place, "比例应在 0% 至 100% 之间，如 \"95%\"。"))
}

fn day(place: &str, text: Option<String>) -> Result<Option<Date>, DataError> {
    let read = text.map(|text| Date::parse(&text)).transpose();
    read.map_err(|_| wrong(place, "日期应如 \"2026-01-31\"。"))
}

fn cited(place: &str, cite: Box<str>) -> Result<Box<str>, DataError> {
    if cite.trim().is_empty() {
        return Err(wrong(place, "没有写明依据，请补 cite。"));
    }
    Ok(cite)
}

impl RawScheme {
    fn parse(self) -> Result<AssessmentScheme, DataError> {
        let holds = Validity::new(day("from", self.from)?, day("until", self.until)?)
            .map_err(|error| wrong("from", error.zh()))?;
        let indicators = self.indicator.into_iter().map(RawIndicator::parse);
        let grades = self.grade.into_iter().map(RawGrade::parse);
        let deposit = self.deposit.into_iter().map(|raw| {
            Ok(DepositRule {
                at_least: points("deposit.at_least", &raw.at_least)?,
                returned: share("deposit.returned", &raw.returned)?,
                cite: cited("deposit", raw.cite)?,
            })
        });
        Ok(AssessmentScheme {
            version: self.version,
            pharmacies: self.pharmacies,
            holds,
            full: points("full", &self.full)?,
            indicators: indicators.collect::<Result<_, _>>()?,
            grades: grades.collect::<Result<_, _>>()?,
            deposit: deposit.collect::<Result<_, DataError>>()?,
            rounding: Rounding::parse(&self.rounding)
                .map_err(|error| wrong("rounding", error.zh()))?,
            exit: ExitRule {
                lowest_in_a_row: self.exit.lowest_in_a_row,
                cite: cited("exit", self.exit.cite)?,
            },
        })
    }
}

impl RawIndicator {
    fn parse(self) -> Result<Indicator, DataError> {
        let place = self.id.clone();
        let only = |what: &str| {
            wrong(
                place.clone(),
                format!("计分方式为 {what}，其余字段请删去。"),
            )
        };
        let scoring = match (&*self.scoring, self.each, self.band.is_empty()) {
            ("given", None, true) => Scoring::Given,
            ("deduct", Some(each), true) => Scoring::Deduct {
                each: points(&place, &each)?,
            },
            ("bands", None, false) => Scoring::Bands(bands(&place, &self.band)?),
            ("given", ..) => return Err(only("given")),
            ("deduct", ..) => return Err(only("deduct（须有 each）")),
            ("bands", ..) => return Err(only("bands（须有 band）")),
            _ => return Err(wrong(place, "scoring 应为 given、bands 或 deduct。")),
        };
        Ok(Indicator {
            full: points(&place, &self.full)?,
            cite: cited(&place, self.cite)?,
            id: self.id,
            name: self.name,
            unit: self.unit,
            scoring,
        })
    }
}

fn bands(place: &str, raw: &[RawBand]) -> Result<Vec<Band>, DataError> {
    let read = raw.iter().map(|band| {
        Ok(Band {
            from: band.from,
            points: points(place, &band.points)?,
        })
    });
    let bands: Vec<Band> = read.collect::<Result<_, DataError>>()?;
    let ordered = bands
        .iter()
        .zip(bands.iter().skip(1))
        .all(|(a, b)| a.from < b.from);
    if !ordered {
        return Err(wrong(place, "分段的起点应由小到大，且不重复。"));
    }
    Ok(bands)
}

impl RawGrade {
    fn parse(self) -> Result<Grade, DataError> {
        Ok(Grade {
            at_least: points(&self.code, &self.at_least)?,
            prepayment: share(&self.code, &self.prepayment)?,
            inspections: self.inspections,
            warning: self.warning,
            cite: cited(&self.code, self.cite)?,
            code: self.code,
            name: self.name,
        })
    }
}

fn check(scheme: &AssessmentScheme) -> Result<(), DataError> {
    let sum = scheme
        .indicators
        .iter()
        .map(|one| one.full)
        .fold(Points::ZERO, Points::plus);
    if sum != scheme.full {
        return Err(wrong(
            "full",
            format!("各指标满分合计 {sum}，与总分 {} 不等。", scheme.full),
        ));
    }
    for (place, one) in scheme.indicators.iter().enumerate() {
        if scheme
            .indicators
            .iter()
            .take(place)
            .any(|other| other.id == one.id)
        {
            return Err(wrong(one.id.clone(), "指标编号重复。"));
        }
        let above = |band: &Band| band.points > one.full;
        if matches!(&one.scoring, Scoring::Bands(bands) if bands.iter().any(above)) {
            return Err(wrong(one.id.clone(), "分段的分值高于满分。"));
        }
    }
    ladder("grade", scheme.grades.iter().map(|grade| grade.at_least))?;
    ladder("deposit", scheme.deposit.iter().map(|rule| rule.at_least))?;
    for (place, one) in scheme.grades.iter().enumerate() {
        if scheme
            .grades
            .iter()
            .take(place)
            .any(|other| other.code == one.code)
        {
            return Err(wrong(one.code.clone(), "等级编号重复。"));
        }
    }
    if scheme.exit.lowest_in_a_row == 0 {
        return Err(wrong("exit.lowest_in_a_row", "连续次数至少为 1。"));
    }
    Ok(())
}

/// Steps from high to low, the last at nothing, so that every score has one.
fn ladder(place: &str, steps: impl Iterator<Item = Points>) -> Result<(), DataError> {
    let steps: Vec<Points> = steps.collect();
    let falls = steps.iter().zip(steps.iter().skip(1)).all(|(a, b)| a > b);
    if falls && steps.last() == Some(&Points::ZERO) {
        return Ok(());
    }
    Err(wrong(
        place,
        "at_least 应由高到低，最后一档为 \"0\"，使每个得分都有归属。",
    ))
}
