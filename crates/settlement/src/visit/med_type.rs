//! The medical category (`med_type`) of a visit, and what kind of care the rules call it.

use base::Refused;
use serde::Deserialize;

use super::VisitKind;

/// What one medical category means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MedType {
    /// Code of the dictionary, two digits of the nation or longer ones of a province.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// Kind of visit that may have it.
    pub kind: VisitKind,
    /// Value of the fact `care` (a value of the registry, or one that packages add).
    pub care: String,
    /// The category itself is emergency rescue.
    pub emergency: bool,
}

/// The categories known, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MedTypes(Vec<MedType>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: String,
    med_type: Vec<RawMedType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMedType {
    code: String,
    title: String,
    kind: String,
    care: String,
    #[serde(default)]
    emergency: bool,
}

impl MedTypes {
    /// The table that ships; a province appends its own codes in a copy.
    pub const SHIPPED: &'static str = include_str!("../../data/med_types.toml");

    /// Reads a table.
    ///
    /// # Errors
    /// `visit.med_types`: the text is no such table, a code stands twice, or a kind is unknown.
    pub fn read(text: &str) -> Result<MedTypes, Refused> {
        let broken = |what: String| {
            Refused::new(
                "visit.med_types",
                format!("医疗类别表不能用：{what}；请改正后重新载入。"),
            )
        };
        let raw: Raw = toml::from_str(text).map_err(|error| broken(error.message().to_owned()))?;
        if raw.format != "tongchou-med-types/1" {
            return Err(broken("format 不是 tongchou-med-types/1".to_owned()));
        }
        let mut types: Vec<MedType> = Vec::with_capacity(raw.med_type.len());
        for entry in raw.med_type {
            if types.iter().any(|known| known.code == entry.code) {
                return Err(broken(format!(
                    "代码 {} 出现两次",
                    base::show_value(&entry.code)
                )));
            }
            let kind = VisitKind::parse(&entry.kind).ok_or_else(|| {
                broken(format!(
                    "代码 {} 的 kind 不认识",
                    base::show_value(&entry.code)
                ))
            })?;
            types.push(MedType {
                code: entry.code,
                title: entry.title,
                kind,
                care: entry.care,
                emergency: entry.emergency,
            });
        }
        Ok(MedTypes(types))
    }

    /// The category of a code: its own line, else that of the longest code that it begins with.
    ///
    /// # Errors
    /// `visit.med_type`: no line covers the code.
    pub fn get(&self, code: &str) -> Result<&MedType, Refused> {
        let covering = self
            .0
            .iter()
            .filter(|known| code.starts_with(known.code.as_str()));
        covering
            .max_by_key(|known| known.code.len())
            .ok_or_else(|| {
                let code = base::show_value(code);
                Refused::new(
                    "visit.med_type",
                    format!("医疗类别 med_type“{code}”不在本统筹区的类别表中，请核对代码，或请经办机构补充类别表。"),
                )
            })
    }

    /// The category of a code, which must suit the kind of visit.
    ///
    /// # Errors
    /// As [`MedTypes::get`], and `visit.med_type_kind` where a stay is given an outpatient's category or
    /// the like.
    pub fn for_kind(&self, code: &str, kind: VisitKind) -> Result<&MedType, Refused> {
        let found = self.get(code)?;
        if found.kind == kind {
            return Ok(found);
        }
        Err(Refused::new(
            "visit.med_type_kind",
            format!(
                "医疗类别 {}（{}）用于{}，而本次是{}，请核对 med_type。",
                base::show_value(code),
                found.title,
                found.kind.title(),
                kind.title()
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> MedTypes {
        MedTypes::read(MedTypes::SHIPPED).unwrap()
    }

    #[test]
    fn the_longest_code_decides() {
        let types = shipped();
        let care = |code: &str| types.get(code).map(|found| found.care.clone()).unwrap();
        assert_eq!(care("11"), "outpatient");
        assert_eq!(care("2101"), "inpatient");
        assert_eq!(care("2106"), "maternity");
        assert_eq!(care("140104"), "chronic");
        assert_eq!(care("140201"), "major_outpatient");
        assert!(types.get("1301").unwrap().emergency);
        assert!(!types.get("13").unwrap().emergency);
        assert_eq!(types.get("99").unwrap_err().code(), "visit.med_type");
    }

    #[test]
    fn a_category_of_another_kind_of_visit_is_refused() {
        let types = shipped();
        let refused = types.for_kind("2101", VisitKind::Outpatient).unwrap_err();
        assert_eq!(refused.code(), "visit.med_type_kind");
        assert!(types.for_kind("41", VisitKind::Pharmacy).is_ok());
    }

    #[test]
    fn every_care_is_one_that_packages_know() {
        let known = benefit::registry::FACTS
            .iter()
            .find(|fact| fact.name == "care")
            .unwrap();
        let benefit::registry::RegistryType::Enum(values) = known.ty else {
            panic!("care is an enumeration");
        };
        for found in &shipped().0 {
            assert!(
                values.iter().any(|(name, _)| *name == found.care),
                "{}",
                found.code
            );
        }
    }

    #[test]
    fn a_broken_table_is_refused() {
        for text in [
            "",
            "format = \"x\"\nmed_type = []",
            "format = \"tongchou-med-types/1\"\n[[med_type]]\ncode = \"1\"\ntitle = \"\"\nkind = \"bed\"\ncare = \"x\"",
        ] {
            assert_eq!(MedTypes::read(text).unwrap_err().code(), "visit.med_types");
        }
    }
}
