//! Who a message says the patient is, held to the register.

use base::{Date, PersonNo, Refused};
use service::counter::World;
use service::counter::person::{PersonFile, scheme_of};

use crate::definition::{Fill, Row};

/// Document and name of a message; what was left empty, or what its transaction does not have, is not compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    document: String,
    name: String,
}

impl Named {
    /// As a row says.
    pub fn of(row: &Row<'_>) -> Named {
        let said = |field: &str| match row.has(field) {
            true => row.text(field).trim().to_owned(),
            false => String::new(),
        };
        Named {
            document: said("certno"),
            name: said("psn_name"),
        }
    }

    /// Whether it is the person of the register.
    ///
    /// # Errors
    /// `person.unknown`; `person.mismatch`, naming the field and not what is on record.
    pub fn holds(&self, world: &World, (person, on): (PersonNo, Date)) -> Result<(), Refused> {
        world.file(person, on)?.is_named(&self.document, &self.name)
    }
}

/// The person of the register as answers with money have him.
pub(super) fn shown(file: &PersonFile, insurance: &str) -> Vec<(&'static str, Fill)> {
    let info = file.info();
    let kind = scheme_of(insurance).map(|scheme| file.person_type(scheme));
    vec![
        ("psn_name", info.name.into()),
        ("psn_cert_type", info.document_type.into()),
        ("certno", info.document.into()),
        ("psn_type", kind.into()),
    ]
}
