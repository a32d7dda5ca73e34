//! Employers: bases declared and in force, premiums billed and paid month by month, accounts credited, and
//! the three funds that the money goes into.

use super::figures;
use super::register::number;
use super::scene::{Scene, day, sum, times};
use super::{budgeting, posting, spending};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{Fen, OrganisationNo, PersonNo, RegionCode};
use benefit::plan::Policy;
use enrolment::premium::WageLine;
use enrolment::{Month, Scheme};
use ledger::control::budget::{Basis, Direction};
use ledger::entry::Fund;
use sample::Occupation;
use service::entitlement::{self, Retire};
use service::premium::{self, Arrival};
use service::{ServiceError, account, package};
use std::collections::{BTreeMap, BTreeSet};

/// The age at which the sample's people began to work.
const BEGAN: i32 = 22;
/// What wages grow by from one declaration to the next, in per cent.
const GROWTH: i64 = 5;
/// The months in which bases are declared, and checked and put in force.
const DECLARING: u32 = 4;
const CHECKING: u32 = 6;

/// The employers and what they pay.
#[derive(Default)]
pub struct Employers {
    /// The wages of the last declaration.
    wages: BTreeMap<OrganisationNo, Vec<WageLine>>,
    /// Declared and not yet in force.
    open: Vec<enrolment::premium::DeclarationNo>,
    /// Who stood on the last bill.
    on_roll: BTreeMap<OrganisationNo, BTreeSet<PersonNo>>,
    /// What came in since the funds last paid, by county.
    quarter: BTreeMap<RegionCode, Income>,
}

/// What came in, by fund.
#[derive(Debug, Clone, Copy, Default)]
struct Income {
    pool: Fen,
    accounts: Fen,
    additional: Fen,
}

impl Income {
    fn plus(self, other: Income) -> Result<Income> {
        Ok(Income {
            pool: sum(self.pool, other.pool)?,
            accounts: sum(self.accounts, other.accounts)?,
            additional: sum(self.additional, other.additional)?,
        })
    }

    const fn by_fund(self) -> [(Fund, Fen); 3] {
        [
            (Fund::EmployeePooled, self.pool),
            (Fund::EmployeeAccounts, self.accounts),
            (Fund::Additional, self.additional),
        ]
    }
}

/// The first declaration: the working life of everybody, the wages, checked and in force with the new year.
pub fn declare(scene: &Scene<'_>, employers: &mut Employers, year: i32) -> Result<()> {
    let clerk = scene.staff.of("shibanjing")?;
    let mut wages: BTreeMap<PersonNo, Fen> = BTreeMap::new();
    let mut careers = Vec::new();
    for person in scene.city.people() {
        let Occupation::Employee { wage, .. } = person.occupation else {
            continue;
        };
        let Some(no) = number(scene, &person) else {
            continue;
        };
        wages.insert(no, Fen::new(wage));
        let began = Retire {
            employed_on: person.birth().add_years(BEGAN),
            ..Retire::default()
        };
        careers.push((no, began));
    }
    let desk = scene.desk();
    entitlement::set_careers(&desk, clerk, &careers).map_err(Fault::from)?;
    for (employer, people) in &scene.workers {
        let lines = people.iter().filter_map(|person| {
            let (person, wage) = wages.get_key_value(person)?;
            Some(WageLine {
                person: *person,
                wage: *wage,
            })
        });
        employers.wages.insert(*employer, lines.collect());
    }
    hand_in(scene, employers, year)?;
    let from = Month::new(year + 1, 1).ok_or_else(|| anyhow!("年份 {year} 超出范围"))?;
    in_force(scene, employers, from)?;
    scene.say(&format!(
        "{} 个单位申报缴费基数，职工 {} 人",
        employers.wages.len(),
        wages.len()
    ));
    Ok(())
}

fn hand_in(scene: &Scene<'_>, employers: &mut Employers, year: i32) -> Result<()> {
    let (desk, clerk) = (scene.desk(), scene.staff.of("shibanjing")?);
    for (employer, lines) in &employers.wages {
        if lines.is_empty() {
            continue;
        }
        let no = premium::declare(&desk, clerk, *employer, year, lines.clone());
        employers.open.push(no.map_err(Fault::from)?);
    }
    Ok(())
}

fn in_force(scene: &Scene<'_>, employers: &mut Employers, from: Month) -> Result<()> {
    let desk = scene.desk();
    let (clerk, reviewer) = (scene.staff.of("shibanjing")?, scene.staff.of("shihe")?);
    for no in employers.open.drain(..) {
        premium::check(&desk, clerk, no).map_err(Fault::from)?;
        premium::put_in_force(&desk, reviewer, no, from.first()).map_err(Fault::from)?;
    }
    Ok(())
}

/// A month: bases in their season, bills, money, credits. The county's posting run brings the money into the books.
pub fn month(scene: &Scene<'_>, employers: &mut Employers, month: Month) -> Result<()> {
    scene
        .clock
        .move_to(day(month.year(), month.first().month(), 15)?);
    let policy = policy(scene, month)?;
    season(scene, employers, month)?;
    let mut income: BTreeMap<RegionCode, Income> = BTreeMap::new();
    let list = premium::employers(&scene.desk(), scene.staff.of("shibanjing")?);
    for employer in list.map_err(Fault::from)? {
        if let Some(came) = collect(scene, employers, &policy, (employer.no, month))? {
            let county = employer.region.at(base::RegionLevel::County);
            let of_county = income.entry(county.unwrap_or(employer.region)).or_default();
            *of_county = of_county.plus(came)?;
        }
    }
    for (county, came) in income {
        let of_quarter = employers.quarter.entry(county).or_default();
        *of_quarter = of_quarter.plus(came)?;
    }
    Ok(())
}

/// The end of a month, when its money is in the books: it goes to the fiscal special account; at the end of a quarter
/// the funds pay.
pub fn settle(scene: &Scene<'_>, employers: &mut Employers, month: Month) -> Result<()> {
    for fund in [
        Fund::EmployeePooled,
        Fund::EmployeeAccounts,
        Fund::Additional,
    ] {
        posting::gather(scene, fund, month, &BTreeMap::new())?;
    }
    if month.first().month().is_multiple_of(3) {
        pay(scene, std::mem::take(&mut employers.quarter), month)?;
    }
    Ok(())
}

fn policy(scene: &Scene<'_>, month: Month) -> Result<std::sync::Arc<Policy>> {
    let clerk = scene.staff.of("shibanjing")?;
    let policy = scene
        .desk()
        .read(|session| package::current(session, clerk.scope(), Scheme::Employee, month.first()));
    Ok(policy.map_err(Fault::from)?)
}

/// Wages of the new year are declared in April, checked in June, in force from July.
fn season(scene: &Scene<'_>, employers: &mut Employers, month: Month) -> Result<()> {
    match month.first().month() {
        DECLARING => {
            let on_roll = &employers.on_roll;
            for (employer, lines) in &mut employers.wages {
                let people = on_roll.get(employer);
                lines.retain(|line| people.is_some_and(|people| people.contains(&line.person)));
                for line in lines {
                    line.wage = Fen::new(line.wage.get() / 100 * (100 + GROWTH));
                }
            }
            hand_in(scene, employers, month.year())
        }
        CHECKING => {
            let from = month.next().ok_or_else(|| anyhow!("日期超出范围"))?;
            in_force(scene, employers, from)
        }
        _ => Ok(()),
    }
}

/// An employer's month: billed, paid in full through the tax bureau, its people credited.
fn collect(
    scene: &Scene<'_>,
    employers: &mut Employers,
    policy: &Policy,
    (employer, month): (OrganisationNo, Month),
) -> Result<Option<Income>> {
    let (desk, clerk) = (scene.desk(), scene.staff.of("shibanjing")?);
    let drawn = match premium::draw(&desk, clerk, policy, employer, month) {
        Err(ServiceError::Refused(refused)) if refused.code() == "premium.no_roll" => {
            return Ok(None);
        }
        drawn => drawn.map_err(Fault::from)?,
    };
    let Some(bill) = &drawn.bill else {
        return Ok(None);
    };
    let people = bill.people.iter().map(|due| due.person).collect();
    employers.on_roll.insert(employer, people);
    let arrival = Arrival {
        employer,
        amount: bill.total,
        on: desk.today(),
        reference: &format!("税{month}-{employer}"),
        bill: Some(drawn.no),
    };
    premium::pay(&desk, clerk, arrival).map_err(Fault::from)?;
    let credited = account::credit_adopted(&desk, clerk, drawn.no).map_err(Fault::from)?;
    Ok(Some(Income {
        pool: credited.split.pool,
        accounts: credited.split.accounts,
        additional: credited.split.additional,
    }))
}

/// What the funds pay for a quarter: hospitals out of the pool, purchases out of the accounts; nobody's bill
/// has reached the additional fund. The first payment of a year waits for the budget.
fn pay(scene: &Scene<'_>, quarter: BTreeMap<RegionCode, Income>, month: Month) -> Result<()> {
    for (index, county) in scene.city.counties().iter().enumerate() {
        let came = quarter.get(&county.region).copied().unwrap_or_default();
        for ((fund, came), cost) in came.by_fund().into_iter().zip(figures::EMPLOYEE_COST) {
            if came == Fen::ZERO {
                continue;
            }
            if month.first().month() == 3 {
                budget(scene, fund, (month.year(), county.region), came)?;
            }
            let mean = Fen::new(came.get() / 100 * cost);
            let detail = (fund == Fund::EmployeeAccounts).then_some("个人账户");
            let of = (fund, county.region, month);
            spending::hospitals(scene, of, (index, mean), detail)?;
        }
    }
    Ok(())
}

/// The budget of a year: four times what came in in the first quarter, and as much to be spent.
fn budget(
    scene: &Scene<'_>,
    fund: Fund,
    (year, county): (i32, RegionCode),
    quarter: Fen,
) -> Result<()> {
    let amount = times(quarter, 4)?;
    let basis = || Basis::Entered {
        reason: "按一季度征缴测算".to_owned(),
    };
    let lines = vec![
        budgeting::line("4001", Direction::Income, amount, basis())?,
        budgeting::line("5001", Direction::Spending, amount, basis())?,
    ];
    budgeting::put_in_force(scene, fund, year, county, lines)
}
