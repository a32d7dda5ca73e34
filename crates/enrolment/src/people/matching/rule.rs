//! The weights, as data.

use super::features::{Feature, Outcome};
use std::collections::BTreeMap;

/// The weights of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRule {
    version: Box<str>,
    auto: i64,
    queue: i64,
    weights: BTreeMap<(Feature, Outcome), Weight>,
}

/// What an outcome weighs, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Added to the sum.
    pub points: i64,
    /// The sum is at most this where the outcome is among the features.
    pub cap: Option<i64>,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchRuleError {
    /// Not TOML, or a key is missing or unknown.
    #[error("the match rule cannot be read: {0}")]
    Toml(String),
    /// A feature or an outcome that no program knows.
    #[error("the match rule names the unknown `{0}`")]
    Unknown(String),
    /// An outcome of a feature has no weight.
    #[error("the match rule gives no weight to {0}.{1}")]
    Missing(&'static str, &'static str),
    /// The bands are not 0 < queue < auto ≤ 10000.
    #[error("the bands of the match rule are out of order")]
    Bands,
}

impl MatchRuleError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            MatchRuleError::Toml(why) => format!("比对规则文件无法读取：{why}。"),
            MatchRuleError::Unknown(word) => {
                format!("比对规则中有未知的比对项或结果“{word}”，请核对。")
            }
            MatchRuleError::Missing(feature, outcome) => {
                format!("比对规则没有给出 {feature}.{outcome} 的权重，请补上。")
            }
            MatchRuleError::Bands => {
                "比对规则的 auto 和 queue 应满足 0 < queue < auto ≤ 10000。".to_owned()
            }
        }
    }
}

impl MatchRule {
    /// The rule that ships, as text.
    pub const SHIPPED: &'static str = include_str!("rule.toml");

    /// Reads a rule.
    ///
    /// # Errors
    /// [`MatchRuleError`].
    pub fn parse(text: &str) -> Result<MatchRule, MatchRuleError> {
        let broken = |e: toml::de::Error| MatchRuleError::Toml(e.message().to_owned());
        let table: toml::Table = toml::from_str(text).map_err(broken)?;
        let int = |key: &str| table.get(key).and_then(toml::Value::as_integer);
        let lacks = |key: &str| MatchRuleError::Toml(format!("缺少 {key}"));
        let version = table.get("version").and_then(toml::Value::as_str);
        let mut rule = MatchRule {
            version: version.ok_or_else(|| lacks("version"))?.into(),
            auto: int("auto").ok_or_else(|| lacks("auto"))?,
            queue: int("queue").ok_or_else(|| lacks("queue"))?,
            weights: BTreeMap::new(),
        };
        if !(0 < rule.queue && rule.queue < rule.auto && rule.auto <= 10_000) {
            return Err(MatchRuleError::Bands);
        }
        for (name, outcomes) in table.iter().filter(|(_, value)| value.is_table()) {
            let feature =
                Feature::parse(name).ok_or_else(|| MatchRuleError::Unknown(name.clone()))?;
            for (word, weight) in outcomes.as_table().into_iter().flatten() {
                let outcome = Outcome::parse(word)
                    .filter(|outcome| feature.outcomes().contains(outcome))
                    .ok_or_else(|| MatchRuleError::Unknown(format!("{name}.{word}")))?;
                let weight = weight.clone().try_into().map_err(broken)?;
                rule.weights.insert((feature, outcome), weight);
            }
        }
        for feature in Feature::ALL {
            for outcome in feature.outcomes() {
                if !rule.weights.contains_key(&(*feature, *outcome)) {
                    return Err(MatchRuleError::Missing(feature.code(), outcome.code()));
                }
            }
        }
        Ok(rule)
    }

    /// The version, kept with every decision.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The least weight that a machine may decide upon.
    #[must_use]
    pub const fn auto(&self) -> i64 {
        self.auto
    }

    /// The least weight that a person is asked about.
    #[must_use]
    pub const fn queue(&self) -> i64 {
        self.queue
    }

    /// The weight of an outcome.
    #[must_use]
    pub fn weight(&self, feature: Feature, outcome: Outcome) -> Weight {
        let found = self.weights.get(&(feature, outcome)).copied();
        // Every pair has a weight since the rule was read; nothing weighs nothing.
        found.unwrap_or(Weight {
            points: 0,
            cap: None,
        })
    }
}
