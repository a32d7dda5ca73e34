//! The one catalogue of a city (REQ-133), with its versions in time.

use base::{Date, Refused};

use super::code::Code;
use super::difference::{Difference, Listed, Release, applied, difference};
use super::item::{Item, Term};
use super::kind::Kind;
use super::recode::Recodes;
use super::table::{Found, Table};

/// A version of the catalogue: a release that took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Number, from 1, in the order in which they were taken in.
    pub number: u32,
    /// Name, as its publisher gives it.
    pub name: Box<str>,
    /// Which list it is of.
    pub list: List,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// First day on which it holds.
    pub effective: Date,
}

/// A list of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Drugs, services, consumables.
    Items,
    /// Diagnoses, operations, chronic diseases.
    Terms,
    /// What persons of a category get besides or on other terms (REQ-139); the name of the category
    /// is that of the fact `identities` of policy packages.
    Overlay(Box<str>),
}

/// Before the category in the code of an overlay.
const OVERLAY: &str = "overlay:";

impl List {
    /// The stable code: `items`, `terms`, `overlay:dibao`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            List::Items => "items".to_owned(),
            List::Terms => "terms".to_owned(),
            List::Overlay(category) => format!("{OVERLAY}{category}"),
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<List> {
        match code {
            "items" => Some(List::Items),
            "terms" => Some(List::Terms),
            _ => {
                let category = code.strip_prefix(OVERLAY)?;
                is_category(category).then(|| List::Overlay(category.into()))
            }
        }
    }
}

/// 1 to 32 small letters, digits and underscores, as packages name their categories.
fn is_category(text: &str) -> bool {
    let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(named)
}

/// The wider list of a category of persons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The category.
    pub category: Box<str>,
    /// Its items; each stands in the place of that of the base list.
    pub items: Table<Item>,
}

/// A difference, with the version of the catalogue that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned<T> {
    /// Which list.
    pub list: List,
    /// What changes.
    pub difference: Difference<T>,
    base: u32,
}

/// The catalogue of a city.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    items: Table<Item>,
    terms: Table<Term>,
    overlays: Vec<Overlay>,
    recodes: Recodes,
    versions: Vec<Version>,
}

impl Catalogue {
    /// A catalogue as it was kept. Overlays come first that stand first: of two that a person belongs
    /// to, the earlier decides.
    #[must_use]
    pub fn kept(
        items: Table<Item>,
        terms: Table<Term>,
        overlays: Vec<Overlay>,
        recodes: Recodes,
        versions: Vec<Version>,
    ) -> Catalogue {
        Catalogue {
            items,
            terms,
            overlays,
            recodes,
            versions,
        }
    }

    /// Drugs, services and consumables.
    #[must_use]
    pub const fn items(&self) -> &Table<Item> {
        &self.items
    }

    /// Diagnoses, operations and chronic diseases.
    #[must_use]
    pub const fn terms(&self) -> &Table<Term> {
        &self.terms
    }

    /// The wider lists.
    #[must_use]
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// The old codes.
    #[must_use]
    pub const fn recodes(&self) -> &Recodes {
        &self.recodes
    }

    /// The versions, in the order in which they were taken in.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version that a kind of the base lists has on a day.
    #[must_use]
    pub fn version_on(&self, kind: Kind, on: Date) -> Option<&Version> {
        let list = if kind.is_charged() {
            List::Items
        } else {
            List::Terms
        };
        let of_kind = |version: &&Version| version.list == list && version.kinds.contains(&kind);
        let mut versions = self.versions.iter().filter(of_kind).rev();
        versions.find(|version| version.effective <= on)
    }

    /// The item of a code on a day, by the base list.
    #[must_use]
    pub fn find(&self, code: &str, on: Date) -> Found<'_, Item> {
        self.items.find(code, on)
    }

    /// The item of a code on a day for a person of categories: that of the first overlay in force, else
    /// that of the base list.
    #[must_use]
    pub fn find_for(&self, code: &str, on: Date, categories: &[&str]) -> Found<'_, Item> {
        let Some(code) = Code::probe(code) else {
            return Found::Unknown;
        };
        let theirs = |overlay: &&Overlay| categories.contains(&&*overlay.category);
        for overlay in self.overlays.iter().filter(theirs) {
            let found = overlay.items.find_code(&code, on);
            if found.in_force().is_some() {
                return found;
            }
        }
        match self.items.find_code(&code, on) {
            // known to an overlay of others: excluded here, not unheard of
            Found::Unknown => self.elsewhere(&code, on),
            found => found,
        }
    }

    /// What an overlay says of a code that the base list has never had.
    fn elsewhere(&self, code: &Code, on: Date) -> Found<'_, Item> {
        for overlay in &self.overlays {
            match overlay.items.find_code(code, on) {
                Found::Unknown => {}
                Found::InForce(entry) => return Found::ForOthers(entry),
                found => return found,
            }
        }
        Found::Unknown
    }

    /// The diagnosis, operation or chronic disease of a code on a day.
    #[must_use]
    pub fn term(&self, code: &str, on: Date) -> Found<'_, Term> {
        self.terms.find(code, on)
    }

    /// The same with other old codes.
    #[must_use]
    pub fn with_recodes(mut self, recodes: Recodes) -> Catalogue {
        self.recodes = recodes;
        self
    }

    /// What a release of drugs, services or consumables changes; nothing takes effect yet. What changes days
    /// before `today` asks for attention ([`Concern::Backdated`](super::Concern::Backdated)), but for the
    /// first version of its kinds: nothing was settled by the catalogue before.
    ///
    /// # Errors
    /// As [`difference`], and `catalogue.backdated` where a later version of a kind holds already.
    pub fn plan_items(
        &self,
        release: Release<Item>,
        today: Date,
    ) -> Result<Planned<Item>, Refused> {
        self.plan(List::Items, &self.items, release, today)
    }

    /// What a release of diagnoses, operations or chronic diseases changes.
    ///
    /// # Errors
    /// As [`Catalogue::plan_items`].
    pub fn plan_terms(
        &self,
        release: Release<Term>,
        today: Date,
    ) -> Result<Planned<Term>, Refused> {
        self.plan(List::Terms, &self.terms, release, today)
    }

    /// What a release of the wider list of a category changes.
    ///
    /// # Errors
    /// As [`Catalogue::plan_items`], and `catalogue.category` for a category that cannot be one.
    pub fn plan_overlay(
        &self,
        category: &str,
        release: Release<Item>,
        today: Date,
    ) -> Result<Planned<Item>, Refused> {
        if !is_category(category) {
            return Err(Refused::new(
                "catalogue.category",
                "人员类别应为 1 至 32 位小写字母、数字或下划线，如 dibao，请核对。",
            ));
        }
        let none = Table::default();
        let table = self
            .overlay(category)
            .map_or(&none, |overlay| &overlay.items);
        self.plan(List::Overlay(category.into()), table, release, today)
    }

    /// Lets a planned release of items take effect, whole; the number of the version.
    ///
    /// # Errors
    /// `catalogue.moved_on` where the catalogue is not the one it was made from.
    pub fn take_items(&mut self, planned: &Planned<Item>) -> Result<u32, Refused> {
        self.refuse_other_base(planned.base)?;
        match &planned.list {
            List::Overlay(category) => {
                let place = self
                    .overlays
                    .iter()
                    .position(|known| known.category == *category);
                let place = place.unwrap_or_else(|| {
                    self.overlays.push(Overlay {
                        category: category.clone(),
                        items: Table::default(),
                    });
                    self.overlays.len().saturating_sub(1)
                });
                if let Some(overlay) = self.overlays.get_mut(place) {
                    overlay.items = applied(&overlay.items, &planned.difference);
                }
            }
            List::Items | List::Terms => self.items = applied(&self.items, &planned.difference),
        }
        Ok(self.note(&planned.list, &planned.difference))
    }

    /// Lets a planned release of diagnoses, operations or chronic diseases take effect, whole; the number
    /// of the version.
    ///
    /// # Errors
    /// As [`Catalogue::take_items`].
    pub fn take_terms(&mut self, planned: &Planned<Term>) -> Result<u32, Refused> {
        self.refuse_other_base(planned.base)?;
        self.terms = applied(&self.terms, &planned.difference);
        Ok(self.note(&planned.list, &planned.difference))
    }

    fn overlay(&self, category: &str) -> Option<&Overlay> {
        let mut overlays = self.overlays.iter();
        overlays.find(|overlay| &*overlay.category == category)
    }

    fn number(&self) -> u32 {
        self.versions.last().map_or(0, |version| version.number)
    }

    fn plan<T: Listed>(
        &self,
        list: List,
        table: &Table<T>,
        release: Release<T>,
        today: Date,
    ) -> Result<Planned<T>, Refused> {
        let shares = |version: &&Version| {
            let mut kinds = version.kinds.iter();
            version.list == list && kinds.any(|kind| release.kinds.contains(kind))
        };
        let mut before = self.versions.iter().filter(shares);
        let follows = before.clone().next().is_some();
        if let Some(version) = before.find(|version| release.effective < version.effective) {
            return Err(Refused::new(
                "catalogue.backdated",
                format!(
                    "新版本生效日 {} 早于已生效版本“{}”的生效日 {}，请改用不早于该日的生效日。",
                    release.effective, version.name, version.effective
                ),
            )
            .under("南京2017 三(四)"));
        }
        let mut difference = difference(table, release)?;
        if follows {
            difference.note_backdated(today);
        }
        Ok(Planned {
            list,
            difference,
            base: self.number(),
        })
    }

    fn refuse_other_base(&self, base: u32) -> Result<(), Refused> {
        if base == self.number() {
            return Ok(());
        }
        Err(Refused::new(
            "catalogue.moved_on",
            "差异报告之后目录已有新版本，请重新比对后再生效。",
        ))
    }

    fn note<T>(&mut self, list: &List, difference: &Difference<T>) -> u32 {
        let number = self.number().saturating_add(1);
        self.versions.push(Version {
            number,
            name: difference.name.clone(),
            list: list.clone(),
            kinds: difference.kinds.clone(),
            effective: difference.effective,
        });
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_back_from_rows() {
        for list in [List::Items, List::Terms, List::Overlay("dibao".into())] {
            assert_eq!(List::parse(&list.code()), Some(list));
        }
        for text in ["", "overlay:", "overlay:低保", "others"] {
            assert_eq!(List::parse(text), None, "{text}");
        }
    }
}
