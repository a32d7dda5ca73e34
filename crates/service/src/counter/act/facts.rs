//! What a bill is settled by, beside its lines: the person, the institution and the filings of the day, and the
//! packages.

use base::{Date, Refused};
use settlement::bill::{Case, ProviderGiven, Stack};
use settlement::visit::{Filings, Visit, VisitKind};
use settlement::{FilingNo, RecordNo};

use crate::counter::{Change, Patient, VisitFile, World};

/// What the bill of a visit is settled by.
pub(super) struct Facts<'w> {
    /// The person as he stood when the visit began.
    pub(super) patient: Patient,
    /// The institution as it stood then.
    pub(super) provider: ProviderGiven,
    /// The packages.
    pub(super) stack: Stack<'w>,
    filings: Filings,
}

impl<'w> Facts<'w> {
    /// Those of a visit as it would be settled today.
    ///
    /// # Errors
    /// `person.…`, `package.none`, `provider.unknown`.
    pub(super) fn of(world: &'w World, file: &VisitFile) -> Result<Facts<'w>, Refused> {
        Facts::on(world, file, world.today())
    }

    /// Those of a visit that was settled on a day.
    ///
    /// # Errors
    /// As [`Facts::of`].
    pub(super) fn on(
        world: &'w World,
        file: &VisitFile,
        settled: Date,
    ) -> Result<Facts<'w>, Refused> {
        let visit = &file.row.visit;
        let opening = &visit.opening;
        let days = (visit.service_date(), law_day(visit, settled));
        let patient = world.patient((opening.person, &opening.insurance), days)?;
        let providers = &world.rules.providers;
        Ok(Facts {
            stack: world.rules.stack(patient.scheme, days.1)?,
            provider: providers.given(&opening.institution, file.row.ground, days.0)?,
            filings: world.filings(opening.person),
            patient,
        })
    }

    /// The case of the visit.
    pub(super) fn case<'a>(&'a self, world: &'a World, visit: &'a Visit) -> Case<'a> {
        Case {
            visit,
            person: &self.patient.given,
            provider: &self.provider,
            filings: &self.filings,
            types: &world.rules.types,
            transferred_from_level: None,
            more: &[],
        }
    }

    /// The filings on which a record rests: they are not withdrawn while it stands.
    pub(super) fn rests(
        &self,
        case: &Case<'_>,
        (bucket, record): (i64, RecordNo),
    ) -> Option<Change> {
        let visit = case.visit;
        let on = visit.service_date();
        let provider = case.provider;
        let care = self.filings.for_care(provider.place, &provider.code, on);
        let disease = visit.disease.as_deref();
        let chronic = disease.and_then(|disease| self.filings.for_disease(disease, on));
        let chosen = self.filings.chosen(on);
        let used = [care, chronic, chosen].into_iter().flatten();
        let filings: Vec<FilingNo> = used.filter_map(|it| FilingNo::of_id(&it.number)).collect();
        (!filings.is_empty()).then_some(Change::Rests {
            bucket,
            record,
            filings,
        })
    }
}

/// By which day the package is chosen: when the visit began; of a stay when it ended, else the day of settlement.
pub(super) fn law_day(visit: &Visit, settled: Date) -> Date {
    match visit.opening.kind {
        VisitKind::Stay => visit.ended.map_or(settled, |ended| ended.date()),
        VisitKind::Outpatient | VisitKind::Pharmacy => visit.service_date(),
    }
}
