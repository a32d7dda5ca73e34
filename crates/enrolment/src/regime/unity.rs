//! The unified items of a city, the parameters that counties may set, and the self-check.

use super::article::{Article, Cited};
use crate::words::words;
use base::RegionCode;
use std::collections::{BTreeMap, BTreeSet};

words! {
    /// An item of the six that a city makes one.
    UnifiedItem {
        /// 覆盖（参保）范围.
        Coverage "coverage" "覆盖范围",
        /// 筹资政策（标准）.
        Financing "financing" "筹资政策",
        /// 保障待遇.
        Benefits "benefits" "保障待遇",
        /// 医保目录.
        Catalogue "catalogue" "医保目录",
        /// 定点管理.
        Providers "providers" "定点管理",
        /// 基金管理.
        Fund "fund" "基金管理",
        /// 管理服务.
        Service "service" "管理服务",
        /// 信息系统.
        InformationSystem "information_system" "信息系统",
    }
}

/// A parameter that a county may set for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyParameter {
    /// Its name.
    pub name: Box<str>,
    /// The item it belongs to.
    pub item: UnifiedItem,
    /// Where it is written.
    pub article: Article,
}

/// The unified items and what is left to counties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unity {
    /// The items.
    pub items: Vec<Cited<UnifiedItem>>,
    /// What counties may set.
    pub parameters: Vec<CountyParameter>,
    /// That counties may set nothing else.
    pub closed: Article,
}

/// How a county practises something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountySetting {
    /// The county.
    pub county: RegionCode,
    /// The item.
    pub item: UnifiedItem,
    /// What is practised: `contribution.adult`.
    pub name: Box<str>,
    /// How.
    pub value: Box<str>,
}

/// A deviation of a county from the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The county.
    pub county: RegionCode,
    /// What deviates.
    pub name: Box<str>,
    /// What the county practises.
    pub value: Box<str>,
    /// What the city has issued, where it has.
    pub city: Option<Box<str>>,
}

/// The line of one item in the self-check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemReport {
    /// The item, with its article.
    pub item: Cited<UnifiedItem>,
    /// What deviates, in the order of the settings.
    pub deviations: Vec<Deviation>,
    /// How many counties deviate; the target is 0.
    pub counties: usize,
}

impl Unity {
    pub(super) fn report(
        &self,
        item: &Cited<UnifiedItem>,
        city: &BTreeMap<(UnifiedItem, Box<str>), Box<str>>,
        practised: &[CountySetting],
    ) -> ItemReport {
        let mut deviations = Vec::new();
        let mut counties = BTreeSet::new();
        for one in practised.iter().filter(|one| one.item == item.says) {
            let issued = city.get(&(one.item, one.name.clone()));
            let left = self.parameters.iter().any(|left| left.name == one.name);
            if left || issued == Some(&one.value) {
                continue;
            }
            counties.insert(one.county);
            deviations.push(Deviation {
                county: one.county,
                name: one.name.clone(),
                value: one.value.clone(),
                city: issued.cloned(),
            });
        }
        ItemReport {
            item: item.clone(),
            deviations,
            counties: counties.len(),
        }
    }
}
