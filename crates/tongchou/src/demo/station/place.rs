//! Which institutions the counties of the city have.

use anyhow::{Result, anyhow};
use base::RegionCode;
use directory::agreement::Service;
use directory::provider::{Grade, ProviderCode, ProviderKind, Rank};
use sample::{City, care};

/// An institution that is to be designated.
pub struct Site {
    /// Its code.
    pub code: ProviderCode,
    /// Its name.
    pub name: String,
    /// Its county.
    pub region: RegionCode,
    /// What it is.
    pub kind: ProviderKind,
    /// Its grade.
    pub grade: Grade,
    /// Whose it is.
    pub rank: Rank,
    /// Beds.
    pub beds: u32,
    /// Whether it is the first of its county.
    pub first: bool,
}

impl Site {
    /// What its agreement covers.
    pub fn services(&self) -> Vec<Service> {
        match self.kind {
            ProviderKind::Pharmacy => vec![Service::Pharmacy],
            ProviderKind::VillageClinic => vec![Service::Outpatient],
            _ => vec![
                Service::Outpatient,
                Service::Emergency,
                Service::Chronic,
                Service::Inpatient,
            ],
        }
    }
}

/// The hospitals of a county whose bills the sample knows, largest first, and below them a clinic of a village and two
/// pharmacies. Districts of the city have a hospital of the third level.
pub fn of(city: &City) -> Result<Vec<Site>> {
    let mut sites = Vec::new();
    for (place, county) in city.counties().iter().enumerate() {
        let largest = if county.urban {
            (Grade::ThirdA, Rank::City)
        } else {
            (Grade::SecondA, Rank::County)
        };
        let hospitals = [
            (ProviderKind::Hospital, largest, 400),
            (
                ProviderKind::TcmHospital,
                (Grade::SecondA, Rank::County),
                200,
            ),
            (
                ProviderKind::TownshipCentre,
                (Grade::FirstA, Rank::Grassroots),
                40,
            ),
        ];
        for (hospital, (kind, (grade, rank), beds)) in
            care::hospitals(city, place).into_iter().zip(hospitals)
        {
            let site = (kind, grade, rank, beds);
            sites.push(one(&hospital.code, hospital.name, county.region, site)?);
        }
        let digits = county.region.admdvs();
        let small = [
            (
                format!("H{digits}00004"),
                "村卫生室",
                ProviderKind::VillageClinic,
            ),
            (
                format!("P{digits}00001"),
                "百草药房",
                ProviderKind::Pharmacy,
            ),
            (
                format!("P{digits}00002"),
                "安民药房",
                ProviderKind::Pharmacy,
            ),
        ];
        for (code, name, kind) in small {
            let site = (kind, Grade::Ungraded, Rank::Grassroots, 0);
            sites.push(one(
                &code,
                format!("{}{name}", county.name),
                county.region,
                site,
            )?);
        }
    }
    Ok(sites)
}

fn one(
    code: &str,
    name: String,
    region: RegionCode,
    (kind, grade, rank, beds): (ProviderKind, Grade, Rank, u32),
) -> Result<Site> {
    Ok(Site {
        code: ProviderCode::parse(code).map_err(|error| anyhow!(error.zh()))?,
        name,
        region,
        kind,
        grade,
        rank,
        beds,
        first: code.ends_with("00001") && code.starts_with('H'),
    })
}
