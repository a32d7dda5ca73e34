//! Names of what codes stand for.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, RegionCode};
use directory::provider::ProviderCode;
use store::Session;
use store::provider::{Which, department, institution, staff};

use crate::ServiceError;

/// Names of an institution, its departments and its people. A code that is not registered has none.
#[derive(Debug, Clone, Default)]
pub struct Names {
    departments: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
}

/// An institution as answers name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// `hosp_lv`; empty where it has none.
    pub grade: &'static str,
    /// The county where it lies.
    pub region: Option<RegionCode>,
}

impl Names {
    /// The names of an institution.
    ///
    /// # Errors
    /// Storage, here and below.
    pub fn of(
        session: &mut Session<'_>,
        scope: Scope,
        institution: &str,
    ) -> Result<Names, ServiceError> {
        let Ok(code) = ProviderCode::parse(institution) else {
            return Ok(Names::default());
        };
        let departments = department::all(session, scope, Which::One(&code))?.into_iter();
        let people = staff::all(session, scope, Which::One(&code))?.into_iter();
        Ok(Names {
            departments: departments
                .map(|it| (it.code.to_string(), it.name.to_string()))
                .collect(),
            people: people
                .map(|it| (it.code.to_string(), it.name.to_string()))
                .collect(),
        })
    }

    /// The name of a department; empty where it is not registered.
    #[must_use]
    pub fn department(&self, code: &str) -> &str {
        self.departments.get(code).map_or("", String::as_str)
    }

    /// The name of a physician; empty where he is not registered.
    #[must_use]
    pub fn physician(&self, code: &str) -> &str {
        self.people.get(code).map_or("", String::as_str)
    }
}

/// Institutions on a day, by code; those that are not registered are left out.
pub(super) fn places(
    session: &mut Session<'_>,
    scope: Scope,
    codes: impl IntoIterator<Item = String>,
    on: Date,
) -> Result<BTreeMap<String, Place>, ServiceError> {
    let mut wanted: Vec<String> = codes.into_iter().collect();
    wanted.sort();
    wanted.dedup();
    let parsed: Vec<ProviderCode> = wanted
        .iter()
        .filter_map(|code| ProviderCode::parse(code).ok())
        .collect();
    let all = match parsed.as_slice() {
        [] => return Ok(BTreeMap::new()),
        [one] => institution::all(session, scope, Which::One(one))?,
        _ => institution::all(session, scope, Which::All)?,
    };
    let found = all
        .into_iter()
        .filter(|one| parsed.contains(&one.institution.code));
    Ok(found
        .map(|one| {
            let known = one.institution.on(on);
            let place = Place {
                name: known.map_or_else(String::new, |it| it.name.to_string()),
                grade: known.map_or("", |it| it.grade.code()),
                region: Some(one.region),
            };
            (one.institution.code.to_string(), place)
        })
        .collect())
}
