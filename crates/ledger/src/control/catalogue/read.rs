//! From the data file to typed entries.

use std::collections::BTreeSet;

use access::Role;
use base::{Date, Ratio, RegionCode, Validity, WorkingCalendar};

use super::error::CatalogueError;
use super::raw::{RawDuty, RawFile, RawGround, RawParameter, RawRung, RawStandard, RawStep};
use crate::control::assess::Standard;
use crate::control::chain::{Chain, Seat, StepRule};
use crate::control::ladder::{Level, Rung, Side};
use crate::control::parameter::{Ground, Parameter, Parameters, Setting, Standing};
use crate::control::timely::{Duty, Every};

/// What ships with the platform; a pooling area's own entries come beside it.
const SHIPPED: [&str; 2] = [
    include_str!("../../../data/control.toml"),
    include_str!("../../../data/control-steps.toml"),
];

/// The data of fund control.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Rungs of all ladders.
    pub rungs: Vec<Rung>,
    /// Steps of all chains.
    pub steps: Vec<StepRule>,
    /// Reports that are due.
    pub duties: Vec<Duty>,
    /// Standards of assessment.
    pub standards: Vec<Standard>,
}

impl Catalogue {
    /// What ships with the platform.
    ///
    /// # Errors
    /// [`CatalogueError`] says what is wrong with the shipped data; a test holds it sound.
    pub fn shipped() -> Result<Catalogue, CatalogueError> {
        SHIPPED
            .iter()
            .try_fold(Catalogue::default(), |all, text| all.with(text))
    }

    /// The same with the entries of one more file.
    ///
    /// # Errors
    /// [`CatalogueError`] for text that is no such file, or an entry that cannot be read.
    pub fn with(mut self, text: &str) -> Result<Catalogue, CatalogueError> {
        let raw: RawFile = toml::from_str(text)
            .map_err(|error| CatalogueError::Malformed(error.message().to_owned()))?;
        for one in raw.parameter {
            self.parameters.push(parameter(one)?);
        }
        for one in raw.rung {
            self.rungs.push(rung(one)?);
        }
        for one in raw.step {
            self.steps.push(step(one)?);
        }
        for one in raw.duty {
            self.duties.push(duty(one)?);
        }
        for one in raw.standard {
            self.standards.push(standard(one)?);
        }
        Ok(self)
    }

    /// The parameters of a pooling area on a day.
    #[must_use]
    pub fn parameters(&self, pool: RegionCode, on: Date) -> Parameters<'_> {
        Parameters::new(&self.parameters, pool, on)
    }

    /// The steps of approval of a pooling area on a day.
    #[must_use]
    pub fn chain<'a>(
        &'a self,
        calendar: &'a WorkingCalendar,
        pool: RegionCode,
        on: Date,
    ) -> Chain<'a> {
        Chain::new(&self.steps, calendar, pool, on)
    }

    /// The standards of assessment of a pooling area on a day, those of the narrowest region that has any.
    #[must_use]
    pub fn standards(&self, pool: RegionCode, on: Date) -> Vec<Standard> {
        let items: BTreeSet<&str> = self.standards.iter().map(|one| one.item.as_str()).collect();
        let of = |item: &str| {
            let holding = self.standards.iter().filter(|one| one.item == item);
            let holding = holding.filter(|one| one.ground.holds(pool, on));
            holding.max_by_key(|one| one.ground.rank()).cloned()
        };
        items.into_iter().filter_map(of).collect()
    }
}

fn field(entry: &str, field: &'static str) -> CatalogueError {
    CatalogueError::Field {
        entry: entry.to_owned(),
        field,
    }
}

fn ground(raw: &RawGround, entry: &str) -> Result<Ground, CatalogueError> {
    if raw.article.trim().is_empty() {
        return Err(CatalogueError::Article(entry.to_owned()));
    }
    let date = |text: &Option<String>, name| match text {
        None => Ok(None),
        Some(text) => Date::parse(text).map(Some).map_err(|_| field(entry, name)),
    };
    let pool = match &raw.pool {
        None => None,
        Some(text) => Some(RegionCode::parse(text).map_err(|_| field(entry, "pool"))?),
    };
    let validity = Validity::new(date(&raw.from, "from")?, date(&raw.until, "until")?);
    Ok(Ground {
        pool,
        validity: validity.map_err(|_| field(entry, "until"))?,
        article: raw.article.clone(),
        standing: Standing::parse(&raw.standing).ok_or_else(|| field(entry, "standing"))?,
    })
}

/// A ratio; a bare whole number, as months and days are given, is read as itself.
fn ratio(text: &str, entry: &str, name: &'static str) -> Result<Ratio, CatalogueError> {
    let whole = text.parse::<i64>().ok();
    let ratio = match whole {
        Some(whole) => Ratio::new(whole, 1),
        None => Ratio::parse(text),
    };
    ratio.map_err(|_| field(entry, name))
}

fn parameter(raw: RawParameter) -> Result<Parameter, CatalogueError> {
    let setting = match (&raw.ratio, raw.count, raw.flag) {
        (Some(text), None, None) => Setting::Ratio(ratio(text, &raw.id, "ratio")?),
        (None, Some(count), None) => Setting::Count(count),
        (None, None, Some(flag)) => Setting::Flag(flag),
        _ => return Err(field(&raw.id, "ratio | count | flag")),
    };
    Ok(Parameter {
        ground: ground(&raw.ground, &raw.id)?,
        id: raw.id,
        zh: raw.zh,
        setting,
    })
}

fn rung(raw: RawRung) -> Result<Rung, CatalogueError> {
    let (side, bound) = match (&raw.above, &raw.below) {
        (Some(text), None) => (Side::Above, ratio(text, &raw.indicator, "above")?),
        (None, Some(text)) => (Side::Below, ratio(text, &raw.indicator, "below")?),
        _ => return Err(field(&raw.indicator, "above | below")),
    };
    Ok(Rung {
        level: Level::from_number(raw.level).ok_or_else(|| field(&raw.indicator, "level"))?,
        side,
        bound,
        ground: ground(&raw.ground, &raw.indicator)?,
        indicator: raw.indicator,
    })
}

fn step(raw: RawStep) -> Result<StepRule, CatalogueError> {
    let entry = format!("{}.{}", raw.chain, raw.stage);
    Ok(StepRule {
        role: Role::parse(&raw.role).ok_or_else(|| field(&entry, "role"))?,
        seat: Seat::parse(&raw.seat).ok_or_else(|| field(&entry, "seat"))?,
        ground: ground(&raw.ground, &entry)?,
        chain: raw.chain,
        stage: raw.stage,
        who: raw.who,
        working_days: raw.working_days,
        document: raw.document,
    })
}

fn duty(raw: RawDuty) -> Result<Duty, CatalogueError> {
    Ok(Duty {
        every: Every::parse(&raw.every).ok_or_else(|| field(&raw.report, "every"))?,
        ground: ground(&raw.ground, &raw.report)?,
        report: raw.report,
        zh: raw.zh,
        months_after: raw.months_after,
        day: raw.day,
    })
}

fn standard(raw: RawStandard) -> Result<Standard, CatalogueError> {
    Ok(Standard {
        full_at: ratio(&raw.full_at, &raw.item, "full_at")?,
        none_at: ratio(&raw.none_at, &raw.item, "none_at")?,
        ground: ground(&raw.ground, &raw.item)?,
        item: raw.item,
        zh: raw.zh,
        points: raw.points,
    })
}
