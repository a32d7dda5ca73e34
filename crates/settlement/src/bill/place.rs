//! Where a package stands in an answer that several packages make (`interface/stack.toml` of the package).
//!
//! A package without this file is a basic one. One with it is adopted beside the basic package of its scheme and
//! takes what the ones before it left:
//!
//! ```toml
//! format = "tongchou-stack/1"
//! stage = "assistance"
//! enters_at = "assistance"
//! [payers]
//! pool = "basic"
//! "*" = "basic"
//! ```

use std::collections::BTreeMap;

use base::Refused;
use benefit::plan::{Policy, PotKind};
use serde::Deserialize;

use crate::claim::coded;

/// Where it stands in a package's files.
pub const STACK_FILE: &str = "interface/stack.toml";

/// Any fund or insurer that no other line names.
pub(super) const ANY_FUND: &str = "*";

coded! {
    /// Behind what a package stands; of each stage one package is in force at a time, and they take a bill in this
    /// order.
    LayerStage {
        /// 大病保险.
        SeriousIllness "serious_illness" "大病保险",
        /// 补充保险, 公务员补助 and the like.
        Supplementary "supplementary" "补充保险",
        /// 医疗救助.
        Assistance "assistance" "医疗救助",
        /// 兜底.
        Floor "floor" "兜底保障",
    }
}

/// The place of a package behind the basic one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceInStack {
    /// Its stage.
    pub stage: LayerStage,
    /// The layer of it at which a bill enters.
    pub enters_at: String,
    /// Payers before it that it knows: name before, or `*` for any fund or insurer, and name here.
    pub payers: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: String,
    stage: String,
    enters_at: String,
    #[serde(default)]
    payers: BTreeMap<String, String>,
}

impl PlaceInStack {
    /// Reads the file.
    ///
    /// # Errors
    /// `stack.data` says what is wrong with it.
    pub fn read(text: &str) -> Result<PlaceInStack, Refused> {
        let raw: Raw = toml::from_str(text).map_err(|error| broken(error.message()))?;
        if raw.format != "tongchou-stack/1" {
            return Err(broken("format 不是 tongchou-stack/1"));
        }
        let stage = LayerStage::parse(&raw.stage).ok_or_else(|| {
            broken("stage 应为 serious_illness、supplementary、assistance 或 floor")
        })?;
        Ok(PlaceInStack {
            stage,
            enters_at: raw.enters_at,
            payers: raw.payers.into_iter().collect(),
        })
    }

    /// Whether it fits its package: the layer is one of it, and so are the payers.
    ///
    /// # Errors
    /// `stack.data`.
    pub fn fits(&self, policy: &Policy) -> Result<(), Refused> {
        if !policy.layers.contains(&self.enters_at) {
            let layer = base::show_value(&self.enters_at);
            return Err(broken(&format!("规则包没有层次 {layer}")));
        }
        for (_, here) in &self.payers {
            let pot = policy
                .pot(here)
                .and_then(|pot| policy.pots.get(usize::from(pot)));
            if !pot.is_some_and(|pot| matches!(pot.kind, PotKind::Payer(..))) {
                let here = base::show_value(here);
                return Err(broken(&format!("规则包没有支付方 {here}")));
            }
        }
        Ok(())
    }
}

fn broken(what: &str) -> Refused {
    Refused::new(
        "stack.data",
        format!("规则包的 {STACK_FILE} 不能用：{what}；请改正后重新采用。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_and_what_is_wrong_is_named() {
        let text = "format = \"tongchou-stack/1\"\nstage = \"assistance\"\nenters_at = \"aid\"\n[payers]\n\"*\" = \"basic\"\n";
        let place = PlaceInStack::read(text).unwrap();
        assert_eq!(place.stage, LayerStage::Assistance);
        assert_eq!(place.payers, [("*".to_owned(), "basic".to_owned())]);
        assert!(LayerStage::SeriousIllness < LayerStage::Assistance);
        for (from, to) in [
            ("stack/1", "stack/2"),
            ("\"assistance\"", "\"aid\""),
            ("enters_at", "enters"),
        ] {
            let refused = PlaceInStack::read(&text.replace(from, to)).unwrap_err();
            assert_eq!(refused.code(), "stack.data", "{to}");
        }
    }
}
