//! Parameters of fund control: dated data with the article behind each, never numbers in code.

use base::{Date, Ratio, Refused, RegionCode, Validity};

/// How far a number can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A document says so.
    Source,
    /// No document gives it; a proposal of the platform that a pooling area may replace.
    Ours,
    /// A document is said to give it and has not been seen.
    Unverified,
}

impl Standing {
    /// The word in the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Source => "source",
            Standing::Ours => "ours",
            Standing::Unverified => "unverified",
        }
    }

    /// The standing of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Standing> {
        [Standing::Source, Standing::Ours, Standing::Unverified]
            .into_iter()
            .find(|standing| standing.code() == code)
    }
}

/// What a parameter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A ratio; also months, as a whole number or a fraction of them.
    Ratio(Ratio),
    /// Days, working days, months or a count, as the parameter's title says.
    Count(u32),
    /// Yes or no.
    Flag(bool),
}

/// Where and when something of the data holds, and on what it rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The region whose pools it is for; `None` for every pool.
    pub pool: Option<RegionCode>,
    /// From when until when.
    pub validity: Validity,
    /// Document and article.
    pub article: String,
    /// How far it can be trusted.
    pub standing: Standing,
}

impl Ground {
    /// Whether it holds for a pool on a day.
    #[must_use]
    pub fn holds(&self, pool: RegionCode, on: Date) -> bool {
        self.pool.is_none_or(|region| region.contains(pool)) && self.validity.covers(on)
    }

    /// What decides between two that hold: the narrower region first, then the later beginning.
    #[must_use]
    pub fn rank(&self) -> (Option<base::RegionLevel>, Option<Date>) {
        (self.pool.map(RegionCode::level), self.validity.from())
    }
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its stable name, `surplus.current.limit`.
    pub id: String,
    /// Its title for users, with the unit.
    pub zh: String,
    /// What it says.
    pub setting: Setting,
    /// Where and when, and on what it rests.
    pub ground: Ground,
}

/// The parameters that hold for one pooling area on one day.
#[derive(Debug, Clone, Copy)]
pub struct Parameters<'a> {
    all: &'a [Parameter],
    pool: RegionCode,
    on: Date,
}

impl<'a> Parameters<'a> {
    /// Those of a pooling area on a day.
    #[must_use]
    pub const fn new(all: &'a [Parameter], pool: RegionCode, on: Date) -> Parameters<'a> {
        Parameters { all, pool, on }
    }

    /// The parameter of a name, or `None` where the pool has none.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&'a Parameter> {
        self.all
            .iter()
            .filter(|one| one.id == id && one.ground.holds(self.pool, self.on))
            .max_by_key(|one| one.ground.rank())
    }

    fn needed(&self, id: &str) -> Result<&'a Parameter, Refused> {
        self.find(id).ok_or_else(|| {
            Refused::new(
                "fund.parameter.missing",
                format!(
                    "统筹区 {} 在 {} 没有设定参数“{id}”，来源文件也没有给出，请先由市级拟定并复核该参数。",
                    self.pool.short(),
                    self.on
                ),
            )
        })
    }

    /// A ratio.
    ///
    /// # Errors
    /// `fund.parameter.missing` where the pool has none, `fund.parameter.kind` where it is no ratio.
    pub fn ratio(&self, id: &str) -> Result<Ratio, Refused> {
        match &self.needed(id)?.setting {
            Setting::Ratio(ratio) => Ok(*ratio),
            _ => Err(other_kind(id)),
        }
    }

    /// A count: of days, working days, months.
    ///
    /// # Errors
    /// As [`Parameters::ratio`].
    pub fn count(&self, id: &str) -> Result<u32, Refused> {
        match &self.needed(id)?.setting {
            Setting::Count(count) => Ok(*count),
            _ => Err(other_kind(id)),
        }
    }

    /// Yes or no.
    ///
    /// # Errors
    /// As [`Parameters::ratio`].
    pub fn flag(&self, id: &str) -> Result<bool, Refused> {
        match &self.needed(id)?.setting {
            Setting::Flag(flag) => Ok(*flag),
            _ => Err(other_kind(id)),
        }
    }

    /// The article behind a parameter; empty where the pool has none.
    #[must_use]
    pub fn article(&self, id: &str) -> &'a str {
        self.find(id).map_or("", |one| one.ground.article.as_str())
    }
}

fn other_kind(id: &str) -> Refused {
    Refused::new(
        "fund.parameter.kind",
        format!("参数“{id}”的类型与用途不符，请核对参数表。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(pool: Option<&str>, from: Option<&str>, count: u32) -> Parameter {
        Parameter {
            id: "days".into(),
            zh: "天数".into(),
            setting: Setting::Count(count),
            ground: Ground {
                pool: pool.map(|text| RegionCode::parse(text).unwrap()),
                validity: Validity::new(from.map(|text| Date::parse(text).unwrap()), None).unwrap(),
                article: "测试".into(),
                standing: Standing::Ours,
            },
        }
    }

    #[test]
    fn the_narrower_region_and_the_later_beginning_win() {
        let all = [
            parameter(None, None, 1),
            parameter(Some("34"), None, 2),
            parameter(Some("3404"), Some("2021-01-01"), 3),
            parameter(Some("3404"), Some("2026-01-01"), 4),
        ];
        let count = |pool: &str, on: &str| {
            let pool = RegionCode::parse(pool).unwrap();
            Parameters::new(&all, pool, Date::parse(on).unwrap()).count("days")
        };
        assert_eq!(count("4311", "2022-01-01"), Ok(1));
        assert_eq!(count("3403", "2022-01-01"), Ok(2));
        assert_eq!(count("3404", "2020-01-01"), Ok(2));
        assert_eq!(count("3404", "2022-01-01"), Ok(3));
        assert_eq!(count("3404", "2026-11-22"), Ok(4));
    }

    #[test]
    fn what_no_source_gives_is_refused_not_guessed() {
        let pool = RegionCode::parse("4311").unwrap();
        let none = Parameters::new(&[], pool, Date::parse("2026-01-01").unwrap());
        assert_eq!(
            none.ratio("risk.rate").unwrap_err().code(),
            "fund.parameter.missing"
        );
    }
}
