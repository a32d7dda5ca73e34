//! Asking a profile what counties may set, and for the self-check.

use crate::regime::article::Article;
use crate::regime::profile::Profile;
use crate::regime::unity::{CountySetting, ItemReport, UnifiedItem, Unity};
use base::Refused;
use std::collections::BTreeMap;

impl Profile {
    /// Whether a county may set a parameter.
    ///
    /// # Errors
    /// Refused where it is not left to counties.
    pub fn county_may_set(&self, name: &str) -> Result<&Article, Refused> {
        let unity = self.unity()?;
        if let Some(left) = unity.parameters.iter().find(|one| &*one.name == name) {
            return Ok(&left.article);
        }
        Err(unity.closed.refuse(
            "regime.county_parameter",
            format!("“{name}”由全市统一规定，县区不得自行设定，请执行市级标准。"),
        ))
    }

    /// The self-check: each unified item with the counties that deviate from what the city has issued.
    /// What is left to counties never counts as a deviation.
    ///
    /// # Errors
    /// Refused where the profile names no unified items.
    pub fn self_check(
        &self,
        city: &BTreeMap<(UnifiedItem, Box<str>), Box<str>>,
        practised: &[CountySetting],
    ) -> Result<Vec<ItemReport>, Refused> {
        let unity = self.unity()?;
        Ok(unity
            .items
            .iter()
            .map(|item| unity.report(item, city, practised))
            .collect())
    }

    fn unity(&self) -> Result<&Unity, Refused> {
        let unity = self.unity.as_ref();
        unity.ok_or_else(|| self.unset("unity", "统一的事项和县区可自定的参数"))
    }
}
