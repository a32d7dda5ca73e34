//! Enrolment of a year: every county hands its lists in, a clerk reviews, another user approves.

use super::register::number;
use super::scene::{Scene, day};
use crate::office::Fault;
use anyhow::Result;
use enrolment::Scheme;
use enrolment::membership::{Channel, Funding, Ground, Standing, State};
use sample::County;
use service::membership::{self, BadLine, Line, Order, Who};
use store::batch::Batch;

/// Who is on a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Who has an employer.
    Employees,
    /// Who has none.
    Residents,
    /// Everybody, as residents: where no employer is on record.
    Everybody,
}

/// Enrols people for a year, in the autumn before it: residents every year anew, employees once.
pub fn of_year(scene: &Scene<'_>, year: i32, lists: &[Whom]) -> Result<()> {
    scene.clock.move_to(day(year - 1, 9, 1)?);
    for whom in lists.iter().copied() {
        let (mut taken, mut refused) = (0, 0);
        for county in scene.city.counties() {
            let batch = enrol(scene, county, whom, year)?;
            taken += batch.taken;
            refused += batch.refused;
        }
        scene.say(&format!(
            "{year} 年{}：参保 {taken} 人，未办 {refused} 人",
            whom.scheme().zh()
        ));
    }
    Ok(())
}

impl Whom {
    const fn scheme(self) -> Scheme {
        match self {
            Whom::Employees => Scheme::Employee,
            Whom::Residents | Whom::Everybody => Scheme::Resident,
        }
    }
}

fn enrol(scene: &Scene<'_>, county: &County, whom: Whom, year: i32) -> Result<Batch> {
    let desk = scene.desk();
    let employee = whom == Whom::Employees;
    let order = Order {
        region: county.region,
        scheme: whom.scheme(),
        standing: if employee {
            Standing::Working
        } else {
            Standing::Resident
        },
        channel: if employee {
            Channel::Employer
        } else {
            Channel::Village
        },
        ground: employee.then_some(Ground::Duty),
        funding: Funding::Standard,
        year,
        applied_on: desk.today(),
        from: if employee {
            Some(day(year, 1, 1)?)
        } else {
            None
        },
        collective: None,
        digest: format!("demo-{year}"),
    };
    let clerk = scene.staff.of("shibanjing")?;
    let lines = lines(scene, county, whom);
    let batch = membership::run(&desk, clerk, &order, lines, &mut |_| ()).map_err(Fault::from)?;
    // A county where nobody is on the list has nothing to review.
    if batch.taken == 0 {
        return Ok(batch);
    }
    let reviewer = scene.staff.of("shihe")?;
    let steps = [(clerk, State::FirstReviewed), (reviewer, State::Approved)];
    for (actor, to) in steps {
        membership::step_batch(&desk, actor, batch.no, to, "材料齐全", &mut |_| ())
            .map_err(Fault::from)?;
    }
    Ok(batch)
}

/// The lines of a county's list, made village by village.
fn lines<'a>(
    scene: &'a Scene<'_>,
    county: &County,
    whom: Whom,
) -> impl Iterator<Item = Result<Line, BadLine>> + 'a {
    let (first, behind) = county.villages;
    let villages = scene.city.villages().get(first as usize..behind as usize);
    let people = villages
        .unwrap_or_default()
        .iter()
        .flat_map(|village| scene.city.village(village))
        .flat_map(|household| household.members);
    let employee = whom == Whom::Employees;
    let wanted = people.filter(move |person| {
        let listed = whom == Whom::Everybody || person.occupation.is_employed() == employee;
        listed && !scene.gone.contains(&person.index)
    });
    let known = wanted.filter_map(|person| Some((person.region, number(scene, &person)?)));
    let region = county.region;
    let newcomers = scene.newcomers.iter().copied();
    let newcomers = newcomers.filter(move |(village, _)| !employee && region.contains(*village));
    known
        .chain(newcomers)
        .zip(2..)
        .map(|((region, person), line)| {
            Ok(Line {
                line,
                who: Who::Person(person),
                region: Some(region),
                place_reason: None,
                ground: None,
            })
        })
}
