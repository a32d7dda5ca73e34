//! The shape of the data file.

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    #[serde(default)]
    pub parameter: Vec<RawParameter>,
    #[serde(default)]
    pub rung: Vec<RawRung>,
    #[serde(default)]
    pub step: Vec<RawStep>,
    #[serde(default)]
    pub duty: Vec<RawDuty>,
    #[serde(default)]
    pub standard: Vec<RawStandard>,
}

/// Where and when, and on what it rests.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct RawGround {
    pub pool: Option<String>,
    pub from: Option<String>,
    pub until: Option<String>,
    pub article: String,
    pub standing: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawParameter {
    pub id: String,
    pub zh: String,
    pub ratio: Option<String>,
    pub count: Option<u32>,
    pub flag: Option<bool>,
    #[serde(flatten)]
    pub ground: RawGround,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawRung {
    pub indicator: String,
    pub level: i64,
    pub above: Option<String>,
    pub below: Option<String>,
    #[serde(flatten)]
    pub ground: RawGround,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawStep {
    pub chain: String,
    pub stage: String,
    pub who: String,
    pub role: String,
    pub seat: String,
    pub working_days: Option<u32>,
    #[serde(default)]
    pub document: bool,
    #[serde(flatten)]
    pub ground: RawGround,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawDuty {
    pub report: String,
    pub zh: String,
    pub every: String,
    pub months_after: u32,
    pub day: u32,
    #[serde(flatten)]
    pub ground: RawGround,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawStandard {
    pub item: String,
    pub zh: String,
    pub points: u32,
    pub full_at: String,
    pub none_at: String,
    #[serde(flatten)]
    pub ground: RawGround,
}
