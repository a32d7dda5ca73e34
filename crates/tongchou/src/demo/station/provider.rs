//! Institutions registered, designated by county and city, their agreements signed, their physicians entered.

use access::Verdict;
use anyhow::{Result, anyhow, bail};
use base::{Date, PersonnelCode, ProposalNo, RegionCode, Validity};
use directory::agreement::{Clause, ClauseKind};
use directory::provider::{
    Department, Institution, Licence, LicenceKind, Ownership, Particulars, Practice, Profession,
    ProviderKind, Staff, Staffing,
};
use service::Desk;
use service::provider::{self, FileOf, NewText, RowResult, Signing, StaffRow};
use store::provider::institution::Registered;

use super::part::{Hands, Physician};
use super::place::Site;
use crate::office::Fault;

/// Physicians of an institution, or pharmacists of a pharmacy.
const PEOPLE: u32 = 3;
/// Their names, one after the other; nobody bears them.
const NAMES: [&str; 7] = ["李青", "王禾", "赵安", "陈平", "周宁", "吴和", "郑清"];
/// How long before today institutions and licences began, in years.
const AGE: i32 = 5;

/// Registers every institution, leads it through county and city to its designation, and signs its agreement.
pub fn designate(
    desk: &Desk<'_>,
    hands: Hands<'_>,
    sites: &[Site],
    days: (Date, Date),
) -> Result<()> {
    let since = days.0.add_years(-AGE).unwrap_or(days.0);
    let new: Result<Vec<Registered>> = sites.iter().map(|site| registered(site, since)).collect();
    let rows = (2..).zip(new?).map(Ok);
    let mut refused = Vec::new();
    let mut tell = |row: &RowResult| {
        if let RowResult::Refused(row) = row {
            refused.push(format!("{}：{}", row.shown, row.reason));
        }
    };
    let file = of_city(hands, "demo-providers");
    provider::take_institutions(desk, hands.clerk, &file, rows, &mut tell).map_err(Fault::from)?;
    told(&refused)?;
    for pharmacies in [false, true] {
        text(desk, hands, (pharmacies, days.0))?;
    }
    for site in sites {
        admit(desk, hands, site, days)?;
    }
    Ok(())
}

fn of_city(hands: Hands<'_>, digest: &str) -> FileOf {
    FileOf {
        region: hands.clerk.scope().pool(),
        digest: digest.to_owned(),
    }
}

/// A row that was refused is a defect of the sample.
fn told(refused: &[String]) -> Result<()> {
    match refused.first() {
        None => Ok(()),
        Some(first) => bail!("{} 行没有办理，例如 {first}", refused.len()),
    }
}

fn registered(site: &Site, since: Date) -> Result<Registered> {
    let open = Validity::new(Some(since), None).unwrap_or(Validity::OPEN);
    let particulars = Particulars {
        holds: open,
        name: site.name.as_str().into(),
        kind: site.kind,
        grade: site.grade,
        ownership: Ownership::Public,
        rank: Some(site.rank),
        networked: true,
        place: site.region,
        address: "青禾路1号".into(),
        beds: site.beds,
        representative: "".into(),
    };
    let new = Institution::new(site.code.clone(), None, particulars);
    let mut institution = new.map_err(|refused| anyhow!(refused.zh()))?;
    institution.licences.push(Licence {
        kind: LicenceKind::needed_by(site.kind),
        number: format!("QH{}", site.code).into(),
        holds: open,
    });
    Ok(Registered {
        institution,
        region: site.region,
    })
}

/// The one text of the agreement of a kind of institution.
fn text(desk: &Desk<'_>, hands: Hands<'_>, (pharmacies, from): (bool, Date)) -> Result<()> {
    let clause = |kind: &ClauseKind| Clause {
        kind: *kind,
        text: format!("双方关于{}的约定。", kind.zh()).into(),
    };
    let new = NewText {
        version: format!("{from}-{}", if pharmacies { "药店" } else { "医疗" }),
        pharmacies,
        from,
        clauses: ClauseKind::ALL.iter().map(clause).collect(),
    };
    let no = provider::propose_text(desk, hands.officer, &new).map_err(Fault::from)?;
    agreed(desk, hands, no)
}

fn agreed(desk: &Desk<'_>, hands: Hands<'_>, no: ProposalNo) -> Result<()> {
    let done = provider::decide(desk, hands.reviewer, no, Verdict::Approved, "同意");
    done.map(|_| ()).map_err(|error| Fault::from(error).into())
}

/// Application, first review of the county, confirmation of the city, agreement.
fn admit(desk: &Desk<'_>, hands: Hands<'_>, site: &Site, days: (Date, Date)) -> Result<()> {
    let applied = provider::apply(desk, hands.clerk, &site.code, "申请书和证照");
    let (designation, no) = applied.map_err(Fault::from)?;
    agreed(desk, hands, no)?;
    let why = ("符合条件", "评估表");
    let no = provider::propose_confirm(desk, hands.clerk, designation, why).map_err(Fault::from)?;
    agreed(desk, hands, no)?;
    let signing = Signing {
        designation,
        text: None,
        services: site.services(),
        days,
        for_agency: "青禾市医保中心".to_owned(),
        for_provider: format!("{}负责人", site.name),
    };
    let no = provider::propose_agreement(desk, hands.clerk, &signing).map_err(Fault::from)?;
    agreed(desk, hands, no)
}

/// The department of every institution: its code, which is that of its field too, and its name.
pub const WARD: (&str, &str) = ("A03", "内科");

/// Enters the departments.
pub fn departments(desk: &Desk<'_>, hands: Hands<'_>, sites: &[Site]) -> Result<()> {
    let since = desk.today().add_years(-AGE);
    let holds = Validity::new(since, None).unwrap_or(Validity::OPEN);
    let ward = |site: &Site| Department {
        provider: site.code.clone(),
        code: WARD.0.into(),
        name: WARD.1.into(),
        field: WARD.0.into(),
        holds,
        introduction: "".into(),
        head: "".into(),
        head_phone: "".into(),
        scope: "".into(),
        founded: since,
        staffing: Staffing::default(),
        beds: site.beds,
        recognised_beds: site.beds,
    };
    let treat = sites.iter().filter(|site| !site.kind.is_pharmacy());
    let rows = (2..).zip(treat.map(ward)).map(Ok);
    let mut refused = Vec::new();
    let mut tell = |row: &RowResult| {
        if let RowResult::Refused(row) = row {
            refused.push(format!("{}：{}", row.shown, row.reason));
        }
    };
    let file = of_city(hands, "demo-departments");
    provider::take_departments(desk, hands.clerk, &file, rows, &mut tell).map_err(Fault::from)?;
    told(&refused)
}

/// Enters who treats and dispenses, in the order of the institutions.
pub fn staff(desk: &Desk<'_>, hands: Hands<'_>, sites: &[Site]) -> Result<Vec<Vec<Physician>>> {
    let since = desk.today().add_years(-AGE).unwrap_or(desk.today());
    let (mut rows, mut people) = (Vec::new(), Vec::new());
    for (place, site) in (0_u32..).zip(sites) {
        let mut here = Vec::new();
        for number in 1..=PEOPLE {
            let row = person(site, place * PEOPLE + number, since)?;
            here.push(Physician {
                code: row.staff.code.to_string(),
                name: row.staff.name.to_string(),
            });
            rows.push(row);
        }
        people.push(here);
    }
    let mut refused = Vec::new();
    let mut tell = |row: &RowResult| {
        if let RowResult::Refused(row) = row {
            refused.push(format!("{}：{}", row.shown, row.reason));
        }
    };
    let file = of_city(hands, "demo-staff");
    let rows = (2..).zip(rows).map(Ok);
    provider::take_staff(desk, hands.clerk, &file, rows, &mut tell).map_err(Fault::from)?;
    told(&refused)?;
    Ok(people)
}

fn person(site: &Site, number: u32, since: Date) -> Result<StaffRow> {
    let (letters, profession) = match site.kind {
        ProviderKind::Pharmacy => ("HY", Profession::Pharmacist),
        _ => ("D", Profession::Physician),
    };
    let digits: RegionCode = site.region;
    let code = format!("{letters}{}{number:06}", digits.admdvs());
    let code = PersonnelCode::parse(&code).map_err(|error| anyhow!(error.zh()))?;
    let open = Validity::new(Some(since), None).unwrap_or(Validity::OPEN);
    let name = NAMES.get(number as usize % NAMES.len()).unwrap_or(&"李青");
    Ok(StaffRow {
        staff: Staff {
            code: code.clone(),
            name: (*name).into(),
            document: None,
            profession,
            title: "".into(),
            qualification: format!("ZG{number:06}").into(),
            licence: format!("ZY{number:06}").into(),
            licensed: open,
            insured_service: true,
        },
        practice: Practice {
            staff: code,
            provider: site.code.clone(),
            department: (!site.kind.is_pharmacy()).then(|| WARD.0.into()),
            holds: open,
            main: true,
        },
    })
}
