//! What is said of a visit: medical category, diagnoses, disease (2203, 2401–2403).

use base::{PersonNo, Refused};
use settlement::VisitNo;
use settlement::visit::{Diagnosis, Visit};
use store::counter::visit::VisitRow;

use super::refuse_other;
use crate::counter::{Change, World};

/// What is said of a visit (2203, 2401, 2403).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Medical category.
    pub med_type: String,
    /// Diagnoses.
    pub diagnoses: Vec<Diagnosis>,
    /// Disease that is treated.
    pub disease: Option<String>,
    /// Operation.
    pub operation: Option<String>,
}

impl Described {
    /// The visit with it.
    ///
    /// # Errors
    /// As [`Visit::described`] and [`Visit::treating`].
    pub(super) fn on(&self, world: &World, visit: &Visit) -> Result<Visit, Refused> {
        visit
            .described(&world.rules.types, &self.med_type, &self.diagnoses)?
            .treating(self.disease.as_deref(), self.operation.as_deref())
    }
}

/// Says of a visit what it is (2203, and 2403 of a stay).
///
/// # Errors
/// `visit.unknown`, `bill.person`, and those of [`settlement::visit::Visit::described`].
pub fn describe(
    world: &World,
    (visit, person, institution): (VisitNo, PersonNo, &str),
    described: &Described,
) -> Result<Vec<Change>, Refused> {
    let file = world.visit(visit, institution)?;
    refuse_other(file, person)?;
    let row = VisitRow {
        visit: described.on(world, &file.row.visit)?,
        ..file.row.clone()
    };
    Ok(vec![Change::Visit(Box::new(row))])
}
