//! Providers for the tests of this crate.

use super::code::ProviderCode;
use super::institution::{Institution, Particulars};
use super::kind::{Grade, Ownership, ProviderKind};
use super::licence::{Licence, LicenceKind};
use base::{Date, RegionCode, Validity};

/// Days from `from` on, until `until` where it is not empty.
pub fn span(from: &str, until: &str) -> Validity {
    Validity::new(Date::parse(from).ok(), Date::parse(until).ok()).unwrap()
}

/// A provider of a type with a code, in a place, licensed from 2015 on.
pub fn provider(kind: ProviderKind, code: &str, place: &str) -> Institution {
    let particulars = Particulars {
        holds: span("2015-01-01", ""),
        name: format!("{}{code}", kind.zh()).into(),
        kind,
        grade: Grade::SecondA,
        ownership: Ownership::Public,
        rank: None,
        networked: true,
        place: RegionCode::parse(place).unwrap(),
        address: "老街2号".into(),
        beds: 200,
        representative: "李某".into(),
    };
    let code = ProviderCode::parse(code).unwrap();
    let mut institution = Institution::new(code, None, particulars).unwrap();
    institution.licences.push(Licence {
        kind: LicenceKind::needed_by(kind),
        number: "PDY001".into(),
        holds: span("2015-01-01", ""),
    });
    institution
}

/// A public county hospital.
pub fn hospital() -> Institution {
    provider(ProviderKind::Hospital, "H34040000001", "340403")
}
