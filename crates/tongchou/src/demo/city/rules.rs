//! By which rules the city works: a regime profile, a policy package with the parameters of each year,
//! the standards of both years. Each is proposed by one user and approved by another.

use super::scene::{Scene, day};
use crate::office::Fault;
use crate::packages;
use access::Verdict;
use anyhow::{Result, anyhow};
use enrolment::Scheme;
use enrolment::contribution::Year;
use service::contribution::standard::{self, Proposed};
use service::{package, regime};
use std::collections::BTreeMap;
use std::path::Path;

/// The profile that the city takes over, with its own code in it.
const PROFILE: &str = include_str!("../../../../enrolment/regimes/340400.toml");
/// The package that the city takes over.
const PACKAGE: &str = "cn.340400.resident";

/// What the notices of the two years say, in 元: the package's source gives rules and no figures.
const STANDARDS: [[(&str, &str); 7]; 2] = [
    [
        ("table.standard_total", "1080"),
        ("table.standard_personal", "400"),
        ("table.central", "408"),
        ("table.province", "163"),
        ("table.city", "54"),
        ("table.to_basic", "985"),
        ("table.to_serious_illness", "95"),
    ],
    [
        ("table.standard_total", "1130"),
        ("table.standard_personal", "420"),
        ("table.central", "426"),
        ("table.province", "170"),
        ("table.city", "57"),
        ("table.to_basic", "1030"),
        ("table.to_serious_illness", "100"),
    ],
];

/// Adopts everything that the two years need.
pub fn adopt(scene: &Scene<'_>, policies: &Path) -> Result<()> {
    regime(scene)?;
    let first = scene.city.spec().year;
    for (year, parameters) in (first..).zip(STANDARDS) {
        package_of(scene, policies, year, &parameters)?;
        standard_of(scene, year)?;
    }
    scene.say("制度档案、政策包和两年的筹资标准已拟定并复核");
    Ok(())
}

fn regime(scene: &Scene<'_>) -> Result<()> {
    let code = scene.city.spec().pool.admdvs();
    let text = PROFILE
        .replace("pool = \"340400\"", &format!("pool = \"{code}\""))
        .replace("淮南市城乡居民医保", "青禾市城乡居民医保（沿用淮南2020）");
    let desk = scene.desk();
    let maker = scene.staff.of("zhengce")?;
    let no = regime::propose(&desk, maker, "profile.toml", &text).map_err(Fault::from)?;
    let checker = scene.staff.of("shihe")?;
    regime::decide(&desk, checker, no, Verdict::Approved, "同意").map_err(Fault::from)?;
    Ok(())
}

fn package_of(
    scene: &Scene<'_>,
    policies: &Path,
    year: i32,
    parameters: &[(&str, &str)],
) -> Result<()> {
    let parameters = parameters.iter();
    let parameters: BTreeMap<String, String> = parameters
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let adopting = package::Adopting {
        scheme: Scheme::Resident,
        files: packages::read(&policies.join(PACKAGE))?,
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
