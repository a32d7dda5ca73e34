//! The own list of an institution.

use base::{Date, Refused};

use super::mapping::{Mapping, MappingState};
use super::similar::likeness;
use crate::catalogue::city::Catalogue;
use crate::catalogue::code::shown;
use crate::catalogue::item::Item;
use crate::catalogue::kind::Class;
use crate::catalogue::table::Found;

/// From how alike on a name or specification passes without a warning, in thousandths. What is usual
/// in a city is for the city to say; these are warnings for a reviewer, never refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MappingChecks {
    /// For names.
    pub name: u32,
    /// For specifications, where both have one.
    pub spec: u32,
}

/// What a reviewer should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingWarning {
    /// The names are not alike.
    Name {
        /// The own name.
        own: Box<str>,
        /// That of the catalogue.
        listed: Box<str>,
        /// How alike, in thousandths.
        likeness: u32,
    },
    /// The specifications are not alike.
    Spec {
        /// The own specification.
        own: Box<str>,
        /// That of the catalogue.
        listed: Box<str>,
        /// How alike, in thousandths.
        likeness: u32,
    },
    /// The item ends before the mapping does.
    EndsBefore(Date),
    /// The class is another than when the mapping was approved.
    ClassDrift {
        /// Then.
        approved: Class,
        /// Now.
        now: Class,
    },
    /// The item of an approved mapping is no longer in force.
    Expired,
}

impl MappingWarning {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            MappingWarning::Name { .. } => "name",
            MappingWarning::Spec { .. } => "spec",
            MappingWarning::EndsBefore(_) => "ends_before",
            MappingWarning::ClassDrift { .. } => "class_drift",
            MappingWarning::Expired => "expired",
        }
    }

    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            MappingWarning::Name { own, listed, .. } => {
                format!("机构名称“{own}”与目录名称“{listed}”不相近，请核对是否同一项目。")
            }
            MappingWarning::Spec { own, listed, .. } => {
                format!("机构规格“{own}”与目录规格“{listed}”不相近，请核对。")
            }
            MappingWarning::EndsBefore(last) => {
                format!("目录项目有效期至 {last}，早于对照的截止日期，到期后对照不能使用。")
            }
            MappingWarning::ClassDrift { approved, now } => format!(
                "项目由{}调整为{}，请重新确认对照。",
                approved.zh(),
                now.zh()
            ),
            MappingWarning::Expired => "对照的目录项目已停用，请改为有效的国家编码。".to_owned(),
        }
    }
}

/// The mappings of one institution, by own code and day of upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnList {
    mappings: Vec<Mapping>,
}

impl OwnList {
    /// The list of one institution as it was kept.
    #[must_use]
    pub fn kept(mut mappings: Vec<Mapping>) -> OwnList {
        // stable: of one own code the order of upload stays
        mappings.sort_by(|a, b| a.own.cmp(&b.own));
        OwnList { mappings }
    }

    /// All mappings, by own code.
    #[must_use]
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }

    /// The mappings of an own code, in the order of upload.
    #[must_use]
    pub fn of(&self, own: &str) -> &[Mapping] {
        let start = self.mappings.partition_point(|known| &*known.own < own);
        let rest = self.mappings.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|known| &*known.own == own).count();
        rest.get(..length).unwrap_or_default()
    }

    /// The mapping by which a line of a day is read.
    #[must_use]
    pub fn find(&self, own: &str, on: Date) -> Option<&Mapping> {
        self.of(own).iter().find(|mapping| mapping.reads(on))
    }

    /// Takes a mapping in as uploaded, with what a reviewer should look at.
    ///
    /// # Errors
    /// `mapping.own_code`, `mapping.own_name` or `mapping.own_spec` for texts that cannot be one, `mapping.target` for a
    /// code that the catalogue does not know, `mapping.expired` for one that is not in force on the
    /// first day, `mapping.kind` where the item is of another kind, `mapping.second_open` where the own
    /// code has an open mapping that shares a day, `mapping.second_read` where the days before a
    /// withdrawal are still read by the mapping that was withdrawn.
    pub fn upload(
        &mut self,
        mapping: Mapping,
        catalogue: &Catalogue,
        checks: MappingChecks,
        on: Date,
    ) -> Result<Vec<MappingWarning>, Refused> {
        refuse_texts(&mapping)?;
        let (_, warnings) = examine(&mapping, catalogue, checks, on)?;
        self.refuse_second(&mapping)?;
        let end = self
            .mappings
            .partition_point(|known| known.own <= mapping.own);
        let mapping = Mapping {
            state: MappingState::Uploaded,
            since: on,
            reason: "".into(),
            approved_class: None,
            ..mapping
        };
        self.mappings.insert(end, mapping);
        Ok(warnings)
    }

    /// Puts the next state of a mapping in the place of `before`, which it was made from. Where the list has
    /// it in another state by now, somebody else was faster, and their step stands.
    ///
    /// # Errors
    /// `mapping.gone` where the list has no open mapping that is as `before`.
    pub fn put(&mut self, before: &Mapping, next: Mapping) -> Result<(), Refused> {
        let same = |known: &&mut Mapping| known.state.is_open() && **known == *before;
        match self.mappings.iter_mut().find(same) {
            Some(known) => {
                *known = next;
                Ok(())
            }
            None => Err(Refused::new(
                "mapping.gone",
                format!(
                    "机构编码 {} 的这条对照已被他人处理或已结束，请刷新后再操作。",
                    next.own
                ),
            )),
        }
    }

    /// Approved mappings whose item has another class or is not in force on a day: to be looked at
    /// again after a new version of the catalogue.
    #[must_use]
    pub fn drifted(&self, catalogue: &Catalogue, on: Date) -> Vec<(&Mapping, MappingWarning)> {
        let mut drifted = Vec::new();
        for mapping in &self.mappings {
            let approved = match mapping.approved_class {
                Some(class) if mapping.state == MappingState::Approved => class,
                _ => continue,
            };
            if !mapping.validity.covers(on) {
                continue;
            }
            let found = catalogue.items().find_code(&mapping.target, on);
            match found.in_force().map(|item| item.terms.class) {
                None => drifted.push((mapping, MappingWarning::Expired)),
                Some(now) if now != approved => {
                    drifted.push((mapping, MappingWarning::ClassDrift { approved, now }));
                }
                Some(_) => {}
            }
        }
        drifted
    }

    fn refuse_second(&self, mapping: &Mapping) -> Result<(), Refused> {
        // one that was withdrawn goes on reading the days before
        let reads = |known: &Mapping| known.state.is_open() || known.approved_class.is_some();
        let shares = |known: &&Mapping| reads(known) && known.validity.overlaps(&mapping.validity);
        let Some(known) = self.of(&mapping.own).iter().find(shares) else {
            return Ok(());
        };
        let (own, target) = (&mapping.own, known.target);
        let last = known.validity.until().filter(|_| !known.state.is_open());
        Err(match last {
            Some(last) => Refused::new(
                "mapping.second_read",
                format!(
                    "机构编码 {own} 到 {last} 为止仍按已撤销的对照（{target}）读取，新对照的开始日期请晚于 {last}。"
                ),
            ),
            None => Refused::new(
                "mapping.second_open",
                format!(
                    "机构编码 {own} 已有对照到 {target}（{}），有效期重叠；请先撤销原对照。",
                    known.state.zh()
                ),
            ),
        })
    }
}

/// What a reviewer of an uploaded mapping should look at, on a day.
///
/// # Errors
/// `mapping.target`, `mapping.expired`, `mapping.kind`, as [`OwnList::upload`]; with the item otherwise.
pub fn examine<'a>(
    mapping: &Mapping,
    catalogue: &'a Catalogue,
    checks: MappingChecks,
    on: Date,
) -> Result<(&'a Item, Vec<MappingWarning>), Refused> {
    let item = target(mapping, catalogue, on)?;
    Ok((item, warnings(mapping, item, catalogue, checks, on)))
}

fn refuse_texts(mapping: &Mapping) -> Result<(), Refused> {
    let own = mapping.own.chars().count();
    if !(1..=150).contains(&own) || mapping.own.chars().any(char::is_control) {
        return Err(Refused::new(
            "mapping.own_code",
            "机构目录编码应为 1 至 150 个可见字符，请核对。",
        ));
    }
    let name = mapping.own_name.trim().chars().count();
    if !(1..=200).contains(&name) || mapping.own_name.chars().any(char::is_control) {
        return Err(Refused::new(
            "mapping.own_name",
            "机构目录名称应为 1 至 200 个字，不含不可见字符，请填写。",
        ));
    }
    if mapping.own_spec.chars().count() > 200 || mapping.own_spec.chars().any(char::is_control) {
        return Err(Refused::new(
            "mapping.own_spec",
            "机构目录规格最多 200 个字，不含不可见字符，请核对。",
        ));
    }
    Ok(())
}

/// The item that a mapping means on its first day, today at the earliest.
fn target<'a>(mapping: &Mapping, catalogue: &'a Catalogue, on: Date) -> Result<&'a Item, Refused> {
    let first = mapping.validity.from().map_or(on, |from| from.max(on));
    let item = match catalogue.items().find_code(&mapping.target, first) {
        Found::InForce(entry) => &entry.record,
        Found::Unknown | Found::ForOthers(_) => {
            return Err(Refused::new(
                "mapping.target",
                format!(
                    "国家编码 {} 不在医保目录中，请核对编码。",
                    shown(mapping.target.as_str())
                ),
            ));
        }
        Found::Ended(_) | Found::NotYet(_) => {
            return Err(Refused::new(
                "mapping.expired",
                format!(
                    "国家编码 {} 在 {first} 不在有效期内，请改为当日有效的编码。",
                    mapping.target
                ),
            ));
        }
    };
    if item.kind != mapping.kind {
        return Err(Refused::new(
            "mapping.kind",
            format!(
                "国家编码 {} 属于{}，机构填报的是{}，请核对目录类别。",
                mapping.target,
                item.kind.zh(),
                mapping.kind.zh()
            ),
        ));
    }
    Ok(item)
}

fn warnings(
    mapping: &Mapping,
    item: &Item,
    catalogue: &Catalogue,
    checks: MappingChecks,
    on: Date,
) -> Vec<MappingWarning> {
    let mut warnings = Vec::new();
    let alike = likeness(&mapping.own_name, &item.name);
    if alike < checks.name {
        warnings.push(MappingWarning::Name {
            own: mapping.own_name.clone(),
            listed: item.name.clone(),
            likeness: alike,
        });
    }
    let alike = likeness(&mapping.own_spec, &item.spec);
    if !mapping.own_spec.is_empty() && !item.spec.is_empty() && alike < checks.spec {
        warnings.push(MappingWarning::Spec {
            own: mapping.own_spec.clone(),
            listed: item.spec.clone(),
            likeness: alike,
        });
    }
    let first = mapping.validity.from().map_or(on, |from| from.max(on));
    if let Found::InForce(entry) = catalogue.items().find_code(&mapping.target, first)
        && let Some(last) = entry.validity.until()
        && mapping.validity.until().is_none_or(|until| last < until)
    {
        warnings.push(MappingWarning::EndsBefore(last));
    }
    warnings
}
