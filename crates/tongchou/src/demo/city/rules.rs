//! By which rules the city works: a regime profile, a policy package with the parameters of each year,
//! the standards of all years. Each is proposed by one user and approved by another.

use super::figures;
use super::scene::{Scene, day};
use crate::office::Fault;
use crate::packages;
use access::Verdict;
use anyhow::{Result, anyhow};
use base::Fen;
use enrolment::Scheme;
use enrolment::account::TableState;
use enrolment::contribution::Year;
use service::contribution::standard::{self, Proposed};
use service::{account, fund, package, regime};
use std::collections::BTreeMap;
use std::path::Path;

/// The profile that the city works by.
const PROFILE: &str = include_str!("regime.toml");
/// The packages that the city works by: the residents' own, made up with the city, and one that it takes over.
const RESIDENTS: &str = "demo.resident";
const EMPLOYEES: &str = "cn.310000.employee";

/// Adopts everything that the two years need.
pub fn adopt(scene: &Scene<'_>, policies: &Path) -> Result<()> {
    regime(scene)?;
    let first = scene.city.spec().year;
    for (year, parameters) in (first..).zip(figures::STANDARDS) {
        package_of(
            scene,
            policies,
            (Scheme::Resident, RESIDENTS),
            year,
            &parameters,
        )?;
        standard_of(scene, year)?;
    }
    let employee = (Scheme::Employee, EMPLOYEES);
    package_of(scene, policies, employee, first, &figures::EMPLOYEE)?;
    scene.say("制度档案、政策包和各年的筹资标准已拟定并复核");
    Ok(())
}

/// The table of credits of the employees' accounts and the rate of the risk fund.
pub fn of_funds(scene: &Scene<'_>) -> Result<()> {
    let desk = scene.desk();
    let first = scene.city.spec().year;
    let amounts = figures::CREDITS.iter();
    let amounts = amounts.map(|(name, fen)| ((*name).to_owned(), Fen::new(*fen)));
    let (officer, reviewer) = (scene.staff.of("zhengce")?, scene.staff.of("shihe")?);
    let from = day(first, 1, 1)?;
    let table = account::study(&desk, officer, from, amounts.collect(), "论证会纪要");
    let table = table.map_err(Fault::from)?;
    for state in [
        TableState::Consent,
        TableState::Published,
        TableState::InForce,
    ] {
        account::step(&desk, reviewer, table, state, "青政办〔2024〕9号").map_err(Fault::from)?;
    }
    let (maker, checker) = (scene.staff.of("kuaiji")?, scene.staff.of("caihe")?);
    let year = super::budgeting::fund_year(first)?;
    let no = fund::propose_parameters(&desk, maker, year, figures::RISK).map_err(Fault::from)?;
    fund::confirm_case(&desk, checker, no).map_err(Fault::from)?;
    Ok(())
}

fn regime(scene: &Scene<'_>) -> Result<()> {
    let desk = scene.desk();
    let maker = scene.staff.of("zhengce")?;
    let no = regime::propose(&desk, maker, "regime.toml", PROFILE).map_err(Fault::from)?;
    let checker = scene.staff.of("shihe")?;
    regime::decide(&desk, checker, no, Verdict::Approved, "同意").map_err(Fault::from)?;
    Ok(())
}

fn package_of(
    scene: &Scene<'_>,
    policies: &Path,
    (scheme, package): (Scheme, &str),
    year: i32,
    parameters: &[(&str, &str)],
) -> Result<()> {
    let parameters = parameters.iter();
    let parameters: BTreeMap<String, String> = parameters
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let adopting = package::Adopting {
        scheme,
        files: packages::read(&policies.join(package))?,
        parameters,
        from: day(year, 1, 1)?,
        until: None,
    };
    let desk = scene.desk();
    let maker = scene.staff.of("zhengce")?;
    let no = package::propose(&desk, maker, &adopting).map_err(Fault::from)?;
    let checker = scene.staff.of("shihe")?;
    package::decide(&desk, checker, no, Verdict::Approved, "同意").map_err(Fault::from)?;
    Ok(())
}

fn standard_of(scene: &Scene<'_>, year: i32) -> Result<()> {
    let proposed = Proposed {
        scheme: Scheme::Resident,
        year: Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))?,
        bill_from: day(year - 1, 7, 1)?,
        bill_to: None,
        former: Vec::new(),
        unified_from: None,
    };
    let desk = scene.desk();
    let maker = scene.staff.of("zhengce")?;
    let no = standard::propose(&desk, maker, &proposed).map_err(Fault::from)?;
    let checker = scene.staff.of("shihe")?;
    standard::decide(&desk, checker, no, Verdict::Approved, "同意").map_err(Fault::from)?;
    Ok(())
}
