//! A month of the city, in the order in which its days bring it.

use super::budgeting;
use super::closing;
use super::collecting::{self, Calendar};
use super::employers::{self, Employers};
use super::enrolling::{self, Whom};
use super::living;
use super::posting;
use super::scene::{Scene, day};
use super::spending;
use super::story::Story;
use super::subsidies::{self, Share};
use anyhow::{Result, anyhow};
use enrolment::Month;

/// What goes on from month to month.
#[derive(Default)]
struct Course {
    /// Who will pay what and when.
    calendar: Calendar,
    /// What was counted.
    story: Story,
    /// The employers with what they pay.
    employers: Employers,
}

/// The last month: the third year is being collected, and nothing lies in the future.
pub fn last(first: i32) -> Result<Month> {
    Month::new(first + 1, 10).ok_or_else(|| anyhow!("年份 {first} 超出范围"))
}

/// Lives from the September before the first year until the last month.
pub fn live(scene: &mut Scene<'_>) -> Result<()> {
    let first = scene.city.spec().year;
    let mut course = Course::default();
    let mut month = Month::new(first - 1, 9).ok_or_else(|| anyhow!("年份 {first} 超出范围"))?;
    let last = last(first)?;
    while month <= last {
        live_month(scene, &mut course, month)?;
        month = month.next().ok_or_else(|| anyhow!("日期超出范围"))?;
    }
    Ok(())
}

fn live_month(scene: &mut Scene<'_>, course: &mut Course, month: Month) -> Result<()> {
    scene.clock.move_to(month.first());
    let first = scene.city.spec().year;
    let (year, of_year) = (month.year(), month.first().month());
    if of_year == 9 {
        begin_collection(scene, course, year + 1)?;
    }
    let story = &mut course.story;
    closing::keep_ahead(scene, month)?;
    if year >= first {
        if of_year == 1 {
            budgeting::of_residents(scene, story, year)?;
            closing::recognise(scene, story, month)?;
        }
        if of_year == 1 && year > first {
            closing::accounts(scene, year - 1)?;
        }
        spending::of_residents(scene, story, month)?;
        employers::month(scene, &mut course.employers, month)?;
        match of_year {
            2 => subsidies::arrive(scene, year, Share::Advance, month.last())?,
            6 => subsidies::arrive(scene, year, Share::Rest, day(year, 6, 30)?)?,
            _ => (),
        }
    }
    let mut taken = course.calendar.month(scene, month)?;
    scene.clock.move_to(month.last());
    let back = collecting::pay_back(scene, month, &mut taken)?;
    posting::month(scene, story, month)?;
    if year >= first {
        employers::settle(scene, &mut course.employers, month)?;
    }
    closing::month(scene, month)?;
    scene.say(&format!(
        "{} 结账：个人缴费 {} 元，{} 笔待处理，退回 {back} 笔",
        month.zh(),
        taken.paid,
        taken.waiting
    ));
    Ok(())
}

/// The lists of a year, its bills, and who will pay them.
fn begin_collection(scene: &mut Scene<'_>, course: &mut Course, year: i32) -> Result<()> {
    let first = scene.city.spec().year;
    if year == first {
        enrolling::of_year(scene, year, &[Whom::Residents, Whom::Employees])?;
        employers::declare(scene, &mut course.employers, first - 1)?;
    } else {
        let from = if year == first + 1 {
            scene.city.spec().reference()
        } else {
            day(year - 2, 9, 1)?
        };
        living::between(scene, from, day(year - 1, 9, 1)?)?;
        enrolling::of_year(scene, year, &[Whom::Residents])?;
    }
    let heads = collecting::of_year(scene, year, &mut course.calendar)?;
    let heads = heads.into_iter();
    course
        .story
        .billed
        .extend(heads.map(|(county, heads)| ((year, county), heads)));
    Ok(())
}
