//! The rules of designation as data: criteria, who may begin a visit, penalties, places of practice.

use super::data::{DataError, read};
use super::points::Points;
use crate::provider::{Profession, ProviderKind};
use base::Fen;
use serde::Deserialize;

const FILE: &str = "定点规则";

/// One criterion of admission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// A word for it.
    pub id: Box<str>,
    /// What is asked.
    pub name: Box<str>,
    /// The most points it can bring.
    pub full: Points,
    /// The least points without which nobody is admitted, whatever the sum; 0 where there is none.
    pub least: Points,
    /// For which types of provider; never for whom they belong to.
    pub kinds: Vec<ProviderKind>,
    /// Where it is written, or that it is an example.
    pub cite: Box<str>,
}

/// The criteria of admission (篇1 二(四), 篇5 五). There is one list for public and private providers:
/// a criterion has no field for ownership (篇8 一5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria {
    /// The version that a round publishes.
    pub version: Box<str>,
    /// The score from which on one is admitted.
    pub pass: Points,
    /// The criteria.
    pub items: Vec<Criterion>,
}

impl Criteria {
    /// The checklist of a type of provider.
    pub fn of(&self, kind: ProviderKind) -> impl Iterator<Item = &Criterion> {
        self.items
            .iter()
            .filter(move |one| one.kinds.contains(&kind))
    }
}

/// Who may begin a visit where the provider may not do so by its agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRules {
    /// Whether an emergency may be taken by a provider of the pooling area that is not designated.
    pub emergency_undesignated: bool,
    /// Whether an emergency may be taken by a designated provider that is suspended.
    pub emergency_suspended: bool,
    /// Document and article.
    pub cite: Box<str>,
}

/// What sanctions may be (篇7 第三十六条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PenaltyRules {
    /// Whether a loss of the fund is needed.
    pub needs_loss: bool,
    /// The smallest fine.
    pub fine_min: Fen,
    /// The largest fine, included.
    pub fine_max: Fen,
    /// Document and article.
    pub cite: Box<str>,
}

/// The rules of a pooling area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesignationRules {
    /// The criteria.
    pub criteria: Criteria,
    /// Who may begin a visit.
    pub entry: EntryRules,
    /// What sanctions may be.
    pub penalty: PenaltyRules,
    /// Which professions may practise at several places at once.
    pub several_sites: Vec<Profession>,
}

impl DesignationRules {
    /// The example that is shipped.
    pub const EXAMPLE: &'static [u8] = include_bytes!("../../data/designation.toml");

    /// Reads the rules.
    ///
    /// # Errors
    /// [`DataError`] with the line, or the place and what is wrong there.
    pub fn read(bytes: &[u8]) -> Result<DesignationRules, DataError> {
        let raw: RawRules = read(FILE, bytes)?;
        if raw.format != "tongchou-designation/1" {
            return Err(DataError::value(
                FILE,
                "format",
                "应为 \"tongchou-designation/1\"。",
            ));
        }
        let several = raw.several_sites.professions.iter();
        let several = several.map(|text| {
            let found = Profession::ALL
                .iter()
                .copied()
                .find(|one| one.zh() == &**text);
            found.ok_or_else(|| {
                DataError::value(
                    FILE,
                    "several_sites",
                    "人员类别应为医师、护士、药师或医技人员。",
                )
            })
        });
        Ok(DesignationRules {
            several_sites: several.collect::<Result<_, _>>()?,
            criteria: raw.criteria.parse()?,
            entry: EntryRules {
                emergency_undesignated: raw.entry.emergency_undesignated,
                emergency_suspended: raw.entry.emergency_suspended,
                cite: cited("entry", raw.entry.cite)?,
            },
            penalty: raw.penalty.parse()?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    format: String,
    criteria: RawCriteria,
    entry: RawEntry,
    penalty: RawPenalty,
    several_sites: RawSites,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriteria {
    version: Box<str>,
    pass: String,
    item: Vec<RawCriterion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    id: Box<str>,
    name: Box<str>,
    full: String,
    least: Option<String>,
    kinds: Vec<String>,
    cite: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    emergency_undesignated: bool,
    emergency_suspended: bool,
    cite: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPenalty {
    needs_loss: bool,
    fine_min: String,
    fine_max: String,
    cite: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSites {
    professions: Vec<String>,
    #[serde(rename = "cite")]
    _cite: Box<str>,
}

fn cited(place: &str, cite: Box<str>) -> Result<Box<str>, DataError> {
    if cite.trim().is_empty() {
        return Err(DataError::value(FILE, place, "没有写明依据，请补 cite。"));
    }
    Ok(cite)
}

fn points(place: &str, text: &str) -> Result<Points, DataError> {
    Points::parse(text).ok_or_else(|| {
        DataError::value(FILE, place, "分值应为不为负、至多两位小数的数，并加引号。")
    })
}

impl RawCriteria {
    fn parse(self) -> Result<Criteria, DataError> {
        let pass = points("criteria.pass", &self.pass)?;
        let items: Result<Vec<_>, _> = self.item.into_iter().map(RawCriterion::parse).collect();
        let items = items?;
        for (place, one) in items.iter().enumerate() {
            if items.iter().take(place).any(|other| other.id == one.id) {
                return Err(DataError::value(FILE, one.id.clone(), "编号重复。"));
            }
        }
        let criteria = Criteria {
            version: self.version,
            pass,
            items,
        };
        for kind in ProviderKind::ALL {
            let full = criteria.of(*kind).map(|one| one.full);
            let full = full.fold(Points::ZERO, Points::plus);
            if full < pass && criteria.of(*kind).next().is_some() {
                let zh = format!("{}的满分 {full} 低于合格线 {pass}，无人能合格。", kind.zh());
                return Err(DataError::value(FILE, "criteria", zh));
            }
        }
        Ok(criteria)
    }
}

impl RawCriterion {
    fn parse(self) -> Result<Criterion, DataError> {
        let full = points(&self.id, &self.full)?;
        let least = points(&self.id, self.least.as_deref().unwrap_or("0"))?;
        if least > full {
            return Err(DataError::value(FILE, self.id, "最低分高于满分。"));
        }
        let kinds = self.kinds.iter().map(|word| {
            ProviderKind::parse(word)
                .ok_or_else(|| DataError::value(FILE, self.id.clone(), "机构类型不认识。"))
        });
        let all = self.kinds.iter().any(|word| word == "all");
        Ok(Criterion {
            kinds: if all {
                ProviderKind::ALL.to_vec()
            } else {
                kinds.collect::<Result<_, _>>()?
            },
            cite: cited(&self.id, self.cite)?,
            id: self.id,
            name: self.name,
            full,
            least,
        })
    }
}

impl RawPenalty {
    fn parse(self) -> Result<PenaltyRules, DataError> {
        let amount = |place: &str, text: &str| {
            let read = Fen::parse_yuan(text).ok().filter(|fen| *fen >= Fen::ZERO);
            read.ok_or_else(|| DataError::value(FILE, place, "金额应为不为负的元数，并加引号。"))
        };
        let fine_min = amount("penalty.fine_min", &self.fine_min)?;
        let fine_max = amount("penalty.fine_max", &self.fine_max)?;
        if fine_max < fine_min {
            return Err(DataError::value(FILE, "penalty", "罚款上限低于下限。"));
        }
        Ok(PenaltyRules {
            needs_loss: self.needs_loss,
            fine_min,
            fine_max,
            cite: cited("penalty", self.cite)?,
        })
    }
}
